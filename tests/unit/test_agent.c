// SPDX-License-Identifier: BSD-3-Clause
/*
 * The agent's half of the contract: each accepted exchange is completed exactly once, or not at
 * all when the kernel ended it. The wire and the child process are scripts; child_*() here stand
 * for those of child.c.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "agent.h"
#include "asker.h"
#include "child.h"
#include "config.h"
#include "eap/creds.h"
#include "eap_pki.h"

#define DEV  7
#define DEV2 8

struct child {
	const struct child_ops *ops;
	void *ctx;
	const struct eap_creds *creds;
	uint8_t session[64];
	size_t session_len;
	unsigned int frames;
	unsigned int challenged;
	uint8_t address[AGENT_ADDR_LEN];
	char answer[64];
	enum wman_reason cancelled;
	bool freed;
};

/* The one question that is open; asker_ask() here stands for that of asker.c. */
struct question {
	bool open;
	enum eap_ask ask;
	char network[65];
	char text[256];
	question_fn fn;
	void *ctx;
};

static struct question question;
static bool ask_fails;

static struct child children[8];
static unsigned int num_children;
static bool fork_fails;

static struct agent *agent;
static struct agent_exchange pending;
static int accept_error;
static unsigned int accepts, frames, dones, resyncs;
static uint64_t done_cookie;
static struct agent_verdict done_verdict;
static uint8_t done_msk[WMAN_MSK_LEN];

struct child *child_new(struct loop *loop, const struct eap_creds *creds, const uint8_t *session,
			size_t session_len, const struct child_ops *ops, void *ctx)
{
	struct child *child = &children[num_children];

	if (fork_fails) {
		errno = EAGAIN;
		return NULL;
	}
	num_children++;
	*child = (struct child){ .ops = ops, .ctx = ctx, .creds = creds };
	if (session_len)
		memcpy(child->session, session, session_len);
	child->session_len = session_len;
	return child;
}

void child_free(struct child *child)
{
	if (!child)
		return;
	assert_false(child->freed);
	child->freed = true;
}

void child_frame(struct child *child, const uint8_t *packet, size_t len)
{
	assert_false(child->freed);
	child->frames++;
}

void child_challenged(struct child *child)
{
	assert_false(child->freed);
	child->challenged++;
}

void child_address(struct child *child, const uint8_t *mac)
{
	memcpy(child->address, mac, sizeof(child->address));
}

void child_answer(struct child *child, const uint8_t *value, size_t len)
{
	assert_false(child->freed);
	snprintf(child->answer, sizeof(child->answer), "%.*s", (int)len, value);
}

void child_cancel(struct child *child, enum wman_reason reason, const char *text)
{
	assert_false(child->freed);
	child->cancelled = reason;
}

struct question *asker_ask(struct asker *asker, enum eap_ask ask, const char *network,
			   const char *text, question_fn fn, void *ctx)
{
	assert_false(question.open);
	if (ask_fails)
		return NULL;
	question = (struct question){ .open = true, .ask = ask, .fn = fn, .ctx = ctx };
	snprintf(question.network, sizeof(question.network), "%s", network);
	snprintf(question.text, sizeof(question.text), "%s", text);
	return &question;
}

void question_free(struct question *q)
{
	if (!q)
		return;
	assert_true(q->open);
	q->open = false;
}

static void answer(enum question_end end, const char *value)
{
	assert_true(question.open);
	question.open = false;
	question.fn(question.ctx, end, (const uint8_t *)value, value ? strlen(value) : 0);
}

static int wire_accept(void *ctx, uint32_t ifindex, struct agent_exchange *ex)
{
	assert_ptr_equal(ctx, &pending);
	accepts++;
	if (accept_error)
		return accept_error;
	*ex = pending;
	ex->ifindex = ifindex;
	return 0;
}

static int wire_frame(void *ctx, uint32_t ifindex, uint64_t cookie, const uint8_t *packet,
		      size_t len)
{
	assert_int_equal(ifindex, DEV);
	assert_int_equal(cookie, pending.cookie);
	frames++;
	return 0;
}

