// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "radius_packet.h"

#define VENDOR_MICROSOFT 311
#define MS_MPPE_SEND_KEY 16
#define MS_MPPE_RECV_KEY 17

#define SALT_LEN     2
#define BLOCK	     16
#define WIMAX_MORE   0x80
#define MPPE_KEY_LEN (RADIUS_MSK_LEN / 2)
/* Length octet and key, rounded up to blocks, after the salt. */
#define SEALED_MAX (SALT_LEN + 256)

/**
 * radius_attr_next() - one step through attributes; their length octet counts their own header
 * @pos: where it begins; behind the attribute afterwards
 * @left: octets from there
 * @tlv: the attribute
 *
 * Return: 1 with an attribute in @tlv, 0 at the end, -1 when one runs past the end.
 */
int radius_attr_next(const uint8_t **pos, size_t *left, struct radius_value *tlv)
{
	const uint8_t *p = *pos;

	if (!*left)
		return 0;
	if (*left < 2 || p[1] < 2 || p[1] > *left)
		return -1;
	tlv->type = p[0];
	tlv->len = p[1] - 2;
	tlv->value = p + 2;
	*pos += p[1];
	*left -= p[1];
	return 1;
}

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

/**
 * radius_packet_init() - begin a packet
 * @pkt: the packet
 * @code: its code
 */
void radius_packet_init(struct radius_packet *pkt, enum radius_code code)
{
	static const uint8_t zero[RADIUS_AUTH_LEN];

	pkt->data[0] = code;
	pkt->len = RADIUS_HEADER_LEN;
	/*
	 * First, so that a server may check it before it parses the rest. The Request Authenticator
	 * of an Accounting-Request is a digest of its own.
	 */
	if (code != RADIUS_CODE_ACCOUNTING_REQUEST)
		radius_packet_add(pkt, RADIUS_MESSAGE_AUTHENTICATOR, zero, sizeof(zero));
}

/**
 * radius_packet_add() - append an attribute
 * @pkt: the packet
 * @type: attribute type
 * @value: its value
 * @len: octets at @value, 1 to 253
 *
 * Return: 0, -EINVAL for a bad @len, -ENOSPC when the packet is full.
 */
int radius_packet_add(struct radius_packet *pkt, uint8_t type, const void *value, size_t len)
{
	uint8_t *p = pkt->data + pkt->len;

	if (!len || len > RADIUS_VALUE_MAX)
		return -EINVAL;
	if (sizeof(pkt->data) - pkt->len < len + 2)
		return -ENOSPC;
	p[0] = type;
	p[1] = len + 2;
	memcpy(p + 2, value, len);
	pkt->len += len + 2;
	return 0;
}

/* MD5 over up to three pieces; false when the library refuses. */
static bool md5(uint8_t out[RADIUS_AUTH_LEN], const void *a, size_t a_len, const void *b,
		size_t b_len, const void *c, size_t c_len)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok;

	ok = ctx && EVP_DigestInit_ex(ctx, EVP_md5(), NULL) && EVP_DigestUpdate(ctx, a, a_len) &&
	     EVP_DigestUpdate(ctx, b, b_len) && EVP_DigestUpdate(ctx, c, c_len) &&
	     EVP_DigestFinal_ex(ctx, out, NULL);
	EVP_MD_CTX_free(ctx);
	return ok;
}

/**
 * radius_packet_seal() - write identifier, length, Request Authenticator and, in an Access-Request
 *	or a Status-Server, the Message-Authenticator (RFC 3579, 3.2; RFC 5997, 3)
 * @pkt: the packet; may be sealed again for another server
 * @id: identifier
 * @secret: the server's shared secret
 * @secret_len: its octets
 *
 * The authenticator of these two is fresh and random, that of an Accounting-Request the digest of
 * RFC 2866, section 3.
 *
 * Return: 0, or -EIO when the random generator or the digest fails.
 */
