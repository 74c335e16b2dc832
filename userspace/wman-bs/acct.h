/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Accounting (RFC 2866, RFC 2869): a session is the time in which the port of a subscriber is open.
 * A record that no server takes is told in an event and lost: nothing is spooled.
 */
#ifndef _BS_ACCT_H
#define _BS_ACCT_H

#include "radius.h"

#include "env.h"

#define BS_ACCT_NAME_MAX  253
#define BS_ACCT_CLASS_MAX 512
#define BS_ACCT_ID_LEN	  16 /* digits of Acct-Session-Id */

struct bs;
struct bs_ss;
struct bs_acct_record;

/* Acct-Terminate-Cause (RFC 2866, RFC 3580) */
enum bs_acct_cause {
	BS_ACCT_USER_REQUEST = 1,
	BS_ACCT_LOST_CARRIER = 2,
	BS_ACCT_SESSION_TIMEOUT = 5,
	BS_ACCT_ADMIN_RESET = 6,
	BS_ACCT_ADMIN_REBOOT = 7,
	BS_ACCT_NAS_ERROR = 9,
	BS_ACCT_NAS_REQUEST = 10,
	BS_ACCT_USER_ERROR = 17,
	BS_ACCT_RESTART = 19, /* Supplicant Restart */
	BS_ACCT_REAUTH_FAILURE = 20,
};

/**
 * struct bs_acct_user - what the AAA server said of a subscriber, for records; moves in a handover
 * @name: User-Name
 * @name_len: its octets, 0 when there is none
 * @class: Class attributes, whole
 * @class_len: their octets
 * @interim_s: Acct-Interim-Interval, 0 for none
 */
struct bs_acct_user {
	u8 name[BS_ACCT_NAME_MAX];
	u16 name_len;
	u8 class[BS_ACCT_CLASS_MAX];
	u16 class_len;
	u32 interim_s;
};

/**
 * struct bs_usage - traffic one way
 * @octets: of SDUs
 * @packets: SDUs
 */
struct bs_usage {
	u64 octets;
	u64 packets;
};

/**
 * struct bs_acct - accounting of a subscriber
 * @user: who it is
 * @running: there is a session
 * @id: Acct-Session-Id
 * @since: its beginning, on bs_now_ms()
 * @cause: why it is about to end, 0 when nobody said
 * @in: what the subscriber sent in the session (RFC 2866, 5.3)
 * @out: what it got
 */
struct bs_acct {
	struct bs_acct_user user;
	bool running;
	char id[BS_ACCT_ID_LEN + 1];
	u64 since;
	u8 cause;
	struct bs_usage in;
	struct bs_usage out;
};

/**
 * struct bs_acct_table - accounting of the base station
 * @boot: first half of each Acct-Session-Id
 * @next: second half of the next one
 * @records: that wait for an answer
 */
struct bs_acct_table {
	u32 boot;
	u32 next;
	struct bs_acct_record *records;
};

/**
 * bs_acct_on() - tell the AAA server that no older session of this base station lives
 * @bs: the base station; nothing happens without a server for accounting, here and below
 */
void bs_acct_on(struct bs *bs);

/**
 * bs_acct_free() - forget the records that have no answer
 * @bs: the base station
 */
void bs_acct_free(struct bs *bs);

/**
 * bs_acct_accepted() - an Access-Accept came
 * @ss: the subscriber
 * @name: identity; a User-Name of the AAA server counts more
 * @len: its octets
 * @result: the Access-Accept
 */
void bs_acct_accepted(struct bs_ss *ss, const u8 *name, size_t len,
		      const struct radius_result *result);

/**
 * bs_acct_start() - the port opened
 * @ss: the subscriber
 */
void bs_acct_start(struct bs_ss *ss);

/**
 * bs_acct_because() - say why a session is about to end; who says so first counts
 * @ss: the subscriber
 * @cause: why
 */
void bs_acct_because(struct bs_ss *ss, enum bs_acct_cause cause);

/**
 * bs_acct_stop() - the port closed
 * @ss: the subscriber
 */
void bs_acct_stop(struct bs_ss *ss);

/**
 * bs_acct_sdu() - count an SDU
 * @usage: where
 * @len: its octets
 */
static inline void bs_acct_sdu(struct bs_usage *usage, size_t len)
{
	usage->octets += len;
	usage->packets++;
}

/**
 * bs_acct_set_interim() - another interval between interim records
 * @ss: the subscriber, with a session
 * @interim_s: seconds as of the AAA server; 0 for none any more
 */
void bs_acct_set_interim(struct bs_ss *ss, u32 interim_s);

/**
 * bs_acct_timer() - time for an interim record
 * @ss: the subscriber
 */
void bs_acct_timer(struct bs_ss *ss);

#endif
