// SPDX-License-Identifier: BSD-3-Clause
#include "fault.h"

#include <ctype.h>
#include <stdlib.h>

#include "bs.h"
#include "message.h"
#include "pkm.h"
#include "verb.h"

#define SWAP_MS 1000 /* after so long nothing else comes */

/* The standard's names in lower case, made once. */
static char message_names[WMAN_MSG_TYPES][BS_FAULT_NAME_LEN];
static char pkm_names[WMAN_PKM_CODES][BS_FAULT_NAME_LEN];

/* In rules a space parts words: messages of PKMv1 have the names of PKMv2's. */
static void make_name(char *out, const char *name)
{
	size_t i;

	for (i = 0; name && name[i] && i < BS_FAULT_NAME_LEN - 1; i++)
		out[i] = name[i] == ' ' ? '-' : (char)tolower((unsigned char)name[i]);
	out[i] = '\0';
}

static void make_names(void)
{
	unsigned int i;

	if (message_names[WMAN_MSG_DL_MAP][0])
		return;
	for (i = 0; i < WMAN_MSG_TYPES; i++)
		make_name(message_names[i], wman_message_name((u8)i));
	for (i = 0; i < WMAN_PKM_CODES; i++)
		make_name(pkm_names[i], wman_pkm_name((u8)i));
}

const char *bs_fault_message_name(const u8 *msg, size_t len)
{
	make_names();
	if (!len || msg[0] >= WMAN_MSG_TYPES || !message_names[msg[0]][0])
		return "unknown";
	if ((msg[0] == WMAN_MSG_PKM_REQ || msg[0] == WMAN_MSG_PKM_RSP) && len > 1 &&
	    msg[1] < WMAN_PKM_CODES && pkm_names[msg[1]][0])
		return pkm_names[msg[1]];
	return message_names[msg[0]];
}

bool bs_fault_name_known(const char *name)
{
	unsigned int i;

	make_names();
	if (!strcmp(name, BS_FAULT_DATA) || !strcmp(name, BS_FAULT_OPEN) ||
	    !strcmp(name, BS_FAULT_ANY))
		return true;
	for (i = 0; i < WMAN_MSG_TYPES; i++)
		if (message_names[i][0] && !strcmp(name, message_names[i]))
			return true;
	for (i = 0; i < WMAN_PKM_CODES; i++)
		if (pkm_names[i][0] && !strcmp(name, pkm_names[i]))
			return true;
	return false;
}

static bool named(const struct bs_fault_name *want, const struct bs_fault_name *is)
{
	if (want->dir != is->dir)
		return false;
	if (!strcmp(want->name, BS_FAULT_ANY))
		return strcmp(is->name, BS_FAULT_DATA) && strcmp(is->name, BS_FAULT_OPEN);
	return !strcmp(want->name, is->name);
}

static bool has_tlv(const struct bs *bs, const struct bs_ss *ss, const struct bs_fault *fault,
		    const u8 *data, size_t len)
{
	u8 want[BS_FAULT_LINE_MAX / 2];
	struct wman_octets value;
	size_t n;

	if (!bs_edit_find(data, len, &fault->has, &value))
		return false;
	if (!fault->has_value)
		return true;
	return bs_fault_octets(bs, ss, 0, fault->has_value, want, &n) && n == value.len &&
	       !memcmp(want, value.data, n);
}

static bool chosen(const struct bs *bs, const struct bs_ss *ss, const struct bs_fault *fault,
		   const u8 *data, size_t len)
{
	if ((fault->given & BIT(BS_FAULT_KEY_SUBSCRIBER)) &&
	    (!ss || memcmp(ss->mac, fault->mac, sizeof(fault->mac))))
		return false;
	if ((fault->given & BIT(BS_FAULT_KEY_STATE)) &&
	    (!ss || strcmp(bs_ss_state_name(ss), fault->state)))
		return false;
	if ((fault->given & BIT(BS_FAULT_KEY_CODE)) && (len < 2 || data[1] != fault->code))
		return false;
	return !(fault->given & BIT(BS_FAULT_KEY_HAS)) || has_tlv(bs, ss, fault, data, len);
}

/* Whether a rule is done now; counts. */
static bool applies(const struct bs *bs, const struct bs_ss *ss, struct bs_fault *fault,
		    const struct bs_fault_name *on, const u8 *data, size_t len)
{
	if (!fault->left || !named(&fault->on, on) || !chosen(bs, ss, fault, data, len))
		return false;
	if (fault->skip) {
		fault->skip--;
		return false;
	}
	fault->done++;
	if (fault->left != BS_FAULT_EVER)
		fault->left--;
	return true;
}

