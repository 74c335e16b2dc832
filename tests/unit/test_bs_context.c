// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: handover and re-entry under a PMK that is kept, and base stations that share PMKs. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "bs_station.h"
#include "handover.h"
#include "message.h"
#include "rng.h"
#include "wman-bs/context.h"
#include "wman-bs/entry.h"
#include "wman-bs/mgmt.h"

static const u8 serving[WMAN_MAC_ADDR_LEN] = { 2, 0x16, 0, 0, 0, 2 };
static const char *const handshake[] = { "handover", "handshake", NULL };

/* What a subscriber has of a handover. */
struct mover {
	struct bs_lab *lab;
	struct bs_station *st;
	u8 msg[256];
	struct wman_buf buf;
};

static bool ready(struct bs_lab *lab)
{
	return bs_station_ready(lab->station[0]) && bs_ss_find(lab->bs, lab->station[0]->mac)->open;
}

static struct bs_lab *entered(const char *const *options, struct mover *m)
{
	struct bs_lab *lab = bs_lab_new(options);

	memset(m, 0, sizeof(*m));
	m->lab = lab;
	m->st = bs_station_new(lab, 0);
	bs_station_range(m->st);
	assert_true(bs_lab_run(lab, ready, 5000));
	m->st->dumb = true;
	return lab;
}

/* RNG-REQ for a base station */
static void rng_req(struct mover *m, const u8 *bsid, const u8 *from, u16 count, u32 pn)
{
	memcpy(m->st->bsid, bsid, sizeof(m->st->bsid));
	wman_buf_init(&m->buf, m->msg, sizeof(m->msg));
	bs_station_handover_req(m->st, from, count, pn, &m->buf);
}

static struct bs_message message(struct mover *m)
{
	return (struct bs_message){ .src = m->st->mac, .data = m->msg, .len = m->buf.len };
}

static enum wman_reason range(struct mover *m)
{
	const struct bs_message msg = message(m);

	m->st->rng_rsp_len = 0;
	return bs_entry_rng_req(m->lab->bs, bs_ss_find(m->lab->bs, m->st->mac), &msg);
}

static bool answered(struct bs_lab *lab)
{
	return lab->station[0]->rng_rsp_len > 0;
}

/* RNG-RSP that came, its digest verified under the keys of RNG-REQ. */
static struct wman_rng_rsp rng_rsp(struct mover *m)
{
	struct wman_rng_rsp rsp;

	assert_true(bs_lab_run(m->lab, answered, 2000));
	assert_true(bs_station_handover_rsp(m->st, m->st->rng_rsp, m->st->rng_rsp_len, &rsp));
	return rsp;
}

/* A PMK of an authorization that the subscriber may not use here: it enters as anybody does. */
static void test_policy(void **state)
{
	struct mover m;
	struct bs_lab *lab = entered(handshake, &m);

	assert_null(bs_policy_add(&lab->cfg.policies, "02:16:00:00:01:00=eap+eap"));
	rng_req(&m, lab->bsid, NULL, 1, 1);
	assert_int_equal(range(&m), WMAN_REASON_NONE);
	assert_true(bs_lab_run(lab, answered, 2000));
	assert_true(bs_lab_logged(lab, "\"handover-refused\"", "policy"));
	assert_false(bs_ss_find(lab->bs, m.st->mac)->handed_over);
	assert_null(bs_policy_add(&lab->cfg.policies, "02:16:00:00:01:00=eap"));
	rng_req(&m, lab->bsid, NULL, 1, 2);
	assert_int_equal(range(&m), WMAN_REASON_NONE);
	assert_true(bs_ss_find(lab->bs, m.st->mac)->handed_over);
	bs_lab_free(lab);
}

