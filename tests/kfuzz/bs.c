// SPDX-License-Identifier: BSD-3-Clause
#include "bs.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "beacon.h"
#include "digest.h"
#include "dsx.h"
#include "frag.h"
#include "keywrap.h"
#include "m2m.h"
#include "message.h"
#include "reg.h"
#include "rng.h"
#include "sbc.h"
#include "rnd.h"
#include "subheader.h"

#define AK_LIFETIME_S  604800
#define TEK_LIFETIME_S 43200
#define STEPS_MAX      500 /* to any stage */
#define STUCK_MAX      3 /* in the same one, then all begins anew */
#define PAUSE_MS       20
#define PAUSE_MAX_MS   640 /* whenever all begins anew, a slow machine gets twice as long */

const u8 bs_mark[8] = { 0xa5, 0x5a, 0x5a, 0xa5, 0xa5, 0x5a, 0x5a, 0xa5 };

static const u8 bsid[WMAN_MAC_ADDR_LEN] = { 0x00, 0x00, 0x10, 0x20, 0x30, 0x40 };

static const struct wman_secneg choice = {
	.present = WMAN_SECNEG_ALL,
	.version = WMAN_PKM_V2,
	.policy = WMAN_POLICY_EAP,
	.mac_mode = WMAN_MAC_MODE_CMAC_2009,
	.pn_window = 128,
	.max_sa = 4,
};

static void read_address(u8 mac[WMAN_MAC_ADDR_LEN], const char *dev)
{
	char path[64];
	FILE *f;
	int i;

	snprintf(path, sizeof(path), "/sys/class/net/%s/address", dev);
	f = fopen(path, "r");
	for (i = 0; f && i < WMAN_MAC_ADDR_LEN; i++)
		if (fscanf(f, i ? ":%2hhx" : "%2hhx", &mac[i]) != 1)
			break;
	if (!f || i < WMAN_MAC_ADDR_LEN) {
		fprintf(stderr, "kfuzz: no address in %s\n", path);
		exit(2);
	}
	fclose(f);
}

void bs_open(struct bs *bs, const char *netns, const char *ifname, const char *dev)
{
	memset(bs, 0, sizeof(*bs));
	ctl_open(&bs->ctl, dev);
	read_address(bs->air.station, dev);
	air_open(&bs->air, netns, ifname);
	bs->prim = wman_prim_alloc();
	if (!bs->prim) {
		fprintf(stderr, "kfuzz: no primitives\n");
		exit(2);
	}
	bs->transaction = WMAN_DSX_BY_BS;
}

/* ---- sending */

static struct wman_buf *begin(struct bs *bs, enum bs_protection protection, u16 cid)
{
	bs->now.protection = protection;
	bs->now.cid = cid;
	wman_buf_init(&bs->buf, bs->now.data, sizeof(bs->now.data));
	return &bs->buf;
}

static void send_now(struct bs *bs)
{
	bs->now.len = bs->buf.len;
	bs_send(bs);
}

/* Append what proves where a message comes from; PNs that are wrong are part of what is wild. */
static void sign(struct bs *bs, struct wman_buf *buf, enum bs_protection protection, u16 cid)
{
	struct bs_ak *ak = protection == BS_DIGEST_NEXT ? &bs->next : &bs->ak;
	u32 pn = bs->wild && rnd_percent(3) ? rnd_below(ak->pn + 1) : ++ak->pn;
	u8 sn = bs->wild && rnd_percent(2) ? (u8)rnd() : ak->sn;

	if (protection == BS_CLEAR)
		return;
	if (protection == BS_TUPLE)
		wman_cmac_tuple_append(bs->prim, ak->keys.d, ak->akid, sn, pn, cid, buf);
	else
		wman_cmac_digest_append(bs->prim, ak->keys.d, ak->akid, pn, cid, buf);
	if (bs->wild && rnd_percent(5) && buf->len)
		buf->data[buf->len - 1 - rnd_below(buf->len > 16 ? 16 : (u32)buf->len)]++;
}

