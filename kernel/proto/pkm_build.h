/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * PKM messages of both sides. Every function appends a message without its digest or signature; the
 * caller appends that, a digest with wman_cmac_digest_append() or wman_hmac_digest_append().
 */
#ifndef _WMAN_PKM_BUILD_H
#define _WMAN_PKM_BUILD_H

#include "handover.h"
#include "pkm.h"

#define WMAN_AK_SN_NONE		(-1)	/* no Key-Sequence-Number: message without a digest */

/**
 * struct wman_sa_tek - contents of the three messages of the SA-TEK handshake
 * @ms_random: MS_Random, 8 octets; not in the Challenge
 * @bs_random: BS_Random, 8 octets
 * @ak_sn: AK sequence number
 * @akid: AKID, 8 octets
 * @lifetime_s: PMK lifetime, Challenge only; 0 leaves it out
 * @suites: what the MS supports, Request only
 * @n_suites: how many
 * @secneg: as in SBC-REQ (Request) or SBC-RSP (Response)
 * @config: timers in use, Request only
 * @frame_number: where the old AK ends, Response only; negative leaves it out
 * @sa: SA-Descriptors, Response only
 * @n_sa: how many
 * @updates: SA-TEK-Updates, Response only
 * @n_updates: how many
 */
struct wman_sa_tek {
	const u8 *ms_random;
	const u8 *bs_random;
	u8 ak_sn;
	const u8 *akid;
	u32 lifetime_s;
	const u32 *suites;
	size_t n_suites;
	const struct wman_secneg *secneg;
	const struct wman_pkm_config *config;
	int frame_number;
	const struct wman_sa_descriptor *sa;
	size_t n_sa;
	const struct wman_sa_tek_update *updates;
	size_t n_updates;
};

/**
 * struct wman_auth_reply - contents of Auth Reply
 * @auth_key: the AK, encrypted to the certificate of Auth Request
 * @lifetime_s: lifetime of the AK
 * @ak_sn: its sequence number
 * @sa: SA-Descriptors
 * @n_sa: how many
 * @config: timers for the SS; of none present it is left out
 */
struct wman_auth_reply {
	struct wman_octets auth_key;
	u32 lifetime_s;
	u8 ak_sn;
	const struct wman_sa_descriptor *sa;
	size_t n_sa;
	struct wman_pkm_config config;
};

/**
 * struct wman_rsa_reply - contents of RSA-Reply
 * @ms_random: MS_Random of RSA-Request, 8 octets
 * @bs_random: BS_Random, 8 octets
 * @pre_pak: pre-PAK and MAC address of the MS, encrypted to the certificate of RSA-Request
 * @lifetime_s: lifetime of the PAK
 * @pak_sn: PAK sequence number, in the place it has in the AK sequence number
 * @certificate: certificate of the BS, DER
 */
struct wman_rsa_reply {
	const u8 *ms_random;
	const u8 *bs_random;
	struct wman_octets pre_pak;
	u32 lifetime_s;
	u8 pak_sn;
	struct wman_octets certificate;
};

/**
 * wman_pkm_put_eap_start() - EAP-Start, by the MS
 * @buf: where
 * @identifier: Identifier
 * @ak_sn: AK sequence number, or WMAN_AK_SN_NONE at first entry
 */
void wman_pkm_put_eap_start(struct wman_buf *buf, u8 identifier, int ak_sn);

/**
 * wman_pkm_put_eap_transfer() - EAP-Transfer, by either side
 * @buf: where
 * @dir: who sends
 * @identifier: Identifier
 * @eap: EAP packet
 * @len: its octets
 * @ak_sn: AK sequence number, or WMAN_AK_SN_NONE without a digest
 */
void wman_pkm_put_eap_transfer(struct wman_buf *buf, enum wman_direction dir, u8 identifier,
			       const u8 *eap, size_t len, int ak_sn);

/**
 * wman_pkm_put_sa_tek_challenge() - SA-TEK-Challenge, by the BS
 * @buf: where
 * @identifier: Identifier
 * @st: contents
 */
void wman_pkm_put_sa_tek_challenge(struct wman_buf *buf, u8 identifier,
				   const struct wman_sa_tek *st);

/**
 * wman_pkm_put_sa_tek_request() - SA-TEK-Request, by the MS
 * @buf: where
 * @identifier: Identifier
 * @st: contents
 */
void wman_pkm_put_sa_tek_request(struct wman_buf *buf, u8 identifier,
				 const struct wman_sa_tek *st);

/**
 * wman_pkm_put_sa_tek_response() - SA-TEK-Response, by the BS
 * @buf: where
 * @identifier: Identifier
 * @st: contents
 */
void wman_pkm_put_sa_tek_response(struct wman_buf *buf, u8 identifier,
				  const struct wman_sa_tek *st);

