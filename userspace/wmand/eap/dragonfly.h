/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The exchange of EAP-pwd, RFC 5931 section 2.8: from a password to a secret of both sides, of which
 * an attacker learns no more than whether one guess was right.
 */
#ifndef WMAND_EAP_DRAGONFLY_H
#define WMAND_EAP_DRAGONFLY_H

#include <openssl/ec.h>

#include "digest.h"

#define DRAGONFLY_HASH_LEN   32
#define DRAGONFLY_LEN_MAX    66 /* octets of a number: group 21 */
#define DRAGONFLY_COMMIT_MAX (3 * DRAGONFLY_LEN_MAX)

/**
 * struct dragonfly - one side of an exchange
 * @group: the curve
 * @ctx: scratch numbers
 * @mont: for powers modulo the prime of @group
 * @len: octets of a coordinate, and of a scalar
 * @element: password element, secret
 * @private: the own private number
 * @commit: what is sent: Element (both coordinates) and Scalar
 * @other: what the other side sent
 * @secret: @len octets that both sides share, k
 */
struct dragonfly {
	EC_GROUP *group;
	BN_CTX *ctx;
	BN_MONT_CTX *mont;
	size_t len;
	EC_POINT *element;
	BIGNUM *private;
	uint8_t commit[DRAGONFLY_COMMIT_MAX];
	uint8_t other[DRAGONFLY_COMMIT_MAX];
	uint8_t secret[DRAGONFLY_LEN_MAX];
};

/**
 * enum dragonfly_verdict - what is to be said about the other side's commit
 * @DRAGONFLY_GOOD: there is a secret
 * @DRAGONFLY_SCALAR: the scalar is out of range
 * @DRAGONFLY_ELEMENT: the element is not on the curve
 * @DRAGONFLY_REFLECTED: it is the own one
 * @DRAGONFLY_SECRET: the secret would be known to everybody
 * @DRAGONFLY_BROKEN: the library failed
 */
enum dragonfly_verdict {
	DRAGONFLY_GOOD,
	DRAGONFLY_SCALAR,
	DRAGONFLY_ELEMENT,
	DRAGONFLY_REFLECTED,
	DRAGONFLY_SECRET,
	DRAGONFLY_BROKEN,
};

/**
 * dragonfly_group_known() - is this a group that can be used?
 * @number: from the IANA registry of IKE groups
 *
 * Return: true for 19, 20 and 21, the NIST curves of 256, 384 and 521 bits.
 */
bool dragonfly_group_known(uint16_t number);

/**
 * dragonfly_begin() - find the password element
 * @d: all zero; dragonfly_end() is due whatever comes of it
 * @number: a known group
 * @parts: token, identity of the peer, of the server, and password
 * @num: how many
 *
 * How long it takes does not tell anything of the password but its length.
 *
 * Return: false when the library fails.
 */
bool dragonfly_begin(struct dragonfly *d, uint16_t number, const struct digest_part *parts,
		     size_t num);

/**
 * dragonfly_commit() - make the own commit
 * @d: begun
 *
 * Return: false when the library fails.
 */
bool dragonfly_commit(struct dragonfly *d);

/**
 * dragonfly_accept() - take the other side's commit and calculate the secret
 * @d: with a commit of its own
 * @other: Element and Scalar, three times @d->len octets
 *
 * Return: whether it is good, or why not.
 */
enum dragonfly_verdict dragonfly_accept(struct dragonfly *d, const uint8_t *other);

/**
 * dragonfly_end() - free, and wipe what is secret
 * @d: begun or not
 */
void dragonfly_end(struct dragonfly *d);

/**
 * dragonfly_h() - the random function, RFC 5931 2.3
 * @parts: its input
 * @num: how many
 * @out: the hash
 *
 * Return: false when the library fails.
 */
bool dragonfly_h(const struct digest_part *parts, size_t num, uint8_t out[DRAGONFLY_HASH_LEN]);

/**
 * dragonfly_kdf() - stretch a key, RFC 5931 2.5
 * @key: DRAGONFLY_HASH_LEN octets
 * @label: what it is for
 * @out: where to; with @bits that are no whole octets the last one is padded with zeros
 * @bits: how much
 *
 * Return: false when the library fails.
 */
bool dragonfly_kdf(const uint8_t *key, const struct digest_part *label, uint8_t *out,
		   unsigned int bits);

#endif
