// SPDX-License-Identifier: BSD-3-Clause
/*
 * A RADIUS reply, under a secret that is known, so that authenticators can be made right; also
 * through the client's socket.
 *
 * Covers: userspace/lib/radius_packet.c userspace/wman-bs/grant.c
 *
 * Input: one octet of switches, the code; then pieces of the reply, each with its kind: see
 * enum piece.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "input.h"
#include "loop.h"
#include "radius_packet.h"
#include "radius_script.h"
#include "wman-bs/grant.h"

#define SIGN	     0x01 /* Message-Authenticator and Response Authenticator are made right */
#define HALF	     0x02 /* only the Response Authenticator is */
#define SOCKET	     0x04 /* to the client, not to the parser alone */
#define PADDING	     0x08 /* octets behind the Length */
#define WRONG_LENGTH 0x10

enum piece {
	PIECE_ATTRIBUTE, /* type, length, value */
	PIECE_MA, /* Message-Authenticator */
	PIECE_RECV, /* MS-MPPE-Recv-Key: length, key */
	PIECE_SEND,
	PIECE_WIMAX, /* WiMAX-MSK: length, key, octets in a fragment */
	PIECE_OCTET, /* one octet that begins no attribute */
	PIECE_VENDOR, /* vendor's attribute: vendor (two octets), length, value */
	PIECE_COUNT,
};

#define ROOM	    (2 * RADIUS_PACKET_MAX)
#define DEADLINE_MS 10000

static const u8 *const secret = (const u8 *)RADIUS_SCRIPT_SECRET;
static const size_t secret_len = sizeof(RADIUS_SCRIPT_SECRET) - 1;

/* What the reply is known to hold */
struct known {
	unsigned int attributes; /* of any kind */
	unsigned int wild; /* that may be keys, or may cut the walk short */
	unsigned int recv;
	unsigned int send;
	unsigned int wimax;
	u8 msk[RADIUS_MSK_LEN];
	u8 wimax_msk[RADIUS_MSK_LEN];
	size_t recv_len;
	size_t send_len;
	size_t wimax_len;
};

struct reply {
	u8 data[ROOM];
	size_t len;
	struct known known;
};

static void put(struct reply *r, const void *data, size_t len)
{
	if (len > sizeof(r->data) - r->len) {
		len = sizeof(r->data) - r->len;
		r->known.wild++;
	}
	memcpy(r->data + r->len, data, len);
	r->len += len;
}

static void put_attribute(struct reply *r, u8 type, const u8 *value, size_t len)
{
	const u8 header[] = { type, (u8)(len + 2) };

	put(r, header, 2);
	put(r, value, len);
	r->known.attributes++;
}

/* A key that is too short stands for itself, followed by zeros. */
static void take_key(struct input *in, u8 key[256], size_t *len)
{
	u8 *piece = input_piece(in, input_u8(in), len);

	memset(key, 0, 256);
	memcpy(key, piece, *len);
	free(piece);
}

/* A sealed key of the test's own making: radius_script.c knows nothing of radius_packet.c. */
static void put_mppe(struct reply *r, const u8 *auth, u8 type, const u8 *key, size_t len)
{
	u8 vsa[300] = { 0, 0, 311 >> 8, 311 & 255, type };
	size_t n = radius_script_seal(auth, 0x1200 + type, key, (u8)len, vsa + 6);

	/* no room in an attribute: another kind of broken */
	if (n + 6 > RADIUS_VALUE_MAX) {
		r->known.wild++;
		n = RADIUS_VALUE_MAX - 6;
	}
	vsa[5] = (u8)(n + 2);
	put_attribute(r, RADIUS_VENDOR_SPECIFIC, vsa, n + 6);
}

static void put_wimax(struct reply *r, const u8 *auth, const u8 *key, size_t len, size_t split)
{
	u8 sealed[300], vsa[300] = { 0, 0, 0x60, 0xb5, RADIUS_WIMAX_MSK };
	size_t n = radius_script_seal(auth, 0x77, key, (u8)len, sealed), part;
	const u8 *p;

	for (p = sealed; n; p += part, n -= part) {
		part = n > split ? split : n;
		vsa[5] = (u8)(part + 3);
		vsa[6] = n > part ? 0x80 : 0;
		memcpy(vsa + 7, p, part);
		put_attribute(r, RADIUS_VENDOR_SPECIFIC, vsa, part + 7);
	}
}

