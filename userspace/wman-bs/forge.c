// SPDX-License-Identifier: BSD-3-Clause
#include "forge.h"

#include <ctype.h>

#include <linux/if_ether.h>

#include "bs.h"
#include "data.h"
#include "digest.h"
#include "dreg.h"
#include "message.h"
#include "mgmt.h"
#include "reg.h"
#include "rsa.h"

/* An IPv4 packet of an experimental protocol from and to the unspecified address: it is dropped
 * wherever it gets, should a bad PDU get through.
 */
static const u8 probe[] = {
	0x45, 0, 0, 20, 0, 0, 0, 0, 1, 253, 0x3a, 0xe4, 0, 0, 0, 0, 0, 0, 0, 0,
};

struct damage {
	struct bs_ss *ss;
	struct bs_flow *flow;
	struct bs_sa *sa;
	struct bs_tek *tek;
};

static void fix_crc(const struct damage *d, u8 *pdu, size_t len)
{
	if (d->flow->cfg.crc)
		wman_crc32((enum wman_crc)d->ss->bs->cfg->crc, pdu, len - WMAN_CRC_LEN,
			   pdu + len - WMAN_CRC_LEN);
}

static void transmit(const struct damage *d, const u8 *pdu, size_t len)
{
	bs_air_send(d->ss->bs, d->ss->mac, pdu, len);
}

static void wrong_icv(const struct damage *d, u8 *pdu, size_t len)
{
	pdu[len - (d->flow->cfg.crc ? WMAN_CRC_LEN : 0) - 1] ^= 1;
	fix_crc(d, pdu, len);
	transmit(d, pdu, len);
}

static void replayed(const struct damage *d, u8 *pdu, size_t len)
{
	transmit(d, pdu, len);
	transmit(d, pdu, len);
}

/* The first PN as a draft of 802.16-2004/Cor1 had it. */
static void swapped(const struct damage *d, u8 *pdu, size_t len)
{
	wman_put_le32(pdu + WMAN_GMH_LEN, WMAN_PN_FIRST_SWAPPED);
	fix_crc(d, pdu, len);
	transmit(d, pdu, len);
}

static void wrong_direction(const struct damage *d, u8 *pdu, size_t len)
{
	pdu[WMAN_GMH_LEN + 3] ^= 0x80;
	fix_crc(d, pdu, len);
	transmit(d, pdu, len);
}

/* Header fields changed: HCS and CRC are right again. */
static void send_with(const struct damage *d, u8 *pdu, size_t len, const struct wman_gmh *gmh)
{
	wman_gmh_build(gmh, pdu);
	fix_crc(d, pdu, len);
	transmit(d, pdu, len);
}

static void wrong_eks(const struct damage *d, u8 *pdu, size_t len)
{
	struct wman_gmh gmh;

	wman_gmh_parse(&gmh, pdu, len);
	gmh.eks = (d->sa->tek[BS_TEK_NEWER].sn + 1) & 3;
	send_with(d, pdu, len, &gmh);
}

static void clear(const struct damage *d, u8 *pdu, size_t len)
{
	const struct wman_gmh gmh = {
		.ci = d->flow->cfg.crc,
		.len = (u16)(len - WMAN_CCM_OVERHEAD),
		.cid = d->flow->cid,
	};

	memcpy(pdu + WMAN_GMH_LEN, probe, sizeof(probe));
	send_with(d, pdu, gmh.len, &gmh);
}

static void wrong_hcs(const struct damage *d, u8 *pdu, size_t len)
{
	pdu[WMAN_GMH_LEN - 1] ^= 1;
	fix_crc(d, pdu, len);
	transmit(d, pdu, len);
}

static void wrong_crc(const struct damage *d, u8 *pdu, size_t len)
{
	pdu[len - 1] ^= 1;
	transmit(d, pdu, len);
}

static void cut(const struct damage *d, u8 *pdu, size_t len)
{
	transmit(d, pdu, len - 5);
}

static const struct {
	const char *name;
	void (*damage)(const struct damage *d, u8 *pdu, size_t len);
	bool needs_crc;
} kinds[] = {
	{ "icv", wrong_icv, false },
	{ "pn-replay", replayed, false },
	{ "pn-direction", wrong_direction, false },
	{ "pn-order", swapped, false },
	{ "eks", wrong_eks, false },
	{ "clear", clear, false },
	{ "hcs", wrong_hcs, false },
	{ "crc", wrong_crc, true },
	{ "cut", cut, false },
};

static struct bs_flow *flow_of_probe(struct bs_ss *ss)
{
	u8 frame[ETH_HLEN + sizeof(probe)] = { [2 * ETH_ALEN] = ETH_P_IP >> 8 };

