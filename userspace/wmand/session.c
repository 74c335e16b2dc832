// SPDX-License-Identifier: BSD-3-Clause
#include "session.h"

#include <stdlib.h>
#include <string.h>

/**
 * session_set() - keep a session in the place of the one before; without memory none
 * @list: the sessions
 * @ifindex: the device
 * @asked: it stands for somebody who was asked
 * @data: the session
 * @len: its octets
 */
void session_set(struct session **list, uint32_t ifindex, bool asked, const uint8_t *data,
		 size_t len)
{
	struct session *s;

	session_drop(list, ifindex);
	s = malloc(sizeof(*s) + len);
	if (!s)
		return;
	s->ifindex = ifindex;
	s->asked = asked;
	s->len = len;
	memcpy(s->data, data, len);
	s->next = *list;
	*list = s;
}

/**
 * session_drop() - wipe the session of a device
 * @list: the sessions
 * @ifindex: the device
 */
void session_drop(struct session **list, uint32_t ifindex)
{
	struct session **p, *s;

	for (p = list; *p && (*p)->ifindex != ifindex; p = &(*p)->next)
		;
	s = *p;
	if (!s)
		return;
	*p = s->next;
	explicit_bzero(s->data, s->len);
	free(s);
}

/**
 * session_find() - the session to be resumed
 * @list: the sessions
 * @ifindex: the device
 * @reauth: it is authorized
 *
 * One that stands for a person is good for re-authentication: at the next connect somebody else may
 * sit there. Return: the session, or NULL.
 */
const struct session *session_find(const struct session *list, uint32_t ifindex, bool reauth)
{
	for (; list && list->ifindex != ifindex; list = list->next)
		;
	return list && (!list->asked || reauth) ? list : NULL;
}
