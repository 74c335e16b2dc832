/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * RADIUS client for EAP, PKMv1 and accounting (RFC 2865, RFC 2866, RFC 3579, RFC 5904, RFC 2548;
 * WiMAX Forum vendor attributes).
 *
 * A client has servers in order of preference. A request is built attribute by attribute, sent
 * once, and ends in exactly one call of its callback, from the event loop and never from inside
 * radius_request_send(). Everything that arrives is checked before it is believed: source
 * address (connected sockets), length, identifier, Message-Authenticator, Response
 * Authenticator. What fails a check is counted and dropped as RFC 2865, section 3 asks; it
 * shows in the result only if nothing better comes before the time is over.
 */
#ifndef WMAN_RADIUS_H
#define WMAN_RADIUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loop;
struct radius_client;
struct radius_dae;
struct radius_request;

#define RADIUS_SERVERS_MAX 8
#define RADIUS_SECRET_MAX  128
#define RADIUS_PACKET_MAX  4096
#define RADIUS_MSK_LEN	   64
#define RADIUS_AK_LEN	   20
#define RADIUS_FA_RK_LEN   20
#define RADIUS_PIN_LEN	   32

/**
 * enum radius_service - what a server is asked for
 * @RADIUS_AUTHENTICATION: Access-Request
 * @RADIUS_ACCOUNTING: Accounting-Request
 * @RADIUS_SERVICES: how many
 */
enum radius_service {
	RADIUS_AUTHENTICATION,
	RADIUS_ACCOUNTING,
	RADIUS_SERVICES,
};

/* Attribute types a network access server sends or reads. */
enum radius_attr {
	RADIUS_USER_NAME = 1,
	RADIUS_NAS_IP_ADDRESS = 4,
	RADIUS_NAS_PORT = 5,
	RADIUS_SERVICE_TYPE = 6,
	RADIUS_FRAMED_MTU = 12,
	RADIUS_REPLY_MESSAGE = 18,
	RADIUS_STATE = 24,
	RADIUS_CLASS = 25,
	RADIUS_VENDOR_SPECIFIC = 26,
	RADIUS_SESSION_TIMEOUT = 27,
	RADIUS_TERMINATION_ACTION = 29,
	RADIUS_CALLED_STATION_ID = 30,
	RADIUS_CALLING_STATION_ID = 31,
	RADIUS_NAS_IDENTIFIER = 32,
	RADIUS_PROXY_STATE = 33,
	RADIUS_ACCT_STATUS_TYPE = 40,
	RADIUS_ACCT_INPUT_OCTETS = 42,
	RADIUS_ACCT_OUTPUT_OCTETS = 43,
	RADIUS_ACCT_SESSION_ID = 44,
	RADIUS_ACCT_AUTHENTIC = 45,
	RADIUS_ACCT_SESSION_TIME = 46,
	RADIUS_ACCT_INPUT_PACKETS = 47,
	RADIUS_ACCT_OUTPUT_PACKETS = 48,
	RADIUS_ACCT_TERMINATE_CAUSE = 49,
	RADIUS_ACCT_INPUT_GIGAWORDS = 52,
	RADIUS_ACCT_OUTPUT_GIGAWORDS = 53,
	RADIUS_EVENT_TIMESTAMP = 55,
	RADIUS_NAS_PORT_TYPE = 61,
	RADIUS_EAP_MESSAGE = 79,
	RADIUS_MESSAGE_AUTHENTICATOR = 80,
	RADIUS_ACCT_INTERIM_INTERVAL = 85,
	RADIUS_ERROR_CAUSE = 101,
	RADIUS_PKM_SS_CERT = 137,
	RADIUS_PKM_CA_CERT = 138,
	RADIUS_PKM_CONFIG_SETTINGS = 139,
	RADIUS_PKM_CRYPTOSUITE_LIST = 140,
	RADIUS_PKM_SAID = 141,
	RADIUS_PKM_SA_DESCRIPTOR = 142,
	RADIUS_PKM_AUTH_KEY = 143,
};

