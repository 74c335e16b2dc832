// SPDX-License-Identifier: BSD-3-Clause
#include "command.h"

#include <stdlib.h>

#include "auth_v1.h"
#include "bs.h"
#include "dreg.h"
#include "forge.h"
#include "json.h"
#include "message.h"
#include "mgmt.h"
#include "names_gen.h"
#include "reload.h"
#include "verb.h"

#define WORDS_MAX 4
#define LINE	  (-1)
#define SPACE	  " \t\r\n"

/* What a command works on; @ss is NULL in commands without a subscriber. */
struct command_call {
	struct bs *bs;
	struct bs_ss *ss;
	char **arg; /* behind the subscriber, NULL when left out */
	FILE *out;
};

static void print_counters(struct json *json, const u64 *counters)
{
	unsigned int i;

	json_object(json, "counters");
	for (i = 1; i <= WMAN_REASON_MAX; i++)
		if (counters[i])
			json_u64(json, wman_reason_name(i), counters[i]);
	json_object_end(json);
}

static void print_tek(struct json *json, const struct bs_tek *tek)
{
	u64 now = bs_now_ms();

	if (!bs_tek_made(tek))
		return;
	json_object(json, NULL);
	json_u64(json, "eks", tek->sn);
	json_u64(json, "lifetime-ms", tek->expires > now ? tek->expires - now : 0);
	json_u64(json, "tx-pn", tek->tx_pn);
	json_u64(json, "rx-pn", tek->replay.highest);
	json_object_end(json);
}

static void print_sas(struct json *json, const struct bs_ss *ss)
{
	const struct bs_sa *sa;
	char suite[16];

	json_array(json, "sa");
	for (sa = ss->sa; sa < ss->sa + BS_SAS_MAX; sa++) {
		if (!sa->said)
			continue;
		json_object(json, NULL);
		json_u64(json, "said", sa->said);
		json_string(json, "type", wman_sa_type_name(sa->type));
		snprintf(suite, sizeof(suite), "0x%06x", sa->suite);
		json_string(json, "suite", suite);
		if (sa->group)
			json_bool(json, "keyed", sa->known);
		json_array(json, "tek");
		print_tek(json, &sa->tek[BS_TEK_OLDER]);
		print_tek(json, &sa->tek[BS_TEK_NEWER]);
		json_array_end(json);
		json_object_end(json);
	}
	json_array_end(json);
}

static void print_flows(struct json *json, const struct bs_ss *ss)
{
	const struct bs_flow *flow;

	json_array(json, "flow");
	for (flow = ss->flows.flow; flow < ss->flows.flow + ss->flows.n; flow++) {
		if (!bs_flow_made(flow))
			continue;
		json_object(json, NULL);
		json_u64(json, "sfid", flow->sfid);
		json_u64(json, "cid", flow->cid);
		json_string(json, "direction", wman_direction_name(flow->cfg.dir));
		json_string(json, "cs", wman_cs_name(flow->cfg.cs));
		json_u64(json, "said", flow->said);
		json_bool(json, "active", !flow->setup.asleep);
		json_bool(json, "rule", flow->setup.rule.len > 0);
		json_u64(json, "packets", flow->packets);
		json_u64(json, "bytes", flow->bytes);
		json_u64(json, "packed", flow->packed);
		json_object_end(json);
	}
	json_array_end(json);
}

static void print_groups(struct json *json, const struct bs *bs)
{
	const struct bs_group *group;
	u64 now = bs_now_ms();
	size_t i;

	json_array(json, "groups");
	for (group = bs->groups.group; group < bs->groups.group + bs->groups.n; group++) {
		json_object(json, NULL);
		json_u64(json, "said", (u64)group->cfg->said);
		json_u64(json, "cid", group->cid);
		json_u64(json, "push-counter", group->push_counter);
		json_u64(json, "packets", group->packets);
		json_array(json, "gkek");
		for (i = 0; i < BS_TEKS; i++) {
			json_object(json, NULL);
			json_u64(json, "sn", group->gkek[i].sn);
			json_u64(json, "lifetime-ms",
				 group->gkek[i].expires > now ? group->gkek[i].expires - now : 0);
			json_object_end(json);
		}
		json_array_end(json);
		json_array(json, "tek");
		print_tek(json, &group->tek[BS_TEK_OLDER]);
		print_tek(json, &group->tek[BS_TEK_NEWER]);
		json_array_end(json);
		json_object_end(json);
	}
	json_array_end(json);
}