int radius_packet_seal(struct radius_packet *pkt, uint8_t id, const uint8_t *secret,
		       size_t secret_len)
{
	uint8_t *auth = pkt->data + 4, *ma = pkt->data + RADIUS_HEADER_LEN + 2;

	pkt->data[1] = id;
	pkt->data[2] = pkt->len >> 8;
	pkt->data[3] = pkt->len;
	if (pkt->data[0] == RADIUS_CODE_ACCOUNTING_REQUEST) {
		memset(auth, 0, RADIUS_AUTH_LEN);
		return md5(auth, pkt->data, pkt->len, secret, secret_len, "", 0) ? 0 : -EIO;
	}
	memset(ma, 0, RADIUS_AUTH_LEN);
	/* the kernel's: a generator of one's own is more work to start than all of this */
	if (getrandom(auth, RADIUS_AUTH_LEN, 0) != RADIUS_AUTH_LEN ||
	    !HMAC(EVP_md5(), secret, secret_len, pkt->data, pkt->len, ma, NULL))
		return -EIO;
	return 0;
}

/* Lengths, a code of which the bit is in @codes; where the Message-Authenticator is, NULL without. */
static enum radius_check check_form(const uint8_t *reply, size_t len, uint64_t codes,
				    const uint8_t **ma)
{
	const uint8_t *pos = reply + RADIUS_HEADER_LEN;
	struct radius_value tlv;
	size_t claimed, left;
	int ret;

	*ma = NULL;
	if (len < RADIUS_HEADER_LEN)
		return RADIUS_CHECK_MALFORMED;
	claimed = reply[2] << 8 | reply[3];
	if (claimed < RADIUS_HEADER_LEN || claimed > len || claimed > RADIUS_PACKET_MAX)
		return RADIUS_CHECK_MALFORMED;
	if (reply[0] >= 64 || !(codes & 1ull << reply[0]))
		return RADIUS_CHECK_CODE;
	left = claimed - RADIUS_HEADER_LEN;
	while ((ret = radius_attr_next(&pos, &left, &tlv)) > 0) {
		if (tlv.type != RADIUS_MESSAGE_AUTHENTICATOR)
			continue;
		if (tlv.len != RADIUS_AUTH_LEN)
			return RADIUS_CHECK_MALFORMED;
		if (*ma)
			return RADIUS_CHECK_NO_MA;
		*ma = tlv.value;
	}
	return ret < 0 ? RADIUS_CHECK_MALFORMED : RADIUS_CHECK_OK;
}

/* The Message-Authenticator, at @ma, of a packet made under an authenticator. */
static enum radius_check check_ma(const uint8_t *packet, const uint8_t *ma, const uint8_t *auth,
				  const uint8_t *secret, size_t secret_len)
{
	uint8_t digest[RADIUS_AUTH_LEN], copy[RADIUS_PACKET_MAX];
	size_t len = packet[2] << 8 | packet[3];

	memcpy(copy, packet, len);
	memcpy(copy + 4, auth, RADIUS_AUTH_LEN);
	memset(copy + (ma - packet), 0, RADIUS_AUTH_LEN);
	if (!HMAC(EVP_md5(), secret, secret_len, copy, len, digest, NULL) ||
	    CRYPTO_memcmp(digest, ma, RADIUS_AUTH_LEN))
		return RADIUS_CHECK_MA;
	return RADIUS_CHECK_OK;
}

/* Response Authenticator, and the Message-Authenticator if there is one. */
static enum radius_check check_digests(const uint8_t *reply, const uint8_t *ma,
				       const uint8_t *request_auth, const uint8_t *secret,
				       size_t secret_len)
{
	uint8_t digest[RADIUS_AUTH_LEN], copy[RADIUS_PACKET_MAX];
	size_t len = reply[2] << 8 | reply[3];

	memcpy(copy, reply, len);
	memcpy(copy + 4, request_auth, RADIUS_AUTH_LEN);
	if (!md5(digest, copy, len, secret, secret_len, "", 0) ||
	    CRYPTO_memcmp(digest, reply + 4, RADIUS_AUTH_LEN))
		return RADIUS_CHECK_AUTHENTICATOR;
	return ma ? check_ma(reply, ma, request_auth, secret, secret_len) : RADIUS_CHECK_OK;
}

