// SPDX-License-Identifier: BSD-3-Clause
/*
 * wman-bs: a base station that a subscriber enters, uses, rekeys and re-authenticates with, or tries
 * to without a key. Subscriber and AAA server are in a process of their own, without faults, and so
 * is the base station that it moves to and comes back from; what is lost they try again, as real ones
 * do.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bs.h"
#include "bs_station.h"
#include "eap_pki.h"
#include "scenario.h"

#define TRIES	     8
#define TRY_MS	     400
#define REAUTH_TRIES 2
#define ENTRY_MS     1200 /* longer than the repetitions of RADIUS and DSA */
#define QUIET_MS     300

static pid_t owner;
static struct pki_id device;

static const char *const plain_options[] = { "radius-wait", "100", NULL };
/* With a dynamic SA: SA-Addition, its keys, then the flow that it is for. */
static const char *const dynamic_options[] = {
	"flow",	       "dir=ul,cs=ipv4",
	"flow",	       "dir=dl,cs=ipv4",
	"flow",	       "dir=ul,cs=ipv6,said=dynamic:900",
	"radius-wait", "100",
	NULL,
};
/* bs_prepare() puts paths where "" is */
static const char *rsa_options[] = {
	"device-ca", "",    "certificate", "",	   "private-key", "",
	"policy",    "rsa", "mgmt-max",	   "2000", NULL,
};
static const char *rsa_eap_options[] = {
	"device-ca", "",     "certificate", "",	   "private-key", "", "policy", "rsa+eap",
	"mgmt-max",  "2000", "radius-wait", "100", NULL,
};
static const char *pkmv1_options[] = { "device-ca", "", "policy", "pkmv1", NULL };
/* Rules that send commands: one of them is refused, and that is told. */
static const char *const rules_options[] = {
	"fault", "run open dsd {mac} 1", "fault", "run open fault", "radius-wait", "100", NULL,
};
static const char *const handover_options[] = { "handover", "update", "radius-wait", "100", NULL };

/* Two base stations that share PMKs; bs_prepare() puts their directory there */
static char share_dir[] = "/tmp/bs_share.XXXXXX";
static char share[sizeof(share_dir) + 4], other_share[sizeof(share_dir) + 4];
static const char *const sharing_options[] = { "handover",  "update",	   "share", share, "peer",
					       other_share, "radius-wait", "100",   NULL };
static const char *const other_options[] = { "handover", "update", "share", other_share,
					     "peer",	 share,	   "bsid",  "02:16:00:00:00:02",
					     NULL };

static void clean_up(void)
{
	if (getpid() != owner)
		return;
	unlink(bs_config_file);
	unlink(share);
	unlink(other_share);
	rmdir(share_dir);
}

/* A subscriber's RSA key, the base station's, and who vouches for both. */
static void prepare_devices(void)
{
	struct pki_id ca = pki_make(&(struct pki_spec){ .cn = "maker", .ca = 1 }, NULL, 1024);
	struct pki_id bs = pki_make(&(struct pki_spec){ .cn = "02:16:00:00:00:01" }, &ca, 1024);

	device = pki_make(&(struct pki_spec){ .cn = "02:16:00:00:01:00" }, &ca, 1024);
	rsa_options[1] = pki_write_certs("maker.pem", ca.cert, NULL);
	rsa_options[3] = pki_write_certs("bs.pem", bs.cert, NULL);
	rsa_options[5] = pki_write_key("bs.key", bs.key, NULL, NULL);
	memcpy(rsa_eap_options, rsa_options, 6 * sizeof(rsa_options[0]));
	pkmv1_options[1] = rsa_options[1];
	pki_free(&ca);
	pki_free(&bs);
}

void bs_prepare(void)
{
	owner = getpid();
	bs_config_prepare();
	if (!mkdtemp(share_dir))
		abort();
	snprintf(share, sizeof(share), "%s/one", share_dir);
	snprintf(other_share, sizeof(other_share), "%s/two", share_dir);
	atexit(clean_up);
	prepare_devices();
}

/* The subscriber's side. */

static const u8 packet_up[] = { 0x45, 0,  0, 24, 0,  0,	 0, 0, 64,  17,	 0,   0,
				10,   16, 0, 2,	 10, 16, 0, 1, 'u', 'p', '!', '!' };
static const u8 frame_down[] = { 2,  0x16, 0, 0, 0,  9,	 2, 0x16, 0,   0,   0,	 9,  8,
				 0,  0x45, 0, 0, 24, 0,	 0, 0,	  0,   64,  17,	 0,  0,
				 10, 16,   0, 1, 10, 16, 0, 2,	  'd', 'o', 'w', 'n' };

