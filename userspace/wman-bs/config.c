// SPDX-License-Identifier: BSD-3-Clause
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "context.h"
#include "option.h"
#include "replay.h"
#include "tek.h"

#define DAY 86400

const char bs_no_memory[] = "";

static void *member(struct bs_config *cfg, const struct option_desc *opt)
{
	return (char *)cfg + opt->offset;
}

const char *bs_set_string(struct bs_config *cfg, const struct option_desc *opt, const char *value)
{
	char **p = member(cfg, opt), *copy;

	if (!*value)
		return "a value is wanted";
	copy = strdup(value);
	if (!copy)
		return bs_no_memory;
	free(*p);
	*p = copy;
	return NULL;
}

static const char *set_ifname(struct bs_config *cfg, const struct option_desc *opt,
			      const char *value)
{
	size_t len = strlen(value);

	if (!len || len >= IFNAMSIZ || strpbrk(value, "/ \t"))
		return "not the name of an interface";
	memcpy(member(cfg, opt), value, len + 1);
	return NULL;
}

static bool parse_u32(const char *value, int base, u32 min, u32 max, u32 *out)
{
	unsigned long n;
	char *end;

	if (!isxdigit((unsigned char)*value))
		return false;
	errno = 0;
	n = strtoul(value, &end, base);
	if (errno || *end || n < min || n > max)
		return false;
	*out = (u32)n;
	return true;
}

const char *bs_set_number(struct bs_config *cfg, const struct option_desc *opt, const char *value)
{
	static char text[64];

	if (parse_u32(value, 10, opt->min, opt->max, member(cfg, opt)))
		return NULL;
	snprintf(text, sizeof(text), "a number from %u to %u is wanted", opt->min, opt->max);
	return text;
}

static const char *set_bsid(struct bs_config *cfg, const struct option_desc *opt, const char *value)
{
	if (!bs_mac_parse(cfg->bsid, value))
		return "six octets as 02:00:00:00:00:01 are wanted";
	cfg->has_bsid = true;
	return NULL;
}

static const struct bs_word edition_words[] = {
	{ "2005", WMAN_EDITION_2005 },
	{ "2009", WMAN_EDITION_2009 },
	{ NULL, 0 },
};

static const struct bs_word mac_mode_words[] = {
	{ "cmac", WMAN_MAC_MODES_CMAC },
	{ "hmac", WMAN_MAC_MODES_HMAC },
	{ "any", WMAN_MAC_MODES_ANY },
	{ NULL, 0 },
};

static const struct bs_word msk_order_words[] = {
	{ "normal", BS_MSK_NORMAL },
	{ "reversed", BS_MSK_REVERSED },
	{ NULL, 0 },
};

static const struct bs_word handover_words[] = {
	{ "full", BS_HANDOVER_FULL },
	{ "handshake", BS_HANDOVER_HANDSHAKE },
	{ "update", BS_HANDOVER_UPDATE },
	{ "keep", BS_HANDOVER_KEEP },
	{ NULL, 0 },
};

static const struct bs_word crc_words[] = {
	{ "ofdma", WMAN_CRC_OFDMA },
	{ "ieee8023", WMAN_CRC_IEEE8023 },
	{ NULL, 0 },
};

static const struct bs_word cs_words[] = {
	{ "ip", false },
	{ "802.3", true },
	{ NULL, 0 },
};

/* One of the words of the option */
const char *bs_set_word(struct bs_config *cfg, const struct option_desc *opt, const char *value)
{
	static char text[64];

	if (bs_word_find(opt->words, value, member(cfg, opt)))
		return NULL;
	snprintf(text, sizeof(text), "%s is wanted", opt->arg);
	return text;
}

static const char *set_peer(struct bs_config *cfg, const struct option_desc *opt, const char *value)
{
	if (cfg->n_peers == BS_PEERS_MAX)
		return "too many peers";
	cfg->peers[cfg->n_peers] = strdup(value);
	if (!cfg->peers[cfg->n_peers])
		return bs_no_memory;
	cfg->n_peers++;
	return NULL;
}