static int wire_done(void *ctx, uint32_t ifindex, uint64_t cookie,
		     const struct agent_verdict *verdict)
{
	dones++;
	done_cookie = cookie;
	done_verdict = *verdict;
	if (verdict->msk)
		memcpy(done_msk, verdict->msk, sizeof(done_msk));
	return 0;
}

static int wire_devices(void *ctx, struct agent *a)
{
	resyncs++;
	agent_ready(a, DEV);
	agent_ready(a, DEV2);
	return 0;
}

static const struct agent_wire wire = {
	.accept = wire_accept,
	.frame = wire_frame,
	.done = wire_done,
	.devices = wire_devices,
};

static struct config *make_config(const char *name)
{
	struct config *config = calloc(1, sizeof(*config));

	config->networks = calloc(1, sizeof(*config->networks));
	config->networks->name = strdup(name);
	return config;
}

static int setup(void **state)
{
	num_children = 0;
	fork_fails = false;
	ask_fails = false;
	accept_error = 0;
	accepts = frames = dones = resyncs = 0;
	memset(&done_verdict, 0, sizeof(done_verdict));
	pending = (struct agent_exchange){ .cookie = 100, .ifname = "wman0", .network = "home" };
	agent = agent_new(NULL, make_config("home"), &wire, &pending);
	return agent ? 0 : -1;
}

static int teardown(void **state)
{
	unsigned int before = dones, i;

	agent_free(agent);
	assert_false(question.open);
	/* Nothing is said at the end: the socket closes, the kernel knows. */
	assert_int_equal(dones, before);
	for (i = 0; i < num_children; i++)
		assert_true(children[i].freed);
	return 0;
}

static void succeed(struct child *child, uint8_t first)
{
	struct outcome o = { .success = true, .method = "TLS", .tls_version = "TLSv1.3" };

	o.msk[0] = first;
	child->ops->done(child->ctx, &o);
}

static void fail_with(struct child *child, enum wman_reason reason)
{
	const struct outcome o = { .reason = reason, .text = "text" };

	child->ops->done(child->ctx, &o);
}

static void test_success(void **state)
{
	static const uint8_t packet[] = { 1, 0, 0, 5, 1 };
	struct child *child = &children[0];

	agent_ready(agent, DEV);
	assert_int_equal(num_children, 1);
	agent_frame(agent, DEV, 100, packet, sizeof(packet));
	agent_frame(agent, DEV, 99, packet, sizeof(packet));
	agent_frame(agent, DEV2, 100, packet, sizeof(packet));
	assert_int_equal(child->frames, 1);
	child->ops->frame(child->ctx, packet, sizeof(packet));
	assert_int_equal(frames, 1);
	agent_challenged(agent, DEV, 99);
	assert_int_equal(child->challenged, 0);
	agent_challenged(agent, DEV, 100);
	assert_int_equal(child->challenged, 1);
	succeed(child, 0xaa);
	assert_int_equal(dones, 1);
	assert_int_equal(done_cookie, 100);
	assert_non_null(done_verdict.msk);
	assert_int_equal(done_msk[0], 0xaa);
	assert_int_equal(done_verdict.reason, WMAN_REASON_NONE);
	assert_false(done_verdict.permanent);
	assert_false(done_verdict.insecure);
	assert_true(child->freed);
	/* Late ones find nothing. */
	agent_frame(agent, DEV, 100, packet, sizeof(packet));
	agent_challenged(agent, DEV, 100);
	agent_cancel(agent, DEV, 100, WMAN_REASON_USER);
	assert_int_equal(dones, 1);
}

