// SPDX-License-Identifier: BSD-3-Clause
/* Run the vectors: finding values, counting checks, primitives. */
#include "keywrap.h"
#include "mac.h"
#include "vectors_run.h"

static size_t append(char *out, size_t cap, size_t at, const char *text)
{
	for (; *text && at + 1 < cap; text++)
		out[at++] = *text;
	out[at] = '\0';
	return at;
}

void vector_base(struct wman_vector_run *run, const char *path)
{
	size_t at = append(run->base, sizeof(run->base), 0, path);

	append(run->base, sizeof(run->base), at, ".");
}

/* No list is longer than 99. */
void vector_base_index(struct wman_vector_run *run, const char *path, unsigned int index)
{
	char digits[3] = { 0 };
	size_t at;

	digits[0] = (char)('0' + (index > 9 ? index / 10 : index));
	if (index > 9)
		digits[1] = (char)('0' + index % 10);
	at = append(run->base, sizeof(run->base), 0, path);
	at = append(run->base, sizeof(run->base), at, ".");
	at = append(run->base, sizeof(run->base), at, digits);
	append(run->base, sizeof(run->base), at, ".");
}

static int find(const struct wman_vector_run *run, const char *leaf)
{
	char path[sizeof(run->base) + 64];
	size_t at;
	int i;

	at = append(path, sizeof(path), 0, run->base);
	append(path, sizeof(path), at, leaf);
	for (i = 0; i < WMAN_VECTORS; i++)
		if (!strcmp(wman_vectors[i].path, path))
			return i;
	return -1;
}

bool vector_has(const struct wman_vector_run *run, const char *leaf)
{
	return find(run, leaf) >= 0;
}

const struct wman_vector *vector_get(struct wman_vector_run *run, const char *leaf)
{
	static const u8 nothing[512];
	static const struct wman_vector empty = { .path = "", .data = nothing };
	int i = find(run, leaf);

	if (i < 0) {
		vector_check(run, false, leaf);
		return &empty;
	}
	run->used[i] = true;
	return &wman_vectors[i];
}

const u8 *vector_octets(struct wman_vector_run *run, const char *leaf)
{
	return vector_get(run, leaf)->data;
}

u32 vector_number(struct wman_vector_run *run, const char *leaf)
{
	return vector_get(run, leaf)->number;
}

bool vector_text_is(struct wman_vector_run *run, const char *leaf, const char *text)
{
	const struct wman_vector *v = vector_get(run, leaf);

	return v->len == strlen(text) && !memcmp(v->data, text, v->len);
}

void vector_check(struct wman_vector_run *run, bool ok, const char *leaf)
{
	char path[sizeof(run->base) + 64];
	size_t at;

	if (ok) {
		run->passed++;
		return;
	}
	run->failures++;
	at = append(path, sizeof(path), 0, run->base);
	append(path, sizeof(path), at, leaf);
	run->ops->failed(path);
}

void vector_equal(struct wman_vector_run *run, const char *leaf, const void *data, size_t len)
{
	const struct wman_vector *v = vector_get(run, leaf);

	vector_check(run, v->len == len && !memcmp(v->data, data, len), leaf);
}

const char *wman_vectors_unused(const struct wman_vector_run *run, const char *except)
{
	int i;

	for (i = 0; i < WMAN_VECTORS; i++) {
		if (run->used[i] ||
		    (except && !strncmp(wman_vectors[i].path, except, strlen(except))))
			continue;
		return wman_vectors[i].path;
	}
	return NULL;
}

static void run_cmac(struct wman_vector_run *run)
{
	const char *list = "published.rfc4493_aes_cmac.cases";
	const struct wman_vector *msg;
	u8 mac[WMAN_CMAC_LEN];
	struct wman_vec vec;
	const u8 *key;
	unsigned int i;

	vector_base(run, "published.rfc4493_aes_cmac");
	key = vector_octets(run, "key");
	for (i = 0; vector_base_index(run, list, i), vector_has(run, "mac"); i++) {
		msg = vector_get(run, "msg");
		vec.data = msg->data;
		vec.len = msg->len;
		vector_check(run, !wman_prim_cmac(run->prim, key, &vec, msg->len ? 1 : 0, mac),
			     "mac");
		vector_equal(run, "mac", mac, sizeof(mac));
	}
	vector_check(run, i == 4, "mac");
}

