/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A subscriber by hand: every message is put together by the test, octet by octet, and every key is
 * made with OpenSSL alone. kernel/proto has no part in it.
 */
#ifndef TESTS_BS_HAND_H
#define TESTS_BS_HAND_H

#include "bs_lab.h"
#include "eap_pki.h"

#define BS_HAND_HEARD 16

/* Keys that sign both ways, and the numbers of the last messages. */
struct bs_hand_keys {
	u8 u[20]; /* 16 octets of CMAC, 20 of HMAC */
	u8 d[20];
	u8 akid[8];
	u32 tx;
	u32 rx;
};

struct bs_hand {
	struct bs_lab *lab;
	struct bs_ss *ss;
	bool hmac; /* digests are HMACs; see bs_hand_use_hmac() */
	u8 identifier;
	u8 msg[8192]; /* that is being put together */
	size_t len;
	u8 heard[BS_HAND_HEARD][8192];
	size_t heard_len[BS_HAND_HEARD];
	unsigned int n_heard;
	u8 other[256]; /* the last message that is none of PKM */
	size_t other_len;
	const u8 *got; /* that was taken last */
	size_t got_len;
	struct bs_hand_keys eik;
	struct bs_hand_keys ak;
	u8 sn;
	u8 ms_random[8];
};

/* Policy is WMAN_POLICY_*; options as of bs_lab_new(). */
struct bs_hand *bs_hand_new(const char *const *options, u8 policy);
void bs_hand_free(struct bs_hand *h);
/* HMAC mode, from the first signed message on. */
void bs_hand_use_hmac(struct bs_hand *h);

/* Dot16KDF over MAC | BSID | pak | text; pak may be NULL. */
void bs_hand_kdf(struct bs_hand *h, const u8 *key, size_t key_len, const u8 *pak, const char *text,
		 u8 *out, size_t len);
void bs_hand_eik(struct bs_hand *h, const u8 eik[20]);
/* Keys of an AK of edition 2009, CMAC_KEY_COUNT 0. */
void bs_hand_ak(struct bs_hand *h, const u8 ak[20], u8 sn);

void bs_hand_begin(struct bs_hand *h, u8 code);
void bs_hand_put(struct bs_hand *h, u8 type, const void *value, size_t len);
void bs_hand_put_u8(struct bs_hand *h, u8 type, u8 value);
void bs_hand_digest(struct bs_hand *h, struct bs_hand_keys *keys);
void bs_hand_signature(struct bs_hand *h, EVP_PKEY *key);
/* Give the message to the base station, perhaps once more; what it answers is heard then. */
enum wman_reason bs_hand_send(struct bs_hand *h);

/* Take the next message; returns its code, 0 when there is none and none will come by itself. */
u8 bs_hand_next(struct bs_hand *h);
/* Take the next message that was heard, after a while if need be; it has this code. */
void bs_hand_take(struct bs_hand *h, u8 code);
/* Nothing was heard that is not taken. */
bool bs_hand_silence(struct bs_hand *h);
/* An attribute of it; NULL when it is not there. */
const u8 *bs_hand_attr(struct bs_hand *h, u8 type, size_t *len);
u32 bs_hand_number(struct bs_hand *h, u8 type);
/* What the CMAC that ends it should be under @key; returns its CMAC_PN. */
u32 bs_hand_value(struct bs_hand *h, const struct bs_hand_keys *keys, const u8 key[16],
		  u8 value[8]);
/* The message ends in a digest under these keys; the number of a CMAC is new. */
void bs_hand_check(struct bs_hand *h, struct bs_hand_keys *keys);

/* Answer the EAP request taken last: with an identity, or as a method would; code is 18 or 19. */
enum wman_reason bs_hand_eap(struct bs_hand *h, u8 code, const char *identity,
			     struct bs_hand_keys *keys, int sn);
/* SA-TEK handshake with this AK; @lifetime is what the Challenge tells, 0 for nothing. */
void bs_hand_handshake(struct bs_hand *h, const u8 ak[20], u8 sn, u32 lifetime);
/* SA-TEK-Request, signed with h->ak, over this BS_Random. */
enum wman_reason bs_hand_sa_tek_request(struct bs_hand *h, const u8 *bs_random);

#endif