/* SEC,SEC,... in the order of the attribute; nothing between two commas leaves one out */
static const char *set_pkm_timers(struct bs_config *cfg, const struct option_desc *opt,
				  const char *value)
{
	struct wman_pkm_config timers = { .present = 0 };
	char copy[128], *rest = copy, *word;
	unsigned int i;

	if (strlen(value) >= sizeof(copy))
		return "too long";
	strcpy(copy, value);
	for (i = 0; (word = strsep(&rest, ",")); i++) {
		if (i == WMAN_PKM_TIMERS)
			return "there are seven timers";
		if (!*word)
			continue;
		if (!parse_u32(word, 10, 0, UINT32_MAX, &timers.timer_s[i]))
			return "seconds are wanted, with commas between";
		timers.present |= BIT(i);
	}
	cfg->pkm_timers = timers;
	return NULL;
}

static const char *set_policy(struct bs_config *cfg, const struct option_desc *opt,
			      const char *value)
{
	return bs_policy_add(&cfg->policies, value);
}

/* SUITE[,SUITE]: replaces the default */
static const char *set_suite(struct bs_config *cfg, const struct option_desc *opt,
			     const char *value)
{
	char copy[64], *save = NULL, *word;
	size_t n = 0;
	u32 suite;

	if (strlen(value) >= sizeof(copy))
		return "too long";
	strcpy(copy, value);
	for (word = strtok_r(copy, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
		if (!bs_suite_parse(word, &suite))
			return "020104, 020103, 010001, 010002 and 000000 are the suites there are";
		if (n == BS_CONFIG_SUITES)
			return "too many suites";
		cfg->suites[n++] = suite;
	}
	cfg->n_suites = n;
	return n ? NULL : "a suite is wanted";
}

static const char *set_static_sa(struct bs_config *cfg, const struct option_desc *opt,
				 const char *value)
{
	struct bs_sa_config sa = { .has_suite = strchr(value, ':') };
	char digits[16];
	size_t i;
	u32 said;

	snprintf(digits, sizeof(digits), "%.*s", (int)strcspn(value, ":"), value);
	if (!parse_u32(digits, 10, opt->min, opt->max, &said))
		return "a SAID from 641 to 49151 is wanted";
	if (sa.has_suite && !bs_suite_parse(strchr(value, ':') + 1, &sa.suite))
		return "there is no such suite";
	if (cfg->n_static_sas == BS_CONFIG_STATIC_SAS)
		return "too many static SAs";
	for (i = 0; i < cfg->n_static_sas; i++)
		if (cfg->static_sas[i].said == said)
			return "this SAID is given twice";
	sa.said = (u16)said;
	cfg->static_sas[cfg->n_static_sas++] = sa;
	return NULL;
}

static const char *set_flow(struct bs_config *cfg, const struct option_desc *opt, const char *value)
{
	struct bs_flow_config flow = bs_flow_default;
	const char *wrong;

	if (cfg->n_flows == BS_CONFIG_FLOWS)
		return "too many flows";
	wrong = bs_flow_parse(&flow, value);
	if (!wrong)
		cfg->flows[cfg->n_flows++] = flow;
	return wrong;
}

static const char *set_group(struct bs_config *cfg, const struct option_desc *opt,
			     const char *value)
{
	struct bs_flow_config group = {
		.dir = WMAN_DIRECTION_DOWNLINK,
		.said = BS_SAID_NONE,
		.crc = true,
		.fsn11 = true,
	};
	const char *wrong;

	if (cfg->n_groups == BS_CONFIG_GROUPS)
		return "too many groups";
	wrong = bs_flow_parse(&group, value);
	if (wrong)
		return wrong;
	if (group.dir != WMAN_DIRECTION_DOWNLINK || group.frag || group.asleep || group.dynamic)
		return "a group's flow is downlink, active, without fragments, its SA not dynamic";
	if (group.said < (int)opt->min || group.said > (int)opt->max)
		return "said is a GSAID from 641 to 49151";
	cfg->groups[cfg->n_groups++] = group;
	return NULL;
}

static const char *set_fault(struct bs_config *cfg, const struct option_desc *opt,
			     const char *value)
{
	return bs_fault_add(&cfg->faults, value);
}

/* The first error is told; each of them is in what "rules" of the control socket answers. */
static const char *set_rules(struct bs_config *cfg, const struct option_desc *opt,
			     const char *value)
{
	static char text[BS_ERROR_LEN];
	FILE *err = fmemopen(text, sizeof(text), "w");
	int ret;

	if (!err)
		return bs_no_memory;
	ret = bs_fault_load(&cfg->faults, value, err);
	fclose(err);
	text[strcspn(text, "\n")] = '\0';
	return ret ? text : NULL;
}

static const struct option_desc options[] = {
	{ "air", "IFNAME", "interface that carries the air", set_ifname, FIXED(air) },
	{ "tap", "NAME", "make a TAP interface for traffic", set_ifname, FIXED(tap) },
	{ "bsid", "MAC", "BSID (the address of the air interface)", set_bsid, NO_MEMBER,
	  .fixed = bs_fixed_bsid },
	{ "pcap", "FILE", "write every frame of the air, both ways", bs_set_string, AT(pcap) },
	{ "keylog", "FILE", "INSECURE: write every key to a new file", bs_set_string, AT(keylog) },
	{ "events", "FILE|-", "write events, one JSON object a line", bs_set_string, AT(events) },
	{ "control", "PATH", "take commands on this socket", bs_set_string, FIXED_STRING(control) },
	{ "handover", "full|handshake|update|keep", "what is left to do with keys (full)",
	  bs_set_word, AT(handover), .words = handover_words },
	{ "share", "PATH", "share PMKs with other base stations by this socket", bs_set_string,
	  FIXED_STRING(share) },
	{ "peer", "PATH", "the same of another base station; may be repeated", set_peer,
	  NO_MEMBER },
	{ "edition", "2005|2009", "derivation of the CMAC keys (2009)", bs_set_word, FIXED(edition),
	  .words = edition_words },
	{ "mac-mode", "cmac|hmac|any", "what signs messages of PKMv2 (cmac)", bs_set_word,
	  FIXED(mac_mode), .words = mac_mode_words },
	{ "msk-order", "normal|reversed", "octets of the MSK, as some equipment takes them",
	  bs_set_word, AT(msk_order), .words = msk_order_words },
	{ "crc", "ofdma|ieee8023", "bit order of the CRC-32 (ofdma)", bs_set_word, FIXED(crc),
	  .words = crc_words },
	{ "suite", "SUITE[,SUITE]", "suites, the best first (020104,020103)", set_suite,
	  NO_MEMBER },
	{ "pn-window", "N", "PN window that SBC-RSP chooses (0: what was offered)", bs_set_number,
	  AT(pn_window), .max = WMAN_REPLAY_MAX },
	{ "flow-control", "N", "PKM requests at once, by SBC-RSP (0: what was offered)",
	  bs_set_number, AT(flow_control), .max = UINT8_MAX },
	{ "max-sas", "N", "most SAs that SBC-RSP chooses (0: what was offered)", bs_set_number,
	  AT(max_sas), .max = UINT8_MAX },
	{ "static-sa", "SAID[:SUITE]", "a static SA for all; may be repeated", set_static_sa,
	  .min = BS_SAID_MIN, .max = BS_SAID_MAX },
	{ "tek-lifetime", "SEC", "lifetime of a TEK (43200)", bs_set_number, AT(tek_lifetime),
	  .min = 2, .max = 7 * DAY },
	{ "ak-lifetime", "SEC", "of the PMK when AAA tells none (3600)", bs_set_number,
	  AT(ak_lifetime), .min = 10, .max = 70 * DAY },
	{ "device-ca", "FILE", "CAs of devices, PEM, for PKMv1 and RSA", bs_set_string,
	  AT(device_ca) },
	{ "certificate", "FILE", "its own certificate, PEM, for RSA", bs_set_string,
	  AT(certificate) },
	{ "private-key", "FILE", "the key of it, PEM", bs_set_string, AT(private_key) },
	{ "policy", "[MAC=]POLICY,...", "authorizations, the best first (eap,pkmv1)", set_policy,
	  NO_MEMBER },
	{ "pkm-timers", "SEC,...", "timers that Auth Reply of PKMv1 brings, up to seven",
	  set_pkm_timers, NO_MEMBER },
	{ "reauth-every", "SEC", "re-authenticate subscribers (0: never)", bs_set_number,
	  AT(reauth_every), .max = 70 * DAY },
	{ "beacon-interval", "MS", "between two DL-MAPs (100)", bs_set_number, AT(beacon_interval),
	  .min = 5, .max = 200 },
	{ "mgmt-max", "N", "largest management PDU, longer ones go in fragments (1400)",
	  bs_set_number, AT(mgmt_max), .min = 64, .max = WMAN_PDU_MAX },
	{ "pdu-max", "N", "largest data PDU (0: what fits the air)", bs_set_number, AT(pdu_max),
	  .max = WMAN_PDU_MAX },
	{ "max-subscribers", "N", "more are turned away (4096)", bs_set_number,
	  FIXED(max_subscribers), .min = 1, .max = BS_SUBSCRIBERS_MAX },
	{ "cs", "ip|802.3", "sublayer of the flows made without --flow (ip)", bs_set_word,
	  AT(ethernet), .words = cs_words },
	{ "flow", "KEY=VALUE,...", "a service flow; keys: see wman-bs(8)", set_flow, NO_MEMBER,
	  .fixed = bs_fixed_sublayer },
	{ "group", "KEY=VALUE,...", "a group that all share; keys: see wman-bs(8)", set_group,
	  .min = BS_SAID_MIN, .max = BS_SAID_MAX, .fixed = bs_fixed_groups },
	{ "flow-answer", "CODE", "confirmation code of what subscribers ask of flows (0)",
	  bs_set_number, AT(flow_answer), .min = 0, .max = 255 },
	{ "fault", "RULE", "a rule of wman-bs-rules(5); may be repeated", set_fault, NO_MEMBER },
	{ "rules", "FILE", "a file of such rules; may be repeated", set_rules, NO_MEMBER },
	{ .name = NULL },
};

/* The tables, in the order of the help. */
static const struct option_desc *const tables[] = { options, bs_aaa_options };

static const struct option_desc *find(const char *name)
{
	const struct option_desc *opt;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tables); i++)
		for (opt = tables[i]; opt->name; opt++)
			if (!strcmp(opt->name, name))
				return opt;
	return NULL;
}

