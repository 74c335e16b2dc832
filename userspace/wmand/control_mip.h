/* SPDX-License-Identifier: BSD-3-Clause */
/* The words of a request for Mobile IP keys. */
#ifndef WMAND_CONTROL_MIP_H
#define WMAND_CONTROL_MIP_H

#include "mip.h"

/**
 * struct control_mip - what keys are for
 * @ifindex: the device
 * @ha_len: octets of @ha, 0: none was named
 * @ha: home agent
 * @nai: NAI of the station
 * @has_fa: @fa is there
 * @fa: foreign agent
 */
struct control_mip {
	uint32_t ifindex;
	size_t ha_len;
	uint8_t ha[MIP_ADDR_MAX];
	char nai[256];
	bool has_fa;
	uint8_t fa[4];
};

const char *control_mip_parse(char *words, struct control_mip *to, enum mip_variant *variant);

#endif
