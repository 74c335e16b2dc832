// SPDX-License-Identifier: BSD-3-Clause
#include "aaa.h"

#include <stdio.h>
#include <string.h>

#include "bs.h"

#define MS_PER_S 1000

static int add_server(struct radius_client *client, const struct bs_server_config *server,
		      char *err)
{
	u8 secret[RADIUS_SECRET_MAX];
	size_t len;
	int ret;

	ret = radius_secret_read(server->secret_file, secret, &len, err, BS_ERROR_LEN);
	if (!ret)
		ret = radius_client_add_server(client,
					       server->kind == BS_SERVER_ACCOUNTING ?
						       RADIUS_ACCOUNTING :
						       RADIUS_AUTHENTICATION,
					       server->address, secret, len, err, BS_ERROR_LEN);
	wman_memzero(secret, sizeof(secret));
	return ret;
}

static int add_tls_server(const struct bs_config *cfg, struct radius_client *client,
			  const struct bs_server_config *server, char *err)
{
	const struct radius_tls_config tls = {
		.host_port = server->address,
		.ca_file = cfg->radsec_ca,
		.cert_file = cfg->radsec_cert,
		.key_file = cfg->radsec_key,
		.name = server->name,
		.pin = server->pinned ? server->pin : NULL,
	};

	return radius_client_add_tls_server(client, cfg->radsec_accounting, &tls, err,
					    BS_ERROR_LEN);
}

static void server_changed(void *arg, const char *server, bool alive)
{
	bs_event(arg, NULL, alive ? "aaa-alive" : "aaa-dead", NULL, "%s", server);
}

struct radius_client *bs_aaa_load(struct bs *bs, const struct bs_config *cfg, char *err)
{
	struct radius_client *client = radius_client_new(bs->loop, &cfg->radius);
	size_t i;
	int ret = 0;

	for (i = 0; client && i < cfg->n_servers && !ret; i++)
		if (cfg->servers[i].kind == BS_SERVER_RADSEC)
			ret = add_tls_server(cfg, client, &cfg->servers[i], err);
		else if (cfg->servers[i].kind != BS_SERVER_COA)
			ret = add_server(client, &cfg->servers[i], err);
	if (client && !ret && cfg->radius_status)
		ret = radius_client_watch(client, cfg->radius_status * MS_PER_S,
					  cfg->nas_identifier, server_changed, bs);
	if (!ret)
		return client;
	radius_client_free(client);
	return NULL;
}

void bs_aaa_mac(const u8 *mac, char text[BS_AAA_MAC_LEN + 1])
{
	snprintf(text, BS_AAA_MAC_LEN + 1, "%02X-%02X-%02X-%02X-%02X-%02X", mac[0], mac[1], mac[2],
		 mac[3], mac[4], mac[5]);
}

static int add_calling_station(const struct bs_config *cfg, const u8 *mac,
			       struct radius_request *req)
{
	/* release 1.0; accounting by session, or none */
	const u8 capability[] = {
		1, 5, '1', '.', '0', 2, 3, bs_config_accounts(cfg),
	};
	char text[BS_AAA_MAC_LEN + 1];
	int ret;

	if (cfg->calling == BS_CALLING_DASHES) {
		bs_aaa_mac(mac, text);
		return radius_request_add(req, RADIUS_CALLING_STATION_ID, text, BS_AAA_MAC_LEN);
	}
	ret = radius_request_add(req, RADIUS_CALLING_STATION_ID, mac, WMAN_MAC_ADDR_LEN);
	return ret ? ret :
		     radius_request_add_wimax(req, RADIUS_WIMAX_CAPABILITY, capability,
					      sizeof(capability));
}

int bs_aaa_identify(struct bs *bs, const u8 *mac, struct radius_request *req)
{
	const struct bs_config *cfg = bs->cfg;
	int ret;

	ret = radius_request_add(req, RADIUS_NAS_IDENTIFIER, cfg->nas_identifier,
				 strlen(cfg->nas_identifier));
	if (!ret)
		ret = radius_request_add_u32(req, RADIUS_NAS_PORT_TYPE, RADIUS_PORT_TYPE_WIMAX);
	return ret || !mac ? ret : add_calling_station(cfg, mac, req);
}