static void send_pdu(struct bs *bs, const struct wman_gmh *gmh, const u8 *data, size_t len)
{
	u8 pdu[WMAN_PDU_MAX];

	len = air_pdu_build(pdu, gmh, data, len);
	if (bs->wild)
		air_pdu_wild(&bs->air, pdu, len);
	else
		air_pdu(&bs->air, pdu, len);
}

static void send_part(struct bs *bs, u16 cid, bool extended, enum wman_fc fc, const u8 *data,
		      size_t len)
{
	const struct wman_gmh gmh = {
		.ci = true,
		.type = WMAN_TYPE_FRAGMENTATION | (extended ? WMAN_TYPE_EXTENDED : 0),
		.cid = cid,
	};
	u8 part[WMAN_PDU_MAX];
	size_t n = wman_fragmentation_build(extended, fc, bs->fsn++, part);

	memcpy(part + n, data, len);
	send_pdu(bs, &gmh, part, n + len);
}

/* In parts, of which some may be lost. */
static void send_parts(struct bs *bs, u16 cid, const u8 *data, size_t len)
{
	size_t max = len > 1800 || !bs->wild ? 1800 : 1 + rnd_below((u32)len + 1);
	bool extended = !bs->wild || rnd_once_in(2);
	struct wman_frag_tx tx;
	struct wman_fragment part;
	int times;

	if (max < len / 6)
		max = len / 6 + 1;
	wman_frag_tx_init(&tx, len, max);
	while (wman_frag_tx_next(&tx, &part)) {
		if (bs->wild && rnd_percent(4))
			continue;
		/* more than a message may have */
		times = bs->wild && rnd_percent(3) ? 8 : 1;
		while (times--)
			send_part(bs, cid, extended, part.fc, data + part.off, part.len);
	}
}

static void send_message(struct bs *bs, u16 cid, const u8 *data, size_t len)
{
	struct wman_gmh gmh = { .ci = true, .cid = cid };
	u8 payload[BS_MESSAGE_MAX + 16];
	size_t skip = 0;

	if (len > 1900 || (bs->wild && rnd_percent(15))) {
		send_parts(bs, cid, data, len);
		return;
	}
	if (bs->wild && rnd_percent(5)) {
		gmh.type = WMAN_TYPE_GRANT_FFB;
		payload[skip++] = (u8)rnd();
	}
	if (bs->wild && rnd_percent(10))
		gmh.ci = false;
	memcpy(payload + skip, data, len);
	send_pdu(bs, &gmh, payload, skip + len);
}

static void remember(struct bs *bs)
{
	struct bs_message *slot =
		&bs->pool[bs->pooled < BS_POOL ? bs->pooled++ : rnd_below(BS_POOL)];

	*slot = bs->now;
}

/* The connections that there are, and some that are not. */
static u16 any_cid(void)
{
	static const u16 cids[] = {
		WMAN_CID_INITIAL_RANGING,
		BS_BASIC_CID,
		BS_PRIMARY_CID,
		BS_DL_CID,
		BS_UL_CID,
		WMAN_CID_BROADCAST,
		WMAN_CID_FRAGMENTABLE,
		WMAN_CID_PADDING,
		0xfe9f,
		1,
	};

	return rnd_percent(90) ? RND_OF(cids) : (u16)rnd();
}

void bs_send(struct bs *bs)
{
	const struct bs_message *other = &bs->pool[rnd_below((u32)bs->pooled)];
	enum bs_protection protection = bs->now.protection;
	u8 data[BS_MESSAGE_MAX + 64];
	size_t len = bs->now.len, fixed = 1;
	u16 cid = bs->now.cid;
	struct wman_buf buf;

	memcpy(data, bs->now.data, len);
	if (!bs->wild) {
		remember(bs);
	} else {
		if (wman_message_fixed(data, len, &fixed))
			fixed = 1;
		if (rnd_percent(65))
			mutate(data, &len, BS_MESSAGE_MAX, fixed,
			       &(struct wman_octets){ other->data, other->len });
		if (rnd_percent(6))
			cid = any_cid();
		if (rnd_percent(8))
			protection = (enum bs_protection)rnd_below(BS_PROTECTIONS);
	}
	wman_buf_init(&buf, data, sizeof(data));
	buf.len = len;
	sign(bs, &buf, protection, cid);
	if (buf.len || bs->wild)
		send_message(bs, cid, data, buf.len);
}

