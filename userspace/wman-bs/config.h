/* SPDX-License-Identifier: BSD-3-Clause */
/* Options: one table for the command line and for the configuration file. */
#ifndef _BS_CONFIG_H
#define _BS_CONFIG_H

#include <net/if.h>
#include <stdio.h>

#include <linux/wman.h>

#include "fault.h"
#include "mac.h"
#include "pkm_param.h"
#include "policy.h"
#include "radius.h"
#include "rule.h"

#define BS_CONFIG_SUITES     2
#define BS_CONFIG_STATIC_SAS 3
#define BS_CONFIG_FLOWS	     8
#define BS_CONFIG_GROUPS     2
#define BS_SUBSCRIBERS_MAX   4096
#define BS_PEERS_MAX	     4
#define BS_SERVERS_MAX	     8
#define BS_INTERIM_MAX	     86400
#define BS_STATUS_MAX	     3600
#define BS_ERROR_LEN	     256

/* What a flow's Target SAID is, next to a number */
enum {
	BS_SAID_PRIMARY = -1, /* the primary SA's number */
	BS_SAID_NONE = -2, /* no Target SAID in the DSA-REQ */
};

/**
 * struct bs_flow_config - a service flow every subscriber gets
 * @dir: enum wman_direction
 * @cs: enum wman_cs
 * @said: Target SAID, or BS_SAID_*
 * @dynamic: that is a dynamic SA, which comes before the flow and ends with the last one that has it
 * @crc: PDUs carry a CRC
 * @frag: SDUs may be fragmented
 * @pack: the subscriber may pack what it sends
 * @fsn11: FSN of 11 bits, not 3
 * @asleep: it is made without being active
 * @rule: its rule; of no octets for none
 */
struct bs_flow_config {
	u8 dir;
	u8 cs;
	int said;
	bool dynamic;
	bool crc;
	bool frag;
	bool pack;
	bool fsn11;
	bool asleep;
	struct wman_rule rule;
};

/* What a server is for */
enum bs_server_kind {
	BS_SERVER_RADIUS, /* authentication */
	BS_SERVER_ACCOUNTING,
	BS_SERVER_RADSEC, /* both, over TLS, when accounting = radsec */
	BS_SERVER_COA, /* a client: it asks us */
};

/**
 * struct bs_server_config - a RADIUS server
 * @kind: what it is for
 * @address: HOST:PORT
 * @secret_file: file whose first line is the shared secret
 * @name: of a RadSec server: what its certificate is for, or NULL for the host
 * @pin: same: SHA-256 of its certificate
 * @pinned: @pin is given
 */
struct bs_server_config {
	enum bs_server_kind kind;
	char *address;
	char *secret_file;
	char *name;
	u8 pin[RADIUS_PIN_LEN];
	bool pinned;
};

/* How Calling-Station-Id is written */
enum bs_calling {
	BS_CALLING_DASHES, /* 02-00-00-00-00-01 */
	BS_CALLING_BINARY, /* six octets, and the WiMAX-Capability attribute */
};

/* Who authorizes subscribers of PKMv1 */
enum bs_pkmv1 {
	BS_PKMV1_DEVICE_CA, /* the base station, by the file device-ca */
	BS_PKMV1_AAA, /* an AAA server, by RFC 5904 */
};

/* In which order the octets of the MSK are taken */
enum bs_msk_order {
	BS_MSK_NORMAL,
	BS_MSK_REVERSED, /* as some equipment does */
};

/**
 * struct bs_sa_config - a static SA
 * @said: its SAID
 * @has_suite: it has a suite of its own, which is sent whatever the subscriber offers
 * @suite: that
 */
struct bs_sa_config {
	u16 said;
	bool has_suite;
	u32 suite;
};

