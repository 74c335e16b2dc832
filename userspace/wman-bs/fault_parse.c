// SPDX-License-Identifier: BSD-3-Clause
/* Rules as wman-bs-rules(5) writes them: VERB MESSAGE[:COUNT[:SKIP]] [KEY=VALUE]... [WORD]... */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "bs.h"
#include "verb.h"

#define COUNT_MAX    1000000
#define DELAY_MAX_MS 600000
#define TIMES_MAX    10000
#define SPACE	     " \t\r\n"

#define ALWAYS                                                                             \
	(BIT(BS_FAULT_KEY_SUBSCRIBER) | BIT(BS_FAULT_KEY_STATE) | BIT(BS_FAULT_KEY_CODE) | \
	 BIT(BS_FAULT_KEY_HAS))

static bool octets_ok(const char *text)
{
	u8 out[BS_FAULT_LINE_MAX / 2];
	size_t len;

	return bs_fault_octets(NULL, NULL, 0, text, out, &len);
}

static bool copy(char **to, const char *text)
{
	free(*to);
	*to = strdup(text);
	return *to != NULL;
}

static const char *take_name(struct bs_fault_name *on, const char *text, size_t len)
{
	on->dir = BS_FAULT_TX;
	if (len > 3 && !strncmp(text, "rx:", 3)) {
		on->dir = BS_FAULT_RX;
		text += 3;
		len -= 3;
	}
	if (len >= sizeof(on->name))
		return "no message has such a long name";
	memcpy(on->name, text, len);
	on->name[len] = '\0';
	return bs_fault_name_known(on->name) ? NULL : "no message of this name";
}

static const char *take_subscriber(struct bs_fault *fault, const char *value)
{
	return bs_mac_parse(fault->mac, value) ? NULL : "subscriber is a MAC address";
}

static const char *take_state(struct bs_fault *fault, const char *value)
{
	if (!bs_ss_state_known(value) || strlen(value) >= sizeof(fault->state))
		return "state is ranging, authorization, registration, flows or operational";
	strcpy(fault->state, value);
	return NULL;
}

static const char *take_code(struct bs_fault *fault, const char *value)
{
	unsigned long n;

	if (!bs_number_parse(value, 0xff, &n))
		return "code is a number up to 255";
	fault->code = (u8)n;
	return NULL;
}

static const char *take_has(struct bs_fault *fault, const char *value)
{
	static const char wrong[] = "has is PATH, or PATH=OCTETS";
	const char *eq = strchr(value, '=');
	char path[32];
	size_t len = eq ? (size_t)(eq - value) : strlen(value);

	if (len >= sizeof(path))
		return wrong;
	memcpy(path, value, len);
	path[len] = '\0';
	if (!bs_path_parse(&fault->has, path) || (eq && !octets_ok(eq + 1)))
		return wrong;
	return !eq || copy(&fault->has_value, eq + 1) ? NULL : "out of memory";
}

static const char *take_attr(struct bs_fault *fault, const char *value)
{
	return bs_path_parse(&fault->attr, value) ? NULL : "attr is TYPE[#NTH][.TYPE[#NTH]]...";
}

static const char *take_value(struct bs_fault *fault, const char *value)
{
	if (!octets_ok(value))
		return "value is octets, two hexadecimal digits each";
	return copy(&fault->value, value) ? NULL : "out of memory";
}

static const char *take_n(struct bs_fault *fault, const char *value)
{
	char *end;

	errno = 0;
	fault->relative = *value == '+' || *value == '-';
	fault->number = strtol(value, &end, 0);
	if (end == value || *end || errno || isspace((unsigned char)*value) ||
	    fault->number > UINT32_MAX || fault->number < -(long)UINT32_MAX)
		return "n is a number";
	return NULL;
}

static const char *take_of(struct bs_fault *fault, const char *value)
{
	return take_name(&fault->of, value, strlen(value));
}

static const char *take_ms(u32 *ms, const char *value, unsigned long max, const char *wrong)
{
	unsigned long n;

	if (!bs_number_parse(value, max, &n) || !n)
		return wrong;
	*ms = (u32)n;
	return NULL;
}

static const char *take_after(struct bs_fault *fault, const char *value)
{
	return take_ms(&fault->after_ms, value, DELAY_MAX_MS, "ms is 1 to 600000");
}

static const char *take_times(struct bs_fault *fault, const char *value)
{
	return take_ms(&fault->times, value, TIMES_MAX, "times is 1 to 10000");
}