static void test_handshake(void **state)
{
	struct wman_sa_challenge challenge;
	struct wman_rng_rsp rsp;
	struct mover m;
	struct bs_lab *lab = entered(handshake, &m);
	struct bs_ss *ss;

	rng_req(&m, lab->bsid, NULL, 1, 1);
	assert_int_equal(range(&m), WMAN_REASON_NONE);
	rsp = rng_rsp(&m);
	assert_int_equal(rsp.status, WMAN_RANGING_SUCCESS);
	assert_int_equal(rsp.ho, WMAN_HO_OMIT_SBC | WMAN_HO_OMIT_REG | WMAN_HO_PKM_FULL);
	assert_int_equal(wman_sa_challenge_parse(&challenge, &rsp.challenge), 0);
	assert_memory_equal(challenge.akid, m.st->fresh.akid, WMAN_AKID_LEN);
	ss = bs_ss_find(lab->bs, m.st->mac);
	/* nothing is in force before SA-TEK-Request */
	assert_false(ss->auth.ak.valid);
	assert_false(ss->open);
	assert_memory_equal(challenge.bs_random, ss->auth.bs_random, WMAN_RANDOM_LEN);

	/* a copy of it, one of its own with the next PN, one with the same count made anew */
	assert_int_equal(range(&m), WMAN_REASON_DIGEST_REPLAY);
	rng_req(&m, lab->bsid, NULL, 1, 2);
	assert_int_equal(range(&m), WMAN_REASON_NONE);
	rng_rsp(&m);
	/* when its AK is gone, so is its count */
	bs_ss_reset(ss);
	rng_req(&m, lab->bsid, NULL, 1, 3);
	assert_int_equal(range(&m), WMAN_REASON_DIGEST_REPLAY);
	rng_req(&m, lab->bsid, NULL, 2, 1);
	assert_int_equal(range(&m), WMAN_REASON_NONE);
	bs_lab_free(lab);
}

static void test_refused(void **state)
{
	struct mover m;
	struct bs_lab *lab = entered(handshake, &m);
	struct bs_ss *ss = bs_ss_find(lab->bs, m.st->mac);

	rng_req(&m, lab->bsid, NULL, 1, 1);
	m.msg[m.buf.len - 1] ^= 1;
	assert_int_equal(range(&m), WMAN_REASON_DIGEST_WRONG);
	/* the count of the link that there is */
	rng_req(&m, lab->bsid, NULL, 0, 1);
	assert_int_equal(range(&m), WMAN_REASON_DIGEST_REPLAY);
	/* for another base station */
	rng_req(&m, serving, NULL, 1, 1);
	assert_int_equal(range(&m), WMAN_REASON_DIGEST_WRONG);
	/* a count that is not the signed one */
	rng_req(&m, lab->bsid, NULL, 1, 1);
	m.msg[2 + 8 + 3 + 3] ^= 2;
	assert_int_not_equal(range(&m), WMAN_REASON_NONE);
	assert_string_equal(bs_lab_command(lab, "key-count 02:16:00:00:01:00 7"), "ok\n");
	rng_req(&m, lab->bsid, NULL, 6, 1);
	assert_int_equal(range(&m), WMAN_REASON_DIGEST_REPLAY);
	assert_true(bs_lab_logged(lab, "handover-refused", "digest-replay"));
	/* nothing of it did anything */
	assert_ptr_equal(bs_ss_find(lab->bs, m.st->mac), ss);
	assert_true(ss->open);
	assert_int_equal(m.st->rng_rsp_len, 0);
	rng_req(&m, lab->bsid, NULL, 7, 1);
	assert_int_equal(range(&m), WMAN_REASON_NONE);
	bs_lab_free(lab);
}

static void test_without_pmks(void **state)
{
	struct mover m;
	struct bs_lab *lab = entered(NULL, &m);

	/* it ranges as any other, and is told nothing under keys */
	rng_req(&m, lab->bsid, NULL, 1, 1);
	assert_int_equal(range(&m), WMAN_REASON_NONE);
	assert_true(bs_lab_run(lab, answered, 2000));
	assert_null(memchr(m.st->rng_rsp, 141, m.st->rng_rsp_len));
	bs_lab_free(lab);
}

