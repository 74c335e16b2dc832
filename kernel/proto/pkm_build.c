// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* PKM messages of both sides. */
#include "pkm_build.h"

#include "message.h"

static void begin(struct wman_buf *buf, enum wman_direction dir, u8 code, u8 identifier)
{
	wman_buf_put_u8(buf, dir == WMAN_DIRECTION_UPLINK ? WMAN_MSG_PKM_REQ : WMAN_MSG_PKM_RSP);
	wman_buf_put_u8(buf, code);
	wman_buf_put_u8(buf, identifier);
}

static void put_ak_sn(struct wman_buf *buf, int ak_sn)
{
	if (ak_sn != WMAN_AK_SN_NONE)
		wman_buf_put_tlv_uint(buf, WMAN_ATTR_KEY_SEQUENCE_NUMBER, (u32)ak_sn, 1);
}

static void put_said(struct wman_buf *buf, u16 said)
{
	wman_buf_put_tlv_uint(buf, WMAN_ATTR_SAID, said, 2);
}

/* Display-String with its terminator. */
static void put_display(struct wman_buf *buf, const char *display)
{
	if (display)
		wman_buf_put_tlv(buf, WMAN_ATTR_DISPLAY_STRING, display, strlen(display) + 1);
}

static void put_error(struct wman_buf *buf, enum wman_pkm_error error, const char *display)
{
	wman_buf_put_tlv_uint(buf, WMAN_ATTR_ERROR_CODE, error, 1);
	put_display(buf, display);
}

void wman_pkm_put_eap_start(struct wman_buf *buf, u8 identifier, int ak_sn)
{
	begin(buf, WMAN_DIRECTION_UPLINK, WMAN_PKM_EAP_START, identifier);
	put_ak_sn(buf, ak_sn);
}

void wman_pkm_put_eap_transfer(struct wman_buf *buf, enum wman_direction dir, u8 identifier,
			       const u8 *eap, size_t len, int ak_sn)
{
	begin(buf, dir, WMAN_PKM_EAP_TRANSFER, identifier);
	wman_buf_put_tlv(buf, WMAN_ATTR_EAP_PAYLOAD, eap, len);
	put_ak_sn(buf, ak_sn);
}

/* What all messages of the handshake begin with. */
static void put_handshake(struct wman_buf *buf, const struct wman_sa_tek *st)
{
	if (st->ms_random)
		wman_buf_put_tlv(buf, WMAN_ATTR_MS_RANDOM, st->ms_random, WMAN_RANDOM_LEN);
	wman_buf_put_tlv(buf, WMAN_ATTR_BS_RANDOM, st->bs_random, WMAN_RANDOM_LEN);
	put_ak_sn(buf, st->ak_sn);
	wman_buf_put_tlv(buf, WMAN_ATTR_AKID, st->akid, WMAN_AKID_LEN);
}

void wman_pkm_put_sa_tek_challenge(struct wman_buf *buf, u8 identifier,
				   const struct wman_sa_tek *st)
{
	begin(buf, WMAN_DIRECTION_DOWNLINK, WMAN_PKM_SA_TEK_CHALLENGE, identifier);
	put_handshake(buf, st);
	if (st->lifetime_s)
		wman_buf_put_tlv_uint(buf, WMAN_ATTR_KEY_LIFETIME, st->lifetime_s, 4);
}

void wman_pkm_put_sa_tek_request(struct wman_buf *buf, u8 identifier,
				 const struct wman_sa_tek *st)
{
	begin(buf, WMAN_DIRECTION_UPLINK, WMAN_PKM_SA_TEK_REQUEST, identifier);
	put_handshake(buf, st);
	wman_suites_put(buf, st->suites, st->n_suites);
	wman_secneg_put(buf, st->secneg);
	wman_pkm_config_put(buf, st->config);
}

