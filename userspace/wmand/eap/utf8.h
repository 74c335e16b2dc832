/* SPDX-License-Identifier: BSD-3-Clause */
/* UTF-8, RFC 3629. */
#ifndef WMAND_EAP_UTF8_H
#define WMAND_EAP_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * utf8_next() - take the next character
 * @pos: where it begins, before @end; moved behind it
 * @end: end of the text
 * @c: gets the character
 *
 * Return: false when what is there is not well-formed (section 4: no overlong forms, no
 * surrogates, up to U+10FFFF).
 */
bool utf8_next(const uint8_t **pos, const uint8_t *end, uint32_t *c);

/**
 * utf8_valid() - is a text well-formed?
 * @text: the text
 * @len: octets at @text
 */
bool utf8_valid(const uint8_t *text, size_t len);

#endif