static void put_plain(struct reply *r, struct input *in)
{
	u8 type = input_u8(in), *value;
	size_t len;

	value = input_piece(in, input_u8(in) % (RADIUS_VALUE_MAX + 1), &len);
	r->known.wild += type == RADIUS_VENDOR_SPECIFIC || type == RADIUS_MESSAGE_AUTHENTICATOR;
	put_attribute(r, type, value, len);
	free(value);
}

static void put_vendor(struct reply *r, struct input *in)
{
	u8 vsa[RADIUS_VALUE_MAX] = { 0 }, *value;
	size_t len;

	wman_put_be16(vsa + 2, input_u16(in));
	value = input_piece(in, input_u8(in) % (RADIUS_VALUE_MAX - 3), &len);
	memcpy(vsa + 4, value, len);
	free(value);
	r->known.wild++;
	put_attribute(r, RADIUS_VENDOR_SPECIFIC, vsa, len + 4);
}

static void put_key(struct reply *r, struct input *in, const u8 *auth, enum piece kind)
{
	struct known *k = &r->known;
	u8 key[256];
	size_t len;

	take_key(in, key, &len);
	switch (kind) {
	case PIECE_RECV:
		k->recv++;
		k->recv_len = len;
		memcpy(k->msk, key, RADIUS_MSK_LEN / 2);
		put_mppe(r, auth, 17, key, len);
		break;
	case PIECE_SEND:
		k->send++;
		k->send_len = len;
		memcpy(k->msk + RADIUS_MSK_LEN / 2, key, RADIUS_MSK_LEN / 2);
		put_mppe(r, auth, 16, key, len);
		break;
	default:
		k->wimax++;
		k->wimax_len = len;
		memcpy(k->wimax_msk, key, RADIUS_MSK_LEN);
		put_wimax(r, auth, key, len, 1 + input_u8(in) % 245);
	}
}

static void put_piece(struct reply *r, struct input *in, const u8 *auth)
{
	static const u8 zero[RADIUS_AUTH_LEN];
	enum piece kind = (enum piece)(input_u8(in) % PIECE_COUNT);
	u8 octet;

	switch (kind) {
	case PIECE_ATTRIBUTE:
		put_plain(r, in);
		break;
	case PIECE_MA:
		put_attribute(r, RADIUS_MESSAGE_AUTHENTICATOR, zero, sizeof(zero));
		break;
	case PIECE_OCTET:
		octet = input_u8(in);
		put(r, &octet, 1);
		r->known.wild++;
		break;
	case PIECE_VENDOR:
		put_vendor(r, in);
		break;
	default:
		put_key(r, in, auth, kind);
	}
}

/* The first Message-Authenticator, found without radius_packet.c */
static u8 *find_ma(struct reply *r)
{
	u8 *p = r->data + RADIUS_HEADER_LEN, *end = r->data + r->len;

	for (; end - p >= 18 && p[1] >= 2 && p[1] <= end - p; p += p[1])
		if (p[0] == RADIUS_MESSAGE_AUTHENTICATOR && p[1] == 18)
			return p + 2;
	return NULL;
}

static void sign(struct reply *r, const u8 *auth, u8 switches)
{
	u8 input[ROOM + 64], *ma = find_ma(r);

	memcpy(r->data + 4, auth, RADIUS_AUTH_LEN);
	if (ma && switches & SIGN)
		HMAC(EVP_md5(), secret, (int)secret_len, r->data, r->len, ma, NULL);
	memcpy(input, r->data, r->len);
	memcpy(input + r->len, secret, secret_len);
	EVP_Digest(input, r->len + secret_len, r->data + 4, NULL, EVP_md5(), NULL);
}

static void make_reply(struct reply *r, struct input *in, u8 switches, u8 id, const u8 *auth)
{
	static const u8 codes[] = { RADIUS_CODE_ACCESS_ACCEPT, RADIUS_CODE_ACCESS_REJECT,
				    RADIUS_CODE_ACCESS_CHALLENGE };
	u8 code = input_u8(in);

	memset(r, 0, sizeof(*r));
	/* most of the time one that there is */
	r->data[0] = code < 0xf0 ? codes[code % sizeof(codes)] : code;
	r->data[1] = id;
	r->len = RADIUS_HEADER_LEN;
	while (input_left(in))
		put_piece(r, in, auth);
	wman_put_be16(r->data + 2, (u16)(r->len + (switches & WRONG_LENGTH ? 1 : 0)));
	if (switches & (SIGN | HALF))
		sign(r, auth, switches);
	if (switches & PADDING)
		put(r, "padding", 7);
}