bool bs_config_compatible(const struct bs_config *now, const struct bs_config *next, FILE *err)
{
	const struct option_desc *opt;
	const char *wrong;
	bool same = true;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		for (opt = tables[i]; opt->name; opt++) {
			wrong = opt->fixed ? opt->fixed(now, next, opt) : NULL;
			if (!wrong)
				continue;
			fprintf(err, "%s: %s\n", opt->name, wrong);
			same = false;
		}
	}
	return same;
}

bool bs_config_known(const char *name)
{
	return find(name) != NULL;
}

void bs_config_help(FILE *f)
{
	const struct option_desc *opt;
	char head[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		for (opt = tables[i]; opt->name; opt++) {
			snprintf(head, sizeof(head), "--%s %s", opt->name, opt->arg);
			fprintf(f, "  %-34s %s\n", head, opt->help);
		}
	}
}

bool bs_word_find(const struct bs_word *words, const char *name, u8 *value)
{
	for (; words->name; words++) {
		if (!strcasecmp(words->name, name)) {
			*value = words->value;
			return true;
		}
	}
	return false;
}

bool bs_number_parse(const char *text, unsigned long max, unsigned long *n)
{
	char *end;

	errno = 0;
	*n = strtoul(text, &end, 0);
	return !errno && end != text && !*end && *n <= max && text[0] != '-';
}

