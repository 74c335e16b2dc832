// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* Dot16KDF and the keys that are made with it. */
#include "kdf.h"

#include "octets.h"

#define ASTRING_MAX	4
#define PKMV1_PAD_LEN	64

/* A string of the standard, as a piece of input without its terminator. */
#define TEXT(s)		{ .data = (s), .len = sizeof(s) - 1 }
#define MAC(p)		{ .data = (p), .len = 6 }

static const struct {
	size_t key_max;
	size_t block;
} variants[] = {
	[WMAN_KDF_CMAC] = { .key_max = 16, .block = WMAN_CMAC_LEN },
	[WMAN_KDF_SHA1] = { .key_max = 20, .block = WMAN_SHA1_LEN },
};

int wman_kdf(struct wman_prim *prim, enum wman_kdf_mode mode, const u8 *key, size_t key_len,
	     const struct wman_vec *astring, size_t n, u8 *out, size_t out_len)
{
	const size_t block = variants[mode].block, key_max = variants[mode].key_max;
	const size_t blocks = (out_len + block - 1) / block;
	/* i | astring | keylength | Kin */
	struct wman_vec vec[ASTRING_MAX + 3];
	u8 counter[4], length[4], result[64];
	const u8 *kin;
	u32 i;
	int ret = 0;

	if (n > ASTRING_MAX || key_len < WMAN_AES_KEY_LEN || !out_len || out_len > WMAN_KDF_MAX)
		return -EINVAL;
	if (key_len > key_max) {
		kin = wman_truncate(key, key_len, key_max);
		key_len = key_max;
	} else {
		kin = key;
	}
	wman_put_be32(length, (u32)out_len * 8);
	vec[0] = (struct wman_vec){ counter, sizeof(counter) };
	memcpy(vec + 1, astring, n * sizeof(*astring));
	vec[n + 1] = (struct wman_vec){ length, sizeof(length) };
	vec[n + 2] = (struct wman_vec){ kin, key_len };

	for (i = 0; i < blocks && !ret; i++) {
		wman_put_be32(counter, i);
		if (mode == WMAN_KDF_CMAC)
			ret = wman_prim_cmac(prim, kin, vec, n + 2, result + i * block);
		else
			ret = wman_prim_sha1(prim, vec, n + 3, result + i * block);
	}
	if (ret)
		wman_memzero(out, out_len);
	else
		memcpy(out, wman_truncate(result, blocks * block, out_len), out_len);
	wman_memzero(result, sizeof(result));
	return ret;
}

void wman_kdf_pmk(const u8 msk[WMAN_MSK_LEN], u8 pmk[WMAN_PMK_LEN])
{
	memcpy(pmk, wman_truncate(msk, WMAN_MSK_LEN, WMAN_PMK_LEN), WMAN_PMK_LEN);
}

void wman_kdf_eik_pmk(const u8 msk[WMAN_MSK_LEN], u8 eik[WMAN_EIK_LEN], u8 pmk[WMAN_PMK_LEN])
{
	memcpy(eik, wman_truncate(msk, WMAN_MSK_LEN, WMAN_EIK_LEN + WMAN_PMK_LEN),
	       WMAN_EIK_LEN);
	wman_kdf_pmk(msk, pmk);
}

int wman_kdf_eik_pak(struct wman_prim *prim, enum wman_kdf_mode mode,
		     const u8 pre_pak[WMAN_PRE_PAK_LEN], const u8 *mac, const u8 *bsid,
		     u8 eik[WMAN_EIK_LEN], u8 pak[WMAN_PAK_LEN])
{
	const struct wman_vec astring[] = { MAC(mac), MAC(bsid), TEXT("EIK+PAK") };
	u8 both[WMAN_EIK_LEN + WMAN_PAK_LEN];
	int ret;

	ret = wman_kdf(prim, mode, pre_pak, WMAN_PRE_PAK_LEN, astring, ARRAY_SIZE(astring), both,
		       sizeof(both));
	memcpy(eik, both, WMAN_EIK_LEN);
	memcpy(pak, both + WMAN_EIK_LEN, WMAN_PAK_LEN);
	wman_memzero(both, sizeof(both));
	return ret;
}

