// SPDX-License-Identifier: BSD-3-Clause
/* Options of the AAA side. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "option.h"

static const char *add_server(struct bs_config *cfg, enum bs_server_kind kind, const char *value)
{
	struct bs_server_config *server = &cfg->servers[cfg->n_servers];

	if (cfg->n_servers == BS_SERVERS_MAX)
		return "too many servers";
	server->kind = kind;
	server->address = strdup(value);
	if (!server->address)
		return bs_no_memory;
	cfg->n_servers++;
	return NULL;
}

static const char *set_radius(struct bs_config *cfg, const struct option_desc *opt,
			      const char *value)
{
	return add_server(cfg, BS_SERVER_RADIUS, value);
}

static const char *set_accounting(struct bs_config *cfg, const struct option_desc *opt,
				  const char *value)
{
	if (strcmp(value, "radsec"))
		return add_server(cfg, BS_SERVER_ACCOUNTING, value);
	cfg->radsec_accounting = true;
	return NULL;
}

static const char *set_coa_listen(struct bs_config *cfg, const struct option_desc *opt,
				  const char *value)
{
	if (strcmp(value, "radsec"))
		return bs_set_string(cfg, opt, value);
	cfg->radsec_coa = true;
	return NULL;
}

static const char *set_radsec(struct bs_config *cfg, const struct option_desc *opt,
			      const char *value)
{
	return add_server(cfg, BS_SERVER_RADSEC, value);
}

/* The RadSec server given last, NULL when another one was. */
static struct bs_server_config *radsec(struct bs_config *cfg)
{
	struct bs_server_config *server;

	if (!cfg->n_servers)
		return NULL;
	server = &cfg->servers[cfg->n_servers - 1];
	return server->kind == BS_SERVER_RADSEC ? server : NULL;
}

static const char *set_name(struct bs_config *cfg, const struct option_desc *opt, const char *value)
{
	struct bs_server_config *server = radsec(cfg);

	if (!server || server->name)
		return "comes after the RadSec server it belongs to, once";
	server->name = strdup(value);
	return server->name ? NULL : bs_no_memory;
}

static const char *set_pin(struct bs_config *cfg, const struct option_desc *opt, const char *value)
{
	struct bs_server_config *server = radsec(cfg);
	unsigned int octet;
	size_t i;

	if (!server || server->pinned)
		return "comes after the RadSec server it belongs to, once";
	if (strlen(value) != 2 * sizeof(server->pin) ||
	    strspn(value, "0123456789abcdefABCDEF") != strlen(value))
		return "64 hexadecimal digits are wanted";
	for (i = 0; i < sizeof(server->pin); i++) {
		sscanf(value + 2 * i, "%2x", &octet);
		server->pin[i] = (u8)octet;
	}
	server->pinned = true;
	return NULL;
}

static const char *set_coa_client(struct bs_config *cfg, const struct option_desc *opt,
				  const char *value)
{
	return add_server(cfg, BS_SERVER_COA, value);
}

/* Belongs to the server given last. */
static const char *set_secret(struct bs_config *cfg, const struct option_desc *opt,
			      const char *value)
{
	struct bs_server_config *server;

	if (!cfg->n_servers)
		return "comes after the server it belongs to";
	server = &cfg->servers[cfg->n_servers - 1];
	if (server->secret_file)
		return "the server has one already";
	server->secret_file = strdup(value);
	return server->secret_file ? NULL : bs_no_memory;
}

static const struct bs_word calling_words[] = {
	{ "dashes", BS_CALLING_DASHES },
	{ "binary", BS_CALLING_BINARY },
	{ NULL, 0 },
};

static const struct bs_word pkmv1_words[] = {
	{ "device-ca", BS_PKMV1_DEVICE_CA },
	{ "aaa", BS_PKMV1_AAA },
	{ NULL, 0 },
};

