// SPDX-License-Identifier: BSD-3-Clause
#include "acct.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/rand.h>

#include "aaa.h"
#include "bs.h"
#include "loop.h"

#define MS_PER_S    1000ULL
#define INTERIM_MIN 60 /* of a server, RFC 2869, 5.16 */

#define AUTHENTIC_RADIUS 1
#define AUTHENTIC_LOCAL	 2

/* Acct-Status-Type */
enum status {
	START = 1,
	STOP = 2,
	INTERIM = 3,
	ACCOUNTING_ON = 7,
};

static const char *const status_names[] = {
	[START] = "Start",
	[STOP] = "Stop",
	[INTERIM] = "Interim-Update",
	[ACCOUNTING_ON] = "Accounting-On",
};

/* A record on its way; it may outlive its subscriber. */
struct bs_acct_record {
	struct bs *bs;
	struct bs_acct_record *next;
	struct radius_request *req;
	enum status status;
	char id[BS_ACCT_ID_LEN + 1];
};

static void record_free(struct bs_acct_record *record)
{
	struct bs_acct_record **pos = &record->bs->acct.records;

	while (*pos != record)
		pos = &(*pos)->next;
	*pos = record->next;
	radius_request_cancel(record->req);
	free(record);
}

void bs_acct_free(struct bs *bs)
{
	while (bs->acct.records)
		record_free(bs->acct.records);
}

static void lost(struct bs *bs, const struct bs_acct_record *record, const char *reason,
		 const char *text)
{
	bs_event(bs, NULL, "accounting-lost", reason, "%s%s%s: %s", status_names[record->status],
		 *record->id ? " of session " : "", record->id, text);
}

static void answered(void *arg, const struct radius_result *result)
{
	struct bs_acct_record *record = arg;
	struct bs *bs = record->bs;

	record->req = NULL;
	if (result->outcome != RADIUS_RECORDED)
		lost(bs, record,
		     result->outcome == RADIUS_TIMEOUT ? "radius-timeout" : "radius-invalid",
		     result->text);
	record_free(record);
	bs_check_end(bs);
}

static int add_u32(struct radius_request *req, enum radius_attr type, u64 value)
{
	return radius_request_add_u32(req, type, (u32)value);
}

/* What there is of every record of a session. */
static int add_session(const struct bs_ss *ss, struct radius_request *req)
{
	const struct bs_acct *acct = &ss->acct;
	const struct bs_acct_user *user = &acct->user;
	const u8 *pos = user->class;
	size_t left = user->class_len;
	struct radius_value class;
	int ret;

	ret = radius_request_add(req, RADIUS_ACCT_SESSION_ID, acct->id, BS_ACCT_ID_LEN);
	if (!ret && user->name_len)
		ret = radius_request_add(req, RADIUS_USER_NAME, user->name, user->name_len);
	while (!ret && radius_attr_next(&pos, &left, &class) > 0)
		ret = radius_request_add(req, RADIUS_CLASS, class.value, class.len);
	return ret ? ret :
		     add_u32(req, RADIUS_ACCT_AUTHENTIC,
			     user->name_len ? AUTHENTIC_RADIUS : AUTHENTIC_LOCAL);
}

static int add_usage(const struct bs_ss *ss, struct radius_request *req, enum status status)
{
	const struct bs_acct *acct = &ss->acct;
	const u64 in = acct->in.octets, out = acct->out.octets;
	const struct {
		enum radius_attr type;
		u64 value;
		bool wanted;
	} list[] = {
		{ RADIUS_ACCT_SESSION_TIME, (bs_now_ms() - acct->since) / MS_PER_S, true },
		{ RADIUS_ACCT_INPUT_OCTETS, in, true },
		{ RADIUS_ACCT_OUTPUT_OCTETS, out, true },
		{ RADIUS_ACCT_INPUT_PACKETS, acct->in.packets, true },
		{ RADIUS_ACCT_OUTPUT_PACKETS, acct->out.packets, true },
		{ RADIUS_ACCT_INPUT_GIGAWORDS, in >> 32, in >> 32 },
		{ RADIUS_ACCT_OUTPUT_GIGAWORDS, out >> 32, out >> 32 },
		{ RADIUS_ACCT_TERMINATE_CAUSE, acct->cause ? acct->cause : BS_ACCT_NAS_ERROR,
		  status == STOP },
	};
	size_t i;
	int ret = 0;

	for (i = 0; i < ARRAY_SIZE(list) && !ret; i++)
		if (list[i].wanted)
			ret = add_u32(req, list[i].type, list[i].value);
	return ret;
}

/* A repeated request is the same to the octet: the time of the event, not a delay, is in it. */
static int fill(struct bs *bs, const struct bs_ss *ss, struct radius_request *req,
		enum status status)
{
	int ret = add_u32(req, RADIUS_ACCT_STATUS_TYPE, status);

