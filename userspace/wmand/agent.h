/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The agent's half of the upcall contract: every exchange that was accepted is completed exactly
 * once, whatever becomes of the process that runs it. Knows nothing of sockets: the wire is a
 * table of operations, netlink in wmand and a script in the tests.
 */
#ifndef WMAND_AGENT_H
#define WMAND_AGENT_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/wman.h>

#include "suites.h"

struct agent;
struct asker;
struct blacklist;
struct config;
struct eap_device;
struct loop;
struct message_verify;
struct station;

#define AGENT_ADDR_LEN 6

/**
 * struct agent_exchange - what the kernel tells of an exchange when it is accepted
 * @ifindex: device
 * @cookie: names the exchange
 * @ifname: name of the device
 * @network: network name given to connect, empty when none was
 * @has_address: @address is there
 * @address: address of the device
 * @has_bsid: @bsid is there
 * @reauth: the station is authorized already
 * @rsa: it is not one of EAP, but about the private key of the device
 * @second: it is about the EAP that follows another authorization
 * @policy: enum wman_auth_policy, of which it is a part
 * @mac_mode: what will sign messages, one of enum wman_mac_modes; 0 with @rsa
 * @suites: what the station offers, empty when that is not told
 * @insecure_suites: suites that protect nothing are among them
 * @bsid: base station
 */
struct agent_exchange {
	uint32_t ifindex;
	uint64_t cookie;
	char ifname[IF_NAMESIZE];
	char network[WMAN_NETWORK_NAME_MAX + 1];
	bool has_address;
	uint8_t address[AGENT_ADDR_LEN];
	bool has_bsid;
	bool reauth;
	bool rsa;
	bool second;
	enum wman_auth_policy policy;
	uint32_t mac_mode;
	struct suites suites;
	bool insecure_suites;
	uint8_t bsid[AGENT_ADDR_LEN];
};

/**
 * struct agent_verdict - how an exchange ended
 * @msk: WMAN_MSK_LEN octets of a success of EAP, or NULL
 * @ak: WMAN_AK_LEN octets of a success of PKMv1, or NULL
 * @msk_reversed: the kernel gets @msk from its last octet to its first
 * @pre_pak: WMAN_PRE_PAK_LEN octets of a success of RSA authorization, or NULL
 * @signature: of RSA-Acknowledgement, with @pre_pak or when an RSA-Reply was refused; or NULL
 * @signature_len: its octets
 * @reason: why it failed, without any of these secrets
 * @permanent: trying again makes no sense
 * @insecure: the server, or the dates of its certificates, were not verified
 * @unprotected: the network allows to do without authorization; a success without any secret
 * @suites: that the network allows, with a success of the EAP that comes first; or NULL
 */
struct agent_verdict {
	const uint8_t *msk;
	const uint8_t *ak;
	const uint8_t *pre_pak;
	const uint8_t *signature;
	size_t signature_len;
	enum wman_reason reason;
	bool permanent;
	bool insecure;
	bool msk_reversed;
	bool unprotected;
	const struct suites *suites;
};

/**
 * struct agent_teks - TEKs that the kernel wants decrypted
 * @certificate: the one that they were encrypted to, DER
 * @certificate_len: its octets
 * @data: both TEK fields of a Key Reply, the older first
 * @len: octets of both
 */
struct agent_teks {
	const uint8_t *certificate;
	size_t certificate_len;
	const uint8_t *data;
	size_t len;
};

/**
 * struct agent_wire - the way to the kernel; each returns 0 or a negative errno
 * @accept: take the pending exchange of a device; -ENOENT when there is none
 * @frame: send an EAP packet
 * @certificate: give the certificates of an exchange about the private key, and the suites that the
 *	network allows
 * @answer: give the signature of RSA-Request; or, without one, say why a message is dropped
 * @done: complete an exchange
 * @teks: answer agent_decrypt_teks() with WMAN_TEKS_LEN octets; or, with NULL, say why not
 * @reauth: authenticate a device again; -EINVAL or so when it is not authorized
 * @devices: call agent_ready() for every device that may have a pending exchange
 */
struct agent_wire {
	int (*accept)(void *ctx, uint32_t ifindex, struct agent_exchange *exchange);
	int (*frame)(void *ctx, uint32_t ifindex, uint64_t cookie, const uint8_t *packet,
		     size_t len);
	int (*certificate)(void *ctx, uint32_t ifindex, uint64_t cookie,
			   const struct eap_device *device, const struct suites *suites);
	int (*answer)(void *ctx, uint32_t ifindex, uint64_t cookie, const uint8_t *signature,
		      size_t len, enum wman_reason reason);
	int (*done)(void *ctx, uint32_t ifindex, uint64_t cookie,
		    const struct agent_verdict *verdict);
	int (*teks)(void *ctx, uint32_t ifindex, uint64_t cookie, const uint8_t *teks,
		    enum wman_reason reason);
	int (*reauth)(void *ctx, uint32_t ifindex);
	int (*devices)(void *ctx, struct agent *agent);
};

struct agent *agent_new(struct loop *loop, struct config *config, const struct agent_wire *wire,
			void *wire_ctx);
void agent_free(struct agent *agent);
void agent_set_asker(struct agent *agent, struct asker *asker);
void agent_set_config(struct agent *agent, struct config *config);
const struct config *agent_config(const struct agent *agent);
struct blacklist *agent_blacklist(struct agent *agent);
struct station *agent_station(struct agent *agent, uint32_t ifindex);
void agent_drop_all(struct agent *agent);
void agent_resync(struct agent *agent);

/* Events of the wire. */
void agent_ready(struct agent *agent, uint32_t ifindex);
void agent_frame(struct agent *agent, uint32_t ifindex, uint64_t cookie, const uint8_t *packet,
		 size_t len);
void agent_cancel(struct agent *agent, uint32_t ifindex, uint64_t cookie, enum wman_reason reason);
void agent_decrypt(struct agent *agent, uint32_t ifindex, uint64_t cookie, const uint8_t *data,
		   size_t len);
void agent_decrypt_teks(struct agent *agent, uint32_t ifindex, uint64_t cookie,
			const struct agent_teks *teks);
void agent_sign(struct agent *agent, uint32_t ifindex, uint64_t cookie, const uint8_t *data,
		size_t len);
void agent_verify(struct agent *agent, uint32_t ifindex, uint64_t cookie,
		  struct message_verify *verify);
void agent_challenged(struct agent *agent, uint32_t ifindex, uint64_t cookie);

#endif
