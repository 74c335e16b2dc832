/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Management messages: PDUs to messages and back, fragments, digests, and who handles what.
 *
 * rx queues a management PDU (bounded) for the control thread; everything else here is the
 * control thread's.
 */
#ifndef _WMAN_MGMT_H
#define _WMAN_MGMT_H

#include <linux/skbuff.h>
#include <linux/workqueue.h>
#include <linux/wman.h>

#include "buf.h"
#include "frag.h"

struct wman_ak;
struct wman_dev;

#define WMAN_MGMT_QUEUE_MAX	64	/* PDUs that wait for the control thread */
#define WMAN_MGMT_TX_MAX	(WMAN_EAP_FRAME_MAX + 256)
#define WMAN_MGMT_FRAG_TIMEOUT	HZ

/**
 * struct wman_mgmt_conn - a management connection that may carry fragments
 * @fsn: next FSN to send
 * @frag: reassembly; its memory is there while something is incomplete, and a while longer
 * @since: jiffies of the first fragment held
 */
struct wman_mgmt_conn {
	u16 fsn;
	struct wman_frag frag;
	unsigned long since;
};

enum { WMAN_MGMT_BASIC, WMAN_MGMT_PRIMARY, WMAN_MGMT_CONNS };

/**
 * struct wman_mgmt - management plane of a station
 * @queue: received PDUs; its own lock
 * @work: takes them off
 * @conn: basic and primary connection
 * @tx: the message being built; its memory is there from wman_mgmt_begin() until it is sent, being
 *	twice of what all else of a station takes
 * @identifier: last PKM Identifier used
 */
struct wman_mgmt {
	struct sk_buff_head queue;
	struct work_struct work;
	struct wman_mgmt_conn conn[WMAN_MGMT_CONNS];
	struct wman_buf tx;
	u8 identifier;
};

/**
 * struct wman_message - a received management message
 * @data: from its type octet; without the CMAC or HMAC tuple when one was verified
 * @len: octets
 * @cid: connection
 * @src: Ethernet source
 */
struct wman_message {
	const u8 *data;
	size_t len;
	u16 cid;
	const u8 *src;
};

/**
 * wman_mgmt_init() - set the management plane up
 * @wdev: the station
 */
void wman_mgmt_init(struct wman_dev *wdev);

/**
 * wman_mgmt_reset() - forget partial messages and sequence numbers
 * @wdev: the station
 *
 * Context: control thread.
 */
void wman_mgmt_reset(struct wman_dev *wdev);

/**
 * wman_mgmt_exit() - free what is left
 * @wdev: the station, whose control thread is gone
 */
void wman_mgmt_exit(struct wman_dev *wdev);

/**
 * wman_mgmt_purge() - drop what is queued
 * @wdev: the station, whose card receives no more
 *
 * Context: process.
 */
void wman_mgmt_purge(struct wman_dev *wdev);

/**
 * wman_mgmt_queue() - queue a management PDU for the control thread
 * @wdev: the station
 * @skb: the PDU, consumed
 * @src: Ethernet source
 *
 * Context: softirq.
 */
void wman_mgmt_queue(struct wman_dev *wdev, struct sk_buff *skb, const u8 *src);

/**
 * wman_mgmt_begin() - begin a message
 * @wdev: the station
 *
 * Context: control thread, may sleep. One message at a time.
 * Return: an empty buffer. Without memory nothing fits into it, and whoever sends it counts that as
 * WMAN_REASON_NO_MEMORY: a message less on the air, which its timer repeats.
 */
struct wman_buf *wman_mgmt_begin(struct wman_dev *wdev);

/**
 * wman_mgmt_send() - send the message on a connection
 * @wdev: the station, with a link
 * @buf: from wman_mgmt_begin(), complete
 * @cid: connection
 *
 * Context: control thread. Fragments it when it is longer than the card's largest PDU.
 */
void wman_mgmt_send(struct wman_dev *wdev, struct wman_buf *buf, u16 cid);

/**
 * wman_mgmt_send_tuple() - append the CMAC or HMAC tuple and send on the primary connection
 * @wdev: the station; without an AK in force nothing is sent
 * @buf: from wman_mgmt_begin()
 *
 * Context: control thread.
 */
void wman_mgmt_send_tuple(struct wman_dev *wdev, struct wman_buf *buf);

/**
 * wman_mgmt_send_ranging() - append the CMAC tuple and send on the initial ranging connection
 * @wdev: the station, with a link
 * @buf: RNG-REQ from wman_mgmt_begin()
 * @ak: AK of the target base station; without one nothing is sent
 *
 * Context: control thread.
 */
void wman_mgmt_send_ranging(struct wman_dev *wdev, struct wman_buf *buf, struct wman_ak *ak);

/**
 * wman_mgmt_send_digest() - append CMAC- or HMAC-Digest and send on the primary connection
 * @wdev: the station
 * @buf: a PKM message from wman_mgmt_begin()
 * @ak: signs it
 *
 * Context: control thread. Asks for a new AK when CMAC_PN comes near its end and sends nothing
 * when none is left.
 */
void wman_mgmt_send_digest(struct wman_dev *wdev, struct wman_buf *buf, struct wman_ak *ak);

/**
 * wman_mgmt_verify() - verify a CMAC value and its freshness, or an HMAC
 * @wdev: the station
 * @ak: the AK that the message names
 * @msg: the message
 * @covered: octets of it that the digest covers
 * @pn: CMAC_PN; an HMAC has none
 * @value: CMAC value of 8 octets, or HMAC of 20, by the mode of @ak
 *
 * Context: control thread. Remembers @pn when all is well.
 * Return: 0, WMAN_REASON_DIGEST_WRONG, WMAN_REASON_DIGEST_REPLAY or WMAN_REASON_CRYPTO.
 */
enum wman_reason wman_mgmt_verify(struct wman_dev *wdev, struct wman_ak *ak,
				  const struct wman_message *msg, size_t covered, u32 pn,
				  const u8 *value);

#endif
