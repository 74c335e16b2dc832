// SPDX-License-Identifier: BSD-3-Clause
/*
 * Frames of the air, traffic and commands into a whole base station. A subscriber may enter first,
 * so that keys and flows are there; messages can be signed with its AK and PDUs sealed with its
 * TEK. The AAA server says yes to whatever it understands.
 *
 * Covers: userspace/wman-bs/mgmt.c userspace/wman-bs/entry.c userspace/wman-bs/data.c
 * Covers: userspace/wman-bs/command.c
 *
 * Input: one octet of switches; then steps, each with its kind and what that takes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bs_station.h"
#include "input.h"
#include "m2m.h"
#include "pkm_build.h"
#include "wman-bs/command.h"

#define ENTER	 0x01
#define ETHERNET 0x02
#define FAULTS	 0x04
#define SMALL	 0x08 /* PDUs and management messages go in fragments */
#define OTHER	 0x10 /* the other one of everything that can be chosen */
#define HMAC	 0x20 /* signs instead of CMAC */
#define NONE	 0x40 /* no authorization; who enters is then where registration is due */

#define STEPS_MAX 24
#define TURNS	  4 /* of the loop after a step: air, AAA server, air */

enum step {
	STEP_FRAME, /* an Ethernet frame of the air, addresses and type put right */
	STEP_RAW, /* as it is */
	STEP_BURST, /* in a good M2M frame */
	STEP_MESSAGE, /* in a good PDU: connection, message */
	STEP_SIGNED, /* with a good digest: PKM or tuple, message */
	STEP_PDU, /* with a good HCS and CRC: connection, two octets of the header, payload */
	STEP_DATA, /* sealed with the subscriber's TEK: CS, type bits, payload */
	STEP_TRAFFIC, /* from the TAP */
	STEP_COMMAND,
	STEP_COUNT,
};

enum connection {
	ON_RANGING,
	ON_BASIC,
	ON_PRIMARY,
	ON_FLOW,
	ON_COUNT,
};

static const u8 bs_mac[WMAN_MAC_ADDR_LEN] = { 2, 0x16, 0, 0, 0, 1 };
static struct bs_lab *lab;
static struct bs_station *st;

static void drain(void *arg, uint32_t events)
{
	u8 frame[9216];

	while (recv(*(int *)arg, frame, sizeof(frame), MSG_DONTWAIT) > 0)
		;
}

static const u8 *find_eap(const struct radius_script *s, size_t *len)
{
	const u8 *p = s->request + 20, *end = s->request + s->request_len;

	for (; p + 2 <= end; p += p[1]) {
		if (p[0] != RADIUS_EAP_MESSAGE)
			continue;
		*len = p[1] - 2u;
		return p + 2;
	}
	return NULL;
}

/* Identity: one round more; anything else: the MSK. */
static void aaa_reply(struct radius_script *s, const uint8_t *auth)
{
	size_t len = 0;
	const u8 *eap = find_eap(s, &len);
	u8 answer[8] = { 3, 0, 0, 4 };

	NEED(eap);
	s->code = 2;
	answer[1] = len > 1 ? eap[1] : 0;
	if (len > 4 && eap[4] == 1) {
		s->code = 11;
		memcpy(answer, (u8[]){ 1, (u8)(eap[1] + 1), 0, 5, BS_LAB_EAP_TYPE }, 5);
		radius_script_put(s, RADIUS_EAP_MESSAGE, answer, 5);
		radius_script_put(s, RADIUS_STATE, "lab", 3);
		return;
	}
	radius_script_put(s, RADIUS_EAP_MESSAGE, answer, 4);
	radius_script_mppe(s, auth, 17, lab->msk, 32);
	radius_script_mppe(s, auth, 16, lab->msk + 32, 32);
}

static bool capable(struct bs_lab *l)
{
	return st->choice.present;
}

static bool ready(struct bs_lab *l)
{
	struct bs_ss *ss = bs_ss_find(l->bs, st->mac);

	return bs_station_ready(st) && ss && ss->open;
}

