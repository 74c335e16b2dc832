// SPDX-License-Identifier: BSD-3-Clause
/* wmand: configuration and credentials; the EAP peer; list of all its scenarios. */
#include "wmand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include "config.h"

#define PASSPHRASE "do-not-print-this"

char wmand_config[128];
struct pki_id wmand_root, wmand_server;

static pid_t owner;

static void clean_up(void)
{
	if (getpid() == owner)
		pki_cleanup();
}

/* One iteration of the key derivation: each allocates, and one is like the other. */
static const char *write_pkcs12(const struct pki_id *id)
{
	PKCS12 *p12 = PKCS12_create(PASSPHRASE, "ss", id->key, id->cert, NULL, 0, 0, 1, 1, 0);
	unsigned char *der = NULL;
	int len = i2d_PKCS12(p12, &der);
	const char *path = pki_write("ss.p12", der, (size_t)len, 0600);

	OPENSSL_free(der);
	PKCS12_free(p12);
	return path;
}

static const char *write_key(const struct pki_id *id)
{
	PKCS8_PRIV_KEY_INFO *plain = EVP_PKEY2PKCS8(id->key);
	X509_SIG *sealed = PKCS8_encrypt(-1, EVP_aes_128_cbc(), PASSPHRASE, -1, NULL, 0, 1, plain);
	BIO *bio = BIO_new(BIO_s_mem());
	const char *path;
	char *data;
	long len;

	PEM_write_bio_PKCS8(bio, sealed);
	len = BIO_get_mem_data(bio, &data);
	path = pki_write("ss.key", data, (size_t)len, 0600);
	BIO_free(bio);
	X509_SIG_free(sealed);
	PKCS8_PRIV_KEY_INFO_free(plain);
	return path;
}

static void write_config(const char *ca, const char *cert, const char *key, const char *p12)
{
	char text[4096];
	int len;

	/* one line is longer than getline() begins with, and it is not the first one */
	len = snprintf(text, sizeof(text),
		       "network={\n"
		       "\tid_str=\"pem\"\n"
		       "\teap=TLS\n"
		       "\tidentity=\"" WMAND_IDENTITY "\"\n"
		       "\tca_cert=\"%s\"\n"
		       "\tclient_cert=\"%s\"\n"
		       "\tprivate_key=\"%s\"\n"
		       "\tprivate_key_passwd=\"" PASSPHRASE "\"\n"
		       "}\n"
		       "# %0200d\n"
		       "network={\n"
		       "\tid_str=\"p12\"\n"
		       "\teap=TLS\n"
		       "\tidentity=\"" WMAND_IDENTITY "\"\n"
		       "\tca_cert=\"%s\"\n"
		       "\tdomain_suffix_match=\"wimax.test\"\n"
		       "\tprivate_key=\"%s\"\n"
		       "\tprivate_key_passwd=\"" PASSPHRASE "\"\n"
		       "}\n",
		       ca, cert, key, 0, ca, p12);
	snprintf(wmand_config, sizeof(wmand_config), "%s",
		 pki_write("wmand.conf", text, (size_t)len, 0600));
}

void wmand_prepare(void)
{
	const struct pki_spec ca = { .cn = "Root", .ca = 1 };
	struct pki_id client;

	owner = getpid();
	atexit(clean_up);
	tzset();
	wmand_root = pki_make(&ca, NULL, 0);
	wmand_server =
		pki_make(&(struct pki_spec){ .cn = "aaa", .eku = "serverAuth" }, &wmand_root, 0);
	client = pki_make(&(struct pki_spec){ .cn = "ss" }, &wmand_root, 0);
	write_config(pki_write_certs("ca.pem", wmand_root.cert, NULL),
		     pki_write_certs("ss.pem", client.cert, NULL), write_key(&client),
		     write_pkcs12(&client));
	pki_free(&client);
}

static void print_error(void *ctx, const char *text)
{
	unsigned int *errors = ctx;

	(*errors)++;
	fprintf(stderr, "%s\n", text);
}

struct config *wmand_load(void)
{
	unsigned int errors = 0;
	struct config *config = config_load(wmand_config, print_error, &errors);

	if (!config)
		abort();
	return config;
}

static bool is_network(const struct network *net, const char *name)
{
	return net && net->creds && !strcmp(net->name, name) && net->eap.identity &&
	       !strcmp(net->eap.identity, WMAND_IDENTITY) && net->eap.num_methods == 1 &&
	       !net->eap.insecure;
}

enum fault_verdict wmand_check(const void *arg)
{
	unsigned int errors = 0;
	struct config *config;
	bool right;

	fault_secret(PASSPHRASE, strlen(PASSPHRASE));
	fault_arm();
	config = config_load(wmand_config, print_error, &errors);
	fault_disarm();
	if (!config)
		return errors ? FAULT_REPORTED : fault_wrong("no configuration, and no error");
	right = !errors && is_network(config->networks, "pem") &&
		is_network(config->networks->next, "p12") && !config->networks->next->next;
	fault_arm();
	config_free(config);
	fault_disarm();
	return right ? FAULT_RIGHT : fault_wrong("configuration is not what the file says");
}

