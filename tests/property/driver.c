// SPDX-License-Identifier: BSD-3-Clause
/*
 * The C side of the property tests: reads a case a line, prints what kernel/proto makes of it a
 * line. Octets are hexadecimal, "-" for none; each lie in memory that ends where they do.
 *
 *	tlv OCTETS
 *	fields REQUIRED TYPE:LEN,... OCTETS
 *	m2m CAP FRAME...
 *	m2m-build SEQUENCE NUMBER FRAGMENT FRAGMENT-NUMBER FRAME-NUMBER OCTETS
 *	burst OCTETS
 *	sdus CAP up|down TYPE:OCTETS...
 *	cut LEN MAX
 *	pack EXTENDED FSN OCTETS...
 *	pkm up|down VERSION cmac|hmac OCTETS
 *
 * In the answer W is something that is whole now, D says that something was dropped.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "frag.h"
#include "m2m.h"
#include "pkm.h"

#define ARGS_MAX  256
#define ROWS_MAX  32
#define SLOT	  64 /* room of a member */
#define FIXED_MAX 32 /* octets of a value of fixed length */

static void __attribute__((noreturn, format(printf, 1, 2))) die(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(2);
}

static unsigned long number(const char *text)
{
	char *end;
	unsigned long v = strtoul(text, &end, 10);

	if (end == text || *end)
		die("not a number: %s", text);
	return v;
}

static struct wman_octets octets(const char *hex)
{
	size_t len = strcmp(hex, "-") ? strlen(hex) / 2 : 0, i;
	u8 *data = malloc(len ? len : 1);
	unsigned int v;

	if (!data)
		die("no memory");
	for (i = 0; i < len; i++) {
		if (sscanf(hex + 2 * i, "%2x", &v) != 1)
			die("not hexadecimal: %s", hex);
		data[i] = (u8)v;
	}
	return (struct wman_octets){ data, len };
}

static void release(struct wman_octets *o)
{
	free((u8 *)o->data);
}

static void put_hex(const u8 *data, size_t len)
{
	size_t i;

	if (!len)
		putchar('-');
	for (i = 0; i < len; i++)
		printf("%02x", data[i]);
}

static void run_tlv(char **args, int n)
{
	struct wman_octets in = octets(args[0]);
	struct wman_tlv_iter it;
	struct wman_tlv tlv;

	wman_tlv_iter_init(&it, in.data, in.len);
	while (wman_tlv_next(&it, &tlv)) {
		printf("%u:", tlv.type);
		put_hex(tlv.value, tlv.len);
		putchar(' ');
	}
	printf(it.reason ? "bad" : "ok");
	release(&in);
}

static void put_member(const struct wman_field *row, const u8 *member)
{
	const struct wman_octets *any = (const void *)member;

	switch (row->len) {
	case 0:
		put_hex(any->data, any->len);
		break;
	case 1:
		printf("%02x", *member);
		break;
	case 2:
		printf("%04x", *(const u16 *)(const void *)member);
		break;
	case 3:
	case 4:
		printf("%0*x", 2 * row->len, *(const u32 *)(const void *)member);
		break;
	default:
		put_hex(member, row->len);
	}
}

static void run_fields(char **args, int n)
{
	static _Alignas(16) u8 out[ROWS_MAX * SLOT];
	struct wman_octets in = octets(args[2]);
	struct wman_field rows[ROWS_MAX];
	unsigned int type, len;
	size_t num = 0, i;
	u32 present;
	char *row;

	for (row = strtok(args[1], ","); row; row = strtok(NULL, ","), num++) {
		if (num == ROWS_MAX || sscanf(row, "%u:%u", &type, &len) != 2 || len > FIXED_MAX)
			die("not a row: %s", row);
		rows[num] = (struct wman_field){ (u8)type, (u8)len, (u16)(num * SLOT) };
	}
	if (wman_fields_parse(rows, num, (u32)number(args[0]), out, &present, in.data, in.len)) {
		printf("bad");
	} else {
		printf("ok");
		for (i = 0; i < num; i++) {
			if (!(present & BIT(i)))
				continue;
			printf(" %zu=", i);
			put_member(&rows[i], out + rows[i].offset);
		}
	}
	release(&in);
}