/* Is the key that was found the one that was sealed? Only where nothing else may be one. */
static void check_msk(const struct known *k, bool found, const u8 *msk, const char *error)
{
	bool mppe = k->recv == 1 && k->send == 1 && k->recv_len == 32 && k->send_len == 32;
	bool wimax = k->wimax == 1 && k->wimax_len == 64;

	NEED(!found || !error);
	if (k->wild)
		return;
	if (!k->recv && !k->send && !k->wimax)
		NEED(!found && !error);
	else if (mppe && !k->wimax)
		NEED(found && !memcmp(msk, k->msk, RADIUS_MSK_LEN));
	else if (wimax && !k->recv && !k->send)
		NEED(found && !memcmp(msk, k->wimax_msk, RADIUS_MSK_LEN));
	else if (mppe && wimax)
		NEED(found == !memcmp(k->msk, k->wimax_msk, RADIUS_MSK_LEN));
	else
		NEED(!found && error);
}

/* As an answer about PKMv1: whatever is taken of it lies in it, and within its limits. */
static void check_grant(const u8 *data, size_t len, const u8 *auth)
{
	struct radius_result result = { .outcome = RADIUS_ACCEPT,
					.reply = data + RADIUS_HEADER_LEN,
					.reply_len = len - RADIUS_HEADER_LEN };
	struct bs_grant grant;

	result.has_ak = radius_reply_ak(data, len, auth, secret, secret_len, result.ak) ||
			data[len - 1] & 1;
	if (bs_grant_read(&grant, 1, &result))
		return;
	NEED(result.has_ak && grant.lifetime_s && grant.sn < 16);
	NEED(input_within(grant.auth_key, BS_GRANT_KEY_LEN, data, len));
	NEED(!grant.n_sa || (grant.sa[0].said == 1 && grant.sa[0].type == WMAN_SA_TYPE_PRIMARY));
	NEED(grant.n_sa <= BS_GRANT_SAS);
}

static void check_good(const struct reply *r, const u8 *data, size_t len, const u8 *auth)
{
	static const u8 types[] = { RADIUS_EAP_MESSAGE, RADIUS_STATE, RADIUS_SESSION_TIMEOUT, 0 };
	static const u8 zero[RADIUS_MSK_LEN];
	u8 all[RADIUS_PACKET_MAX], msk[RADIUS_MSK_LEN];
	const char *error;
	const u8 *value;
	size_t n, i;
	bool found;

	for (i = 0; i < sizeof(types); i++) {
		value = radius_reply_find(data, len, types[i], &n);
		NEED(!value || input_within(value, n, data, len));
		NEED(radius_reply_concat(data, len, types[i], all, sizeof(all)) >= (value ? n : 0));
		/* the first one comes first, or does not fit */
		NEED(!value || !memcmp(value, all, n));
		NEED(radius_reply_concat(data, len, types[i], all, 16) <= 16);
	}
	memset(msk, 0xaa, sizeof(msk));
	found = radius_reply_msk(data, len, auth, secret, secret_len, msk, &error);
	NEED(found || !error || !memcmp(msk, zero, sizeof(zero)));
	check_msk(&r->known, found, msk, error);
	check_grant(data, len, auth);
}

static void check_reply(struct reply *r, u8 switches, const u8 *auth)
{
	u8 *copy = malloc(r->len);
	enum radius_check check;
	size_t len;

	memcpy(copy, r->data, r->len);
	check = radius_reply_check(copy, r->len, auth, secret, secret_len);
	NEED(check == RADIUS_CHECK_OK || !(switches & SIGN) || r->known.wild || !find_ma(r) ||
	     r->data[0] == 0 || r->len > RADIUS_PACKET_MAX || switches & WRONG_LENGTH ||
	     check == RADIUS_CHECK_CODE || check == RADIUS_CHECK_NO_MA);
	if (check == RADIUS_CHECK_OK) {
		len = wman_get_be16(copy + 2);
		NEED(switches & SIGN && len <= r->len && find_ma(r));
		check_good(r, copy, len, auth);
		/* one octet changed, whichever it is, or another secret */
		copy[copy[len - 1] % len] ^= 0x08;
		NEED(radius_reply_check(copy, r->len, auth, secret, secret_len));
		NEED(radius_reply_check(r->data, r->len, auth, secret, secret_len - 1));
	}
	free(copy);
}

/* ---- through the client ---- */

static struct loop *loop;
static struct loop_timer *timer;
static struct radius_client *client;
static int server_fd;
static unsigned int results;
static enum radius_outcome outcome;