bool bs_mac_parse(u8 mac[WMAN_MAC_ADDR_LEN], const char *text)
{
	u8 out[WMAN_MAC_ADDR_LEN];
	unsigned int i, v;
	char sep;

	for (i = 0; i < sizeof(out); i++, text += 3) {
		sep = i + 1 < sizeof(out) ? ':' : '\0';
		if (!isxdigit((unsigned char)text[0]) || !isxdigit((unsigned char)text[1]) ||
		    text[2] != sep)
			return false;
		sscanf(text, "%2x", &v);
		out[i] = (u8)v;
	}
	memcpy(mac, out, sizeof(out));
	return true;
}

void bs_config_init(struct bs_config *cfg)
{
	*cfg = (struct bs_config){
		.radius = { .initial_ms = 1000, .tries = 3 },
		.edition = WMAN_EDITION_2009,
		.mac_mode = WMAN_MAC_MODES_CMAC,
		.crc = WMAN_CRC_OFDMA,
		.suites = { WMAN_SUITE_CCM_WRAP, WMAN_SUITE_CCM_ECB },
		.n_suites = 2,
		.tek_lifetime = DAY / 2,
		.ak_lifetime = 3600,
		.beacon_interval = 100,
		.mgmt_max = 1400,
		.max_subscribers = BS_SUBSCRIBERS_MAX,
	};
}