const struct option_desc bs_aaa_options[] = {
	{ "radius", "HOST:PORT", "AAA server; repeat it for more", set_radius, NO_MEMBER },
	{ "radsec", "HOST:PORT", "AAA server over TLS; repeat it for more", set_radsec, NO_MEMBER },
	{ "radsec-name", "NAME", "its certificate is for this name (HOST)", set_name, NO_MEMBER },
	{ "radsec-pin", "HEX", "its certificate has this SHA-256 besides", set_pin, NO_MEMBER },
	{ "radsec-ca", "FILE", "CAs of these servers, PEM", bs_set_string, AT(radsec_ca) },
	{ "radsec-cert", "FILE", "our certificate for them, PEM", bs_set_string, AT(radsec_cert) },
	{ "radsec-key", "FILE", "its private key", bs_set_string, AT(radsec_key) },
	{ "accounting", "HOST:PORT|radsec", "AAA server for accounting; repeat it for more",
	  set_accounting, NO_MEMBER },
	{ "coa-listen", "HOST:PORT|radsec", "take Disconnect- and CoA-Requests here",
	  set_coa_listen, AT(coa_listen) },
	{ "coa-client", "HOST", "from this one; repeat it for more", set_coa_client, NO_MEMBER },
	{ "secret-file", "FILE", "its shared secret, in the first line", set_secret, NO_MEMBER },
	{ "accounting-interim", "SEC", "between two interim records (0: as AAA says)",
	  bs_set_number, AT(accounting_interim), .max = BS_INTERIM_MAX },
	{ "radius-wait", "MS", "until the first repetition of a request (1000)", bs_set_number,
	  AT(radius.initial_ms), .min = 10, .max = 60000 },
	{ "radius-tries", "N", "transmissions to one server (3)", bs_set_number, AT(radius.tries),
	  .min = 1, .max = 10 },
	{ "radius-status", "SEC", "between two Status-Server to one that is silent (0: none)",
	  bs_set_number, AT(radius_status), .max = BS_STATUS_MAX },
	{ "nas-identifier", "TEXT", "NAS-Identifier (wman-bs)", bs_set_string, AT(nas_identifier) },
	{ "calling-station-id", "dashes|binary", "how Calling-Station-Id is written (dashes)",
	  bs_set_word, AT(calling), .words = calling_words },
	{ "pkmv1", "device-ca|aaa", "who authorizes PKMv1; aaa: by RFC 5904 (device-ca)",
	  bs_set_word, AT(pkmv1), .words = pkmv1_words },
	{ .name = NULL },
};

bool bs_config_accounts(const struct bs_config *cfg)
{
	return cfg->radsec_accounting || bs_config_serves(cfg, BS_SERVER_ACCOUNTING);
}

bool bs_config_serves(const struct bs_config *cfg, enum bs_server_kind kind)
{
	size_t i;

	for (i = 0; i < cfg->n_servers; i++)
		if (cfg->servers[i].kind == kind)
			return true;
	return false;
}

bool bs_config_authenticates(const struct bs_config *cfg)
{
	return bs_config_serves(cfg, BS_SERVER_RADIUS) || bs_config_serves(cfg, BS_SERVER_RADSEC);
}

const char *bs_config_finish_aaa(const struct bs_config *cfg)
{
	size_t i;

	for (i = 0; i < cfg->n_servers; i++)
		if (!cfg->servers[i].secret_file != (cfg->servers[i].kind == BS_SERVER_RADSEC))
			return "radius: a secret-file is wanted for each server, but not for radsec";
	if (!cfg->coa_listen != !bs_config_serves(cfg, BS_SERVER_COA))
		return "coa-listen: a coa-client is wanted, and the other way round";
	if (bs_config_serves(cfg, BS_SERVER_RADSEC) &&
	    (!cfg->radsec_ca || !cfg->radsec_cert || !cfg->radsec_key))
		return "radsec: radsec-ca, radsec-cert and radsec-key are wanted, too";
	if (cfg->radsec_accounting && !bs_config_serves(cfg, BS_SERVER_RADSEC))
		return "accounting: there is no radsec server";
	if (cfg->radsec_coa && !bs_config_serves(cfg, BS_SERVER_RADSEC))
		return "coa-listen: there is no radsec server";
	if (cfg->pkmv1 == BS_PKMV1_AAA && !bs_config_authenticates(cfg))
		return "pkmv1: a radius or radsec server is wanted";
	/* bs_policy_finish() found nothing to do with what there is */
	if (!cfg->policies.all.n)
		return "radius: a server is wanted, or device-ca for PKMv1";
	return NULL;
}
