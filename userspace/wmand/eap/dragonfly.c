// SPDX-License-Identifier: BSD-3-Clause
#include "dragonfly.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>

/*
 * Candidates that are looked at, always as many, so that time does not tell which one was the
 * element: half of them are, so that none of this many is in one of 2^40 cases.
 */
#define CANDIDATES 40

static int group_nid(uint16_t number)
{
	switch (number) {
	case 19:
		return NID_X9_62_prime256v1;
	case 20:
		return NID_secp384r1;
	case 21:
		return NID_secp521r1;
	}
	return NID_undef;
}

bool dragonfly_group_known(uint16_t number)
{
	return group_nid(number) != NID_undef;
}

bool dragonfly_h(const struct digest_part *parts, size_t num, uint8_t out[DRAGONFLY_HASH_LEN])
{
	static const uint8_t key[DRAGONFLY_HASH_LEN];

	return digest_hmac(EVP_sha256(), key, sizeof(key), parts, num, out);
}

bool dragonfly_kdf(const uint8_t *key, const struct digest_part *label, uint8_t *out,
		   unsigned int bits)
{
	const uint8_t length[2] = { (uint8_t)(bits >> 8), (uint8_t)bits };
	const size_t total = (bits + 7) / 8;
	uint8_t block[DRAGONFLY_HASH_LEN], count[2] = { 0 };
	size_t done, n;

	for (done = 0; done < total; done += n) {
		const struct digest_part parts[] = {
			{ block, done ? sizeof(block) : 0 },
			{ count, sizeof(count) },
			*label,
			{ length, sizeof(length) },
		};

		count[1]++;
		if (!digest_hmac(EVP_sha256(), key, DRAGONFLY_HASH_LEN, parts, 4, block))
			return false;
		n = total - done < sizeof(block) ? total - done : sizeof(block);
		memcpy(out + done, block, n);
	}
	if (bits % 8)
		out[total - 1] &= (uint8_t)(0xff << (8 - bits % 8));
	explicit_bzero(block, sizeof(block));
	return true;
}

/* ---- without a branch on secrets: a mask is 0xff for yes and 0 for no ---- */

static uint8_t mask_of(unsigned int bit)
{
	return (uint8_t)(0 - (bit & 1));
}

static void choose(uint8_t *to, const uint8_t *from, size_t len, uint8_t mask)
{
	size_t i;

	for (i = 0; i < len; i++)
		to[i] = (uint8_t)((to[i] & ~mask) | (from[i] & mask));
}

/* Is the big-endian number @a less than @b? */
static uint8_t less(const uint8_t *a, const uint8_t *b, size_t len)
{
	unsigned int borrow = 0;

	while (len--)
		borrow = ((unsigned int)a[len] - b[len] - borrow) >> 8 & 1;
	return mask_of(borrow);
}

/* ---- the password element ---- */

/* A number of as many bits as the prime; the ones beyond were the last, and are to be the first. */
static bool candidate(const struct dragonfly *d, const uint8_t *seed, uint8_t *x)
{
	static const char text[] = "EAP-pwd Hunting And Pecking";
	const struct digest_part label = { text, sizeof(text) - 1 };
	const unsigned int bits = (unsigned int)BN_num_bits(EC_GROUP_get0_field(d->group));
	const unsigned int shift = 8 * (unsigned int)d->len - bits;
	size_t i;

	if (!dragonfly_kdf(seed, &label, x, bits))
		return false;
	for (i = d->len; shift && i--;)
		x[i] = (uint8_t)(x[i] >> shift | (i ? x[i - 1] << (8 - shift) : 0));
	return true;
}

/* x^3 + ax + b */
static bool curve_value(const struct dragonfly *d, const uint8_t *x_octets, BIGNUM *value)
{
	BIGNUM *p, *a, *b, *x;
	bool ok;

	BN_CTX_start(d->ctx);
	p = BN_CTX_get(d->ctx);
	a = BN_CTX_get(d->ctx);
	b = BN_CTX_get(d->ctx);
	x = BN_CTX_get(d->ctx);
	ok = x && EC_GROUP_get_curve(d->group, p, a, b, d->ctx) &&
	     BN_bin2bn(x_octets, (int)d->len, x) && BN_mod_sqr(value, x, p, d->ctx) &&
	     BN_mod_add(value, value, a, p, d->ctx) && BN_mod_mul(value, value, x, p, d->ctx) &&
	     BN_mod_add(value, value, b, p, d->ctx);
	BN_CTX_end(d->ctx);
	return ok;
}

