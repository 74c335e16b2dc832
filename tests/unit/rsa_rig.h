/* SPDX-License-Identifier: BSD-3-Clause */
/* The subscriber's side of RSA authorization by hand, for tests of wman-bs. */
#ifndef TESTS_RSA_RIG_H
#define TESTS_RSA_RIG_H

#include <stdlib.h>
#include <string.h>

#include "bs_hand.h"
#include "pkm_rsa.h"

static struct pki_id ca, own, bs_own;
static char *ca_file, *cert_file, *key_file;
static const struct pki_spec device = { .cn = "02:16:00:00:01:00" };

static inline const char *const *rsa_options(void)
{
	static const char *options[] = { "device-ca",	NULL,	"certificate", NULL,
					 "private-key", NULL,	"policy",      "rsa,rsa+eap,eap",
					 "mgmt-max",	"2000", NULL };

	options[1] = ca_file;
	options[3] = cert_file;
	options[5] = key_file;
	return options;
}

static inline struct bs_hand *begin(u8 policy)
{
	return bs_hand_new(rsa_options(), policy);
}

static inline void put_certificate(struct bs_hand *h, X509 *cert)
{
	u8 der[2048], *p = der;

	bs_hand_put(h, 18, der, (size_t)i2d_X509(cert, &p));
}

/* RSA-Request up to its signature. */
static inline void request_body(struct bs_hand *h, X509 *cert, u16 said)
{
	const u8 octets[] = { (u8)(said >> 8), (u8)said };

	bs_hand_begin(h, 13);
	bs_hand_put(h, 33, h->ms_random, 8);
	put_certificate(h, cert);
	bs_hand_put(h, 12, octets, sizeof(octets));
}

static inline enum wman_reason request(struct bs_hand *h, const struct pki_id *id)
{
	request_body(h, id->cert, h->ss->basic_cid);
	bs_hand_signature(h, id->key);
	return bs_hand_send(h);
}

/* SigBS of the message taken last, which carries the base station's own certificate. */
static inline void check_signature(struct bs_hand *h)
{
	u8 der[2048], *p = der;
	size_t len;
	const u8 *value;

	value = bs_hand_attr(h, 37, &len);
	assert_int_equal(len, i2d_X509(bs_own.cert, &p));
	assert_memory_equal(value, der, len);
	value = bs_hand_attr(h, 38, &len);
	assert_int_equal(len, 256);
	assert_ptr_equal(value + len, h->got + h->got_len);
	/* type, 0x82, two octets of length */
	assert_true(pkm_rsa_verify(bs_own.key, h->got, h->got_len - len - 4, value, len));
}

/* The pre-PAK of the message taken last, and what goes with it; returns how many octets. */
static inline size_t rsa_decrypt(struct bs_hand *h, u8 plain[256])
{
	size_t len;
	const u8 *secret = bs_hand_attr(h, 35, &len);

	return pkm_rsa_decrypt(own.key, secret, len, plain);
}

/* Take RSA-Reply apart; returns its PAK sequence number. */
static inline u8 take_reply(struct bs_hand *h, u8 pak[20])
{
	u8 plain[256], both[40];

	bs_hand_take(h, 14);
	assert_int_equal(h->got[2], h->identifier);
	assert_memory_equal(bs_hand_attr(h, 33, NULL), h->ms_random, 8);
	assert_int_equal(bs_hand_number(h, 9), 3600);
	check_signature(h);
	assert_int_equal(rsa_decrypt(h, plain), 38);
	assert_memory_equal(plain + 32, h->ss->mac, 6);
	bs_hand_kdf(h, plain, 32, NULL, "EIK+PAK", both, sizeof(both));
	bs_hand_eik(h, both);
	memcpy(pak, both + 20, 20);
	return (u8)bs_hand_number(h, 10);
}

static inline void acknowledge_body(struct bs_hand *h, const u8 *bs_random)
{
	bs_hand_begin(h, 16);
	bs_hand_put(h, 34, bs_random, 8);
	bs_hand_put_u8(h, 30, 0);
}

static inline enum wman_reason acknowledge(struct bs_hand *h)
{
	acknowledge_body(h, bs_hand_attr(h, 34, NULL));
	bs_hand_signature(h, own.key);
	return bs_hand_send(h);
}

/* What is refused leaves everything as it was. */
static inline void refused(struct bs_hand *h, enum wman_reason reason)
{
	const struct bs_auth before = h->ss->auth;

	assert_int_equal(bs_hand_send(h), reason);
	assert_memory_equal(&h->ss->auth, &before, sizeof(before));
}

static inline int rsa_setup(void **state)
{
	ca = pki_make(&(struct pki_spec){ .cn = "maker", .ca = 1 }, NULL, 2048);
	own = pki_make(&device, &ca, 1024);
	bs_own = pki_make(&(struct pki_spec){ .cn = "02:16:00:00:00:01" }, &ca, 2048);
	ca_file = strdup(pki_write_certs("maker.pem", ca.cert, NULL));
	cert_file = strdup(pki_write_certs("bs.pem", bs_own.cert, NULL));
	key_file = strdup(pki_write_key("bs.key", bs_own.key, NULL, NULL));
	return 0;
}

static inline int rsa_teardown(void **state)
{
	free(ca_file);
	free(cert_file);
	free(key_file);
	pki_free(&bs_own);
	pki_free(&own);
	pki_free(&ca);
	pki_cleanup();
	return 0;
}

#endif