/**
 * radius_reply_check() - everything that must hold before a reply to an Access-Request is believed
 * @reply: the datagram
 * @len: its octets
 * @request_auth: Request Authenticator of the request it answers
 * @secret: shared secret of the server it came from
 * @secret_len: its octets
 *
 * The Message-Authenticator is required in every reply, with or without EAP: without it a
 * Response Authenticator can be forged by an MD5 collision (CVE-2024-3596).
 *
 * Octets after the Length field are padding (RFC 2865, section 3).
 *
 * Return: RADIUS_CHECK_OK or the first check that failed.
 */
enum radius_check radius_reply_check(const uint8_t *reply, size_t len,
				     const uint8_t request_auth[RADIUS_AUTH_LEN],
				     const uint8_t *secret, size_t secret_len)
{
	const uint32_t codes = 1u << RADIUS_CODE_ACCESS_ACCEPT | 1u << RADIUS_CODE_ACCESS_REJECT |
			       1u << RADIUS_CODE_ACCESS_CHALLENGE;
	enum radius_check check;
	const uint8_t *ma;

	check = check_form(reply, len, codes, &ma);
	if (check)
		return check;
	if (!ma)
		return RADIUS_CHECK_NO_MA;
	return check_digests(reply, ma, request_auth, secret, secret_len);
}

/**
 * radius_accounting_check() - everything that must hold before an Accounting-Response is believed
 * @reply: the datagram
 * @len: its octets
 * @request_auth: Request Authenticator of the request it answers
 * @secret: shared secret of the server it came from
 * @secret_len: its octets
 *
 * A Message-Authenticator may be missing (RFC 2869, 5.14); one that is there has to be right.
 * Nothing in the request is chosen by others, as a collision would need it.
 *
 * Return: RADIUS_CHECK_OK or the first check that failed.
 */
enum radius_check radius_accounting_check(const uint8_t *reply, size_t len,
					  const uint8_t request_auth[RADIUS_AUTH_LEN],
					  const uint8_t *secret, size_t secret_len)
{
	enum radius_check check;
	const uint8_t *ma;

	check = check_form(reply, len, 1u << RADIUS_CODE_ACCOUNTING_RESPONSE, &ma);
	return check ? check : check_digests(reply, ma, request_auth, secret, secret_len);
}

/**
 * radius_status_check() - everything that must hold before an answer to a Status-Server is believed
 * @reply: the datagram
 * @len: its octets
 * @request_auth: Request Authenticator of the request it answers
 * @secret: shared secret of the server it came from
 * @secret_len: its octets
 *
 * It lives, says the code that its port has for good news (RFC 5997, section 4.2). A
 * Message-Authenticator may be missing: nobody gets in by this.
 *
 * Return: RADIUS_CHECK_OK or the first check that failed.
 */
enum radius_check radius_status_check(const uint8_t *reply, size_t len,
				      const uint8_t request_auth[RADIUS_AUTH_LEN],
				      const uint8_t *secret, size_t secret_len)
{
	const uint32_t codes = 1u << RADIUS_CODE_ACCESS_ACCEPT |
			       1u << RADIUS_CODE_ACCOUNTING_RESPONSE;
	enum radius_check check;
	const uint8_t *ma;

	check = check_form(reply, len, codes, &ma);
	return check ? check : check_digests(reply, ma, request_auth, secret, secret_len);
}

/**
 * radius_dae_check() - everything that must hold before a Disconnect-Request, a CoA-Request or a
 *	Status-Server is believed
 * @request: the datagram
 * @len: its octets
 * @secret: shared secret of the client it came from
 * @secret_len: its octets
 * @tls: it came over TLS, which makes a Message-Authenticator needless; one that is there has to be right
 *
 * Both digests are made over an authenticator of zeros (RFC 5176, sections 2.3 and 3.4). That of
 * Status-Server is random, and no digest.
 *
 * Return: RADIUS_CHECK_OK or the first check that failed.
 */