static const struct {
	const char *name;
	const char *(*take)(struct bs_fault *fault, const char *value);
} keys[BS_FAULT_KEYS] = {
	[BS_FAULT_KEY_SUBSCRIBER] = { "subscriber", take_subscriber },
	[BS_FAULT_KEY_STATE] = { "state", take_state },
	[BS_FAULT_KEY_CODE] = { "code", take_code },
	[BS_FAULT_KEY_HAS] = { "has", take_has },
	[BS_FAULT_KEY_ATTR] = { "attr", take_attr },
	[BS_FAULT_KEY_VALUE] = { "value", take_value },
	[BS_FAULT_KEY_N] = { "n", take_n },
	[BS_FAULT_KEY_OF] = { "of", take_of },
	[BS_FAULT_KEY_AFTER] = { "ms", take_after },
	[BS_FAULT_KEY_TIMES] = { "times", take_times },
	/* what stands at the end without a key */
	[BS_FAULT_KEY_WORDS] = { "words", NULL },
};

const char *bs_fault_key_name(enum bs_fault_key key)
{
	return keys[key].name;
}

/* A number after a colon; moves @text behind it. */
static bool number(const char **text, long min, long *n)
{
	char *end;

	if (**text != ':' || !isdigit((unsigned char)(*text)[1]))
		return false;
	errno = 0;
	*n = strtol(*text + 1, &end, 10);
	*text = end;
	return !errno && *n >= min && *n <= COUNT_MAX;
}

/* [rx:]NAME[:COUNT[:SKIP]] */
static const char *take_target(struct bs_fault *fault, const char *text)
{
	const size_t rx = strncmp(text, "rx:", 3) ? 0 : 3;
	const size_t len = rx + strcspn(text + rx, ":");
	const char *wrong;

	wrong = take_name(&fault->on, text, len);
	if (wrong)
		return wrong;
	text += len;
	if (*text && !number(&text, 1, &fault->left))
		return "a count of 1 to 1000000 is wanted";
	if (*text && !number(&text, 0, &fault->skip))
		return "behind the count: 0 to 1000000 that are let pass";
	return *text ? "something follows the count" : NULL;
}

/* Returns whether the word has a key; *wrong tells what is wrong with it. */
static bool take_key(struct bs_fault *fault, const char *word, const char **wrong)
{
	size_t len = strcspn(word, "=");
	int i;

	for (i = 0; i < BS_FAULT_KEYS; i++) {
		if (!keys[i].take || strlen(keys[i].name) != len || word[len] != '=' ||
		    strncmp(keys[i].name, word, len))
			continue;
		*wrong = fault->given & BIT(i) ? "a key is given twice" :
						 keys[i].take(fault, word + len + 1);
		fault->given |= BIT(i);
		return true;
	}
	return false;
}

static const char *fitting(const struct bs_fault *fault)
{
	static char text[96];
	const struct bs_verb *verb = fault->verb;
	u32 on = fault->on.dir == BS_FAULT_RX ? BS_ON_RECEIVED : BS_ON_SENT, bad;
	int i;

	if (!strcmp(fault->on.name, BS_FAULT_OPEN))
		on = fault->on.dir == BS_FAULT_RX ? 0 : BS_ON_OPEN;
	else if (!strcmp(fault->on.name, BS_FAULT_DATA) && on == BS_ON_SENT)
		on = BS_ON_DATA;
	if (!(verb->on & on)) {
		snprintf(text, sizeof(text), "%s cannot work on this", verb->name);
		return text;
	}
	bad = verb->wants & ~fault->given;
	for (i = 0; i < BS_FAULT_KEYS; i++) {
		if (bad & BIT(i)) {
			snprintf(text, sizeof(text), "%s wants %s", verb->name, keys[i].name);
			return text;
		}
	}
	bad = fault->given & ~(verb->wants | verb->takes | ALWAYS);
	for (i = 0; i < BS_FAULT_KEYS; i++) {
		if (bad & BIT(i)) {
			snprintf(text, sizeof(text), "%s has no use for %s", verb->name,
				 keys[i].name);
			return text;
		}
	}
	return verb->words && fault->words ? verb->words(fault->words) : NULL;
}

static char *trimmed(char *text)
{
	char *end = text + strlen(text);

	while (end > text && isspace((unsigned char)end[-1]))
		*--end = '\0';
	return text + strspn(text, SPACE);
}

/* The word at @text goes to @word; returns what is behind it. */
static const char *next_word(const char *text, char *word)
{
	size_t len = strcspn(text, SPACE);

	memcpy(word, text, len);
	word[len] = '\0';
	return text + len + strspn(text + len, SPACE);
}