/* NAS-Port-Type of IEEE 802.16. */
#define RADIUS_PORT_TYPE_WIMAX 27

/* Vendor of the WiMAX Forum's attributes, and those of them that are used here. */
#define RADIUS_VENDOR_WIMAX 24757

enum radius_wimax_attr {
	RADIUS_WIMAX_CAPABILITY = 1,
	RADIUS_WIMAX_GMT_OFFSET = 3,
	RADIUS_WIMAX_SESSION_ID = 4,
	RADIUS_WIMAX_MSK = 5,
	RADIUS_WIMAX_FA_RK_KEY = 14,
	RADIUS_WIMAX_BS_ID = 46,
};

/**
 * enum radius_outcome - how a request ended
 * @RADIUS_ACCEPT: Access-Accept
 * @RADIUS_REJECT: Access-Reject
 * @RADIUS_CHALLENGE: Access-Challenge; the conversation goes on with the same server
 * @RADIUS_RECORDED: Accounting-Response
 * @RADIUS_TIMEOUT: no server answered
 * @RADIUS_INVALID: something answered, but every answer failed a check (a wrong shared secret
 *	looks like this), or an authentic answer contradicts itself
 */
enum radius_outcome {
	RADIUS_ACCEPT,
	RADIUS_REJECT,
	RADIUS_CHALLENGE,
	RADIUS_RECORDED,
	RADIUS_TIMEOUT,
	RADIUS_INVALID,
};

/**
 * struct radius_result - what a request ended with
 * @outcome: see there
 * @server: index of the server that answered, for radius_request_pin()
 * @eap: the EAP packet, all EAP-Message attributes in one piece; valid during the callback
 * @eap_len: its octets; 0 when there is none
 * @state: State attribute to be echoed in the next request; valid during the callback
 * @state_len: its octets; 0 when there is none
 * @has_msk: @msk is there (never but with RADIUS_ACCEPT)
 * @has_ak: @ak is there, by the same condition; never together with @msk
 * @has_session_timeout: @session_timeout is there
 * @has_fa_rk: @fa_rk is there, by the same condition
 * @fa_rk: WiMAX-FA-RK-Key; wiped when the callback returns
 * @msk: the MSK, from the MS-MPPE keys or WiMAX-MSK; wiped when the callback returns
 * @ak: the AK of PKMv1 that PKM-Auth-Key holds encrypted, from MS-MPPE-Send-Key; wiped likewise
 * @session_timeout: seconds
 * @reply: all attributes, checked, for radius_attr_next(); valid during the callback; NULL without
 *	an authentic answer
 * @reply_len: octets at @reply
 * @text: one line for people, what happened and what to look at; never a secret
 */
struct radius_result {
	enum radius_outcome outcome;
	unsigned int server;
	const uint8_t *eap;
	size_t eap_len;
	const uint8_t *state;
	size_t state_len;
	bool has_msk;
	bool has_ak;
	bool has_fa_rk;
	bool has_session_timeout;
	uint8_t msk[RADIUS_MSK_LEN];
	uint8_t ak[RADIUS_AK_LEN];
	uint8_t fa_rk[RADIUS_FA_RK_LEN];
	uint32_t session_timeout;
	const uint8_t *reply;
	size_t reply_len;
	const char *text;
};

/**
 * struct radius_tls_config - a server by RADIUS/TLS
 * @host_port: "HOST", "HOST:PORT" or "[IPV6]:PORT"; the port is 2083 when there is none
 * @ca_file: whom to trust to certify servers, PEM
 * @cert_file: our certificate and its chain, PEM
 * @key_file: its private key, PEM
 * @name: name or address that the server's certificate is for; NULL for that of @host_port
 * @pin: SHA-256 that the certificate has to have besides, or NULL
 */
