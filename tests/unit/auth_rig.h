/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The kernel's own auth*.c and sa_tek.c with recorders around them, for tests of what it does with a message. Each
 * test that includes this is a program of its own.
 */
#ifndef WMAN_AUTH_RIG_H
#define WMAN_AUTH_RIG_H

#include <errno.h>
#include <stdio.h>

#include "proto_test.h"

/* instead of dev.h, netlink.h, trace.h, of which auth.c needs little */
#define _WMAN_DEV_H
#define _WMAN_NETLINK_H
#define _WMAN_TRACE_H
#define trace_wman_auth(dev, id, from, to, event)
#define trace_wman_object(kind, made) \
	do {                          \
	} while (0)

#include "../../kernel/core/agent.h"
#include "../../kernel/core/auth.h"
#include "../../kernel/core/auth_v1.h"
#include "../../kernel/core/auth_v2.h"
#include "../../kernel/core/key.h"
#include "kernel_shim.h"
#include "message.h"
#include "pkm_build.h"

struct wman_message {
	const u8 *data;
	size_t len;
	u16 cid;
	const u8 *src;
};

struct wman_link {
	u16 basic_cid;
	u16 primary_cid;
};

struct wman_dev {
	struct net_device *dev;
	struct workqueue_struct *wq;
	struct {
		u32 suites[WMAN_SUITES_MAX];
		u8 n_suites;
		u32 policy;
		u32 timer_ms[WMAN_A_TIMER_MAX + 1];
	} cfg;
	struct {
		struct wman_secneg offer, choice;
	} entry;
	struct {
		u8 identifier;
	} mgmt;
	struct wman_auth auth;
	struct wman_agent agent;
	struct wman_keyring keys;
	enum wman_reason reason;
};

static struct wman_dev station, was;
static struct wman_link lower = { .basic_cid = 2, .primary_cid = 322 };
static bool digest_wrong, have_agent, agent_busy;
static enum wman_reason list_wrong;

/* How often each of these happened. */
static struct {
	unsigned int sent, announced, delivered, cancelled, challenged, aborted, stopped;
	unsigned int updated, resumed, confirmed, counted;
	unsigned int replies, rejects, invalids, additions, closed, gkeks, gteks;
	unsigned int taken, decrypted, pended, authorized, unauthorized;
	unsigned int signing, verifying, paks, opened;
	enum wman_reason why, left;
} did;

/* The SA whose Key Request is pending. */
static struct wman_sa {
	u8 identifier;
} asking = { 77 };

static struct wman_link *wman_dev_link(struct wman_dev *wdev)
{
	return &lower;
}

static void wman_dev_port(struct wman_dev *wdev, bool open)
{
	assert_false(open);
	/* no traffic from here on; keys go after that, not before */
	assert_true(wdev->keys.cur.valid);
	did.closed++;
}

static void wman_dev_arm(struct wman_dev *wdev, struct delayed_work *timer, unsigned int attr)
{
	mod_delayed_work(wdev->wq, timer, wdev->cfg.timer_ms[attr]);
}

static void wman_count(struct wman_dev *wdev, enum wman_reason reason)
{
	did.counted++;
	did.why = reason;
}

static u32 wman_dev_timer_ms(const struct wman_dev *wdev, unsigned int attr)
{
	const struct wman_auth_v1 *v1 = wdev->auth.v1;

	return v1 && v1->timer_ms[attr] ? v1->timer_ms[attr] : wdev->cfg.timer_ms[attr];
}

static u8 sent[WMAN_RSA_MESSAGE_MAX];
static struct wman_buf tx;

static struct wman_buf *wman_mgmt_begin(struct wman_dev *wdev)
{
	wman_buf_init(&tx, sent, sizeof(sent));
	return &tx;
}

static void wman_mgmt_send(struct wman_dev *wdev, struct wman_buf *buf, u16 cid)
{
	did.sent++;
}

static void wman_mgmt_send_digest(struct wman_dev *wdev, struct wman_buf *buf, struct wman_ak *ak)
{
	did.sent++;
}

static enum wman_reason wman_mgmt_verify(struct wman_dev *wdev, struct wman_ak *ak,
					 const struct wman_message *msg, size_t covered, u32 pn,
					 const u8 *value)
{
	return digest_wrong ? WMAN_REASON_DIGEST_WRONG : WMAN_REASON_NONE;
}

static void wman_nl_dev_event(struct wman_dev *wdev)
{
}

static int wman_nl_rsa_request(struct wman_dev *wdev, const struct wman_octets *auth_key)
{
	did.decrypted++;
	return agent_busy ? -ENOBUFS : 0;
}

static int wman_nl_rsa_sign(struct wman_dev *wdev, const struct wman_octets *message)
{
	did.signing++;
	return agent_busy ? -ENOBUFS : 0;
}

static int wman_nl_rsa_verify(struct wman_dev *wdev, const struct wman_octets *message,
			      const struct wman_buf *acknowledgement,
			      const struct wman_buf *refusal)
{
	did.verifying++;
	return agent_busy ? -ENOBUFS : 0;
}

