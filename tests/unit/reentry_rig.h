/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernel's own entry.c, reentry.c, pmk.c and key.c for a test, with recorders around them. */
#ifndef TESTS_REENTRY_RIG_H
#define TESTS_REENTRY_RIG_H

#include "proto_test.h"

#include <errno.h>
#include <linux/if_ether.h>

/* instead of dev.h, netlink.h, trace.h and what they include */
#define _WMAN_DEV_H
#define _WMAN_NETLINK_H
#define _WMAN_TRACE_H
#include "kernel_shim.h"

#include "../../kernel/core/agent.h"
#include "../../kernel/core/auth.h"
#include "../../kernel/core/auth_v2.h"
#include "../../kernel/core/entry.h"
#include "../../kernel/core/key.h"
#include "../../kernel/core/pmk.h"
#include "../../kernel/core/reentry.h"
#include "../../kernel/core/tek.h"
#include "beacon.h"
#include "digest.h"
#include "handover.h"
#include "message.h"
#include "rng.h"

struct wman_message {
	const u8 *data;
	size_t len;
	u16 cid;
	const u8 *src;
};

struct wman_link {
	u8 bs_addr[ETH_ALEN];
	u8 bsid[ETH_ALEN];
	u16 basic_cid;
	u16 primary_cid;
	u32 crc;
};

struct wman_sa {
	struct list_head list;
	u16 said;
	u8 type;
	void *group;
	bool updated;
	bool stopped;
};

struct net_dev {
	u8 dev_addr[ETH_ALEN];
};

struct wman_dev {
	struct net_dev *dev;
	struct workqueue_struct *wq;
	struct wman_prim *prim;
	struct wman_settings {
		u32 edition;
		u32 crc;
		u32 policy;
		u32 mac_modes;
		u16 pn_window;
		u8 sa_max;
		u32 timer_ms[WMAN_A_TIMER_MAX + 1];
	} cfg;
	struct wman_link *link;
	u32 phy_sync;
	enum wman_reason reason;
	struct wman_entry entry;
	struct wman_auth auth;
	struct wman_agent agent;
	struct wman_keyring keys;
	struct wman_pmk pmk;
	struct wman_reentry reentry;
	struct {
		struct list_head list;
		u16 window;
	} sas;
};

static struct net_dev netdev = { .dev_addr = { 2, 0, 0, 0, 1, 0 } };
static struct wman_dev station;
static struct wman_sa main_sa, other;
static unsigned long jiffies;
static struct wman_prim *const no_prim;

/* What was sent last, under which AK; and what authorization was told. */
static u8 sent[512];
static struct wman_buf tx;
static u16 sent_cid;
static u32 sent_pn;
static unsigned int n_sent, freed;
static enum { NOTHING, BEGIN, CHALLENGED, HANDED_OVER } told;

#define HZ		  1000
#define GFP_KERNEL	  0
#define NL_SET_ERR_MSG(x) ((void)(x))
#define trace_wman_entry(dev, id, from, to, event)
#define trace_wman_object(kind, made) (freed += !(made))
#define time_after(a, b)	      ((long)((b) - (a)) < 0)
#define time_after_eq(a, b)	      ((long)((a) - (b)) >= 0)
#define time_before(a, b)	      time_after(b, a)
#define ether_addr_copy(to, from)     memcpy(to, from, ETH_ALEN)
#define ether_addr_equal(a, b)	      (!memcmp(a, b, ETH_ALEN))
#define strscpy(to, from, size)	      snprintf(to, size, "%s", from)
#define kzalloc(size, flags)	      calloc(1, size)
#define get_jiffies_64()	      ((u64)jiffies)
#define div_u64(a, b)		      ((a) / (b))
#define netif_running(dev)	      true
#define netif_carrier_on(dev)
#define netif_carrier_off(dev)
#define WMAN_FLOWS_MAX 16

/* what env.h compares with, which is OpenSSL's */
int CRYPTO_memcmp(const void *a, const void *b, size_t len)
{
	return memcmp(a, b, len);
}

int wman_prim_cmac(struct wman_prim *prim, const u8 key[WMAN_AES_KEY_LEN],
		   const struct wman_vec *vec, size_t n, u8 out[WMAN_AES_BLOCK_LEN])
{
	u32 sum = 5381;
	size_t i, j;

	for (i = 0; i < WMAN_AES_KEY_LEN; i++)
		sum = sum * 33 + key[i];
	for (i = 0; i < n; i++)
		for (j = 0; j < vec[i].len; j++)
			sum = sum * 33 + ((const u8 *)vec[i].data)[j];
	for (i = 0; i < WMAN_AES_BLOCK_LEN; i++, sum = sum * 1664525 + 1013904223)
		out[i] = (u8)(sum >> 24);
	return 0;
}

int wman_prim_aes_encrypt(struct wman_prim *prim, const u8 key[WMAN_AES_KEY_LEN],
			  const u8 in[WMAN_AES_BLOCK_LEN], u8 out[WMAN_AES_BLOCK_LEN])
{
	const struct wman_vec vec = { in, WMAN_AES_BLOCK_LEN };

	return wman_prim_cmac(prim, key, &vec, 1, out);
}