/* A handover in which TEKs move: to itself, with another serving BSID. */
static void moved(const char *mode, u16 bits, bool same)
{
	const char *const options[] = { "handover", mode, "static-sa", "700", NULL };
	struct wman_sa_tek_update update;
	struct wman_tlv_iter it;
	struct wman_rng_rsp rsp;
	u8 key[2][WMAN_TEK_LEN], tek[WMAN_TEK_LEN];
	struct mover m;
	struct bs_lab *lab = entered(options, &m);
	struct bs_ss *ss = bs_ss_find(lab->bs, m.st->mac);
	unsigned int n, i, found = 0;

	for (i = 0; i < 2; i++)
		memcpy(key[i], ss->sa[i].tek[BS_TEK_OLDER].key, WMAN_TEK_LEN);
	ss->sa[0].tek[BS_TEK_OLDER].tx_pn = 77;
	rng_req(&m, lab->bsid, serving, 1, 1);
	assert_int_equal(range(&m), WMAN_REASON_NONE);
	rsp = rng_rsp(&m);
	assert_int_equal(rsp.ho & WMAN_HO_PKM_MASK, bits);
	assert_int_equal(wman_sa_updates_check(rsp.reg.data, rsp.reg.len, true, &n), 0);
	assert_int_equal(n, 2);
	wman_tlv_iter_init(&it, rsp.reg.data, rsp.reg.len);
	while (wman_sa_updates_next(&it, true, &update)) {
		assert_int_equal(update.old_said, found ? 700 : m.st->basic);
		assert_int_equal(update.has_teks, !same);
		if (update.has_teks) {
			assert_int_equal(wman_tek_unwrap(m.st->prim, WMAN_SUITE_CCM_WRAP,
							 m.st->fresh.keys.kek,
							 update.tek[0].tek.data,
							 update.tek[0].tek.len, tek),
					 0);
			assert_memory_not_equal(tek, key[found], WMAN_TEK_LEN);
			assert_memory_equal(tek, ss->sa[found].tek[BS_TEK_OLDER].key, WMAN_TEK_LEN);
		} else {
			assert_memory_equal(key[found], ss->sa[found].tek[BS_TEK_OLDER].key,
					    WMAN_TEK_LEN);
		}
		found++;
	}
	assert_int_equal(found, 2);
	if (same)
		assert_in_range(ss->sa[0].tek[BS_TEK_OLDER].tx_pn, 77, 100);
	/* the AK is in force, and flows are on their way */
	assert_true(ss->auth.ak.valid);
	assert_true(ss->registered);
	assert_non_null(ss->flows.pending);
	bs_lab_free(lab);
}

static void test_update(void **state)
{
	moved("update", WMAN_HO_PKM_UPDATE, false);
}

static void test_keep(void **state)
{
	moved("keep", WMAN_HO_PKM_KEEP, true);
}

static bool has_moved(struct bs_lab *lab)
{
	return lab->station[0]->handovers && !lab->station[0]->moving && ready(lab);
}

static bool got_frame(struct bs_lab *lab)
{
	return lab->tap_frames > 0;
}

/* The subscriber goes on by itself: data flow under the AK and the TEKs of the handover. */
static void goes_on(const char *mode, const u8 *from)
{
	static const u8 packet[] = { 0x45, 0, 0,  20, 0, 0, 0,	0,  64, 59,
				     0,	   0, 10, 16, 0, 2, 10, 16, 0,	1 };
	const char *const options[] = { "handover", mode, NULL };
	struct mover m;
	struct bs_lab *lab = entered(options, &m);
	unsigned int replies = m.st->sa[0].replies;

	m.st->dumb = false;
	bs_station_hand_over(m.st, from, 1);
	assert_true(bs_lab_run(lab, has_moved, 5000));
	assert_int_equal(lab->aaa.heard, 2);
	/* only a handshake leaves the keys to be asked for */
	assert_int_equal(m.st->sa[0].replies, from ? replies : 1);
	bs_station_send(m.st, WMAN_CS_IPV4, packet, sizeof(packet));
	assert_true(bs_lab_run(lab, got_frame, 2000));
	assert_int_equal(m.st->bad_digests, 0);
	bs_lab_free(lab);
}

static void test_goes_on(void **state)
{
	goes_on("update", serving);
	goes_on("keep", serving);
	goes_on("update", NULL);
}