static void test_failures(void **state)
{
	static const struct {
		enum wman_reason reason;
		bool permanent;
	} cases[] = {
		{ WMAN_REASON_EAP_REJECTED, false },
		{ WMAN_REASON_TLS_UNTRUSTED, false },
		{ WMAN_REASON_HELPER_INTERNAL, false },
		{ WMAN_REASON_CREDENTIALS, true },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		pending.cookie = 200 + i;
		agent_ready(agent, DEV);
		fail_with(&children[i], cases[i].reason);
		assert_int_equal(dones, i + 1);
		assert_int_equal(done_cookie, 200 + i);
		assert_null(done_verdict.msk);
		assert_int_equal(done_verdict.reason, cases[i].reason);
		assert_int_equal(done_verdict.permanent, cases[i].permanent);
	}
}

static void test_insecure(void **state)
{
	const struct outcome o = { .success = true, .insecure = true };

	agent_ready(agent, DEV);
	children[0].ops->done(children[0].ctx, &o);
	assert_true(done_verdict.insecure);
}

static void test_no_network(void **state)
{
	strcpy(pending.network, "elsewhere");
	agent_ready(agent, DEV);
	assert_int_equal(num_children, 0);
	assert_int_equal(dones, 1);
	assert_int_equal(done_verdict.reason, WMAN_REASON_NO_NETWORK);
	assert_true(done_verdict.permanent);
	/* Any will do when none was named. */
	pending.network[0] = '\0';
	agent_ready(agent, DEV);
	assert_int_equal(num_children, 1);
}

static void test_no_process(void **state)
{
	fork_fails = true;
	agent_ready(agent, DEV);
	assert_int_equal(dones, 1);
	assert_int_equal(done_verdict.reason, WMAN_REASON_HELPER_INTERNAL);
	assert_false(done_verdict.permanent);
}

static void test_nothing_pending(void **state)
{
	accept_error = -ENOENT;
	agent_ready(agent, DEV);
	accept_error = -EIO;
	agent_ready(agent, DEV);
	assert_int_equal(accepts, 2);
	assert_int_equal(num_children, 0);
	assert_int_equal(dones, 0);
}

static void test_cancel(void **state)
{
	agent_ready(agent, DEV);
	agent_cancel(agent, DEV, 99, WMAN_REASON_USER);
	assert_false(children[0].freed);
	agent_cancel(agent, DEV, 100, WMAN_REASON_LINK_LOST);
	assert_true(children[0].freed);
	assert_int_equal(dones, 0);
}

/* The cancel of the old one was lost; its cookie is dead, so it gets no done. */
static void test_overtaken(void **state)
{
	agent_ready(agent, DEV);
	pending.cookie = 101;
	agent_ready(agent, DEV);
	assert_true(children[0].freed);
	assert_false(children[1].freed);
	assert_int_equal(dones, 0);
	succeed(&children[1], 1);
	assert_int_equal(dones, 1);
	assert_int_equal(done_cookie, 101);
}

static void test_two_devices(void **state)
{
	agent_ready(agent, DEV);
	pending.cookie = 300;
	agent_ready(agent, DEV2);
	assert_int_equal(num_children, 2);
	succeed(&children[0], 1);
	assert_int_equal(done_cookie, 100);
	assert_false(children[1].freed);
	fail_with(&children[1], WMAN_REASON_EAP_TIMEOUT);
	assert_int_equal(done_cookie, 300);
	assert_int_equal(dones, 2);
}

static void test_session(void **state)
{
	struct child *child = children;

	agent_ready(agent, DEV);
	assert_int_equal(child->session_len, 0);
	child->ops->session(child->ctx, (const uint8_t *)"first", 5);
	child->ops->session(child->ctx, (const uint8_t *)"ticket", 6);
	succeed(child++, 1);
	/* Not another device's. */
	agent_ready(agent, DEV2);
	assert_int_equal(child->session_len, 0);
	succeed(child++, 1);
	agent_ready(agent, DEV);
	assert_int_equal(child->session_len, 6);
	assert_memory_equal(child->session, "ticket", 6);
	/* After a failure not again. */
	fail_with(child++, WMAN_REASON_TLS_FAILED);
	agent_ready(agent, DEV);
	assert_int_equal(child->session_len, 0);
}

