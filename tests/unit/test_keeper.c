// SPDX-License-Identifier: BSD-3-Clause
/*
 * A private key that a process of its own holds: real processes, a whole EAP-TLS server, and a token
 * that is a key in memory here, with a PIN that is counted.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <openssl/rsa.h>

#include "child_rig.h"
#include "descriptors.h"
#include "eap/eap.h"
#include "keeper.h"
#include "token.h"

/* What the processes of the token do and see */
static struct shared {
	char pin[32]; /* the right one */
	unsigned int pins; /* how often one was sent */
	unsigned int opened;
	unsigned int closed;
	unsigned int signed_count;
	uint32_t sigalgs; /* what it can */
	uint32_t last_alg;
	void (*deed)(void); /* done in the place of a signature */
	bool deed_survived;
} * shared;

static EVP_PKEY *token_key;
static const struct eap_token *token_what;

/* The token */

static bool fault_text(struct token_fault *fault, enum eap_locked locked, const char *text)
{
	memset(fault, 0, sizeof(*fault));
	fault->err.reason = WMAN_REASON_CREDENTIALS;
	fault->err.locked = locked;
	snprintf(fault->err.text, sizeof(fault->err.text), "%s", text);
	return false;
}

struct token *token_open(const struct eap_token *what, struct token_fault *fault)
{
	memset(fault, 0, sizeof(*fault));
	token_what = what;
	shared->opened++;
	if (strstr(what->name, "none")) {
		fault_text(fault, EAP_LOCKED_NOT, "no such token");
		return NULL;
	}
	return (struct token *)shared;
}

void token_close(struct token *token)
{
	shared->closed += token != NULL;
}

static bool log_in(struct token_fault *fault)
{
	if (!token_what->passwd)
		return fault_text(fault, EAP_LOCKED_TOKEN, "a PIN is wanted");
	shared->pins++;
	if (!strcmp(token_what->passwd, shared->pin))
		return true;
	fault_text(fault, EAP_LOCKED_TOKEN, "wrong PIN");
	fault->pin_refused = true;
	return false;
}

bool token_describe(struct token *token, struct eap_token_key *key, struct token_fault *fault)
{
	uint8_t *p = key->public_key;

	key->public_len = (size_t)i2d_PUBKEY(token_key, &p);
	key->sigalgs = shared->sigalgs;
	return log_in(fault);
}

bool token_sign(struct token *token, enum eap_sigalg alg, const uint8_t *hash, size_t hash_len,
		uint8_t *signature, size_t *len, struct token_fault *fault)
{
	static const EVP_MD *(*const mds[])(void) = {
		EVP_sha256, EVP_sha384, EVP_sha256, EVP_sha384, EVP_sha256, EVP_sha384, EVP_sha512,
	};
	EVP_PKEY_CTX *ctx;
	bool ok;

	if (!log_in(fault))
		return false;
	if (shared->deed) {
		shared->deed();
		shared->deed_survived = true;
		return fault_text(fault, EAP_LOCKED_NOT, "no signature");
	}
	shared->signed_count++;
	shared->last_alg = alg;
	ctx = EVP_PKEY_CTX_new(token_key, NULL);
	ok = EVP_PKEY_sign_init(ctx) > 0 && EVP_PKEY_CTX_set_signature_md(ctx, mds[alg]()) > 0;
	if (alg <= EAP_SIGALG_RSA_PSS_SHA384)
		ok = ok && EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) > 0 &&
		     EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) > 0;
	ok = ok && EVP_PKEY_sign(ctx, signature, len, hash, hash_len) > 0;
	EVP_PKEY_CTX_free(ctx);
	return ok;
}

/* The parent, and the server */

static struct pki_id rsa_id, ec_id;
static struct eap_creds *creds;
static uint8_t msk[EAP_MSK_LEN];

static void on_note(void *ctx, const char *text)
{
}

static void on_session(void *ctx, const uint8_t *data, size_t len)
{
}

static void on_done(void *ctx, const struct outcome *o)
{
	server.done_count++;
	outcome = *o;
	memcpy(msk, o->msk, sizeof(msk));
	loop_quit(loop);
}

static const struct child_ops ops = {
	.frame = on_frame,
	.note = on_note,
	.session = on_session,
	.done = on_done,
};

static struct eap_config config(const char *uri, const struct pki_id *id, const char *pin)
{
	token_key = id->key;
	return (struct eap_config){
		.methods = { eap_method_find("TLS") },
		.num_methods = 1,
		.identity = "ss@wimax.test",
		.ca_cert = pki_path("ca.pem"),
		.client_cert = pki_write_certs("client.pem", id->cert, NULL),
		.private_key = uri,
		.private_key_passwd = pin,
		.signer = &keeper_signer,
	};
}

static void load(const char *uri, const struct pki_id *id, const char *pin)
{
	const struct eap_config cfg = config(uri, id, pin);
	struct eap_error err;

	creds = eap_creds_load(&cfg, &err);
	if (!creds)
		fail_msg("%s", err.text);
}