void bs_config_free(struct bs_config *cfg)
{
	size_t i;

	for (i = 0; i < cfg->n_servers; i++) {
		free(cfg->servers[i].address);
		free(cfg->servers[i].secret_file);
		free(cfg->servers[i].name);
	}
	free(cfg->pcap);
	free(cfg->keylog);
	free(cfg->events);
	free(cfg->control);
	free(cfg->share);
	for (i = 0; i < cfg->n_peers; i++)
		free(cfg->peers[i]);
	free(cfg->nas_identifier);
	free(cfg->coa_listen);
	free(cfg->radsec_ca);
	free(cfg->radsec_cert);
	free(cfg->radsec_key);
	bs_fault_clear(&cfg->faults);
	free(cfg->device_ca);
	free(cfg->certificate);
	free(cfg->private_key);
	bs_policy_free(&cfg->policies);
	memset(cfg, 0, sizeof(*cfg));
}

int bs_config_set(struct bs_config *cfg, const char *name, const char *value, char *err)
{
	const struct option_desc *opt = find(name);
	const char *wrong;

	if (!opt) {
		snprintf(err, BS_ERROR_LEN, "no option '%.64s'", name);
		return -ENOENT;
	}
	wrong = opt->set(cfg, opt, value);
	if (!wrong)
		return 0;
	if (wrong == bs_no_memory) {
		snprintf(err, BS_ERROR_LEN, "out of memory");
		return -ENOMEM;
	}
	snprintf(err, BS_ERROR_LEN, "%s '%.64s': %s", name, value, wrong);
	return -EINVAL;
}

static char *trim(char *s)
{
	char *end = s + strlen(s);

	while (end > s && isspace((unsigned char)end[-1]))
		*--end = '\0';
	while (isspace((unsigned char)*s))
		s++;
	return s;
}