static int wman_nl_agent_challenged(struct wman_dev *wdev)
{
	did.challenged++;
	return agent_busy ? -ENOBUFS : 0;
}

u32 wman_agent_portid(struct wman_dev *wdev)
{
	return have_agent;
}

void wman_agent_announce(struct wman_dev *wdev, bool reauth)
{
	did.announced++;
	wdev->agent.cookie = 1;
}

void wman_agent_deliver(struct wman_dev *wdev, const u8 *frame, size_t len)
{
	did.delivered++;
}

void wman_agent_cancel(struct wman_dev *wdev, enum wman_reason reason)
{
	did.cancelled++;
	wdev->agent.cookie = 0;
}

static void wman_entry_leave(struct wman_dev *wdev, enum wman_reason reason, bool barred)
{
	did.aborted++;
	did.left = reason;
}

static void wman_entry_authorized(struct wman_dev *wdev)
{
	did.authorized++;
}

static void wman_entry_unauthorized(struct wman_dev *wdev, enum wman_reason reason)
{
	did.unauthorized++;
}

static void wman_sa_stop(struct wman_dev *wdev)
{
	did.stopped++;
}

static void wman_sa_flush(struct wman_dev *wdev)
{
}

static void wman_sa_suspend(struct wman_dev *wdev)
{
}

static void wman_pmk_erase(struct wman_dev *wdev)
{
}

static void wman_reentry_sas(struct wman_dev *wdev, const struct wman_octets *updates, bool reg,
			     const struct wman_ak *ak, bool keep)
{
}

static enum wman_reason wman_reentry_sas_check(struct wman_dev *wdev,
					       const struct wman_octets *updates, bool reg,
					       u16 basic_cid)
{
	return WMAN_REASON_NONE;
}

static void wman_sa_resume(struct wman_dev *wdev)
{
	did.resumed++;
}

static void wman_sa_open(struct wman_dev *wdev)
{
	did.opened++;
}

static void wman_sa_update(struct wman_dev *wdev, const struct wman_sa_descriptor *desc,
			   unsigned int n, bool whole)
{
	did.updated += whole;
	did.additions += !whole;
}

unsigned int wman_offer(const struct wman_dev *wdev, u32 *suites)
{
	memcpy(suites, wdev->cfg.suites, wdev->cfg.n_suites * sizeof(*suites));
	return wdev->cfg.n_suites;
}

static enum wman_reason wman_sa_list_check(struct wman_dev *wdev,
					   const struct wman_sa_descriptor *desc, unsigned int n)
{
	return list_wrong;
}

/* the kernel is not compiled with it */
#pragma GCC diagnostic ignored "-Wsign-compare"
#include "../../kernel/core/sa_tek.c"
#include "../../kernel/core/auth_eap.c"
#include "../../kernel/core/auth_rsa.c"
#include "../../kernel/core/auth_v2.c"
#include "../../kernel/core/auth_v1.c"
#include "../../kernel/core/auth_none.c"
#include "../../kernel/core/auth.c"
#pragma GCC diagnostic warning "-Wsign-compare"

enum wman_reason wman_tek_reply(struct wman_dev *wdev, const struct wman_pkm *pkm,
				const struct wman_ak *ak)
{
	did.replies++;
	return WMAN_REASON_NONE;
}

enum wman_reason wman_tek_reject(struct wman_dev *wdev, const struct wman_pkm *pkm)
{
	did.rejects++;
	return WMAN_REASON_NONE;
}

enum wman_reason wman_tek_invalid(struct wman_dev *wdev, const struct wman_pkm *pkm)
{
	did.invalids++;
	return WMAN_REASON_NONE;
}

struct wman_sa *wman_tek_asking(struct wman_dev *wdev, u8 identifier)
{
	return identifier == asking.identifier ? &asking : NULL;
}

void wman_tek_event(struct wman_sa *sa, enum wman_tek_event event)
{
	assert_ptr_equal(sa, &asking);
	assert_int_equal(event, WMAN_TEK_EV_AUTH_PEND);
	did.pended++;
}

enum wman_reason wman_push_gkek(struct wman_dev *wdev, const struct wman_pkm *pkm,
				const struct wman_ak *ak)
{
	did.gkeks++;
	return WMAN_REASON_NONE;
}

enum wman_reason wman_push_gtek(struct wman_dev *wdev, const struct wman_message *message,
				const struct wman_pkm *pkm)
{
	did.gteks++;
	return WMAN_REASON_NONE;
}

void get_random_bytes(void *buf, size_t len)
{
	memset(buf, 0x5a, len);
}

void wman_key_init(struct wman_dev *wdev)
{
}

void wman_key_set_pmk(struct wman_dev *wdev, const u8 *msk, u32 lifetime_s)
{
	bool first = wman_auth_v2_kind(wdev) == WMAN_AK_EAP_EAP && !wdev->keys.eik.valid;

	wdev->keys.pmk_valid = !first;
	wdev->keys.eik.valid = first;
}

