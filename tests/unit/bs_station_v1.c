// SPDX-License-Identifier: BSD-3-Clause
/* The scripted subscriber's authorization of PKMv1. */
#include <string.h>

#include "bs_station.h"
#include "message.h"
#include "pkm_build.h"
#include "pkm_rsa.h"

void bs_station_put_auth_request(struct wman_buf *buf, u8 identifier, X509 *cert, const u32 *suites,
				 size_t n_suites, u16 said)
{
	u8 der[2048], *p = der;
	const struct wman_octets certificate = { der, (size_t)i2d_X509(cert, &p) };

	wman_pkm_put_auth_request(buf, identifier, &certificate, suites, n_suites, said);
}

void bs_station_auth_key(struct wman_prim *prim, EVP_PKEY *key, const struct wman_pkm *reply,
			 struct wman_hmac_keys *keys)
{
	u8 ak[PKM_RSA_MAX];

	assert_int_equal(pkm_rsa_decrypt(key, reply->secret.data, reply->secret.len, ak),
			 WMAN_AK_LEN);
	assert_int_equal(wman_kdf_pkmv1(prim, ak, keys), 0);
}

void bs_station_auth_request(struct bs_station *st)
{
	struct wman_buf buf;
	u8 data[4096];

	st->auth_identifier = ++st->identifier;
	wman_buf_init(&buf, data, sizeof(data));
	bs_station_put_auth_request(&buf, st->auth_identifier, st->device->cert, st->suites,
				    st->n_suites, st->basic);
	bs_station_clear(st, st->primary, &buf);
}

void bs_station_auth_reply(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg)
{
	struct bs_station_ak *ak = &st->ak;

	/* of a request before this one; or what is known already */
	if (pkm->identifier != st->auth_identifier || (ak->valid && ak->sn == pkm->ak_sn))
		return;
	memset(ak, 0, sizeof(*ak));
	ak->mode = WMAN_KDF_SHA1;
	bs_station_auth_key(st->prim, st->device->key, pkm, &ak->hmac);
	memcpy(ak->keys.kek, ak->hmac.kek, sizeof(ak->keys.kek));
	ak->sn = pkm->ak_sn;
	ak->valid = true;
	if (!st->authorizations++)
		bs_station_learn(st, pkm);
}

void bs_station_auth_reject(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg)
{
	st->auth_rejects++;
	st->silenced |= pkm->error == WMAN_PKM_ERROR_PERMANENT;
}

void bs_station_auth_invalid(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg)
{
	st->auth_invalids++;
}