static const char *parse(struct bs_fault *fault)
{
	char word[BS_FAULT_LINE_MAX];
	const char *rest, *wrong = NULL;

	fault->left = BS_FAULT_EVER;
	fault->times = 1;
	rest = next_word(fault->text, word);
	fault->verb = bs_verb_find(word);
	if (!fault->verb)
		return "no such verb";
	rest = next_word(rest, word);
	wrong = *word ? take_target(fault, word) : "a message is wanted";
	while (!wrong && *rest) {
		const char *behind = next_word(rest, word);

		if (!take_key(fault, word, &wrong)) {
			/* words go to the end */
			fault->given |= BIT(BS_FAULT_KEY_WORDS);
			wrong = copy(&fault->words, rest) ? NULL : "out of memory";
			break;
		}
		rest = behind;
	}
	return wrong ? wrong : fitting(fault);
}

static void fault_free(struct bs_fault *fault)
{
	free(fault->text);
	free(fault->has_value);
	free(fault->value);
	free(fault->words);
	free(fault->memory);
	free(fault);
}

const char *bs_fault_add(struct bs_faults *faults, const char *text)
{
	struct bs_fault *fault, **pos = &faults->first;
	char line[BS_FAULT_LINE_MAX];
	const char *wrong;

	if (strlen(text) >= sizeof(line))
		return "too long";
	if (faults->n == BS_FAULTS_MAX)
		return "too many faults";
	strcpy(line, text);
	fault = calloc(1, sizeof(*fault));
	if (!fault || !copy(&fault->text, trimmed(line)))
		wrong = "out of memory";
	else
		wrong = parse(fault);
	if (wrong) {
		if (fault)
			fault_free(fault);
		return wrong;
	}
	while (*pos)
		pos = &(*pos)->next;
	*pos = fault;
	faults->n++;
	return NULL;
}

void bs_fault_clear(struct bs_faults *faults)
{
	struct bs_fault *fault;

	while ((fault = faults->first)) {
		faults->first = fault->next;
		fault_free(fault);
	}
	faults->n = 0;
}

/* Takes the rule with this text out of a list, or returns NULL. */
static struct bs_fault *take_same(struct bs_faults *faults, const char *text)
{
	struct bs_fault **pos = &faults->first, *fault;

	while ((fault = *pos) && strcmp(fault->text, text))
		pos = &fault->next;
	if (!fault)
		return NULL;
	*pos = fault->next;
	faults->n--;
	return fault;
}

void bs_fault_keep(struct bs_faults *next, struct bs_faults *now)
{
	struct bs_fault **pos, *fault, *same;

	for (pos = &next->first; (fault = *pos); pos = &(*pos)->next) {
		same = take_same(now, fault->text);
		if (!same)
			continue;
		same->next = fault->next;
		*pos = same;
		fault_free(fault);
	}
}

int bs_fault_load(struct bs_faults *faults, const char *path, FILE *err)
{
	FILE *f = fopen(path, "re");
	unsigned int n = 0;
	const char *wrong;
	char *line = NULL, *text;
	size_t size = 0;
	int ret = 0;

	if (!f) {
		fprintf(err, "%s: %s\n", path, strerror(errno));
		return -EINVAL;
	}
	while (getline(&line, &size, f) >= 0) {
		n++;
		text = trimmed(line);
		wrong = *text && *text != '#' ? bs_fault_add(faults, text) : NULL;
		if (wrong) {
			fprintf(err, "%s:%u: %s\n", path, n, wrong);
			ret = -EINVAL;
		}
	}
	/* without memory for a line getline() fails as at the end, and sets no flag */
	if (!feof(f)) {
		fprintf(err, "%s: %s\n", path, strerror(errno));
		ret = -EINVAL;
	}
	free(line);
	fclose(f);
	return ret;
}

/* Octets as digits; zeros where there is nothing yet. */
static void put_hex(char *out, const u8 *data, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		sprintf(out + 2 * i, "%02x", data ? data[i] : 0);
}

static void put_sn(char *out, const struct bs *bs, const struct bs_ss *ss, unsigned int n)
{
	sprintf(out, "%02x", ss ? ss->auth.ak.sn : 0);
}

static void put_id(char *out, const struct bs *bs, const struct bs_ss *ss, unsigned int n)
{
	sprintf(out, "%02x", ss ? ss->auth.identifier : 0);
}

static void put_eap(char *out, const struct bs *bs, const struct bs_ss *ss, unsigned int n)
{
	sprintf(out, "%02x", ss && ss->auth.eap ? ss->auth.eap->request[1] : 0);
}

