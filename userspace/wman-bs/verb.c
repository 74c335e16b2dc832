// SPDX-License-Identifier: BSD-3-Clause
#include "verb.h"

#include <stdlib.h>

#include "bs.h"
#include "command.h"
#include "mgmt.h"

#define K(key) BIT(BS_FAULT_KEY_##key)

/* Offset of a number that counts from the end when it is negative; false outside @len. */
static bool offset(long n, size_t len, size_t *at)
{
	long pos = n < 0 ? (long)len + n : n;

	*at = (size_t)pos;
	return pos >= 0 && (size_t)pos < len;
}

/* ---- contents, before they are signed ---- */

static void edit(const struct bs *bs, const struct bs_ss *ss, const struct bs_fault *fault,
		 struct wman_buf *buf, enum bs_edit_op op)
{
	u8 value[BS_FAULT_LINE_MAX / 2];
	size_t len = 0;

	if (!fault->value || bs_fault_octets(bs, ss, 0, fault->value, value, &len))
		bs_edit(buf, &fault->attr, op, value, len);
}

static void set(const struct bs *bs, const struct bs_ss *ss, struct bs_fault *fault,
		struct wman_buf *buf)
{
	edit(bs, ss, fault, buf, BS_EDIT_SET);
}

static void add(const struct bs *bs, const struct bs_ss *ss, struct bs_fault *fault,
		struct wman_buf *buf)
{
	edit(bs, ss, fault, buf, BS_EDIT_ADD);
}

static void remove_attr(const struct bs *bs, const struct bs_ss *ss, struct bs_fault *fault,
			struct wman_buf *buf)
{
	edit(bs, ss, fault, buf, BS_EDIT_REMOVE);
}

/* What a subscriber is bid down to; an empty value removes the attribute. */
static const struct lower {
	const char *name;
	const char *path;
	const char *value;
	size_t len;
} lowers[] = {
	{ "no-security", "25", NULL, 0 },
	{ "no-version", "25.1", NULL, 0 },
	{ "no-policy", "25.2", NULL, 0 },
	{ "no-mac-mode", "25.3", NULL, 0 },
	{ "pkmv1", "25.1", "\1", 1 },
	{ "no-authorization", "25.2", "\0", 1 },
	{ "rsa", "25.2", "\1", 1 },
	{ "eap", "25.2", "\2", 1 },
	{ "rsa-eap", "25.2", "\3", 1 },
	{ "double-eap", "25.2", "\4", 1 },
	{ "any-policy", "25.2", "\7", 1 },
	{ "hmac", "25.3", "\1", 1 },
	{ "short-hmac", "25.3", "\4", 1 },
	{ "no-mac", "25.3", "\0", 1 },
	{ "any-mac", "25.3", "\x23", 1 },
	{ "edition-2005", "25.3", "\2", 1 },
	{ "window-0", "25.4", "\0\0", 2 },
	{ "window-max", "25.4", "\xff\xff", 2 },
	{ "null-suite", "23.20", "\0\0\0", 3 },
	{ "des-suite", "23.20", "\1\0\1", 3 },
	{ "null-tek", "23.20", "\2\1\0", 3 },
};

static const struct lower *lower_find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lowers); i++)
		if (!strcmp(lowers[i].name, name))
			return &lowers[i];
	return NULL;
}

static const char *downgrade_words(const char *words)
{
	return lower_find(words) ? NULL : "downgrade: wman-bs-rules(5) has the list of its words";
}

static void downgrade(const struct bs *bs, const struct bs_ss *ss, struct bs_fault *fault,
		      struct wman_buf *buf)
{
	const struct lower *to = lower_find(fault->words);
	struct bs_path path;

	if (bs_path_parse(&path, to->path))
		bs_edit(buf, &path, to->value ? BS_EDIT_SET : BS_EDIT_REMOVE, (const u8 *)to->value,
			to->len);
}

/* The octets of a TLV, copied: the message is going to change. */
static bool take(const struct wman_buf *buf, const char *path, u8 *out, size_t cap, size_t *len)
{
	struct wman_octets value;
	struct bs_path p;

	if (!bs_path_parse(&p, path) || !bs_edit_find(buf->data, buf->len, &p, &value) ||
	    value.len > cap)
		return false;
	memcpy(out, value.data, value.len);
	*len = value.len;
	return true;
}

