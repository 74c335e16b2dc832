// SPDX-License-Identifier: BSD-3-Clause
/*
 * Disconnect- and CoA-Requests (RFC 5176) through the server's socket, under a secret that is known, so
 * that both digests can be made right. Whatever comes is counted once; what is executed had both
 * digests and a time that is now; it is executed once, and what comes again has the same answer.
 *
 * Covers: userspace/lib/radius_dae.c
 *
 * Input: one octet of switches, one for the code, two for the time, signed, in seconds from now; then
 * attributes as they are: type, length, value.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "input.h"
#include "loop.h"
#include "radius_dae.h"
#include "radius_packet.h"
#include "radius_script.h"

#define TIME	     0x01 /* an Event-Timestamp comes first */
#define MA	     0x02 /* a Message-Authenticator, behind it */
#define SIGN	     0x04 /* that is made right */
#define AUTHENTICATE 0x08 /* so is the Request Authenticator */
#define AGAIN	     0x10
#define STRANGER     0x20 /* the client is not listed */
#define PADDING	     0x40 /* octets behind the Length */
#define WRONG_LENGTH 0x80

#define ROOM	   (2 * RADIUS_PACKET_MAX)
#define TURNS	   3
#define SECRET	   RADIUS_SCRIPT_SECRET
#define SECRET_LEN (sizeof(SECRET) - 1)

struct request {
	u8 data[ROOM];
	size_t len;
	size_t ma; /* where its value is, or 0 */
};

static struct loop *loop;
static struct loop_timer *timer;
static char listen_on[32];
static int fd;
static unsigned int executed;

static void time_over(void *arg)
{
	loop_quit(loop);
}

/* Refuses what has a User-Name. */
static int execute(void *arg, enum radius_dae_kind kind, const uint8_t *attrs, size_t len)
{
	const struct request *r = arg;
	struct radius_value value;
	int cause = 0;

	executed++;
	NEED(kind == r->data[0] && (kind == RADIUS_DISCONNECT || kind == RADIUS_COA));
	while (radius_attr_next(&attrs, &len, &value) > 0)
		if (value.type == RADIUS_USER_NAME)
			cause = RADIUS_CAUSE_NO_SESSION;
	return cause;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct sockaddr_storage self;
	socklen_t len = sizeof(self);
	unsigned int port, mine;
	int other;

	loop = loop_new();
	timer = loop_timer_new(loop, time_over, NULL);
	other = radius_script_socket(&port);
	fd = radius_script_socket(&mine);
	NEED(!getsockname(other, (struct sockaddr *)&self, &len));
	NEED(!connect(fd, (struct sockaddr *)&self, len));
	close(other);
	snprintf(listen_on, sizeof(listen_on), "127.0.0.1:%u", port);
	return 0;
}

static void put(struct request *r, u8 type, const void *value, size_t len)
{
	r->data[r->len] = type;
	r->data[r->len + 1] = (u8)(len + 2);
	memcpy(r->data + r->len + 2, value, len);
	r->len += len + 2;
}

/* The Message-Authenticator is made with zeros in both places, the Request Authenticator after it. */
static void sign(struct request *r, u8 switches)
{
	u8 input[ROOM + SECRET_LEN];

	if (r->ma && switches & SIGN)
		HMAC(EVP_md5(), SECRET, SECRET_LEN, r->data, r->len, r->data + r->ma, NULL);
	if (!(switches & AUTHENTICATE))
		return;
	memcpy(input, r->data, r->len);
	memcpy(input + r->len, SECRET, SECRET_LEN);
	EVP_Digest(input, r->len + SECRET_LEN, r->data + 4, NULL, EVP_md5(), NULL);
}

static void make_request(struct request *r, struct input *in, u8 switches)
{
	static const u8 zero[RADIUS_AUTH_LEN];
	u8 code = input_u8(in), be[4], *rest;
	int16_t offset = (int16_t)input_u16(in);
	size_t len;

	memset(r, 0, sizeof(*r));
	/* most of the time one that there is */
	if (code < 0xe0)
		r->data[0] = code & 1 ? RADIUS_COA : RADIUS_DISCONNECT;
	else
		r->data[0] = code < 0xf0 ? RADIUS_CODE_STATUS_SERVER : code;
	r->len = RADIUS_HEADER_LEN;
	if (switches & TIME) {
		wman_put_be32(be, (u32)(time(NULL) + offset));
		put(r, RADIUS_EVENT_TIMESTAMP, be, sizeof(be));
	}
	if (switches & MA) {
		r->ma = r->len + 2;
		put(r, RADIUS_MESSAGE_AUTHENTICATOR, zero, sizeof(zero));
	}
	rest = input_piece(in, RADIUS_PACKET_MAX, &len);
	memcpy(r->data + r->len, rest, len);
	free(rest);
	r->len += len;
	wman_put_be16(r->data + 2, (u16)(r->len + (switches & WRONG_LENGTH ? 1 : 0)));
	sign(r, switches);
	if (switches & PADDING)
		r->len += 7;
}