int wman_kdf_ak(struct wman_prim *prim, enum wman_kdf_mode mode, enum wman_ak_policy policy,
		const u8 *pmk, const u8 *other, const u8 *mac, const u8 *bsid,
		u8 ak[WMAN_AK_LEN])
{
	/* with RSA, the PAK is a part of the string, too */
	const bool rsa = policy == WMAN_AK_RSA || policy == WMAN_AK_RSA_EAP;
	const struct wman_vec astring[] = {
		MAC(mac), MAC(bsid), { .data = other, .len = rsa ? WMAN_PAK_LEN : 0 }, TEXT("AK"),
	};
	u8 key[WMAN_PMK_LEN] = { 0 };
	int i, ret;

	for (i = 0; i < WMAN_PMK_LEN; i++) {
		if (policy != WMAN_AK_RSA)
			key[i] ^= pmk[i];
		if (policy != WMAN_AK_EAP)
			key[i] ^= other[i];
	}
	ret = wman_kdf(prim, mode, key, sizeof(key), astring, ARRAY_SIZE(astring), ak,
		       WMAN_AK_LEN);
	wman_memzero(key, sizeof(key));
	return ret;
}

int wman_kdf_akid(struct wman_prim *prim, enum wman_kdf_mode mode, const u8 ak[WMAN_AK_LEN],
		  u8 sn, const u8 *mac, const u8 *bsid, u8 akid[WMAN_AKID_LEN])
{
	const struct wman_vec astring[] = {
		{ .data = &sn, .len = sizeof(sn) }, MAC(mac), MAC(bsid), TEXT("AK"),
	};

	return wman_kdf(prim, mode, ak, WMAN_AK_LEN, astring, ARRAY_SIZE(astring), akid,
			WMAN_AKID_LEN);
}

/* Edition 2009: the KDF's output is a prekey that encrypts CMAC_KEY_COUNT. */
static int encrypt_count(struct wman_prim *prim, u8 key[WMAN_CMAC_KEY_LEN], u16 count)
{
	u8 block[WMAN_AES_BLOCK_LEN] = { 0 };
	int ret;

	wman_put_be16(block + sizeof(block) - 2, count);
	ret = wman_prim_aes_encrypt(prim, key, block, block);
	memcpy(key, block, WMAN_CMAC_KEY_LEN);
	wman_memzero(block, sizeof(block));
	return ret;
}

int wman_kdf_cmac_keys(struct wman_prim *prim, const u8 ak[WMAN_AK_LEN], const u8 *mac,
		       const u8 *bsid, enum wman_edition edition, u16 count,
		       struct wman_cmac_keys *keys)
{
	const struct wman_vec astring[] = { MAC(mac), MAC(bsid), TEXT("CMAC_KEYS+KEK") };
	u8 all[sizeof(keys->u) + sizeof(keys->d) + sizeof(keys->kek)];
	int ret;

	ret = wman_kdf(prim, WMAN_KDF_CMAC, ak, WMAN_AK_LEN, astring, ARRAY_SIZE(astring), all,
		       sizeof(all));
	memcpy(keys->u, all, sizeof(keys->u));
	memcpy(keys->d, all + sizeof(keys->u), sizeof(keys->d));
	memcpy(keys->kek, all + sizeof(keys->u) + sizeof(keys->d), sizeof(keys->kek));
	wman_memzero(all, sizeof(all));
	if (!ret && edition != WMAN_EDITION_2005)
		ret = encrypt_count(prim, keys->u, count) ?: encrypt_count(prim, keys->d, count);
	if (ret)
		wman_memzero(keys, sizeof(*keys));
	return ret;
}