int wman_prim_aes_decrypt(struct wman_prim *prim, const u8 key[WMAN_AES_KEY_LEN],
			  const u8 in[WMAN_AES_BLOCK_LEN], u8 out[WMAN_AES_BLOCK_LEN])
{
	return -EINVAL;
}

int wman_prim_sha1(struct wman_prim *prim, const struct wman_vec *vec, size_t n,
		   u8 out[WMAN_SHA1_LEN])
{
	return -EINVAL;
}

int wman_prim_hmac_sha1(struct wman_prim *prim, const u8 *key, size_t key_len,
			const struct wman_vec *vec, size_t n, u8 out[WMAN_SHA1_LEN])
{
	return -EINVAL;
}

static struct wman_link *wman_dev_link(struct wman_dev *wdev)
{
	return wdev->link;
}

static void wman_dev_set_link(struct wman_dev *wdev, struct wman_link *link)
{
	free(wdev->link);
	wdev->link = link;
}

static void wman_dev_port(struct wman_dev *wdev, bool open)
{
}

static void wman_dev_arm(struct wman_dev *wdev, struct delayed_work *timer, unsigned int attr)
{
	timer->armed = 1;
}

static u32 wman_dev_timer_ms(struct wman_dev *wdev, unsigned int attr)
{
	return wdev->cfg.timer_ms[attr];
}

static void wman_count(struct wman_dev *wdev, enum wman_reason reason)
{
}

static void wman_nl_dev_event(struct wman_dev *wdev)
{
}

static void wman_flow_flush(struct wman_dev *wdev)
{
}

static void wman_flow_check(struct wman_dev *wdev)
{
}

static void wman_mgmt_reset(struct wman_dev *wdev)
{
}

static struct wman_buf *wman_mgmt_begin(struct wman_dev *wdev)
{
	wman_buf_init(&tx, sent, sizeof(sent));
	return &tx;
}

static void wman_mgmt_send(struct wman_dev *wdev, struct wman_buf *buf, u16 cid)
{
	n_sent++;
	sent_cid = cid;
	sent_pn = 0;
}

static void wman_mgmt_send_tuple(struct wman_dev *wdev, struct wman_buf *buf)
{
	wman_mgmt_send(wdev, buf, 0);
}

static void wman_mgmt_send_ranging(struct wman_dev *wdev, struct wman_buf *buf, struct wman_ak *ak)
{
	assert_true(ak->valid);
	wman_mgmt_send(wdev, buf, WMAN_CID_INITIAL_RANGING);
	sent_pn = ++ak->tx_pn;
}

static enum wman_reason wman_mgmt_verify(struct wman_dev *wdev, struct wman_ak *ak,
					 const struct wman_message *msg, size_t covered, u32 pn,
					 const u8 *value)
{
	enum wman_reason ret;

	ret = wman_cmac_check(no_prim, ak->cmac_d, ak->akid, pn, msg->cid, msg->data, covered,
			      value);
	if (!ret && !ak->rx_any && pn <= ak->rx_pn)
		ret = WMAN_REASON_DIGEST_REPLAY;
	if (ret)
		return ret;
	ak->rx_any = false;
	ak->rx_pn = pn;
	return ret;
}

static void wman_sa_flush(struct wman_dev *wdev)
{
	INIT_LIST_HEAD(&wdev->sas.list);
}

enum wman_reason wman_tek_update(struct wman_sa *sa, const struct wman_tek_params params[2],
				 const struct wman_ak *ak)
{
	sa->updated = true;
	return WMAN_REASON_NONE;
}

void wman_tek_event(struct wman_sa *sa, enum wman_tek_event event)
{
	sa->stopped = event == WMAN_TEK_EV_STOP;
}

void wman_alarm_init(struct wman_alarm *alarm, struct workqueue_struct *wq,
		     void (*fn)(struct wman_alarm *alarm))
{
	alarm->fn = fn;
}

void wman_alarm_set(struct wman_alarm *alarm, u64 at)
{
	alarm->at = at;
}

void wman_alarm_cancel(struct wman_alarm *alarm)
{
	alarm->at = 0;
}

void wman_auth_renew(struct wman_dev *wdev, enum wman_reason reason)
{
}

void wman_auth_expired(struct wman_dev *wdev)
{
}

/* only the PMK of a single EAP outlives a link */
enum wman_ak_policy wman_auth_v2_kind(const struct wman_dev *wdev)
{
	return WMAN_AK_EAP;
}

#pragma GCC diagnostic ignored "-Wsign-compare"
#include "../../kernel/core/key.c"

#include "../../kernel/core/pmk.c"

#include "../../kernel/core/reentry.c"

#include "../../kernel/core/entry.c"
#pragma GCC diagnostic warning "-Wsign-compare"

void wman_auth_begin(struct wman_dev *wdev)
{
	told = BEGIN;
}

void wman_auth_challenged(struct wman_dev *wdev, const u8 *bs_random)
{
	told = CHALLENGED;
	assert_memory_equal(bs_random, "bsrandom", 8);
}

#endif
