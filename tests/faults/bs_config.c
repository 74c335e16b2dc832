// SPDX-License-Identifier: BSD-3-Clause
/* The configuration of wman-bs, read and read again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bs.h"
#include "bs_lab.h"
#include "wman-bs/command.h"

char bs_config_file[] = "/tmp/bs_config.XXXXXX";

void bs_config_prepare(void)
{
	static const char text[] = "# a base station\n"
				   "air = eth0\n"
				   "radius = 127.0.0.1:1812\n"
				   "secret-file = /nonexistent\n"
				   "pn-window = 64\n"
				   "flow = dir=ul,cs=ipv4\n"
				   "# %0200d\n"
				   "flow = dir=dl,cs=ipv4\n"
				   "edition = 2005\n";
	FILE *f = fdopen(mkstemp(bs_config_file), "w");

	if (!f)
		abort();
	fprintf(f, text, 0);
	fclose(f);
}

enum fault_verdict bs_config_check(const void *arg)
{
	char err[BS_ERROR_LEN] = "";
	struct bs_config cfg;
	bool right;
	int ret;

	fault_arm();
	bs_config_init(&cfg);
	ret = bs_config_load(&cfg, bs_config_file, stderr);
	if (!ret) {
		ret = bs_config_finish(&cfg, err);
		fputs(err, stderr);
	}
	right = cfg.n_flows == 2 && cfg.edition == WMAN_EDITION_2005 && cfg.pn_window == 64 &&
		cfg.n_servers == 1 && cfg.nas_identifier;
	bs_config_free(&cfg);
	fault_disarm();
	if (ret)
		return FAULT_REPORTED;
	return right ? FAULT_RIGHT : fault_wrong("configuration is not what the file says");
}

/* Its configuration is read again on command: all of it is taken, or nothing. */
enum fault_verdict bs_config_reload(const void *arg)
{
	struct bs_lab *lab = bs_lab_new(NULL);
	const struct bs_config *cfg = &lab->cfg;
	char line[] = "reload", answer[BS_ERROR_LEN] = "";
	FILE *f, *out = fmemopen(answer, sizeof(answer), "w");
	unsigned int before, taken;
	bool refused;

	fault_secret(RADIUS_SCRIPT_SECRET, strlen(RADIUS_SCRIPT_SECRET));
	bs_lab_reload(lab, "", NULL);
	before = cfg->beacon_interval;
	f = fopen(lab->conf, "a");
	fputs("beacon-interval = 20\nnas-identifier = another\nfault = drop res-cmd\n", f);
	fclose(f);
	fault_arm();
	bs_command_run(lab->bs, line, out);
	fault_disarm();
	fclose(out);
	fputs(answer, stderr);
	refused = strcmp(answer, "ok\n") != 0;
	taken = (cfg->beacon_interval == 20) + !strcmp(cfg->nas_identifier, "another") +
		(cfg->faults.first != NULL);
	if (cfg->beacon_interval != 20 && cfg->beacon_interval != before)
		taken = 1;
	bs_lab_free(lab);
	if (taken != (refused ? 0 : 3))
		return fault_wrong("%u of 3 are taken, and told is: %s", taken, answer);
	return refused ? FAULT_REPORTED : FAULT_RIGHT;
}