static unsigned int tries; /* of the present stage */
static bool entered_again;
static unsigned int handovers; /* before that of the present stage */

static struct bs_station *station(struct bs_lab *lab)
{
	return lab->station[0];
}

static bool ready(struct bs_lab *lab)
{
	return bs_station_ready(station(lab));
}

static bool keyed(struct bs_lab *lab)
{
	return station(lab)->sa[0].replies > 1;
}

static bool reauthorized(struct bs_lab *lab)
{
	return station(lab)->authorizations > 1 || (entered_again && ready(lab));
}

static bool got_frame(struct bs_lab *lab)
{
	return lab->tap_frames > 0;
}

static bool got_sdu(struct bs_lab *lab)
{
	return station(lab)->sdus > 0;
}

/* As it enters: by EAP, or with the device's certificate. */
static void enter_by(struct bs_lab *lab, u8 version, u8 policy)
{
	struct bs_station *st;

	while (lab->n_stations)
		bs_station_free(lab->station[--lab->n_stations]);
	st = bs_station_new(lab, 0);
	st->device = &device;
	st->offer.version = version;
	st->offer.policy = policy;
	if (version == WMAN_PKM_V1)
		st->offer.mac_mode = WMAN_MAC_MODE_HMAC;
	bs_station_range(st);
}

static void enter(struct bs_lab *lab)
{
	enter_by(lab, WMAN_PKM_V2, WMAN_POLICY_EAP);
}

static void enter_rsa(struct bs_lab *lab)
{
	enter_by(lab, WMAN_PKM_V2, WMAN_POLICY_RSA);
}

static void enter_rsa_eap(struct bs_lab *lab)
{
	enter_by(lab, WMAN_PKM_V2, WMAN_POLICY_RSA_EAP);
}

static void enter_pkmv1(struct bs_lab *lab)
{
	enter_by(lab, WMAN_PKM_V1, WMAN_POLICY_RSA);
}

static bool moved(struct bs_lab *lab)
{
	return ready(lab) && !station(lab)->moving && station(lab)->sa[0].replies &&
	       (station(lab)->handovers > handovers || entered_again);
}

static void send_up(struct bs_lab *lab)
{
	bs_station_send(station(lab), WMAN_CS_IPV4, packet_up, sizeof(packet_up));
}

static void send_down(struct bs_lab *lab)
{
	bs_lab_tap_send(lab, frame_down, sizeof(frame_down));
}

static void ask_keys(struct bs_lab *lab)
{
	static u8 nonce = 50;

	bs_station_key_request(station(lab), station(lab)->basic, nonce++);
}

/* The two may disagree on which AK is in force; a subscriber that gets no further enters anew. */
static bool gives_up(void)
{
	entered_again = tries > REAUTH_TRIES;
	return entered_again;
}

static void ask_reauth(struct bs_lab *lab)
{
	if (gives_up())
		enter(lab);
	else
		bs_station_eap_start(station(lab));
}

static void ask_rsa(struct bs_lab *lab)
{
	if (gives_up())
		enter_rsa(lab);
	else
		bs_station_rsa_request(station(lab));
}

static void ask_pkmv1(struct bs_lab *lab)
{
	if (gives_up())
		enter_pkmv1(lab);
	else
		bs_station_auth_request(station(lab));
}

/* No CMAC_KEY_COUNT comes twice. */
static void hand_over(struct bs_lab *lab, const u8 *serving)
{
	static u16 count;

	if (gives_up()) {
		enter(lab);
		return;
	}
	handovers = station(lab)->handovers;
	bs_station_hand_over(station(lab), serving, ++count);
}

static void move(struct bs_lab *lab)
{
	static const u8 serving[WMAN_MAC_ADDR_LEN] = { 2, 0x16, 0, 0, 0, 2 };

	hand_over(lab, serving);
}

static void come_back(struct bs_lab *lab)
{
	hand_over(lab, NULL);
}

/* The base station that shares PMKs with that of the scenario, and whether the last move got there. */
static struct bs_lab *other;
static bool arrived;

static bool has_arrived(struct bs_lab *lab)
{
	return arrived;
}

/* The subscriber is in reach of the one, and not of the other. */
static void carry(struct bs_lab *from, struct bs_lab *to)
{
	if (!from->n_stations)
		return;
	to->station[to->n_stations++] = from->station[--from->n_stations];
	station(to)->lab = to;
	memcpy(station(to)->bsid, to->bsid, sizeof(to->bsid));
}

