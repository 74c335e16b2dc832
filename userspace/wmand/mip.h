/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Keys of Mobile IP from the EMSK, as WiMAX networks have them (NWG stage 3, 4.3.1). The root is
 * MIP-RK; its derivation is published in more than one way:
 *
 *	MIP_NWG		HMAC-SHA256 over label, NUL, the length in bits and a counter
 *	MIP_RFC5295	the USRK of RFC 5295 with the same label: the length is in octets
 *	MIP_FREERADIUS	as rlm_wimax of FreeRADIUS 3 does it: NWG's, but the second half has the counter
 *			of the first, and the label of the SPI ends a letter early
 */
#ifndef WMAND_MIP_H
#define WMAND_MIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MIP_EMSK_LEN 64
#define MIP_RK_LEN   64
#define MIP_KEY_LEN  20
#define MIP_ADDR_MAX 16

enum mip_variant {
	MIP_NWG,
	MIP_RFC5295,
	MIP_FREERADIUS,
	MIP_VARIANTS,
};

/** enum mip_technology - who signals: the client or a proxy for it, by IPv4 or IPv6 */
enum mip_technology {
	MIP_CMIP4,
	MIP_PMIP4,
	MIP_CMIP6,
	MIP_PMIP6,
	MIP_TECHNOLOGIES,
};

/**
 * struct mip_roots - MIP-RK by each of the derivations
 * @rk: the keys
 */
struct mip_roots {
	uint8_t rk[MIP_VARIANTS][MIP_RK_LEN];
};

const char *mip_variant_name(enum mip_variant variant);
const char *mip_technology_name(enum mip_technology technology);
size_t mip_address_len(enum mip_technology technology);

bool mip_roots_derive(const uint8_t emsk[MIP_EMSK_LEN], struct mip_roots *roots);
bool mip_spi(const struct mip_roots *roots, enum mip_variant variant, uint32_t *spi);
bool mip_fa_rk(const struct mip_roots *roots, enum mip_variant variant, uint8_t key[MIP_KEY_LEN]);
bool mip_mn_ha(const struct mip_roots *roots, enum mip_variant variant,
	       enum mip_technology technology, const uint8_t *ha, const char *nai,
	       uint8_t key[MIP_KEY_LEN]);
bool mip_mn_fa(const uint8_t fa_rk[MIP_KEY_LEN], const uint8_t fa[4], uint8_t key[MIP_KEY_LEN]);

#endif