static void test_resync(void **state)
{
	accept_error = -ENOENT;
	agent_resync(agent);
	assert_int_equal(resyncs, 1);
	assert_int_equal(accepts, 2);
}

/* The kernel lets a running exchange be accepted again: it goes on. */
static void test_resync_keeps_running(void **state)
{
	agent_ready(agent, DEV);
	agent_resync(agent);
	/* The script has one cookie; the second device got a child, the first kept its own. */
	assert_int_equal(num_children, 2);
	assert_false(children[0].freed);
	succeed(&children[0], 1);
	assert_int_equal(dones, 1);
}

static void test_reload(void **state)
{
	agent_ready(agent, DEV);
	agent_set_config(agent, make_config("new"));
	assert_false(children[0].freed);
	succeed(&children[0], 1);
	assert_int_equal(dones, 1);
	agent_ready(agent, DEV);
	assert_int_equal(done_verdict.reason, WMAN_REASON_NO_NETWORK);
	strcpy(pending.network, "new");
	agent_ready(agent, DEV);
	assert_int_equal(num_children, 2);
}

static void test_drop_all(void **state)
{
	agent_ready(agent, DEV);
	agent_ready(agent, DEV2);
	agent_drop_all(agent);
	assert_true(children[0].freed);
	assert_true(children[1].freed);
	assert_int_equal(dones, 0);
}

/* The file of a card, and the number in it */
static void write_card(const char *path)
{
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	fputs("ki=465b5ce8b199b49faa5f0a2ee238a6bc\nopc=cd63cb71954a9f4e48a5994e37a02baf\n"
	      "sqn=000000000100\n",
	      f);
	fclose(f);
	assert_int_equal(chmod(path, 0600), 0);
}

static bool card_has(const char *path, const char *text)
{
	char all[256] = "";
	FILE *f = fopen(path, "re");

	assert_non_null(f);
	assert_true(fread(all, 1, sizeof(all) - 1, f) > 0);
	fclose(f);
	return strstr(all, text);
}

/* A sequence number is written, or the exchange ends before the answer can leave. */
static void test_sqn(void **state)
{
	char path[] = "/tmp/test_agent.XXXXXX";
	struct config *config = make_config("home");
	const struct eap_config cfg = {
		.methods = { eap_method_find("AKA") },
		.num_methods = 1,
		.identity = "0001010000000001",
		.sim_file = path,
	};
	struct eap_error err;

	close(mkstemp(path));
	write_card(path);
	config->networks->creds = eap_creds_load(&cfg, &err);
	assert_non_null(config->networks->creds);
	agent_set_config(agent, config);

	agent_ready(agent, DEV);
	children[0].ops->sqn(children[0].ctx, 0x120);
	assert_int_equal(dones, 0);
	assert_true(card_has(path, "sqn=000000000120"));
	/* a child that would turn it back */
	children[0].ops->sqn(children[0].ctx, 0x110);
	assert_true(card_has(path, "sqn=000000000120"));
	assert_int_equal(dones, 1);
	assert_int_equal(done_verdict.reason, WMAN_REASON_HELPER_INTERNAL);
	assert_true(children[0].freed);

	/* one whose network has no card */
	agent_ready(agent, DEV);
	config = make_config("home");
	config->networks->creds = calloc(1, sizeof(struct eap_creds));
	agent_set_config(agent, config);
	children[1].ops->sqn(children[1].ctx, 0x140);
	assert_int_equal(done_verdict.reason, WMAN_REASON_HELPER_INTERNAL);
	/* one whose network is gone */
	agent_ready(agent, DEV);
	agent_set_config(agent, make_config("elsewhere"));
	children[2].ops->sqn(children[2].ctx, 0x140);
	assert_int_equal(done_verdict.reason, WMAN_REASON_NO_NETWORK);
	assert_int_equal(dones, 3);
	unlink(path);
}