/* Who got no further enters there as one that was never here. */
static void move_to_other(struct bs_lab *lab)
{
	carry(lab, other);
	hand_over(other, lab->bsid);
	arrived = bs_lab_run(other, moved, ENTRY_MS);
}

/* The loop of the other is this process's, too: it is asked for the PMK. */
static void move_back(struct bs_lab *lab)
{
	unsigned int ms;

	carry(other, lab);
	hand_over(lab, other->bsid);
	arrived = false;
	for (ms = 0; ms < ENTRY_MS && !arrived; ms += 20) {
		bs_lab_wait(other, 10);
		arrived = bs_lab_run(lab, moved, 10);
	}
}

static const struct stage {
	const char *name;
	void (*begin)(struct bs_lab *lab);
	bool (*until)(struct bs_lab *lab);
	unsigned int ms;
} stages[] = {
	{ "entry", enter, ready, ENTRY_MS },
	{ "uplink", send_up, got_frame, TRY_MS },
	{ "downlink", send_down, got_sdu, TRY_MS },
	{ "rekey", ask_keys, keyed, TRY_MS },
	{ "uplink after rekey", send_up, got_frame, TRY_MS },
	{ "re-authentication", ask_reauth, reauthorized, ENTRY_MS },
	{ "uplink after re-authentication", send_up, got_frame, TRY_MS },
	{ "downlink after re-authentication", send_down, got_sdu, TRY_MS },
	{ NULL },
};

/* IPv6, next header 59: nothing follows */
static const u8 packet6_up[40] = { 0x60, 0, 0, 0, 0, 0, 59, 64, [23] = 2, [39] = 1 };

static bool has_dynamic(struct bs_lab *lab)
{
	return ready(lab) && station(lab)->n_sa == 2 && station(lab)->n_flows == 3 &&
	       station(lab)->sa[1].replies;
}

static void send_up6(struct bs_lab *lab)
{
	bs_station_send(station(lab), WMAN_CS_IPV6, packet6_up, sizeof(packet6_up));
}

static const struct stage rsa_stages[] = {
	{ "entry by RSA", enter_rsa, ready, ENTRY_MS },
	{ "uplink", send_up, got_frame, TRY_MS },
	{ "downlink", send_down, got_sdu, TRY_MS },
	{ "re-authorization by RSA", ask_rsa, reauthorized, ENTRY_MS },
	{ "rekey", ask_keys, keyed, TRY_MS },
	{ "uplink after re-authorization", send_up, got_frame, TRY_MS },
	{ "downlink after re-authorization", send_down, got_sdu, TRY_MS },
	{ NULL },
};

static const struct stage rsa_eap_stages[] = {
	{ "entry by RSA and EAP", enter_rsa_eap, ready, ENTRY_MS },
	{ "uplink", send_up, got_frame, TRY_MS },
	{ "downlink", send_down, got_sdu, TRY_MS },
	{ NULL },
};

static const struct stage rules_stages[] = {
	{ "entry", enter, ready, ENTRY_MS },
	{ "uplink", send_up, got_frame, TRY_MS },
	{ "downlink", send_down, got_sdu, TRY_MS },
	{ NULL },
};

static const struct stage pkmv1_stages[] = {
	{ "entry with PKMv1", enter_pkmv1, ready, ENTRY_MS },
	{ "uplink", send_up, got_frame, TRY_MS },
	{ "downlink", send_down, got_sdu, TRY_MS },
	{ "re-authorization with PKMv1", ask_pkmv1, reauthorized, ENTRY_MS },
	{ "rekey", ask_keys, keyed, TRY_MS },
	{ "uplink after re-authorization", send_up, got_frame, TRY_MS },
	{ "downlink after re-authorization", send_down, got_sdu, TRY_MS },
	{ NULL },
};

/* TEKs that come in RNG-RSP, then a handshake that it begins */
static const struct stage handover_stages[] = {
	{ "entry", enter, ready, ENTRY_MS },
	{ "handover", move, moved, ENTRY_MS },
	{ "uplink after handover", send_up, got_frame, TRY_MS },
	{ "downlink after handover", send_down, got_sdu, TRY_MS },
	{ "re-entry", come_back, moved, ENTRY_MS },
	{ "uplink after re-entry", send_up, got_frame, TRY_MS },
	{ "downlink after re-entry", send_down, got_sdu, TRY_MS },
	{ NULL },
};

/* Its PMK and SAs are given away, and asked for again. */
static const struct stage sharing_stages[] = {
	{ "entry", enter, ready, ENTRY_MS },
	{ "handover to the other", move_to_other, has_arrived, TRY_MS },
	{ "handover back", move_back, has_arrived, TRY_MS },
	{ "uplink after handover", send_up, got_frame, TRY_MS },
	{ "downlink after handover", send_down, got_sdu, TRY_MS },
	{ NULL },
};

