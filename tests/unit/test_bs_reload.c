// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: another configuration while subscribers are there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bs_station.h"
#include "radius_client.h"

static const u8 packet[] = { 0x45, 0,  0, 24, 0,  0,  0, 0, 64,	 17,  0,   0,
			     10,   16, 0, 2,  10, 16, 0, 1, 'u', 'p', '!', '!' };

static struct bs_lab *lab;
static struct bs_station *st;
static unsigned int wanted;

static bool operational(struct bs_lab *unused)
{
	const struct bs_ss *ss = bs_ss_find(lab->bs, st->mac);

	return bs_station_ready(st) && ss && ss->open;
}

static bool asked(struct bs_lab *unused)
{
	return lab->aaa.heard >= wanted;
}

static bool arrived(struct bs_lab *unused)
{
	return lab->tap_frames >= wanted;
}

static bool failed(struct bs_lab *unused)
{
	return st->eap_failures > 0;
}

static bool authorized_again(struct bs_lab *unused)
{
	return st->authorizations >= wanted;
}

static void enter(u8 number)
{
	st = bs_station_new(lab, number);
	bs_station_range(st);
	assert_true(bs_lab_run(lab, operational, 5000));
}

static void begin(const char *const *options)
{
	lab = bs_lab_new(options);
	enter(0);
}

static void assert_traffic(struct bs_station *from)
{
	wanted = lab->tap_frames + 1;
	bs_station_send(from, WMAN_CS_IPV4, packet, sizeof(packet));
	assert_true(bs_lab_run(lab, arrived, 2000));
}

static void assert_reloaded(const char *lines)
{
	assert_string_equal(bs_lab_reload(lab, lines, NULL), "ok\n");
}

static void assert_refused(const char *lines, const char *why)
{
	const char *answer = bs_lab_reload(lab, lines, NULL);

	if (strncmp(answer, "error: nothing was changed\n", 27) || !strstr(answer, why))
		fail_msg("'%s' says: %s", lines, answer);
}

/* Nobody notices a reload of what there is; the events go on in their file. */
static void test_nothing_new(void **state)
{
	struct bs_station *first;

	begin(NULL);
	first = st;
	assert_reloaded("");
	assert_traffic(first);
	assert_int_equal(first->authorizations, 1);
	assert_true(bs_lab_logged(lab, "\"operational\"", "02:16:00:00:01:00"));
	assert_true(bs_lab_logged(lab, "\"event\": \"reload\"", ""));
	assert_false(bs_lab_logged(lab, "port-closed", ""));
	enter(1);
	assert_traffic(first);
	bs_lab_free(lab);
}

static void test_no_command_line(void **state)
{
	begin(NULL);
	assert_non_null(strstr(bs_lab_command(lab, "reload"), "no command line"));
	bs_lab_free(lab);
}

/* What cannot be read changes nothing, not even what stands beside it; each line is told. */
static void test_all_or_nothing(void **state)
{
	static const struct {
		const char *lines;
		const char *why;
	} rows[] = {
		{ "beacon-interval = 20\nbeacon-interval = 201\n", "conf:7: beacon-interval" },
		{ "beacon-interval = 20\nno-such-option = 1\n", "conf:7: no option" },
		{ "nonsense\nbeacon-interval = 20\nsuite = 1\n", "conf:6: name = value" },
		{ "nonsense\nbeacon-interval = 20\nsuite = 1\n", "conf:8: suite" },
		{ "beacon-interval = 20\nrules = /none\n", "/none" },
		{ "beacon-interval = 20\nflow = dir=ul,cs=ipv4\n", "flow: " },
		{ "beacon-interval = 20\nradius = 127.0.0.1\nsecret-file = /none\n", "/none" },
		{ "beacon-interval = 20\ndevice-ca = /none\n", "/none: no certificates" },
		{ "beacon-interval = 20\ncoa-listen = 127.0.0.1\ncoa-client = 127.0.0.1\n"
		  "secret-file = /none\n",
		  "/none" },
		{ "beacon-interval = 20\nevents = /none/events\n", "/none/events: No such" },
		{ "beacon-interval = 20\npcap = /none/pcap\n", "/none/pcap: No such" },
		{ "beacon-interval = 20\nkeylog = /none/keylog\n", "/none/keylog: No such" },
	};
	struct radius_client *radius;
	size_t i;

	begin(NULL);
	radius = lab->bs->radius;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_refused(rows[i].lines, rows[i].why);
		assert_int_equal(lab->cfg.beacon_interval, 100);
		assert_ptr_equal(lab->bs->radius, radius);
	}
	assert_true(bs_lab_logged(lab, "reload-refused", "conf:7: beacon-interval"));
	assert_false(bs_lab_logged(lab, "\"event\": \"reload\"", ""));
	assert_traffic(st);
	bs_lab_free(lab);
}