	memcpy(frame + ETH_HLEN, probe, sizeof(probe));
	return bs_flow_classify(ss, frame, sizeof(frame));
}

const char *bs_forge_data(struct bs_ss *ss, const char *kind)
{
	struct damage d = { .ss = ss };
	u8 pdu[WMAN_PDU_MAX];
	size_t i, len;

	for (i = 0; i < ARRAY_SIZE(kinds) && strcmp(kinds[i].name, kind); i++)
		;
	if (i == ARRAY_SIZE(kinds))
		return "kinds are icv, pn-replay, pn-direction, pn-order, eks, clear, hcs, crc, "
		       "cut";
	d.flow = ss->open ? flow_of_probe(ss) : NULL;
	d.sa = d.flow ? bs_sa_find(ss, d.flow->said) : NULL;
	d.tek = d.sa ? bs_tek_downlink(ss, d.sa) : NULL;
	if (!d.tek)
		return "the subscriber has no traffic";
	if (kinds[i].needs_crc && !d.flow->cfg.crc)
		return "its PDUs have no CRC";
	len = bs_data_seal(ss->bs, d.flow, d.tek, 0, probe, sizeof(probe), pdu);
	if (!len)
		return "encryption failed";
	kinds[i].damage(&d, pdu, len);
	return NULL;
}

/* Messages without their digest; one that nothing is known for stays empty. */
static void put_res_cmd(struct bs_ss *ss, struct wman_buf *buf)
{
	wman_res_cmd_put(buf);
}

static void put_dreg_cmd(struct bs_ss *ss, struct wman_buf *buf)
{
	wman_dreg_cmd_put(buf, WMAN_DREG_LEAVE);
}

static void put_reg_rsp(struct bs_ss *ss, struct wman_buf *buf)
{
	const struct wman_reg reg = { .response = WMAN_REG_FAILURE };

	wman_reg_put(buf, WMAN_MSG_REG_RSP, &reg);
}

static void put_dsa_req(struct bs_ss *ss, struct wman_buf *buf)
{
	const struct wman_dsx dsx = {
		.type = WMAN_MSG_DSA_REQ,
		.transaction = 0xfff0,
		.dir = WMAN_DIRECTION_UPLINK,
		.flow = {
			.present = WMAN_FLOW_SFID | WMAN_FLOW_CID | WMAN_FLOW_CS,
			.sfid = 0xfff0, .cid = 0xbfff, .cs = WMAN_CS_IPV4,
		},
	};

	wman_dsx_put(buf, &dsx);
}

static void put_dsd_req(struct bs_ss *ss, struct wman_buf *buf)
{
	const struct wman_dsx dsx = {
		.type = WMAN_MSG_DSD_REQ,
		.transaction = 0xfff1,
		.sfid = ss->flows.flow[0].sfid,
	};

	wman_dsx_put(buf, &dsx);
}

static void put_tek_invalid(struct bs_ss *ss, struct wman_buf *buf)
{
	wman_pkm_put_tek_invalid(buf, ss->auth.ak.sn, ss->basic_cid, WMAN_PKM_ERROR_KEY_SN, NULL);
}

static void put_sa_addition(struct bs_ss *ss, struct wman_buf *buf)
{
	const struct wman_sa_descriptor sa = {
		.present = WMAN_SA_HAS_SERVICE,
		.said = 0xbffe,
		.type = WMAN_SA_TYPE_DYNAMIC,
		.suite = ss->sa[0].suite,
	};

	wman_pkm_put_sa_addition(buf, ss->auth.ak.sn, &sa, 1);
}

static void put_eap_failure(struct bs_ss *ss, struct wman_buf *buf)
{
	static const u8 failure[] = { 4, 0, 0, 4 };

	wman_pkm_put_eap_transfer(buf, WMAN_DIRECTION_DOWNLINK, 0, failure, sizeof(failure),
				  ss->auth.ak.sn);
}

/* An answer to the RSA-Request that came last: as the RSA-Reply that waits, or a reject for good. */
static void put_rsa_reply(struct bs_ss *ss, struct wman_buf *buf)
{
	struct wman_rsa_reply reply;
	u8 identifier;

	if (bs_rsa_waiting(ss, &reply, &identifier))
		wman_pkm_put_rsa_reply(buf, identifier, &reply);
}

static void put_rsa_reject(struct bs_ss *ss, struct wman_buf *buf)
{
	struct wman_rsa_reply reply;
	u8 identifier;

	if (bs_rsa_waiting(ss, &reply, &identifier))
		wman_pkm_put_rsa_reject(buf, identifier, &reply, WMAN_PKM_ERROR_PERMANENT, NULL);
}

