// SPDX-License-Identifier: BSD-3-Clause
#include "bs_lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bs_station.h"
#include "m2m.h"
#include "wman-bs/command.h"

#define ETHERNET_HEADER 14

static const u8 bs_mac[WMAN_MAC_ADDR_LEN] = { 2, 0x16, 0, 0, 0, 1 };
static const u8 tap_mac[WMAN_MAC_ADDR_LEN] = { 2, 0x16, 0, 0, 0, 9 };

static void check(struct bs_lab *lab)
{
	if (lab->until && lab->until(lab)) {
		lab->met = true;
		loop_quit(lab->loop);
	}
}

/* One fragment or whole burst to those it is for. */
static void air_frame(struct bs_lab *lab, const u8 *frame, size_t len)
{
	static u8 whole_buf[8192];
	static struct wman_m2m_reassembly parts;
	struct wman_m2m_burst burst;
	struct wman_m2m_iter it;
	struct wman_octets whole, pdu;
	struct wman_pdu_iter pdus;
	unsigned int i;

	if (!parts.buf)
		wman_m2m_reassembly_init(&parts, whole_buf, sizeof(whole_buf));
	assert_memory_equal(frame + 6, bs_mac, 6);
	if (wman_m2m_open(&it, frame + ETHERNET_HEADER, len - ETHERNET_HEADER))
		fail_msg("a bad M2M frame");
	while (wman_m2m_next(&it, &burst)) {
		assert_int_equal(wman_m2m_reassembly_add(&parts, &burst, &whole), 0);
		if (!whole.len)
			continue;
		wman_pdu_iter_init(&pdus, whole.data, whole.len);
		while (wman_pdu_next(&pdus, &pdu)) {
			if (frame[0] == 0xff)
				lab->beacons++;
			else if (lab->hear)
				lab->hear(lab, pdu.data, pdu.len);
			for (i = 0; i < lab->n_stations; i++)
				if (frame[0] == 0xff || !memcmp(frame, lab->station[i]->mac, 6))
					bs_station_pdu(lab->station[i], pdu.data, pdu.len);
		}
		if (pdus.reason)
			for (i = 0; i < lab->n_stations; i++)
				lab->station[i]->bad_pdus++;
	}
}

static void air_readable(void *arg, uint32_t events)
{
	struct bs_lab *lab = arg;
	u8 frame[9216];
	ssize_t n;

	while ((n = recv(lab->air, frame, sizeof(frame), MSG_DONTWAIT)) > 0)
		air_frame(lab, frame, (size_t)n);
	check(lab);
}

static void tap_readable(void *arg, uint32_t events)
{
	struct bs_lab *lab = arg;
	ssize_t n;

	while ((n = recv(lab->tap, lab->tap_frame, sizeof(lab->tap_frame), MSG_DONTWAIT)) > 0) {
		lab->tap_len = (size_t)n;
		lab->tap_frames++;
	}
	check(lab);
}

static const u8 *find_attr(const struct radius_script *s, u8 type, u8 *len)
{
	const u8 *p = s->request + 20, *end = s->request + s->request_len;

	for (; p + 2 <= end; p += p[1]) {
		if (p[0] == type) {
			*len = p[1] - 2;
			return p + 2;
		}
	}
	return NULL;
}

static void put_eap(struct radius_script *s, const u8 *eap, size_t len)
{
	size_t n;

	for (; len; eap += n, len -= n) {
		n = len > 253 ? 253 : len;
		radius_script_put(s, 79, eap, n);
	}
}

/* Identity -> one method request -> verdict. Called before each reply is built. */
static void aaa_reply(struct radius_script *s, const uint8_t *auth)
{
	struct bs_lab *lab = (struct bs_lab *)((char *)s - offsetof(struct bs_lab, aaa));
	u8 eap[2048] = { 1 }, len, state_len;
	const u8 *got = find_attr(s, 79, &len), *state = find_attr(s, 24, &state_len);
	const u8 id = got[1] + 1;

	assert_non_null(got);
	assert_non_null(find_attr(s, 1, &len));
	assert_non_null(find_attr(s, 31, &len));
	if (got[4] == 1) {
		assert_null(state);
		s->code = 11;
		eap[1] = id;
		eap[2] = (u8)(lab->eap_len >> 8);
		eap[3] = (u8)lab->eap_len;
		eap[4] = BS_LAB_EAP_TYPE;
		put_eap(s, eap, lab->eap_len);
		radius_script_put(s, 24, "lab", 3);
		return;
	}
	/* State comes back as it was sent */
	assert_non_null(state);
	assert_memory_equal(state, "lab", 3);
	s->code = lab->verdict == BS_LAB_REJECT ? 3 : 2;
	eap[0] = lab->verdict == BS_LAB_REJECT ? 4 : 3;
	eap[1] = got[1];
	eap[3] = 4;
	put_eap(s, eap, 4);
	if (lab->verdict != BS_LAB_ACCEPT)
		return;
	if (lab->has_session_timeout)
		radius_script_put(s, 27, lab->session_timeout, 4);
	if (lab->accept_len) {
		memcpy(s->attrs + s->attrs_len, lab->accept, lab->accept_len);
		s->attrs_len += lab->accept_len;
	}
	radius_script_mppe(s, auth, 17, lab->msk, 32);
	radius_script_mppe(s, auth, 16, lab->msk + 32, 32);
}