/* What a base station that runs cannot change is named. */
static void test_fixed(void **state)
{
	static const char *const options[] = { "group", "said=700,cs=ipv4,proto=17", NULL };
	static const char *const rows[][2] = {
		{ "air = other\n", "air: it cannot" },
		{ "tap = tap0\n", "tap: it cannot" },
		{ "bsid = 02:16:00:00:00:01\n", "bsid: it cannot" },
		{ "control = /tmp/no.sock\n", "control: it cannot" },
		{ "handover = keep\nshare = /tmp/no.sock\n", "share: it cannot" },
		{ "edition = 2005\n", "edition: it cannot" },
		{ "mac-mode = any\n", "mac-mode: it cannot" },
		{ "crc = ieee8023\n", "crc: it cannot" },
		{ "max-subscribers = 5\n", "max-subscribers: it cannot" },
		{ "group = said=701,cs=ipv4\n", "group: it cannot" },
	};
	char lines[256];
	size_t i;

	begin(options);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(lines, sizeof(lines), "group = said=700,cs=ipv4,proto=17\n%s", rows[i][0]);
		assert_refused(lines, rows[i][1]);
	}
	/* the groups themselves: none, another rule, another number */
	assert_refused("", "group: it cannot");
	assert_refused("group = said=700,cs=ipv4,proto=6\n", "group: it cannot");
	assert_refused("group = said=702,cs=ipv4,proto=17\n", "group: it cannot");
	/* all that is wrong is told at once */
	assert_refused("group = said=700,cs=ipv4,proto=17\nair = other\ncrc = ieee8023\n", "air: ");
	assert_refused("group = said=700,cs=ipv4,proto=17\nair = other\ncrc = ieee8023\n", "crc: ");
	assert_reloaded("group = said=700,cs=ipv4,proto=17\n");
	assert_string_equal(lab->cfg.air, "test");
	bs_lab_free(lab);
}

/* Without a TAP interface the sublayer may change for those that come; with one it may not. */
static void test_sublayer(void **state)
{
	struct bs_config now, next;
	char text[512];
	FILE *err;

	begin(NULL);
	assert_reloaded("cs = 802.3\n");
	assert_traffic(st);
	now = lab->cfg;
	next = lab->cfg;
	strcpy(now.tap, "tap0");
	strcpy(next.tap, "tap0");
	next.flows[0].cs = WMAN_CS_IPV4;
	next.n_flows = 1;
	err = fmemopen(text, sizeof(text), "w");
	assert_false(bs_config_compatible(&now, &next, err));
	fclose(err);
	assert_non_null(strstr(text, "flow: a TAP interface cannot"));
	bs_lab_free(lab);
}

/* Options of the command line stand behind the file, as at the beginning. */
static void test_command_line(void **state)
{
	char last[] = "--tek-lifetime=77";

	begin(NULL);
	assert_string_equal(bs_lab_reload(lab, "tek-lifetime = 50\nak-lifetime = 51\n", last),
			    "ok\n");
	assert_int_equal(lab->cfg.tek_lifetime, 77);
	assert_int_equal(lab->cfg.ak_lifetime, 51);
	bs_lab_free(lab);
}