/**
 * wman_pkm_put_key_request() - Key-Request, by the MS; of PKMv1 without a Nonce
 * @buf: where
 * @identifier: Identifier
 * @ak_sn: AK sequence number
 * @said: SAID
 * @nonce: Nonce, WMAN_NONCE_LEN octets; NULL in PKMv1
 */
void wman_pkm_put_key_request(struct wman_buf *buf, u8 identifier, u8 ak_sn, u16 said,
			      const u8 *nonce);

/**
 * wman_pkm_put_key_reply() - Key-Reply, by the BS; of PKMv1 without a Nonce
 * @buf: where
 * @identifier: that of the Key-Request
 * @ak_sn: AK sequence number
 * @said: SAID
 * @pair: TEK-Parameters, the older first
 * @nonce: that of the Key-Request; NULL in PKMv1
 */
void wman_pkm_put_key_reply(struct wman_buf *buf, u8 identifier, u8 ak_sn, u16 said,
			    const struct wman_tek_params pair[2],
			    const struct wman_octets *nonce);

/**
 * wman_pkm_put_group_key_reply() - Key-Reply for a group's SA, by the BS
 * @buf: where
 * @identifier: that of the Key-Request
 * @ak_sn: AK sequence number
 * @gsaid: GSAID
 * @pair: TEK-Parameters of the GTEKs, the older first
 * @gkek: GKEK-Parameters, the older first
 * @n_gkek: how many
 * @nonce: that of the Key-Request
 */
void wman_pkm_put_group_key_reply(struct wman_buf *buf, u8 identifier, u8 ak_sn, u16 gsaid,
				  const struct wman_tek_params pair[2],
				  const struct wman_gkek_params *gkek, size_t n_gkek,
				  const struct wman_octets *nonce);

/**
 * struct wman_key_push - contents of Group-Key-Update-Command
 * @key_sn: AK sequence number in GKEK mode; in GTEK mode that of the GKEK, or WMAN_AK_SN_NONE when
 *	Associated-GKEK-SN is to tell it alone
 * @gsaid: GSAID
 * @counter: Key-Push-Counter
 * @gkek: the new GKEK; its presence makes the message one of GKEK mode
 * @gtek: the new GTEK, in GTEK mode
 */
struct wman_key_push {
	int key_sn;
	u16 gsaid;
	u16 counter;
	const struct wman_gkek_params *gkek;
	const struct wman_tek_params *gtek;
};

/**
 * wman_pkm_put_group_key_update() - Group-Key-Update-Command, by the BS
 * @buf: where
 * @push: contents
 */
void wman_pkm_put_group_key_update(struct wman_buf *buf, const struct wman_key_push *push);

/**
 * wman_pkm_put_key_reject() - Key-Reject, by the BS; of PKMv1 without a Nonce
 * @buf: where
 * @identifier: that of the Key-Request
 * @ak_sn: AK sequence number
 * @said: SAID
 * @error: why
 * @display: Display-String, or NULL
 * @nonce: that of the Key-Request; NULL in PKMv1
 */
void wman_pkm_put_key_reject(struct wman_buf *buf, u8 identifier, u8 ak_sn, u16 said,
			     enum wman_pkm_error error, const char *display,
			     const struct wman_octets *nonce);

/**
 * wman_pkm_put_sa_addition() - SA-Addition, by the BS
 * @buf: where
 * @ak_sn: AK sequence number
 * @sa: SA-Descriptors
 * @n: how many
 */
void wman_pkm_put_sa_addition(struct wman_buf *buf, u8 ak_sn,
			      const struct wman_sa_descriptor *sa, size_t n);

/**
 * wman_pkm_put_tek_invalid() - TEK-Invalid, by the BS
 * @buf: where
 * @ak_sn: AK sequence number
 * @said: SAID
 * @error: why
 * @display: Display-String, or NULL
 */
void wman_pkm_put_tek_invalid(struct wman_buf *buf, u8 ak_sn, u16 said,
			      enum wman_pkm_error error, const char *display);

/**
 * wman_pkm_put_sa_add() - SA Add of PKMv1, by the BS
 * @buf: where
 * @ak_sn: AK sequence number
 * @sa: SA-Descriptors
 * @n: how many
 */
void wman_pkm_put_sa_add(struct wman_buf *buf, u8 ak_sn, const struct wman_sa_descriptor *sa,
			 size_t n);

/**
 * wman_pkm_put_v1_tek_invalid() - TEK Invalid of PKMv1, by the BS
 * @buf: where
 * @ak_sn: AK sequence number
 * @said: SAID
 * @error: why
 * @display: Display-String, or NULL
 */
void wman_pkm_put_v1_tek_invalid(struct wman_buf *buf, u8 ak_sn, u16 said,
				 enum wman_pkm_error error, const char *display);

/**
 * wman_pkm_put_auth_info() - Auth Info of PKMv1, by the SS; its Identifier is 0
 * @buf: where
 * @ca: certificate of the CA that issued the SS's, DER
 */
void wman_pkm_put_auth_info(struct wman_buf *buf, const struct wman_octets *ca);