/* agent.c never looks into it */
static struct asker *const asker = (struct asker *)&question;

static void test_ask(void **state)
{
	static const struct {
		enum question_end end;
		enum wman_reason reason;
	} ends[] = {
		{ QUESTION_CANCELLED, WMAN_REASON_CREDENTIALS },
		{ QUESTION_EXPIRED, WMAN_REASON_EAP_TIMEOUT },
	};
	struct child *child = children;
	size_t i;

	agent_set_asker(agent, asker);
	agent_ready(agent, DEV);
	child->ops->ask(child->ctx, EAP_ASK_IDENTITY, "");
	assert_int_equal(question.ask, EAP_ASK_IDENTITY);
	assert_string_equal(question.network, "home");
	answer(QUESTION_ANSWERED, "joe");
	assert_string_equal(child->answer, "joe");
	child->ops->ask(child->ctx, EAP_ASK_PASSWORD, "of joe");
	assert_string_equal(question.text, "of joe");
	for (i = 0; i < 2; i++) {
		answer(ends[i].end, NULL);
		assert_int_equal(child->cancelled, ends[i].reason);
		child->ops->ask(child->ctx, EAP_ASK_PASSWORD, "of joe");
	}
	/* the server loses its patience: nobody needs to answer any more */
	fail_with(child, WMAN_REASON_EAP_REJECTED);
	assert_false(question.open);
	/* so does the kernel */
	agent_ready(agent, DEV);
	child++;
	child->ops->ask(child->ctx, EAP_ASK_OTP, "Token");
	agent_cancel(agent, DEV, 100, WMAN_REASON_LINK_LOST);
	assert_false(question.open);
}

/* The session of somebody who was asked is good until the next connect. */
static void test_session_of_a_person(void **state)
{
	static const bool reauth[] = { true, true, false };
	struct child *child = children;
	size_t i;

	agent_set_asker(agent, asker);
	agent_ready(agent, DEV);
	child->ops->ask(child->ctx, EAP_ASK_PASSWORD, "");
	answer(QUESTION_ANSWERED, "secret");
	for (i = 0; i < 3; i++) {
		child->ops->session(child->ctx, (const uint8_t *)"ticket", 6);
		succeed(child++, 1);
		pending.reauth = reauth[i];
		agent_ready(agent, DEV);
		assert_int_equal(child->session_len, reauth[i] ? 6 : 0);
	}
	/* nobody was asked this time, so it is that of the station again */
	child->ops->session(child->ctx, (const uint8_t *)"ticket", 6);
	succeed(child++, 1);
	agent_ready(agent, DEV);
	assert_int_equal(child->session_len, 6);
}

static void test_nobody_to_ask(void **state)
{
	agent_ready(agent, DEV);
	children[0].ops->ask(children[0].ctx, EAP_ASK_IDENTITY, "");
	assert_int_equal(children[0].cancelled, WMAN_REASON_CREDENTIALS);
	agent_set_asker(agent, asker);
	ask_fails = true;
	children[0].cancelled = 0;
	children[0].ops->ask(children[0].ctx, EAP_ASK_IDENTITY, "");
	assert_int_equal(children[0].cancelled, WMAN_REASON_CREDENTIALS);
}

static void test_address(void **state)
{
	static const uint8_t mac[AGENT_ADDR_LEN] = { 2, 0, 0, 0, 0, 7 };

	pending.has_address = true;
	memcpy(pending.address, mac, sizeof(mac));
	agent_ready(agent, DEV);
	assert_memory_equal(children[0].address, mac, sizeof(mac));
}

/* A configuration whose private key wants a passphrase */
static struct config *locked_config(struct pki_id *id)
{
	struct config *config = make_config("home");
	struct network *net = config->networks;

