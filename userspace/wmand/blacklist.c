// SPDX-License-Identifier: BSD-3-Clause
#include "blacklist.h"

#include <stdio.h>
#include <string.h>

/**
 * blacklist_is_for() - whether a failure is a refusal, which trying again will not change soon
 * @reason: why the exchange failed
 *
 * Return: false for silence, mistakes in the protocol, and what the kernel or a person ended.
 */
bool blacklist_is_for(enum wman_reason reason)
{
	switch (reason) {
	case WMAN_REASON_EAP_REJECTED:
	case WMAN_REASON_EAP_METHOD:
	case WMAN_REASON_TLS_UNTRUSTED:
	case WMAN_REASON_TLS_EXPIRED:
	case WMAN_REASON_TLS_NAME:
	case WMAN_REASON_TLS_PURPOSE:
	case WMAN_REASON_TLS_REVOKED:
	case WMAN_REASON_TLS_WEAK:
	case WMAN_REASON_TLS_VERSION:
	case WMAN_REASON_TLS_ALERT:
	case WMAN_REASON_CREDENTIALS:
		return true;
	default:
		return false;
	}
}

static struct blacklist_entry *entry_of(const struct blacklist *list, const char *network,
					const uint8_t *bsid)
{
	static const uint8_t unknown[CONFIG_BSID_LEN];
	const struct blacklist_entry *e;

	for (e = list->entries; e < list->entries + list->num; e++)
		if (!strcmp(e->network, network) &&
		    !memcmp(e->bsid, bsid ? bsid : unknown, CONFIG_BSID_LEN))
			return (struct blacklist_entry *)e;
	return NULL;
}

static void delete (struct blacklist *list, struct blacklist_entry *e)
{
	list->num--;
	memmove(e, e + 1, (size_t)(list->entries + list->num - e) * sizeof(*e));
}

/**
 * blacklist_add() - a network was refused
 * @list: the list; the oldest entry goes when it is full
 * @network: its name
 * @bsid: the base station, or NULL when it is not known
 * @reason: why
 * @now_ms: the time
 *
 * Return: milliseconds until it may be tried again.
 */
int64_t blacklist_add(struct blacklist *list, const char *network, const uint8_t *bsid,
		      enum wman_reason reason, int64_t now_ms)
{
	struct blacklist_entry *old = entry_of(list, network, bsid), e = { .times = 0 };
	int64_t wait = BLACKLIST_FIRST_MS;
	unsigned int i;

	if (old) {
		e = *old;
		delete (list, old);
	} else {
		if (list->num == BLACKLIST_ENTRIES)
			delete (list, list->entries);
		snprintf(e.network, sizeof(e.network), "%s", network);
		if (bsid)
			memcpy(e.bsid, bsid, sizeof(e.bsid));
	}
	for (i = 0; i < e.times && wait < BLACKLIST_MAX_MS; i++)
		wait *= 2;
	if (wait > BLACKLIST_MAX_MS)
		wait = BLACKLIST_MAX_MS;
	e.times++;
	e.reason = reason;
	e.until_ms = now_ms + wait;
	list->entries[list->num++] = e;
	return wait;
}

/**
 * blacklist_find() - whether a network is not to be tried now
 * @list: the list
 * @network: its name
 * @bsid: the base station, or NULL when it is not known
 * @now_ms: the time
 *
 * Return: its entry, or NULL when it may be tried.
 */
const struct blacklist_entry *blacklist_find(const struct blacklist *list, const char *network,
					     const uint8_t *bsid, int64_t now_ms)
{
	const struct blacklist_entry *e = entry_of(list, network, bsid);

	return e && now_ms < e->until_ms ? e : NULL;
}

/**
 * blacklist_remove() - a network was accepted: what was before does not count
 * @list: the list
 * @network: its name
 * @bsid: the base station, or NULL when it is not known
 */
void blacklist_remove(struct blacklist *list, const char *network, const uint8_t *bsid)
{
	struct blacklist_entry *e = entry_of(list, network, bsid);

	if (e)
		delete (list, e);
}

/**
 * blacklist_clear() - an administrator knows better
 * @list: the list
 * @network: this network only, or NULL for all
 *
 * Return: how many entries went.
 */
unsigned int blacklist_clear(struct blacklist *list, const char *network)
{
	unsigned int i, before = list->num;

	for (i = list->num; i-- > 0;)
		if (!network || !strcmp(list->entries[i].network, network))
			delete (list, &list->entries[i]);
	return before - list->num;
}