/*
 * Is @value a square? It is multiplied by a random square, and by -1, which is none as the primes
 * are 3 modulo 4, or not: what is calculated then is as random as these.
 */
static bool is_square(const struct dragonfly *d, const BIGNUM *value, uint8_t *mask)
{
	const BIGNUM *p = EC_GROUP_get0_field(d->group);
	BIGNUM *r, *blind, *half;
	uint8_t octets[2][DRAGONFLY_LEN_MAX], negative;
	bool ok;

	BN_CTX_start(d->ctx);
	r = BN_CTX_get(d->ctx);
	blind = BN_CTX_get(d->ctx);
	half = BN_CTX_get(d->ctx);
	ok = half && BN_priv_rand_range(r, p) && BN_mod_sqr(blind, r, p, d->ctx) &&
	     BN_mod_mul(blind, blind, value, p, d->ctx) && BN_priv_rand(r, 8, -1, 0) &&
	     BN_sub(half, p, blind) && BN_bn2binpad(blind, octets[0], (int)d->len) > 0 &&
	     BN_bn2binpad(half, octets[1], (int)d->len) > 0;
	if (ok) {
		negative = mask_of((unsigned int)BN_is_odd(r));
		choose(octets[0], octets[1], d->len, negative);
		ok = BN_bin2bn(octets[0], (int)d->len, blind) && BN_rshift1(half, p) &&
		     BN_mod_exp_mont_consttime(r, blind, half, p, d->ctx, d->mont);
		*mask = (uint8_t)(mask_of((unsigned int)BN_is_one(r)) ^ negative);
	}
	BN_CTX_end(d->ctx);
	explicit_bzero(octets, sizeof(octets));
	return ok;
}

/* The point with this abscissa, which has one, and an ordinate that is odd or even. */
static bool set_element(struct dragonfly *d, const uint8_t *x_octets, uint8_t odd)
{
	const BIGNUM *p = EC_GROUP_get0_field(d->group);
	uint8_t octets[2][DRAGONFLY_LEN_MAX];
	BIGNUM *x, *y, *power;
	bool ok;

	BN_CTX_start(d->ctx);
	x = BN_CTX_get(d->ctx);
	y = BN_CTX_get(d->ctx);
	power = BN_CTX_get(d->ctx);
	/* a square root is the power (p + 1) / 4 */
	ok = power && curve_value(d, x_octets, y) && BN_copy(power, p) && BN_add_word(power, 1) &&
	     BN_rshift(power, power, 2) &&
	     BN_mod_exp_mont_consttime(y, y, power, p, d->ctx, d->mont) && BN_sub(x, p, y) &&
	     BN_bn2binpad(y, octets[0], (int)d->len) > 0 &&
	     BN_bn2binpad(x, octets[1], (int)d->len) > 0;
	if (ok) {
		choose(octets[0], octets[1], d->len, mask_of((unsigned int)BN_is_odd(y)) ^ odd);
		ok = BN_bin2bn(x_octets, (int)d->len, x) && BN_bin2bn(octets[0], (int)d->len, y) &&
		     EC_POINT_set_affine_coordinates(d->group, d->element, x, y, d->ctx);
	}
	BN_CTX_end(d->ctx);
	explicit_bzero(octets, sizeof(octets));
	return ok;
}