/* Mostly one that is new; else one that was there, one of the other direction, or one at the end. */
static u32 next_pn(struct bs *bs, u8 eks)
{
	u32 pn = bs->tx_pn[eks] += bs->wild && rnd_percent(3) ? rnd_below(300) : 1;

	if (!bs->wild || rnd_percent(96))
		return pn;
	return rnd_once_in(2) ? rnd_below(pn + 1) : rnd() | (rnd_once_in(2) ? 0 : 0x7fff0000);
}

static void seal(struct bs *bs, const u8 *pdu, u8 eks, u8 *data, size_t len)
{
	struct wman_ccm *ccm = wman_ccm_alloc(bs->tek[eks]);
	u8 nonce[WMAN_CCM_NONCE_LEN];
	u32 pn = next_pn(bs, eks);

	wman_put_le32(data, pn);
	wman_ccm_nonce(pdu, pn, nonce);
	if (!ccm || wman_ccm_seal(ccm, nonce, data + WMAN_PN_LEN, len)) {
		fprintf(stderr, "kfuzz: encryption failed\n");
		exit(2);
	}
	wman_ccm_free(ccm);
	if (bs->wild && rnd_percent(4))
		data[rnd_below((u32)(WMAN_CCM_OVERHEAD + len))] ^= 1;
}

void bs_send_sealed(struct bs *bs, u8 type, u16 cid, const u8 *plain, size_t len)
{
	struct wman_gmh gmh = {
		.ec = true, .ci = true, .type = type, .cid = cid, .eks = bs->tek_sn
	};
	u8 pdu[WMAN_PDU_MAX], *data = pdu + WMAN_GMH_LEN;
	size_t around = WMAN_GMH_LEN + WMAN_CCM_OVERHEAD, skip = 0;

	if (bs->wild) {
		gmh.ci = rnd_percent(80);
		if (rnd_percent(10))
			gmh.eks = (u8)rnd_below(4);
		if (rnd_percent(5)) {
			gmh.esf = true;
			skip = 1 + rnd_below(6);
			rnd_fill(data, skip);
			data[0] = rnd_percent(80) ? (u8)skip : data[0];
		}
	}
	around += skip + (gmh.ci ? WMAN_CRC_LEN : 0);
	if (len > WMAN_PDU_MAX - around)
		len = WMAN_PDU_MAX - around;
	gmh.len = (u16)(around + len);
	wman_gmh_build(&gmh, pdu);
	memcpy(data + skip + WMAN_PN_LEN, plain, len);
	seal(bs, pdu, gmh.eks, data + skip, len);
	air_pdu_fix(pdu, gmh.len);
	if (bs->wild)
		air_pdu_wild(&bs->air, pdu, gmh.len);
	else
		air_pdu(&bs->air, pdu, gmh.len);
}

/* ---- what the station says */

const struct bs_asked *bs_asked(const struct bs *bs)
{
	return &bs->asked[!bs->asked[0].pending && bs->asked[1].pending];
}

static void take_message(struct bs *bs, const u8 *msg, size_t len)
{
	static struct wman_pkm pkm;
	struct bs_asked *asked;

	if (!len || msg[0] != WMAN_MSG_PKM_REQ ||
	    wman_pkm_parse(&pkm, msg, len, WMAN_DIRECTION_UPLINK, WMAN_PKM_V2, WMAN_KDF_CMAC))
		return;
	if (pkm.code == WMAN_PKM_SA_TEK_REQUEST)
		memcpy(bs->ms_random, pkm.ms_random, sizeof(bs->ms_random));
	if (pkm.code != WMAN_PKM_KEY_REQUEST || pkm.nonce.len != sizeof(asked->nonce))
		return;
	asked = &bs->asked[pkm.said != BS_BASIC_CID];
	asked->pending = true;
	asked->identifier = pkm.identifier;
	asked->said = pkm.said;
	memcpy(asked->nonce, pkm.nonce.data, pkm.nonce.len);
}