static void assert_refused(const char *uri, const struct pki_id *id, const char *pin,
			   const char *text, enum eap_locked locked)
{
	const struct eap_config cfg = config(uri, id, pin);
	struct eap_error err;

	creds = eap_creds_load(&cfg, &err);
	assert_null(creds);
	assert_int_equal(err.reason, WMAN_REASON_CREDENTIALS);
	if (!strstr(err.text, text))
		fail_msg("'%s' does not say '%s'", err.text, text);
	assert_int_equal(err.locked, locked);
}

static void exchange(int version)
{
	eap_server_cleanup(&server);
	memset(&server, 0, sizeof(server));
	server.ctx = eap_server_ctx(&server_id, NULL, root.cert, version);
	server.send = send_to_child;
	server.id = 1;
	child = child_new(loop, creds, NULL, 0, &ops, NULL);
	assert_non_null(child);
	eap_server_run(&server);
	if (!server.done_count)
		run_loop();
	assert_int_equal(server.done_count, 1);
	child_free(child);
	child = NULL;
}

static void assert_failed(const char *text)
{
	exchange(TLS1_2_VERSION);
	assert_false(outcome.success);
	if (!strstr(outcome.text, text))
		fail_msg("'%s' does not say '%s'", outcome.text, text);
}

static int group_setup(void **state)
{
	rig_begin();
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	assert_true(shared != MAP_FAILED);
	rsa_id = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 2048);
	ec_id = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, PKI_P256);
	pki_write_certs("ca.pem", root.cert, NULL);
	return 0;
}

static int group_teardown(void **state)
{
	pki_free(&rsa_id);
	pki_free(&ec_id);
	rig_end();
	munmap(shared, sizeof(*shared));
	return 0;
}

static int setup(void **state)
{
	memset(shared, 0, sizeof(*shared));
	strcpy(shared->pin, "1234");
	shared->sigalgs = (1U << EAP_SIGALG_NUM) - 1;
	return 0;
}

/* No process is left, whatever the test did. */
static int teardown(void **state)
{
	child_free(child);
	child = NULL;
	eap_creds_free(creds);
	creds = NULL;
	eap_server_cleanup(&server);
	memset(&server, 0, sizeof(server));
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	return 0;
}

static void signs(void **state)
{
	static const struct {
		const struct pki_id *id;
		int version;
		const char *name;
	} cases[] = {
		{ &rsa_id, TLS1_2_VERSION, "TLSv1.2" },
		{ &rsa_id, TLS1_3_VERSION, "TLSv1.3" },
		{ &ec_id, TLS1_2_VERSION, "TLSv1.2" },
		{ &ec_id, TLS1_3_VERSION, "TLSv1.3" },
	};
	unsigned int before, i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memset(msk, 0, sizeof(msk));
		load("handle:0x81000001", cases[i].id, "1234");
		before = descriptors();
		exchange(cases[i].version);
		if (!outcome.success)
			fail_msg("case %u: %s", i, outcome.text);
		assert_string_equal(outcome.tls_version, cases[i].name);
		assert_memory_equal(msk, server.msk, sizeof(msk));
		assert_int_equal(shared->signed_count, i + 1);
		assert_int_equal(descriptors(), before);
		/* two processes: one looked at the key, one signed; both gave it back */
		assert_int_equal(shared->opened, 2 * (i + 1));
		assert_int_equal(shared->closed, 2 * (i + 1));
		eap_creds_free(creds);
		creds = NULL;
	}
}

/* What the token cannot do is not chosen. */
static void what_it_can(void **state)
{
	static const enum eap_sigalg only[] = {
		EAP_SIGALG_RSA_PSS_SHA256,
		EAP_SIGALG_RSA_PSS_SHA384,
		EAP_SIGALG_RSA_PKCS1_SHA256,
		EAP_SIGALG_RSA_PKCS1_SHA384,
	};
	size_t i;

	for (i = 0; i < sizeof(only) / sizeof(only[0]); i++) {
		shared->sigalgs = 1U << only[i];
		load("handle:0x81000001", &rsa_id, "1234");
		exchange(TLS1_2_VERSION);
		assert_true(outcome.success);
		assert_int_equal(shared->last_alg, only[i]);
		eap_creds_free(creds);
		creds = NULL;
	}
	/* nothing of RSA */
	shared->sigalgs = 1U << EAP_SIGALG_ECDSA_SHA256;
	assert_refused("handle:0x81000001", &rsa_id, "1234", "of no type that could be used",
		       EAP_LOCKED_NOT);
}

static void other_key(void **state)
{
	struct eap_config cfg = config("handle:0x81000001", &rsa_id, "1234");
	struct eap_error err;

	cfg.client_cert = pki_write_certs("other.pem", ec_id.cert, NULL);
	assert_null(eap_creds_load(&cfg, &err));
	assert_non_null(
		strstr(err.text, "no certificate in it belongs to the private key handle:"));
	assert_refused("pkcs11:object=none", &rsa_id, "1234", "no such token", EAP_LOCKED_NOT);
}