/* EAP-Success or EAP-Failure that answers the last response. */
static void put_eap_complete(struct bs_ss *ss, struct wman_buf *buf)
{
	const u8 success[] = { 3, ss->auth.eap ? ss->auth.eap->request[1] : 0, 0, 4 };

	wman_pkm_put_eap_complete(buf, ss->auth.identifier, success, sizeof(success), 0);
}

static void put_authenticated_failure(struct bs_ss *ss, struct wman_buf *buf)
{
	const u8 failure[] = { 4, ss->auth.eap ? ss->auth.eap->request[1] : 0, 0, 4 };
	const struct bs_half *half = &ss->auth.half;

	wman_pkm_put_authenticated_eap_transfer(
		buf, WMAN_DIRECTION_DOWNLINK, ss->auth.identifier, failure, sizeof(failure),
		half->root.policy == WMAN_AK_RSA ? half->sn : WMAN_AK_SN_NONE);
}

static const struct {
	const char *name;
	void (*put)(struct bs_ss *ss, struct wman_buf *buf);
	bool pkm; /* ends with a CMAC-Digest, not with a tuple */
	bool basic; /* goes on the basic connection */
} messages[] = {
	{ "res-cmd", put_res_cmd, false, true },
	{ "dreg-cmd", put_dreg_cmd, false, true },
	{ "reg-rsp", put_reg_rsp, false, false },
	{ "dsa-req", put_dsa_req, false, false },
	{ "dsd-req", put_dsd_req, false, false },
	{ "tek-invalid", put_tek_invalid, true, false },
	{ "sa-addition", put_sa_addition, true, false },
	{ "eap-transfer", put_eap_failure, true, false },
	{ "rsa-reply", put_rsa_reply, true, false },
	{ "rsa-reject", put_rsa_reject, true, false },
	{ "eap-complete", put_eap_complete, true, false },
	{ "authenticated-eap-transfer", put_authenticated_failure, true, false },
};

void bs_forge_names(FILE *f)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(messages); i++)
		fprintf(f, "%s\n", messages[i].name);
}

enum damage_kind {
	RIGHT,
	WRONG_DIGEST,
	NO_DIGEST,
	REPLAY,
};

static const char *const damage_names[] = {
	[RIGHT] = "",
	[WRONG_DIGEST] = "-wrong-digest",
	[NO_DIGEST] = "-no-digest",
	[REPLAY] = "-replay",
};

static bool has_code(const struct wman_buf *buf, u8 a, u8 b)
{
	return buf->len > 1 && buf->data[0] == WMAN_MSG_PKM_RSP &&
	       (buf->data[1] == a || buf->data[1] == b);
}

/* SigBS has no number: what is sent again is the same. */
static const char *forge_signed(struct bs_ss *ss, struct wman_buf *buf, enum damage_kind kind)
{
	if (kind == REPLAY)
		return "there is no number in a signature";
	if (kind != NO_DIGEST && bs_pki_sign(ss->bs, buf))
		return "the base station has no certificate";
	if (buf->overflow)
		return "the message cannot be built";
	if (kind == WRONG_DIGEST)
		buf->data[buf->len - 1] ^= 1;
	bs_mgmt_frame(ss->bs, ss->mac, ss->primary_cid, buf->data, buf->len);
	return NULL;
}

static const char *forge(struct bs_ss *ss, struct wman_buf *buf, bool pkm, bool basic,
			 enum damage_kind kind)
{
	bool eik = has_code(buf, WMAN_PKM_AUTHENTICATED_EAP_TRANSFER, WMAN_PKM_EAP_COMPLETE);
	u16 cid = basic ? ss->basic_cid : ss->primary_cid;
	struct bs_ak *ak = eik ? &ss->auth.half.eik : &ss->auth.ak;
	u32 pn = ak->tx_pn;
	int ret = 0;

	if (!buf->len)
		return "there is nothing to answer";
	if (has_code(buf, WMAN_PKM_RSA_REPLY, WMAN_PKM_RSA_REJECT))
		return forge_signed(ss, buf, kind);
	/* before there is an EIK anything is a wrong digest */
	if (kind != NO_DIGEST && !ak->valid && !(eik && kind == WRONG_DIGEST))
		return eik ? "there is no EIK" : "the subscriber is not authorized";
	if (kind == RIGHT)
		pn = bs_ak_take_pn(ak);
	/* a replay has a PN that was there before */
	if (kind == WRONG_DIGEST)
		pn++;
	if (kind == NO_DIGEST)
		;
	else if (pkm)
		ret = wman_cmac_digest_append(ss->bs->prim, ak->keys.d, ak->akid, pn, cid, buf);
	else
		ret = wman_cmac_tuple_append(ss->bs->prim, ak->keys.d, ak->akid, ak->sn, pn, cid,
					     buf);
	if (ret || buf->overflow)
		return "the message cannot be built";
	if (kind == WRONG_DIGEST)
		buf->data[buf->len - 1] ^= 1;
	bs_mgmt_frame(ss->bs, ss->mac, cid, buf->data, buf->len);
	return NULL;
}

