// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: an 802.16e base station on Ethernet; see bs.h for its parts. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "bs.h"
#include "control.h"
#include "log.h"
#include "loop.h"
#include "nodump.h"
#include "notify.h"
#include "reload.h"

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

static void reload(void *arg, int signo)
{
	notify_reloading();
	if (bs_reload(arg, stderr))
		log_error("configuration not reloaded, the old one stays");
	else
		log_info("configuration reloaded");
	notify_send("READY=1");
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

static int run(struct bs_config *cfg, struct loop *loop, char **argv)
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
	bs->argv = argv;
	ret = loop_add_signal(loop, SIGTERM, end, bs) || loop_add_signal(loop, SIGINT, end, bs) ||
	      loop_add_signal(loop, SIGUSR1, reauth_all, bs) ||
	      loop_add_signal(loop, SIGHUP, reload, bs);
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

static int run_loop(struct bs_config *cfg, char **argv)
{
	struct loop *loop = loop_new();
	int status;

	if (!loop) {
		log_error("cannot wait for events: %s", strerror(errno));
		return EXIT_FAILURE;
	}
	/* a connection to an AAA server may end at any time */
	signal(SIGPIPE, SIG_IGN);
	notify_init();
	status = run(cfg, loop, argv);
	loop_free(loop);
	return status;
}

static int act(const struct bs_arguments *args, struct bs_config *cfg, char **argv)
{
	int n = 0;

	switch (args->action) {
	case BS_ACTION_HELP:
		print_help(stdout);
		return EXIT_SUCCESS;
	case BS_ACTION_VERSION:
		puts("wman-bs " WMAN_VERSION);
		return EXIT_SUCCESS;
	case BS_ACTION_SEND:
		while (args->send[n + 1])
			n++;
		return bs_control_send(args->send[0], args->send + 1, n);
	case BS_ACTION_CHECK:
		return check_files(cfg) ? EXIT_FAILURE : EXIT_SUCCESS;
	case BS_ACTION_RUN:
		break;
	}
	return run_loop(cfg, argv);
}

int main(int argc, char **argv)
{
	struct bs_arguments args;
	struct bs_config cfg;
	int ret, status;

	log_open("wman-bs");
	if (no_dump()) {
		log_error("cannot switch core dumps off: %s", strerror(errno));
		return EXIT_FAILURE;
	}
	bs_config_init(&cfg);
	ret = bs_arguments_read(&args, &cfg, argv, stderr);
	if (args.debug)
		log_set_level(LOG_LEVEL_DEBUG);
	if (ret)
		status = ret == -EINVAL ? EXIT_USAGE : EXIT_FAILURE;
	else
		status = act(&args, &cfg, argv);
	bs_config_free(&cfg);
	return status;
}