/* Suite, SAs and flows are for who comes; who is there keeps its own, also when it authorizes again. */
static void test_new_entrants(void **state)
{
	struct bs_station *first;

	begin(NULL);
	first = st;
	assert_int_equal(first->n_sa, 1);
	assert_reloaded("suite = 020103\nstatic-sa = 700\nflow = dir=ul,cs=ipv4\n"
			"flow = dir=dl,cs=ipv4\nflow = dir=ul,cs=ipv6,said=700\n");
	st = bs_station_new(lab, 1);
	st->offer.max_sa = 4;
	bs_station_range(st);
	assert_true(bs_lab_run(lab, operational, 5000));
	assert_int_equal(st->n_sa, 2);
	assert_int_equal(st->sa[0].suite, WMAN_SUITE_CCM_ECB);
	assert_int_equal(st->sa[1].said, 700);
	assert_int_equal(st->n_flows, 3);
	assert_traffic(st);

	/* one that has no other */
	st = first;
	st->suites[0] = WMAN_SUITE_CCM_WRAP;
	st->n_suites = 1;
	assert_traffic(st);
	bs_lab_command(lab, "reauth 02:16:00:00:01:00");
	wanted = 2;
	assert_true(bs_lab_run(lab, authorized_again, 5000));
	assert_int_equal(st->n_sa, 1);
	assert_int_equal(st->sa[0].suite, WMAN_SUITE_CCM_WRAP);
	assert_int_equal(st->n_flows, 4);
	assert_traffic(st);
	/* it enters anew: then it has what there is now */
	bs_station_free(st);
	lab->station[0] = lab->station[1];
	lab->n_stations = 1;
	enter(0);
	assert_int_equal(st->sa[0].suite, WMAN_SUITE_CCM_ECB);
	bs_lab_free(lab);
}

static void test_policy(void **state)
{
	struct bs_station *first;

	begin(NULL);
	first = st;
	assert_reloaded("device-ca = /etc/ssl/certs/ca-certificates.crt\n"
			"policy = 02:16:00:00:01:01=pkmv1\n");
	st = bs_station_new(lab, 1);
	bs_station_range(st);
	bs_lab_wait(lab, 200);
	assert_false(operational(lab));
	assert_true(bs_lab_logged(lab, "rejected", "02:16:00:00:01:01"));
	assert_traffic(first);
	bs_lab_free(lab);
}

/*
 * A conversation stays with the server it began with, and its secret; who comes later goes to the new one, of
 * which the station hears nothing.
 */
static void test_servers(void **state)
{
	static const char *const options[] = { "radius-wait", "150", NULL };
	unsigned int heard, port;
	int fd;

	lab = bs_lab_new(options);
	lab->aaa.fault = RADIUS_FAULT_SILENT;
	lab->aaa.faults = 1;
	st = bs_station_new(lab, 0);
	bs_station_range(st);
	wanted = 1;
	assert_true(bs_lab_run(lab, asked, 2000));
	/* nobody answers there */
	fd = radius_script_socket(&port);
	lab->aaa.port = port;
	assert_reloaded("radius-wait = 20\nradius-tries = 1\n");
	assert_non_null(lab->bs->radius->former);
	assert_true(bs_lab_run(lab, operational, 5000));
	/* nobody uses the client of the old configuration any more */
	bs_lab_wait(lab, 1);
	assert_null(lab->bs->radius->former);

	heard = lab->aaa.heard;
	st = bs_station_new(lab, 1);
	bs_station_range(st);
	assert_true(bs_lab_run(lab, failed, 5000));
	assert_int_equal(lab->aaa.heard, heard);
	assert_true(bs_lab_logged(lab, "radius-timeout", "02:16:00:00:01:01"));
	close(fd);
	bs_lab_free(lab);
}

/* What is open when the base station ends goes with it, whichever configuration it is of. */
static void test_end_between(void **state)
{
	lab = bs_lab_new(NULL);
	lab->aaa.fault = RADIUS_FAULT_SILENT;
	lab->aaa.faults = 9;
	st = bs_station_new(lab, 0);
	bs_station_range(st);
	wanted = 1;
	assert_true(bs_lab_run(lab, asked, 2000));
	assert_reloaded("");
	assert_reloaded("tek-lifetime = 500\n");
	assert_non_null(lab->bs->radius->former);
	bs_lab_free(lab);
}

static bool beaconed(struct bs_lab *unused)
{
	return lab->beacons >= wanted;
}