static void print_subscriber(struct bs_ss *ss, void *arg)
{
	struct json *json = arg;

	json_object(json, NULL);
	json_mac(json, "address", ss->mac);
	json_string(json, "state", bs_ss_state_name(ss));
	if (ss->capable)
		json_string(json, "policy", bs_policy_name(&ss->choice));
	json_u64(json, "basic-cid", ss->basic_cid);
	json_u64(json, "primary-cid", ss->primary_cid);
	if (ss->auth.ak.valid) {
		json_u64(json, "ak-sn", ss->auth.ak.sn);
		json_hex(json, "akid", ss->auth.ak.akid, sizeof(ss->auth.ak.akid));
	}
	print_sas(json, ss);
	print_flows(json, ss);
	print_counters(json, ss->counters);
	json_object_end(json);
}

static const char *subscribers(const struct command_call *call)
{
	struct json json;

	json_begin(&json, call->out);
	json_object(&json, NULL);
	json_array(&json, "subscribers");
	bs_ss_each(call->bs, print_subscriber, &json);
	json_array_end(&json);
	print_groups(&json, call->bs);
	print_counters(&json, call->bs->counters);
	json_object_end(&json);
	json_end(&json);
	return NULL;
}

static const char *dreg(const struct command_call *call)
{
	struct wman_buf *buf = bs_mgmt_begin(call->bs);
	unsigned long code;

	if (!bs_number_parse(call->arg[0], 255, &code))
		return "the action code is a number up to 255";
	if (!call->ss->auth.ak.valid)
		return "the subscriber is not authorized";
	wman_dreg_cmd_put(buf, (enum wman_dreg_action)code);
	bs_mgmt_send_tuple(call->ss, buf, call->ss->basic_cid);
	return NULL;
}

static const char *res(const struct command_call *call)
{
	struct wman_buf *buf = bs_mgmt_begin(call->bs);

	if (!call->ss->auth.ak.valid)
		return "the subscriber is not authorized";
	wman_res_cmd_put(buf);
	bs_mgmt_send_tuple(call->ss, buf, call->ss->basic_cid);
	return NULL;
}

static const char *reauth(const struct command_call *call)
{
	if (!call->ss->capable)
		return "the subscriber is not that far";
	if (!bs_auth_can_begin(call->ss))
		return "with RSA it is the subscriber that begins";
	bs_auth_begin(call->ss);
	return NULL;
}

static const char *tek_invalid(const struct command_call *call)
{
	unsigned long said;

	if (!bs_number_parse(call->arg[0], 0xffff, &said))
		return "the SAID is a number up to 65535";
	return bs_tek_invalid(call->ss, (u16)said) ?
		       NULL :
		       "not authorized, or one was sent in this second";
}

static const char *each_sa(const struct command_call *call,
			   void (*fn)(struct bs_ss *ss, struct bs_sa *sa))
{
	struct bs_sa *sa;

	if (!call->ss->auth.ak.valid)
		return "the subscriber is not authorized";
	for (sa = call->ss->sa; sa < call->ss->sa + BS_SAS_MAX; sa++)
		if (sa->said)
			fn(call->ss, sa);
	return NULL;
}

static const char *rekey(const struct command_call *call)
{
	return each_sa(call, bs_tek_roll);
}

static const char *drop_keys(const struct command_call *call)
{
	return each_sa(call, bs_tek_drop);
}

static const char *dsa(const struct command_call *call)
{
	struct bs_flow_config flow = bs_flow_default;
	const char *wrong = bs_flow_parse(&flow, call->arg[0]);

	return wrong ? wrong : bs_flow_add(call->ss, &flow);
}

static const char *dsd(const struct command_call *call)
{
	unsigned long sfid;

	if (!bs_number_parse(call->arg[0], 0xffffffff, &sfid))
		return "the SFID is a number";
	switch (bs_flow_delete(call->ss, (u32)sfid)) {
	case 0:
		return NULL;
	case -EBUSY:
		return "a transaction runs";
	default:
		return "no such flow";
	}
}

static const char *dsc(const struct command_call *call)
{
	unsigned long sfid;

	if (!bs_number_parse(call->arg[0], 0xffffffff, &sfid))
		return "the SFID is a number";
	return bs_flow_change(call->ss, (u32)sfid, call->arg[1]);
}

