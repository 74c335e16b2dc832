// SPDX-License-Identifier: BSD-3-Clause
/* The scripted subscriber's RSA authorization of PKMv2. */
#include <string.h>

#include "bs_station.h"
#include "message.h"
#include "pkm_build.h"
#include "pkm_rsa.h"

static void put_signature(struct bs_station *st, struct wman_buf *buf)
{
	u8 signature[PKM_RSA_MAX];
	size_t len = pkm_rsa_sign(st->device->key, buf->data, buf->len, signature);

	wman_buf_put_tlv(buf, WMAN_ATTR_SIG_SS, signature, len);
}

void bs_station_rsa_request(struct bs_station *st)
{
	u8 der[2048], data[4096], *p = der;
	const struct wman_octets certificate = { der, (size_t)i2d_X509(st->device->cert, &p) };
	struct wman_buf buf;

	st->fresh.valid = false;
	memset(st->ms_random, ++st->identifier, sizeof(st->ms_random));
	wman_buf_init(&buf, data, sizeof(data));
	wman_pkm_put_rsa_request(&buf, st->identifier, st->ms_random, &certificate, st->basic);
	put_signature(st, &buf);
	bs_station_clear(st, st->primary, &buf);
}

/* Whoever it is that signed has the key of the certificate that comes with it. */
static bool verify(const struct wman_pkm *pkm, const u8 *msg)
{
	const u8 *der = pkm->certificate.data;
	X509 *cert = d2i_X509(NULL, &der, (long)pkm->certificate.len);
	bool good;

	assert_non_null(cert);
	good = pkm_rsa_verify(X509_get0_pubkey(cert), msg, pkm->covered, pkm->protection.data,
			      pkm->protection.len);
	X509_free(cert);
	return good;
}

/* What is made of the pre-PAK; an AK when nothing else is to come. */
static void take_pak(struct bs_station *st, const struct wman_pkm *pkm)
{
	enum wman_kdf_mode mode = wman_secneg_mode(&st->choice);
	u8 plain[PKM_RSA_MAX], eik[WMAN_EIK_LEN];
	struct bs_station_ak *half = &st->eik;

	assert_int_equal(pkm_rsa_decrypt(st->device->key, pkm->secret.data, pkm->secret.len, plain),
			 WMAN_PRE_PAK_LEN + WMAN_MAC_ADDR_LEN);
	assert_memory_equal(plain + WMAN_PRE_PAK_LEN, st->mac, WMAN_MAC_ADDR_LEN);
	wman_kdf_eik_pak(st->prim, mode, plain, st->mac, st->bsid, eik, st->root.pak);
	memset(half, 0, sizeof(*half));
	half->mode = mode;
	half->sn = pkm->ak_sn;
	half->valid = true;
	if (mode == WMAN_KDF_SHA1)
		wman_kdf_eik_keys(st->prim, mode, eik, st->mac, st->bsid, half->hmac.u,
				  half->hmac.d);
	else
		wman_kdf_eik_keys(st->prim, mode, eik, st->mac, st->bsid, half->keys.u,
				  half->keys.d);
	st->root.policy = WMAN_AK_RSA;
	if (st->choice.policy & WMAN_POLICY_EAP)
		st->root.policy = WMAN_AK_RSA_EAP;
	else
		bs_station_derive(st, &st->fresh, &st->root, pkm->ak_sn, 0);
}

static void acknowledge(struct bs_station *st, const struct wman_pkm *pkm)
{
	struct wman_buf buf;
	u8 data[1024];

	wman_buf_init(&buf, data, sizeof(data));
	wman_pkm_put_rsa_acknowledgement(&buf, ++st->identifier, pkm->bs_random,
					 WMAN_AUTH_RESULT_SUCCESS, WMAN_PKM_ERROR_NONE, NULL);
	put_signature(st, &buf);
	bs_station_clear(st, st->primary, &buf);
}

void bs_station_rsa_reply(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg)
{
	/* of a request before this one */
	if (memcmp(pkm->ms_random, st->ms_random, WMAN_RANDOM_LEN))
		return;
	if (!verify(pkm, msg)) {
		st->bad_digests++;
		return;
	}
	take_pak(st, pkm);
	acknowledge(st, pkm);
}

void bs_station_rsa_reject(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg)
{
	if (!verify(pkm, msg)) {
		st->bad_digests++;
		return;
	}
	st->auth_rejects++;
	st->silenced |= pkm->error == WMAN_PKM_ERROR_PERMANENT;
}