/**
 * wman_pkm_put_auth_request() - Auth Request of PKMv1, by the SS
 * @buf: where
 * @identifier: Identifier
 * @certificate: certificate of the SS, DER
 * @suites: what the SS supports, the best first
 * @n_suites: how many
 * @said: basic CID
 */
void wman_pkm_put_auth_request(struct wman_buf *buf, u8 identifier,
			       const struct wman_octets *certificate, const u32 *suites,
			       size_t n_suites, u16 said);

/**
 * wman_pkm_put_auth_reply() - Auth Reply of PKMv1, by the BS
 * @buf: where
 * @identifier: that of the Auth Request
 * @reply: contents
 */
void wman_pkm_put_auth_reply(struct wman_buf *buf, u8 identifier,
			     const struct wman_auth_reply *reply);

/**
 * wman_pkm_put_auth_reject() - Auth Reject of PKMv1, by the BS
 * @buf: where
 * @identifier: that of the Auth Request
 * @error: why; WMAN_PKM_ERROR_PERMANENT silences the SS
 * @display: Display-String, or NULL
 */
void wman_pkm_put_auth_reject(struct wman_buf *buf, u8 identifier, enum wman_pkm_error error,
			      const char *display);

/**
 * wman_pkm_put_auth_invalid() - Auth Invalid of PKMv1, by the BS
 * @buf: where
 * @identifier: that of the Key Request it answers, or 0
 * @error: why
 * @display: Display-String, or NULL
 */
void wman_pkm_put_auth_invalid(struct wman_buf *buf, u8 identifier, enum wman_pkm_error error,
			       const char *display);

/**
 * wman_pkm_put_rsa_request() - RSA-Request, by the MS; SigSS is to be appended
 * @buf: where
 * @identifier: Identifier
 * @ms_random: MS_Random, 8 octets
 * @certificate: certificate of the MS, DER
 * @said: basic CID
 */
void wman_pkm_put_rsa_request(struct wman_buf *buf, u8 identifier, const u8 *ms_random,
			      const struct wman_octets *certificate, u16 said);

/**
 * wman_pkm_put_rsa_reply() - RSA-Reply, by the BS; SigBS is to be appended
 * @buf: where
 * @identifier: that of the RSA-Request
 * @reply: contents
 */
void wman_pkm_put_rsa_reply(struct wman_buf *buf, u8 identifier,
			    const struct wman_rsa_reply *reply);

/**
 * wman_pkm_put_rsa_reject() - RSA-Reject, by the BS; SigBS is to be appended
 * @buf: where
 * @identifier: that of the RSA-Request
 * @reply: its randoms and certificate count
 * @error: why; WMAN_PKM_ERROR_PERMANENT silences the MS
 * @display: Display-String, or NULL
 */
void wman_pkm_put_rsa_reject(struct wman_buf *buf, u8 identifier,
			     const struct wman_rsa_reply *reply, enum wman_pkm_error error,
			     const char *display);

/**
 * wman_pkm_put_rsa_acknowledgement() - RSA-Acknowledgement, by the MS; SigSS is to be appended
 * @buf: where
 * @identifier: Identifier
 * @bs_random: BS_Random of RSA-Reply, 8 octets
 * @result: Auth-Result-Code
 * @error: Error-Code, in a reject only
 * @display: Display-String, in a reject only; or NULL
 */
void wman_pkm_put_rsa_acknowledgement(struct wman_buf *buf, u8 identifier, const u8 *bs_random,
				      enum wman_auth_result result, enum wman_pkm_error error,
				      const char *display);

/**
 * wman_pkm_put_authenticated_eap_transfer() - Authenticated-EAP-Transfer, by either side
 * @buf: where
 * @dir: who sends
 * @identifier: Identifier
 * @eap: EAP packet
 * @len: its octets
 * @pak_sn: PAK sequence number, or WMAN_AK_SN_NONE when there was no RSA before
 */
void wman_pkm_put_authenticated_eap_transfer(struct wman_buf *buf, enum wman_direction dir,
					     u8 identifier, const u8 *eap, size_t len, int pak_sn);

/**
 * wman_pkm_put_eap_complete() - EAP-Complete, by the BS
 * @buf: where
 * @identifier: Identifier
 * @eap: the EAP-Success that ends the first EAP
 * @len: its octets
 * @pmk_sn: PMK sequence number, or WMAN_AK_SN_NONE
 */
void wman_pkm_put_eap_complete(struct wman_buf *buf, u8 identifier, const u8 *eap, size_t len,
			       int pmk_sn);

/**
 * wman_pkm_put_authenticated_eap_start() - Authenticated-EAP-Start, by the MS
 * @buf: where
 * @identifier: Identifier
 * @ms_random: MS_Random, 8 octets
 */
void wman_pkm_put_authenticated_eap_start(struct wman_buf *buf, u8 identifier,
					  const u8 *ms_random);

#endif /* _WMAN_PKM_BUILD_H */