static void put(struct wman_buf *buf, const char *path, const u8 *value, size_t len)
{
	struct bs_path p;

	if (bs_path_parse(&p, path))
		bs_edit(buf, &p, BS_EDIT_SET, value, len);
}

static void swap_keys(const struct bs *bs, const struct bs_ss *ss, struct bs_fault *fault,
		      struct wman_buf *buf)
{
	u8 older[256], newer[256];
	size_t n, m;

	if (!take(buf, "13#1", older, sizeof(older), &n) ||
	    !take(buf, "13#2", newer, sizeof(newer), &m))
		return;
	put(buf, "13#1", newer, m);
	put(buf, "13#2", older, n);
}

/* The newer TEK is the older one, or, with "previous", the newer one of the Key-Reply before. */
static void repeat_tek(const struct bs *bs, const struct bs_ss *ss, struct bs_fault *fault,
		       struct wman_buf *buf)
{
	u8 tek[256], mine[256];
	size_t n, m;

	if (!fault->words) {
		if (take(buf, "13#1.8", tek, sizeof(tek), &n))
			put(buf, "13#2.8", tek, n);
		return;
	}
	if (!take(buf, "13#2.8", mine, sizeof(mine), &m))
		return;
	if (fault->memory)
		put(buf, "13#2.8", fault->memory, fault->memory_len);
	free(fault->memory);
	fault->memory = malloc(m);
	fault->memory_len = fault->memory ? m : 0;
	if (fault->memory)
		memcpy(fault->memory, mine, m);
}

static const char *repeat_words(const char *words)
{
	return strcmp(words, "previous") ? "repeat-tek: only previous may follow" : NULL;
}

/* ---- digest and encryption ---- */

static const char *digest_words(const char *words)
{
	return !strcmp(words, "wrong") || !strcmp(words, "none") || !strcmp(words, "uplink") ||
			       !strcmp(words, "stranger") ?
		       NULL :
		       "digest is wrong, none, uplink or stranger";
}

static void digest(const struct bs_fault *fault, struct bs_seal *seal)
{
	seal->wrong = !strcmp(fault->words, "wrong");
	seal->unsigned_ = !strcmp(fault->words, "none");
	seal->uplink = !strcmp(fault->words, "uplink");
	seal->stranger = !strcmp(fault->words, "stranger");
}

static void pn(const struct bs_fault *fault, struct bs_seal *seal)
{
	seal->has_pn = true;
	seal->pn_relative = fault->relative;
	seal->pn = fault->number;
}

static void eks(const struct bs_fault *fault, struct bs_seal *seal)
{
	seal->eks = (int)(fault->number & 3);
}

static void clear(const struct bs_fault *fault, struct bs_seal *seal)
{
	seal->clear = true;
}

static void wrong_key(const struct bs_fault *fault, struct bs_seal *seal)
{
	seal->other_key = true;
}

/* ---- on the way ---- */

static void drop(struct bs *bs, const struct bs_pass *pass, struct bs_fault *fault,
		 struct bs_journey *journey)
{
	journey->copies = 0;
}

static void delay(struct bs *bs, const struct bs_pass *pass, struct bs_fault *fault,
		  struct bs_journey *journey)
{
	journey->delay_ms += fault->after_ms;
}

static void duplicate(struct bs *bs, const struct bs_pass *pass, struct bs_fault *fault,
		      struct bs_journey *journey)
{
	journey->copies += fault->times;
}

static void reorder(struct bs *bs, const struct bs_pass *pass, struct bs_fault *fault,
		    struct bs_journey *journey)
{
	journey->swap = true;
}

static void flip(struct bs *bs, const struct bs_pass *pass, struct bs_fault *fault,
		 struct bs_journey *journey)
{
	size_t at;

	if (!offset(fault->number, 8 * journey->len, &at))
		return;
	journey->data[at / 8] ^= (u8)(0x80 >> at % 8);
	journey->spoiled = true;
}