static void put_whole(enum wman_reason reason, const struct wman_octets *whole)
{
	if (reason)
		printf(" D");
	if (whole->data) {
		printf(" W");
		put_hex(whole->data, whole->len);
	}
}

static void run_m2m(char **args, int n)
{
	size_t cap = number(args[0]);
	struct wman_m2m_reassembly r;
	struct wman_m2m_burst burst;
	struct wman_octets whole;
	struct wman_m2m_iter it;
	u8 *memory = malloc(cap);
	int i;

	wman_m2m_reassembly_init(&r, memory, cap);
	for (i = 1; i < n; i++) {
		struct wman_octets frame = octets(args[i]);

		if (wman_m2m_open(&it, frame.data, frame.len)) {
			printf("bad ");
			release(&frame);
			continue;
		}
		printf("F%u", it.sequence);
		while (wman_m2m_next(&it, &burst)) {
			printf(" B%u.%d.%u.%u.", burst.number, burst.fragment,
			       burst.fragment_number, burst.frame_number);
			put_hex(burst.data, burst.len);
			put_whole(wman_m2m_reassembly_add(&r, &burst, &whole), &whole);
		}
		putchar(' ');
		release(&frame);
	}
	free(memory);
}

static void run_m2m_build(char **args, int n)
{
	struct wman_octets pdus = octets(args[5]);
	const struct wman_m2m_burst burst = {
		.number = (u8)number(args[1]),
		.fragment = (enum wman_m2m_fragment)number(args[2]),
		.fragment_number = (u8)number(args[3]),
		.frame_number = (u32)number(args[4]),
		.len = pdus.len,
	};
	u8 header[WMAN_M2M_HEADER_MAX];

	put_hex(header, wman_m2m_header_build((u16)number(args[0]), &burst, header));
	release(&pdus);
}

static void put_pdu(const struct wman_octets *pdu)
{
	struct wman_bandwidth bw;
	struct wman_gmh gmh;

	if (wman_is_signaling(pdu->data)) {
		if (wman_bandwidth_parse(&bw, pdu->data, pdu->len))
			printf("H ");
		else
			printf("R%u.%u.%u ", bw.type, bw.request, bw.cid);
		return;
	}
	if (wman_gmh_parse(&gmh, pdu->data, pdu->len))
		die("a PDU of the walk does not parse");
	printf("P%d.%d.%d.%u.%u.%u.%u", gmh.ec, gmh.esf, gmh.ci, gmh.type, gmh.eks, gmh.len,
	       gmh.cid);
	if (gmh.ci)
		printf(".%d%d", wman_crc32_ok(WMAN_CRC_OFDMA, pdu->data, pdu->len),
		       wman_crc32_ok(WMAN_CRC_IEEE8023, pdu->data, pdu->len));
	putchar(' ');
}

static void run_burst(char **args, int n)
{
	struct wman_octets in = octets(args[0]), pdu;
	struct wman_pdu_iter it;

	wman_pdu_iter_init(&it, in.data, in.len);
	while (wman_pdu_next(&it, &pdu))
		put_pdu(&pdu);
	printf(it.reason ? "bad" : "ok");
	release(&in);
}

static enum wman_direction direction(const char *word)
{
	return strcmp(word, "up") ? WMAN_DIRECTION_DOWNLINK : WMAN_DIRECTION_UPLINK;
}