static unsigned long counted(const struct radius_dae_stats *s)
{
	return s->acked + s->refused + s->repeated + s->unknown + s->malformed +
	       s->bad_authenticator + s->bad_time + s->full + s->status;
}

/* Octets of the answer, or 0 */
static size_t ask(struct radius_dae *dae, const struct request *r, u8 *answer)
{
	unsigned long before = counted(radius_dae_stats(dae));
	ssize_t len;
	int i;

	NEED(send(fd, r->data, r->len, 0) == (ssize_t)r->len);
	for (i = 0; i < TURNS && counted(radius_dae_stats(dae)) == before; i++) {
		loop_timer_set(timer, 0);
		loop_run(loop);
	}
	loop_timer_stop(timer);
	NEED(counted(radius_dae_stats(dae)) == before + 1);
	len = recv(fd, answer, RADIUS_PACKET_MAX, MSG_DONTWAIT);
	return len > 0 ? (size_t)len : 0;
}

static bool is_status(const struct request *r)
{
	return r->data[0] == RADIUS_CODE_STATUS_SERVER;
}

/* Digests by code of its own: Response Authenticator, RFC 5176 section 2.3 */
static void check_answer(const struct request *r, u8 *answer, size_t len)
{
	u8 input[RADIUS_PACKET_MAX + SECRET_LEN], digest[RADIUS_AUTH_LEN];

	NEED(len >= RADIUS_HEADER_LEN && wman_get_be16(answer + 2) == len);
	NEED(answer[1] == r->data[1]);
	if (is_status(r))
		NEED(answer[0] == RADIUS_COA + 1);
	else
		NEED(answer[0] == r->data[0] + 1 || answer[0] == r->data[0] + 2);
	memcpy(input, answer, len);
	memcpy(input + 4, r->data + 4, RADIUS_AUTH_LEN);
	memcpy(input + len, SECRET, SECRET_LEN);
	EVP_Digest(input, len + SECRET_LEN, digest, NULL, EVP_md5(), NULL);
	NEED(!memcmp(digest, answer + 4, RADIUS_AUTH_LEN));
}

static void check(struct radius_dae *dae, const struct request *r, u8 switches)
{
	/* whoever asks for the state chooses the Request Authenticator, RFC 5997 section 3 */
	const u8 needed = is_status(r) ? MA | SIGN : MA | SIGN | AUTHENTICATE;
	u8 answer[RADIUS_PACKET_MAX], again[RADIUS_PACKET_MAX];
	size_t len = ask(dae, r, answer), again_len;

	NEED(executed + radius_dae_stats(dae)->status == (len > 0));
	if (!len)
		return;
	NEED((switches & needed) == needed && !(switches & STRANGER));
	check_answer(r, answer, len);
	if (switches & AGAIN && !is_status(r)) {
		again_len = ask(dae, r, again);
		NEED(again_len == len && !memcmp(again, answer, len));
		NEED(executed == 1 && radius_dae_stats(dae)->repeated == 1);
	}
}

static int add_client(struct radius_dae *dae, const char *host, size_t secret_len)
{
	char err[256];

	return radius_dae_add_client(dae, host, (const u8 *)SECRET, secret_len, err, sizeof(err));
}

static struct radius_dae *serve(struct request *r, u8 switches)
{
	struct radius_dae *dae = radius_dae_new(loop, execute, r);
	struct radius_dae *other = radius_dae_new(loop, execute, r);
	char err[256];
	int i;

	NEED(dae && !radius_dae_listen(dae, listen_on, err, sizeof(err)));
	NEED(other && radius_dae_listen(other, listen_on, err, sizeof(err)));
	radius_dae_free(other);
	NEED(add_client(dae, "127.0.0.1", 0) && add_client(dae, "no address", SECRET_LEN));
	NEED(!add_client(dae, "[::1]", SECRET_LEN));
	NEED(!add_client(dae, switches & STRANGER ? "127.0.0.2" : "127.0.0.1", SECRET_LEN));
	for (i = 2; i < RADIUS_DAE_CLIENTS_MAX; i++)
		NEED(!add_client(dae, "127.0.0.3", SECRET_LEN));
	NEED(add_client(dae, "127.0.0.1", SECRET_LEN));
	return dae;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input in = input_begin(data, size);
	u8 switches = input_u8(&in);
	static struct request r;
	struct radius_dae *dae = serve(&r, switches);

	executed = 0;
	make_request(&r, &in, switches);
	check(dae, &r, switches);
	radius_dae_free(dae);
	return 0;
}