/* The holder lets a subscriber go for its own RNG-REQ, and for nothing else. */
static void test_give(void **state)
{
	struct bs_context ctx = { 0 };
	u8 pmk[WMAN_PMK_LEN];
	struct bs_message msg;
	struct mover m;
	struct bs_lab *lab = entered(handshake, &m);

	rng_req(&m, serving, lab->bsid, 1, 1);
	msg = message(&m);
	assert_int_equal(bs_context_give(lab->bs, lab->bsid, &msg, &ctx), WMAN_REASON_DIGEST_WRONG);
	m.msg[m.buf.len - 1] ^= 1;
	assert_int_equal(bs_context_give(lab->bs, serving, &msg, &ctx), WMAN_REASON_DIGEST_WRONG);
	assert_true(bs_ss_find(lab->bs, m.st->mac)->open);
	m.msg[m.buf.len - 1] ^= 1;
	assert_int_equal(bs_context_give(lab->bs, serving, &msg, &ctx), WMAN_REASON_NONE);
	assert_null(bs_ss_find(lab->bs, m.st->mac));
	wman_kdf_pmk(lab->msk, pmk);
	assert_memory_equal(ctx.root.pmk, pmk, sizeof(pmk));
	assert_int_equal(ctx.count, 1);
	assert_int_equal(ctx.sn, m.st->ak.sn);
	assert_int_equal(ctx.n_sas, 1);
	assert_int_equal(ctx.sa[0].said, m.st->basic);
	assert_true(bs_lab_logged(lab, "left", "handover"));
	/* it has nothing any more */
	assert_int_equal(bs_context_give(lab->bs, serving, &msg, &ctx), WMAN_REASON_NO_KEY);
	/* and gets it back */
	bs_context_take(lab->bs, &ctx);
	rng_req(&m, lab->bsid, serving, 2, 1);
	assert_int_equal(range(&m), WMAN_REASON_NONE);
	rng_rsp(&m);
	bs_lab_free(lab);
}

static int test_socket(const char *path, const char *to)
{
	struct sockaddr_un own = { .sun_family = AF_UNIX }, other = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	strcpy(own.sun_path, path);
	strcpy(other.sun_path, to);
	assert_int_equal(bind(fd, (struct sockaddr *)&own, sizeof(own)), 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&other, sizeof(other)), 0);
	return fd;
}

