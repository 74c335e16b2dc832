/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The attributes of family "wman" as tables, so that one function prints any message and names
 * any attribute. spec_gen.c has them, made from Documentation/netlink/specs/wman.yaml.
 */
#ifndef WMAN_SPEC_H
#define WMAN_SPEC_H

#include <stdbool.h>
#include <stdint.h>

/** enum spec_type - what the payload of an attribute is */
enum spec_type {
	SPEC_U8,
	SPEC_U16,
	SPEC_U32,
	SPEC_U64,
	SPEC_FLAG,
	SPEC_STRING,
	SPEC_BINARY,
	SPEC_MAC,
	SPEC_NEST,
};

/**
 * struct spec_attr - one attribute
 * @name: as in the specification
 * @type: payload
 * @hex: a number for people to read in hexadecimal
 * @multi: may repeat
 * @min: smallest value that is accepted, 0 when there is none
 * @max: largest value that is accepted or, for an enum, that is defined; 0 when there is none
 * @value_name: name of a value of an enum, or NULL
 * @nested: attributes of a nest, or NULL
 */
struct spec_attr {
	const char *name;
	enum spec_type type;
	bool hex;
	bool multi;
	uint32_t min;
	uint32_t max;
	const char *(*value_name)(unsigned int value);
	const struct spec_set *nested;
};

/**
 * struct spec_set - attributes that live in one number space
 * @attrs: by number; number 0 is unused
 * @max: the last one
 */
struct spec_set {
	const struct spec_attr *attrs;
	unsigned int max;
};

#endif
