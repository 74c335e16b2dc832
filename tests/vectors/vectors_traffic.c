// SPDX-License-Identifier: BSD-3-Clause
/* Vectors of traffic encryption. */
#include "ccm_nonce.h"
#include "vectors_run.h"

static const struct wman_octets no_aad;

/* Encrypt a PDU with its final header, and back; data is left as the sealed payload. */
static void run_ccm(struct wman_vector_run *run, const u8 *header, u32 pn, const u8 *tek,
		    const struct wman_vector *payload, u8 *sealed, const char *leaf)
{
	u8 nonce[WMAN_CCM_NONCE_LEN], iv[WMAN_CCM_IV_LEN], opened[64];
	static const u8 counter[2];
	size_t len = payload->len;

	wman_ccm_nonce(header, pn, nonce);
	vector_equal(run, "nonce", nonce, sizeof(nonce));
	wman_ccm_iv(header, pn, iv);
	vector_check(run,
		     iv[0] == 1 && !memcmp(iv + 1, nonce, sizeof(nonce)) &&
			     !memcmp(iv + 14, counter, sizeof(counter)),
		     "nonce");
	memcpy(sealed, payload->data, len);
	vector_check(run, !run->ops->ccm(true, tek, nonce, &no_aad, sealed, len), leaf);

	memcpy(opened, sealed, len + WMAN_CCM_ICV_LEN);
	vector_check(run,
		     !run->ops->ccm(false, tek, nonce, &no_aad, opened, len) &&
			     !memcmp(opened, payload->data, len),
		     "payload");
	memcpy(opened, sealed, len + WMAN_CCM_ICV_LEN);
	opened[len] ^= 1;
	vector_check(run, run->ops->ccm(false, tek, nonce, &no_aad, opened, len), leaf);
}

static void run_examples(struct wman_vector_run *run)
{
	const char *list = "published.dot16_ccm_examples.cases";
	u8 pdu[96], field[4], header[WMAN_GMH_LEN];
	const struct wman_vector *payload;
	struct wman_gmh gmh;
	unsigned int i;
	size_t len;
	u32 pn;

	for (i = 0; vector_base_index(run, list, i), vector_has(run, "tek"); i++) {
		memcpy(pdu, vector_octets(run, "gmh_after"), WMAN_GMH_LEN);
		vector_check(run, !wman_gmh_parse(&gmh, pdu, WMAN_PDU_MAX) && gmh.ec && gmh.ci,
			     "gmh_after");
		wman_gmh_build(&gmh, header);
		vector_equal(run, "gmh_after", header, sizeof(header));

		pn = vector_number(run, "pn");
		wman_put_le32(pdu + WMAN_GMH_LEN, pn);
		vector_equal(run, "pn_field", pdu + WMAN_GMH_LEN, WMAN_PN_LEN);
		vector_check(run, wman_get_le32(pdu + WMAN_GMH_LEN) == pn, "pn");

		payload = vector_get(run, "payload");
		len = WMAN_GMH_LEN + WMAN_PN_LEN;
		run_ccm(run, header, pn, vector_octets(run, "tek"), payload, pdu + len,
			"cipher_and_icv");
		vector_equal(run, "cipher_and_icv", pdu + len, payload->len + WMAN_CCM_ICV_LEN);
		len += payload->len + WMAN_CCM_ICV_LEN;

		wman_crc32(WMAN_CRC_OFDMA, pdu, len, field);
		vector_equal(run, "crc_ofdma_msb_first", field, sizeof(field));
		wman_crc32(WMAN_CRC_IEEE8023, pdu, len, pdu + len);
		vector_equal(run, "crc_in_example_802_3_order", pdu + len, WMAN_CRC_LEN);
		len += WMAN_CRC_LEN;
		vector_equal(run, "whole_pdu_as_in_example", pdu, len);
		vector_check(run, gmh.len == len, "gmh_after");
	}
	vector_check(run, i == 2, "tek");
}

static void run_traffic(struct wman_vector_run *run)
{
	const struct wman_vector *payload;
	struct wman_gmh gmh = { .ec = true, .ci = true };
	enum wman_direction dir;
	unsigned int i;
	u8 pdu[64];
	size_t len;
	u32 pn, number;

	for (i = 0; vector_base_index(run, "computed.traffic_ccm", i), vector_has(run, "tek");
	     i++) {
		dir = vector_text_is(run, "direction", "U") ? WMAN_DIRECTION_UPLINK :
							      WMAN_DIRECTION_DOWNLINK;
		pn = vector_number(run, "pn_field_value");
		vector_check(run,
			     !wman_pn_check(pn, dir, &number) && number <= WMAN_PN_LAST &&
				     wman_pn_field(number, dir) == pn,
			     "pn_field_value");
		payload = vector_get(run, "payload");
		gmh.cid = (u16)vector_number(run, "cid");
		gmh.eks = (u8)vector_number(run, "eks");
		gmh.len = (u16)(WMAN_GMH_LEN + WMAN_CCM_OVERHEAD + payload->len + WMAN_CRC_LEN);
		wman_gmh_build(&gmh, pdu);
		wman_put_le32(pdu + WMAN_GMH_LEN, pn);
		run_ccm(run, pdu, pn, vector_octets(run, "tek"), payload,
			pdu + WMAN_GMH_LEN + WMAN_PN_LEN, "pdu");
		len = gmh.len - WMAN_CRC_LEN;
		wman_crc32(WMAN_CRC_OFDMA, pdu, len, pdu + len);
		vector_equal(run, "pdu", pdu, gmh.len);
	}
	vector_check(run, i == 4, "tek");
}