struct radius_tls_config {
	const char *host_port;
	const char *ca_file;
	const char *cert_file;
	const char *key_file;
	const char *name;
	const uint8_t *pin;
};

/**
 * struct radius_timing - retransmission
 * @initial_ms: milliseconds until the first repetition; doubles with each
 * @tries: transmissions to one server before the next one is asked
 *
 * A repetition is the same packet octet for octet (RFC 5080, section 2.2.1). Over TLS there is none,
 * and the time is the same.
 */
struct radius_timing {
	unsigned int initial_ms;
	unsigned int tries;
};

/**
 * struct radius_stats - counters of a client
 * @sent: packets sent, repetitions included
 * @retransmitted: repetitions
 * @accepted: replies that were believed
 * @malformed: length or attribute errors
 * @unexpected: no request with this identifier is open (late, duplicate)
 * @bad_authenticator: Message-Authenticator or Response Authenticator missing or wrong
 */
struct radius_stats {
	unsigned long sent;
	unsigned long retransmitted;
	unsigned long accepted;
	unsigned long malformed;
	unsigned long unexpected;
	unsigned long bad_authenticator;
};

/**
 * struct radius_value - an attribute
 * @type: its type
 * @len: octets of its value
 * @value: the value
 */
struct radius_value {
	uint8_t type;
	size_t len;
	const uint8_t *value;
};

/* One step through attributes: 1 with one in @value, 0 at the end, -1 when one runs past it. */
int radius_attr_next(const uint8_t **pos, size_t *left, struct radius_value *value);

typedef void (*radius_result_fn)(void *arg, const struct radius_result *result);

/* Defaults: 1 s, 2 s, 4 s: 7 s for a server. NULL takes them. */
struct radius_client *radius_client_new(struct loop *loop, const struct radius_timing *timing);
void radius_client_free(struct radius_client *client);
/* A conversation that is to go on with the same server, see radius_client_replace(). */
void radius_client_hold(struct radius_client *client);
void radius_client_release(struct radius_client *client);
void radius_client_replace(struct radius_client *client, struct radius_client *next);
/* A server does not answer any more, or it does again. */
typedef void (*radius_server_fn)(void *arg, const char *server, bool alive);
int radius_client_watch(struct radius_client *client, unsigned int ms, const char *nas_identifier,
			radius_server_fn fn, void *arg);
/* Requests of servers over TLS. */
void radius_client_serve(struct radius_client *client, struct radius_dae *const *dae);
int radius_client_add_server(struct radius_client *client, enum radius_service service,
			     const char *host_port, const uint8_t *secret, size_t secret_len,
			     char *err, size_t err_len);
int radius_client_add_tls_server(struct radius_client *client, bool accounting,
				 const struct radius_tls_config *config, char *err, size_t err_len);
const struct radius_stats *radius_client_stats(const struct radius_client *client);

/* First line of a file only its owner may read. */
int radius_secret_read(const char *path, uint8_t secret[RADIUS_SECRET_MAX], size_t *secret_len,
		       char *err, size_t err_len);

struct radius_request *radius_request_new(struct radius_client *client, enum radius_service service,
					  radius_result_fn fn, void *arg);
int radius_request_add(struct radius_request *req, enum radius_attr type, const void *value,
		       size_t len);
int radius_request_add_u32(struct radius_request *req, enum radius_attr type, uint32_t value);
int radius_request_add_wimax(struct radius_request *req, enum radius_wimax_attr type,
			     const void *value, size_t len);
int radius_request_add_long(struct radius_request *req, enum radius_attr type, const void *value,
			    size_t len);
int radius_request_add_eap(struct radius_request *req, const void *eap, size_t len);
void radius_request_pin(struct radius_request *req, unsigned int server);
int radius_request_send(struct radius_request *req);
void radius_request_cancel(struct radius_request *req);

#endif
