// SPDX-License-Identifier: BSD-3-Clause
/*
 * The whole of wmand but netlink: daemon_run() in a process of its own, with its processes for EAP, and
 * a wire that is a socket to the test, where the server is. SIGHUP while a station is connected.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include <openssl/pem.h>

#include "agent.h"
#include "daemon.h"
#include "eap_server.h"
#include "loop.h"
#include "upcall.h"

#define DEV	    7
#define PATIENCE_S  20
#define POLL_US	    2000
#define PACKET_ROOM 4200

/* What crosses the wire: one of these, and what belongs to it */
enum wire_op {
	OP_BOUND = 1, /* wmand is ready */
	OP_READY, /* an exchange is pending; one octet: re-authentication */
	OP_FRAME, /* both ways: an EAP packet */
	OP_DONE, /* struct wire_verdict */
};

struct wire_verdict {
	bool success;
	bool insecure;
	uint32_t reason;
	uint8_t msk[EAP_MSK_LEN];
};

/* The end of wmand, in its process */
struct upcall {
	struct loop *loop;
	struct agent *agent;
	upcall_bound_fn bound;
	void *ctx;
	uint64_t cookie;
	bool pending;
	bool reauth;
};

/* How much may be locked is this machine's business. */
int mlockall(int flags)
{
	return 0;
}

/* a sanitizer asks before its own memory is there */
__attribute__((no_sanitize("address"))) int getrlimit(__rlimit_resource_t resource,
						      struct rlimit *lim)
{
	if (resource != RLIMIT_MEMLOCK)
		return prlimit(0, resource, NULL, lim);
	lim->rlim_cur = lim->rlim_max = RLIM_INFINITY;
	return 0;
}

static int wire_fd = -1;

static void wire_send(int fd, enum wire_op op, const void *data, size_t len)
{
	uint8_t message[PACKET_ROOM] = { (uint8_t)op };

	memcpy(message + 1, data, len);
	if (send(fd, message, 1 + len, MSG_NOSIGNAL) < 0)
		_exit(8);
}

static void wire_readable(void *arg, uint32_t events)
{
	struct upcall *up = arg;
	uint8_t message[PACKET_ROOM];
	ssize_t n = recv(wire_fd, message, sizeof(message), 0);

	if (n <= 0)
		_exit(7);
	if (message[0] == OP_FRAME) {
		agent_frame(up->agent, DEV, up->cookie, message + 1, (size_t)n - 1);
		return;
	}
	up->cookie++;
	up->pending = true;
	up->reauth = message[1];
	agent_ready(up->agent, DEV);
}

struct upcall *upcall_new(struct loop *loop, upcall_bound_fn bound, void *ctx)
{
	struct upcall *up = calloc(1, sizeof(*up));

	up->loop = loop;
	up->bound = bound;
	up->ctx = ctx;
	return loop_add_fd(loop, wire_fd, EPOLLIN, wire_readable, up) ? NULL : up;
}

void upcall_free(struct upcall *up)
{
	if (!up)
		return;
	loop_del_fd(up->loop, wire_fd);
	free(up);
}

void upcall_bind(struct upcall *up, struct agent *agent)
{
	up->agent = agent;
	up->bound(up->ctx, 0, "bound");
	wire_send(wire_fd, OP_BOUND, "", 0);
}

static int wire_accept(void *ctx, uint32_t ifindex, struct agent_exchange *ex)
{
	struct upcall *up = ctx;

	if (!up->pending)
		return -ENOENT;
	up->pending = false;
	ex->cookie = up->cookie;
	ex->reauth = up->reauth;
	strcpy(ex->ifname, "wman0");
	return 0;
}

static int wire_frame(void *ctx, uint32_t ifindex, uint64_t cookie, const uint8_t *packet,
		      size_t len)
{
	wire_send(wire_fd, OP_FRAME, packet, len);
	return 0;
}

static int wire_done(void *ctx, uint32_t ifindex, uint64_t cookie,
		     const struct agent_verdict *verdict)
{
	struct wire_verdict v = {
		.success = verdict->msk,
		.insecure = verdict->insecure,
		.reason = verdict->reason,
	};

	if (verdict->msk)
		memcpy(v.msk, verdict->msk, sizeof(v.msk));
	wire_send(wire_fd, OP_DONE, &v, sizeof(v));
	return 0;
}

/* The kernel would begin; here the test does, when it likes. */
static int wire_reauth(void *ctx, uint32_t ifindex)
{
	return 0;
}

static int wire_devices(void *ctx, struct agent *agent)
{
	return 0;
}

