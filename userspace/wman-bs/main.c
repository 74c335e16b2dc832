// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: an 802.16e base station on Ethernet; see bs.h for its parts. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "bs.h"
#include "control.h"
#include "log.h"
#include "loop.h"
#include "nodump.h"
#include "notify.h"

enum {
	EXIT_USAGE = 2,
};

static void print_help(FILE *f)
{
	fputs("usage: wman-bs [-c FILE] [-d] [--OPTION VALUE]...\n"
	      "       wman-bs --check [-c FILE] [--OPTION VALUE]...\n"
	      "       wman-bs --send PATH COMMAND...\n"
	      "\n"
	      "  -c, --config FILE                  read options from \"option = value\" lines\n"
	      "  -d, --debug                        log every event on standard error\n"
	      "      --check                        check the configuration, and end\n"
	      "      --send PATH                    command to a running base station; try help\n"
	      "  -h, --help                         this text\n"
	      "  -V, --version                      version\n"
	      "\n"
	      "Options, also of the configuration file:\n",
	      f);
	bs_config_help(f);
}

static _Noreturn void usage_error(const char *text)
{
	fprintf(stderr, "wman-bs: %s (wman-bs --help)\n", text);
	exit(EXIT_USAGE);
}

/* An option of the table, as "--name value" or "--name=value"; *i moves over the value. */
static void take_option(struct bs_config *cfg, char **argv, int argc, int *i)
{
	char err[BS_ERROR_LEN], name[64];
	const char *arg = argv[*i], *eq, *value;
	size_t len;

	if (strncmp(arg, "--", 2)) {
		snprintf(err, sizeof(err), "what is '%.64s'", arg);
		usage_error(err);
	}
	arg += 2;
	eq = strchr(arg, '=');
	len = eq ? (size_t)(eq - arg) : strlen(arg);
	snprintf(name, sizeof(name), "%.*s", (int)len, arg);
	if (!bs_config_known(name)) {
		snprintf(err, sizeof(err), "no option '%.64s'", argv[*i]);
		usage_error(err);
	}
	value = eq ? eq + 1 : argv[++*i];
	if (!value) {
		snprintf(err, sizeof(err), "--%s needs a value", name);
		usage_error(err);
	}
	if (bs_config_set(cfg, name, value, err))
		usage_error(err);
}

static bool is(const char *arg, const char *shortname, const char *longname)
{
	return !strcmp(arg, longname) || (shortname && !strcmp(arg, shortname));
}

/*
 * Options are taken in their order, so a file may be refined by what follows it. The table of
 * config.c serves both; getopt_long() would need a second one.
 */
static void parse(struct bs_config *cfg, bool *check, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		if (is(argv[i], "-h", "--help")) {
			print_help(stdout);
			exit(EXIT_SUCCESS);
		} else if (is(argv[i], "-V", "--version")) {
			puts("wman-bs " WMAN_VERSION);
			exit(EXIT_SUCCESS);
		} else if (is(argv[i], "-d", "--debug")) {
			log_set_level(LOG_LEVEL_DEBUG);
		} else if (is(argv[i], NULL, "--check")) {
			*check = true;
		} else if (is(argv[i], NULL, "--send")) {
			if (argc - i < 3)
				usage_error("--send needs a path and a command");
			exit(bs_control_send(argv[i + 1], argv + i + 2, argc - i - 2));
		} else if (is(argv[i], "-c", "--config")) {
			if (!argv[++i])
				usage_error("--config needs a file");
			if (bs_config_load(cfg, argv[i], stderr))
				exit(EXIT_FAILURE);
		} else {
			take_option(cfg, argv, argc, &i);
		}
	}
}

static void end(void *arg, int signo)
{
	struct bs *bs = arg;

	bs_event(bs, NULL, "ending", NULL, "signal %d", signo);
	bs_end(bs);
}

static void begin_reauth(struct bs_ss *ss, void *arg)
{
	if (ss->auth.ak.valid)
		bs_auth_begin(ss);
}

static void reauth_all(void *arg, int signo)
{
	bs_ss_each(arg, begin_reauth, NULL);
}

/* What is not looked at before it is used. */
static int check_files(const struct bs_config *cfg)
{
	u8 secret[RADIUS_SECRET_MAX];
	char err[BS_ERROR_LEN];
	size_t i, len;
	int ret = 0;

	for (i = 0; i < cfg->n_servers; i++) {
		if (cfg->servers[i].secret_file &&
		    radius_secret_read(cfg->servers[i].secret_file, secret, &len, err,
				       sizeof(err))) {
			log_error("%s", err);
			ret = -EINVAL;
		}
	}
	wman_memzero(secret, sizeof(secret));
	return ret;
}

static int run(struct bs_config *cfg, struct loop *loop)
{
	char err[BS_ERROR_LEN];
	struct bs_fds fds;
	struct bs *bs;
	int ret;

	if (bs_open_fds(cfg, &fds, err)) {
		log_error("%s", err);
		return EXIT_FAILURE;
	}
	bs = bs_new(cfg, loop, &fds, err);
	if (!bs) {
		log_error("%s", err);
		return EXIT_FAILURE;
	}
	ret = loop_add_signal(loop, SIGTERM, end, bs) || loop_add_signal(loop, SIGINT, end, bs) ||
	      loop_add_signal(loop, SIGUSR1, reauth_all, bs);
	if (ret) {
		log_error("cannot take signals");
	} else {
		bs_event(bs, NULL, "ready", NULL, NULL);
		notify_send("READY=1");
		ret = loop_run(loop);
		if (ret)
			log_error("cannot wait for events: %s", strerror(-ret));
		notify_send("STOPPING=1");
	}
	bs_free(bs);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	bool check = false;
	int status = EXIT_SUCCESS;
	char err[BS_ERROR_LEN];
	struct bs_config cfg;
	struct loop *loop;

	log_open("wman-bs");
	if (no_dump()) {
		log_error("cannot switch core dumps off: %s", strerror(errno));
		return EXIT_FAILURE;
	}
	bs_config_init(&cfg);
	parse(&cfg, &check, argc, argv);
	if (bs_config_finish(&cfg, err))
		usage_error(err);
	if (check) {
		status = check_files(&cfg) ? EXIT_FAILURE : EXIT_SUCCESS;
	} else {
		/* a connection to an AAA server may end at any time */
		signal(SIGPIPE, SIG_IGN);
		notify_init();
		loop = loop_new();
		if (loop) {
			status = run(&cfg, loop);
		} else {
			log_error("cannot wait for events: %s", strerror(errno));
			status = EXIT_FAILURE;
		}
		loop_free(loop);
	}
	bs_config_free(&cfg);
	return status;
}