static void run_wrap(struct wman_vector_run *run)
{
	u8 wrapped[24], key[16];

	vector_base(run, "published.rfc3394_4_1");
	vector_check(run,
		     !wman_key_wrap(run->prim, vector_octets(run, "kek"), vector_octets(run, "key"),
				    sizeof(key), wrapped),
		     "wrapped");
	vector_equal(run, "wrapped", wrapped, sizeof(wrapped));
	vector_check(run,
		     !wman_key_unwrap(run->prim, vector_octets(run, "kek"), wrapped, sizeof(key),
				      key),
		     "key");
	vector_equal(run, "key", key, sizeof(key));
	wrapped[11] ^= 1;
	vector_check(run,
		     wman_key_unwrap(run->prim, vector_octets(run, "kek"), wrapped, sizeof(key),
				     key) == -EBADMSG,
		     "key");
}

static void run_rfc3610(struct wman_vector_run *run)
{
	const struct wman_vector *v;
	struct wman_octets aad;
	u8 data[64];
	size_t len;

	vector_base(run, "published.rfc3610_pv1");
	v = vector_get(run, "aad");
	aad.data = v->data;
	aad.len = v->len;
	v = vector_get(run, "plain");
	len = v->len;
	memcpy(data, v->data, len);
	vector_check(run,
		     !run->ops->ccm(true, vector_octets(run, "key"), vector_octets(run, "nonce"),
				    &aad, data, len),
		     "out");
	vector_equal(run, "out", data, len + 8);
	vector_check(run,
		     !run->ops->ccm(false, vector_octets(run, "key"), vector_octets(run, "nonce"),
				    &aad, data, len),
		     "plain");
	vector_equal(run, "plain", data, len);
}

static void run_hmac(struct wman_vector_run *run)
{
	const struct wman_vector *key, *msg;
	u8 mac[WMAN_SHA1_LEN];
	struct wman_vec vec;

	vector_base(run, "published.rfc2202_hmac_sha1_1");
	key = vector_get(run, "key");
	msg = vector_get(run, "msg");
	vec.data = msg->data;
	vec.len = msg->len;
	vector_check(run, !wman_prim_hmac_sha1(run->prim, key->data, key->len, &vec, 1, mac),
		     "mac");
	vector_equal(run, "mac", mac, sizeof(mac));
}

static void run_checksums(struct wman_vector_run *run)
{
	const struct wman_vector *msg;
	u8 field[WMAN_CRC_LEN], hcs;
	unsigned int i;

	for (i = 0; vector_base_index(run, "computed.hcs", i), vector_has(run, "hcs"); i++) {
		hcs = wman_hcs(vector_octets(run, "header5"));
		vector_equal(run, "hcs", &hcs, 1);
	}
	vector_check(run, i == 6, "hcs");

	vector_base(run, "computed.crc32");
	msg = vector_get(run, "msg");
	wman_crc32(WMAN_CRC_OFDMA, msg->data, msg->len, field);
	vector_equal(run, "ofdma_msb_first_field", field, sizeof(field));
	wman_crc32(WMAN_CRC_IEEE8023, msg->data, msg->len, field);
	vector_equal(run, "ethernet_order_field", field, sizeof(field));
}

void wman_vectors_run(struct wman_vector_run *run)
{
	run_cmac(run);
	run_wrap(run);
	run_rfc3610(run);
	run_hmac(run);
	run_checksums(run);
	vectors_run_keys(run);
	vectors_run_exchange(run);
	vectors_run_traffic(run);
}
