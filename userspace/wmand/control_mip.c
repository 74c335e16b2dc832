// SPDX-License-Identifier: BSD-3-Clause
#include "control_mip.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "percent.h"

#define WORDS 5

static const char *take_variant(const char *word, enum mip_variant *variant)
{
	for (*variant = 0; *variant < MIP_VARIANTS; (*variant)++)
		if (!strcmp(word, mip_variant_name(*variant)))
			return NULL;
	return "no such derivation (nwg, rfc5295 and freeradius are)";
}

static const char *take_ha(const char *address, const char *nai, struct control_mip *to)
{
	uint8_t octets[1024];
	ssize_t len;

	if (inet_pton(AF_INET, address, to->ha) == 1)
		to->ha_len = 4;
	else if (inet_pton(AF_INET6, address, to->ha) == 1)
		to->ha_len = 16;
	else
		return "the home agent has no such address";
	len = strlen(nai) < sizeof(octets) ? percent_decode(octets, nai) : -1;
	if (len < 1 || len > 253 || memchr(octets, '\0', (size_t)len))
		return "a home agent needs a NAI of 1 to 253 octets";
	memcpy(to->nai, octets, (size_t)len);
	to->nai[len] = '\0';
	return NULL;
}

/**
 * control_mip_parse() - read "IFINDEX VARIANT [HA NAI [FA]]", "-" for a HA and NAI that are not there
 * @words: the words; changed
 * @to: for what they say
 * @variant: for the derivation
 *
 * Return: NULL, or the error.
 */
const char *control_mip_parse(char *words, struct control_mip *to, enum mip_variant *variant)
{
	char *word[WORDS + 1] = { NULL }, *end;
	const char *error;
	size_t n = 0;

	while (n <= WORDS && words)
		word[n++] = strsep(&words, " ");
	if (n < 2 || n == 3 || n > WORDS)
		return "expected IFINDEX VARIANT [HA NAI [FA]]";
	memset(to, 0, sizeof(*to));
	to->ifindex = (uint32_t)strtoul(word[0], &end, 10);
	if (end == word[0] || *end)
		return "not the index of a device";
	error = take_variant(word[1], variant);
	if (!error && n > 2 && strcmp(word[2], "-"))
		error = take_ha(word[2], word[3], to);
	if (!error && n > 4) {
		to->has_fa = inet_pton(AF_INET, word[4], to->fa) == 1;
		error = to->has_fa ? NULL : "the foreign agent has no such address";
	}
	return error;
}
