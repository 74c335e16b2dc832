/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM wman

#if !defined(_WMAN_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _WMAN_TRACE_H

#include <linux/netdevice.h>
#include <linux/tracepoint.h>
#include <linux/wman.h>

/* The numbers are those of the netlink family; "wman monitor" shows them as names. */

#ifndef _WMAN_TRACE_OBJECTS
#define _WMAN_TRACE_OBJECTS
enum wman_object {
	WMAN_OBJECT_STATION,
	WMAN_OBJECT_SA,
	WMAN_OBJECT_TEK,
	WMAN_OBJECT_AK,
	WMAN_OBJECT_PMK,
	WMAN_OBJECT_FLOW,
	WMAN_OBJECT_AGENT,
	WMAN_OBJECT_EXCHANGE,
	WMAN_OBJECT_GKEK,
	WMAN_OBJECT_LINK,
	WMAN_OBJECT_TRANSACTION,
	WMAN_OBJECT_RSA,
	WMAN_OBJECT_PKMV1,
};
#endif

/* Every object is made once and freed once; the selftests count both. */
TRACE_EVENT(wman_object,
	    TP_PROTO(enum wman_object kind, bool made),
	    TP_ARGS(kind, made),
	TP_STRUCT__entry(
		__field(u32, kind)
		__field(bool, made)
	),
	TP_fast_assign(
		__entry->kind = kind;
		__entry->made = made;
	),
	TP_printk("%s %s",
		  __print_symbolic(__entry->kind, { WMAN_OBJECT_STATION, "station" },
				   { WMAN_OBJECT_SA, "sa" }, { WMAN_OBJECT_TEK, "tek" },
				   { WMAN_OBJECT_AK, "ak" }, { WMAN_OBJECT_PMK, "pmk" },
				   { WMAN_OBJECT_FLOW, "flow" }, { WMAN_OBJECT_AGENT, "agent" },
				   { WMAN_OBJECT_EXCHANGE, "exchange" },
				   { WMAN_OBJECT_GKEK, "gkek" }, { WMAN_OBJECT_LINK, "link" },
				   { WMAN_OBJECT_TRANSACTION, "transaction" },
				   { WMAN_OBJECT_RSA, "rsa" }, { WMAN_OBJECT_PKMV1, "pkmv1" }),
		  __entry->made ? "made" : "freed")
);

TRACE_EVENT(wman_reject,
	    TP_PROTO(const struct net_device *dev, u32 reason),
	    TP_ARGS(dev, reason),
	TP_STRUCT__entry(
		__field(int, ifindex)
		__field(u32, reason)
	),
	TP_fast_assign(
		__entry->ifindex = dev->ifindex;
		__entry->reason = reason;
	),
	TP_printk("ifindex=%d reason=%u", __entry->ifindex, __entry->reason)
);

/* Group-Key-Update-Command whose digest is right; mode: 0 GKEK, 1 GTEK; reason: 0 when it was taken */
TRACE_EVENT(wman_push,
	    TP_PROTO(const struct net_device *dev, u16 said, u8 mode, u16 counter, u32 reason),
	    TP_ARGS(dev, said, mode, counter, reason),
	TP_STRUCT__entry(
		__field(int, ifindex)
		__field(u16, said)
		__field(u8, mode)
		__field(u16, counter)
		__field(u32, reason)
	),
	TP_fast_assign(
		__entry->ifindex = dev->ifindex;
		__entry->said = said;
		__entry->mode = mode;
		__entry->counter = counter;
		__entry->reason = reason;
	),
	TP_printk("ifindex=%d said=%u mode=%u counter=%u reason=%u", __entry->ifindex,
		  __entry->said, __entry->mode, __entry->counter, __entry->reason)
);

DECLARE_EVENT_CLASS(wman_state,
	    TP_PROTO(const struct net_device *dev, u32 id, u32 from, u32 to, u32 event),
	    TP_ARGS(dev, id, from, to, event),
	TP_STRUCT__entry(
		__field(int, ifindex)
		__field(u32, id)
		__field(u32, from)
		__field(u32, to)
		__field(u32, event)
	),
	TP_fast_assign(
		__entry->ifindex = dev->ifindex;
		__entry->id = id;
		__entry->from = from;
		__entry->to = to;
		__entry->event = event;
	),
	TP_printk("ifindex=%d id=%u from=%u to=%u event=%u", __entry->ifindex, __entry->id,
		  __entry->from, __entry->to, __entry->event)
);

/* id: 0 */
DEFINE_EVENT(wman_state, wman_entry,
	    TP_PROTO(const struct net_device *dev, u32 id, u32 from, u32 to, u32 event),
	    TP_ARGS(dev, id, from, to, event)
);

/* id: 0 for PKMv2, 1 for PKMv1, 2 for policy none, each of which has events of its own */
DEFINE_EVENT(wman_state, wman_auth,
	    TP_PROTO(const struct net_device *dev, u32 id, u32 from, u32 to, u32 event),
	    TP_ARGS(dev, id, from, to, event)
);

/* id: SAID */
DEFINE_EVENT(wman_state, wman_tek,
	    TP_PROTO(const struct net_device *dev, u32 id, u32 from, u32 to, u32 event),
	    TP_ARGS(dev, id, from, to, event)
);

/* id: transaction */
DEFINE_EVENT(wman_state, wman_dsx,
	    TP_PROTO(const struct net_device *dev, u32 id, u32 from, u32 to, u32 event),
	    TP_ARGS(dev, id, from, to, event)
);

DECLARE_EVENT_CLASS(wman_message,
	    TP_PROTO(const struct net_device *dev, u16 cid, u8 type, u8 code, size_t len),
	    TP_ARGS(dev, cid, type, code, len),
	TP_STRUCT__entry(
		__field(int, ifindex)
		__field(u16, cid)
		__field(u8, type)
		__field(u8, code)
		__field(size_t, len)
	),
	TP_fast_assign(
		__entry->ifindex = dev->ifindex;
		__entry->cid = cid;
		__entry->type = type;
		__entry->code = code;
		__entry->len = len;
	),
	TP_printk("ifindex=%d cid=%#x type=%u code=%u len=%zu", __entry->ifindex, __entry->cid,
		  __entry->type, __entry->code, __entry->len)
);

/* code: the octet behind the type, which is the PKM code */
DEFINE_EVENT(wman_message, wman_message_rx,
	    TP_PROTO(const struct net_device *dev, u16 cid, u8 type, u8 code, size_t len),
	    TP_ARGS(dev, cid, type, code, len)
);

DEFINE_EVENT(wman_message, wman_message_tx,
	    TP_PROTO(const struct net_device *dev, u16 cid, u8 type, u8 code, size_t len),
	    TP_ARGS(dev, cid, type, code, len)
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