static void take_burst(struct bs *bs, const u8 *data, size_t len)
{
	struct wman_octets pdu;
	struct wman_pdu_iter it;
	size_t tail;

	wman_pdu_iter_init(&it, data, len);
	while (wman_pdu_next(&it, &pdu)) {
		if (it.signaling || it.gmh.ec || it.gmh.type)
			continue;
		tail = it.gmh.ci ? WMAN_CRC_LEN : 0;
		take_message(bs, pdu.data + WMAN_GMH_LEN, pdu.len - WMAN_GMH_LEN - tail);
	}
}

void bs_drain(struct bs *bs)
{
	struct wman_m2m_burst burst;
	struct wman_m2m_iter it;
	u8 frame[AIR_FRAME_MAX];
	bool outgoing;
	size_t len;

	while ((len = air_receive(&bs->air, frame, &outgoing))) {
		if (outgoing || wman_get_be16(frame + 12) != WMAN_M2M_ETHERTYPE)
			continue;
		bs->frames++;
		bs->leaked += memmem(frame, len, bs_mark, sizeof(bs_mark)) != NULL;
		if (wman_m2m_open(&it, frame + AIR_ETH_LEN, len - AIR_ETH_LEN))
			continue;
		while (wman_m2m_next(&it, &burst))
			if (burst.fragment == WMAN_M2M_WHOLE)
				take_burst(bs, burst.data, burst.len);
	}
}

/* ---- the way into operation, a step for each stage */

static void dl_map(struct bs *bs)
{
	struct wman_dl_map map = {
		.frame_duration = WMAN_FRAME_5MS,
		.frame_number = bs->frame++ & 0xffffff,
	};

	memcpy(map.bsid, bsid, sizeof(map.bsid));
	wman_dl_map_put(begin(bs, BS_CLEAR, WMAN_CID_BROADCAST), &map);
	send_now(bs);
}

static void connect_station(struct bs *bs)
{
	ctl_command(&bs->ctl, WMAN_CMD_AGENT_BIND);
	ctl_command(&bs->ctl, WMAN_CMD_DEV_CONNECT);
}

static void rng_rsp(struct bs *bs)
{
	struct wman_rng_rsp rsp = {
		.present = WMAN_RNG_RSP_STATUS | WMAN_RNG_RSP_MAC | WMAN_RNG_RSP_CIDS,
		.status = WMAN_RANGING_SUCCESS,
		.basic_cid = BS_BASIC_CID,
		.primary_cid = BS_PRIMARY_CID,
	};

	memcpy(rsp.mac, bs->air.station, sizeof(rsp.mac));
	wman_rng_rsp_put(begin(bs, BS_CLEAR, WMAN_CID_INITIAL_RANGING), &rsp);
	send_now(bs);
}

static void sbc_rsp(struct bs *bs)
{
	const struct wman_sbc sbc = { .secneg = choice };

	wman_sbc_put(begin(bs, BS_CLEAR, BS_BASIC_CID), WMAN_MSG_SBC_RSP, &sbc);
	send_now(bs);
}

static void eap(struct bs *bs)
{
	static const u8 identity[] = { 1, 7, 0, 5, 1 };
	bool authorized = bs->ctl.auth_state >= WMAN_AUTH_STATE_AUTHORIZED;

	wman_pkm_put_eap_transfer(begin(bs, authorized ? BS_DIGEST : BS_CLEAR, BS_PRIMARY_CID),
				  WMAN_DIRECTION_DOWNLINK, 1, identity, sizeof(identity),
				  authorized ? bs->ak.sn : WMAN_AK_SN_NONE);
	send_now(bs);
}