static const struct stage dynamic_stages[] = {
	{ "entry with a dynamic SA", enter, has_dynamic, ENTRY_MS },
	{ "uplink on the dynamic SA", send_up6, got_frame, TRY_MS },
	{ "uplink on the primary SA", send_up, got_frame, TRY_MS },
	{ NULL },
};

static bool run_stage(struct bs_lab *lab, const struct stage *stage)
{
	for (tries = 1; tries <= TRIES; tries++) {
		/* what the base station lacks is no fault of the subscriber's */
		if (lab->n_stations && station(lab)->silenced)
			return false;
		lab->tap_frames = 0;
		if (lab->n_stations)
			station(lab)->sdus = 0;
		stage->begin(lab);
		if (bs_lab_run(lab, stage->until, stage->ms))
			return true;
	}
	return false;
}

static void run_stages(struct bs_lab *lab, const struct stage *stage)
{
	for (; stage->name; stage++) {
		if (run_stage(lab, stage))
			continue;
		fault_wrong("%s: not within %u tries%s", stage->name, tries - 1,
			    station(lab)->silenced ? ", silenced for good" : "");
		_exit(1);
	}
	if (station(lab)->bad_pdus || station(lab)->bad_digests) {
		fault_wrong("%u bad PDUs, %u bad digests", station(lab)->bad_pdus,
			    station(lab)->bad_digests);
		_exit(1);
	}
	if (!fault_state->n && entered_again) {
		fault_wrong("entered anew without need");
		_exit(1);
	}
}

static bool spoil(struct bs_lab *lab)
{
	station(lab)->wrong_digest = true;
	return false;
}

/* Everything that it signs is spoilt; then it tries to send all the same. */
static void intrude(struct bs_lab *lab, const struct stage *none)
{
	enter(lab);
	bs_lab_run(lab, spoil, QUIET_MS);
	if (!fault_state->n && !station(lab)->challenges) {
		fault_wrong("got nowhere");
		_exit(1);
	}
	if (station(lab)->registered || station(lab)->authorizations || lab->tap_frames) {
		fault_wrong("let in without a digest");
		_exit(1);
	}
}

/* The base station's side. */

/* What a scenario has the two do. */
struct course {
	const char *const *options;
	void (*behave)(struct bs_lab *lab, const struct stage *stages);
	const struct stage *stages;
	bool intruder;
	const char *const *other; /* options of another base station, or NULL */
};

static void watch_port(struct bs_ss *ss, void *arg)
{
	*(bool *)arg |= ss->open;
}

/* Whole records; the last may be cut. */
static bool good_capture(const char *dir)
{
	u32 head[4];
	char path[64];
	FILE *f;
	bool ok;

	snprintf(path, sizeof(path), "%s/air.pcap", dir);
	f = fopen(path, "r");
	if (!f)
		return true;
	ok = fseek(f, 24, SEEK_SET) == 0;
	while (ok && fread(head, sizeof(head), 1, f) == 1)
		ok = head[2] == head[3] && head[2] >= 14 && head[2] < 2000 && head[1] < 1000000 &&
		     !fseek(f, head[2], SEEK_CUR);
	fclose(f);
	return ok;
}

/* Every line an object; the last may be cut. */
static bool good_events(const char *dir)
{
	char path[64], line[1024];
	bool ok = true;
	size_t len;
	FILE *f;

	snprintf(path, sizeof(path), "%s/events", dir);
	f = fopen(path, "r");
	if (!f)
		return true;
	while (ok && fgets(line, sizeof(line), f)) {
		len = strlen(line);
		if (line[len - 1] == '\n')
			ok = len > 2 && line[0] == '{' && line[len - 2] == '}' &&
			     !strchr(line + 1, '{');
	}
	fclose(f);
	return ok;
}

static void air_ended(void *arg, uint32_t events)
{
	loop_quit(arg);
}

/* The process at the other end of the air; the pipe closes when it ends. */
static pid_t start_air(struct bs_lab *lab, const struct bs_fds *fds, const struct course *course,
		       int *ended)
{
	int pipe_fds[2];
	pid_t pid;

	if (pipe(pipe_fds))
		abort();
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(pipe_fds[0]);
		close(fds->air);
		close(fds->tap);
		course->behave(lab, course->stages);
		_exit(0);
	}
	close(pipe_fds[1]);
	close(lab->air);
	close(lab->tap);
	close(lab->aaa.fd);
	lab->air = -1;
	lab->tap = -1;
	lab->aaa.fd = -1;
	*ended = pipe_fds[0];
	return pid;
}