static void overwrite(struct bs *bs, const struct bs_pass *pass, struct bs_fault *fault,
		      struct bs_journey *journey)
{
	u8 value[BS_FAULT_LINE_MAX / 2];
	size_t at, len;

	if (!bs_fault_octets(bs, pass->ss, 0, fault->value, value, &len) ||
	    !offset(fault->number, journey->len, &at) || len > journey->len - at)
		return;
	memcpy(journey->data + at, value, len);
	journey->spoiled = true;
}

static void truncate_to(struct bs *bs, const struct bs_pass *pass, struct bs_fault *fault,
			struct bs_journey *journey)
{
	size_t at;

	if (offset(fault->number, journey->len, &at) && at)
		journey->len = at;
}

static void append(struct bs *bs, const struct bs_pass *pass, struct bs_fault *fault,
		   struct bs_journey *journey)
{
	u8 value[BS_FAULT_LINE_MAX / 2];
	size_t len;

	if (!bs_fault_octets(bs, pass->ss, 0, fault->value, value, &len) ||
	    len > WMAN_MESSAGE_MAX - journey->len)
		return;
	memcpy(journey->data + journey->len, value, len);
	journey->len += len;
}

static void send_pdu(struct bs *bs, const u8 *mac, u16 cid, const u8 *data, size_t len)
{
	bs_air_send(bs, mac, data, len);
}

/* Send octets again as they were, or with others in their place. */
static void again(struct bs *bs, const struct bs_pass *pass, struct bs_fault *fault,
		  const struct bs_fault_name *what, u16 cid, const u8 *data, size_t len)
{
	const bs_hold_fn fn = strcmp(what->name, BS_FAULT_DATA) ? bs_mgmt_frame : send_pdu;
	u8 copy[WMAN_MESSAGE_MAX];
	struct bs_journey other = { .data = copy, .len = len };
	u32 i;

	memcpy(copy, data, len);
	if (fault->value)
		overwrite(bs, pass, fault, &other);
	for (i = 0; i < fault->times; i++) {
		if (fault->after_ms)
			bs_hold_back(bs, fault->after_ms, fn, pass->mac, cid, copy, len);
		else
			fn(bs, pass->mac, cid, copy, len);
	}
}

static void replay(struct bs *bs, const struct bs_pass *pass, struct bs_fault *fault,
		   struct bs_journey *journey)
{
	if (fault->memory)
		again(bs, pass, fault, &fault->of, fault->memory_cid, fault->memory,
		      fault->memory_len);
}

static void reflect(struct bs *bs, const struct bs_pass *pass, struct bs_fault *fault,
		    struct bs_journey *journey)
{
	again(bs, pass, fault, &pass->on, pass->cid, journey->data, journey->len);
}

/* A command of the control socket; what it answers is of interest when it refuses. */
static void command(struct bs *bs, const u8 *mac, u16 cid, const u8 *data, size_t len)
{
	char *answer = NULL, line[BS_FAULT_LINE_MAX];
	size_t n;
	FILE *out = open_memstream(&answer, &n);

	if (!out) {
		bs_count(bs, NULL, WMAN_REASON_NO_MEMORY);
		return;
	}
	memcpy(line, data, len);
	bs_command_run(bs, line, out);
	fclose(out);
	if (!answer)
		bs_count(bs, NULL, WMAN_REASON_NO_MEMORY);
	else if (!strncmp(answer, "error: ", 7))
		bs_event(bs, bs_ss_find(bs, mac), "rule-failed", NULL, "%.100s: %.*s",
			 (const char *)data, (int)strcspn(answer + 7, "\n"), answer + 7);
	free(answer);
}

static void repeat(struct bs *bs, const struct bs_pass *pass, struct bs_fault *fault,
		   const char *before, bool later)
{
	char line[BS_FAULT_LINE_MAX], text[BS_FAULT_LINE_MAX];
	u32 i;

	snprintf(text, sizeof(text), "%s%s", before, fault->words);
	for (i = 0; i < fault->times; i++) {
		if (!bs_fault_expand(bs, pass->ss, i + 1, text, line))
			return;
		if (later || fault->after_ms)
			bs_hold_back(bs, fault->after_ms, command, pass->mac, pass->cid,
				     (const u8 *)line, strlen(line) + 1);
		else
			command(bs, pass->mac, pass->cid, (const u8 *)line, strlen(line) + 1);
	}
}