/* Options by the bits of the switches */
static void configure(u8 switches, const char **options, size_t room)
{
	static const struct {
		u8 bit;
		const char *name;
		const char *value;
	} all[] = {
		{ ETHERNET, "cs", "802.3" },
		{ SMALL, "mgmt-max", "64" },
		{ SMALL, "pdu-max", "64" },
		{ FAULTS, "fault", "duplicate rx:reg-req" },
		{ FAULTS, "fault", "duplicate rx:data:1" },
		{ FAULTS, "fault", "delay rx:data:1 ms=1" },
		{ FAULTS, "fault", "delay data:1 ms=1" },
		{ FAULTS, "fault", "drop key-reject:1" },
		{ FAULTS, "fault", "delay tek-invalid:1 ms=1" },
		{ OTHER, "edition", "2005" },
		{ OTHER, "pn-window", "32" },
		{ OTHER, "max-subscribers", "1" },
		{ OTHER, "flow", "dir=ul,cs=ipv4,crc=0,frag=0,arqfsn=0" },
		{ OTHER, "flow", "dir=dl,cs=ipv4,crc=0,frag=0,arqfsn=0" },
		{ OTHER, "flow", "dir=dl,cs=ipv6,arqfsn=0" },
		{ OTHER, "group", "said=700,cs=ipv4,dst=239.0.0.0/8" },
		{ HMAC, "mac-mode", "hmac" },
		{ NONE, "policy", "none" },
	};
	size_t i, n = 0;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		if (!(switches & all[i].bit))
			continue;
		NEED(n + 3 <= room);
		options[n++] = all[i].name;
		options[n++] = all[i].value;
	}
	options[n] = NULL;
}

/* The subscriber enters, then does nothing by itself any more. */
static void begin(u8 switches)
{
	const char *options[48];

	configure(switches, options, ARRAY_SIZE(options));
	lab = bs_lab_new(options);
	st = bs_station_new(lab, 1);
	if (switches & HMAC)
		st->offer.mac_mode = WMAN_MAC_MODE_HMAC;
	if (switches & NONE)
		st->offer = (struct wman_secneg){ .present = BIT(WMAN_SECNEG_POLICY) };
	if (switches & ENTER) {
		bs_station_range(st);
		NEED(bs_lab_run(lab, switches & NONE ? capable : ready, 10000));
	}
	lab->aaa.add_keys = aaa_reply;
	loop_del_fd(lab->loop, lab->air);
	NEED(!loop_add_fd(lab->loop, lab->air, EPOLLIN, drain, &lab->air));
}

static void turn(void)
{
	int i;

	for (i = 0; i < TURNS; i++)
		bs_lab_wait(lab, 0);
}

static u16 cid_of(u8 on)
{
	const struct bs_ss *ss = bs_ss_find(lab->bs, st->mac);

	switch (on % ON_COUNT) {
	case ON_RANGING:
		return WMAN_CID_INITIAL_RANGING;
	case ON_FLOW:
		return st->n_flows ? st->flow[on / ON_COUNT % st->n_flows].flow.cid : 0x1234;
	case ON_BASIC:
		return ss ? ss->basic_cid : 1;
	default:
		return ss ? ss->primary_cid : 2;
	}
}

static void step_raw(const u8 *data, size_t len)
{
	if (len)
		send(lab->air, data, len, MSG_DONTWAIT);
}

static void step_frame(const u8 *data, size_t len)
{
	u8 frame[9216];

	len = len < 9000 ? len : 9000;
	memcpy(frame, bs_mac, 6);
	memcpy(frame + 6, st->mac, 6);
	wman_put_be16(frame + 12, WMAN_M2M_ETHERTYPE);
	memcpy(frame + 14, data, len);
	step_raw(frame, 14 + len);
}

static void step_burst(const u8 *data, size_t len)
{
	if (len <= 8000)
		bs_lab_burst(lab, st->mac, data, len);
}

/* A PDU with a right HCS and, when it has one, a right CRC */
static void send_pdu(struct wman_gmh *gmh, const u8 *data, size_t len)
{
	size_t crc_len = gmh->ci ? WMAN_CRC_LEN : 0;
	u8 pdu[WMAN_PDU_MAX];

	len = len < 2000 ? len : 2000;
	gmh->len = (u16)(WMAN_GMH_LEN + len + crc_len);
	wman_gmh_build(gmh, pdu);
	memcpy(pdu + WMAN_GMH_LEN, data, len);
	if (crc_len)
		wman_crc32(WMAN_CRC_OFDMA, pdu, gmh->len - crc_len, pdu + gmh->len - crc_len);
	bs_lab_burst(lab, st->mac, pdu, gmh->len);
}