/**
 * struct bs_config - everything that was configured
 * @air: interface that carries the air
 * @tap: TAP interface to be made, empty for none
 * @pcap: capture file, or NULL
 * @keylog: key log, or NULL
 * @events: event log, "-" for standard output, or NULL
 * @control: path of the control socket, or NULL
 * @handover: enum bs_handover_mode
 * @share: path of the socket that PMKs are shared by, or NULL
 * @peers: those of other base stations
 * @n_peers: how many
 * @bsid: BSID
 * @has_bsid: @bsid was given; else it is the address of @air
 * @servers: RADIUS servers, the preferred one first
 * @n_servers: how many
 * @radius: retransmission towards them
 * @radius_status: seconds between two Status-Server to one that does not answer, 0 for none
 * @nas_identifier: NAS-Identifier
 * @calling: enum bs_calling
 * @pkmv1: enum bs_pkmv1
 * @radsec_ca: CAs of RadSec servers, or NULL
 * @radsec_cert: our certificate for them
 * @radsec_key: its private key
 * @radsec_accounting: they are asked for accounting, too
 * @coa_listen: address for Disconnect- and CoA-Requests, or NULL
 * @radsec_coa: they are taken from RadSec servers
 * @accounting_interim: seconds between two interim records, 0 for what the AAA server says
 * @device_ca: file with the CAs of devices, for PKMv1 and RSA; or NULL
 * @certificate: file with its own certificate, for RSA; or NULL
 * @private_key: file with the key of that, or NULL
 * @policies: which authorizations subscribers may use
 * @pkm_timers: PKM-Configuration-Settings of Auth Reply
 * @edition: enum wman_edition
 * @mac_mode: enum wman_mac_modes
 * @msk_order: enum bs_msk_order
 * @crc: enum wman_crc
 * @suites: cryptographic suites, the preferred one first
 * @n_suites: how many
 * @pn_window: PN window chosen in SBC-RSP, 0 for what was offered
 * @flow_control: PKM flow control chosen in SBC-RSP, 0 for what was offered
 * @max_sas: most SAs chosen in SBC-RSP, 0 for what was offered
 * @static_sas: static SAs every subscriber gets
 * @n_static_sas: how many
 * @tek_lifetime: seconds
 * @ak_lifetime: seconds, when the AAA server does not tell
 * @reauth_every: seconds, 0 for never
 * @beacon_interval: milliseconds between two DL-MAPs
 * @mgmt_max: octets of the largest management PDU
 * @pdu_max: octets of the largest data PDU, 0 for what fits the air
 * @max_subscribers: more are turned away
 * @ethernet: default flows are of the 802.3 convergence sublayer
 * @flows: service flows
 * @n_flows: how many; 0 takes the default
 * @flow_answer: confirmation code of what subscribers ask of flows
 * @groups: flows of groups that all subscribers share; their Target SAID is the GSAID
 * @n_groups: how many
 * @faults: rules of fault injection
 */
struct bs_config {
	char air[IFNAMSIZ];
	char tap[IFNAMSIZ];
	char *pcap;
	char *keylog;
	char *events;
	char *control;
	u8 handover;
	char *share;
	char *peers[BS_PEERS_MAX];
	size_t n_peers;
	u8 bsid[WMAN_MAC_ADDR_LEN];
	bool has_bsid;
	struct bs_server_config servers[BS_SERVERS_MAX];
	size_t n_servers;
	struct radius_timing radius;
	u32 radius_status;
	char *nas_identifier;
	u8 calling;
	u8 pkmv1;
	char *radsec_ca;
	char *radsec_cert;
	char *radsec_key;
	bool radsec_accounting;
	char *coa_listen;
	bool radsec_coa;
	u32 accounting_interim;
	char *device_ca;
	char *certificate;
	char *private_key;
	struct bs_policies policies;
	struct wman_pkm_config pkm_timers;
	u8 edition;
	u8 mac_mode;
	u8 msk_order;
	u8 crc;
	u32 suites[BS_CONFIG_SUITES];
	size_t n_suites;
	u32 pn_window;
	u32 flow_control;
	u32 max_sas;
	struct bs_sa_config static_sas[BS_CONFIG_STATIC_SAS];
	size_t n_static_sas;
	u32 tek_lifetime;
	u32 ak_lifetime;
	u32 reauth_every;
	u32 beacon_interval;
	u32 mgmt_max;
	u32 pdu_max;
	u32 max_subscribers;
	u8 ethernet;
	struct bs_flow_config flows[BS_CONFIG_FLOWS];
	size_t n_flows;
	u32 flow_answer;
	struct bs_flow_config groups[BS_CONFIG_GROUPS];
	size_t n_groups;
	struct bs_faults faults;
};

/**
 * bs_config_init() - begin with the defaults
 * @cfg: the configuration
 */
void bs_config_init(struct bs_config *cfg);

/**
 * bs_config_free() - free what options allocated
 * @cfg: the configuration
 */
void bs_config_free(struct bs_config *cfg);

/**
 * bs_config_set() - take one option
 * @cfg: the configuration
 * @name: its name, without dashes in front
 * @value: its value
 * @err: text of the error, BS_ERROR_LEN octets
 *
 * Return: 0; -ENOENT when there is no such option; -EINVAL for a value that is not allowed,
 * or for one more than there may be; -ENOMEM.
 */