static bool on_basic(u8 type)
{
	return type == WMAN_MSG_RNG_RSP || type == WMAN_MSG_SBC_RSP || type == WMAN_MSG_RES_CMD ||
	       type == WMAN_MSG_DREG_CMD;
}

/* A message whose octets are given, up to its digest. */
static const char *forge_octets(struct bs_ss *ss, struct wman_buf *buf, const char *text)
{
	char octets[BS_FAULT_LINE_MAX];
	size_t len = strcspn(text, "-"), k;
	u8 data[BS_FAULT_LINE_MAX / 2];

	for (k = 0; k < ARRAY_SIZE(damage_names) && strcmp(text + len, damage_names[k]); k++)
		;
	snprintf(octets, sizeof(octets), "%.*s", (int)len, text);
	if (k == ARRAY_SIZE(damage_names) || !bs_fault_octets(ss->bs, ss, 0, octets, data, &len) ||
	    !len)
		return "it is reflect, or MESSAGE or OCTETS, and -wrong-digest, -no-digest or "
		       "-replay";
	wman_buf_put(buf, data, len);
	return forge(ss, buf, data[0] == WMAN_MSG_PKM_RSP || data[0] == WMAN_MSG_PKM_REQ,
		     on_basic(data[0]), (enum damage_kind)k);
}

/* A message that only subscribers send comes back to one. */
static const char *reflect(struct bs_ss *ss, struct wman_buf *buf)
{
	wman_pkm_put_eap_start(buf, 0, WMAN_AK_SN_NONE);
	return forge(ss, buf, true, false, NO_DIGEST);
}

const char *bs_forge_message(struct bs_ss *ss, const char *name)
{
	u8 data[WMAN_MESSAGE_MAX];
	struct wman_buf buf;
	size_t i, k, len;

	/* not where the base station builds its own: it may be sending one */
	wman_buf_init(&buf, data, sizeof(data));
	if (!strcmp(name, "reflect"))
		return reflect(ss, &buf);
	if (!strcmp(name, "replay"))
		name = "res-cmd-replay";
	for (i = 0; i < ARRAY_SIZE(messages); i++) {
		len = strlen(messages[i].name);
		if (strncmp(name, messages[i].name, len))
			continue;
		for (k = 0; k < ARRAY_SIZE(damage_names); k++) {
			if (strcmp(name + len, damage_names[k]))
				continue;
			messages[i].put(ss, &buf);
			return forge(ss, &buf, messages[i].pkm, messages[i].basic,
				     (enum damage_kind)k);
		}
	}
	return forge_octets(ss, &buf, name);
}

const char *bs_forge_raw(struct bs_ss *ss, const char *hex, bool fix)
{
	size_t len = strlen(hex) / 2, i;
	u8 pdu[WMAN_PDU_MAX];
	unsigned int v;

	if (strlen(hex) % 2 || !len || len > sizeof(pdu))
		return "1 to 2047 octets, two digits each";
	for (i = 0; i < len; i++) {
		if (!isxdigit((unsigned char)hex[2 * i]) ||
		    !isxdigit((unsigned char)hex[2 * i + 1]))
			return "not hexadecimal";
		sscanf(hex + 2 * i, "%2x", &v);
		pdu[i] = (u8)v;
	}
	if (fix) {
		if (len < WMAN_GMH_LEN)
			return "no room for a header";
		/* CI: the CRC is appended */
		if (pdu[1] & 0x40) {
			if (len + WMAN_CRC_LEN > sizeof(pdu))
				return "no room for the CRC";
			len += WMAN_CRC_LEN;
		}
		pdu[1] = (u8)((pdu[1] & 0xf8) | len >> 8);
		pdu[2] = (u8)len;
		pdu[WMAN_GMH_LEN - 1] = wman_hcs(pdu);
		if (pdu[1] & 0x40)
			wman_crc32((enum wman_crc)ss->bs->cfg->crc, pdu, len - WMAN_CRC_LEN,
				   pdu + len - WMAN_CRC_LEN);
	}
	bs_air_send(ss->bs, ss->mac, pdu, len);
	return NULL;
}