enum radius_check radius_dae_check(const uint8_t *request, size_t len, const uint8_t *secret,
				   size_t secret_len, bool tls)
{
	const uint64_t codes = 1ull << RADIUS_CODE_DISCONNECT_REQUEST |
			       1ull << RADIUS_CODE_COA_REQUEST | 1ull << RADIUS_CODE_STATUS_SERVER;
	static const uint8_t zero[RADIUS_AUTH_LEN];
	enum radius_check check;
	const uint8_t *ma;

	check = check_form(request, len, codes, &ma);
	if (check)
		return check;
	if (!ma && !(tls && request[0] != RADIUS_CODE_STATUS_SERVER))
		return RADIUS_CHECK_NO_MA;
	if (request[0] == RADIUS_CODE_STATUS_SERVER)
		return check_ma(request, ma, request + 4, secret, secret_len);
	return check_digests(request, ma, zero, secret, secret_len);
}

/**
 * radius_packet_answer() - make a packet the answer to a request: identifier, length,
 *	Message-Authenticator and Response Authenticator
 * @pkt: the packet, from radius_packet_init(), whose Message-Authenticator is the first attribute
 * @request: the request
 * @secret: shared secret
 * @secret_len: its octets
 *
 * Return: 0, or -EIO when the digest fails.
 */
int radius_packet_answer(struct radius_packet *pkt, const uint8_t *request, const uint8_t *secret,
			 size_t secret_len)
{
	uint8_t *auth = pkt->data + 4, *ma = pkt->data + RADIUS_HEADER_LEN + 2;

	pkt->data[1] = request[1];
	pkt->data[2] = pkt->len >> 8;
	pkt->data[3] = pkt->len;
	memcpy(auth, request + 4, RADIUS_AUTH_LEN);
	if (!HMAC(EVP_md5(), secret, secret_len, pkt->data, pkt->len, ma, NULL) ||
	    !md5(auth, pkt->data, pkt->len, secret, secret_len, "", 0))
		return -EIO;
	return 0;
}

/**
 * radius_reply_concat() - put all attributes of one type into one piece, as EAP-Message wants
 * @reply: a reply that radius_reply_check() found good
 * @len: its octets
 * @type: attribute type
 * @out: where to
 * @size: octets at @out; RADIUS_PACKET_MAX always suffices
 *
 * Return: octets written.
 */
size_t radius_reply_concat(const uint8_t *reply, size_t len, uint8_t type, uint8_t *out,
			   size_t size)
{
	const uint8_t *pos = reply + RADIUS_HEADER_LEN;
	size_t left = len - RADIUS_HEADER_LEN;
	struct radius_value tlv;
	size_t n = 0;

	while (radius_attr_next(&pos, &left, &tlv) > 0) {
		if (tlv.type != type || tlv.len > size - n)
			continue;
		memcpy(out + n, tlv.value, tlv.len);
		n += tlv.len;
	}
	return n;
}

/**
 * radius_reply_find() - first attribute of a type
 * @reply: a reply that radius_reply_check() found good
 * @len: its octets
 * @type: attribute type
 * @value_len: octets of the value
 *
 * Return: the value inside @reply, or NULL.
 */
const uint8_t *radius_reply_find(const uint8_t *reply, size_t len, uint8_t type, size_t *value_len)
{
	const uint8_t *pos = reply + RADIUS_HEADER_LEN;
	size_t left = len - RADIUS_HEADER_LEN;
	struct radius_value tlv;

	while (radius_attr_next(&pos, &left, &tlv) > 0) {
		if (tlv.type == type) {
			*value_len = tlv.len;
			return tlv.value;
		}
	}
	return NULL;
}

/*
 * Open a salted value (RFC 2548, section 2.4.2; the same as RFC 2868's): the key stream of block
 * i is MD5(secret | previous ciphertext), of the first MD5(secret | Request Authenticator | salt).
 * Inside: one octet of length, the key, padding.
 */
