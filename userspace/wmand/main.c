// SPDX-License-Identifier: BSD-3-Clause
/*
 * wmand: runs EAP for the wman kernel module.
 *
 * Processes
 *
 *	parent	single-threaded, one event loop (epoll, timers, a signalfd). Owns the netlink
 *		socket, the configuration with the loaded credentials, the sessions to be resumed
 *		and the log. Keeps CAP_NET_ADMIN and nothing else; never parses EAP or TLS.
 *	child	one for each exchange, made by fork() when the exchange is accepted. Has the
 *		credentials by inheritance and one socket to the parent; no capability, no file
 *		system, no other descriptor, a list of system calls (sandbox.c). Blocking and
 *		without a loop: receive, give to the EAP peer, send. Parses what comes from the air.
 *
 * Nothing is shared after fork(), so there are no locks. Messages (message.h) cross the
 * socketpair: EAP packets both ways, notes for the log, the TLS session, and at the end the
 * outcome with the MSK, which the parent hands to the kernel and wipes, as the child has wiped its
 * own. A child that dies, is killed or talks nonsense makes its exchange fail with
 * helper-internal; the contract with the kernel, one done for each accepted exchange, is kept by
 * agent.c alone. Children end with the parent.
 *
 * A reload reads everything anew and replaces the configuration of the parent; a running child has
 * the old one in its own memory and does not notice.
 *
 *	main.c daemon.c notify.c	command line, start, signals, service manager
 *	config.c config_key.c		configuration
 *	upcall.c agent.c		netlink; the contract
 *	asker.c				questions to people
 *	notice.c watch.c		what they should know of the networks
 *	control.c blacklist.c station.c	the administrator; what is not tried, and what a reload concerns
 *	mip.c				root keys from the EMSK, for who wants them
 *	child.c message.h worker.c	the process boundary, parent's side and child's side
 *	sandbox.c			privileges
 *	selftest.c			EAP against a RADIUS server, without the kernel
 *	eap/				the EAP peer, free of I/O
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/crypto.h>

#include "asker.h"
#include "config.h"
#include "daemon.h"
#include "local.h"
#include "log.h"
#include "names_gen.h"
#include "nodump.h"
#include "notice.h"
#include "selftest.h"

#define DEFAULT_CONFIG "/etc/wman/wmand.conf"
#define RUNS_MAX       1000000

enum {
	EXIT_USAGE = 2,
};

struct options {
	const char *config;
	const char *check;
	const char *network;
	const char *socket;
	const char *control;
	bool wait;
	struct selftest_options selftest;
};

static void print_help(FILE *f)
{
	fputs("usage: wmand [-c FILE] [-d] [--socket PATH] [--control PATH] [--wait]\n"
	      "       wmand --check FILE\n"
	      "       wmand --self-test HOST:PORT --secret-file FILE -c FILE --network NAME\n"
	      "             [--socket PATH] [--runs N] [--reauth N] [--json]\n"
	      "\n"
	      "  -c, --config FILE   configuration (" DEFAULT_CONFIG ")\n"
	      "  -d, --debug         log every step\n"
	      "      --socket PATH   where people are asked (" ASK_PATH ")\n"
	      "      --control PATH  where administrators are listened to\n"
	      "                      (" LOCAL_CONTROL_PATH ")\n"
	      "      --wait          wait for the kernel module instead of failing without it\n"
	      "      --check FILE    print every error and warning of a configuration, and end\n"
	      "      --self-test HOST:PORT\n"
	      "                      authenticate against a RADIUS server, without the kernel\n"
	      "      --secret-file FILE\n"
	      "                      its shared secret, in the first line\n"
	      "      --network NAME  network of the configuration to use\n"
	      "      --runs N        full authentications (1)\n"
	      "      --reauth N      re-authentications after them, with resumption (0)\n"
	      "      --json          one JSON object for each of them\n"
	      "  -h, --help          this text\n"
	      "  -V, --version       version\n",
	      f);
}

static _Noreturn void usage_error(const char *text, const char *arg)
{
	fprintf(stderr, "wmand: %s%s (wmand --help)\n", text, arg);
	exit(EXIT_USAGE);
}

static unsigned int count(const char *option, const char *arg, long min)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(arg, &end, 10);
	if (errno || end == arg || *end || n < min || n > RUNS_MAX)
		usage_error("not a count: ", option);
	return n;
}

static void parse_options(struct options *o, int argc, char **argv)
{
	enum {
		WAIT = 256,
		CHECK,
		SELF_TEST,
		SOCKET,
		CONTROL,
		SECRET_FILE,
		NETWORK,
		RUNS,
		REAUTH,
		JSON
	};
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "debug", no_argument, NULL, 'd' },
		{ "wait", no_argument, NULL, WAIT },
		{ "check", required_argument, NULL, CHECK },
		{ "self-test", required_argument, NULL, SELF_TEST },
		{ "socket", required_argument, NULL, SOCKET },
		{ "control", required_argument, NULL, CONTROL },
		{ "secret-file", required_argument, NULL, SECRET_FILE },
		{ "network", required_argument, NULL, NETWORK },
		{ "runs", required_argument, NULL, RUNS },
		{ "reauth", required_argument, NULL, REAUTH },
		{ "json", no_argument, NULL, JSON },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	bool only_selftest = false;
	int c;

	while ((c = getopt_long(argc, argv, "c:dhV", options, NULL)) != -1) {
		only_selftest |= c >= SECRET_FILE;
		switch (c) {
		case 'c':
			o->config = optarg;
			break;
		case 'd':
			log_set_level(LOG_LEVEL_DEBUG);
			break;
		case WAIT:
			o->wait = true;
			break;
		case CHECK:
			o->check = optarg;
			break;
		case SELF_TEST:
			o->selftest.server = optarg;
			break;
		case SOCKET:
			o->socket = optarg;
			break;
		case CONTROL:
			o->control = optarg;
			break;
		case SECRET_FILE:
			o->selftest.secret_file = optarg;
			break;
		case NETWORK:
			o->network = optarg;
			break;
		case RUNS:
			o->selftest.runs = count("--runs", optarg, 1);
			break;
		case REAUTH:
			o->selftest.reauths = count("--reauth", optarg, 0);
			break;
		case JSON:
			o->selftest.json = true;
			break;
		case 'h':
			print_help(stdout);
			exit(EXIT_SUCCESS);
		case 'V':
			puts("wmand " WMAN_VERSION);
			exit(EXIT_SUCCESS);
		default:
			exit(EXIT_USAGE);
		}
	}
	if (optind < argc)
		usage_error("what is ", argv[optind]);
	if (only_selftest && !o->selftest.server)
		usage_error("only with --self-test: ",
			    "--secret-file, --network, --runs, --reauth, --json");
	if (o->selftest.server && (!o->selftest.secret_file || !o->network))
		usage_error("--self-test needs --secret-file and --network", "");
	if ((o->check != NULL) + (o->selftest.server != NULL) + o->wait > 1)
		usage_error("--check, --self-test and --wait exclude each other", "");
}

static void print_error(void *ctx, const char *text)
{
	fprintf(stderr, "%s\n", text);
}

static int check(const char *path)
{
	struct config *config = config_load(path, print_error, NULL);
	struct notice *notices, *n;

	if (!config)
		return EXIT_FAILURE;
	notices = notice_collect(config, time(NULL));
	for (n = notices; n; n = n->next)
		fprintf(stderr, "%s: network %s: warning: %s: %s\n", path, n->network, n->kind,
			n->text);
	notice_free(notices);
	config_free(config);
	return EXIT_SUCCESS;
}

static int self_test(const struct options *o)
{
	const struct network *net;
	struct config *config;
	int status = EXIT_FAILURE;

	config = config_load(o->config, print_error, NULL);
	if (!config)
		return EXIT_FAILURE;
	for (net = config->networks; net && strcmp(net->name, o->network); net = net->next)
		;
	if (net && net->locked)
		log_error("%s: %s: locked, and private_key_passwd is not set", o->config,
			  config_locked_file(net));
	else if (net && !net->creds)
		log_error("%s: %s: policy=%s, there is no EAP to be tested", o->config, net->name,
			  wman_auth_policy_name(net->policy));
	else if (net)
		status = selftest_run(&o->selftest, net);
	else
		log_error("%s: no network '%s'", o->config, o->network);
	config_free(config);
	return status;
}

int main(int argc, char **argv)
{
	struct options o = { .config = DEFAULT_CONFIG, .selftest.runs = 1 };

	log_open("wmand");
	/*
	 * The library would tidy up at exit; what holds a secret is wiped by its owner before. And
	 * wmand.conf has all that there is to configure.
	 */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	parse_options(&o, argc, argv);
	/* Reads a file, once; a child could not (gmtime_r() asks for it). */
	tzset();
	if (no_dump()) {
		log_error("cannot switch core dumps off: %s", strerror(errno));
		return EXIT_FAILURE;
	}
	if (o.check)
		return check(o.check);
	o.selftest.socket = o.socket;
	if (o.selftest.server)
		return self_test(&o);
	return daemon_run(o.config, o.socket ? o.socket : ASK_PATH,
			  o.control ? o.control : LOCAL_CONTROL_PATH, o.wait);
}
