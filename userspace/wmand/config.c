// SPDX-License-Identifier: BSD-3-Clause
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "config_blob.h"
#include "config_network.h"

/**
 * config_free() - free a configuration, its credentials, and wipe its strings
 * @config: from config_load(), or NULL
 */
void config_free(struct config *config)
{
	struct network *net;

	if (!config)
		return;
	while ((net = config->networks)) {
		config->networks = net->next;
		config_network_free(net);
	}
	config_blob_free(config->blobs);
	free(config);
}

/**
 * config_drop_blobs() - free what stood for files, unless somebody is opened later
 * @config: the configuration
 *
 * Who is locked loads its files again; for the others their blobs have done their part.
 */
void config_drop_blobs(struct config *config)
{
	struct network *net;

	for (net = config->networks; net; net = net->next)
		if (net->locked)
			return;
	for (net = config->networks; net; net = net->next)
		net->eap.blobs = NULL;
	config_blob_free(config->blobs);
	config->blobs = NULL;
}

static bool fits(const struct network *net, const uint8_t *bsid)
{
	if (net->has_bssid && (!bsid || memcmp(net->bssid, bsid, CONFIG_BSID_LEN)))
		return false;
	if (net->accept.num && (!bsid || !config_match_fits(&net->accept, bsid)))
		return false;
	return !bsid || !config_match_fits(&net->ignore, bsid);
}

/**
 * config_choose() - choose the network for an exchange
 * @config: the configuration
 * @name: the name that connect was given, or NULL for any
 * @bsid: the base station, CONFIG_BSID_LEN octets, or NULL when unknown
 * @skip: tells of a network that fits whether it is passed over; NULL: none is
 * @ctx: first argument of @skip
 *
 * A block with bssid, bssid_accept or nap fits these base stations only, one with bssid_ignore all
 * others. Among those that fit, the greatest priority wins, then the first in the file.
 *
 * Return: the network, or NULL when none fits.
 */
const struct network *config_choose(const struct config *config, const char *name,
				    const uint8_t *bsid, config_skip_fn skip, void *ctx)
{
	const struct network *net, *best = NULL;

	for (net = config->networks; net; net = net->next) {
		if ((name && strcmp(net->name, name)) || !fits(net, bsid))
			continue;
		if ((!best || net->priority > best->priority) && !(skip && skip(ctx, net)))
			best = net;
	}
	return best;
}

/**
 * config_find() - choose the network for an exchange, whatever became of it before
 * @config: the configuration
 * @name: the name that connect was given, or NULL for any
 * @bsid: the base station, CONFIG_BSID_LEN octets, or NULL when unknown
 *
 * Return: the network, or NULL when none fits.
 */
const struct network *config_find(const struct config *config, const char *name,
				  const uint8_t *bsid)
{
	return config_choose(config, name, bsid, NULL, NULL);
}

/**
 * config_named() - a network by its name, wherever it is for
 * @config: the configuration
 * @name: its name
 *
 * Return: the network, or NULL.
 */
const struct network *config_named(const struct config *config, const char *name)
{
	const struct network *net;

	for (net = config->networks; net && strcmp(net->name, name); net = net->next)
		;
	return net;
}

/**
 * config_take_over() - keep what somebody unlocked, where nothing changed
 * @config: the new configuration
 * @old: the one before; loses what the new one keeps
 *
 * A reload finds the private key locked again, and the passphrase is gone.
 */
void config_take_over(struct config *config, struct config *old)
{
	struct network *net, *was;

	for (net = config->networks; net; net = net->next) {
		was = (struct network *)config_named(old, net->name);
		if (!net->locked || !was || (!was->creds && !was->device) ||
		    memcmp(was->tag, net->tag, CONFIG_TAG_LEN) ||
		    memcmp(was->files, net->files, CONFIG_TAG_LEN))
			continue;
		net->creds = was->creds;
		net->device = was->device;
		net->locked = EAP_LOCKED_NOT;
		was->creds = NULL;
		was->device = NULL;
		config_network_wipe_secrets(net);
	}
	config_drop_blobs(config);
}

/**
 * config_locked_file() - which file wants a passphrase?
 * @net: a locked network
 *
 * Return: its path.
 */
const char *config_locked_file(const struct network *net)
{
	return net->locked == EAP_LOCKED_KEY2 ? net->eap.private_key2 : net->eap.private_key;
}

/**
 * config_unlock() - load the credentials of a locked network
 * @config: the configuration
 * @name: the network
 * @passphrase: passphrase of its locked file
 * @len: octets at @passphrase, without a NUL
 * @err: filled on failure; locked when this passphrase, or one for another file, may help
 *
 * Return: true when the network has its credentials now; they stay until the next reload.
 */
bool config_unlock(struct config *config, const char *name, const uint8_t *passphrase, size_t len,
		   struct eap_error *err)
{
	struct network *net;
	enum eap_locked was;
	bool opened = false;
	const char **to;

	for (net = config->networks; net && strcmp(net->name, name); net = net->next)
		;
	memset(err, 0, sizeof(*err));
	/* a reload, or another station of the same network, was faster */
	if (!net || !net->locked) {
		err->locked = EAP_LOCKED_KEY;
		return net != NULL;
	}
	was = net->locked;
	to = config_network_passphrase(net, was);
	*to = strndup((const char *)passphrase, len);
	if (*to)
		opened = config_network_open(net, err);
	else
		err->reason = WMAN_REASON_HELPER_INTERNAL;
	net->locked = opened ? EAP_LOCKED_NOT : err->locked ? err->locked : was;
	config_drop_blobs(config);
	/* it was the right one when another file is asked for now */
	if (*to && net->locked == was) {
		explicit_bzero((char *)*to, len);
		free((char *)*to);
		*to = NULL;
	}
	return opened;
}
