// SPDX-License-Identifier: BSD-3-Clause
#include "mip.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/hmac.h>

#define RK_LABEL  "miprk@wimaxforum.org"
#define SPI_LABEL "SPI CMIP PMIP"
#define HALF	  (MIP_RK_LEN / 2)
#define NAI_MAX	  253
/* SPIs below are reserved, RFC 5944 1.6 */
#define SPI_MIN 256

/* What is hashed: at most a label, an address and a NAI */
struct input {
	size_t len;
	uint8_t data[16 + MIP_ADDR_MAX + NAI_MAX + MIP_RK_LEN];
};

static const struct {
	const char *name;
	uint16_t length;
	uint8_t second; /* counter of the second half */
	uint8_t spi_len; /* of the label */
} variants[MIP_VARIANTS] = {
	[MIP_NWG] = { "nwg", 8 * MIP_RK_LEN, 2, sizeof(SPI_LABEL) - 1 },
	[MIP_RFC5295] = { "rfc5295", MIP_RK_LEN, 2, sizeof(SPI_LABEL) - 1 },
	[MIP_FREERADIUS] = { "freeradius", 8 * MIP_RK_LEN, 1, sizeof(SPI_LABEL) - 2 },
};

static const struct {
	const char *name;
	const char *label;
	uint8_t address_len;
} technologies[MIP_TECHNOLOGIES] = {
	[MIP_CMIP4] = { "cmip4", "CMIP4 MN HA", 4 },
	[MIP_PMIP4] = { "pmip4", "PMIP4 MN HA", 4 },
	[MIP_CMIP6] = { "cmip6", "CMIP6 MN HA", 16 },
	[MIP_PMIP6] = { "pmip6", "PMIP6 MN HA", 16 },
};

/**
 * mip_variant_name() - name of a derivation
 * @variant: which
 *
 * Return: "nwg", "rfc5295", "freeradius", or NULL for what is none.
 */
const char *mip_variant_name(enum mip_variant variant)
{
	return variant < MIP_VARIANTS ? variants[variant].name : NULL;
}

/**
 * mip_technology_name() - name of a technology
 * @technology: which
 *
 * Return: "cmip4", "pmip4", "cmip6", "pmip6", or NULL for what is none.
 */
const char *mip_technology_name(enum mip_technology technology)
{
	return technology < MIP_TECHNOLOGIES ? technologies[technology].name : NULL;
}

/**
 * mip_address_len() - octets of an address
 * @technology: which
 *
 * Return: 4 or 16.
 */
size_t mip_address_len(enum mip_technology technology)
{
	return technologies[technology].address_len;
}

static void add(struct input *in, const void *data, size_t len)
{
	memcpy(in->data + in->len, data, len);
	in->len += len;
}

static bool hash(const EVP_MD *md, const uint8_t *key, size_t key_len, const struct input *in,
		 uint8_t *out)
{
	unsigned int len;

	if (HMAC(md, key, (int)key_len, in->data, in->len, out, &len))
		return true;
	ERR_clear_error();
	return false;
}

/* T1 = HMAC(EMSK, usage | 1), T2 = HMAC(EMSK, T1 | usage | 2) */
static bool derive(const uint8_t *emsk, enum mip_variant variant, uint8_t rk[MIP_RK_LEN])
{
	const uint8_t length[2] = { variants[variant].length >> 8,
				    variants[variant].length & 0xff };
	const uint8_t counter[2] = { 1, variants[variant].second };
	struct input in;
	bool ok = true;
	int i;

	for (i = 0; ok && i < 2; i++) {
		in.len = 0;
		if (i)
			add(&in, rk, HALF);
		add(&in, RK_LABEL, sizeof(RK_LABEL));
		add(&in, length, sizeof(length));
		add(&in, &counter[i], 1);
		ok = hash(EVP_sha256(), emsk, MIP_EMSK_LEN, &in, rk + i * HALF);
	}
	OPENSSL_cleanse(&in, sizeof(in));
	return ok;
}

/**
 * mip_roots_derive() - MIP-RK, 512 bits, by each of the derivations
 * @emsk: EMSK
 * @roots: where to; wiped when that fails
 *
 * Return: false when the library failed.
 */
bool mip_roots_derive(const uint8_t emsk[MIP_EMSK_LEN], struct mip_roots *roots)
{
	enum mip_variant v;
	bool ok = true;

	for (v = 0; ok && v < MIP_VARIANTS; v++)
		ok = derive(emsk, v, roots->rk[v]);
	if (!ok)
		OPENSSL_cleanse(roots, sizeof(*roots));
	return ok;
}

/**
 * mip_spi() - MIP-SPI, the first 32 bits of a hash of MIP-RK
 * @roots: MIP-RK
 * @variant: which
 * @spi: where to; that of CMIPv4, and those of PMIPv4, CMIPv6 and PMIPv6 are the next three
 *
 * An AAA server to which it is not unique takes another one, which this cannot know.
 *
 * Return: false when the library failed.
 */
bool mip_spi(const struct mip_roots *roots, enum mip_variant variant, uint32_t *spi)
{
	struct input in = { .len = 0 };
	uint8_t out[HALF];

	add(&in, SPI_LABEL, variants[variant].spi_len);
	if (!hash(EVP_sha256(), roots->rk[variant], MIP_RK_LEN, &in, out))
		return false;
	*spi = (uint32_t)out[0] << 24 | (uint32_t)out[1] << 16 | (uint32_t)out[2] << 8 | out[3];
	if (*spi < SPI_MIN)
		*spi += SPI_MIN;
	return true;
}

/**
 * mip_fa_rk() - FA-RK, the root of the keys between station and foreign agents
 * @roots: MIP-RK
 * @variant: which
 * @key: where to
 *
 * Return: false when the library failed.
 */
bool mip_fa_rk(const struct mip_roots *roots, enum mip_variant variant, uint8_t key[MIP_KEY_LEN])
{
	struct input in = { .len = 0 };

	add(&in, "FA-RK", 5);
	return hash(EVP_sha1(), roots->rk[variant], MIP_RK_LEN, &in, key);
}

/**
 * mip_mn_ha() - the key between station and home agent
 * @roots: MIP-RK
 * @variant: which
 * @technology: who signals
 * @ha: address of the home agent, mip_address_len() octets in network order
 * @nai: NAI of the station
 * @key: where to
 *
 * Return: false when the NAI is longer than 253 octets, or the library failed.
 */
bool mip_mn_ha(const struct mip_roots *roots, enum mip_variant variant,
	       enum mip_technology technology, const uint8_t *ha, const char *nai,
	       uint8_t key[MIP_KEY_LEN])
{
	struct input in = { .len = 0 };

	if (strlen(nai) > NAI_MAX)
		return false;
	add(&in, technologies[technology].label, strlen(technologies[technology].label));
	add(&in, ha, technologies[technology].address_len);
	add(&in, nai, strlen(nai));
	return hash(EVP_sha1(), roots->rk[variant], MIP_RK_LEN, &in, key);
}

/**
 * mip_mn_fa() - the key between station and a foreign agent
 * @fa_rk: FA-RK
 * @fa: IPv4 address of the foreign agent in network order
 * @key: where to
 *
 * Return: false when the library failed.
 */
bool mip_mn_fa(const uint8_t fa_rk[MIP_KEY_LEN], const uint8_t fa[4], uint8_t key[MIP_KEY_LEN])
{
	struct input in = { .len = 0 };

	add(&in, "MN FA", 5);
	add(&in, fa, 4);
	return hash(EVP_sha1(), fa_rk, MIP_KEY_LEN, &in, key);
}