static const char *flow_answer(const struct command_call *call)
{
	unsigned long code;

	if (!bs_number_parse(call->arg[0], 255, &code))
		return "the confirmation code is a number up to 255";
	call->bs->cfg->flow_answer = (u32)code;
	return NULL;
}

static const char *sa_addition(const struct command_call *call)
{
	u32 suite = call->ss->sa[0].suite;
	unsigned long said;

	if (!bs_number_parse(call->arg[0], 0xffff, &said) || !said)
		return "the SAID is a number from 1 to 65535";
	if (call->arg[1] && !bs_suite_parse(call->arg[1], &suite))
		return "there is no such suite";
	if (!call->ss->auth.ak.valid)
		return "the subscriber is not authorized";
	if (call->arg[1] && bs_sa_add(call->ss, (u16)said, suite) == -ENOMEM)
		return "out of memory";
	bs_sa_tell(call->ss, (u16)said, suite);
	return NULL;
}

static struct bs_group *group_named(const struct command_call *call)
{
	unsigned long gsaid;

	return bs_number_parse(call->arg[0], 0xffff, &gsaid) ? bs_group_find(call->bs, gsaid) :
							       NULL;
}

static const char *group_rekey(const struct command_call *call)
{
	struct bs_group *group = group_named(call);

	if (!group)
		return "no such group";
	return bs_group_rekey(group) ? "no new key could be made" : NULL;
}

static const char *group_push(const struct command_call *call)
{
	struct bs_group *group = group_named(call);
	bool gtek = !strcmp(call->arg[1], "gtek");

	if (!group)
		return "no such group";
	if (!gtek && strcmp(call->arg[1], "gkek"))
		return "gkek or gtek";
	switch (bs_group_push(group, gtek ? WMAN_PUSH_GTEK : WMAN_PUSH_GKEK)) {
	case 0:
		return NULL;
	case -EOVERFLOW:
		return "no Key-Push-Counter is left";
	default:
		return "no new key could be made";
	}
}

static const char *forget(const struct command_call *call)
{
	bs_acct_because(call->ss, BS_ACCT_ADMIN_RESET);
	bs_ss_end(call->ss, "command");
	return NULL;
}

static const char *beacon(const struct command_call *call)
{
	bool on = !strcmp(call->arg[0], "on");

	if (!on && strcmp(call->arg[0], "off"))
		return "on or off";
	bs_announce_set(call->bs, on);
	return NULL;
}

static void list_faults(const struct bs_config *cfg, FILE *out)
{
	const struct bs_fault *fault;

	for (fault = cfg->faults.first; fault; fault = fault->next)
		fprintf(out, "%s done %lu\n", fault->text, fault->done);
}

/* One more rule, none any more, or a list. */
static const char *fault(const struct command_call *call)
{
	struct bs_faults *faults = &call->bs->cfg->faults;

	if (!call->arg[0]) {
		list_faults(call->bs->cfg, call->out);
		return NULL;
	}
	if (strcmp(call->arg[0], "none"))
		return bs_fault_add(faults, call->arg[0]);
	bs_fault_clear(faults);
	return NULL;
}

static const char *rules(const struct command_call *call)
{
	return bs_fault_load(&call->bs->cfg->faults, call->arg[0], call->out) ?
		       "the rest of the file was taken" :
		       NULL;
}

static const char *raw(const struct command_call *call)
{
	bool fix = call->arg[1] != NULL;

	if (fix && strcmp(call->arg[1], "fix"))
		return "behind the octets only fix may stand";
	return bs_forge_raw(call->ss, call->arg[0], fix);
}

static const char *corrupt(const struct command_call *call)
{
	return bs_forge_data(call->ss, call->arg[0]);
}

static const char *forge(const struct command_call *call)
{
	return bs_forge_message(call->ss, call->arg[0]);
}

static const char *key_count(const struct command_call *call)
{
	unsigned long n;

	if (!bs_number_parse(call->arg[0], UINT16_MAX, &n))
		return "a number from 0 to 65535 is wanted";
	return bs_context_count(call->bs, call->ss->mac, (u16)n) ? NULL : "no PMK is kept of it";
}

/* The first word of the answer tells that it is refused; why comes behind it. */
static const char *reload(const struct command_call *call)
{
	char *text = NULL;
	size_t len = 0;
	FILE *err = open_memstream(&text, &len);
	int ret;

	if (!err)
		return "out of memory";
	ret = bs_reload(call->bs, err);
	fclose(err);
	if (ret)
		fprintf(call->out, "error: nothing was changed\n%s",
			text ? text : "out of memory\n");
	free(text);
	return NULL;
}