int wman_kdf_hmac_keys(struct wman_prim *prim, const u8 ak[WMAN_AK_LEN], const u8 *mac,
		       const u8 *bsid, struct wman_hmac_keys *keys)
{
	const struct wman_vec astring[] = { MAC(mac), MAC(bsid), TEXT("HMAC_KEYS+KEK") };
	u8 all[sizeof(keys->u) + sizeof(keys->d) + sizeof(keys->kek)];
	int ret;

	ret = wman_kdf(prim, WMAN_KDF_SHA1, ak, WMAN_AK_LEN, astring, ARRAY_SIZE(astring), all,
		       sizeof(all));
	memcpy(keys->u, all, sizeof(keys->u));
	memcpy(keys->d, all + sizeof(keys->u), sizeof(keys->d));
	memcpy(keys->kek, all + sizeof(keys->u) + sizeof(keys->d), sizeof(keys->kek));
	wman_memzero(all, sizeof(all));
	return ret;
}

int wman_kdf_eik_keys(struct wman_prim *prim, enum wman_kdf_mode mode,
		      const u8 eik[WMAN_EIK_LEN], const u8 *mac, const u8 *bsid, u8 *u, u8 *d)
{
	static const struct wman_vec text[] = {
		[WMAN_KDF_CMAC] = TEXT("CMAC_KEYS"),
		[WMAN_KDF_SHA1] = TEXT("HMAC_KEYS"),
	};
	const size_t len = variants[mode].block;
	const struct wman_vec astring[] = { MAC(mac), MAC(bsid), text[mode] };
	u8 both[2 * WMAN_HMAC_KEY_LEN];
	int ret;

	ret = wman_kdf(prim, mode, eik, WMAN_EIK_LEN, astring, ARRAY_SIZE(astring), both,
		       2 * len);
	memcpy(u, both, len);
	memcpy(d, both + len, len);
	wman_memzero(both, sizeof(both));
	return ret;
}

int wman_kdf_group_key(struct wman_prim *prim, enum wman_kdf_mode mode,
		       const u8 gkek[WMAN_GKEK_LEN], u8 *key)
{
	static const struct wman_vec text[] = {
		[WMAN_KDF_CMAC] = TEXT("GROUP CMAC KEY"),
		[WMAN_KDF_SHA1] = TEXT("GROUP HMAC KEY"),
	};

	return wman_kdf(prim, mode, gkek, WMAN_GKEK_LEN, &text[mode], 1, key,
			variants[mode].block);
}

int wman_kdf_mtk(struct wman_prim *prim, enum wman_kdf_mode mode, const u8 *mak,
		 const u8 *mgtek, u8 mtk[WMAN_MTK_LEN])
{
	const struct wman_vec astring[] = { { .data = mgtek, .len = 16 }, TEXT("MTK") };

	return wman_kdf(prim, mode, mak, WMAN_AK_LEN, astring, ARRAY_SIZE(astring), mtk,
			WMAN_MTK_LEN);
}

static int pkmv1_hash(struct wman_prim *prim, u8 pad, const u8 *ak, u8 out[WMAN_SHA1_LEN])
{
	u8 pads[PKMV1_PAD_LEN];
	const struct wman_vec vec[] = {
		{ .data = pads, .len = sizeof(pads) }, { .data = ak, .len = WMAN_AK_LEN },
	};

	memset(pads, pad, sizeof(pads));
	return wman_prim_sha1(prim, vec, ARRAY_SIZE(vec), out);
}

int wman_kdf_pkmv1(struct wman_prim *prim, const u8 ak[WMAN_AK_LEN],
		   struct wman_hmac_keys *keys)
{
	u8 kek[WMAN_SHA1_LEN] = { 0 };
	int ret;

	ret = pkmv1_hash(prim, 0x5c, ak, keys->u) ?: pkmv1_hash(prim, 0x3a, ak, keys->d) ?:
	      pkmv1_hash(prim, 0x53, ak, kek);
	/* the one place where the left-most bits are taken */
	memcpy(keys->kek, kek, sizeof(keys->kek));
	wman_memzero(kek, sizeof(kek));
	if (ret)
		wman_memzero(keys, sizeof(*keys));
	return ret;
}
