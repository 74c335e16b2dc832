// SPDX-License-Identifier: BSD-3-Clause
#include "pwd_server.h"

#include <string.h>

#define SERVER_ID "aaa.wimax.test"
#define TOKEN	  "tokn"
#define ID_LEN	  9

void pwd_server_begin(struct pwd_server *s, const struct eap_creds *creds)
{
	static const uint8_t identity = 1;

	dragonfly_end(&s->d);
	eap_server_reset(&s->link, creds, NULL);
	s->id = 10;
	memcpy(s->suite, (uint8_t[]){ (uint8_t)(s->group >> 8), (uint8_t)s->group, 1, 1 }, 4);
	eap_server_request(&s->link, s->id, &identity, 1);
}

void pwd_server_end(struct pwd_server *s)
{
	dragonfly_end(&s->d);
	eap_server_cleanup(&s->link);
}

void pwd_server_packet(struct pwd_server *s, uint8_t flags, const void *data, size_t len)
{
	uint8_t packet[1600] = { PWD_TYPE, flags };

	memcpy(packet + 2, data, len);
	eap_server_request(&s->link, ++s->id, packet, 2 + len);
}

/* Pieces of the answer, with an acknowledgement after each but the last. */
static void take_answer(struct pwd_server *s, uint8_t exchange)
{
	const uint8_t *p = s->link.resp + 5;
	size_t len;

	s->answer_len = 0;
	s->answer_fragments = 0;
	while (s->link.resp_len > 5) {
		len = s->link.resp_len - 6;
		s->answer_fragments++;
		if (*p & PWD_LENGTH)
			len -= 2;
		memcpy(s->answer + s->answer_len, p + (*p & PWD_LENGTH ? 3 : 1), len);
		s->answer_len += len;
		if (!(*p & PWD_MORE))
			return;
		pwd_server_packet(s, exchange, "", 0);
	}
}

void pwd_server_send(struct pwd_server *s, uint8_t exchange, const void *data, size_t len)
{
	const size_t size = s->fragment ? s->fragment : len;
	uint8_t piece[1600], flags;
	size_t sent, n, at;

	for (sent = 0; sent < len || !sent; sent += n) {
		n = len - sent < size ? len - sent : size;
		flags = exchange;
		at = 0;
		if (sent + n < len) {
			flags |= PWD_MORE;
			if (!sent) {
				flags |= PWD_LENGTH;
				piece[at++] = (uint8_t)(len >> 8);
				piece[at++] = (uint8_t)len;
			}
		}
		memcpy(piece + at, (const uint8_t *)data + sent, n);
		pwd_server_packet(s, flags, piece, at + n);
		if (!n)
			break;
	}
	take_answer(s, exchange);
}

void pwd_server_identify(struct pwd_server *s)
{
	uint8_t data[ID_LEN + sizeof(SERVER_ID)];
	const struct digest_part salted[] = { { s->password, s->password_len },
					      { s->salt, s->salt_len } };
	struct digest_part parts[4] = { { TOKEN, 4 } };
	uint8_t hash[64];

	memcpy(data, s->suite, 4);
	memcpy(data + 4, TOKEN, 4);
	data[8] = s->prep;
	memcpy(data + ID_LEN, SERVER_ID, strlen(SERVER_ID));
	pwd_server_send(s, PWD_ID, data, ID_LEN + strlen(SERVER_ID));
	if (s->answer_len < ID_LEN || !dragonfly_group_known(s->group))
		return;
	parts[1] = (struct digest_part){ s->answer + ID_LEN, s->answer_len - ID_LEN };
	parts[2] = (struct digest_part){ SERVER_ID, strlen(SERVER_ID) };
	parts[3] = salted[0];
	if (s->prep >= 3) {
		const EVP_MD *md = s->prep == 3 ? EVP_sha1() :
				   s->prep == 4 ? EVP_sha256() :
						  EVP_sha512();

		digest_hash(md, salted, 2, hash);
		parts[3] = (struct digest_part){ hash, (size_t)EVP_MD_get_size(md) };
	}
	dragonfly_begin(&s->d, s->group, parts, 4);
	dragonfly_commit(&s->d);
}

enum dragonfly_verdict pwd_server_commit(struct pwd_server *s)
{
	uint8_t data[1 + sizeof(s->salt) + DRAGONFLY_COMMIT_MAX];
	size_t at = 0;

	if (s->prep >= 3) {
		data[at++] = (uint8_t)s->salt_len;
		memcpy(data + at, s->salt, s->salt_len);
		at += s->salt_len;
	}
	memcpy(data + at, s->d.commit, 3 * s->d.len);
	pwd_server_send(s, PWD_COMMIT, data, at + 3 * s->d.len);
	if (s->answer_len != 3 * s->d.len)
		return DRAGONFLY_BROKEN;
	return dragonfly_accept(&s->d, s->answer);
}

static void make_confirm(const struct pwd_server *s, const uint8_t *own, const uint8_t *other,
			 uint8_t *out)
{
	const struct digest_part parts[] = {
		{ s->d.secret, s->d.len },
		{ own, 3 * s->d.len },
		{ other, 3 * s->d.len },
		{ s->suite, 4 },
	};

	dragonfly_h(parts, 4, out);
}

int pwd_server_confirm(struct pwd_server *s)
{
	const size_t len = s->d.len;
	const struct digest_part mk_parts[] = { { s->d.secret, len },
						{ s->answer, DRAGONFLY_HASH_LEN },
						{ s->confirm, DRAGONFLY_HASH_LEN } };
	const struct digest_part id_parts[] = { { s->suite, 4 },
						{ s->d.other + 2 * len, len },
						{ s->d.commit + 2 * len, len } };
	const struct digest_part label = { s->session_id, sizeof(s->session_id) };
	uint8_t want[DRAGONFLY_HASH_LEN], mk[DRAGONFLY_HASH_LEN];

	make_confirm(s, s->d.commit, s->d.other, s->confirm);
	make_confirm(s, s->d.other, s->d.commit, want);
	pwd_server_send(s, PWD_CONFIRM, s->confirm, sizeof(s->confirm));
	if (s->answer_len != sizeof(want) || memcmp(s->answer, want, sizeof(want)))
		return 0;
	s->session_id[0] = PWD_TYPE;
	return dragonfly_h(id_parts, 3, s->session_id + 1) && dragonfly_h(mk_parts, 3, mk) &&
	       dragonfly_kdf(mk, &label, s->keys, 8 * sizeof(s->keys));
}
