// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: dynamic SAs, which come with a flow and go with the last one. */
#include <stdio.h>
#include <string.h>

#include "bs_station.h"

#define MAC "02:16:00:00:01:00"
#define UP  "dir=ul,cs=ipv6,said=dynamic:900"

/* IPv6, next header 59: nothing follows */
static const u8 packet6[40] = { 0x60, 0, 0, 0, 0, 0, 59, 64, [23] = 2, [39] = 1 };

static struct bs_lab *lab;
static struct bs_station *st;
static unsigned int wanted;
static const char *event;

static bool operational(struct bs_lab *unused)
{
	const struct bs_ss *ss = bs_ss_find(lab->bs, st->mac);

	return bs_station_ready(st) && ss && ss->open;
}

static bool arrived(struct bs_lab *unused)
{
	return lab->tap_frames >= wanted;
}

static bool acked(struct bs_lab *unused)
{
	return st->acks >= wanted;
}

static bool authorized_again(struct bs_lab *unused)
{
	return st->authorizations == 2;
}

static bool logged(struct bs_lab *unused)
{
	return bs_lab_logged(lab, event, "");
}

static void begin(const char *const *options, u8 max_sa, unsigned int ignored)
{
	lab = bs_lab_new(options);
	st = bs_station_new(lab, 0);
	st->offer.max_sa = max_sa;
	st->ignored = ignored;
	bs_station_range(st);
}

static void enter(const char *const *options, u8 max_sa)
{
	begin(options, max_sa, 0);
	assert_true(bs_lab_run(lab, operational, 5000));
}

static struct bs_sa *sa_900(void)
{
	return bs_sa_find(bs_ss_find(lab->bs, st->mac), 900);
}

/* An SDU goes up under the dynamic SA. */
static void assert_traffic(void)
{
	wanted = lab->tap_frames + 1;
	bs_station_send(st, WMAN_CS_IPV6, packet6, sizeof(packet6));
	assert_true(bs_lab_run(lab, arrived, 2000));
	assert_true(sa_900()->tek[0].replay.highest + sa_900()->tek[1].replay.highest > 0);
}

static void command(const char *line)
{
	assert_string_equal(bs_lab_command(lab, line), "ok\n");
}

static void run_until_logged(const char *text)
{
	event = text;
	assert_true(bs_lab_run(lab, logged, 8000));
}

static void add(const char *flow)
{
	char line[128];

	wanted = st->acks + 1;
	snprintf(line, sizeof(line), "dsa %s %s", MAC, flow);
	command(line);
	assert_true(bs_lab_run(lab, acked, 2000));
}

static const char *const planned[] = {
	"flow", "dir=ul,cs=ipv4", "flow", "dir=dl,cs=ipv4", "flow", UP, NULL
};

/* It comes by SA-Addition, and the flow when the subscriber has its keys. */
static void test_planned(void **state)
{
	enter(planned, 4);
	assert_int_equal(st->additions, 1);
	assert_int_equal(st->n_sa, 2);
	assert_int_equal(st->sa[1].said, 900);
	assert_int_equal(st->sa[1].replies, 1);
	assert_int_equal(st->flow[2].flow.said, 900);
	assert_non_null(
		strstr(bs_lab_command(lab, "subscribers"), "\"said\": 900, \"type\": \"dynamic\""));
	assert_traffic();

	/* another AK is no other SA */
	command("reauth " MAC);
	assert_true(bs_lab_run(lab, authorized_again, 5000));
	assert_traffic();
	assert_int_equal(st->additions, 1);
	bs_lab_free(lab);
}

/* SA-Addition has no answer: it is repeated until the keys are asked for. */
static void test_lost(void **state)
{
	begin(planned, 4, 1);
	assert_true(bs_lab_run(lab, operational, 5000));
	assert_int_equal(st->additions, 2);
	assert_traffic();
	bs_lab_free(lab);
}

/* The second flow keeps it; the end of the last one ends it, and it is rejected from then on. */
static void test_last_flow(void **state)
{
	char line[64];
	u32 first, second;

	enter(NULL, 4);
	add(UP);
	first = st->flow[st->n_flows - 1].flow.sfid;
	add("dir=dl,cs=ipv6,said=dynamic:900,proto=17");
	second = st->flow[st->n_flows - 1].flow.sfid;
	assert_int_equal(st->additions, 1);
	assert_int_equal(st->n_sa, 2);

	snprintf(line, sizeof(line), "dsd %s %u", MAC, second);
	command(line);
	run_until_logged("\"flow-deleted\"");
	assert_non_null(sa_900());
	assert_false(bs_lab_logged(lab, "sa-ended", ""));
	snprintf(line, sizeof(line), "dsd %s %u", MAC, first);
	command(line);
	run_until_logged("\"sa-ended\"");
	assert_null(sa_900());
	assert_int_equal(st->key_rejects, 0);
	bs_station_key_request(st, 900, 77);
	bs_lab_wait(lab, 50);
	assert_int_equal(st->key_rejects, 1);

	/* and comes anew, with other keys */
	st->n_sa = 1;
	add(UP);
	assert_int_equal(st->additions, 2);
	assert_non_null(sa_900());
	bs_lab_free(lab);
}

/* Nobody asks for its keys: no flow, no SA. */
static void test_given_up(void **state)
{
	enter(NULL, 4);
	st->ignored = 99;
	command("dsa " MAC " " UP);
	assert_non_null(sa_900());
	assert_string_equal(bs_lab_command(lab, "dsa " MAC " " UP), "error: a transaction runs\n");
	run_until_logged("\"sa-ended\"");
	assert_true(bs_lab_logged(lab, "flow-failed", "retries"));
	assert_null(sa_900());
	assert_int_equal(st->additions, 4);
	assert_true(operational(lab));
	bs_lab_free(lab);
}

/* What the subscriber cannot hold is left out; what is another SA is none. */
static void test_no_room(void **state)
{
	begin(planned, 1, 0);
	run_until_logged("\"operational\"");
	assert_true(bs_lab_logged(lab, "flow-left-out", "SAID 900"));
	assert_int_equal(st->additions, 0);
	assert_non_null(strstr(bs_lab_command(lab, "dsa " MAC " " UP), "no room"));
	assert_non_null(
		strstr(bs_lab_command(lab, "dsa " MAC " dir=ul,cs=ipv6,said=900"), "no such SA"));
	assert_non_null(strstr(bs_lab_command(lab, "dsa " MAC " dir=ul"), "cs are wanted"));
	bs_lab_free(lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_planned),	  cmocka_unit_test(test_lost),
		cmocka_unit_test(test_last_flow), cmocka_unit_test(test_given_up),
		cmocka_unit_test(test_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