/* One candidate: what becomes of it is in @x, @odd and @found, unless it was found before. */
static bool look_at(const struct dragonfly *d, const struct digest_part *parts, size_t num,
		    const uint8_t *prime, uint8_t *x, uint8_t *odd, uint8_t *found)
{
	uint8_t seed[DRAGONFLY_HASH_LEN], x_here[DRAGONFLY_LEN_MAX], odd_here, square = 0;
	BIGNUM *value;
	bool ok;

	BN_CTX_start(d->ctx);
	value = BN_CTX_get(d->ctx);
	ok = value && dragonfly_h(parts, num, seed) && candidate(d, seed, x_here) &&
	     curve_value(d, x_here, value) && is_square(d, value, &square);
	BN_CTX_end(d->ctx);
	if (ok) {
		square = (uint8_t)(square & less(x_here, prime, d->len) & ~*found);
		odd_here = mask_of(seed[DRAGONFLY_HASH_LEN - 1]);
		choose(x, x_here, d->len, square);
		choose(odd, &odd_here, 1, square);
		*found |= square;
	}
	explicit_bzero(seed, sizeof(seed));
	explicit_bzero(x_here, sizeof(x_here));
	return ok;
}

static bool hunt_and_peck(struct dragonfly *d, const struct digest_part *parts, size_t num)
{
	uint8_t prime[DRAGONFLY_LEN_MAX], x[DRAGONFLY_LEN_MAX] = { 0 }, odd = 0, found = 0, counter;
	struct digest_part with_counter[6];
	bool ok;

	if (num >= sizeof(with_counter) / sizeof(with_counter[0]))
		return false;
	memcpy(with_counter, parts, num * sizeof(*parts));
	with_counter[num] = (struct digest_part){ &counter, 1 };
	ok = BN_bn2binpad(EC_GROUP_get0_field(d->group), prime, (int)d->len) > 0;
	for (counter = 1; ok && counter <= CANDIDATES; counter++)
		ok = look_at(d, with_counter, num + 1, prime, x, &odd, &found);
	ok = ok && found && set_element(d, x, odd);
	explicit_bzero(x, sizeof(x));
	return ok;
}

bool dragonfly_begin(struct dragonfly *d, uint16_t number, const struct digest_part *parts,
		     size_t num)
{
	bool ok;

	d->group = EC_GROUP_new_by_curve_name(group_nid(number));
	d->ctx = BN_CTX_new();
	if (d->group) {
		d->len = ((size_t)EC_GROUP_get_degree(d->group) + 7) / 8;
		d->element = EC_POINT_new(d->group);
	}
	d->mont = BN_MONT_CTX_new();
	ok = d->ctx && d->element && d->mont &&
	     BN_MONT_CTX_set(d->mont, EC_GROUP_get0_field(d->group), d->ctx) &&
	     hunt_and_peck(d, parts, num);
	if (!ok)
		ERR_clear_error();
	return ok;
}

/* ---- commits ---- */

/* A number above 1 and below the order */
static bool random_scalar(const struct dragonfly *d, BIGNUM *n)
{
	do {
		if (!BN_priv_rand_range(n, EC_GROUP_get0_order(d->group)))
			return false;
	} while (BN_is_zero(n) || BN_is_one(n));
	BN_set_flags(n, BN_FLG_CONSTTIME);
	return true;
}

static bool commit(struct dragonfly *d, EC_POINT *element)
{
	uint8_t *y = d->commit + d->len, *scalar = y + d->len;
	const int len = (int)d->len;
	BIGNUM *mask, *sum, *x;
	bool ok;

	mask = BN_CTX_get(d->ctx);
	x = BN_CTX_get(d->ctx);
	sum = BN_CTX_get(d->ctx);
	do {
		ok = sum && random_scalar(d, d->private) && random_scalar(d, mask) &&
		     BN_mod_add(sum, d->private, mask, EC_GROUP_get0_order(d->group), d->ctx);
	} while (ok && (BN_is_zero(sum) || BN_is_one(sum)));
	return ok && BN_bn2binpad(sum, scalar, len) > 0 &&
	       EC_POINT_mul(d->group, element, NULL, d->element, mask, d->ctx) &&
	       EC_POINT_invert(d->group, element, d->ctx) &&
	       EC_POINT_get_affine_coordinates(d->group, element, x, sum, d->ctx) &&
	       BN_bn2binpad(x, d->commit, len) > 0 && BN_bn2binpad(sum, y, len) > 0;
}

