// SPDX-License-Identifier: BSD-3-Clause
#include "fragments.h"

#include "error.h"

#define FLAG_LENGTH 0x80
#define FLAG_MORE   0x40
#define FLAG_START  0x20
#define VERSION	    0x07
#define LENGTH_LEN  4

/* Type-Data of a request, taken apart */
struct piece {
	bool has_length;
	bool more;
	bool start;
	uint32_t length;
	const uint8_t *data;
	size_t len;
};

static enum fragments_rx bad(struct eap_error *err, const char *text)
{
	eap_error_set(err, WMAN_REASON_EAP_PROTOCOL, "framing of TLS in EAP: %s", text);
	return FRAGMENTS_BAD;
}

/* Return: NULL, or what is wrong. */
static const char *parse(const uint8_t *data, size_t len, struct piece *piece)
{
	if (len < 1)
		return "no Flags octet";
	piece->has_length = data[0] & FLAG_LENGTH;
	piece->more = data[0] & FLAG_MORE;
	piece->start = data[0] & FLAG_START;
	piece->length = 0;
	piece->data = data + 1;
	piece->len = len - 1;
	if (!piece->has_length)
		return NULL;
	if (piece->len < LENGTH_LEN)
		return "Length is cut off";
	piece->length = (uint32_t)data[1] << 24 | (uint32_t)data[2] << 16 | (uint32_t)data[3] << 8 |
			data[4];
	piece->data += LENGTH_LEN;
	piece->len -= LENGTH_LEN;
	return NULL;
}

/* Return: NULL, or what is wrong with this piece at this place of the message. */
static const char *check_piece(struct fragments *frag, const struct piece *piece)
{
	size_t limit = FRAGMENTS_MESSAGE_MAX;

	if (piece->has_length && piece->length > FRAGMENTS_MESSAGE_MAX)
		return "a message of more than 64 KiB is announced";
	if (piece->has_length && frag->received && !frag->have_total)
		return "Length comes after the first fragment";
	if (piece->has_length && frag->have_total && piece->length != frag->total)
		return "Length changes within a message";
	if (piece->has_length) {
		frag->have_total = true;
		frag->total = piece->length;
	}
	if (frag->have_total)
		limit = frag->total;
	if (piece->len > limit - frag->received)
		return frag->have_total ? "more data than Length announced" :
					  "a message of more than 64 KiB";
	if (!piece->more && frag->have_total && frag->received + piece->len != frag->total)
		return "less data than Length announced";
	return NULL;
}

static enum fragments_rx rx_start(struct fragments *frag, const struct piece *piece, bool *progress,
				  struct eap_error *err)
{
	if (frag->started)
		return bad(err, "Start in the middle of a handshake");
	if (!piece->start)
		return bad(err, "the first request is no Start");
	if (piece->more || piece->len)
		return bad(err, "Start carries data");
	frag->started = true;
	*progress = true;
	return FRAGMENTS_MESSAGE;
}

enum fragments_rx fragments_rx(struct fragments *frag, const uint8_t *data, size_t len,
			       bool *progress, struct eap_error *err)
{
	struct piece piece;
	const char *wrong;

	wrong = parse(data, len, &piece);
	if (wrong)
		return bad(err, wrong);
	if (piece.start || !frag->started)
		return rx_start(frag, &piece, progress, err);
	if (frag->versioned && data[0] & VERSION)
		return bad(err, "another version than the one agreed on");
	if (frag->sending) {
		if (piece.len || piece.more || piece.has_length)
			return bad(err, "data where an acknowledgement was due");
		*progress = true;
		return FRAGMENTS_ACK;
	}
	wrong = check_piece(frag, &piece);
	if (wrong)
		return bad(err, wrong);
	if (!tls_conn_feed(frag->conn, piece.data, piece.len)) {
		eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "no memory for a TLS message");
		return FRAGMENTS_BAD;
	}
	frag->received += piece.len;
	*progress = piece.len > 0;
	if (piece.more)
		return FRAGMENTS_MORE;
	frag->received = 0;
	frag->have_total = false;
	return FRAGMENTS_MESSAGE;
}

void fragments_tx(struct fragments *frag, struct eap_reply *reply)
{
	size_t pending = tls_conn_output_len(frag->conn);
	uint8_t *p = reply->data;

	*p++ = 0;
	if (pending > frag->size) {
		reply->data[0] |= FLAG_MORE;
		if (!frag->sending) {
			reply->data[0] |= FLAG_LENGTH;
			*p++ = (uint8_t)(pending >> 24);
			*p++ = (uint8_t)(pending >> 16);
			*p++ = (uint8_t)(pending >> 8);
			*p++ = (uint8_t)pending;
		}
	}
	frag->sending = pending > frag->size;
	p += tls_conn_output(frag->conn, p, frag->size);
	reply->len = (size_t)(p - reply->data);
}
