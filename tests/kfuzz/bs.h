/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A base station that says what the station wants to hear next, or something near it. It holds the
 * keys, since the MSK is its own, so that what it signs and encrypts is believed.
 */
#ifndef KFUZZ_BS_H
#define KFUZZ_BS_H

#include "air.h"
#include "ccm.h"
#include "ctl.h"
#include "mutate.h"
#include "pkm_build.h"
#include "prim_openssl.h"

#define BS_BASIC_CID   0x0101
#define BS_PRIMARY_CID 0x0202
#define BS_DL_CID      0x0303 /* and the next ones */
#define BS_UL_CID      0x0404
#define BS_POOL	       64
#define BS_MESSAGE_MAX 4700

/* How far the station has come, in the order of network entry */
enum bs_stage {
	BS_OFF_PATH,
	BS_IDLE,
	BS_SCAN,
	BS_RANGING,
	BS_CAPABILITIES,
	BS_EAP_START,
	BS_EAP_RUNNING,
	BS_KEY_WAIT,
	BS_SA_TEK_WAIT,
	BS_KEYS,
	BS_REGISTRATION,
	BS_FLOWS,
	BS_OPERATIONAL,
	BS_REAUTH_START,
	BS_REAUTH_RUNNING,
	BS_REAUTH_KEY_WAIT,
	BS_REAUTH_SA_TEK_WAIT,
	BS_STAGES,
};

/* What ends a message */
enum bs_protection {
	BS_CLEAR,
	BS_TUPLE,
	BS_DIGEST,
	BS_DIGEST_NEXT, /* of the handshake's AK */
	BS_PROTECTIONS,
};

struct bs_ak {
	u8 sn;
	u8 akid[WMAN_AKID_LEN];
	struct wman_cmac_keys keys;
	u32 pn;
};

/* A message without its digest, to be sent again in another form */
struct bs_message {
	enum bs_protection protection;
	u16 cid;
	size_t len;
	u8 data[BS_MESSAGE_MAX];
};

/* What a Key-Request asked for, and was not answered yet */
struct bs_asked {
	bool pending;
	u8 identifier;
	u16 said;
	u8 nonce[WMAN_NONCE_LEN];
};

/**
 * struct bs - the base station
 * @air: its end of the air
 * @ctl: the station, for what does not come by the air
 * @prim: primitives
 * @wild: what is sent may be wrong
 * @ak: in force
 * @next: of the handshake
 * @msk: what @next is made of
 * @bs_random: of the handshake
 * @ms_random: of the last SA-TEK-Request
 * @asked: the last Key-Request for the primary SA, and for another
 * @tek: by sequence number
 * @tek_sn: of the newer one
 * @tx_pn: PN sent last under each
 * @fsn: of the next fragment
 * @transaction: of the next DSA-REQ
 * @frame: of the next DL-MAP
 * @frames: received from the station
 * @leaked: some of them had @bs_mark in clear
 * @buf: message being built in @now
 * @now: what is sent next
 * @pool: messages sent so far
 * @pooled: how many
 */
struct bs {
	struct air air;
	struct ctl ctl;
	struct wman_prim *prim;
	bool wild;
	struct bs_ak ak;
	struct bs_ak next;
	u8 msk[WMAN_MSK_LEN];
	u8 bs_random[WMAN_RANDOM_LEN];
	u8 ms_random[WMAN_RANDOM_LEN];
	struct bs_asked asked[2];
	u8 tek[4][WMAN_TEK_LEN];
	u8 tek_sn;
	u32 tx_pn[4];
	u16 fsn;
	u16 transaction;
	u32 frame;
	u64 frames;
	u64 leaked;
	struct wman_buf buf;
	struct bs_message now;
	struct bs_message pool[BS_POOL];
	size_t pooled;
};

/* What the test's traffic is full of, and nobody may see. */
extern const u8 bs_mark[8];

void bs_open(struct bs *bs, const char *netns, const char *ifname, const char *dev);

/* Take what the station has sent. */
void bs_drain(struct bs *bs);

/* The Key-Request to answer next; when none is pending, one that was. */
const struct bs_asked *bs_asked(const struct bs *bs);

/* Where the station is; all that came before has been dealt with. */
enum bs_stage bs_stage(struct bs *bs);

/* Say what brings the station on from @stage. */
void bs_advance(struct bs *bs, enum bs_stage stage);

/* Bring the station to @goal, without anything wild. False when it does not come there. */
bool bs_reach(struct bs *bs, enum bs_stage goal);

/* Sign and send what is in @now. */
void bs_send(struct bs *bs);

/* A PDU of an encrypted flow, with this type of subheaders in @plain. */
void bs_send_sealed(struct bs *bs, u8 type, u16 cid, const u8 *plain, size_t len);

#endif