static int take_line(struct bs_config *cfg, char *line, char *err)
{
	char *name = trim(line), *eq;

	if (!*name || *name == '#')
		return 0;
	eq = strchr(name, '=');
	if (!eq) {
		snprintf(err, BS_ERROR_LEN, "name = value is wanted");
		return -EINVAL;
	}
	*eq = '\0';
	return bs_config_set(cfg, trim(name), trim(eq + 1), err);
}

int bs_config_load(struct bs_config *cfg, const char *path, FILE *err)
{
	char *line = NULL, text[BS_ERROR_LEN];
	unsigned int n = 0;
	size_t size = 0;
	int ret = 0;
	FILE *f;

	f = fopen(path, "re");
	if (!f) {
		fprintf(err, "%s: %s\n", path, strerror(errno));
		return -EINVAL;
	}
	while (getline(&line, &size, f) >= 0) {
		n++;
		if (take_line(cfg, line, text)) {
			fprintf(err, "%s:%u: %s\n", path, n, text);
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

static bool said_known(const struct bs_config *cfg, int said)
{
	size_t i;

	for (i = 0; i < cfg->n_static_sas; i++)
		if (cfg->static_sas[i].said == said)
			return true;
	return said < 0;
}

static bool said_of_group(const struct bs_config *cfg, int said)
{
	size_t i;

	for (i = 0; i < cfg->n_groups; i++)
		if (cfg->groups[i].said == said)
			return true;
	return false;
}

/* Whether there is such an SA, or will be. */
static const char *wrong_said(const struct bs_config *cfg, const struct bs_flow_config *flow)
{
	if (!flow->dynamic)
		return said_known(cfg, flow->said) ? NULL : "flow: its SAID is no static-sa";
	return said_known(cfg, flow->said) || said_of_group(cfg, flow->said) ?
		       "flow: its dynamic SA has the SAID of another SA" :
		       NULL;
}

/* A group's SA is nobody's own, and no other group's. */
static bool gsaids_distinct(const struct bs_config *cfg)
{
	size_t i;

	for (i = 0; i < cfg->n_groups; i++)
		if (said_known(cfg, cfg->groups[i].said) ||
		    (i && cfg->groups[i].said == cfg->groups[i - 1].said))
			return false;
	return true;
}

int bs_config_finish(struct bs_config *cfg, char *err)
{
	bool up = false, down = false;
	const char *wrong = bs_policy_finish(cfg), *said;
	size_t i;

	if (!cfg->n_flows)
		bs_flow_defaults(cfg);
	for (i = 0; i < cfg->n_flows; i++) {
		if (cfg->flows[i].dir == WMAN_DIRECTION_UPLINK)
			up = true;
		else
			down = true;
		said = wrong_said(cfg, &cfg->flows[i]);
		if (said)
			wrong = said;
	}
	if (!up || !down)
		wrong = "flow: one with dir=ul and one with dir=dl are wanted at least";
	if (!gsaids_distinct(cfg))
		wrong = "group: its SAID is that of another SA";
	if (bs_config_finish_aaa(cfg))
		wrong = bs_config_finish_aaa(cfg);
	if (!cfg->certificate != !cfg->private_key)
		wrong = "certificate: it wants its private-key, and that wants it";
	if (!cfg->air[0])
		wrong = "air: an interface is wanted";
	if (cfg->pdu_max && cfg->pdu_max < 64)
		wrong = "pdu-max: 0, or at least 64";
	if (cfg->n_peers && !cfg->share)
		wrong = "peer: share is wanted, too";
	if (cfg->share && cfg->handover == BS_HANDOVER_FULL)
		wrong = "share: handover=full keeps no PMK";
	if (!cfg->nas_identifier) {
		cfg->nas_identifier = strdup("wman-bs");
		if (!cfg->nas_identifier)
			wrong = "out of memory";
	}
	if (wrong)
		snprintf(err, BS_ERROR_LEN, "%s", wrong);
	return wrong ? -EINVAL : 0;
}
