/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * EAP peer (RFC 3748, RFC 4137), the library libwman-eap, free of I/O: packets go in by
 * eap_peer_rx() and come out by callback, the owner keeps the clock.  Nothing in this folder opens
 * a file or a socket except eap_creds_load(), which runs once, before the owner gives up its
 * privileges.
 *
 *	creds = eap_creds_load(&cfg, &err);		files are read here, and only here
 *	peer = eap_peer_new(creds, cache, &ops, ctx);	one exchange
 *	eap_peer_rx(peer, packet, len);			as often as packets come
 *	ops.done(ctx, &result);				exactly once, from a call of the owner
 *	eap_peer_free(peer);				a new exchange is a new peer
 *
 * Peers share nothing but the (constant) credentials and the session cache, so that a
 * re-authentication may run beside another exchange.  Single-threaded.
 *
 * For other programs it is <wman/eap.h>, see libwman-eap(3).  Whoever changes a structure or the
 * meaning of a call counts EAP_ABI of the Makefile up.
 */
#ifndef WMAN_EAP_H
#define WMAN_EAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/wman.h>

#ifdef __cplusplus
extern "C" {
#endif

#define EAP_MSK_LEN	      64
#define EAP_EMSK_LEN	      64
#define EAP_SESSION_ID_MAX    65 /* Type octet and at most 64 octets, RFC 5247 1.4 */
#define EAP_IDENTITY_MAX      253 /* what one RADIUS User-Name attribute holds */
#define EAP_ANSWER_MAX	      1024 /* of a person, to a question other than the identity */
#define EAP_ASK_TEXT_MAX      159
#define EAP_MAC_LEN	      6
#define EAP_METHODS_MAX	      4
#define EAP_PHASE2_MAX	      4
#define EAP_FRAGMENT_SIZE_DEF 1398
#define EAP_FRAGMENT_SIZE_MIN 64
#define EAP_FRAGMENT_SIZE_MAX 4000

struct eap_creds;
struct eap_inner;
struct eap_method;
struct eap_peer;
struct eap_session_cache;

/**
 * enum eap_locked - a private key that cannot be used without a passphrase or PIN
 * @EAP_LOCKED_NOT: none
 * @EAP_LOCKED_KEY: private_key
 * @EAP_LOCKED_KEY2: private_key2
 * @EAP_LOCKED_TOKEN: private_key, which is in a token: a PIN or auth value
 */
enum eap_locked {
	EAP_LOCKED_NOT,
	EAP_LOCKED_KEY,
	EAP_LOCKED_KEY2,
	EAP_LOCKED_TOKEN,
};

/**
 * struct eap_error - why something failed
 * @reason: code shared with the kernel and the CLI, never WMAN_REASON_NONE
 * @text: cause and hint in one line of printable ASCII for the administrator; contains neither
 *	secrets nor unfiltered input
 * @locked: with eap_creds_load(): a passphrase, or another one, for this key may help
 */
struct eap_error {
	enum wman_reason reason;
	char text[320];
	enum eap_locked locked;
};

/* Octets of the largest public key of a token, in DER, and of the largest signature */
#define EAP_TOKEN_PUBLIC_MAX	1024
#define EAP_TOKEN_SIGNATURE_MAX 1024

/**
 * enum eap_sigalg - how a token signs a digest
 * @EAP_SIGALG_RSA_PSS_SHA256: RSASSA-PSS, with a salt as long as the digest
 * @EAP_SIGALG_RSA_PSS_SHA384: the same
 * @EAP_SIGALG_RSA_PKCS1_SHA256: RSASSA-PKCS1-v1_5
 * @EAP_SIGALG_RSA_PKCS1_SHA384: the same
 * @EAP_SIGALG_ECDSA_SHA256: ECDSA, the signature in DER
 * @EAP_SIGALG_ECDSA_SHA384: the same
 * @EAP_SIGALG_ECDSA_SHA512: the same
 * @EAP_SIGALG_NUM: how many there are
 */
enum eap_sigalg {
	EAP_SIGALG_RSA_PSS_SHA256,
	EAP_SIGALG_RSA_PSS_SHA384,
	EAP_SIGALG_RSA_PKCS1_SHA256,
	EAP_SIGALG_RSA_PKCS1_SHA384,
	EAP_SIGALG_ECDSA_SHA256,
	EAP_SIGALG_ECDSA_SHA384,
	EAP_SIGALG_ECDSA_SHA512,
	EAP_SIGALG_NUM,
};

/**
 * struct eap_token - a private key that is not in a file
 * @name: its URI, or the file that @pem came from
 * @pem: a key that only the TPM can load, in PEM (TSS2 PRIVATE KEY); NULL with a URI
 * @pem_len: octets at @pem
 * @passwd: PIN or auth value, or NULL
 */
struct eap_token {
	const char *name;
	const char *pem;
	size_t pem_len;
	const char *passwd;
};

/**
 * struct eap_token_key - what there is to be known of it
 * @public_key: SubjectPublicKeyInfo in DER
 * @public_len: octets at @public_key
 * @sigalgs: bit n: it can sign by enum eap_sigalg n
 */
struct eap_token_key {
	uint8_t public_key[EAP_TOKEN_PUBLIC_MAX];
	size_t public_len;
	uint32_t sigalgs;
};

/**
 * struct eap_signer - the owner's way to private keys that are not in files
 * @open: find a key; its @err says locked when a PIN, or another one, may help. What it returns is
 *	given to the other two; NULL on failure
 * @sign: sign @hash, as @alg says; @len is the room at @signature before, its octets after
 * @close: forget the key
 *
 * @open is called by eap_creds_load(), @close by eap_creds_free(), @sign by eap_peer_rx() and
 * eap_peer_answer(), which wait for it.
 */
struct eap_signer {
	void *(*open)(const struct eap_token *token, struct eap_token_key *key,
		      struct eap_error *err);
	bool (*sign)(void *key, enum eap_sigalg alg, const uint8_t *hash, size_t hash_len,
		     uint8_t *signature, size_t *len, struct eap_error *err);
	void (*close)(void *key);
};

/**
 * enum eap_binding - cryptographic binding of PEAP to the method inside
 * @EAP_BINDING_OFFERED: verified where the server offers it
 * @EAP_BINDING_OFF: never
 * @EAP_BINDING_REQUIRED: a server that does not offer it is refused
 */
enum eap_binding {
	EAP_BINDING_OFFERED,
	EAP_BINDING_OFF,
	EAP_BINDING_REQUIRED,
};

/* In the place of a file of certificates, CRLs or a key: "blob://NAME" */
#define EAP_BLOB_SCHEME "blob://"

/**
 * struct eap_blob - contents of a file that stand in the configuration itself
 * @next: next one, or NULL
 * @name: what comes after EAP_BLOB_SCHEME
 * @data: contents
 * @len: octets at @data, at least 1
 */
struct eap_blob {
	struct eap_blob *next;
	char *name;
	uint8_t *data;
	size_t len;
};

/**
 * enum eap_ocsp - OCSP response that a server staples to its certificate
 * @EAP_OCSP_OFF: not asked for
 * @EAP_OCSP_PREFERRED: asked for, and believed when it comes
 * @EAP_OCSP_REQUIRED: a server without a good one is refused
 */
enum eap_ocsp {
	EAP_OCSP_OFF,
	EAP_OCSP_PREFERRED,
	EAP_OCSP_REQUIRED,
};

/**
 * enum eap_crl - which certificates of the server's chain are looked up in CRLs
 * @EAP_CRL_OFF: none
 * @EAP_CRL_LEAF: the server's own
 * @EAP_CRL_CHAIN: all of them
 */
enum eap_crl {
	EAP_CRL_OFF,
	EAP_CRL_LEAF,
	EAP_CRL_CHAIN,
};

/**
 * struct eap_config - how to authenticate; strings may be NULL where not stated otherwise
 * @methods: the allowed methods in order of preference, from eap_method_find(); at least one
 * @num_methods: entries in @methods
 * @identity: NAI of the user or device, 1 to EAP_IDENTITY_MAX octets of UTF-8; {mac} in it is the
 *	address of eap_peer_set_mac(), {random} 16 digits that differ in each exchange; when it is NULL
 *	a person is asked, but with the SIM methods it is required
 * @anonymous_identity: sent instead of @identity outside of tunnels (RFC 9190 2.1.8); when it is
 *	NULL and any of @methods is a tunnel, "anonymous" takes the place of the user in @identity
 * @password: of the user, for the methods inside of tunnels, where a person is asked when it is NULL;
 *	for PSK (whose key it is) and PWD
 * @password_len: octets at @password, any of which may be NUL; 0: up to the first NUL
 * @password_is_hash: @password is the NT hash of it, as 32 hexadecimal digits
 * @phase2: what may run inside of tunnels, from eap_inner_find()
 * @num_phase2: entries in @phase2
 * @binding: cryptographic binding of PEAP
 * @blobs: contents that may be named in the place of files, or NULL
 * @ca_cert: file with trust anchors, PEM (any number) or DER (one); or, as
 *	hash://server/sha256/HEX, the SHA-256 of the server's certificate in DER: then that very
 *	certificate is taken and no other, whoever issued it, expired or not, and only the matches
 *	still count
 * @client_cert: file with the own certificate and its intermediates, PEM in any order, or DER;
 *	may be NULL when @private_key holds them
 * @private_key: file with the key, PEM, DER or PKCS#12; or, where there is a @signer, the URI of a
 *	key in a token (pkcs11:, RFC 7512) or in a TPM 2 (handle:)
 * @private_key_passwd: passphrase of @private_key, PIN or auth value
 * @signer: has the private keys that are not in files, or NULL; outlives the credentials
 * @approve_server: in the place of @ca_cert: a person is shown the server's certificate and its
 *	hash, and approves it for one exchange or not; dates, purpose, strength and the matches count
 *	before.  Not inside of tunnels
 * @domain_match: names separated by ';', one of which must be a dNSName of the server certificate
 *	as a whole
 * @domain_suffix_match: the same, the name itself or any name below it
 * @altsubject_match: "DNS:", "EMAIL:" or "URI:" with a value, separated by ';'; one of them must be
 *	a subjectAltName of the server certificate
 * @subject_match: text that must occur in the subject, in the form /C=AA/O=BB/CN=cc
 * @ocsp: stapled OCSP response, outside of tunnels and inside
 * @check_crl: which certificates are looked up in CRLs, outside and inside; one whose issuer has no
 *	valid CRL in @ca_cert or @crl_file is refused
 * @crl_file: file with CRLs, PEM (any number) or DER (one); those in @ca_cert count too
 * @ca_cert2: as @ca_cert, for EAP-TLS inside of a tunnel; so the following ones
 * @client_cert2: as @client_cert
 * @private_key2: as @private_key
 * @private_key2_passwd: as @private_key_passwd
 * @domain_match2: as @domain_match
 * @domain_suffix_match2: as @domain_suffix_match
 * @fragment_size: most octets of TLS data, or of EAP-pwd, in one EAP packet, 0 means EAP_FRAGMENT_SIZE_DEF
 * @tls_min: oldest TLS version allowed, TLS1_2_VERSION (also 0) or TLS1_3_VERSION
 * @tls_max: newest TLS version allowed, TLS1_2_VERSION or TLS1_3_VERSION (also 0)
 * @allow_sha1: certificates of either side may be signed with SHA-1
 * @openssl_ciphers: cipher suites of TLS 1.2, in the library's notation; suites without
 *	certificates stay out.  NULL for the default, also for the next two
 * @tls13_ciphers: cipher suites of TLS 1.3, in the library's notation
 * @tls_sigalgs: signature algorithms, in the library's notation
 * @insecure: do not verify the server; excludes @ca_cert and the matches
 * @sim_file: file with key and sequence number of a USIM, for SIM, AKA and AKA'; with these methods
 *	@identity is the permanent identity, and @anonymous_identity the first pseudonym
 * @external_sim: in the place of @sim_file: somebody else has the card, and is asked with EAP_ASK_CARD
 * @result_ind: SIM, AKA and AKA': ask the server to protect its result
 * @clock_floor: seconds since 1970 that are certainly over, as when the program was built: a clock
 *	that says less is not set, and no server can be verified by it; 0 believes any clock
 * @accept_unset_clock: verify the server then all the same, but for dates that only a clock could
 *	judge: nothing is too new, and what had expired at @clock_floor has expired
 *
 * Names compare without case, and literally: a wildcard in a certificate matches nothing but
 * itself.  The CN counts as a dNSName only in a certificate without any dNSName.
 */
struct eap_config {
	const struct eap_method *methods[EAP_METHODS_MAX];
	unsigned int num_methods;
	const char *identity;
	const char *anonymous_identity;
	const char *password;
	size_t password_len;
	bool password_is_hash;
	const struct eap_inner *phase2[EAP_PHASE2_MAX];
	unsigned int num_phase2;
	enum eap_binding binding;
	const struct eap_blob *blobs;
	const char *ca_cert;
	const char *client_cert;
	const char *private_key;
	const char *private_key_passwd;
	const struct eap_signer *signer;
	bool approve_server;
	const char *domain_match;
	const char *domain_suffix_match;
	const char *altsubject_match;
	const char *subject_match;
	enum eap_ocsp ocsp;
	enum eap_crl check_crl;
	const char *crl_file;
	const char *ca_cert2;
	const char *client_cert2;
	const char *private_key2;
	const char *private_key2_passwd;
	const char *domain_match2;
	const char *domain_suffix_match2;
	unsigned int fragment_size;
	int tls_min;
	int tls_max;
	bool allow_sha1;
	const char *openssl_ciphers;
	const char *tls13_ciphers;
	const char *tls_sigalgs;
	bool insecure;
	const char *sim_file;
	bool external_sim;
	bool result_ind;
	int64_t clock_floor;
	bool accept_unset_clock;
};

/**
 * struct eap_result - how an exchange ended; valid only while the callback runs, then wiped
 * @success: true: the fields up to @clock_unset count; false: @error counts
 * @msk: Master Session Key
 * @emsk: Extended Master Session Key; stays with the owner
 * @session_id: EAP Session-Id, RFC 5247
 * @session_id_len: octets in @session_id
 * @method: name of the method
 * @tls_version: as "TLSv1.3"; NULL for methods without TLS
 * @tls_cipher: name of the cipher suite; NULL for methods without TLS
 * @resumed: the TLS session was resumed, or it was a fast re-authentication
 * @insecure: the server was not verified, by configuration
 * @clock_unset: the dates of its certificates were not, by configuration and for want of a clock
 * @error: why the exchange failed
 * @rounds: EAP requests answered, retransmissions not counted
 */
struct eap_result {
	bool success;
	uint8_t msk[EAP_MSK_LEN];
	uint8_t emsk[EAP_EMSK_LEN];
	uint8_t session_id[EAP_SESSION_ID_MAX];
	size_t session_id_len;
	const char *method;
	const char *tls_version;
	const char *tls_cipher;
	bool resumed;
	bool insecure;
	bool clock_unset;
	struct eap_error error;
	unsigned int rounds;
};

/**
 * enum eap_ask - what a person is asked for
 * @EAP_ASK_NOTHING: nothing
 * @EAP_ASK_IDENTITY: identity, an NAI
 * @EAP_ASK_PASSWORD: password of that identity
 * @EAP_ASK_OTP: whatever the server's text says: a one-time password, what a token shows
 * @EAP_ASK_NEW_PASSWORD: the one to change an expired password to, which the server takes over
 * @EAP_ASK_CERTIFICATE: is this the server's certificate: yes or no
 * @EAP_ASK_PASSPHRASE: passphrase of a file; not by a peer, see struct eap_error
 * @EAP_ASK_PIN: PIN or auth value of a token; as the passphrase
 * @EAP_ASK_CARD: what a SIM or USIM says to the challenge that is the text; see wmand's agent.rst
 * @EAP_ASK_MAX: the last one
 */
enum eap_ask {
	EAP_ASK_NOTHING,
	EAP_ASK_IDENTITY,
	EAP_ASK_PASSWORD,
	EAP_ASK_OTP,
	EAP_ASK_NEW_PASSWORD,
	EAP_ASK_CERTIFICATE,
	EAP_ASK_PASSPHRASE,
	EAP_ASK_PIN,
	EAP_ASK_CARD,
	EAP_ASK_MAX = EAP_ASK_CARD,
};

/**
 * struct eap_peer_ops - what a peer asks of its owner
 * @tx: send an EAP packet; may be called once more right before @done, for the server's benefit
 *	(a TLS alert, an acknowledgement), and that packet is to be sent too
 * @done: the exchange is over; called exactly once for each peer, unless it is freed before
 * @note: optional; one printable line of progress for the debug log
 * @sqn: a USIM accepted a challenge: keep its sequence number, for eap_creds_store_sqn(), before
 *	the answer goes to @tx; false ends the exchange.  Without it no challenge is ever answered
 * @ask: something is missing that a person may know: call eap_peer_answer() or eap_peer_cancel()
 *	later.  @text is for that person, up to EAP_ASK_TEXT_MAX characters of printable ASCII,
 *	perhaps none; part of it may be the server's.  Until then requests are ignored; when @done
 *	comes the question is void.  Without it the exchange fails where it would ask
 *
 * No callback may call back into the peer, nor free it.
 */
struct eap_peer_ops {
	void (*tx)(void *ctx, const uint8_t *packet, size_t len);
	void (*done)(void *ctx, const struct eap_result *result);
	void (*note)(void *ctx, const char *text);
	bool (*sqn)(void *ctx, uint64_t sqn);
	void (*ask)(void *ctx, enum eap_ask ask, const char *text);
};

/**
 * eap_method_find() - look up a method by the name it has in configurations
 * @name: as "TLS", any case
 *
 * Return: the method, or NULL when there is none of that name.
 */
const struct eap_method *eap_method_find(const char *name);

/**
 * eap_method_name() - name of a method, as eap_method_find() takes it
 * @method: a method
 *
 * Return: static string.
 */
const char *eap_method_name(const struct eap_method *method);

/**
 * eap_inner_find() - look up what runs inside of a tunnel
 * @word: as in phase2 of a configuration: "auth=PAP", "autheap=GTC"; any case
 *
 * Return: what it names, or NULL.
 */
const struct eap_inner *eap_inner_find(const char *word);

/**
 * eap_creds_load() - read files, check a configuration, prepare all that exchanges share
 * @cfg: the configuration; nothing of it is referenced after return
 * @err: filled on failure, with WMAN_REASON_CREDENTIALS, or WMAN_REASON_HELPER_INTERNAL when
 *	memory or the TLS library fails; names the file, the object in it and the cause
 *
 * A private key that others may read, or any of the files that others may write, is refused.
 *
 * Return: credentials, to be given to eap_creds_free() after the last peer that uses them; NULL on
 * failure.
 */
struct eap_creds *eap_creds_load(const struct eap_config *cfg, struct eap_error *err);

/**
 * eap_creds_free() - free credentials and wipe their secrets
 * @creds: from eap_creds_load(), or NULL
 */
void eap_creds_free(struct eap_creds *creds);

/**
 * eap_creds_token() - the private key that is not in a file
 * @creds: credentials, or NULL
 *
 * Return: what &eap_signer.open gave for it, or NULL.
 */
void *eap_creds_token(const struct eap_creds *creds);

/**
 * eap_creds_store_sqn() - write the sequence number of a USIM into its file
 * @creds: credentials, which hold the card
 * @sqn: what the card accepted
 * @err: filled on failure
 *
 * The file is replaced as a whole.  A number that is not above the one in it is refused, so that
 * nobody can make the card answer an old challenge.
 *
 * Return: true when the file and the card in memory have @sqn.
 */
bool eap_creds_store_sqn(const struct eap_creds *creds, uint64_t sqn, struct eap_error *err);

/**
 * struct eap_cert - a certificate that credentials hold
 * @own: the own one, or one of its chain; else a trust anchor
 * @inner: for the inside of a tunnel
 * @subject: its subject, or the begin of it, in printable ASCII
 * @not_after: until when it is valid, seconds since 1970
 */
struct eap_cert {
	bool own;
	bool inner;
	char subject[96];
	int64_t not_after;
};

/** typedef eap_cert_fn - takes a certificate, which is valid only while this runs */
typedef void (*eap_cert_fn)(void *ctx, const struct eap_cert *cert);

/**
 * eap_creds_certs() - list the certificates of credentials
 * @creds: the credentials
 * @fn: called for each
 * @ctx: its first argument
 */
void eap_creds_certs(const struct eap_creds *creds, eap_cert_fn fn, void *ctx);

/**
 * eap_creds_clock_unset() - would a server have to be verified by a clock that is not set?
 * @creds: the credentials
 * @now: what the clock says, seconds since 1970
 *
 * Return: true when a clock is needed, and @now is before @clock_floor of the configuration.
 */
bool eap_creds_clock_unset(const struct eap_creds *creds, int64_t now);

/**
 * eap_session_cache_new() - make a place for one resumable session, of TLS or of a SIM method
 *
 * A session is bound to the credentials (identity, own certificate, anchors, CRLs, name rules,
 * TLS versions and algorithms, what runs inside) and the method that made it: any other combination runs a full
 * handshake.
 *
 * Return: the cache, or NULL without memory.
 */
struct eap_session_cache *eap_session_cache_new(void);

/**
 * eap_session_cache_free() - free a cache and wipe its session
 * @cache: from eap_session_cache_new(), or NULL
 */
void eap_session_cache_free(struct eap_session_cache *cache);

/**
 * eap_session_cache_export() - copy the session out, to cross to another process
 * @cache: the cache
 * @buf: where to; what is written is a secret and opaque
 * @size: octets at @buf
 *
 * Return: octets written; 0 when there is no session or @size is too small.
 */
size_t eap_session_cache_export(const struct eap_session_cache *cache, uint8_t *buf, size_t size);

/**
 * eap_session_cache_import() - replace the session by an exported one
 * @cache: the cache; empty after an error
 * @buf: what eap_session_cache_export() wrote
 * @len: octets at @buf
 *
 * Return: 0, or -EINVAL when @buf is no exported session.
 */
int eap_session_cache_import(struct eap_session_cache *cache, const uint8_t *buf, size_t len);

/**
 * eap_peer_new() - begin an exchange; nothing is sent before the server asks
 * @creds: credentials; must outlive the peer
 * @cache: session cache that must outlive the peer, or NULL to resume nothing
 * @ops: callbacks; must outlive the peer
 * @ctx: first argument of the callbacks
 *
 * Return: the peer, or NULL without memory.
 */
struct eap_peer *eap_peer_new(const struct eap_creds *creds, struct eap_session_cache *cache,
			      const struct eap_peer_ops *ops, void *ctx);

/**
 * eap_peer_free() - free a peer in any state, wipe its keys; no callback comes from here
 * @peer: from eap_peer_new(), or NULL
 */
void eap_peer_free(struct eap_peer *peer);

/**
 * eap_peer_rx() - a packet came from the server
 * @peer: the peer; ignores everything after it called @done
 * @packet: EAP packet; octets after its Length are padding (RFC 3748 4.1)
 * @len: octets at @packet
 */
void eap_peer_rx(struct eap_peer *peer, const uint8_t *packet, size_t len);

/**
 * eap_peer_set_mac() - tell the address of the station, for {mac} in identities
 * @peer: the peer, before its first packet
 * @mac: EAP_MAC_LEN octets
 */
void eap_peer_set_mac(struct eap_peer *peer, const uint8_t *mac);

/**
 * eap_peer_answer() - what a person answered to the question of @ask
 * @peer: the peer
 * @value: the answer
 * @len: octets at @value
 *
 * Return: false when nothing was asked, or the answer is none by eap_answer_error(): nothing has
 * changed then.
 */
bool eap_peer_answer(struct eap_peer *peer, const uint8_t *value, size_t len);

/**
 * eap_peer_cancel() - there will be no answer to the question of @ask
 * @peer: the peer; @done is called, unless nothing was asked
 * @reason: why
 * @text: the same for the administrator
 */
void eap_peer_cancel(struct eap_peer *peer, enum wman_reason reason, const char *text);

/**
 * eap_ask_name() - word for a question, as "password"
 * @ask: the question
 *
 * Return: static string, or NULL when there is no such question.
 */
const char *eap_ask_name(enum eap_ask ask);

/**
 * eap_answer_error() - is this an answer at all?
 * @ask: what was asked for
 * @value: the answer
 * @len: octets at @value
 *
 * Return: NULL, or why not: empty, longer than EAP_IDENTITY_MAX or EAP_ANSWER_MAX, with a NUL in
 * it, an identity or a new password that is not UTF-8, a new password of more than 256 characters,
 * neither yes nor no where that is the question.
 */
const char *eap_answer_error(enum eap_ask ask, const uint8_t *value, size_t len);

/**
 * eap_peer_timeout() - the owner's patience is over: fail with what the peer was waiting for
 * @peer: the peer
 *
 * Also for an owner whose lower layer is done (an Access-Accept came, say) while the peer is not.
 *
 * The reason is WMAN_REASON_EAP_TIMEOUT, or the one of a Success or Failure that had to be
 * discarded because nothing protects it.
 */
void eap_peer_timeout(struct eap_peer *peer);

/**
 * eap_peer_lower_success() - the lower layer proved that the server holds the MSK (altAccept)
 * @peer: the peer
 *
 * Stands for an EAP-Success that was lost, RFC 4137 4.1.1.
 *
 * Return: true when the method had finished and @done was called with success; false when it had
 * not, and nothing changed.
 */
bool eap_peer_lower_success(struct eap_peer *peer);

/**
 * eap_peer_lower_failure() - the lower layer knows that the server said no (altReject)
 * @peer: the peer; @done is called with WMAN_REASON_EAP_REJECTED or a more precise reason
 */
void eap_peer_lower_failure(struct eap_peer *peer);

#ifdef __cplusplus
}
#endif

#include "eap_device.h"

#endif