static void run_sdus(char **args, int n)
{
	size_t cap = number(args[0]);
	struct wman_octets whole;
	u8 *memory = malloc(cap);
	struct wman_sdu_iter it;
	struct wman_frag frag;
	struct wman_sdu sdu;
	int i;

	wman_frag_init(&frag, memory, cap);
	for (i = 2; i < n; i++) {
		char *colon = strchr(args[i], ':');
		struct wman_octets body;

		if (!colon)
			die("not a PDU: %s", args[i]);
		*colon = '\0';
		body = octets(colon + 1);
		if (wman_sdu_iter_init(&it, (u8)number(args[i]), direction(args[1]), body.data,
				       body.len)) {
			printf("bad ");
			release(&body);
			continue;
		}
		putchar('P');
		while (wman_sdu_next(&it, &sdu)) {
			printf(" S%d.%d.%u.", sdu.numbered, sdu.fc, sdu.fsn);
			put_hex(sdu.data, sdu.len);
			put_whole(wman_frag_add(&frag, &sdu, &whole), &whole);
		}
		putchar(' ');
		release(&body);
	}
	free(memory);
}

static void run_cut(char **args, int n)
{
	struct wman_fragment part;
	struct wman_frag_tx tx;

	wman_frag_tx_init(&tx, number(args[0]), number(args[1]));
	while (wman_frag_tx_next(&tx, &part))
		printf("%d.%zu.%zu ", part.fc, part.off, part.len);
}

/* SDUs behind packing subheaders, as the transmit path puts them into one PDU. */
static void run_pack(char **args, int n)
{
	bool extended = number(args[0]);
	u16 fsn = (u16)number(args[1]);
	u8 sub[WMAN_SUBHEADER_MAX];
	struct wman_octets sdu;
	size_t len;
	int i;

	for (i = 2; i < n; i++) {
		sdu = octets(args[i]);
		len = wman_packing_build(extended, WMAN_FC_WHOLE, fsn++, sdu.len, sub);
		if (len != wman_packing_len(extended))
			die("a subheader of %zu octets", len);
		put_hex(sub, len);
		put_hex(sdu.data, sdu.len);
		release(&sdu);
	}
}

static void put_sa(const struct wman_sa_descriptor *sa)
{
	printf(" 23=%04x.%02x.%06x", sa->said, sa->type, sa->suite);
	if (sa->present & WMAN_SA_HAS_SERVICE)
		printf(".%02x", sa->service);
}

static void put_tek(const struct wman_tek_params *tek)
{
	printf(" 13=");
	put_hex(tek->tek.data, tek->tek.len);
	printf(".%08x.%02x", tek->lifetime_s, tek->sn);
	if (tek->present & WMAN_TEK_HAS_IV) {
		printf(".iv");
		put_hex(tek->iv.data, tek->iv.len);
	}
	if (tek->present & WMAN_TEK_HAS_GKEK_SN)
		printf(".gkek%02x", tek->gkek_sn);
}

static void put_attr(unsigned int type, const u8 *data, size_t len)
{
	printf(" %u=", type);
	put_hex(data, len);
}

static void put_secneg(const struct wman_secneg *neg)
{
	printf(" 25=%x.%x.%x.%x.%x.%x.%x", neg->present, neg->version, neg->policy, neg->mac_mode,
	       neg->pn_window, neg->flow_control, neg->max_sa);
}

static void put_config(const struct wman_pkm_config *config)
{
	int i;

	printf(" 27=%x", config->present);
	for (i = 0; i < WMAN_PKM_TIMERS; i++)
		printf(".%x", config->timer_s[i]);
}

