// SPDX-License-Identifier: BSD-3-Clause
#include "radius_script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <netinet/in.h>
#include <sys/socket.h>

#include <cmocka.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

void radius_script_put(struct radius_script *s, uint8_t type, const void *value, size_t len)
{
	uint8_t *p = s->attrs + s->attrs_len;

	p[0] = type;
	p[1] = len + 2;
	memcpy(p + 2, value, len);
	s->attrs_len += len + 2;
}

size_t radius_script_seal(const uint8_t *auth, uint16_t salt, const uint8_t *key, uint8_t key_len,
			  uint8_t *out)
{
	uint8_t input[64], stream[16];
	size_t n, i, j, secret_len = strlen(RADIUS_SCRIPT_SECRET), input_len;

	n = (1 + key_len + 15) / 16 * 16;
	memset(out, 0, 2 + n);
	out[0] = 0x80 | salt >> 8;
	out[1] = salt;
	out[2] = key_len;
	memcpy(out + 3, key, key_len);
	memcpy(input, RADIUS_SCRIPT_SECRET, secret_len);
	memcpy(input + secret_len, auth, 16);
	memcpy(input + secret_len + 16, out, 2);
	input_len = secret_len + 18;
	for (i = 0; i < n; i += 16) {
		EVP_Digest(input, input_len, stream, NULL, EVP_md5(), NULL);
		for (j = 0; j < 16; j++)
			out[2 + i + j] ^= stream[j];
		memcpy(input + secret_len, out + 2 + i, 16);
		input_len = secret_len + 16;
	}
	return 2 + n;
}

void radius_script_mppe(struct radius_script *s, const uint8_t *auth, uint8_t type,
			const uint8_t *key, uint8_t len)
{
	uint8_t vsa[300] = { 0, 0, 311 >> 8, 311 & 255, type };
	size_t n = radius_script_seal(auth, 0x1200 + type, key, len, vsa + 6);

	vsa[5] = n + 2;
	radius_script_put(s, 26, vsa, n + 6);
}

void radius_script_wimax_msk(struct radius_script *s, const uint8_t *auth, const uint8_t *key,
			     uint8_t len, size_t split)
{
	uint8_t sealed[300], vsa[300] = { 0, 0, 0x60, 0xb5, 5 };
	size_t n = radius_script_seal(auth, 0x77, key, len, sealed), part;
	const uint8_t *p;

	for (p = sealed; n; p += part, n -= part) {
		part = n > split ? split : n;
		vsa[5] = part + 3;
		vsa[6] = n > part ? 0x80 : 0;
		memcpy(vsa + 7, p, part);
		radius_script_put(s, 26, vsa, part + 7);
	}
}

size_t radius_script_reply(struct radius_script *s, enum radius_fault fault, uint8_t *out)
{
	const char *secret = fault == RADIUS_FAULT_SECRET ? "wrong" : RADIUS_SCRIPT_SECRET;
	const uint8_t *auth = s->request + 4;
	size_t attrs_len = s->attrs_len, len;
	uint8_t input[4096 + 64];
	uint8_t *ma = NULL;

	if (s->add_keys)
		s->add_keys(s, auth);
	out[0] = fault == RADIUS_FAULT_CODE ? 5 : s->code;
	out[1] = fault == RADIUS_FAULT_ID ? s->request[1] + 1 : s->request[1];
	memcpy(out + 4, auth, 16);
	memcpy(out + 20, s->attrs, s->attrs_len);
	len = 20 + s->attrs_len;
	s->attrs_len = attrs_len;
	if (fault != RADIUS_FAULT_NO_MA) {
		out[len] = 80;
		out[len + 1] = fault == RADIUS_FAULT_MA_LENGTH ? 17 : 18;
		ma = out + len + 2;
		memset(ma, 0, 16);
		len += out[len + 1];
	}
	if (fault == RADIUS_FAULT_TWO_MA) {
		memset(out + len, 0, 18);
		out[len] = 80;
		out[len + 1] = 18;
		len += 18;
	}
	switch (fault) {
	case RADIUS_FAULT_ATTR_LENGTH_0:
	case RADIUS_FAULT_ATTR_LENGTH_1:
		out[len++] = 18;
		out[len++] = fault == RADIUS_FAULT_ATTR_LENGTH_1;
		break;
	case RADIUS_FAULT_ATTR_PAST_END:
		out[len++] = 18;
		out[len++] = 4;
		out[len++] = 'x';
		break;
	case RADIUS_FAULT_LONE_TYPE:
		out[len++] = 18;
		break;
	default:
		break;
	}
	out[2] = len >> 8;
	out[3] = len;
	if (fault == RADIUS_FAULT_CUT)
		out[3]++;
	if (fault == RADIUS_FAULT_LENGTH_SMALL) {
		out[2] = 0;
		out[3] = 19;
	}
	if (ma)
		HMAC(EVP_md5(), secret, strlen(secret), out, len, ma, NULL);
	if (fault == RADIUS_FAULT_MA)
		ma[0] ^= 1;
	memcpy(input, out, len);
	memcpy(input + len, secret, strlen(secret));
	EVP_Digest(input, len + strlen(secret), out + 4, NULL, EVP_md5(), NULL);
	if (fault == RADIUS_FAULT_AUTHENTICATOR)
		out[19] ^= 1;
	return fault == RADIUS_FAULT_SHORT ? 19 : len;
}

void radius_script_readable(void *arg, uint32_t events)
{
	struct radius_script *s = arg;
	struct sockaddr_in from;
	socklen_t from_len = sizeof(from);
	enum radius_fault fault = s->fault;
	uint8_t reply[8192], ma[16], digest[16];
	unsigned int i;
	ssize_t n;
	size_t len;

	n = recvfrom(s->fd, s->request, sizeof(s->request), 0, (struct sockaddr *)&from, &from_len);
	assert_true(n >= 20 + 18);
	s->request_len = n;
	if (!s->heard++)
		memcpy(s->first_request, s->request, n);

	/* What the client sends must be right, too. */
	assert_int_not_equal(s->request[1], s->held_id);
	if (s->request[0] == 12)
		s->statuses++;
	else
		assert_int_equal(s->request[0], 1);
	assert_int_equal(s->request[2] << 8 | s->request[3], n);
	assert_int_equal(s->request[20], 80);
	memcpy(ma, s->request + 22, 16);
	memset(s->request + 22, 0, 16);
	HMAC(EVP_md5(), RADIUS_SCRIPT_SECRET, strlen(RADIUS_SCRIPT_SECRET), s->request, n, digest,
	     NULL);
	assert_memory_equal(ma, digest, 16);
	memcpy(s->request + 22, ma, 16);

	if (s->faults && !--s->faults)
		s->fault = RADIUS_FAULT_NONE;
	if (fault == RADIUS_FAULT_SILENT)
		return;
	len = radius_script_reply(s, fault, reply);
	for (i = 0; i < s->repeat; i++)
		sendto(fault == RADIUS_FAULT_SOURCE ? s->other_fd : s->fd, reply, len, 0,
		       (struct sockaddr *)&from, from_len);
}

int radius_script_socket(unsigned int *port)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t len = sizeof(addr);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&addr, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&addr, &len), 0);
	*port = ntohs(addr.sin_port);
	return fd;
}