void wman_key_set_pak(struct wman_dev *wdev, const u8 *pre_pak, u8 sn, u32 lifetime_s)
{
	wdev->keys.pmk_valid = wman_auth_v2_kind(wdev) == WMAN_AK_RSA;
	wdev->keys.eik.valid = !wdev->keys.pmk_valid;
	wdev->keys.pak_sn = sn;
	did.paks++;
}

void wman_key_erase_pmk(struct wman_dev *wdev)
{
	wdev->keys.pmk_valid = false;
	wdev->keys.eik.valid = false;
}

static const u8 new_akid[WMAN_AKID_LEN] = "new AK", cur_akid[WMAN_AKID_LEN] = "cur AK";
static const u8 bad_akid[WMAN_AKID_LEN] = "bad AK";

enum wman_reason wman_key_derive(struct wman_dev *wdev, struct wman_ak *ak, u8 sn, const u8 *akid,
				 u32 lifetime_s)
{
	memset(ak, 0, sizeof(*ak));
	if (memcmp(akid, new_akid, WMAN_AKID_LEN))
		return WMAN_REASON_AKID;
	memcpy(ak->akid, akid, WMAN_AKID_LEN);
	ak->sn = sn;
	ak->valid = true;
	return WMAN_REASON_NONE;
}

void wman_key_set_next(struct wman_dev *wdev, struct wman_ak *ak)
{
	wdev->keys.next = *ak;
	memset(ak, 0, sizeof(*ak));
}

enum wman_reason wman_key_take(struct wman_dev *wdev, const u8 *secret, u8 sn, u32 lifetime_s)
{
	wdev->keys.cur.valid = true;
	wdev->keys.cur.sn = sn;
	did.taken++;
	return WMAN_REASON_NONE;
}

void wman_alarm_cancel(struct wman_alarm *alarm)
{
	cancel_delayed_work(&alarm->work);
}

void wman_alarm_set(struct wman_alarm *alarm, u64 at)
{
	mod_delayed_work(NULL, &alarm->work, 0);
}

struct wman_ak *wman_key_find(struct wman_dev *wdev, u8 sn)
{
	return wdev->keys.cur.valid && wdev->keys.cur.sn == sn ? &wdev->keys.cur : NULL;
}

void wman_key_confirm(struct wman_dev *wdev, s32 frame)
{
	did.confirmed++;
}

void wman_key_erase_next(struct wman_dev *wdev)
{
	wdev->keys.next.valid = false;
}

void wman_key_erase(struct wman_dev *wdev)
{
	wdev->keys.next.valid = false;
	wdev->keys.cur.valid = false;
}

#define S(name) WMAN_AUTH_STATE_##name
#define R(name) WMAN_REASON_##name

#define NEW_SN 2
#define CUR_SN 1

static struct net_device netdev;
static struct workqueue_struct wq;

/* A station as it is in a state. */
static void be_in(unsigned int state)
{
	memset(&station, 0, sizeof(station));
	memset(&did, 0, sizeof(did));
	digest_wrong = false;
	list_wrong = WMAN_REASON_NONE;
	have_agent = true;
	agent_busy = false;
	station.dev = &netdev;
	station.wq = &wq;
	station.entry.choice =
		(struct wman_secneg){ .present = WMAN_SECNEG_ALL, .version = WMAN_PKM_V2 };
	wman_auth_init(&station);
	station.auth.state = (u8)state;
	station.keys.cur.valid = wman_auth_authorized(state);
	station.keys.cur.sn = CUR_SN;
	memcpy(station.keys.cur.akid, cur_akid, WMAN_AKID_LEN);
	station.keys.pmk_valid = state == S(KEY_WAIT) || state == S(REAUTH_KEY_WAIT) ||
				 state == S(SA_TEK_WAIT) || state == S(REAUTH_SA_TEK_WAIT);
	if (state == S(SA_TEK_WAIT) || state == S(REAUTH_SA_TEK_WAIT)) {
		station.keys.next.valid = true;
		station.keys.next.sn = NEW_SN;
		memcpy(station.keys.next.akid, new_akid, WMAN_AKID_LEN);
		station.auth.handshake = &station.keys.next;
		memset(station.auth.bs_random, 'b', WMAN_RANDOM_LEN);
		memset(station.auth.ms_random, 'm', WMAN_RANDOM_LEN);
	}
	was = station;
}

static u8 octets[512];
static struct wman_buf msg;

static void put_digest(void)
{
	static const u8 digest[12];

	wman_buf_put_tlv(&msg, WMAN_ATTR_CMAC_DIGEST, digest, sizeof(digest));
}

static enum wman_reason receive(void)
{
	const struct wman_message m = { .data = octets, .len = msg.len, .cid = lower.primary_cid };

	assert_false(msg.overflow);
	return wman_auth_pkm_rsp(&station, &m);
}

/* Nothing that counts is different from what it was, and nobody has heard anything. */
static void assert_no_effect(void)
{
	static const typeof(did) nothing;

	assert_memory_equal(&did, &nothing, sizeof(did));
	assert_memory_equal(&station, &was, sizeof(station));
}

#endif