static enum fault_verdict serve(struct bs_lab *lab, const struct bs_fds *fds, struct loop *loop,
				bool *open)
{
	char err[BS_ERROR_LEN];
	struct bs *bs;
	int ret;

	fault_arm();
	bs = bs_new(&lab->cfg, loop, fds, err);
	if (!bs) {
		fault_disarm();
		fprintf(stderr, "%s\n", err);
		return FAULT_REPORTED;
	}
	ret = loop_run(loop);
	bs_ss_each(bs, watch_port, open);
	bs_free(bs);
	fault_disarm();
	return ret ? fault_wrong("the loop ended with %d", ret) : FAULT_RIGHT;
}

static enum fault_verdict run_bs(const void *arg)
{
	const struct course *course = arg;
	struct bs_fds fds;
	struct bs_lab *lab = bs_lab_new_empty(course->options, &fds);
	struct loop *loop = loop_new();
	enum fault_verdict verdict;
	bool open = false;
	int ended, status;
	pid_t pid;

	fault_secret(lab->msk, 32);
	fault_secret(RADIUS_SCRIPT_SECRET, strlen(RADIUS_SCRIPT_SECRET));
	/* made here, for what it leaves to be found when the other process is killed */
	other = course->other ? bs_lab_new(course->other) : NULL;
	pid = start_air(lab, &fds, course, &ended);
	loop_add_fd(loop, ended, EPOLLIN, air_ended, loop);
	verdict = serve(lab, &fds, loop, &open);
	if (verdict != FAULT_RIGHT)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (verdict == FAULT_RIGHT && status)
		verdict = *fault_state->wrong ? FAULT_WRONG :
						fault_wrong("subscriber: status %x", status);
	else if (verdict == FAULT_RIGHT && open == course->intruder)
		verdict = fault_wrong("the port is %s", open ? "open" : "closed");
	if (!good_capture(lab->dir))
		verdict = fault_wrong("the capture is no capture");
	if (!good_events(lab->dir))
		verdict = fault_wrong("the events are no events");
	loop_del_fd(loop, ended);
	close(ended);
	loop_free(loop);
	bs_lab_free(lab);
	if (other)
		bs_lab_free(other);
	return verdict;
}

#define COURSE(options, stages)                          \
	&(const struct course)                           \
	{                                                \
		options, run_stages, stages, false, NULL \
	}

#define MEMORY (KIND(MALLOC) | KIND(OPENSSL))
#define FILES  (KIND(MALLOC) | KIND(EINTR) | KIND(SHORT) | KIND(ERROR) | KIND(RESOURCE))
#define RADIO  (MEMORY | KIND(EINTR) | KIND(EAGAIN) | KIND(ERROR) | KIND(RESOURCE))
#define ALL    ((1U << FAULT_KINDS) - 1)

#define SCENARIO(name, run, arg, kinds)                              \
	{                                                            \
		"wman-bs", name, run, arg, kinds, false, false, NULL \
	}

const struct scenario bs_scenarios[] = {
	SCENARIO("configuration", bs_config_check, NULL, FILES),
	SCENARIO("reload", bs_config_reload, NULL, FILES),
	SCENARIO("subscriber", run_bs, COURSE(plain_options, stages), ALL),
	SCENARIO("dynamic SA", run_bs, COURSE(dynamic_options, dynamic_stages),
		 MEMORY | KIND(ERROR)),
	SCENARIO("rules", run_bs, COURSE(rules_options, rules_stages), MEMORY | KIND(ERROR)),
	SCENARIO("rsa", run_bs, COURSE(rsa_options, rsa_stages), RADIO),
	SCENARIO("rsa+eap", run_bs, COURSE(rsa_eap_options, rsa_eap_stages), RADIO),
	SCENARIO("pkmv1", run_bs, COURSE(pkmv1_options, pkmv1_stages), RADIO),
	SCENARIO("handover", run_bs, COURSE(handover_options, handover_stages), RADIO),
	SCENARIO("shared PMKs", run_bs,
		 (&(const struct course){ sharing_options, run_stages, sharing_stages, false,
					  other_options }),
		 RADIO),
	SCENARIO("intruder", run_bs,
		 (&(const struct course){ plain_options, intrude, NULL, true, NULL }),
		 MEMORY | KIND(EINTR) | KIND(EAGAIN) | KIND(ERROR)),
	{ .name = NULL },
};