static void xor
	(u8 * out, const u8 *in, size_t len) {
		while (len--)
			*out++ ^= *in++;
	}

	/* CCM spelled out block by block, for the first downlink PDU of the traffic above. */
	static void run_internals(struct wman_vector_run *run)
{
	u8 b0[16] = { 0x19 }, a[16] = { 0x01 }, x[16], s0[16], s1[16];
	const struct wman_vector *payload;
	const u8 *tek, *nonce;
	size_t i, n;

	vector_base_index(run, "computed.traffic_ccm", 0);
	tek = vector_octets(run, "tek");
	nonce = vector_octets(run, "nonce");
	payload = vector_get(run, "payload");

	vector_base(run, "computed.ccm_internals_of_first_downlink_pdu");
	memcpy(b0 + 1, nonce, WMAN_CCM_NONCE_LEN);
	wman_put_be16(b0 + 14, payload->len);
	vector_equal(run, "b0", b0, sizeof(b0));
	vector_check(run, !wman_prim_aes_encrypt(run->prim, tek, b0, x), "b0");
	for (i = 0; i < payload->len; i += n) {
		n = payload->len - i < 16 ? payload->len - i : 16;
		xor(x, payload->data + i, n);
		vector_check(run, !wman_prim_aes_encrypt(run->prim, tek, x, x), "cbc_mac_first_8");
	}
	vector_equal(run, "cbc_mac_first_8", x, WMAN_CCM_ICV_LEN);

	memcpy(a + 1, nonce, WMAN_CCM_NONCE_LEN);
	vector_check(run, !wman_prim_aes_encrypt(run->prim, tek, a, s0), "s0");
	a[15] = 1;
	vector_check(run, !wman_prim_aes_encrypt(run->prim, tek, a, s1), "s1");
	vector_equal(run, "s0", s0, sizeof(s0));
	vector_equal(run, "s1", s1, sizeof(s1));
	xor(x, s0, WMAN_CCM_ICV_LEN);
	vector_equal(run, "icv", x, WMAN_CCM_ICV_LEN);
}

static int block(struct wman_vector_run *run, bool des, const u8 *key, const u8 *in, u8 *out)
{
	return des ? run->ops->des(true, key, in, out) :
		     wman_prim_aes_encrypt(run->prim, key, in, out);
}

/* CBC; what does not fill a block is masked with the encrypted block before it. */
static void run_residual(struct wman_vector_run *run)
{
	u8 chain[16], mask[16], out[64];
	const struct wman_vector *plain;
	const u8 *key;
	size_t i, n, size;
	unsigned int c;
	bool des;

	for (c = 0; vector_base_index(run, "computed.cbc_residual", c), vector_has(run, "key");
	     c++) {
		des = vector_text_is(run, "cipher", "des-cbc");
		size = des ? 8 : 16;
		key = vector_octets(run, "key");
		memcpy(chain, vector_octets(run, "iv"), size);
		plain = vector_get(run, "plain");
		memcpy(out, plain->data, plain->len);
		for (i = 0; i < plain->len; i += n) {
			n = plain->len - i;
			if (n < size) {
				vector_check(run, !block(run, des, key, chain, mask), "key");
				xor(out + i, mask, n);
				break;
			}
			n = size;
			xor(out + i, chain, n);
			vector_check(run, !block(run, des, key, out + i, out + i), "key");
			memcpy(chain, out + i, n);
		}
		vector_equal(run, "cipher_text", out, plain->len);
	}
	vector_check(run, c == 8, "key");
}

static void run_mbs(struct wman_vector_run *run)
{
	u8 counter[16], stream[16], out[64];
	const struct wman_vector *plain;
	const u8 *key;
	size_t i, n;

	vector_base(run, "computed.mbs_ctr");
	key = vector_octets(run, "key");
	counter[0] = (u8)vector_number(run, "roc");
	wman_put_be24(counter + 1, vector_number(run, "frame_number"));
	for (i = 4; i < sizeof(counter); i++)
		counter[i] = counter[i - 4];
	vector_equal(run, "initial_counter", counter, sizeof(counter));

	plain = vector_get(run, "plain");
	out[0] = counter[0];
	memcpy(out + 1, plain->data, plain->len);
	for (i = 0; i < plain->len; i += n) {
		n = plain->len - i < 16 ? plain->len - i : 16;
		vector_check(run, !wman_prim_aes_encrypt(run->prim, key, counter, stream), "key");
		xor(out + 1 + i, stream, n);
		counter[15]++;
	}
	vector_equal(run, "payload_field", out, plain->len + 1);
}

void vectors_run_traffic(struct wman_vector_run *run)
{
	run_examples(run);
	run_traffic(run);
	run_internals(run);
	run_residual(run);
	run_mbs(run);
}