/* A card locks at the third wrong PIN. */
static void wrong_pins(void **state)
{
	static const char uri[] = "pkcs11:token=wrong;object=ss";

	assert_refused(uri, &rsa_id, NULL, "a PIN is wanted", EAP_LOCKED_TOKEN);
	assert_int_equal(shared->pins, 0);
	assert_refused(uri, &rsa_id, "1", "wrong PIN", EAP_LOCKED_TOKEN);
	assert_int_equal(shared->pins, 1);
	assert_refused(uri, &rsa_id, "1", "refused this PIN before; it is not sent again",
		       EAP_LOCKED_TOKEN);
	assert_int_equal(shared->pins, 1);
	/* nor for another key in there */
	assert_refused("pkcs11:object=other;token=wrong", &rsa_id, "1", "not sent again",
		       EAP_LOCKED_TOKEN);
	assert_int_equal(shared->pins, 1);
	assert_refused(uri, &rsa_id, "2", "wrong PIN", EAP_LOCKED_TOKEN);
	assert_int_equal(shared->pins, 2);
	/* not even the right one; another token has its own count */
	assert_refused(uri, &rsa_id, "1234", "may lock at the third", EAP_LOCKED_NOT);
	assert_int_equal(shared->pins, 2);
	assert_refused("pkcs11:object=other;token=wrong", &rsa_id, "1234", "may lock at the third",
		       EAP_LOCKED_NOT);
	assert_int_equal(shared->pins, 2);
	load("pkcs11:token=right;object=ss", &rsa_id, "1234");
	assert_int_equal(shared->pins, 3);
}

/* The right one makes the token forget those before, and a wrong one is still not sent again. */
static void right_pin(void **state)
{
	static const char uri[] = "pkcs11:token=forgets";
	static const char *const wrong[] = { "1", "2", "3" };
	size_t i;

	for (i = 0; i < 3; i++) {
		assert_refused(uri, &rsa_id, wrong[i], "wrong PIN", EAP_LOCKED_TOKEN);
		load(uri, &rsa_id, "1234");
		eap_creds_free(creds);
		creds = NULL;
	}
	assert_int_equal(shared->pins, 6);
	assert_refused(uri, &rsa_id, "2", "not sent again", EAP_LOCKED_TOKEN);
	assert_int_equal(shared->pins, 6);
}

/* Somebody changed it: the exchange fails, and those after it do not try. */
static void pin_changed(void **state)
{
	load("pkcs11:token=changed", &rsa_id, "1234");
	strcpy(shared->pin, "5678");
	assert_failed("wrong PIN");
	assert_int_equal(outcome.reason, WMAN_REASON_CREDENTIALS);
	assert_int_equal(shared->pins, 2);
	assert_failed("not sent again");
	assert_int_equal(shared->pins, 2);
}

static void die(void)
{
	_exit(0);
}

static void run_program(void)
{
	execl("/bin/true", "true", NULL);
}

static void make_process(void)
{
	if (!fork())
		_exit(0);
}

static void use_network(void)
{
	assert_int_equal(socket(AF_INET, SOCK_STREAM, 0), -1);
	_exit(errno == EAFNOSUPPORT ? 0 : 1);
}

/* What a library may do */
static void be_normal(void)
{
	int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
	int sock = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd < 0 || sock < 0)
		_exit(1);
	close(fd);
	close(sock);
}

static void confined(void **state)
{
	static const struct {
		void (*deed)(void);
		bool survives;
		const char *text;
	} cases[] = {
		{ be_normal, true, "no signature" },
		{ die, false, "the process that holds the token ended" },
		{ run_program, false, "the process that holds the token ended" },
		{ make_process, false, "the process that holds the token ended" },
		{ use_network, false, "the process that holds the token ended" },
	};
	size_t i;

	load("handle:0x81000002", &ec_id, "1234");
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		shared->deed = cases[i].deed;
		shared->deed_survived = false;
		assert_failed(cases[i].text);
		assert_int_equal(shared->deed_survived, cases[i].survives);
	}
	/* and the next exchange has its own */
	shared->deed = NULL;
	exchange(TLS1_3_VERSION);
	assert_true(outcome.success);
}

/* Without a child of its own, as wmand --self-test does */
static void in_this_process(void **state)
{
	load("handle:0x81000003", &ec_id, "1234");
	server.ctx = eap_server_ctx(&server_id, NULL, root.cert, TLS1_3_VERSION);
	eap_server_reset(&server, creds, NULL);
	eap_server_run(&server);
	assert_true(server.result.success);
	assert_int_equal(shared->signed_count, 1);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(signs),	 TEST(what_it_can), TEST(other_key), TEST(wrong_pins),
		TEST(right_pin), TEST(pin_changed), TEST(confined),  TEST(in_this_process),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
