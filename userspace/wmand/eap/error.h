/* SPDX-License-Identifier: BSD-3-Clause */
/* Filling struct eap_error, and making hostile text printable. */
#ifndef WMAND_EAP_ERROR_H
#define WMAND_EAP_ERROR_H

#include "eap.h"

/**
 * eap_error_set() - state why something failed
 * @err: what to fill
 * @reason: code
 * @fmt: printf format of the text; octets outside of printable ASCII become '?'
 *
 * Return: false, so that a caller can report and return in one statement.
 */
bool eap_error_set(struct eap_error *err, enum wman_reason reason, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * eap_text_clean() - copy octets of a stranger as printable ASCII
 * @dst: gets a terminated string; what does not fit is cut off
 * @size: octets at @dst, at least 1
 * @src: octets, not terminated
 * @len: octets at @src
 */
void eap_text_clean(char *dst, size_t size, const uint8_t *src, size_t len);

#endif
