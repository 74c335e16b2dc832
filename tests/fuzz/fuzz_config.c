// SPDX-License-Identifier: BSD-3-Clause
/*
 * Configuration files: wmand's with the credentials it names, wman-bs's, a file with a shared
 * secret; strings decoded and written again.
 *
 * Covers: userspace/wmand/config_reader.c userspace/wmand/config_key.c userspace/lib/config_value.c
 * Covers: userspace/wmand/config_match.c
 * Covers: userspace/wman-bs/config.c userspace/wman-bs/fault_parse.c userspace/lib/radius_secret.c
 *
 * Input: one octet that says which, and the mode of the file; the file.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "config_value.h"
#include "files.h"
#include "input.h"
#include "radius.h"
#include "wman-bs/config.h"

enum what {
	WHAT_WMAND,
	WHAT_BS,
	WHAT_STRING,
	WHAT_SECRET,
	WHAT_COUNT,
};

static unsigned int reports;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	input_fix_random();
	files_make();
	return 0;
}

static void take_report(void *ctx, const char *text)
{
	reports++;
	NEED(ctx == &reports && !strncmp(text, FILES_PATH ":", sizeof(FILES_PATH)));
	for (; *text; text++)
		NEED(!iscntrl((unsigned char)*text));
}

/* Where the base station is not known a block for some of them does not fit. */
static bool is_for_all(const struct network *net)
{
	return !net->has_bssid && !net->accept.num;
}

static void check_network(const struct config *config, const struct network *net)
{
	const struct network *found = config_find(config, net->name, NULL);
	const bool none = net->policy == WMAN_AUTH_POLICY_NONE;

	NEED(none == net->insecure_policy_none && (!none || !net->suites.n));
	NEED(!net->creds == (none || net->locked != EAP_LOCKED_NOT));
	NEED(net->line && net->name && *net->name);
	NEED(strlen(net->name) <= WMAN_NETWORK_NAME_MAX);
	NEED((none || net->eap.num_methods >= 1) && net->eap.num_methods <= EAP_METHODS_MAX);
	NEED(!net->eap.identity || strlen(net->eap.identity) <= EAP_IDENTITY_MAX);
	/* names are unique */
	NEED(found == (is_for_all(net) ? net : NULL));
	NEED(config_find(config, net->name, net->bssid) == net || !net->has_bssid ||
	     net->accept.num || net->ignore.num);
	NEED(config_named(config, net->name) == net);
}

/* The one passphrase that there is opens the key, and any other does not. */
static void unlock(struct config *config, const struct network *net)
{
	struct eap_error err;

	NEED(!config_unlock(config, net->name, (const u8 *)"secrets", 7, &err) && !net->creds);
	if (!err.locked)
		return;
	if (config_unlock(config, net->name, (const u8 *)"secret", 6, &err))
		NEED(net->creds && !net->locked);
	else
		NEED(!net->creds && net->locked);
}

static void check_wmand(const u8 *data, size_t len, mode_t mode)
{
	const struct network *net, *best;
	struct config *config;

	reports = 0;
	files_write(data, len, mode);
	config = config_load(FILES_PATH, take_report, &reports);
	NEED(!config == (reports > 0));
	if (!config)
		return;
	NEED(config->networks && !(mode & 022));
	best = config_find(config, NULL, NULL);
	for (net = config->networks; net; net = net->next) {
		check_network(config, net);
		if (net->locked)
			unlock(config, net);
		NEED(!is_for_all(net) || (best && best->priority >= net->priority));
	}
	NEED(!config_find(config, "", NULL));
	config_free(config);
}

/* A rule that was taken is taken again as it is listed. */
static void check_faults(const struct bs_config *cfg)
{
	const struct bs_fault *fault;
	struct bs_faults again = { 0 };
	unsigned int n = 0;

	for (fault = cfg->faults.first; fault; fault = fault->next, n++)
		NEED(!bs_fault_add(&again, fault->text));
	NEED(n == cfg->faults.n && n == again.n && n <= BS_FAULTS_MAX);
	bs_fault_clear(&again);
}