/* Another MSK, and the AK that both sides make of it. */
static void success(struct bs *bs)
{
	const u8 *mac = bs->air.station;
	u8 pmk[WMAN_PMK_LEN], ak[WMAN_AK_LEN];
	struct bs_ak *next = &bs->next;

	rnd_fill(bs->msk, sizeof(bs->msk));
	rnd_fill(bs->bs_random, sizeof(bs->bs_random));
	memset(next, 0, sizeof(*next));
	next->sn = (bs->ak.sn + 1) % 16;
	wman_kdf_pmk(bs->msk, pmk);
	if (wman_kdf_ak(bs->prim, WMAN_KDF_CMAC, WMAN_AK_EAP, pmk, NULL, mac, bsid, ak) ||
	    wman_kdf_akid(bs->prim, WMAN_KDF_CMAC, ak, next->sn, mac, bsid, next->akid) ||
	    wman_kdf_cmac_keys(bs->prim, ak, mac, bsid, WMAN_EDITION_2009, 0, &next->keys)) {
		fprintf(stderr, "kfuzz: key derivation failed\n");
		exit(2);
	}
	ctl_success(&bs->ctl, bs->msk);
}

static void challenge(struct bs *bs)
{
	const struct wman_sa_tek st = {
		.bs_random = bs->bs_random,
		.ak_sn = bs->next.sn,
		.akid = bs->next.akid,
		.lifetime_s = AK_LIFETIME_S,
	};

	wman_pkm_put_sa_tek_challenge(begin(bs, BS_DIGEST_NEXT, BS_PRIMARY_CID), 2, &st);
	send_now(bs);
}

static void response(struct bs *bs)
{
	static const struct wman_sa_descriptor sas[] = {
		{ .said = BS_BASIC_CID, .type = WMAN_SA_TYPE_PRIMARY, .suite = WMAN_SUITE_CCM_WRAP },
		{ .said = 7, .type = WMAN_SA_TYPE_STATIC, .suite = WMAN_SUITE_CCM_ECB },
	};
	const struct wman_sa_tek st = {
		.ms_random = bs->ms_random,
		.bs_random = bs->bs_random,
		.ak_sn = bs->next.sn,
		.akid = bs->next.akid,
		.secneg = &choice,
		.frame_number = rnd_once_in(2) ? -1 : (int)(bs->frame & 0xffffff),
		.sa = sas,
		.n_sa = rnd_once_in(4) ? ARRAY_SIZE(sas) : 1,
	};

	wman_pkm_put_sa_tek_response(begin(bs, BS_DIGEST_NEXT, BS_PRIMARY_CID), 3, &st);
	send_now(bs);
}

static void reg_rsp(struct bs *bs)
{
	const struct wman_reg reg = { .response = WMAN_REG_OK };

	wman_reg_put(begin(bs, BS_TUPLE, BS_PRIMARY_CID), WMAN_MSG_REG_RSP, &reg);
	send_now(bs);
}

static void key_reply(struct bs *bs, struct bs_asked *asked)
{
	const struct wman_octets nonce = { asked->nonce, sizeof(asked->nonce) };
	u8 sn[2] = { bs->tek_sn, (bs->tek_sn + 1) & 3 }, field[2][WMAN_TEK_WRAPPED_MAX];
	bool primary = asked->said == BS_BASIC_CID;
	u32 suite = primary ? WMAN_SUITE_CCM_WRAP : WMAN_SUITE_CCM_ECB;
	struct wman_tek_params pair[2] = { 0 };
	u8 unused[4][WMAN_TEK_LEN], (*tek)[WMAN_TEK_LEN] = primary ? bs->tek : unused;
	int i;

	/* the newer becomes the older; only the primary SA has flows */
	rnd_fill(unused[0], sizeof(unused));
	rnd_fill(tek[sn[1]], WMAN_TEK_LEN);
	if (primary)
		bs->tx_pn[sn[1]] = 0;
	for (i = 0; i < 2; i++) {
		pair[i].tek.data = field[i];
		wman_tek_wrap(bs->prim, suite, bs->ak.keys.kek, tek[sn[i]], field[i],
			      &pair[i].tek.len);
		pair[i].sn = sn[i];
		pair[i].lifetime_s = TEK_LIFETIME_S / 2 * (i + 1);
	}
	if (!bs->wild) {
		if (primary)
			bs->tek_sn = sn[1];
		asked->pending = false;
	}
	wman_pkm_put_key_reply(begin(bs, BS_DIGEST, BS_PRIMARY_CID), asked->identifier, bs->ak.sn,
			       asked->said, pair, &nonce);
	send_now(bs);
}