/* Attributes by their numbers, as integers, octets, compounds; 0 stands for what protects. */
static void put_pkm(const struct wman_pkm *pkm)
{
	const struct {
		unsigned int type;
		const char *format;
		unsigned long value;
	} numbers[] = {
		{ WMAN_ATTR_KEY_LIFETIME, "%08lx", pkm->lifetime_s },
		{ WMAN_ATTR_KEY_SEQUENCE_NUMBER, "%02lx", pkm->ak_sn },
		{ WMAN_ATTR_SAID, "%04lx", pkm->said },
		{ WMAN_ATTR_ERROR_CODE, "%02lx", pkm->error },
		{ WMAN_ATTR_AUTH_RESULT, "%02lx", pkm->auth_result },
		{ WMAN_ATTR_FRAME_NUMBER, "%06lx", pkm->frame_number },
		{ WMAN_ATTR_KEY_PUSH_MODES, "%02lx", pkm->push_mode },
		{ WMAN_ATTR_KEY_PUSH_COUNTER, "%04lx", pkm->push_counter },
	};
	const struct {
		unsigned int type;
		struct wman_octets value;
	} texts[] = {
		{ WMAN_ATTR_DISPLAY_STRING, pkm->display },
		{ WMAN_ATTR_EAP_PAYLOAD, pkm->eap },
		{ WMAN_ATTR_NONCE, pkm->nonce },
		{ WMAN_ATTR_MS_RANDOM, { pkm->ms_random, 8 } },
		{ WMAN_ATTR_BS_RANDOM, { pkm->bs_random, 8 } },
		{ WMAN_ATTR_AKID, { pkm->akid, 8 } },
	};
	size_t i;

	printf("ok %u.%u.%zu", pkm->code, pkm->identifier, pkm->covered);
	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (!wman_pkm_has(pkm, numbers[i].type))
			continue;
		printf(" %u=", numbers[i].type);
		printf(numbers[i].format, numbers[i].value);
	}
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		if (wman_pkm_has(pkm, texts[i].type))
			put_attr(texts[i].type, texts[i].value.data, texts[i].value.len);
	for (i = 0; i < pkm->n_sa; i++)
		put_sa(&pkm->sa[i]);
	for (i = 0; i < pkm->n_tek_params; i++)
		put_tek(&pkm->tek_params[i]);
	if (wman_pkm_has(pkm, WMAN_ATTR_SECURITY_NEGOTIATION))
		put_secneg(&pkm->secneg);
	if (wman_pkm_has(pkm, WMAN_ATTR_PKM_CONFIGURATION))
		put_config(&pkm->config);
	if (pkm->protection.data)
		put_attr(0, pkm->protection.data, pkm->protection.len);
}

static void run_pkm(char **args, int n)
{
	enum wman_direction dir = direction(args[0]);
	struct wman_octets in = octets(args[3]);
	struct wman_pkm pkm;

	if (wman_pkm_parse(&pkm, in.data, in.len, dir, (u8)number(args[1]),
			   strcmp(args[2], "cmac") ? WMAN_KDF_SHA1 : WMAN_KDF_CMAC))
		printf("bad");
	else
		put_pkm(&pkm);
	release(&in);
}

static const struct {
	const char *name;
	int min_args;
	void (*run)(char **args, int n);
} kinds[] = {
	{ "tlv", 1, run_tlv },	   { "fields", 3, run_fields },
	{ "m2m", 1, run_m2m },	   { "m2m-build", 6, run_m2m_build },
	{ "burst", 1, run_burst }, { "sdus", 2, run_sdus },
	{ "cut", 2, run_cut },	   { "pack", 3, run_pack },
	{ "pkm", 4, run_pkm },
};

static void answer(char *line)
{
	char *args[ARGS_MAX], *save;
	int n = 0;
	size_t k;

	for (args[n] = strtok_r(line, " \n", &save); args[n];
	     args[n] = strtok_r(NULL, " \n", &save))
		if (++n == ARGS_MAX)
			die("too many arguments");
	for (k = 0; n && k < ARRAY_SIZE(kinds); k++) {
		if (strcmp(kinds[k].name, args[0]))
			continue;
		if (n - 1 < kinds[k].min_args)
			die("%s: arguments are missing", args[0]);
		kinds[k].run(args + 1, n - 1);
		putchar('\n');
		fflush(stdout);
		return;
	}
	die("no such kind");
}

int main(void)
{
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, stdin) > 0)
		answer(line);
	free(line);
	return 0;
}
