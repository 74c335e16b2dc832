/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * Compound attributes of PKM: SA-Descriptor, TEK- and GKEK-Parameters,
 * PKM-Configuration-Settings, Security-Capabilities.
 */
#ifndef _WMAN_PKM_PARAM_H
#define _WMAN_PKM_PARAM_H

#include "fields.h"
#include "suite.h"

/**
 * struct wman_sa_descriptor - SA-Descriptor (23)
 * @present: internal; WMAN_SA_HAS_SERVICE when @service was there or is to be sent
 * @said: SAID
 * @type: enum wman_sa_type, or 128 to 255 of a vendor
 * @service: enum wman_sa_service; unicast when it was not there
 * @suite: cryptographic suite
 */
struct wman_sa_descriptor {
	u32 present;
	u16 said;
	u8 type;
	u8 service;
	u32 suite;
};

#define WMAN_SA_HAS_SERVICE	BIT(2)

/**
 * struct wman_tek_params - TEK-Parameters (13)
 * @present: WMAN_TEK_HAS_* of what is optional
 * @tek: wrapped TEK
 * @lifetime_s: seconds left
 * @sn: sequence number, 0 to 3
 * @iv: CBC-IV of a CBC suite
 * @gkek_sn: GKEK that wraps a GTEK
 */
struct wman_tek_params {
	u32 present;
	struct wman_octets tek;
	u32 lifetime_s;
	u8 sn;
	struct wman_octets iv;
	u8 gkek_sn;
};

#define WMAN_TEK_HAS_IV		BIT(3)
#define WMAN_TEK_HAS_GKEK_SN	BIT(4)

/**
 * struct wman_gkek_params - GKEK-Parameters (47)
 * @present: internal
 * @gkek: wrapped GKEK
 * @lifetime_s: seconds left
 * @sn: sequence number, 0 to 3
 */
struct wman_gkek_params {
	u32 present;
	struct wman_octets gkek;
	u32 lifetime_s;
	u8 sn;
};

/* Timers of PKM-Configuration-Settings, in the order of their types 1 to 7 */
enum wman_pkm_timer {
	WMAN_PKM_AUTHORIZE_WAIT,
	WMAN_PKM_REAUTHORIZE_WAIT,
	WMAN_PKM_AUTH_GRACE,
	WMAN_PKM_OPERATIONAL_WAIT,
	WMAN_PKM_REKEY_WAIT,
	WMAN_PKM_TEK_GRACE,
	WMAN_PKM_REJECT_WAIT,
	WMAN_PKM_TIMERS,
};

/**
 * struct wman_pkm_config - PKM-Configuration-Settings (27)
 * @present: bits of enum wman_pkm_timer; 0 when the whole attribute is absent
 * @timer_s: seconds, by enum wman_pkm_timer
 */
struct wman_pkm_config {
	u32 present;
	u32 timer_s[WMAN_PKM_TIMERS];
};

/*
 * All parsers take the value of the attribute and return WMAN_REASON_NONE, _TLV_MALFORMED,
 * _TLV_LENGTH, _TLV_VALUE for a value out of range or _ATTR_MISSING for a mandatory part.
 */

/**
 * wman_sa_descriptor_parse() - read an SA-Descriptor
 * @sa: what was read
 * @value: value of the attribute
 *
 * Return: see above. A suite that is not supported is no error here.
 */
enum wman_reason wman_sa_descriptor_parse(struct wman_sa_descriptor *sa,
					  const struct wman_octets *value);

/**
 * wman_sa_descriptor_put() - append an SA-Descriptor
 * @buf: where
 * @sa: what
 */
void wman_sa_descriptor_put(struct wman_buf *buf, const struct wman_sa_descriptor *sa);

/**
 * wman_tek_params_parse() - read TEK-Parameters
 * @tek: what was read
 * @value: value of the attribute
 *
 * Return: see above.
 */
