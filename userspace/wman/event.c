// SPDX-License-Identifier: BSD-3-Clause
#include "event.h"

#include <stdio.h>
#include <time.h>

#include "names_gen.h"
#include "show.h"

#define NS_PER_S  1000000000ULL
#define NS_PER_MS 1000000ULL

/**
 * event_now_ns() - the time that events carry
 *
 * Return: nanoseconds of CLOCK_BOOTTIME.
 */
uint64_t event_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

static void put_dev(const struct nlattr *attrs, int len)
{
	uint32_t state = show_u32(attrs, len, WMAN_A_DEV_STATE);
	uint32_t auth = show_u32(attrs, len, WMAN_A_DEV_AUTH_STATE);
	uint32_t reason = show_u32(attrs, len, WMAN_A_DEV_REASON);

	fputs(wman_dev_state_name(state), stdout);
	/* where authorization is the step, or goes on behind an open port */
	if (auth && auth != WMAN_AUTH_STATE_STOPPED &&
	    (state == WMAN_DEV_STATE_AUTHORIZATION || auth != WMAN_AUTH_STATE_AUTHORIZED))
		printf("/%s", wman_auth_state_name(auth));
	if (reason)
		printf("  %s", wman_reason_name(reason));
}

static void put_sa(const struct nlattr *attrs, int len)
{
	const struct nlattr *said, *tek, *eks;
	uint32_t service = show_u32(attrs, len, WMAN_A_SA_SERVICE);
	uint32_t reason = show_u32(attrs, len, WMAN_A_SA_REASON);
	int rest;

	said = show_find(attrs, len, WMAN_A_SA_SAID, sizeof(uint16_t));
	printf("sa %u %s", said ? nla_get_u16(said) : 0,
	       wman_tek_state_name(show_u32(attrs, len, WMAN_A_SA_STATE)));
	if (service != WMAN_SA_SERVICE_UNICAST)
		printf("  %s", wman_sa_service_name(service));
	nla_for_each_attr(tek, attrs, len, rest) {
		if (nla_type(tek) != WMAN_A_SA_TEK)
			continue;
		eks = show_find(nla_data(tek), nla_len(tek), WMAN_A_TEK_EKS, sizeof(uint8_t));
		if (eks)
			printf("  eks %u", nla_get_u8(eks));
	}
	if (reason)
		printf("  %s", wman_reason_name(reason));
}

/* How a transaction ended that the station began. */
static void put_flow(const struct nlattr *attrs, int len)
{
	const struct nlattr *code =
		show_find(attrs, len, WMAN_A_FLOW_CONFIRMATION, sizeof(uint8_t));
	uint32_t sfid = show_u32(attrs, len, WMAN_A_FLOW_SFID);
	uint32_t reason = show_u32(attrs, len, WMAN_A_FLOW_REASON);

	fputs("flow ", stdout);
	if (sfid)
		printf("%u ", sfid);
	fputs(wman_flow_op_name(show_u32(attrs, len, WMAN_A_FLOW_OP)), stdout);
	if (reason)
		printf("  %s", wman_reason_name(reason));
	if (code && nla_get_u8(code))
		printf("  confirmation code %u", nla_get_u8(code));
}

static void put_message(const struct nlattr *attrs, int len)
{
	const struct nlattr *cid = show_find(attrs, len, WMAN_A_MESSAGE_CID, sizeof(uint16_t));
	bool up = show_u32(attrs, len, WMAN_A_MESSAGE_DIRECTION) == WMAN_DIRECTION_UPLINK;

	printf("%s %s  cid %u  %u octets", up ? "->" : "<-",
	       wman_air_message_name(show_u32(attrs, len, WMAN_A_MESSAGE_NAME)),
	       cid ? nla_get_u16(cid) : 0, show_u32(attrs, len, WMAN_A_MESSAGE_LENGTH));
}

static void put_reject(const struct nlattr *attrs, int len)
{
	uint32_t reason = show_u32(attrs, len, WMAN_A_REJECT_REASON);

	printf("rejected  %s (%s)", wman_reason_name(reason), wman_reason_text(reason));
}

static const struct {
	uint8_t cmd;
	const char *name;
	int attr;
	void (*put)(const struct nlattr *attrs, int len);
} events[] = {
	{ WMAN_CMD_DEV_NTF, "dev-ntf", WMAN_A_DEV, put_dev },
	{ WMAN_CMD_SA_NTF, "sa-ntf", WMAN_A_SA, put_sa },
	{ WMAN_CMD_FLOW_NTF, "flow-ntf", WMAN_A_FLOW, put_flow },
	{ WMAN_CMD_MESSAGE_NTF, "message-ntf", WMAN_A_MESSAGE, put_message },
	{ WMAN_CMD_REJECT_NTF, "reject-ntf", WMAN_A_REJECT, put_reject },
};

#define N_EVENTS (sizeof(events) / sizeof(events[0]))

/**
 * event_put() - print an event; one that is not known is passed over
 * @cli: the invocation
 * @msg: the event
 * @base_ns: time that counts as 0 for people
 */
void event_put(struct cli *cli, const struct wnl_msg *msg, uint64_t base_ns)
{
	uint32_t ifindex = show_u32(msg->attrs, msg->len, WMAN_A_IFINDEX);
	const struct nlattr *time_attr, *inner;
	uint64_t time_ns, ms;
	size_t i;
	int len;

	for (i = 0; i < N_EVENTS && events[i].cmd != msg->cmd; i++)
		;
	if (i == N_EVENTS || !show_nested(msg->attrs, msg->len, events[i].attr, &inner, &len))
		return;
	time_attr = show_find(msg->attrs, msg->len, WMAN_A_TIME_NS, sizeof(uint64_t));
	time_ns = time_attr ? nla_get_u64(time_attr) : base_ns;
	if (cli->json) {
		json_object(&cli->out, NULL);
		json_string(&cli->out, "event", events[i].name);
		json_u64(&cli->out, "time-ns", time_ns);
		json_u64(&cli->out, "ifindex", ifindex);
		json_string(&cli->out, "ifname", cli_ifname(ifindex));
		show_json(&cli->out, spec_main.attrs[events[i].attr].nested, inner, len);
		json_object_end(&cli->out);
		json_end(&cli->out);
		return;
	}
	ms = time_ns > base_ns ? (time_ns - base_ns) / NS_PER_MS : 0;
	printf("%5llu.%03llu %s  ", (unsigned long long)ms / 1000, (unsigned long long)ms % 1000,
	       cli_ifname(ifindex));
	events[i].put(inner, len);
	putchar('\n');
	fflush(stdout);
}

/**
 * event_put_lost() - tell that events are missing
 * @cli: the invocation
 */
void event_put_lost(struct cli *cli)
{
	if (cli->json) {
		json_object(&cli->out, NULL);
		json_string(&cli->out, "event", "lost");
		json_object_end(&cli->out);
		json_end(&cli->out);
	} else {
		puts("events were lost");
		fflush(stdout);
	}
}