static void take_result(void *arg, const struct radius_result *result)
{
	const struct reply *r = arg;

	results++;
	outcome = result->outcome;
	NEED(result->eap_len <= RADIUS_PACKET_MAX && result->text);
	NEED(!result->has_msk || result->outcome == RADIUS_ACCEPT);
	if (r->data[0] == RADIUS_CODE_ACCESS_ACCEPT)
		check_msk(&r->known, result->has_msk, result->msk,
			  result->outcome == RADIUS_INVALID ? result->text : NULL);
	loop_quit(loop);
}

static void time_over(void *arg)
{
	loop_quit(loop);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const struct radius_timing timing = { .initial_ms = 60000, .tries = 1 };
	char name[32], err[256];
	unsigned int port;

	loop = loop_new();
	timer = loop_timer_new(loop, time_over, NULL);
	client = radius_client_new(loop, &timing);
	server_fd = radius_script_socket(&port);
	snprintf(name, sizeof(name), "127.0.0.1:%u", port);
	NEED(!radius_client_add_server(client, RADIUS_AUTHENTICATION, name, secret, secret_len, err,
				       sizeof(err)));
	return 0;
}

static void run_client(struct reply *r, struct input *in, u8 switches)
{
	struct radius_request *req =
		radius_request_new(client, RADIUS_AUTHENTICATION, take_result, r);
	struct sockaddr_storage from;
	socklen_t from_len = sizeof(from);
	u8 request[RADIUS_PACKET_MAX];
	enum radius_check check;

	results = 0;
	NEED(!radius_request_add(req, RADIUS_USER_NAME, "bob", 3));
	NEED(!radius_request_send(req));
	NEED(recvfrom(server_fd, request, sizeof(request), 0, (struct sockaddr *)&from, &from_len) >
	     RADIUS_HEADER_LEN);
	make_reply(r, in, switches, request[1], request + 4);
	check = radius_reply_check(r->data, r->len, request + 4, secret, secret_len);
	NEED(sendto(server_fd, r->data, r->len, 0, (struct sockaddr *)&from, from_len) ==
	     (ssize_t)r->len);
	/* what is right must come, however busy the machine is */
	loop_timer_set(timer, check == RADIUS_CHECK_OK ? DEADLINE_MS : 0);
	loop_run(loop);
	loop_timer_stop(timer);
	NEED(results == (check == RADIUS_CHECK_OK));
	if (!results)
		radius_request_cancel(req);
	else if (outcome != RADIUS_INVALID)
		NEED((outcome == RADIUS_ACCEPT) == (r->data[0] == RADIUS_CODE_ACCESS_ACCEPT));
}

/* A request, which has its Message-Authenticator first, read with the parser of replies */
static void check_request(const u8 *data, size_t size)
{
	struct input in = input_begin(data, size);
	static struct radius_packet pkt;
	static const u8 type = 200; /* of nobody */
	size_t n, first_len = 0, total = 0;
	u8 *value, all[RADIUS_PACKET_MAX];
	const u8 *found;
	int ret;

	radius_packet_init(&pkt, RADIUS_CODE_ACCESS_REQUEST);
	while (input_left(&in)) {
		value = input_piece(&in, input_u8(&in), &n);
		ret = radius_packet_add(&pkt, type, value, n);
		NEED(ret == 0 || (ret == -EINVAL && (!n || n > RADIUS_VALUE_MAX)) ||
		     (ret == -ENOSPC && pkt.len + n + 2 > RADIUS_PACKET_MAX));
		if (!ret) {
			first_len = total ? first_len : n;
			total += n;
		}
		free(value);
	}
	NEED(!radius_packet_seal(&pkt, 7, secret, secret_len));
	NEED(pkt.data[0] == 1 && wman_get_be16(pkt.data + 2) == pkt.len);
	NEED(radius_reply_check(pkt.data, pkt.len, pkt.data + 4, secret, secret_len) ==
	     RADIUS_CHECK_CODE);
	NEED(radius_reply_concat(pkt.data, pkt.len, type, all, sizeof(all)) == total);
	found = radius_reply_find(pkt.data, pkt.len, type, &n);
	NEED(!found == !total && (!found || n == first_len));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static const u8 auth[RADIUS_AUTH_LEN] = { 0xa0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
	struct input in = input_begin(data, size);
	u8 switches = input_u8(&in);
	static struct reply r;

	input_fix_random();
	check_request(data, size);
	if (switches & SOCKET) {
		run_client(&r, &in, switches);
		return 0;
	}
	make_reply(&r, &in, switches, 7, auth);
	check_reply(&r, switches, auth);
	return 0;
}