static void put_said(char *out, const struct bs *bs, const struct bs_ss *ss, unsigned int n)
{
	sprintf(out, "%04x", ss ? ss->basic_cid : 0);
}

static void put_primary(char *out, const struct bs *bs, const struct bs_ss *ss, unsigned int n)
{
	sprintf(out, "%04x", ss ? ss->primary_cid : 0);
}

static void put_sfid(char *out, const struct bs *bs, const struct bs_ss *ss, unsigned int n)
{
	sprintf(out, "%08x", ss ? ss->flows.flow[0].sfid : 0);
}

static void put_akid(char *out, const struct bs *bs, const struct bs_ss *ss, unsigned int n)
{
	put_hex(out, ss ? ss->auth.ak.akid : NULL, WMAN_AKID_LEN);
}

static void put_bsid(char *out, const struct bs *bs, const struct bs_ss *ss, unsigned int n)
{
	put_hex(out, bs ? bs->bsid : NULL, WMAN_MAC_ADDR_LEN);
}

static void put_mac(char *out, const struct bs *bs, const struct bs_ss *ss, unsigned int n)
{
	static const u8 none[WMAN_MAC_ADDR_LEN];
	const u8 *mac = ss ? ss->mac : none;

	sprintf(out, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4],
		mac[5]);
}

static void put_n(char *out, const struct bs *bs, const struct bs_ss *ss, unsigned int n)
{
	sprintf(out, "%04x", n & 0xffff);
}

/* As a transaction id of a base station is, and no management CID. */
static void put_high(char *out, const struct bs *bs, const struct bs_ss *ss, unsigned int n)
{
	sprintf(out, "%04x", 0x8000 | (n & 0x3fff));
}

static void put_address(char *out, const struct bs *bs, const struct bs_ss *ss, unsigned int n)
{
	put_hex(out, ss ? ss->mac : NULL, WMAN_MAC_ADDR_LEN);
}

/* Fragmentation subheader with 11 bits of FSN, FC 11 (802.16 6.3.2.2.1). */
static void put_middle(char *out, const struct bs *bs, const struct bs_ss *ss, unsigned int n)
{
	sprintf(out, "%04x", 0xc000 | (n << 3 & 0x3ff8));
}

#define PUT_MAX 24 /* of the longest, with its end */

static const struct {
	const char *name;
	void (*put)(char *out, const struct bs *bs, const struct bs_ss *ss, unsigned int n);
} names[] = {
	{ "sn", put_sn },
	{ "id", put_id },
	{ "eap", put_eap },
	{ "said", put_said },
	{ "primary", put_primary },
	{ "sfid", put_sfid },
	{ "akid", put_akid },
	{ "bsid", put_bsid },
	{ "address", put_address },
	{ "mac", put_mac },
	{ "n", put_n },
	{ "high", put_high },
	{ "middle", put_middle },
};

/* What {NAME} stands for, written into @out. */
static bool put_value(char *out, const char *name, size_t len, const struct bs *bs,
		      const struct bs_ss *ss, unsigned int n)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (strlen(names[i].name) != len || strncmp(names[i].name, name, len))
			continue;
		names[i].put(out, bs, ss, n);
		return true;
	}
	return false;
}

bool bs_fault_expand(const struct bs *bs, const struct bs_ss *ss, unsigned int n, const char *text,
		     char *out)
{
	char *end = out + BS_FAULT_LINE_MAX - PUT_MAX;
	size_t len;

	while (*text && out < end) {
		if (*text != '{') {
			*out++ = *text++;
			continue;
		}
		len = strcspn(++text, "}");
		if (!text[len] || !put_value(out, text, len, bs, ss, n))
			return false;
		out += strlen(out);
		text += len + 1;
	}
	*out = '\0';
	return !*text;
}

bool bs_fault_octets(const struct bs *bs, const struct bs_ss *ss, unsigned int n, const char *text,
		     u8 *out, size_t *len)
{
	char line[BS_FAULT_LINE_MAX];
	const char *p = line;
	unsigned int v;

	*len = 0;
	if (!bs_fault_expand(bs, ss, n, text, line))
		return false;
	while (*p) {
		if (*p == '.') {
			p++;
			continue;
		}
		if (!isxdigit((unsigned char)p[0]) || !isxdigit((unsigned char)p[1]))
			return false;
		sscanf(p, "%2x", &v);
		out[(*len)++] = (u8)v;
		p += 2;
	}
	return true;
}