static struct bs_fault_name sent(const u8 *data, size_t len)
{
	struct bs_fault_name on = { .dir = BS_FAULT_TX };

	strcpy(on.name, bs_fault_message_name(data, len));
	return on;
}

void bs_fault_edit(struct bs *bs, struct bs_ss *ss, struct wman_buf *buf)
{
	struct bs_fault *fault = bs->cfg->faults.first;
	struct bs_fault_name on;

	if (!fault || buf->overflow)
		return;
	on = sent(buf->data, buf->len);
	for (; fault; fault = fault->next)
		if (fault->verb->edit && applies(bs, ss, fault, &on, buf->data, buf->len))
			fault->verb->edit(bs, ss, fault, buf);
}

struct bs_seal bs_fault_seal(struct bs *bs, struct bs_ss *ss, const struct wman_buf *buf)
{
	struct bs_fault_name on = { .dir = BS_FAULT_TX, .name = BS_FAULT_DATA };
	struct bs_fault *fault = bs->cfg->faults.first;
	struct bs_seal seal = { .eks = -1 };
	const u8 *data = buf ? buf->data : NULL;
	const size_t len = buf ? buf->len : 0;

	if (fault && buf)
		on = sent(data, len);
	for (; fault; fault = fault->next)
		if (fault->verb->seal && applies(bs, ss, fault, &on, data, len))
			fault->verb->seal(fault, &seal);
	return seal;
}

/* What is sent later is sent as it was. */
static void remember(struct bs *bs, const struct bs_pass *pass, const u8 *data, size_t len)
{
	struct bs_fault *fault;
	u8 *copy;

	for (fault = bs->cfg->faults.first; fault; fault = fault->next) {
		if (!(fault->given & BIT(BS_FAULT_KEY_OF)) || !named(&fault->of, &pass->on))
			continue;
		copy = malloc(len);
		if (!copy) {
			bs_count(bs, pass->ss, WMAN_REASON_NO_MEMORY);
			continue;
		}
		memcpy(copy, data, len);
		free(fault->memory);
		fault->memory = copy;
		fault->memory_len = len;
		fault->memory_cid = pass->cid;
	}
}

/* A PDU whose octets were changed gets a right CRC; one that was cut has none. */
static void mend(const struct bs *bs, const struct bs_pass *pass, struct bs_journey *journey)
{
	struct wman_gmh gmh;

	if (!journey->spoiled || strcmp(pass->on.name, BS_FAULT_DATA) ||
	    wman_gmh_parse(&gmh, journey->data, journey->len) || !gmh.ci || gmh.len != journey->len)
		return;
	wman_crc32((enum wman_crc)bs->cfg->crc, journey->data, journey->len - WMAN_CRC_LEN,
		   journey->data + journey->len - WMAN_CRC_LEN);
}

void bs_fault_pass(struct bs *bs, const struct bs_pass *pass, const u8 *data, size_t len)
{
	u8 copy[WMAN_MESSAGE_MAX];
	struct bs_journey journey = { .data = copy, .len = len, .copies = 1 };
	struct bs_fault *fault = bs->cfg->faults.first;

	if (!fault || len > sizeof(copy)) {
		pass->fn(bs, pass->mac, pass->cid, data, len);
		return;
	}
	memcpy(copy, data, len);
	for (; fault && journey.copies; fault = fault->next)
		if (fault->verb->go && applies(bs, pass->ss, fault, &pass->on, data, len))
			fault->verb->go(bs, pass, fault, &journey);
	remember(bs, pass, data, len);
	mend(bs, pass, &journey);
	if (journey.swap) {
		bs_hold_swap(bs, SWAP_MS, pass->fn, pass->mac, pass->cid, copy, journey.len);
		return;
	}
	for (; journey.copies; journey.copies--) {
		if (journey.delay_ms)
			bs_hold_back(bs, journey.delay_ms, pass->fn, pass->mac, pass->cid, copy,
				     journey.len);
		else
			pass->fn(bs, pass->mac, pass->cid, copy, journey.len);
	}
	bs_hold_swapped(bs, pass->fn, pass->mac);
}

void bs_fault_opened(struct bs_ss *ss)
{
	const struct bs_pass pass = {
		.on = { .dir = BS_FAULT_TX, .name = BS_FAULT_OPEN },
		.ss = ss,
		.mac = ss->mac,
		.cid = ss->primary_cid,
	};
	struct bs_journey journey = { .copies = 1 };
	struct bs_fault *fault;

	for (fault = ss->bs->cfg->faults.first; fault; fault = fault->next)
		if (fault->verb->go && applies(ss->bs, ss, fault, &pass.on, NULL, 0))
			fault->verb->go(ss->bs, &pass, fault, &journey);
}