/* What peers are asked, who may ask, and what is no datagram of theirs. */
static void test_peer(void **state)
{
	char dir[] = "/tmp/bs_peer.XXXXXX", own[32], peer[32], foreign[32];
	const char *const options[] = { "handover", "handshake", "share", own, "peer", peer, NULL };
	struct bs_lab *lab;
	u8 datagram[8192];
	struct stat st;
	struct mover m;
	ssize_t n;
	int fd, bad;

	assert_non_null(mkdtemp(dir));
	snprintf(own, sizeof(own), "%s/own", dir);
	snprintf(peer, sizeof(peer), "%s/peer", dir);
	snprintf(foreign, sizeof(foreign), "%s/foreign", dir);
	lab = entered(options, &m);
	assert_int_equal(stat(own, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	fd = test_socket(peer, own);
	bad = test_socket(foreign, own);

	/* it has no PMK of this one: the peer is asked, and the RNG-REQ waits */
	bs_context_forget(lab->bs, m.st->mac);
	rng_req(&m, lab->bsid, serving, 1, 1);
	assert_int_equal(range(&m), WMAN_REASON_NONE);
	bs_lab_wait(lab, 50);
	assert_int_equal(m.st->rng_rsp_len, 0);
	n = recv(fd, datagram, sizeof(datagram), MSG_DONTWAIT);
	assert_true(n > (ssize_t)m.buf.len);
	assert_non_null(memmem(datagram, (size_t)n, m.msg, m.buf.len));

	/* another size, another version, from somebody else: no answer, and nothing happens */
	assert_int_equal(send(fd, datagram, (size_t)n - 1, 0), n - 1);
	datagram[0] ^= 0xff;
	assert_int_equal(send(fd, datagram, (size_t)n, 0), n);
	datagram[0] ^= 0xff;
	assert_int_equal(send(bad, datagram, (size_t)n, 0), n);
	bs_lab_wait(lab, 50);
	assert_int_equal(recv(fd, datagram, sizeof(datagram), MSG_DONTWAIT), -1);
	assert_int_equal(recv(bad, datagram, sizeof(datagram), MSG_DONTWAIT), -1);

	close(fd);
	close(bad);
	bs_lab_free(lab);
	unlink(peer);
	unlink(foreign);
	assert_int_equal(rmdir(dir), 0);
}

/* Two base stations, each with its loop: what is asked lies in the socket until the other runs. */
struct pair {
	char dir[24];
	struct bs_lab *old;
	struct bs_lab *target;
	struct mover m;
	struct mover there;
};

static void begin_pair(struct pair *pair)
{
	char one[32], two[32];
	const char *const options[2][9] = {
		{ "handover", "update", "share", one, "peer", two, NULL },
		{ "handover", "update", "share", two, "peer", one, "bsid", "02:16:00:00:00:02",
		  NULL },
	};
	struct mover *m = &pair->m, *there = &pair->there;

	strcpy(pair->dir, "/tmp/bs_two.XXXXXX");
	assert_non_null(mkdtemp(pair->dir));
	snprintf(one, sizeof(one), "%s/one", pair->dir);
	snprintf(two, sizeof(two), "%s/two", pair->dir);
	pair->old = entered(options[0], m);
	pair->target = bs_lab_new(options[1]);
	*there = (struct mover){ .lab = pair->target, .st = bs_station_new(pair->target, 0) };
	there->st->dumb = true;
	there->st->basic = m->st->basic;
	there->st->primary = m->st->primary;
	there->st->ak.sn = m->st->ak.sn;
	assert_memory_equal(pair->target->bsid, serving, WMAN_MAC_ADDR_LEN);
}

static void end_pair(struct pair *pair)
{
	bs_lab_free(pair->old);
	assert_int_equal(rmdir(pair->dir), 0);
}

static void test_two(void **state)
{
	struct wman_sa_tek_update update;
	struct bs_lab *old, *target;
	struct wman_tlv_iter it;
	struct wman_rng_rsp rsp;
	struct mover *m, *there;
	struct pair pair;

	begin_pair(&pair);
	old = pair.old;
	target = pair.target;
	m = &pair.m;
	there = &pair.there;

	/* not the subscriber's: the holder keeps it, and here it ranges as at first */
	rng_req(there, target->bsid, old->bsid, 1, 1);
	there->msg[there->buf.len - 1] ^= 1;
	assert_int_equal(range(there), WMAN_REASON_NONE);
	bs_lab_wait(old, 50);
	assert_true(bs_lab_run(target, answered, 2000));
	assert_null(memchr(there->st->rng_rsp, 141, there->st->rng_rsp_len));
	assert_true(bs_ss_find(old->bs, m->st->mac)->open);

	rng_req(there, target->bsid, old->bsid, 1, 1);
	assert_int_equal(range(there), WMAN_REASON_NONE);
	bs_lab_wait(old, 50);
	rsp = rng_rsp(there);
	assert_int_equal(rsp.ho & WMAN_HO_PKM_MASK, WMAN_HO_PKM_UPDATE);
	wman_tlv_iter_init(&it, rsp.reg.data, rsp.reg.len);
	assert_true(wman_sa_updates_next(&it, true, &update));
	assert_int_equal(update.old_said, m->st->basic);
	assert_int_equal(update.new_said, rsp.basic_cid);
	assert_true(update.has_teks);
	assert_null(bs_ss_find(old->bs, m->st->mac));
	assert_true(bs_lab_logged(old, "left", "handover"));
	assert_true(bs_lab_logged(target, "handover", "CMAC_KEY_COUNT 1"));
	/* no AAA server heard of it */
	assert_int_equal(target->aaa.heard, 0);

	bs_lab_free(target);
	end_pair(&pair);
}

/* The PMK is not lost with who asked for it. */
static void test_gone(void **state)
{
	struct pair pair;

	begin_pair(&pair);
	rng_req(&pair.there, pair.target->bsid, pair.old->bsid, 1, 1);
	assert_int_equal(range(&pair.there), WMAN_REASON_NONE);
	bs_lab_free(pair.target);
	bs_lab_wait(pair.old, 50);
	assert_true(bs_lab_logged(pair.old, "peer-lost", "two"));
	rng_req(&pair.m, pair.old->bsid, NULL, 2, 1);
	assert_int_equal(range(&pair.m), WMAN_REASON_NONE);
	assert_true(bs_ss_find(pair.old->bs, pair.m.st->mac)->handed_over);
	end_pair(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_policy),	cmocka_unit_test(test_handshake),
		cmocka_unit_test(test_refused), cmocka_unit_test(test_without_pmks),
		cmocka_unit_test(test_update),	cmocka_unit_test(test_keep),
		cmocka_unit_test(test_goes_on), cmocka_unit_test(test_give),
		cmocka_unit_test(test_peer),	cmocka_unit_test(test_two),
		cmocka_unit_test(test_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
