/* SPDX-License-Identifier: GPL-2.0 */
/* The base station's part of a test: keys, and messages to the station. */
#ifndef _WMAN_KUNIT_BS_H
#define _WMAN_KUNIT_BS_H

#include "buf.h"
#include "ccm.h"
#include "kdf.h"
#include "keywrap.h"
#include "pkm_build.h"

struct station;

#define BS_BASIC_CID	0x0101
#define BS_PRIMARY_CID	0x0202
#define BS_DL_CID	0x0303
#define BS_UL_CID	0x0404
#define BS_DL_SFID	0x33
#define BS_UL_SFID	0x44

#define BS_AK_LIFETIME_S	604800
#define BS_TEK_LIFETIME_S	43200

extern const u8 bs_addr[ETH_ALEN];
extern const u8 bs_id[ETH_ALEN];
extern const u8 bs_eap_identity[5];	/* EAP-Request/Identity */
extern const u8 bs_eap_other[5];	/* EAP-Request of another type */
extern const struct wman_secneg bs_choice;	/* of SBC-RSP */

/**
 * struct bs_ak - an AK context of the base station
 * @sn: AK sequence number
 * @akid: AKID
 * @keys: CMAC keys and KEK
 * @hmac: HMAC keys, in the other MAC mode
 * @pn: last CMAC_PN sent
 */
struct bs_ak {
	u8 sn;
	u8 akid[WMAN_AKID_LEN];
	struct wman_cmac_keys keys;
	struct wman_hmac_keys hmac;
	u32 pn;
};

/**
 * struct bs - the base station
 * @prim: its primitives
 * @buf: message being built, over @data
 * @data: memory of @buf
 * @msk: MSK of the exchange that runs
 * @ak: made of it
 * @old: the one before
 * @bs_random: of the handshake
 * @ms_random: of the SA-TEK-Request taken last
 * @tek: TEKs of the Key-Reply sent last, the older first
 * @tek_sn: sequence number of the older
 * @frame: frame number of the next DL-MAP
 * @mode: MAC mode that it chooses and signs with
 * @edit: changes a message before it is signed, or NULL
 * @spoil: changes one that is signed, or NULL
 * @unsign: nothing is signed
 * @cid: goes on this connection, or 0
 * @choice: what it chooses instead of bs_choice, or NULL
 * @flow_control: PKM flow control that it chooses
 * @max_sa: number of SAs that it chooses, 0 for that of bs_choice
 * @policy: likewise, of authorizations
 */
struct bs {
	struct wman_prim *prim;
	struct wman_buf buf;
	u8 data[WMAN_EAP_FRAME_MAX + 512];
	u8 msk[WMAN_MSK_LEN];
	struct bs_ak ak;
	struct bs_ak old;
	u8 bs_random[WMAN_RANDOM_LEN];
	u8 ms_random[WMAN_RANDOM_LEN];
	u8 tek[2][WMAN_TEK_LEN];
	u8 tek_sn;
	u32 frame;
	enum wman_kdf_mode mode;
	void (*edit)(struct wman_buf *buf);
	void (*spoil)(struct wman_buf *buf);
	bool unsign;
	u16 cid;
	const struct wman_secneg *choice;
	u8 flow_control;
	u8 max_sa;
	u8 policy;
};

/*
 * Begin a message; send it clear, with a tuple, with a digest, or with a SigBS that nobody in the
 * kernel could tell from a good one.
 */
struct wman_buf *bs_begin(struct station *st);
void bs_send(struct station *st, u16 cid);
void bs_send_tuple(struct station *st, u16 cid);
void bs_send_digest(struct station *st, struct bs_ak *ak);
void bs_send_signature(struct station *st);

/* The halves of that: the message is complete but for its digest; it is sent. */
void bs_edit(struct station *st);
void bs_emit(struct station *st, u16 cid);

/* A PDU around a payload, with its CRC. @type: bits of the header's type. */
struct sk_buff *bs_pdu(struct station *st, u8 type, u16 cid, const void *data, size_t len);

/*
 * A PDU sealed under TEK @index (0 the older) with a PN. @fault is applied before the CRC is made.
 */
struct bs_fault {
	u32 pn_xor;
	u8 eks_xor;
	u8 icv_xor;
	bool clear;
};

struct sk_buff *bs_sealed(struct station *st, unsigned int index, u32 pn, u8 type, u16 cid,
			  const void *data, size_t len, const struct bs_fault *fault);

/* Another MSK, and the AK that both sides make of it; the one in force becomes @old. */
void bs_new_ak(struct station *st);

void bs_dl_map(struct station *st, const u8 *bsid);
/* In handover it comes under the AK that RNG-REQ was signed with, with all it says left to do. */
void bs_rng_rsp(struct station *st, u8 status);
/* The same, for handover: HO process optimization, REG encodings or NULL, SA challenge tuple. */
void bs_rng_rsp_ho(struct station *st, u16 ho, const struct wman_octets *reg, bool challenge);
/* The AK of handover and re-entry at base station @bsid, made of the same MSK. */
void bs_same_pmk(struct station *st, const u8 *bsid, u16 count);
/* The station has a PMK in its cache and, with a link, an AK of it that is not confirmed. */
void bs_lend(struct station *st);
/* TEK-Parameters of two new TEKs, wrapped in @field; tek and tek_sn follow. */
void bs_new_teks(struct station *st, u8 field[2][WMAN_TEK_WRAPPED_MAX],
		 struct wman_tek_params pair[2]);
void bs_sbc_rsp(struct station *st);
void bs_reg_rsp(struct station *st, u8 response);
void bs_dreg_cmd(struct station *st, u8 action);
void bs_res_cmd(struct station *st);
void bs_eap(struct station *st, const u8 *eap, size_t len, struct bs_ak *ak);
void bs_challenge(struct station *st, struct bs_ak *ak);
/* SA-TEK-Response without its digest, for more to be appended. */
struct wman_buf *bs_response_begin(struct station *st, struct bs_ak *ak, bool mismatch);
void bs_response(struct station *st, struct bs_ak *ak, bool mismatch);
/* Take the SA-TEK-Requests that were sent; MS_Random of the last one counts. */
void bs_take_request(struct station *st);
void bs_key_reply(struct station *st);
void bs_key_reject(struct station *st);
/* Answer the Key-Request that station_sent_find() took last. */
void bs_answer(struct station *st, bool reject);
void bs_tek_invalid(struct station *st, u16 said);
void bs_dsa_req(struct station *st, u16 transaction, u8 dir, u32 sfid, u16 cid, u8 cs);
void bs_dsd_req(struct station *st, u16 transaction, u32 sfid);

#endif