static const char *quit(const struct command_call *call)
{
	bs_end(call->bs);
	return NULL;
}

static const char *help(const struct command_call *call);

static const struct command {
	const char *name;
	const char *args;
	const char *(*fn)(const struct command_call *call);
	bool subscriber;
	int min;
	int max; /* or LINE: its only word is the rest of the line */
} commands[] = {
	{ "subscribers", "", subscribers, false, 0, 0 },
	{ "dreg", "MAC CODE", dreg, true, 1, 1 },
	{ "res", "MAC", res, true, 0, 0 },
	{ "reauth", "MAC", reauth, true, 0, 0 },
	{ "tek-invalid", "MAC SAID", tek_invalid, true, 1, 1 },
	{ "rekey", "MAC", rekey, true, 0, 0 },
	{ "drop-keys", "MAC", drop_keys, true, 0, 0 },
	{ "dsa", "MAC KEY=VALUE,...", dsa, true, 1, 1 },
	{ "dsc", "MAC SFID KEY=VALUE,...", dsc, true, 2, 2 },
	{ "dsd", "MAC SFID", dsd, true, 1, 1 },
	{ "flow-answer", "CODE", flow_answer, false, 1, 1 },
	{ "sa-addition", "MAC SAID [SUITE]", sa_addition, true, 1, 2 },
	{ "key-count", "MAC N", key_count, true, 1, 1 },
	{ "group-rekey", "GSAID", group_rekey, false, 1, 1 },
	{ "group-push", "GSAID gkek|gtek", group_push, false, 2, 2 },
	{ "forget", "MAC", forget, true, 0, 0 },
	{ "beacon", "on|off", beacon, false, 1, 1 },
	{ "fault", "[RULE, none]", fault, false, 0, LINE },
	{ "rules", "FILE", rules, false, 1, 1 },
	{ "raw", "MAC HEX [fix]", raw, true, 1, 2 },
	{ "corrupt", "MAC KIND", corrupt, true, 1, 1 },
	{ "forge", "MAC NAME", forge, true, 1, 1 },
	{ "reload", "", reload, false, 0, 0 },
	{ "help", "", help, false, 0, 0 },
	{ "quit", "", quit, false, 0, 0 },
};

static const char *help(const struct command_call *call)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(call->out, "%s %s\n", commands[i].name, commands[i].args);
	fputs("messages to forge:\n", call->out);
	bs_forge_names(call->out);
	fputs("rules, see wman-bs-rules(5):\n", call->out);
	bs_verb_list(call->out);
	return NULL;
}

static const struct command *find(const char *name)
{
	size_t i;

	for (i = 0; name && i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static const char *call_it(struct bs *bs, char **words, int n, FILE *out)
{
	const struct command *command = find(n ? words[0] : NULL);
	struct command_call call = { .bs = bs, .arg = words + 1, .out = out };
	u8 mac[WMAN_MAC_ADDR_LEN];
	int args = n - 1;

	if (!command)
		return "no such command; try help";
	if (command->subscriber) {
		if (args < 1 || !bs_mac_parse(mac, words[1]))
			return "a subscriber's MAC address comes first";
		call.ss = bs_ss_find(bs, mac);
		if (!call.ss)
			return "no such subscriber";
		call.arg++;
		args--;
	}
	if (args < command->min || (command->max != LINE && args > command->max))
		return "wrong number of words; try help";
	return command->fn(&call);
}

/* Takes a line apart; returns how many words, or -1 for too many. */
static int split(char *line, char **words)
{
	char *save = NULL, *word = strtok_r(line, SPACE, &save);
	const struct command *command = find(word);
	int n = 0;

	for (; word; word = strtok_r(NULL, SPACE, &save)) {
		if (n == WORDS_MAX)
			return -1;
		words[n++] = word;
		if (command && command->max == LINE && *(save += strspn(save, SPACE))) {
			words[n++] = save;
			break;
		}
	}
	return n;
}

void bs_command_run(struct bs *bs, char *line, FILE *out)
{
	char *words[WORDS_MAX + 2] = { NULL };
	const char *wrong;
	long before = ftell(out);
	int n = split(line, words);

	wrong = n < 0 ? "too many words" : call_it(bs, words, n, out);
	if (wrong)
		fprintf(out, "error: %s\n", wrong);
	else if (ftell(out) == before)
		fputs("ok\n", out);
}