enum wman_reason wman_tek_params_parse(struct wman_tek_params *tek,
				       const struct wman_octets *value);

/**
 * wman_tek_params_put() - append TEK-Parameters
 * @buf: where
 * @tek: what
 */
void wman_tek_params_put(struct wman_buf *buf, const struct wman_tek_params *tek);

/**
 * wman_tek_params_put_as() - append TEK-Parameters under another type, as in SA-TEK-Update
 * @buf: where
 * @type: type of the TLV
 * @tek: what
 */
void wman_tek_params_put_as(struct wman_buf *buf, u8 type, const struct wman_tek_params *tek);

/**
 * wman_rsa_length_ok() - can a field come out of RSA?
 * @len: its octets
 *
 * Return: whether it is as long as a key of 1024 or 2048 bits.
 */
bool wman_rsa_length_ok(size_t len);

/**
 * wman_tek_params_check() - whether two TEKs can be the pair of a Key-Reply
 * @pair: the older, the newer
 *
 * Return: WMAN_REASON_NONE; _LIFETIME when one is 0 or the newer ends before the older;
 * _TEK_SN when the numbers are not consecutive (mod 4).
 */
enum wman_reason wman_tek_params_check(const struct wman_tek_params pair[2]);

/**
 * wman_gkek_params_parse() - read GKEK-Parameters
 * @gkek: what was read
 * @value: value of the attribute
 *
 * Return: see above.
 */
enum wman_reason wman_gkek_params_parse(struct wman_gkek_params *gkek,
					const struct wman_octets *value);

/**
 * wman_gkek_params_put() - append GKEK-Parameters
 * @buf: where
 * @gkek: what
 */
void wman_gkek_params_put(struct wman_buf *buf, const struct wman_gkek_params *gkek);

/**
 * wman_gkek_params_check() - whether GKEKs can be the generations of a Key-Reply
 * @gkek: the newer, or the older and the newer
 * @n: 1 or 2
 *
 * Return: WMAN_REASON_NONE; _LIFETIME when one is 0 or the newer ends before the older;
 * _GKEK_SN when the numbers are not consecutive (mod 4).
 */
enum wman_reason wman_gkek_params_check(const struct wman_gkek_params *gkek, unsigned int n);

/**
 * wman_pkm_config_parse() - read PKM-Configuration-Settings
 * @config: what was read; nothing is clamped
 * @value: value of the attribute
 *
 * Return: see above.
 */
enum wman_reason wman_pkm_config_parse(struct wman_pkm_config *config,
				       const struct wman_octets *value);

/**
 * wman_pkm_config_clamp() - bring the timers of a base station into their ranges
 * @config: what it sent; timers that are not present come out as the least there may be
 */
void wman_pkm_config_clamp(struct wman_pkm_config *config);

/**
 * wman_pkm_config_put() - append PKM-Configuration-Settings
 * @buf: where
 * @config: what; nothing is appended when @config->present is 0
 */
void wman_pkm_config_put(struct wman_buf *buf, const struct wman_pkm_config *config);

/**
 * wman_suites_parse() - read the suites of Security-Capabilities
 * @suites: what was read
 * @n: in: room in @suites; out: how many there were, at most the room
 * @value: value of the attribute
 *
 * Return: see above.
 */
enum wman_reason wman_suites_parse(u32 *suites, size_t *n, const struct wman_octets *value);

/**
 * wman_suites_put() - append Security-Capabilities
 * @buf: where
 * @suites: the suites, the best first
 * @n: how many
 */
void wman_suites_put(struct wman_buf *buf, const u32 *suites, size_t n);

/**
 * wman_suites_put_v1() - append Security-Capabilities of PKMv1, with its Version (D10)
 * @buf: where
 * @suites: the suites, the best first
 * @n: how many
 */
void wman_suites_put_v1(struct wman_buf *buf, const u32 *suites, size_t n);

#endif /* _WMAN_PKM_PARAM_H */
