// SPDX-License-Identifier: BSD-3-Clause
#include "control.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "agent.h"
#include "blacklist.h"
#include "config.h"
#include "control_mip.h"
#include "eap/eap.h"
#include "local.h"
#include "log.h"
#include "loop.h"
#include "names_gen.h"
#include "notice.h"
#include "percent.h"
#include "station.h"

#define CLIENTS_MAX 8
#define LINE_LEN    1024

struct client {
	struct client *next;
	struct control *control;
	int fd;
	FILE *out; /* the answer, while it is made */
	size_t len;
	char line[LINE_LEN]; /* what came of the request so far */
};

struct control {
	struct loop *loop;
	struct agent *agent;
	int fd;
	struct sockaddr_un addr;
	unsigned int num_clients;
	struct client *clients;
};

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

/* Its state, priority and methods: "TTLS,PEAP" */
static void put_network(struct client *client, const struct network *net)
{
	char name[PERCENT_ROOM(WMAN_NETWORK_NAME_MAX)], methods[128] = "";
	unsigned int i;

	percent_encode(name, (const uint8_t *)net->name, strlen(net->name));
	for (i = 0; i < net->eap.num_methods; i++) {
		strcat(methods, i ? "," : "");
		strcat(methods, eap_method_name(net->eap.methods[i]));
	}
	fprintf(client->out, "network %s %s %d %s\n", name, net->locked ? "locked" : "ready",
		net->priority, methods);
}

static void put_warnings(struct client *client, const struct network *net,
			 const struct notice *notices)
{
	const struct notice *n;

	for (n = notices; n; n = n->next)
		if (!strcmp(n->network, net->name))
			fprintf(client->out, "warning %s %s\n", n->kind, n->text);
}

static void put_refusals(struct client *client, const struct network *net)
{
	const struct blacklist *list = agent_blacklist(client->control->agent);
	const struct blacklist_entry *e;
	int64_t now = now_ms();

	for (e = list->entries; e < list->entries + list->num; e++)
		if (e->until_ms > now && !strcmp(e->network, net->name))
			fprintf(client->out, "refused %02x:%02x:%02x:%02x:%02x:%02x %s %u %lld\n",
				e->bsid[0], e->bsid[1], e->bsid[2], e->bsid[3], e->bsid[4],
				e->bsid[5], wman_reason_name(e->reason), e->times,
				(long long)(e->until_ms - now + 999) / 1000);
}

/* Network by network, each with what is to be known of it, and where it was refused */
static const char *cmd_networks(struct client *client, char *rest)
{
	const struct config *config = agent_config(client->control->agent);
	const struct network *net;
	struct notice *notices;

	if (*rest)
		return "networks takes no argument";
	notices = notice_collect(config, time(NULL));
	for (net = config->networks; net; net = net->next) {
		put_network(client, net);
		put_warnings(client, net, notices);
		put_refusals(client, net);
	}
	notice_free(notices);
	return NULL;
}

static const char *cmd_clear(struct client *client, char *rest)
{
	uint8_t name[LINE_LEN];
	ssize_t len = percent_decode(name, rest);

	if (len < 0 || len > WMAN_NETWORK_NAME_MAX)
		return "not the name of a network";
	name[len] = '\0';
	if (len && !config_named(agent_config(client->control->agent), (char *)name))
		return "no network of this name";
	fprintf(client->out, "cleared %u\n",
		blacklist_clear(agent_blacklist(client->control->agent),
				len ? (char *)name : NULL));
	return NULL;
}

/* What is sent at once and wiped, past the stream of the answer */
struct keys {
	size_t len;
	char text[2048];
};

static void put_key(struct keys *keys, const char *name, const uint8_t *key, size_t len)
{
	size_t i;

	keys->len += (size_t)snprintf(keys->text + keys->len, sizeof(keys->text) - keys->len,
				      "key %s ", name);
	for (i = 0; i < len; i++, keys->len += 2)
		snprintf(keys->text + keys->len, sizeof(keys->text) - keys->len, "%02x", key[i]);
	keys->text[keys->len++] = '\n';
}

/* MN-HA of the technologies with addresses of this length, each with its SPI */
static bool put_mn_ha(struct keys *keys, const struct mip_roots *roots, enum mip_variant variant,
		      const struct control_mip *to)
{
	uint8_t key[MIP_KEY_LEN] = { 0 }, octets[4];
	enum mip_technology t;
	uint32_t spi = 0;
	char name[32];
	bool ok = mip_spi(roots, variant, &spi);

	for (t = 0; ok && t < MIP_TECHNOLOGIES; t++, spi++) {
		octets[0] = (uint8_t)(spi >> 24);
		octets[1] = (uint8_t)(spi >> 16);
		octets[2] = (uint8_t)(spi >> 8);
		octets[3] = (uint8_t)spi;
		snprintf(name, sizeof(name), "spi-%s", mip_technology_name(t));
		put_key(keys, name, octets, sizeof(octets));
		if (to->ha_len != mip_address_len(t))
			continue;
		ok = mip_mn_ha(roots, variant, t, to->ha, to->nai, key);
		snprintf(name, sizeof(name), "mn-ha-%s", mip_technology_name(t));
		put_key(keys, name, key, sizeof(key));
	}
	explicit_bzero(key, sizeof(key));
	return ok;
}

static const char *send_keys(struct client *client, const struct mip_roots *roots,
			     enum mip_variant variant, const struct control_mip *to)
{
	uint8_t key[MIP_KEY_LEN];
	struct keys keys = { .len = 0 };
	bool ok;