static void dsa_req(struct bs *bs, u8 dir, u16 cid)
{
	static const u8 kinds[] = {
		WMAN_CS_IPV4, WMAN_CS_IPV4, WMAN_CS_IPV6, WMAN_CS_IEEE8023, WMAN_CS_IPV4_OVER_8023,
	};
	const struct wman_dsx req = {
		.type = WMAN_MSG_DSA_REQ,
		.transaction = bs->transaction++ | WMAN_DSX_BY_BS,
		.dir = dir,
		.flow = {
			.present = WMAN_FLOW_SFID | WMAN_FLOW_CID | WMAN_FLOW_CS,
			.sfid = cid,
			.cid = cid,
			.cs = RND_OF(kinds),
		},
	};

	wman_dsx_put(begin(bs, BS_TUPLE, BS_PRIMARY_CID), &req);
	send_now(bs);
}

static void keys(struct bs *bs)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bs->asked); i++)
		if (bs->asked[i].pending)
			key_reply(bs, &bs->asked[i]);
}

static void flows(struct bs *bs)
{
	u16 which = (u16)rnd_below(3);

	keys(bs);
	dsa_req(bs, WMAN_DIRECTION_UPLINK, BS_UL_CID + which);
	dsa_req(bs, WMAN_DIRECTION_DOWNLINK, BS_DL_CID + which);
}

static void reauth(struct bs *bs)
{
	if (bs_asked(bs)->pending)
		keys(bs);
	else
		ctl_command(&bs->ctl, WMAN_CMD_DEV_REAUTH);
}

static void disconnect(struct bs *bs)
{
	ctl_command(&bs->ctl, WMAN_CMD_DEV_DISCONNECT);
	/* what is fuzzed begins with an entry as at first */
	ctl_command(&bs->ctl, WMAN_CMD_DEV_FORGET);
	ctl_defaults(&bs->ctl);
	memset(bs->asked, 0, sizeof(bs->asked));
}

static void (*const steps[BS_STAGES])(struct bs *bs) = {
	[BS_OFF_PATH] = disconnect,
	[BS_IDLE] = connect_station,
	[BS_SCAN] = dl_map,
	[BS_RANGING] = rng_rsp,
	[BS_CAPABILITIES] = sbc_rsp,
	[BS_EAP_START] = eap,
	[BS_EAP_RUNNING] = success,
	[BS_KEY_WAIT] = challenge,
	[BS_SA_TEK_WAIT] = response,
	[BS_KEYS] = keys,
	[BS_REGISTRATION] = reg_rsp,
	[BS_FLOWS] = flows,
	[BS_OPERATIONAL] = reauth,
	[BS_REAUTH_START] = eap,
	[BS_REAUTH_RUNNING] = success,
	[BS_REAUTH_KEY_WAIT] = challenge,
	[BS_REAUTH_SA_TEK_WAIT] = response,
};