static void check_finished(const struct bs_config *cfg)
{
	bool up = false, down = false;
	size_t i;

	NEED(cfg->air[0] && strlen(cfg->air) < IFNAMSIZ && cfg->nas_identifier);
	NEED(cfg->n_servers && cfg->n_servers <= RADIUS_SERVERS_MAX);
	NEED(cfg->n_suites && cfg->n_flows && cfg->n_flows <= BS_CONFIG_FLOWS);
	for (i = 0; i < cfg->n_servers; i++)
		NEED(cfg->servers[i].address && cfg->servers[i].secret_file);
	for (i = 0; i < cfg->n_flows; i++) {
		up |= cfg->flows[i].dir == WMAN_DIRECTION_UPLINK;
		down |= cfg->flows[i].dir == WMAN_DIRECTION_DOWNLINK;
	}
	NEED(up && down);
	NEED(cfg->mgmt_max >= 64 && (!cfg->pdu_max || cfg->pdu_max >= 64));
}

static void check_bs(const u8 *data, size_t len)
{
	char *text = NULL, err[BS_ERROR_LEN];
	struct bs_config cfg;
	size_t text_len;
	FILE *f;
	int ret;

	files_write(data, len, 0600);
	f = open_memstream(&text, &text_len);
	bs_config_init(&cfg);
	ret = bs_config_load(&cfg, FILES_PATH, f);
	fclose(f);
	NEED(ret == 0 || ret == -EINVAL);
	NEED(!ret == !text_len);
	NEED(cfg.n_static_sas <= BS_CONFIG_STATIC_SAS);
	check_faults(&cfg);
	if (bs_config_finish(&cfg, err))
		NEED(memchr(err, '\0', sizeof(err)) && *err);
	else if (!ret)
		check_finished(&cfg);
	bs_config_free(&cfg);
	free(text);
}

/* A text written octet by octet is decoded to the same text. */
static void check_written(const char *text, const char *before, const char *format,
			  const char *after)
{
	char *value = malloc(strlen(text) * 4 + 8), *again = NULL, *p = value;
	const char *octet;

	p += sprintf(p, "%s", before);
	for (octet = text; *octet; octet++)
		p += sprintf(p, format, (unsigned char)*octet);
	sprintf(p, "%s", after);
	/* no octets at all are no value in hexadecimal */
	if (*value) {
		NEED(!config_value_trim(value));
		NEED(!config_value_string(value, &again));
		NEED(!strcmp(again, text));
	}
	free(again);
	free(value);
}

static void check_string(const u8 *data, size_t len)
{
	char *value = malloc(len + 1), *text = NULL;
	u8 mac[6];
	long n = 0;

	memcpy(value, data, len);
	value[len] = '\0';
	if (!config_value_trim(value)) {
		NEED(*value);
		if (!config_value_string(value, &text)) {
			NEED(strlen(text) <= strlen(value));
			/* between quotes everything stands for itself */
			if (*value == '"')
				NEED(strlen(text) == strlen(value) - 2 &&
				     !memcmp(text, value + 1, strlen(text)));
			check_written(text, "", "%02x", "");
			check_written(text, "P\"", "\\x%02x", "\"");
		}
		if (!config_value_int(value, -1000000, 64, &n))
			NEED(n >= -1000000 && n <= 64);
		if (!config_value_mac(value, mac))
			NEED(strlen(value) == 17);
	}
	free(text);
	free(value);
}

static void check_secret(const u8 *data, size_t len, mode_t mode)
{
	u8 secret[RADIUS_SECRET_MAX];
	size_t secret_len = 0, first = 0;
	char err[BS_ERROR_LEN];
	int ret;

	files_write(data, len, mode);
	ret = radius_secret_read(FILES_PATH ".none", secret, &secret_len, err, sizeof(err));
	NEED(ret == -EINVAL && strstr(err, FILES_PATH));
	ret = radius_secret_read(FILES_PATH, secret, &secret_len, err, sizeof(err));
	while (first < len && data[first] != '\n' && data[first] != '\r')
		first++;
	NEED(!ret == (first && first <= RADIUS_SECRET_MAX && !(mode & 077)));
	if (!ret)
		NEED(secret_len == first && !memcmp(secret, data, first));
	else
		NEED(ret == -EINVAL && !secret_len && *err);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static const mode_t modes[] = { 0600, 0600, 0600, 0644, 0640, 0666, 0620, 0400 };
	struct input in = input_begin(data, size);
	u8 first = input_u8(&in);
	mode_t mode = modes[first / WHAT_COUNT % 8];
	size_t len;
	u8 *file = input_rest(&in, &len);

	input_fix_random();
	switch (first % WHAT_COUNT) {
	case WHAT_WMAND:
		check_wmand(file, len, mode);
		break;
	case WHAT_BS:
		check_bs(file, len);
		break;
	case WHAT_STRING:
		check_string(file, len);
		break;
	case WHAT_SECRET:
		check_secret(file, len, mode);
		break;
	}
	free(file);
	return 0;
}
