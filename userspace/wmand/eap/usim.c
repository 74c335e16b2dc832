// SPDX-License-Identifier: BSD-3-Clause
#include "usim.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "error.h"

#define SQN_MAX	  0xffffffffffffull
#define IND_BITS  5 /* TS 33.102 C.3.2: the low bits of SQN are an index, not counted */
#define SEQ_DELTA (1ull << 28) /* C.3.2: a jump farther ahead wants a resynchronisation */
#define FILE_MAX  4096

enum field {
	FIELD_KI,
	FIELD_OPC,
	FIELD_OP,
	FIELD_SQN,
	NUM_FIELDS,
};

static const struct {
	const char *name;
	size_t len;
} fields[NUM_FIELDS] = {
	[FIELD_KI] = { "ki", MILENAGE_KEY_LEN },
	[FIELD_OPC] = { "opc", MILENAGE_KEY_LEN },
	[FIELD_OP] = { "op", MILENAGE_KEY_LEN },
	[FIELD_SQN] = { "sqn", MILENAGE_SQN_LEN },
};

/* A file in memory */
struct usim_file {
	const char *path;
	struct eap_error *err;
	char text[FILE_MAX + 1];
	bool seen[NUM_FIELDS];
	uint8_t value[NUM_FIELDS][MILENAGE_KEY_LEN];
	size_t sqn_pos; /* of its digits in text */
	mode_t mode;
};

static bool refuse(const struct usim_file *f, const char *what)
{
	return eap_error_set(f->err, WMAN_REASON_CREDENTIALS, "%s: %s", f->path, what);
}

static uint64_t get_sqn(const uint8_t *p)
{
	uint64_t sqn = 0;
	int i;

	for (i = 0; i < MILENAGE_SQN_LEN; i++)
		sqn = sqn << 8 | p[i];
	return sqn;
}

static void put_sqn(uint8_t *p, uint64_t sqn)
{
	int i;

	for (i = MILENAGE_SQN_LEN - 1; i >= 0; i--, sqn >>= 8)
		p[i] = (uint8_t)sqn;
}

static bool check_mode(struct usim_file *f, int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return refuse(f, strerror(errno));
	f->mode = st.st_mode & 0777;
	if (!S_ISREG(st.st_mode))
		return refuse(f, "not a regular file");
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		return refuse(f, "others than its owner can write this file; chmod go-w");
	if (st.st_mode & S_IRWXO)
		return refuse(f, "everybody can read this subscriber key; chmod o-rwx");
	if (st.st_size > FILE_MAX)
		return refuse(f, "larger than 4096 octets");
	return true;
}

static bool read_text(struct usim_file *f)
{
	int fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n;
	bool ok;

	if (fd < 0)
		return refuse(f, strerror(errno));
	ok = check_mode(f, fd);
	if (ok) {
		n = read(fd, f->text, FILE_MAX);
		if (n < 0)
			ok = refuse(f, strerror(errno));
		else
			f->text[n] = '\0';
	}
	close(fd);
	return ok;
}

static int nibble(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *p;

	if (c >= 'A' && c <= 'F')
		c = (char)(c - 'A' + 'a');
	p = c ? strchr(digits, c) : NULL;
	return p ? (int)(p - digits) : -1;
}

/* Exactly @len octets in hex, then the end of the line; the value itself is never quoted. */
static bool parse_hex(const char *s, uint8_t *out, size_t len)
{
	size_t i;
	int hi, lo;

	for (i = 0; i < len; i++, s += 2) {
		hi = nibble(s[0]);
		lo = hi < 0 ? -1 : nibble(s[1]);
		if (lo < 0)
			return false;
		out[i] = (uint8_t)(hi << 4 | lo);
	}
	s += strspn(s, " \t\r");
	return !*s || *s == '\n' || *s == '#';
}