static void time_over(void *arg)
{
	struct bs_lab *lab = arg;

	loop_quit(lab->loop);
}

static void set(struct bs_lab *lab, const char *name, const char *value)
{
	char err[BS_ERROR_LEN];

	if (bs_config_set(&lab->cfg, name, value, err))
		fail_msg("%s", err);
}

static bool given(const char *const *options, const char *name)
{
	for (; options && options[0]; options += 2)
		if (!strcmp(options[0], name))
			return true;
	return false;
}

/* The script is the AAA server unless there is another. */
static void use_script(struct bs_lab *lab)
{
	char text[128];
	FILE *f;

	snprintf(text, sizeof(text), "127.0.0.1:%u", lab->aaa.port);
	set(lab, "radius", text);
	snprintf(text, sizeof(text), "%s/secret", lab->dir);
	f = fopen(text, "w");
	assert_non_null(f);
	fchmod(fileno(f), 0600);
	fputs(RADIUS_SCRIPT_SECRET "\n", f);
	fclose(f);
	set(lab, "secret-file", text);
}

static void configure(struct bs_lab *lab, const char *const *options)
{
	char text[128], err[BS_ERROR_LEN];

	bs_config_init(&lab->cfg);
	set(lab, "air", "test");
	if (!given(options, "radius") && !given(options, "radsec"))
		use_script(lab);
	snprintf(text, sizeof(text), "%s/events", lab->dir);
	set(lab, "events", text);
	snprintf(text, sizeof(text), "%s/air.pcap", lab->dir);
	set(lab, "pcap", text);
	for (; options && options[0]; options += 2)
		set(lab, options[0], options[1]);
	if (bs_config_finish(&lab->cfg, err))
		fail_msg("%s", err);
}

struct bs_lab *bs_lab_new_empty(const char *const *options, struct bs_fds *fds)
{
	struct bs_lab *lab = calloc(1, sizeof(*lab));
	int air[2], tap[2];
	size_t i;

	assert_non_null(lab);
	strcpy(lab->dir, "/tmp/bs_lab.XXXXXX");
	assert_non_null(mkdtemp(lab->dir));
	lab->loop = loop_new();
	lab->timer = loop_timer_new(lab->loop, time_over, lab);
	lab->eap_len = 20;
	for (i = 0; i < sizeof(lab->msk); i++)
		lab->msk[i] = (u8)(i * 7 + 1);
	lab->aaa.fd = radius_script_socket(&lab->aaa.port);
	lab->aaa.repeat = 1;
	lab->aaa.held_id = -1;
	lab->aaa.add_keys = aaa_reply;
	loop_add_fd(lab->loop, lab->aaa.fd, EPOLLIN, radius_script_readable, &lab->aaa);

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, air), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, tap), 0);
	lab->air = air[1];
	lab->tap = tap[1];
	loop_add_fd(lab->loop, lab->air, EPOLLIN, air_readable, lab);
	loop_add_fd(lab->loop, lab->tap, EPOLLIN, tap_readable, lab);
	configure(lab, options);
	fds->air = air[0];
	fds->tap = tap[0];
	fds->air_mtu = 1500;
	memcpy(fds->air_mac, bs_mac, sizeof(bs_mac));
	memcpy(fds->tap_mac, tap_mac, sizeof(tap_mac));
	memcpy(lab->bsid, lab->cfg.has_bsid ? lab->cfg.bsid : bs_mac, sizeof(lab->bsid));
	return lab;
}