static const u8 by_auth[WMAN_AUTH_STATE_MAX + 1] = {
	[WMAN_AUTH_STATE_EAP_START] = BS_EAP_START,
	[WMAN_AUTH_STATE_EAP_RUNNING] = BS_EAP_RUNNING,
	[WMAN_AUTH_STATE_KEY_WAIT] = BS_KEY_WAIT,
	[WMAN_AUTH_STATE_SA_TEK_WAIT] = BS_SA_TEK_WAIT,
	[WMAN_AUTH_STATE_REAUTH_START] = BS_REAUTH_START,
	[WMAN_AUTH_STATE_REAUTH_RUNNING] = BS_REAUTH_RUNNING,
	[WMAN_AUTH_STATE_REAUTH_KEY_WAIT] = BS_REAUTH_KEY_WAIT,
	[WMAN_AUTH_STATE_REAUTH_SA_TEK_WAIT] = BS_REAUTH_SA_TEK_WAIT,
};

static const u8 by_state[WMAN_DEV_STATE_MAX + 1] = {
	[WMAN_DEV_STATE_IDLE] = BS_IDLE,
	[WMAN_DEV_STATE_SCAN] = BS_SCAN,
	[WMAN_DEV_STATE_RANGING] = BS_RANGING,
	[WMAN_DEV_STATE_HANDOVER] = BS_OFF_PATH,
	[WMAN_DEV_STATE_CAPABILITIES] = BS_CAPABILITIES,
	[WMAN_DEV_STATE_REGISTRATION] = BS_REGISTRATION,
	[WMAN_DEV_STATE_FLOWS] = BS_FLOWS,
	[WMAN_DEV_STATE_OPERATIONAL] = BS_OPERATIONAL,
};

enum bs_stage bs_stage(struct bs *bs)
{
	enum bs_stage stage = BS_OFF_PATH;
	u32 before = bs->ctl.auth_state, now;

	ctl_status(&bs->ctl);
	bs_drain(bs);
	now = bs->ctl.auth_state;
	/* the handshake came to its end: its AK is in force */
	if (now == WMAN_AUTH_STATE_AUTHORIZED &&
	    (before == WMAN_AUTH_STATE_SA_TEK_WAIT || before == WMAN_AUTH_STATE_REAUTH_SA_TEK_WAIT))
		bs->ak = bs->next;
	if (bs->ctl.state <= WMAN_DEV_STATE_MAX)
		stage = (enum bs_stage)by_state[bs->ctl.state];
	if (bs->ctl.state == WMAN_DEV_STATE_AUTHORIZATION && now == WMAN_AUTH_STATE_AUTHORIZED)
		stage = BS_KEYS;
	if (bs->ctl.state == WMAN_DEV_STATE_AUTHORIZATION || stage == BS_OPERATIONAL)
		if (now <= WMAN_AUTH_STATE_MAX && by_auth[now])
			stage = (enum bs_stage)by_auth[now];
	return stage;
}

void bs_advance(struct bs *bs, enum bs_stage stage)
{
	steps[stage](bs);
}

/* A while in which the station may send something. */
static void pause_for(struct bs *bs, int ms)
{
	struct pollfd pfd = { .fd = bs->air.sock, .events = POLLIN };

	poll(&pfd, 1, ms);
}

bool bs_reach(struct bs *bs, enum bs_stage goal)
{
	enum bs_stage stage = BS_OFF_PATH, last = BS_OFF_PATH;
	unsigned int tries, stuck = 0, pause = PAUSE_MS;
	bool wild = bs->wild;

	bs->wild = false;
	for (tries = 0; tries < STEPS_MAX; tries++) {
		stage = bs_stage(bs);
		if (stage == goal)
			break;
		stuck = stage == last ? stuck + 1 : 0;
		last = stage;
		/* the station may be at it still */
		if (stuck)
			pause_for(bs, (int)pause);
		if (stuck > STUCK_MAX) {
			pause = pause < PAUSE_MAX_MS ? 2 * pause : pause;
			stage = BS_OFF_PATH;
			stuck = 0;
		}
		bs_advance(bs, stage > goal ? BS_OFF_PATH : stage);
	}
	bs->wild = wild;
	return tries < STEPS_MAX;
}