const struct agent_wire upcall_wire = {
	.accept = wire_accept,
	.frame = wire_frame,
	.done = wire_done,
	.reauth = wire_reauth,
	.devices = wire_devices,
};

/* The end of the test */
static struct pki_id root, id, client;
static struct eap_server server;
static struct wire_verdict verdict;
static pid_t pid;
static int fd = -1;
static char config_path[256], crl_path[256], socket_path[256], control_path[256], log_path[256];

static int group_setup(void **state)
{
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1, .to = 100 * PKI_DAY }, NULL, 0);
	id = pki_make(&(struct pki_spec){ .cn = "aaa.wimax.test", .to = 100 * PKI_DAY }, &root, 0);
	client = pki_make(&(struct pki_spec){ .cn = "ss", .to = 100 * PKI_DAY }, &root, 0);
	snprintf(crl_path, sizeof(crl_path), "%s", pki_path("crl.pem"));
	snprintf(socket_path, sizeof(socket_path), "%s", pki_path("agent.sock"));
	snprintf(control_path, sizeof(control_path), "%s", pki_path("control.sock"));
	snprintf(log_path, sizeof(log_path), "%s", pki_path("log"));
	return 0;
}

static int group_teardown(void **state)
{
	pki_free(&root);
	pki_free(&id);
	pki_free(&client);
	pki_cleanup();
	return 0;
}

/* A CRL of the root, which has the server's certificate in it or not */
static void write_crl(bool revoked)
{
	X509_CRL *crl = X509_CRL_new();
	BIO *bio = BIO_new(BIO_s_mem());
	ASN1_TIME *now = X509_gmtime_adj(NULL, -PKI_HOUR), *next = X509_gmtime_adj(NULL, PKI_DAY);
	X509_REVOKED *entry;
	char *text;
	long len;

	X509_CRL_set_version(crl, 1);
	X509_CRL_set_issuer_name(crl, X509_get_subject_name(root.cert));
	X509_CRL_set1_lastUpdate(crl, now);
	X509_CRL_set1_nextUpdate(crl, next);
	if (revoked) {
		entry = X509_REVOKED_new();
		X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(id.cert));
		X509_REVOKED_set_revocationDate(entry, now);
		X509_CRL_add0_revoked(crl, entry);
	}
	assert_true(X509_CRL_sign(crl, root.key, EVP_sha256()) > 0);
	assert_true(PEM_write_bio_X509_CRL(bio, crl));
	len = BIO_get_mem_data(bio, &text);
	pki_write("crl.pem", text, (size_t)len, 0644);
	BIO_free(bio);
	ASN1_TIME_free(now);
	ASN1_TIME_free(next);
	X509_CRL_free(crl);
}

static void write_config(void)
{
	char text[2048];

	snprintf(text, sizeof(text),
		 "network={\nid_str=\"home\"\neap=TLS\nidentity=\"ss@wimax.test\"\n"
		 "ca_cert=\"%s\"\nclient_cert=\"%s\"\nprivate_key=\"%s\"\n"
		 "check_crl=1\ncrl_file=\"%s\"\n}\n",
		 pki_write_certs("ca.pem", root.cert, NULL),
		 pki_write_certs("client.pem", client.cert, NULL),
		 pki_write_key("client.key", client.key, NULL, NULL), crl_path);
	snprintf(config_path, sizeof(config_path), "%s",
		 pki_write("wmand.conf", text, strlen(text), 0600));
}

static char log_text[65536];

/* Return: how often the log says @text. */
static unsigned int logged(const char *text)
{
	FILE *f = fopen(log_path, "r");
	unsigned int n = 0;
	const char *p;

	assert_non_null(f);
	log_text[fread(log_text, 1, sizeof(log_text) - 1, f)] = '\0';
	fclose(f);
	for (p = log_text; (p = strstr(p, text)); p++)
		n++;
	return n;
}

static void wait_for_log(const char *text, unsigned int times)
{
	int left = PATIENCE_S * 1000000 / POLL_US;

	while (logged(text) < times && left--)
		usleep(POLL_US);
	if (logged(text) < times)
		fail_msg("the log does not say '%s' %u times: %s", text, times, log_text);
}

static enum wire_op hear(uint8_t *data, size_t *len)
{
	uint8_t message[PACKET_ROOM];
	ssize_t n = recv(fd, message, sizeof(message), 0);

	assert_true(n > 0);
	*len = (size_t)n - 1;
	memcpy(data, message + 1, *len);
	return message[0];
}