int bs_config_set(struct bs_config *cfg, const char *name, const char *value, char *err);

/**
 * bs_config_load() - read a file of "name = value" lines
 * @cfg: the configuration; an option in the file comes after what was there
 * @path: the file
 * @err: stream for errors, each with file and line
 *
 * Every line is looked at, also after an error.
 *
 * Return: 0, or -EINVAL.
 */
int bs_config_load(struct bs_config *cfg, const char *path, FILE *err);

/**
 * bs_config_finish() - check what only the whole tells, and fill in default flows
 * @cfg: the configuration
 * @err: text of the error, BS_ERROR_LEN octets
 *
 * Return: 0; -EINVAL when something mandatory is missing or two options contradict each other.
 */
int bs_config_finish(struct bs_config *cfg, char *err);

/**
 * bs_config_finish_aaa() - the part of bs_config_finish() that concerns servers
 * @cfg: the configuration
 *
 * Return: NULL, or what is wrong.
 */
const char *bs_config_finish_aaa(const struct bs_config *cfg);

/**
 * bs_config_serves() - whether there is a server of a kind
 * @cfg: the configuration
 * @kind: the kind
 *
 * Return: true when there is.
 */
bool bs_config_serves(const struct bs_config *cfg, enum bs_server_kind kind);

/**
 * bs_config_authenticates() - whether there is a server that knows subscribers
 * @cfg: the configuration
 *
 * Return: true when there is; servers have other duties, too.
 */
bool bs_config_authenticates(const struct bs_config *cfg);

/**
 * bs_config_accounts() - whether there is a server for accounting
 * @cfg: the configuration
 *
 * Return: true when there is.
 */
bool bs_config_accounts(const struct bs_config *cfg);

/**
 * bs_config_compatible() - whether a base station that runs can take another configuration
 * @now: what it has
 * @next: what it is to have, finished
 * @err: stream for errors: each option that cannot change
 *
 * Return: true when it can.
 */
bool bs_config_compatible(const struct bs_config *now, const struct bs_config *next, FILE *err);

/**
 * bs_config_ethernet() - whether a flow carries Ethernet frames
 * @cfg: the configuration, finished
 *
 * Return: true when there is one.
 */
bool bs_config_ethernet(const struct bs_config *cfg);

/**
 * bs_config_known() - whether an option exists
 * @name: its name, without dashes in front
 *
 * Return: true when it does.
 */
bool bs_config_known(const char *name);

/**
 * bs_config_help() - print every option with its meaning
 * @f: where
 */
void bs_config_help(FILE *f);

/**
 * struct bs_word - a word and what it stands for
 * @name: the word; NULL ends a list
 * @value: its value
 */
struct bs_word {
	const char *name;
	u8 value;
};

/**
 * bs_word_find() - find a word, in upper or lower case
 * @words: the list
 * @name: the word
 * @value: its value; not changed when there is no such word
 *
 * Return: whether it is there.
 */
bool bs_word_find(const struct bs_word *words, const char *name, u8 *value);

/* A flow of which nothing is said but its direction and sublayer. */
extern const struct bs_flow_config bs_flow_default;

/* SAIDs of static and dynamic SAs and of groups: above every basic CID a subscriber may get */
#define BS_SAID_MIN 641
#define BS_SAID_MAX 0xbfff

/**
 * bs_flow_parse() - read a flow
 * @flow: the flow, with what is not given
 * @value: KEY=VALUE,...
 *
 * Return: NULL, or what is wrong.
 */
const char *bs_flow_parse(struct bs_flow_config *flow, const char *value);

/**
 * bs_flow_defaults() - the flows when none is given: of each sublayer one each way
 * @cfg: the configuration
 */
void bs_flow_defaults(struct bs_config *cfg);

/**
 * bs_number_parse() - read a number
 * @text: decimal, octal or hexadecimal, as in C
 * @max: the greatest one
 * @n: the number
 *
 * Return: true when it is one, and no greater.
 */
bool bs_number_parse(const char *text, unsigned long max, unsigned long *n);

/**
 * bs_mac_parse() - read a MAC address
 * @mac: the address
 * @text: six pairs of hexadecimal digits, with colons
 *
 * Return: true when it is one.
 */
bool bs_mac_parse(u8 mac[WMAN_MAC_ADDR_LEN], const char *text);

#endif