static void to_peer(struct eap_server *s, const uint8_t *packet, size_t len)
{
	fault_arm();
	eap_peer_rx(s->peer, packet, len);
	fault_disarm();
}

/* One exchange. The key is handed out once, and is that of the server, or there is a reason. */
static enum fault_verdict exchange(struct eap_server *s, const struct eap_creds *creds,
				   struct eap_session_cache *cache)
{
	const struct eap_result *result = &s->result;

	fault_arm();
	s->peer = eap_peer_new(creds, cache, &eap_server_peer_ops, s);
	fault_disarm();
	if (!s->peer) {
		puts("no peer");
		return FAULT_REPORTED;
	}
	eap_server_run(s);
	fault_arm();
	if (!s->done_count)
		eap_peer_timeout(s->peer);
	fault_disarm();
	fault_secret(s->msk, sizeof(s->msk));
	if (s->done_count != 1)
		return fault_wrong("done was called %u times", s->done_count);
	if (!result->success) {
		puts(result->error.text);
		return result->error.reason && *result->error.text ?
			       FAULT_REPORTED :
			       fault_wrong("failed without a reason");
	}
	if (memcmp(result->msk, s->msk, sizeof(s->msk)))
		return fault_wrong("the MSK is not that of the server");
	return result->insecure ? fault_wrong("the server was not verified") : FAULT_RIGHT;
}

/*
 * OpenSSL 3.0 takes the algorithms of a provider for loaded though it had no memory for one of them,
 * and lacks that one as long as the process lives. A child of wmand serves one exchange.
 */
static bool openssl_lost_one(const struct eap_result *result)
{
	return !strcmp(result->error.text, "unsupported");
}

/* Twice with the same server: a handshake, a resumption. What comes after the fault works. */
enum fault_verdict wmand_eap(const void *arg)
{
	struct eap_server s = { .id = 40, .send = to_peer };
	enum fault_verdict verdict = FAULT_RIGHT, all = FAULT_RIGHT;
	struct config *config = wmand_load();
	struct eap_session_cache *cache;
	SSL_CTX *ctx = eap_server_ctx(&wmand_server, NULL, wmand_root.cert, *(const int *)arg);
	unsigned long hits;
	int round;

	fault_arm();
	cache = eap_session_cache_new();
	fault_disarm();
	if (!cache) {
		puts("no session cache");
		all = FAULT_REPORTED;
	}
	for (round = 0; cache && round < 2 && verdict != FAULT_WRONG; round++) {
		SSL_CTX_up_ref(ctx);
		s.ctx = ctx;
		hits = fault_state->hits;
		verdict = exchange(&s, config->networks->creds, cache);
		if (verdict == FAULT_REPORTED && hits && !openssl_lost_one(&s.result))
			verdict = fault_wrong("fails after the fault: %s", s.result.error.text);
		if (!fault_state->n && s.resumed != round)
			verdict = fault_wrong("round %d: resumed %d", round, s.resumed);
		if (verdict > all)
			all = verdict;
		fault_arm();
		eap_peer_free(s.peer);
		fault_disarm();
		s.peer = NULL;
		eap_server_cleanup(&s);
		s = (struct eap_server){ .id = 40, .send = to_peer };
	}
	eap_session_cache_free(cache);
	SSL_CTX_free(ctx);
	config_free(config);
	return all;
}

static const int tls12 = TLS1_2_VERSION, tls13 = TLS1_3_VERSION;

#define MEMORY	(KIND(MALLOC) | KIND(OPENSSL))
#define FILES	(MEMORY | KIND(EINTR) | KIND(SHORT) | KIND(ERROR) | KIND(RESOURCE))
#define SOCKETS (MEMORY | KIND(EINTR) | KIND(ERROR) | KIND(RESOURCE))

#define SCENARIO(name, run, arg, kinds)                            \
	{                                                          \
		"wmand", name, run, arg, kinds, false, false, NULL \
	}

const struct scenario wmand_scenarios[] = {
	SCENARIO("configuration and credentials", wmand_check, NULL, FILES),
	SCENARIO("EAP-TLS 1.2 and resumption", wmand_eap, &tls12, MEMORY),
	SCENARIO("EAP-TLS 1.3 and resumption", wmand_eap, &tls13, MEMORY),
	SCENARIO("EAP in a child", wmand_child, NULL, SOCKETS),
	SCENARIO("self-test", wmand_selftest, NULL, SOCKETS | KIND(FULL) | KIND(EAGAIN)),
	SCENARIO("upcall", wmand_upcall, NULL, SOCKETS | KIND(EAGAIN)),
	SCENARIO("upcall, module loaded later", wmand_upcall, "late", SOCKETS | KIND(EAGAIN)),
	{ .name = NULL },
};