static bool parse_line(struct usim_file *f, const char *s, unsigned int number)
{
	size_t i, len;

	s += strspn(s, " \t\r");
	if (!*s || *s == '\n' || *s == '#')
		return true;
	for (i = 0; i < NUM_FIELDS; i++) {
		len = strlen(fields[i].name);
		if (!strncmp(s, fields[i].name, len) && s[len] == '=')
			break;
	}
	if (i == NUM_FIELDS)
		return eap_error_set(f->err, WMAN_REASON_CREDENTIALS,
				     "%s:%u: expected ki=, opc=, op= or sqn=", f->path, number);
	if (f->seen[i])
		return eap_error_set(f->err, WMAN_REASON_CREDENTIALS, "%s:%u: %s is set twice",
				     f->path, number, fields[i].name);
	s += len + 1;
	if (!parse_hex(s, f->value[i], fields[i].len))
		return eap_error_set(f->err, WMAN_REASON_CREDENTIALS,
				     "%s:%u: %s is not %zu digits of hex", f->path, number,
				     fields[i].name, 2 * fields[i].len);
	f->seen[i] = true;
	if (i == FIELD_SQN)
		f->sqn_pos = (size_t)(s - f->text);
	return true;
}

static bool file_read(struct usim_file *f)
{
	unsigned int number = 0;
	const char *s;

	if (!read_text(f))
		return false;
	for (s = f->text; s; s = strchr(s, '\n'), s = s ? s + 1 : NULL)
		if (!parse_line(f, s, ++number))
			return false;
	if (!f->seen[FIELD_KI])
		return refuse(f, "ki is missing");
	if (f->seen[FIELD_OPC] == f->seen[FIELD_OP])
		return refuse(f, "one of opc and op must be set");
	if (!f->seen[FIELD_SQN])
		return refuse(f, "sqn is missing; a new card begins with 000000000000");
	return true;
}

/* Write all of @f beside the old file, then take its place. */
static bool file_replace(const struct usim_file *f)
{
	size_t len = strlen(f->text);
	char tmp[PATH_MAX];
	bool ok;
	int fd;

	if (snprintf(tmp, sizeof(tmp), "%s.new", f->path) >= (int)sizeof(tmp))
		return refuse(f, "the name is too long");
	unlink(tmp);
	fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, f->mode);
	if (fd < 0)
		return refuse(f, strerror(errno));
	ok = write(fd, f->text, len) == (ssize_t)len && !fsync(fd);
	ok = !close(fd) && ok && !rename(tmp, f->path);
	if (ok)
		return true;
	refuse(f, strerror(errno));
	unlink(tmp);
	return false;
}

struct usim *usim_load(const char *path, struct eap_error *err)
{
	struct usim_file f = { .path = path, .err = err };
	struct usim *usim = calloc(1, sizeof(*usim));
	bool ok = false;

	if (usim)
		usim->path = strdup(path);
	if (!usim || !usim->path) {
		eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "no memory for the USIM");
	} else if (file_read(&f)) {
		memcpy(usim->key.k, f.value[FIELD_KI], MILENAGE_KEY_LEN);
		memcpy(usim->key.opc, f.value[FIELD_OPC], MILENAGE_KEY_LEN);
		usim->sqn = get_sqn(f.value[FIELD_SQN]);
		ok = f.seen[FIELD_OPC] || milenage_opc(&usim->key, f.value[FIELD_OP]) ||
		     eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "AES failed");
	}
	OPENSSL_cleanse(&f, sizeof(f));
	if (ok)
		return usim;
	usim_free(usim);
	return NULL;
}

void usim_free(struct usim *usim)
{
	if (!usim)
		return;
	free(usim->path);
	OPENSSL_cleanse(usim, sizeof(*usim));
	free(usim);
}

static bool is_fresh(uint64_t sqn, uint64_t last)
{
	return sqn > last && (sqn >> IND_BITS) - (last >> IND_BITS) <= SEQ_DELTA;
}

