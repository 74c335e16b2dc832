/* SPDX-License-Identifier: BSD-3-Clause */
/* TLVs of a message that is built already: found, replaced, added, removed. */
#ifndef _BS_EDIT_H
#define _BS_EDIT_H

#include "buf.h"

#define BS_PATH_MAX 4

/**
 * struct bs_path - where a TLV is
 * @n: how deep
 * @step: type on each level, and which of several of this type; 0 means each of them
 */
struct bs_path {
	unsigned int n;
	struct {
		u8 type;
		u8 nth;
	} step[BS_PATH_MAX];
};

enum bs_edit_op {
	BS_EDIT_SET, /* another value; it is added where there is none */
	BS_EDIT_ADD, /* behind the others */
	BS_EDIT_REMOVE,
};

/**
 * bs_path_parse() - read a path
 * @path: the path
 * @text: TYPE[#NTH][.TYPE[#NTH]]..., as "25.2" or "13#2.9"
 *
 * Return: true when it is one.
 */
bool bs_path_parse(struct bs_path *path, const char *text);

/**
 * bs_edit_find() - find a TLV
 * @msg: message from its type octet
 * @len: its octets
 * @path: which TLV
 * @value: its value
 *
 * Return: whether there is one.
 */
bool bs_edit_find(const u8 *msg, size_t len, const struct bs_path *path, struct wman_octets *value);

/**
 * bs_edit() - change a message; lengths of the compounds around it are right afterwards
 * @buf: the message, without a digest
 * @path: which TLV
 * @op: what is done
 * @value: new value
 * @len: its octets
 *
 * Return: whether it was done; else the message is as before: it has no TLVs, they are malformed,
 * or it would be too long.
 */
bool bs_edit(struct wman_buf *buf, const struct bs_path *path, enum bs_edit_op op, const u8 *value,
	     size_t len);

#endif