	*id = pki_make(&(struct pki_spec){ .cn = "ss", .ca = 1 }, NULL, 0);
	net->locked = EAP_LOCKED_KEY;
	net->eap.methods[0] = eap_method_find("TLS");
	net->eap.num_methods = 1;
	net->eap.insecure = true;
	net->eap.identity = strdup("ss");
	net->eap.client_cert = strdup(pki_write_certs("client.pem", id->cert, NULL));
	net->eap.private_key =
		strdup(pki_write_key("client.key", id->key, EVP_aes_128_cbc(), "whatever"));
	return config;
}

static void test_locked(void **state)
{
	static const uint8_t packets[][5] = { { 1, 0, 0, 5, 1 }, { 1, 1, 0, 5, 1 } };
	struct pki_id id;
	size_t i;

	agent_set_config(agent, locked_config(&id));
	/* nobody can be asked */
	agent_ready(agent, DEV);
	assert_int_equal(done_verdict.reason, WMAN_REASON_CREDENTIALS);
	agent_set_asker(agent, asker);
	/* a wrong one, and the last packet waits for the process */
	agent_ready(agent, DEV);
	assert_int_equal(question.ask, EAP_ASK_PASSPHRASE);
	assert_non_null(strstr(question.text, "client.key"));
	for (i = 0; i < 2; i++)
		agent_frame(agent, DEV, 100, packets[i], sizeof(packets[i]));
	agent_challenged(agent, DEV, 100);
	answer(QUESTION_ANSWERED, "wrong");
	assert_int_equal(num_children, 0);
	answer(QUESTION_ANSWERED, "whatever");
	assert_int_equal(num_children, 1);
	assert_non_null(children[0].creds);
	assert_int_equal(children[0].frames, 1);
	succeed(&children[0], 1);
	/* and not asked again */
	agent_ready(agent, DEV);
	assert_int_equal(num_children, 2);
	pki_free(&id);
	pki_cleanup();
}

static void test_stays_locked(void **state)
{
	struct pki_id id;
	size_t i;

	agent_set_config(agent, locked_config(&id));
	agent_set_asker(agent, asker);
	agent_ready(agent, DEV);
	for (i = 0; i < 3; i++)
		answer(QUESTION_ANSWERED, "wrong");
	assert_int_equal(dones, 1);
	assert_int_equal(done_verdict.reason, WMAN_REASON_CREDENTIALS);
	assert_true(done_verdict.permanent);
	agent_ready(agent, DEV);
	answer(QUESTION_CANCELLED, NULL);
	assert_int_equal(done_verdict.reason, WMAN_REASON_CREDENTIALS);
	agent_ready(agent, DEV);
	answer(QUESTION_EXPIRED, NULL);
	assert_int_equal(done_verdict.reason, WMAN_REASON_EAP_TIMEOUT);
	/* another exchange, or a reload, was faster than the answer */
	agent_ready(agent, DEV);
	agent_set_config(agent, make_config("home"));
	answer(QUESTION_ANSWERED, "whatever");
	assert_int_equal(num_children, 1);
	pki_free(&id);
	agent_set_config(agent, locked_config(&id));
	pending.cookie = 101;
	agent_ready(agent, DEV);
	agent_set_config(agent, make_config("elsewhere"));
	answer(QUESTION_ANSWERED, "whatever");
	assert_int_equal(done_verdict.reason, WMAN_REASON_NO_NETWORK);
	assert_int_equal(num_children, 1);
	pki_free(&id);
	pki_cleanup();
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_success),
		TEST(test_failures),
		TEST(test_insecure),
		TEST(test_no_network),
		TEST(test_no_process),
		TEST(test_nothing_pending),
		TEST(test_cancel),
		TEST(test_overtaken),
		TEST(test_two_devices),
		TEST(test_session),
		TEST(test_resync),
		TEST(test_resync_keeps_running),
		TEST(test_reload),
		TEST(test_drop_all),
		TEST(test_sqn),
		TEST(test_ask),
		TEST(test_nobody_to_ask),
		TEST(test_address),
		TEST(test_session_of_a_person),
		TEST(test_locked),
		TEST(test_stays_locked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