void wman_pkm_put_sa_tek_response(struct wman_buf *buf, u8 identifier,
				  const struct wman_sa_tek *st)
{
	size_t i;

	begin(buf, WMAN_DIRECTION_DOWNLINK, WMAN_PKM_SA_TEK_RESPONSE, identifier);
	put_handshake(buf, st);
	for (i = 0; i < st->n_updates; i++)
		wman_sa_tek_update_put(buf, &st->updates[i]);
	if (st->frame_number >= 0)
		wman_buf_put_tlv_uint(buf, WMAN_ATTR_FRAME_NUMBER, (u32)st->frame_number, 3);
	for (i = 0; i < st->n_sa; i++)
		wman_sa_descriptor_put(buf, &st->sa[i]);
	wman_secneg_put(buf, st->secneg);
}

void wman_pkm_put_key_request(struct wman_buf *buf, u8 identifier, u8 ak_sn, u16 said,
			      const u8 *nonce)
{
	begin(buf, WMAN_DIRECTION_UPLINK, nonce ? WMAN_PKM_KEY_REQUEST : WMAN_PKM_V1_KEY_REQUEST,
	      identifier);
	put_ak_sn(buf, ak_sn);
	put_said(buf, said);
	if (nonce)
		wman_buf_put_tlv(buf, WMAN_ATTR_NONCE, nonce, WMAN_NONCE_LEN);
}

void wman_pkm_put_key_reply(struct wman_buf *buf, u8 identifier, u8 ak_sn, u16 said,
			    const struct wman_tek_params pair[2],
			    const struct wman_octets *nonce)
{
	wman_pkm_put_group_key_reply(buf, identifier, ak_sn, said, pair, NULL, 0, nonce);
}

void wman_pkm_put_group_key_reply(struct wman_buf *buf, u8 identifier, u8 ak_sn, u16 gsaid,
				  const struct wman_tek_params pair[2],
				  const struct wman_gkek_params *gkek, size_t n_gkek,
				  const struct wman_octets *nonce)
{
	size_t i;

	begin(buf, WMAN_DIRECTION_DOWNLINK, nonce ? WMAN_PKM_KEY_REPLY : WMAN_PKM_V1_KEY_REPLY,
	      identifier);
	put_ak_sn(buf, ak_sn);
	put_said(buf, gsaid);
	wman_tek_params_put(buf, &pair[0]);
	wman_tek_params_put(buf, &pair[1]);
	for (i = 0; i < n_gkek; i++)
		wman_gkek_params_put(buf, &gkek[i]);
	if (nonce)
		wman_buf_put_tlv(buf, WMAN_ATTR_NONCE, nonce->data, nonce->len);
}

void wman_pkm_put_group_key_update(struct wman_buf *buf, const struct wman_key_push *push)
{
	begin(buf, WMAN_DIRECTION_DOWNLINK, WMAN_PKM_GROUP_KEY_UPDATE, 0);
	put_ak_sn(buf, push->key_sn);
	put_said(buf, push->gsaid);
	wman_buf_put_tlv_uint(buf, WMAN_ATTR_KEY_PUSH_MODES,
			      push->gkek ? WMAN_PUSH_GKEK : WMAN_PUSH_GTEK, 1);
	wman_buf_put_tlv_uint(buf, WMAN_ATTR_KEY_PUSH_COUNTER, push->counter, 2);
	if (push->gkek)
		wman_gkek_params_put(buf, push->gkek);
	else
		wman_tek_params_put(buf, push->gtek);
}

void wman_pkm_put_key_reject(struct wman_buf *buf, u8 identifier, u8 ak_sn, u16 said,
			     enum wman_pkm_error error, const char *display,
			     const struct wman_octets *nonce)
{
	begin(buf, WMAN_DIRECTION_DOWNLINK, nonce ? WMAN_PKM_KEY_REJECT : WMAN_PKM_V1_KEY_REJECT,
	      identifier);
	put_ak_sn(buf, ak_sn);
	put_said(buf, said);
	put_error(buf, error, display);
	if (nonce)
		wman_buf_put_tlv(buf, WMAN_ATTR_NONCE, nonce->data, nonce->len);
}

/* Nobody asked for it: Identifier 0, as in TEK-Invalid. */
static void put_sa_list(struct wman_buf *buf, u8 code, u8 ak_sn,
			const struct wman_sa_descriptor *sa, size_t n)
{
	size_t i;

	begin(buf, WMAN_DIRECTION_DOWNLINK, code, 0);
	put_ak_sn(buf, ak_sn);
	for (i = 0; i < n; i++)
		wman_sa_descriptor_put(buf, &sa[i]);
}

