/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Groups: an SA that all subscribers share, and its downlink multicast connection (802.16e 7.9). A
 * packet for a group goes over the air once, under a GTEK. GTEKs are wrapped by a GKEK, and that for
 * each member by its KEK. Of both there are two generations, as of TEKs: the newer one begins half
 * way through the older.
 */
#ifndef _BS_GROUP_H
#define _BS_GROUP_H

#include "config.h"
#include "kdf.h"
#include "tek.h"

struct bs;
struct bs_ak;
struct bs_ss;
struct loop_timer;
struct wman_pkm;

/**
 * struct bs_gkek - one GKEK
 * @key: the GKEK
 * @sn: sequence number, 0 to 3
 * @expires: when its lifetime ends, on bs_now_ms()
 */
struct bs_gkek {
	u8 key[WMAN_GKEK_LEN];
	u8 sn;
	u64 expires;
};

/**
 * struct bs_group - a group
 * @bs: its base station
 * @cfg: its flow; the Target SAID is the GSAID
 * @cid: multicast CID, which is its SFID, too
 * @suite: cryptographic suite
 * @gkek: GKEKs, by enum bs_tek_slot
 * @next_gkek_sn: sequence number of the next one
 * @tek: GTEKs
 * @next_tek_sn: sequence number of the next one
 * @push_counter: Key-Push-Counter sent last
 * @digest_pn: CMAC_PN sent last in a digest of the group
 * @packets: SDUs sent
 */
struct bs_group {
	struct bs *bs;
	const struct bs_flow_config *cfg;
	u16 cid;
	u32 suite;
	struct bs_gkek gkek[BS_TEKS];
	u8 next_gkek_sn;
	struct bs_tek tek[BS_TEKS];
	u8 next_tek_sn;
	u16 push_counter;
	u32 digest_pn;
	u64 packets;
};

/**
 * struct bs_group_table - all groups
 * @group: the groups
 * @n: how many
 * @timer: the first older key to end
 */
struct bs_group_table {
	struct bs_group group[BS_CONFIG_GROUPS];
	size_t n;
	struct loop_timer *timer;
};

/**
 * bs_group_start() - make the groups of the configuration and their keys
 * @bs: the base station
 *
 * Return: 0 or a negative errno.
 */
int bs_group_start(struct bs *bs);

/**
 * bs_group_stop() - erase the keys of all groups
 * @bs: the base station
 */
void bs_group_stop(struct bs *bs);

/**
 * bs_group_find() - find a group
 * @bs: the base station
 * @gsaid: its GSAID
 *
 * Return: the group, or NULL.
 */
struct bs_group *bs_group_find(struct bs *bs, unsigned long gsaid);

/**
 * bs_group_reply() - answer the Key-Request of a member
 * @ss: the member
 * @group: the group
 * @pkm: the request, its digest verified
 * @ak: AK it was signed with
 *
 * Return: WMAN_REASON_NONE, or why there was no answer.
 */
enum wman_reason bs_group_reply(struct bs_ss *ss, struct bs_group *group,
				const struct wman_pkm *pkm, struct bs_ak *ak);

/**
 * bs_group_rekey() - end the older GTEK and make a new one; members ask for it in time
 * @group: the group
 *
 * Return: 0 or a negative errno; nothing is changed then.
 */
int bs_group_rekey(struct bs_group *group);

/**
 * bs_group_push() - make a new key and push it with Group-Key-Update-Command
 * @group: the group
 * @mode: enum wman_push_mode: a GKEK to each member, or a GTEK to all at once
 *
 * Return: 0; -EOVERFLOW when no Key-Push-Counter is left; or another negative errno. Nothing is
 * sent then.
 */
int bs_group_push(struct bs_group *group, u8 mode);

/**
 * bs_group_send() - send a frame to the group that takes it
 * @bs: the base station
 * @frame: Ethernet frame for more than one destination
 * @len: its octets, at least those of the header
 *
 * Return: whether there is such a group.
 */
bool bs_group_send(struct bs *bs, const u8 *frame, size_t len);

#endif