bool dragonfly_commit(struct dragonfly *d)
{
	EC_POINT *element = EC_POINT_new(d->group);
	bool ok;

	d->private = BN_new();
	BN_CTX_start(d->ctx);
	ok = element && d->private && commit(d, element);
	BN_CTX_end(d->ctx);
	EC_POINT_free(element);
	if (!ok)
		ERR_clear_error();
	return ok;
}

/* Element and Scalar of the other side; RFC 5931 2.8.5.2 and the attacks of 2019. */
static enum dragonfly_verdict take(struct dragonfly *d, EC_POINT *element, BIGNUM *scalar)
{
	const BIGNUM *p = EC_GROUP_get0_field(d->group), *order = EC_GROUP_get0_order(d->group);
	const int len = (int)d->len;
	BIGNUM *x, *y;

	x = BN_CTX_get(d->ctx);
	y = BN_CTX_get(d->ctx);
	if (!y || !BN_bin2bn(d->other, len, x) || !BN_bin2bn(d->other + len, len, y) ||
	    !BN_bin2bn(d->other + 2 * len, len, scalar))
		return DRAGONFLY_BROKEN;
	if (BN_is_zero(scalar) || BN_is_one(scalar) || BN_cmp(scalar, order) >= 0)
		return DRAGONFLY_SCALAR;
	/* the library would take a coordinate modulo the prime */
	if (BN_cmp(x, p) >= 0 || BN_cmp(y, p) >= 0)
		return DRAGONFLY_ELEMENT;
	if (!EC_POINT_set_affine_coordinates(d->group, element, x, y, d->ctx))
		return ERR_GET_REASON(ERR_peek_last_error()) == EC_R_POINT_IS_NOT_ON_CURVE ?
			       DRAGONFLY_ELEMENT :
			       DRAGONFLY_BROKEN;
	if (!memcmp(d->other, d->commit, 2 * d->len) ||
	    !memcmp(d->other + 2 * d->len, d->commit + 2 * d->len, d->len))
		return DRAGONFLY_REFLECTED;
	return DRAGONFLY_GOOD;
}

/* private * (scalar * password element + element): only its abscissa is used. */
static enum dragonfly_verdict calculate(struct dragonfly *d, EC_POINT *element,
					const BIGNUM *scalar, EC_POINT *sum)
{
	BIGNUM *x = BN_CTX_get(d->ctx);

	if (!x || !EC_POINT_mul(d->group, sum, NULL, d->element, scalar, d->ctx) ||
	    !EC_POINT_add(d->group, sum, sum, element, d->ctx) ||
	    !EC_POINT_mul(d->group, sum, NULL, sum, d->private, d->ctx))
		return DRAGONFLY_BROKEN;
	if (EC_POINT_is_at_infinity(d->group, sum))
		return DRAGONFLY_SECRET;
	if (!EC_POINT_get_affine_coordinates(d->group, sum, x, NULL, d->ctx) ||
	    BN_bn2binpad(x, d->secret, (int)d->len) < 0)
		return DRAGONFLY_BROKEN;
	return DRAGONFLY_GOOD;
}

enum dragonfly_verdict dragonfly_accept(struct dragonfly *d, const uint8_t *other)
{
	EC_POINT *element = EC_POINT_new(d->group), *sum = EC_POINT_new(d->group);
	enum dragonfly_verdict verdict = DRAGONFLY_BROKEN;
	BIGNUM *scalar;

	memcpy(d->other, other, 3 * d->len);
	BN_CTX_start(d->ctx);
	scalar = BN_CTX_get(d->ctx);
	if (element && sum && scalar)
		verdict = take(d, element, scalar);
	if (verdict == DRAGONFLY_GOOD)
		verdict = calculate(d, element, scalar, sum);
	BN_CTX_end(d->ctx);
	EC_POINT_clear_free(sum);
	EC_POINT_free(element);
	ERR_clear_error();
	return verdict;
}

void dragonfly_end(struct dragonfly *d)
{
	EC_POINT_clear_free(d->element);
	BN_clear_free(d->private);
	BN_MONT_CTX_free(d->mont);
	BN_CTX_free(d->ctx);
	EC_GROUP_free(d->group);
	explicit_bzero(d, sizeof(*d));
}