struct bs_lab *bs_lab_new(const char *const *options)
{
	char err[BS_ERROR_LEN];
	struct bs_fds fds;
	struct bs_lab *lab = bs_lab_new_empty(options, &fds);

	lab->bs = bs_new(&lab->cfg, lab->loop, &fds, err);
	if (!lab->bs)
		fail_msg("%s", err);
	return lab;
}

void bs_lab_free(struct bs_lab *lab)
{
	static const char *const files[] = { "secret", "events", "air.pcap", "conf" };
	char path[64];
	size_t i;

	bs_free(lab->bs);
	bs_config_free(&lab->cfg);
	while (lab->n_stations)
		bs_station_free(lab->station[--lab->n_stations]);
	loop_del_fd(lab->loop, lab->air);
	loop_del_fd(lab->loop, lab->tap);
	loop_del_fd(lab->loop, lab->aaa.fd);
	close(lab->air);
	close(lab->tap);
	close(lab->aaa.fd);
	loop_timer_free(lab->timer);
	loop_free(lab->loop);
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), "%s/%s", lab->dir, files[i]);
		unlink(path);
	}
	assert_int_equal(rmdir(lab->dir), 0);
	free(lab);
}

bool bs_lab_run(struct bs_lab *lab, bool (*until)(struct bs_lab *lab), unsigned int ms)
{
	lab->met = false;
	lab->until = until;
	if (until && until(lab))
		return true;
	loop_timer_set(lab->timer, ms);
	loop_run(lab->loop);
	loop_timer_stop(lab->timer);
	lab->until = NULL;
	return lab->met;
}

void bs_lab_wait(struct bs_lab *lab, unsigned int ms)
{
	bs_lab_run(lab, NULL, ms);
}

void bs_lab_burst(struct bs_lab *lab, const u8 *src, const u8 *burst, size_t len)
{
	static u16 sequence;
	struct wman_m2m_burst whole = { .len = len, .number = (u8)sequence };
	u8 frame[9216], *p = frame + ETHERNET_HEADER;

	memcpy(frame, bs_mac, 6);
	memcpy(frame + 6, src, 6);
	wman_put_be16(frame + 12, WMAN_M2M_ETHERTYPE);
	p += wman_m2m_header_build(sequence++, &whole, p);
	memcpy(p, burst, len);
	assert_true(send(lab->air, frame, (size_t)(p - frame) + len, 0) > 0);
}

void bs_lab_tap_send(struct bs_lab *lab, const void *frame, size_t len)
{
	assert_true(send(lab->tap, frame, len, 0) > 0);
}

u64 bs_lab_count(struct bs_lab *lab, const u8 *mac, enum wman_reason reason)
{
	struct bs_ss *ss = mac ? bs_ss_find(lab->bs, mac) : NULL;

	return mac ? (ss ? ss->counters[reason] : 0) : lab->bs->counters[reason];
}

const char *bs_lab_command(struct bs_lab *lab, const char *line)
{
	static char answer[8192];
	char copy[8192];
	FILE *out = fmemopen(answer, sizeof(answer), "w");

	assert_non_null(out);
	snprintf(copy, sizeof(copy), "%s", line);
	bs_command_run(lab->bs, copy, out);
	fclose(out);
	return answer;
}

const char *bs_lab_reload(struct bs_lab *lab, const char *lines, char *last)
{
	char *const argv[] = { (char *)"wman-bs", (char *)"-c", lab->conf, last, NULL };
	FILE *f;

	snprintf(lab->conf, sizeof(lab->conf), "%s/conf", lab->dir);
	f = fopen(lab->conf, "w");
	assert_non_null(f);
	fprintf(f, "air = test\nradius = 127.0.0.1:%u\nsecret-file = %s/secret\n", lab->aaa.port,
		lab->dir);
	fprintf(f, "events = %s/events\npcap = %s/air.pcap\n%s", lab->dir, lab->dir, lines);
	fclose(f);
	memcpy(lab->argv, argv, sizeof(argv));
	lab->bs->argv = lab->argv;
	return bs_lab_command(lab, "reload");
}

bool bs_lab_logged(struct bs_lab *lab, const char *a, const char *b)
{
	char path[64], line[1024];
	bool found = false;
	FILE *f;

	snprintf(path, sizeof(path), "%s/events", lab->dir);
	f = fopen(path, "r");
	assert_non_null(f);
	while (!found && fgets(line, sizeof(line), f))
		found = strstr(line, a) && strstr(line, b);
	fclose(f);
	return found;
}