/* After some PDUs of them the capture was flushed. */
static void await_beacons(void)
{
	wanted = lab->beacons + 8;
	assert_true(bs_lab_run(lab, beaconed, 5000));
}

static void path_of(char path[64], const char *name)
{
	snprintf(path, 64, "%s/%s", lab->dir, name);
}

static void move(const char *from, const char *to)
{
	char a[64], b[64];

	path_of(a, from);
	path_of(b, to);
	assert_int_equal(rename(a, b), 0);
}

/* Octets of a file, which goes if it is not the lab's. */
static off_t size_of(const char *name, bool gone)
{
	char path[64];
	struct stat st_;

	path_of(path, name);
	assert_int_equal(stat(path, &st_), 0);
	if (gone)
		unlink(path);
	return st_.st_size;
}

/* A file that was moved away is followed by a new one; one that is there goes on. */
static void test_rotation(void **state)
{
	char keylog[64], lines[128];
	off_t air, keys;
	FILE *f;

	begin(NULL);
	path_of(keylog, "keys");
	snprintf(lines, sizeof(lines), "keylog = %s\n", keylog);
	assert_reloaded(lines);
	enter(1);
	keys = size_of("keys", false);
	assert_true(keys > 200);
	await_beacons();
	air = size_of("air.pcap", false);
	assert_true(air > 1000);
	/* all three go on: a key log that exists is not made */
	assert_reloaded(lines);
	assert_true(size_of("keys", false) == keys);
	assert_true(size_of("air.pcap", false) >= air);

	move("events", "events.1");
	move("air.pcap", "air.1");
	move("keys", "keys.1");
	assert_reloaded(lines);
	enter(2);
	assert_false(bs_lab_logged(lab, "operational", "02:16:00:00:01:01"));
	assert_true(bs_lab_logged(lab, "operational", "02:16:00:00:01:02"));
	assert_true(size_of("keys.1", true) == keys);
	assert_true(size_of("keys", false) > 200);
	size_of("events.1", true);
	size_of("air.1", true);
	await_beacons();
	assert_true(size_of("air.pcap", false) > 1000);

	/* somebody else made a file there */
	move("keys", "keys.1");
	f = fopen(keylog, "w");
	assert_non_null(f);
	fclose(f);
	keys = size_of("keys.1", false);
	assert_refused(lines, "keys: File exists");
	enter(3);
	assert_int_equal(size_of("keys", true), 0);
	assert_true(size_of("keys.1", true) > keys);
	/* and one that is asked for no more is closed */
	assert_reloaded("");
	assert_null(lab->bs->keylog);
	bs_lab_free(lab);
}

/* The rules are those of the configuration; one that stays goes on counting. */
static void test_rules(void **state)
{
	static const char *const options[] = { "fault", "drop dreg-cmd:2", "fault", "drop res-cmd",
					       NULL };
	const char *list;

	begin(options);
	bs_lab_command(lab, "dreg 02:16:00:00:01:00 3");
	bs_lab_command(lab, "fault drop rng-rsp");
	assert_non_null(strstr(bs_lab_command(lab, "fault"), "drop dreg-cmd:2 done 1"));
	assert_reloaded("fault = drop reg-rsp\nfault = drop dreg-cmd:2\nfault = drop dreg-cmd:2\n");
	list = bs_lab_command(lab, "fault");
	assert_string_equal(list, "drop reg-rsp done 0\ndrop dreg-cmd:2 done 1\n"
				  "drop dreg-cmd:2 done 0\n");
	assert_int_equal(lab->cfg.faults.n, 3);
	assert_traffic(st);
	bs_lab_free(lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_new),    cmocka_unit_test(test_no_command_line),
		cmocka_unit_test(test_all_or_nothing), cmocka_unit_test(test_fixed),
		cmocka_unit_test(test_sublayer),       cmocka_unit_test(test_command_line),
		cmocka_unit_test(test_new_entrants),   cmocka_unit_test(test_policy),
		cmocka_unit_test(test_servers),	       cmocka_unit_test(test_end_between),
		cmocka_unit_test(test_rotation),       cmocka_unit_test(test_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