bool usim_store_sqn(struct usim *usim, uint64_t sqn, struct eap_error *err)
{
	struct usim_file f = { .path = usim->path, .err = err };
	char digits[2 * MILENAGE_SQN_LEN + 1];
	uint64_t old;
	bool ok = false;

	if (file_read(&f)) {
		old = get_sqn(f.value[FIELD_SQN]);
		if (old > usim->sqn)
			usim->sqn = old;
		/* who asks is not trusted to leave any number over */
		if (!is_fresh(sqn, usim->sqn) || sqn > SQN_MAX) {
			refuse(&f, "its sequence number is not just below the one to be stored; is "
				   "the file used twice?");
		} else {
			snprintf(digits, sizeof(digits), "%012llx", (unsigned long long)sqn);
			memcpy(f.text + f.sqn_pos, digits, sizeof(digits) - 1);
			ok = file_replace(&f);
		}
	}
	if (ok)
		usim->sqn = sqn;
	OPENSSL_cleanse(&f, sizeof(f));
	return ok;
}

/* TS 33.102 6.3.3: AUTS is made with an AMF of zero */
static enum usim_verdict resync(const struct usim *usim, uint64_t last, const uint8_t *rand,
				const struct milenage_out *out, uint8_t *auts)
{
	static const uint8_t amf[MILENAGE_AMF_LEN];
	uint8_t sqn[MILENAGE_SQN_LEN], mac_a[MILENAGE_MAC_LEN];
	int i;

	put_sqn(sqn, last);
	if (!milenage_f1(&usim->key, rand, sqn, amf, mac_a, auts + MILENAGE_SQN_LEN))
		return USIM_ERROR;
	for (i = 0; i < MILENAGE_SQN_LEN; i++)
		auts[i] = sqn[i] ^ out->ak_resync[i];
	return USIM_SYNC;
}

enum usim_verdict usim_umts(const struct usim *usim, uint64_t last, const uint8_t *rand,
			    const uint8_t *autn, struct usim_answer *answer)
{
	const uint8_t *amf = autn + MILENAGE_SQN_LEN, *mac = amf + MILENAGE_AMF_LEN;
	uint8_t sqn[MILENAGE_SQN_LEN], mac_a[MILENAGE_MAC_LEN], mac_s[MILENAGE_MAC_LEN];
	enum usim_verdict verdict = USIM_ERROR;
	struct milenage_out out = { 0 };
	int i;

	if (!milenage_f2345(&usim->key, rand, &out))
		return USIM_ERROR;
	for (i = 0; i < MILENAGE_SQN_LEN; i++)
		sqn[i] = autn[i] ^ out.ak[i];
	if (!milenage_f1(&usim->key, rand, sqn, amf, mac_a, mac_s)) {
		verdict = USIM_ERROR;
	} else if (CRYPTO_memcmp(mac, mac_a, sizeof(mac_a))) {
		verdict = USIM_MAC;
	} else if (!is_fresh(get_sqn(sqn), last)) {
		verdict = resync(usim, last, rand, &out, answer->auts);
	} else {
		memcpy(answer->res, out.res, sizeof(out.res));
		answer->res_len = sizeof(out.res);
		memcpy(answer->ck, out.ck, sizeof(answer->ck));
		memcpy(answer->ik, out.ik, sizeof(answer->ik));
		answer->sqn = get_sqn(sqn);
		verdict = USIM_OK;
	}
	OPENSSL_cleanse(&out, sizeof(out));
	return verdict;
}

bool usim_gsm(const struct usim *usim, const uint8_t *rand, uint8_t *sres, uint8_t *kc)
{
	struct milenage_out out;
	int i;

	if (!milenage_f2345(&usim->key, rand, &out))
		return false;
	for (i = 0; i < USIM_SRES_LEN; i++)
		sres[i] = out.res[i] ^ out.res[i + 4];
	for (i = 0; i < USIM_KC_LEN; i++)
		kc[i] = out.ck[i] ^ out.ck[i + 8] ^ out.ik[i] ^ out.ik[i + 8];
	OPENSSL_cleanse(&out, sizeof(out));
	return true;
}