static void send_message(u16 cid, const u8 *msg, size_t len)
{
	struct wman_gmh gmh = { .ci = true, .cid = cid };

	send_pdu(&gmh, msg, len);
}

static void step_message(const u8 *data, size_t len)
{
	if (len)
		send_message(cid_of(data[0]), data + 1, len - 1);
}

static void step_signed(const u8 *data, size_t len)
{
	u8 out[2048], on = len ? data[0] : 0;
	struct wman_buf buf;

	if (!len || len > 1900)
		return;
	wman_buf_init(&buf, out, sizeof(out));
	wman_buf_put(&buf, data + 1, len - 1);
	NEED(!bs_station_sign(st, &st->ak, cid_of(on & 0x7f), on & 0x80, &buf));
	send_message(cid_of(on & 0x7f), out, buf.len);
}

static void step_pdu(const u8 *data, size_t len)
{
	struct wman_gmh gmh;

	if (len < 3)
		return;
	gmh = (struct wman_gmh){
		.ec = data[1] & 0x40,
		.type = data[1] & 0x3f,
		.esf = data[2] & 0x80,
		.ci = data[2] & 0x40,
		.eks = data[2] >> 4 & 3,
		.cid = cid_of(data[0]),
	};
	send_pdu(&gmh, data + 3, len - 3);
}

static bool has_uplink(u8 cs)
{
	unsigned int i;

	for (i = 0; i < st->n_flows; i++)
		if (st->flow[i].dir == WMAN_DIRECTION_UPLINK && st->flow[i].flow.cs == cs)
			return true;
	return false;
}

static void step_data(const u8 *data, size_t len)
{
	static const u8 sublayers[] = { WMAN_CS_IPV4, WMAN_CS_IPV6, WMAN_CS_IEEE8023 };
	u8 pdu[WMAN_PDU_MAX];
	u8 cs;

	if (len < 2 || len > 1500)
		return;
	cs = sublayers[data[0] % sizeof(sublayers)];
	if (has_uplink(cs))
		bs_lab_burst(lab, st->mac, pdu,
			     bs_station_seal(st, cs, data[1], data + 2, len - 2, pdu));
}

static void step_traffic(const u8 *data, size_t len)
{
	if (len)
		send(lab->tap, data, len < 1514 ? len : 1514, MSG_DONTWAIT);
}

static void step_command(const u8 *data, size_t len)
{
	char *line = malloc(len + 1), *answer = NULL;
	size_t answer_len;
	FILE *out = open_memstream(&answer, &answer_len);

	memcpy(line, data, len);
	line[len] = '\0';
	bs_command_run(lab->bs, line, out);
	fclose(out);
	NEED(answer_len && answer[answer_len - 1] == '\n');
	free(answer);
	free(line);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	/* cmocka's assertions in the scripts of the other ends */
	setenv("CMOCKA_TEST_ABORT", "1", 1);
	return 0;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static void (*const steps[STEP_COUNT])(const u8 *data, size_t len) = {
		[STEP_FRAME] = step_frame,     [STEP_RAW] = step_raw,
		[STEP_BURST] = step_burst,     [STEP_MESSAGE] = step_message,
		[STEP_SIGNED] = step_signed,   [STEP_PDU] = step_pdu,
		[STEP_DATA] = step_data,       [STEP_TRAFFIC] = step_traffic,
		[STEP_COMMAND] = step_command,
	};
	struct input in = input_begin(data, size);
	unsigned int n = 0;
	size_t len;
	u8 *piece, kind, switches = input_u8(&in);

	input_fix_random();
	begin(switches);
	while (input_left(&in) && n++ < STEPS_MAX) {
		kind = input_u8(&in) % STEP_COUNT;
		piece = input_chunk(&in, &len);
		steps[kind](piece, len);
		free(piece);
		turn();
	}
	/* what a fault has delayed comes now */
	if (switches & FAULTS)
		bs_lab_wait(lab, 2);
	bs_lab_free(lab);
	return 0;
}