	put_key(&keys, "mip-rk", roots->rk[variant], MIP_RK_LEN);
	ok = mip_fa_rk(roots, variant, key);
	put_key(&keys, "fa-rk", key, sizeof(key));
	if (ok && to->has_fa) {
		ok = mip_mn_fa(key, to->fa, key);
		put_key(&keys, "mn-fa", key, sizeof(key));
	}
	ok = ok && put_mn_ha(&keys, roots, variant, to);
	ok = ok && send(client->fd, keys.text, keys.len, MSG_DONTWAIT | MSG_NOSIGNAL) ==
			   (ssize_t)keys.len;
	explicit_bzero(key, sizeof(key));
	explicit_bzero(&keys, sizeof(keys));
	return ok ? NULL : "the keys could not be derived or sent";
}

static const char *cmd_mip(struct client *client, char *rest)
{
	enum mip_variant variant;
	struct control_mip to;
	struct station *station;
	const char *error;

	if (!local_is_root(client->fd))
		return "keys are for root only";
	error = control_mip_parse(rest, &to, &variant);
	if (error)
		return error;
	station = agent_station(client->control->agent, to.ifindex);
	if (!station || !station->has_roots)
		return "no root keys for this device: they are taken once for each "
		       "authentication, of a network with emsk_keys=1";
	log_info("device %u: root keys taken", to.ifindex);
	error = send_keys(client, &station->roots, variant, &to);
	station_wipe_roots(station);
	return error;
}

/* Each returns NULL, or the error. */
static const struct {
	const char *name;
	const char *(*run)(struct client *client, char *rest);
} commands[] = {
	{ "networks", cmd_networks },
	{ "clear", cmd_clear },
	{ "mip", cmd_mip },
};

static void run(struct client *client)
{
	char *rest = client->line + strcspn(client->line, " ");
	const char *error = "unknown request";
	size_t i;

	if (*rest)
		*rest++ = '\0';
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(client->line, commands[i].name))
			error = commands[i].run(client, rest);
	if (error)
		fprintf(client->out, "error %s\n", error);
	else
		fputs("ok\n", client->out);
}

/* Whoever does not read all of it sees that the end is missing. */
static void answer(struct client *client)
{
	char *text = NULL;
	size_t len = 0;

	client->out = open_memstream(&text, &len);
	if (!client->out)
		return;
	run(client);
	if (!fclose(client->out) && text)
		send(client->fd, text, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	client->out = NULL;
	if (text)
		explicit_bzero(text, len);
	free(text);
}

static void client_free(struct client *client)
{
	struct control *control = client->control;
	struct client **p;

	for (p = &control->clients; *p != client; p = &(*p)->next)
		;
	*p = client->next;
	control->num_clients--;
	loop_del_fd(control->loop, client->fd);
	close(client->fd);
	free(client);
}

/* Part of a request, or the end. */
static void client_readable(void *arg, uint32_t events)
{
	struct client *client = arg;
	char *end;
	ssize_t n;

	n = recv(client->fd, client->line + client->len, sizeof(client->line) - client->len,
		 MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		client->len += (size_t)n;
	end = memchr(client->line, '\n', client->len);
	if (n > 0 && !end && client->len < sizeof(client->line))
		return;
	if (end) {
		*end = '\0';
		answer(client);
	}
	client_free(client);
}

static bool client_new(struct control *control, int fd)
{
	struct client *client;

	if (!local_is_allowed(fd) || control->num_clients == CLIENTS_MAX)
		return false;
	client = calloc(1, sizeof(*client));
	if (!client)
		return false;
	client->control = control;
	client->fd = fd;
	if (loop_add_fd(control->loop, fd, EPOLLIN, client_readable, client)) {
		free(client);
		return false;
	}
	client->next = control->clients;
	control->clients = client;
	control->num_clients++;
	return true;
}

static void on_connect(void *arg, uint32_t events)
{
	struct control *control = arg;
	int fd = accept4(control->fd, NULL, NULL, SOCK_CLOEXEC);

	if (fd >= 0 && !client_new(control, fd))
		close(fd);
}

/**
 * control_new() - make the socket
 * @loop: event loop
 * @agent: whose networks it is about; must outlive the socket
 * @path: where; its directory is made when it is missing
 *
 * Only root and the user that runs this program are listened to.
 *
 * Return: the socket, or NULL with errno set: EADDRINUSE when another one is there.
 */
struct control *control_new(struct loop *loop, struct agent *agent, const char *path)
{
	struct control *control = calloc(1, sizeof(*control));
	int ret;

	if (!control)
		return NULL;
	control->loop = loop;
	control->agent = agent;
	control->fd = local_listen(path, SOCK_STREAM, CLIENTS_MAX, &control->addr);
	if (control->fd < 0) {
		ret = control->fd;
	} else {
		ret = loop_add_fd(loop, control->fd, EPOLLIN, on_connect, control);
		if (!ret)
			return control;
		close(control->fd);
		unlink(path);
	}
	free(control);
	errno = -ret;
	return NULL;
}

/**
 * control_free() - close and remove the socket
 * @control: from control_new(), or NULL
 */
void control_free(struct control *control)
{
	if (!control)
		return;
	while (control->clients)
		client_free(control->clients);
	loop_del_fd(control->loop, control->fd);
	close(control->fd);
	unlink(control->addr.sun_path);
	free(control);
}