static int setup(void **state)
{
	const struct timeval patience = { .tv_sec = PATIENCE_S };
	uint8_t data[PACKET_ROOM];
	int fds[2], log;
	size_t len;

	/* as wmand does, which gives up all capabilities but one */
	if (geteuid()) {
		print_message("SKIPPED: wmand runs as root only\n");
		skip();
	}
	write_crl(false);
	write_config();
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
	log = open(log_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	pid = fork();
	if (!pid) {
		close(fds[0]);
		wire_fd = fds[1];
		dup2(log, STDERR_FILENO);
		_exit(daemon_run(config_path, socket_path, control_path, false));
	}
	close(log);
	close(fds[1]);
	fd = fds[0];
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	assert_int_equal(hear(data, &len), OP_BOUND);
	server.ctx = eap_server_ctx(&id, NULL, root.cert, TLS1_2_VERSION);
	return 0;
}

static int teardown(void **state)
{
	int status;

	if (!pid)
		return 0;
	kill(pid, SIGTERM);
	waitpid(pid, &status, 0);
	pid = 0;
	close(fd);
	eap_server_cleanup(&server);
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -1;
}

/* A packet of the server, and what wmand makes of it */
static void relay(struct eap_server *s, const uint8_t *packet, size_t len)
{
	uint8_t data[PACKET_ROOM];
	enum wire_op op;

	if (s->done_count)
		return;
	wire_send(fd, OP_FRAME, packet, len);
	op = hear(data, &len);
	if (op == OP_FRAME) {
		memcpy(s->resp, data, len);
		s->resp_len = len;
		s->tx_count++;
		return;
	}
	assert_int_equal(op, OP_DONE);
	memcpy(&verdict, data, sizeof(verdict));
	s->done_count++;
}

/* Until wmand is done: what it says after its last answer is for nobody. */
static void exchange(bool reauth)
{
	uint8_t data[PACKET_ROOM], flag = reauth;
	SSL_CTX *ctx = server.ctx;
	size_t len;

	server.ctx = NULL;
	eap_server_cleanup(&server);
	server.ctx = ctx;
	server.send = relay;
	server.id = 40;
	memset(&verdict, 0, sizeof(verdict));
	wire_send(fd, OP_READY, &flag, 1);
	eap_server_run(&server);
	while (!server.done_count)
		if (hear(data, &len) == OP_DONE) {
			memcpy(&verdict, data, sizeof(verdict));
			server.done_count++;
		}
}

static void assert_success(bool resumed)
{
	if (!verdict.success)
		fail_msg("reason %u", verdict.reason);
	assert_memory_equal(verdict.msk, server.msk, EAP_MSK_LEN);
	assert_int_equal(server.resumed, resumed);
}

static void reload(const char *text)
{
	unsigned int before = logged(text);

	kill(pid, SIGHUP);
	wait_for_log(text, before + 1);
}

/* A CRL is what it was when it was read: until SIGHUP, and not in a session either from then on. */
static void crl_is_reloaded(void **state)
{
	exchange(false);
	assert_success(false);
	exchange(true);
	assert_success(true);
	write_crl(true);
	exchange(true);
	assert_success(true);
	reload("configuration reloaded");
	/* there is a session, but it was made with the old one */
	exchange(true);
	assert_false(verdict.success);
	assert_int_equal(verdict.reason, WMAN_REASON_TLS_REVOKED);
	assert_false(server.resumed);
	write_crl(false);
	exchange(false);
	assert_int_equal(verdict.reason, WMAN_REASON_TLS_REVOKED);
	reload("configuration reloaded");
	exchange(false);
	assert_success(false);
	exchange(true);
	assert_success(true);
}

/* What cannot be read is told with its name, and the old one stays in force. */
static void broken_crl_is_not_taken(void **state)
{
	write_crl(true);
	reload("configuration reloaded");
	pki_write("crl.pem", "broken", 6, 0644);
	reload("configuration not reloaded, the old one stays");
	assert_int_equal(logged("crl.pem: neither PEM nor a CRL in DER"), 1);
	exchange(false);
	assert_int_equal(verdict.reason, WMAN_REASON_TLS_REVOKED);
	unlink(crl_path);
	reload("configuration not reloaded, the old one stays");
	exchange(false);
	assert_int_equal(verdict.reason, WMAN_REASON_TLS_REVOKED);
	write_crl(false);
	reload("configuration reloaded");
	exchange(false);
	assert_success(false);
}

/* Its own status: what starts it again would send the same wrong PIN again. */
static void misconfigured(void **state)
{
	int status, null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	pid_t child = fork();

	if (!child) {
		dup2(null, STDERR_FILENO);
		_exit(daemon_run("/nonexistent", socket_path, control_path, false));
	}
	close(null);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EX_CONFIG);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(crl_is_reloaded),
		TEST(broken_crl_is_not_taken),
		cmocka_unit_test(misconfigured),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