	if (!ret)
		ret = bs_aaa_identify(bs, ss ? ss->mac : NULL, req);
	if (!ret)
		ret = add_u32(req, RADIUS_EVENT_TIMESTAMP, (u64)time(NULL));
	if (!ret && ss)
		ret = add_session(ss, req);
	if (!ret && (status == STOP || status == INTERIM))
		ret = add_usage(ss, req, status);
	return ret;
}

static void send_record(struct bs *bs, const struct bs_ss *ss, enum status status)
{
	struct bs_acct_record *record = calloc(1, sizeof(*record));

	if (!record) {
		bs_count(bs, NULL, WMAN_REASON_NO_MEMORY);
		return;
	}
	record->bs = bs;
	record->status = status;
	record->next = bs->acct.records;
	bs->acct.records = record;
	if (ss)
		memcpy(record->id, ss->acct.id, sizeof(record->id));
	record->req = radius_request_new(bs->radius, RADIUS_ACCOUNTING, answered, record);
	if (record->req && !fill(bs, ss, record->req, status) && !radius_request_send(record->req))
		return;
	lost(bs, record, "radius-invalid", "the request cannot be sent");
	record_free(record);
}

void bs_acct_on(struct bs *bs)
{
	if (!bs_config_accounts(bs->cfg))
		return;
	RAND_bytes((u8 *)&bs->acct.boot, sizeof(bs->acct.boot));
	send_record(bs, NULL, ACCOUNTING_ON);
}

static void take_class(struct bs_acct_user *user, const struct radius_value *value)
{
	u8 *p = user->class + user->class_len;

	if (value->len + 2 > sizeof(user->class) - user->class_len)
		return;
	p[0] = RADIUS_CLASS;
	p[1] = (u8)(value->len + 2);
	memcpy(p + 2, value->value, value->len);
	user->class_len += value->len + 2;
}

static void set_name(struct bs_acct_user *user, const u8 *name, size_t len)
{
	if (!len || len > sizeof(user->name))
		return;
	memcpy(user->name, name, len);
	user->name_len = (u16)len;
}

void bs_acct_accepted(struct bs_ss *ss, const u8 *name, size_t len,
		      const struct radius_result *result)
{
	struct bs_acct_user *user = &ss->acct.user;
	const u8 *pos = result->reply;
	size_t left = result->reply_len;
	struct radius_value value;

	*user = (struct bs_acct_user){ .name_len = 0 };
	set_name(user, name, len);
	while (radius_attr_next(&pos, &left, &value) > 0) {
		if (value.type == RADIUS_USER_NAME)
			set_name(user, value.value, value.len);
		else if (value.type == RADIUS_CLASS && value.len)
			take_class(user, &value);
		else if (value.type == RADIUS_ACCT_INTERIM_INTERVAL && value.len == 4)
			user->interim_s = wman_get_be32(value.value);
	}
}

static void arm(struct bs_ss *ss)
{
	u32 interim = ss->bs->cfg->accounting_interim, theirs = ss->acct.user.interim_s;

	/* what is configured here counts more (RFC 2869, 5.16) */
	if (!interim && theirs)
		interim = theirs < INTERIM_MIN ? INTERIM_MIN : theirs;
	if (interim)
		bs_ss_arm(ss, BS_TIMER_ACCT, interim * MS_PER_S);
}

void bs_acct_set_interim(struct bs_ss *ss, u32 interim_s)
{
	ss->acct.user.interim_s = interim_s;
	bs_ss_disarm(ss, BS_TIMER_ACCT);
	arm(ss);
}

void bs_acct_start(struct bs_ss *ss)
{
	struct bs_acct *acct = &ss->acct;
	struct bs *bs = ss->bs;

	if (!bs_config_accounts(bs->cfg))
		return;
	*acct = (struct bs_acct){ .user = acct->user, .running = true, .since = bs_now_ms() };
	snprintf(acct->id, sizeof(acct->id), "%08x%08x", bs->acct.boot, bs->acct.next++);
	send_record(bs, ss, START);
	arm(ss);
}

void bs_acct_because(struct bs_ss *ss, enum bs_acct_cause cause)
{
	if (!ss->acct.cause)
		ss->acct.cause = cause;
}

void bs_acct_stop(struct bs_ss *ss)
{
	if (!ss->acct.running)
		return;
	bs_ss_disarm(ss, BS_TIMER_ACCT);
	send_record(ss->bs, ss, STOP);
	ss->acct.running = false;
}

void bs_acct_timer(struct bs_ss *ss)
{
	send_record(ss->bs, ss, INTERIM);
	arm(ss);
}