void wman_pkm_put_sa_addition(struct wman_buf *buf, u8 ak_sn,
			      const struct wman_sa_descriptor *sa, size_t n)
{
	put_sa_list(buf, WMAN_PKM_SA_ADDITION, ak_sn, sa, n);
}

void wman_pkm_put_sa_add(struct wman_buf *buf, u8 ak_sn, const struct wman_sa_descriptor *sa,
			 size_t n)
{
	put_sa_list(buf, WMAN_PKM_SA_ADD, ak_sn, sa, n);
}

static void put_invalid(struct wman_buf *buf, u8 code, u8 ak_sn, u16 said,
			enum wman_pkm_error error, const char *display)
{
	begin(buf, WMAN_DIRECTION_DOWNLINK, code, 0);
	put_ak_sn(buf, ak_sn);
	put_said(buf, said);
	put_error(buf, error, display);
}

void wman_pkm_put_tek_invalid(struct wman_buf *buf, u8 ak_sn, u16 said,
			      enum wman_pkm_error error, const char *display)
{
	put_invalid(buf, WMAN_PKM_TEK_INVALID, ak_sn, said, error, display);
}

void wman_pkm_put_v1_tek_invalid(struct wman_buf *buf, u8 ak_sn, u16 said,
				 enum wman_pkm_error error, const char *display)
{
	put_invalid(buf, WMAN_PKM_V1_TEK_INVALID, ak_sn, said, error, display);
}

void wman_pkm_put_auth_info(struct wman_buf *buf, const struct wman_octets *ca)
{
	begin(buf, WMAN_DIRECTION_UPLINK, WMAN_PKM_AUTH_INFO, 0);
	wman_buf_put_tlv(buf, WMAN_ATTR_CA_CERTIFICATE, ca->data, ca->len);
}

void wman_pkm_put_auth_request(struct wman_buf *buf, u8 identifier,
			       const struct wman_octets *certificate, const u32 *suites,
			       size_t n_suites, u16 said)
{
	begin(buf, WMAN_DIRECTION_UPLINK, WMAN_PKM_AUTH_REQUEST, identifier);
	wman_buf_put_tlv(buf, WMAN_ATTR_MS_CERTIFICATE, certificate->data, certificate->len);
	wman_suites_put_v1(buf, suites, n_suites);
	put_said(buf, said);
}

void wman_pkm_put_auth_reply(struct wman_buf *buf, u8 identifier,
			     const struct wman_auth_reply *reply)
{
	size_t i;

	begin(buf, WMAN_DIRECTION_DOWNLINK, WMAN_PKM_AUTH_REPLY, identifier);
	wman_buf_put_tlv(buf, WMAN_ATTR_AUTH_KEY, reply->auth_key.data, reply->auth_key.len);
	wman_buf_put_tlv_uint(buf, WMAN_ATTR_KEY_LIFETIME, reply->lifetime_s, 4);
	put_ak_sn(buf, reply->ak_sn);
	for (i = 0; i < reply->n_sa; i++)
		wman_sa_descriptor_put(buf, &reply->sa[i]);
	wman_pkm_config_put(buf, &reply->config);
}

void wman_pkm_put_auth_reject(struct wman_buf *buf, u8 identifier, enum wman_pkm_error error,
			      const char *display)
{
	begin(buf, WMAN_DIRECTION_DOWNLINK, WMAN_PKM_AUTH_REJECT, identifier);
	put_error(buf, error, display);
}

void wman_pkm_put_auth_invalid(struct wman_buf *buf, u8 identifier, enum wman_pkm_error error,
			       const char *display)
{
	begin(buf, WMAN_DIRECTION_DOWNLINK, WMAN_PKM_AUTH_INVALID, identifier);
	put_error(buf, error, display);
}

void wman_pkm_put_rsa_request(struct wman_buf *buf, u8 identifier, const u8 *ms_random,
			      const struct wman_octets *certificate, u16 said)
{
	begin(buf, WMAN_DIRECTION_UPLINK, WMAN_PKM_RSA_REQUEST, identifier);
	wman_buf_put_tlv(buf, WMAN_ATTR_MS_RANDOM, ms_random, WMAN_RANDOM_LEN);
	wman_buf_put_tlv(buf, WMAN_ATTR_MS_CERTIFICATE, certificate->data, certificate->len);
	put_said(buf, said);
}

