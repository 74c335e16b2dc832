// SPDX-License-Identifier: BSD-3-Clause
#include "daemon.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sysexits.h>

#include <openssl/rand.h>

#include "agent.h"
#include "asker.h"
#include "config.h"
#include "control.h"
#include "log.h"
#include "loop.h"
#include "notify.h"
#include "sandbox.h"
#include "upcall.h"
#include "watch.h"

struct daemon {
	const char *config_path;
	bool wait_for_module;
	bool ready;
	bool failed;
	bool misconfigured;
	struct loop *loop;
	struct upcall *upcall;
	struct agent *agent;
	struct asker *asker;
	struct watch *watch;
	struct control *control;
};

static void log_config_error(void *ctx, const char *text)
{
	log_error("%s", text);
}

static struct config *load(const char *path)
{
	struct config *config = config_load(path, log_config_error, NULL);
	const struct network *net;

	for (net = config ? config->networks : NULL; net; net = net->next)
		if (net->locked)
			log_info("network %s: somebody will be asked for the passphrase of %s",
				 net->name, config_locked_file(net));
	return config;
}

static void on_bound(void *ctx, int error, const char *text)
{
	struct daemon *d = ctx;

	if (!error) {
		log_info("ready");
		notify_send("READY=1");
		d->ready = true;
	} else if (error == -ENODEV && (d->ready || d->wait_for_module)) {
		log_warn("%s; waiting for it", text);
		/* Whoever asked to wait wants to hear that this works. */
		notify_send("READY=1");
	} else {
		log_error("%s", text);
		d->failed = true;
		loop_quit(d->loop);
	}
}

static void on_reload(void *arg, int sig)
{
	struct daemon *d = arg;
	struct config *config;

	notify_reloading();
	config = load(d->config_path);
	if (config) {
		agent_set_config(d->agent, config);
		watch_set_config(d->watch, config);
		log_info("configuration reloaded");
	} else {
		log_error("configuration not reloaded, the old one stays");
	}
	notify_send("READY=1");
}

static void on_terminate(void *arg, int sig)
{
	struct daemon *d = arg;

	log_info("ending by signal %d", sig);
	notify_send("STOPPING=1");
	loop_quit(d->loop);
}

/* Most networks need nobody to be asked: without the socket they work all the same. */
static void set_up_asker(struct daemon *d, const char *path)
{
	d->asker = asker_new(d->loop, path);
	if (!d->asker)
		log_warn("%s: %s; nobody can be asked for identity or password", path,
			 strerror(errno));
	agent_set_asker(d->agent, d->asker);
}

static void set_up_control(struct daemon *d, const char *path)
{
	d->control = control_new(d->loop, d->agent, path);
	if (!d->control)
		log_warn("%s: %s; wman network does not work", path, strerror(errno));
}

/* Everything that needs a privilege or a file. */
static int set_up(struct daemon *d, const char *socket_path, const char *control_path)
{
	struct config *config;
	int ret;

	/* Before the first secret is read. */
	ret = sandbox_lock_memory();
	if (ret) {
		log_error("cannot lock memory: %s (raise the limit for locked memory)",
			  strerror(-ret));
		return ret;
	}
	/* once, not in each child; whether it worked shows where numbers are drawn */
	RAND_status();
	config = load(d->config_path);
	d->misconfigured = !config;
	if (!config)
		return -EINVAL;
	d->loop = loop_new();
	d->upcall = d->loop ? upcall_new(d->loop, on_bound, d) : NULL;
	d->agent = d->upcall ? agent_new(d->loop, config, &upcall_wire, d->upcall) : NULL;
	if (!d->agent) {
		ret = -errno;
		log_error("cannot open generic netlink: %s", strerror(errno));
		config_free(config);
		return ret;
	}
	set_up_asker(d, socket_path);
	d->watch = watch_new(d->loop, d->asker);
	if (!d->watch) {
		log_error("out of memory");
		return -ENOMEM;
	}
	watch_set_config(d->watch, config);
	set_up_control(d, control_path);
	ret = sandbox_keep_net_admin();
	if (ret)
		log_error("CAP_NET_ADMIN is needed, and the right to drop all other capabilities");
	return ret;
}

/**
 * daemon_run() - serve the kernel until SIGTERM or SIGINT
 * @config_path: configuration, read again at SIGHUP
 * @socket_path: where people are asked
 * @control_path: where administrators are listened to
 * @wait_for_module: do not fail when the kernel module is not loaded yet
 *
 * Return: exit status, 0 after a signal, EX_CONFIG when the configuration cannot be used, so that
 * nobody starts it again with the same wrong PIN, else 1.
 */
int daemon_run(const char *config_path, const char *socket_path, const char *control_path,
	       bool wait_for_module)
{
	struct daemon d = { .config_path = config_path, .wait_for_module = wait_for_module };
	int ret;

	notify_init();
	ret = set_up(&d, socket_path, control_path);
	if (!ret && (loop_add_signal(d.loop, SIGTERM, on_terminate, &d) ||
		     loop_add_signal(d.loop, SIGINT, on_terminate, &d) ||
		     loop_add_signal(d.loop, SIGHUP, on_reload, &d))) {
		log_error("cannot take signals");
		ret = -EIO;
	}
	if (!ret) {
		upcall_bind(d.upcall, d.agent);
		if (!d.failed)
			ret = loop_run(d.loop);
		if (ret)
			log_error("cannot wait for events: %s", strerror(-ret));
	}
	/* The socket first: what is pending then fails as agent-closed, in the kernel. */
	upcall_free(d.upcall);
	watch_free(d.watch);
	control_free(d.control);
	agent_free(d.agent);
	asker_free(d.asker);
	if (d.loop)
		loop_free(d.loop);
	if (d.misconfigured)
		return EX_CONFIG;
	return ret || d.failed ? 1 : 0;
}