static void forge(struct bs *bs, const struct bs_pass *pass, struct bs_fault *fault,
		  struct bs_journey *journey)
{
	repeat(bs, pass, fault, "forge {mac} ", false);
}

static void corrupt(struct bs *bs, const struct bs_pass *pass, struct bs_fault *fault,
		    struct bs_journey *journey)
{
	repeat(bs, pass, fault, "corrupt {mac} ", false);
}

/* Later, because what it makes the base station send meets the rules as well. */
static void run(struct bs *bs, const struct bs_pass *pass, struct bs_fault *fault,
		struct bs_journey *journey)
{
	repeat(bs, pass, fault, "", true);
}

#define ANYWHERE (BS_ON_SENT | BS_ON_RECEIVED | BS_ON_DATA)
#define PASSING	 (BS_ON_SENT | BS_ON_DATA)
#define WHENEVER (ANYWHERE | BS_ON_OPEN)

static const struct bs_verb verbs[] = {
	{ "set", BS_ON_SENT, K(ATTR) | K(VALUE), 0, .edit = set },
	{ "add", BS_ON_SENT, K(ATTR) | K(VALUE), 0, .edit = add },
	{ "remove", BS_ON_SENT, K(ATTR), 0, .edit = remove_attr },
	{ "downgrade", BS_ON_SENT, K(WORDS), 0, downgrade_words, .edit = downgrade },
	{ "swap-keys", BS_ON_SENT, 0, 0, .edit = swap_keys },
	{ "repeat-tek", BS_ON_SENT, 0, K(WORDS), repeat_words, .edit = repeat_tek },

	{ "digest", BS_ON_SENT, K(WORDS), 0, digest_words, .seal = digest },
	{ "pn", PASSING, K(N), 0, .seal = pn },
	{ "eks", BS_ON_DATA, K(N), 0, .seal = eks },
	{ "clear", BS_ON_DATA, 0, 0, .seal = clear },
	{ "wrong-key", BS_ON_DATA, 0, 0, .seal = wrong_key },

	{ "drop", ANYWHERE, 0, 0, .go = drop },
	{ "delay", ANYWHERE, K(AFTER), 0, .go = delay },
	{ "duplicate", ANYWHERE, 0, K(TIMES), .go = duplicate },
	{ "reorder", ANYWHERE, 0, 0, .go = reorder },
	{ "flip", PASSING, K(N), 0, .go = flip },
	{ "overwrite", PASSING, K(N) | K(VALUE), 0, .go = overwrite },
	{ "truncate", PASSING, K(N), 0, .go = truncate_to },
	{ "append", PASSING, K(VALUE), 0, .go = append },
	{ "replay", WHENEVER, K(OF), K(TIMES) | K(AFTER) | K(N) | K(VALUE), .go = replay },
	{ "reflect", BS_ON_RECEIVED, 0, K(TIMES) | K(AFTER) | K(N) | K(VALUE), .go = reflect },
	{ "forge", WHENEVER, K(WORDS), K(TIMES) | K(AFTER), .go = forge },
	{ "corrupt", WHENEVER, K(WORDS), K(TIMES) | K(AFTER), .go = corrupt },
	{ "run", WHENEVER, K(WORDS), K(TIMES) | K(AFTER), .go = run },
};

const struct bs_verb *bs_verb_find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(verbs); i++)
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	return NULL;
}

void bs_verb_list(FILE *f)
{
	size_t i;
	int key;

	for (i = 0; i < ARRAY_SIZE(verbs); i++) {
		fprintf(f, "%s", verbs[i].name);
		for (key = 0; key < BS_FAULT_KEYS; key++) {
			if (verbs[i].wants & BIT(key))
				fprintf(f, " %s", bs_fault_key_name((enum bs_fault_key)key));
			if (verbs[i].takes & BIT(key))
				fprintf(f, " [%s]", bs_fault_key_name((enum bs_fault_key)key));
		}
		fputc('\n', f);
	}
}