static bool unseal(const uint8_t *sealed, size_t len, const uint8_t request_auth[RADIUS_AUTH_LEN],
		   const uint8_t *secret, size_t secret_len, uint8_t *key, size_t key_len)
{
	uint8_t stream[RADIUS_AUTH_LEN], plain[SEALED_MAX];
	const uint8_t *cipher = sealed + SALT_LEN;
	bool ok = false;
	size_t i, n;

	if (len < SALT_LEN + BLOCK || len > SEALED_MAX || (len - SALT_LEN) % BLOCK)
		return false;
	n = len - SALT_LEN;
	for (i = 0; i < n; i++) {
		if (i % BLOCK == 0) {
			ok = i ? md5(stream, secret, secret_len, cipher + i - BLOCK, BLOCK, "", 0) :
				 md5(stream, secret, secret_len, request_auth, RADIUS_AUTH_LEN,
				     sealed, SALT_LEN);
			if (!ok)
				break;
		}
		plain[i] = cipher[i] ^ stream[i % BLOCK];
	}
	ok = ok && plain[0] == key_len && plain[0] < n;
	if (ok)
		memcpy(key, plain + 1, key_len);
	OPENSSL_cleanse(plain, sizeof(plain));
	OPENSSL_cleanse(stream, sizeof(stream));
	return ok;
}

/* Sealed keys found in a reply. */
struct sealed_keys {
	struct radius_value recv;
	struct radius_value send;
	uint8_t wimax_type; /* the attribute that is looked for */
	uint8_t wimax[SEALED_MAX];
	size_t wimax_len;
	bool wimax_seen;
	bool wimax_more;
	bool broken;
};

/* One attribute of the WiMAX Forum: a continuation octet, then (a part of) the salted value. */
static void take_wimax(struct sealed_keys *keys, const struct radius_value *tlv)
{
	/* A second complete one: no saying which is right. */
	if (!tlv->len || (keys->wimax_seen && !keys->wimax_more) ||
	    tlv->len - 1 > sizeof(keys->wimax) - keys->wimax_len) {
		keys->broken = true;
		return;
	}
	memcpy(keys->wimax + keys->wimax_len, tlv->value + 1, tlv->len - 1);
	keys->wimax_len += tlv->len - 1;
	keys->wimax_seen = true;
	keys->wimax_more = tlv->value[0] & WIMAX_MORE;
}

static void take_once(struct sealed_keys *keys, struct radius_value *slot,
		      const struct radius_value *tlv)
{
	if (slot->value)
		keys->broken = true;
	*slot = *tlv;
}

static void find_keys(const uint8_t *reply, size_t len, struct sealed_keys *keys)
{
	const uint8_t *pos = reply + RADIUS_HEADER_LEN, *vpos;
	size_t left = len - RADIUS_HEADER_LEN, vleft;
	struct radius_value tlv, sub;
	uint32_t vendor;
	int ret;

	while (radius_attr_next(&pos, &left, &tlv) > 0) {
		if (tlv.type != RADIUS_VENDOR_SPECIFIC || tlv.len < 4)
			continue;
		vendor = be32(tlv.value);
		if (vendor != VENDOR_MICROSOFT && vendor != RADIUS_VENDOR_WIMAX)
			continue;
		vpos = tlv.value + 4;
		vleft = tlv.len - 4;
		while ((ret = radius_attr_next(&vpos, &vleft, &sub)) > 0) {
			if (vendor == RADIUS_VENDOR_WIMAX && sub.type == keys->wimax_type)
				take_wimax(keys, &sub);
			else if (vendor == VENDOR_MICROSOFT && sub.type == MS_MPPE_RECV_KEY)
				take_once(keys, &keys->recv, &sub);
			else if (vendor == VENDOR_MICROSOFT && sub.type == MS_MPPE_SEND_KEY)
				take_once(keys, &keys->send, &sub);
		}
		if (ret < 0)
			keys->broken = true;
	}
	if (keys->wimax_more)
		keys->broken = true;
}

/**
 * radius_reply_msk() - recover the MSK of an Access-Accept
 * @reply: a reply that radius_reply_check() found good
 * @len: its octets
 * @request_auth: Request Authenticator of the request
 * @secret: shared secret
 * @secret_len: its octets
 * @msk: where to; wiped unless true is returned
 * @error: what is wrong, or NULL when the reply simply carries no key
 *
 * MS-MPPE-Recv-Key holds the first half and MS-MPPE-Send-Key the second (RFC 5216, 2.3; RFC
 * 2548); WiMAX-MSK holds all. Both may be there; then they must agree.
 *
 * Return: true with a key at @msk.
 */
