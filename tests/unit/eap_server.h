/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The other end for tests of the EAP peer: keeps what the peer said, sends packets octet by octet,
 * and plays a whole server of EAP-TLS, or of a tunnel, over OpenSSL, with faults on request.
 */
#ifndef TESTS_EAP_SERVER_H
#define TESTS_EAP_SERVER_H

#include <openssl/ssl.h>

#include "eap/eap.h"
#include "eap_pki.h"

#define EAP_SERVER_PACKET_MAX 5000

/** struct eap_server_faults - departures from a good server; all zero is a good one */
struct eap_server_faults {
	const char *indication; /* application data in place of 0x00 */
	int indication_len; /* its octets; -1 sends none at all */
	int indication_early; /* together with the server's Finished */
	int indication_twice;
	int hello_request; /* ask for renegotiation after the handshake (TLS 1.2) */
	int key_update; /* ask for a key update before the indication (TLS 1.3) */
	int no_success; /* no EAP-Success at the end */
	int failure_after; /* EAP-Failure in its place */
	int close_notify; /* in place of the indication */
	int always_length; /* L in each fragment */
	int answer_alert_with_success;
	int hide_tls13; /* somebody between strips TLS 1.3 from the ClientHello */
	unsigned int flip_packet; /* change an octet of this packet, 0 for none */
	unsigned int flip_offset;
};

/**
 * struct eap_server - one end of a conversation, with what the peer did
 * @peer: the other end
 * @resp: last packet of the peer
 * @resp_len: its octets; 0 when it did not answer the last packet
 * @tx_count: packets of the peer
 * @done_count: how often the peer called done
 * @result: what it said
 * @note: its last note
 * @asks: how often somebody is to be asked
 * @ask: what for, the last time
 * @ask_text: and with which text
 */
struct eap_server {
	struct eap_peer *peer;
	/* Instead of @peer, for one that is elsewhere: deliver, and wait for resp or done. */
	void (*send)(struct eap_server *s, const uint8_t *packet, size_t len);
	uint8_t resp[EAP_SERVER_PACKET_MAX];
	size_t resp_len;
	unsigned int tx_count;
	unsigned int done_count;
	struct eap_result result;
	char note[256];
	unsigned int asks;
	enum eap_ask ask;
	char ask_text[EAP_ASK_TEXT_MAX + 1];

	/* for eap_server_run() */
	uint8_t type; /* EAP Type, 0 means EAP-TLS */
	uint8_t version; /* offered in the Start of a tunnel */
	/*
	 * What a tunnel has inside: takes what the peer said (nothing, when the server is to
	 * begin), may SSL_write() an answer.  Return: 0 to go on, 1 for Success, -1 for Failure.
	 */
	int (*inner)(struct eap_server *s, const uint8_t *data, int len);
	int skip_inner; /* when the session is resumed */
	const uint8_t *greeting; /* said inside right after the handshake, or NULL */
	int greeting_len;
	SSL_CTX *ctx;
	SSL *ssl;
	BIO *in, *out;
	uint8_t id;
	unsigned int packets; /* sent to the peer */
	size_t fragment; /* octets of TLS data in a packet, 0 means 1000 */
	struct eap_server_faults faults;
	size_t max_fragment; /* most TLS data the peer sent in one packet */
	unsigned int fragments; /* packets with More that the peer sent */
	int resumed;
	int broken; /* TLS failed here */
	uint8_t msk[EAP_MSK_LEN];
	uint8_t emsk[EAP_EMSK_LEN];
	uint8_t method_id[64];
};

extern const struct eap_peer_ops eap_server_peer_ops;

/* Make a context for eap_server_run(): anything goes, all judgement is the peer's. */
SSL_CTX *eap_server_ctx(const struct pki_id *id, X509 *intermediate, X509 *client_root,
			int version);

/* Start over with a new peer; keeps ctx, fragment, faults and what makes it a tunnel. */
void eap_server_reset(struct eap_server *s, const struct eap_creds *creds,
		      struct eap_session_cache *cache);
void eap_server_cleanup(struct eap_server *s);

/*
 * Hand a packet to a peer, which must not leave errors of OpenSSL behind: the next one that uses it
 * would take them for its own.
 */
void eap_server_deliver(struct eap_peer *peer, const uint8_t *packet, size_t len);
/* Hand a packet to the server's peer as it is. */
void eap_server_raw(struct eap_server *s, const void *packet, size_t len);
/* Hand over a request with a header around @data (which begins with the Type). */
void eap_server_request(struct eap_server *s, uint8_t id, const void *data, size_t len);
void eap_server_success(struct eap_server *s, uint8_t id);
void eap_server_failure(struct eap_server *s, uint8_t id);
/* Identity and Start, up to the peer's ClientHello. */
void eap_server_start(struct eap_server *s);

/*
 * For what a tunnel has inside: send what was written, take the next message of the peer.
 * Return: its octets at @data, or -1 when there is none.
 */
int eap_server_turn(struct eap_server *s, uint8_t *data, int size);

/* A conversation from the Identity to Success or Failure. */
void eap_server_run(struct eap_server *s);

#endif