/* What both answers to RSA-Request begin with. */
static void put_rsa_randoms(struct wman_buf *buf, const struct wman_rsa_reply *reply)
{
	wman_buf_put_tlv(buf, WMAN_ATTR_MS_RANDOM, reply->ms_random, WMAN_RANDOM_LEN);
	wman_buf_put_tlv(buf, WMAN_ATTR_BS_RANDOM, reply->bs_random, WMAN_RANDOM_LEN);
}

static void put_bs_certificate(struct wman_buf *buf, const struct wman_rsa_reply *reply)
{
	wman_buf_put_tlv(buf, WMAN_ATTR_BS_CERTIFICATE, reply->certificate.data,
			 reply->certificate.len);
}

void wman_pkm_put_rsa_reply(struct wman_buf *buf, u8 identifier,
			    const struct wman_rsa_reply *reply)
{
	begin(buf, WMAN_DIRECTION_DOWNLINK, WMAN_PKM_RSA_REPLY, identifier);
	put_rsa_randoms(buf, reply);
	wman_buf_put_tlv(buf, WMAN_ATTR_PRE_PAK, reply->pre_pak.data, reply->pre_pak.len);
	wman_buf_put_tlv_uint(buf, WMAN_ATTR_KEY_LIFETIME, reply->lifetime_s, 4);
	put_ak_sn(buf, reply->pak_sn);
	put_bs_certificate(buf, reply);
}

void wman_pkm_put_rsa_reject(struct wman_buf *buf, u8 identifier,
			     const struct wman_rsa_reply *reply, enum wman_pkm_error error,
			     const char *display)
{
	begin(buf, WMAN_DIRECTION_DOWNLINK, WMAN_PKM_RSA_REJECT, identifier);
	put_rsa_randoms(buf, reply);
	wman_buf_put_tlv_uint(buf, WMAN_ATTR_ERROR_CODE, error, 1);
	put_bs_certificate(buf, reply);
	put_display(buf, display);
}

void wman_pkm_put_rsa_acknowledgement(struct wman_buf *buf, u8 identifier, const u8 *bs_random,
				      enum wman_auth_result result, enum wman_pkm_error error,
				      const char *display)
{
	begin(buf, WMAN_DIRECTION_UPLINK, WMAN_PKM_RSA_ACKNOWLEDGEMENT, identifier);
	wman_buf_put_tlv(buf, WMAN_ATTR_BS_RANDOM, bs_random, WMAN_RANDOM_LEN);
	wman_buf_put_tlv_uint(buf, WMAN_ATTR_AUTH_RESULT, result, 1);
	if (result == WMAN_AUTH_RESULT_REJECT)
		put_error(buf, error, display);
}

void wman_pkm_put_authenticated_eap_transfer(struct wman_buf *buf, enum wman_direction dir,
					     u8 identifier, const u8 *eap, size_t len, int pak_sn)
{
	begin(buf, dir, WMAN_PKM_AUTHENTICATED_EAP_TRANSFER, identifier);
	put_ak_sn(buf, pak_sn);
	wman_buf_put_tlv(buf, WMAN_ATTR_EAP_PAYLOAD, eap, len);
}

void wman_pkm_put_eap_complete(struct wman_buf *buf, u8 identifier, const u8 *eap, size_t len,
			       int pmk_sn)
{
	begin(buf, WMAN_DIRECTION_DOWNLINK, WMAN_PKM_EAP_COMPLETE, identifier);
	wman_buf_put_tlv(buf, WMAN_ATTR_EAP_PAYLOAD, eap, len);
	put_ak_sn(buf, pmk_sn);
}

void wman_pkm_put_authenticated_eap_start(struct wman_buf *buf, u8 identifier,
					  const u8 *ms_random)
{
	begin(buf, WMAN_DIRECTION_UPLINK, WMAN_PKM_AUTHENTICATED_EAP_START, identifier);
	wman_buf_put_tlv(buf, WMAN_ATTR_MS_RANDOM, ms_random, WMAN_RANDOM_LEN);
}