bool radius_reply_msk(const uint8_t *reply, size_t len, const uint8_t request_auth[RADIUS_AUTH_LEN],
		      const uint8_t *secret, size_t secret_len, uint8_t msk[RADIUS_MSK_LEN],
		      const char **error)
{
	struct sealed_keys keys = { .wimax_type = RADIUS_WIMAX_MSK };
	uint8_t wimax[RADIUS_MSK_LEN];
	bool ok = false;

	*error = NULL;
	find_keys(reply, len, &keys);
	if (!keys.broken && !keys.recv.value && !keys.send.value && !keys.wimax_seen)
		return false;

	if (keys.broken || !keys.recv.value != !keys.send.value) {
		*error = "key attributes are incomplete, repeated or malformed";
	} else if (keys.recv.value && (!unseal(keys.recv.value, keys.recv.len, request_auth, secret,
					       secret_len, msk, MPPE_KEY_LEN) ||
				       !unseal(keys.send.value, keys.send.len, request_auth, secret,
					       secret_len, msk + MPPE_KEY_LEN, MPPE_KEY_LEN))) {
		*error = "MS-MPPE keys do not decrypt to 32 octets each";
	} else if (keys.wimax_seen && !unseal(keys.wimax, keys.wimax_len, request_auth, secret,
					      secret_len, wimax, RADIUS_MSK_LEN)) {
		*error = "WiMAX-MSK does not decrypt to 64 octets";
	} else if (keys.wimax_seen && keys.recv.value &&
		   CRYPTO_memcmp(msk, wimax, RADIUS_MSK_LEN)) {
		*error = "MS-MPPE keys and WiMAX-MSK differ";
	} else {
		if (keys.wimax_seen)
			memcpy(msk, wimax, RADIUS_MSK_LEN);
		ok = true;
	}
	if (!ok)
		OPENSSL_cleanse(msk, RADIUS_MSK_LEN);
	OPENSSL_cleanse(wimax, sizeof(wimax));
	return ok;
}

/**
 * radius_reply_ak() - recover the AK of PKMv1 from an Access-Accept
 * @reply: a reply that radius_reply_check() found good
 * @len: its octets
 * @request_auth: Request Authenticator of the request
 * @secret: shared secret
 * @secret_len: its octets
 * @ak: where to
 *
 * PKM-Auth-Key holds it for the subscriber alone, and the base station needs it, too. RFC 5904 has no
 * attribute of its own for that; it cites RFC 2548, and MS-MPPE-Send-Key is what is taken here.
 *
 * Return: true with the key at @ak; false when it is not there just once, or is no AK.
 */
bool radius_reply_ak(const uint8_t *reply, size_t len, const uint8_t request_auth[RADIUS_AUTH_LEN],
		     const uint8_t *secret, size_t secret_len, uint8_t ak[RADIUS_AK_LEN])
{
	struct sealed_keys keys = { .wimax_type = RADIUS_WIMAX_MSK };

	find_keys(reply, len, &keys);
	return keys.send.value && !keys.recv.value && !keys.wimax_seen && !keys.broken &&
	       unseal(keys.send.value, keys.send.len, request_auth, secret, secret_len, ak,
		      RADIUS_AK_LEN);
}

/**
 * radius_reply_wimax_key() - recover an encrypted attribute of the WiMAX Forum
 * @reply: a reply that radius_reply_check() found good
 * @len: its octets
 * @request_auth: Request Authenticator of the request
 * @secret: shared secret
 * @secret_len: its octets
 * @type: the attribute
 * @key: where to
 * @key_len: octets that it has to have
 *
 * Return: true with the key at @key; false when it is not there just once, or does not decrypt.
 */
bool radius_reply_wimax_key(const uint8_t *reply, size_t len,
			    const uint8_t request_auth[RADIUS_AUTH_LEN], const uint8_t *secret,
			    size_t secret_len, uint8_t type, uint8_t *key, size_t key_len)
{
	struct sealed_keys keys = { .wimax_type = type };

	find_keys(reply, len, &keys);
	return keys.wimax_seen && !keys.broken &&
	       unseal(keys.wimax, keys.wimax_len, request_auth, secret, secret_len, key, key_len);
}
