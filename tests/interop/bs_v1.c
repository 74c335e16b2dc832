// SPDX-License-Identifier: BSD-3-Clause
/*
 * A base station with one subscriber of PKMv1 in one process, on the AAA server of its options. The
 * subscriber is put together by hand (bs_hand.h): its keys are made with OpenSSL alone.
 *
 *   bs-v1 CERTIFICATE KEY CA OPTION VALUE...
 *
 * It sends Auth Info and Auth Request. Of Auth Reply the lifetime, the sequence number, the timers, the
 * SA-Descriptors and the AK are printed, and for each SA whether a Key Request under that AK gets its
 * Key Reply; of Auth Reject the Error-Code.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/pem.h>

#include "bs_hand.h"
#include "log.h"
#include "pkm_rsa.h"

#define PATIENCE_MS 20000

enum {
	KEY_REPLY = 8,
	AUTH_REPLY = 5,
	AUTH_INFO = 12,
	AUTH_REQUEST = 4,
	KEY_REQUEST = 7,
};

static struct bs_hand *h;

static bool heard(struct bs_lab *lab)
{
	return h->n_heard;
}

static X509 *read_certificate(const char *path)
{
	FILE *f = fopen(path, "r");
	X509 *cert;

	assert_non_null(f);
	cert = PEM_read_X509(f, NULL, NULL, NULL);
	assert_non_null(cert);
	fclose(f);
	return cert;
}

static void put_certificate(u8 type, const char *path)
{
	X509 *cert = read_certificate(path);
	u8 der[4096], *p = der;

	bs_hand_put(h, type, der, (size_t)i2d_X509(cert, &p));
	X509_free(cert);
}

static void put_u16(u8 type, u16 value)
{
	u8 octets[2];

	wman_put_be16(octets, value);
	bs_hand_put(h, type, octets, sizeof(octets));
}

static void ask(char **files)
{
	static const u8 suites[] = { 21, 10, 20, 3, 2, 1, 4, 20, 3, 2, 1, 3 };

	bs_hand_begin(h, AUTH_INFO);
	put_certificate(17, files[2]);
	assert_int_equal(bs_hand_send(h), 0);
	bs_hand_begin(h, AUTH_REQUEST);
	put_certificate(18, files[0]);
	bs_hand_put(h, 19, suites, sizeof(suites));
	put_u16(12, h->ss->basic_cid);
	assert_int_equal(bs_hand_send(h), 0);
	assert_true(bs_lab_run(h->lab, heard, PATIENCE_MS));
	bs_hand_take(h, h->heard[0][1]);
}

static void decrypt(const char *path, u8 ak[20])
{
	FILE *f = fopen(path, "r");
	EVP_PKEY *key;
	u8 plain[PKM_RSA_MAX];
	size_t len;
	const u8 *secret = bs_hand_attr(h, 7, &len);

	assert_non_null(f);
	key = PEM_read_PrivateKey(f, NULL, NULL, NULL);
	assert_non_null(key);
	fclose(f);
	assert_int_equal(pkm_rsa_decrypt(key, secret, len, plain), 20);
	memcpy(ak, plain, 20);
	EVP_PKEY_free(key);
}

static void key_request(const u8 ak[20], u8 sn, u16 said)
{
	struct bs_hand_keys keys = { .tx = 0 };
	u8 input[64 + 20];

	memset(input, 0x5c, 64);
	memcpy(input + 64, ak, 20);
	assert_int_equal(EVP_Digest(input, sizeof(input), keys.u, NULL, EVP_sha1(), NULL), 1);
	bs_hand_begin(h, KEY_REQUEST);
	bs_hand_put_u8(h, 10, sn);
	put_u16(12, said);
	bs_hand_digest(h, &keys);
	bs_hand_send(h);
	bs_hand_take(h, h->heard[0][1]);
	printf("sa %u %s\n", said == h->ss->basic_cid ? 0 : said,
	       h->got[1] == KEY_REPLY ? "keys" : "no keys");
}

static void print(const char *name, u8 type)
{
	size_t len, i;
	const u8 *value = bs_hand_attr(h, type, &len);

	printf("%s ", name);
	for (i = 0; value && i < len; i++)
		printf("%02x", value[i]);
	printf("\n");
}

static void authorized(const char *key)
{
	u16 saids[] = { h->ss->basic_cid, 0x3001 };
	u8 ak[20], sn = (u8)bs_hand_number(h, 10);
	size_t i;

	printf("lifetime %u\nsn %u\n", bs_hand_number(h, 9), sn);
	print("timers", 27);
	decrypt(key, ak);
	printf("ak ");
	for (i = 0; i < sizeof(ak); i++)
		printf("%02x", ak[i]);
	printf("\n");
	for (i = 0; i < ARRAY_SIZE(saids); i++)
		key_request(ak, sn, saids[i]);
}

int main(int argc, char **argv)
{
	const char *options[64] = { NULL };
	int i;

	if (argc < 4 || argc > 60 || argc % 2)
		return 2;
	for (i = 4; i < argc; i++)
		options[i - 4] = argv[i];
	log_open("bs-v1");
	h = bs_hand_new(options, WMAN_POLICY_RSA);
	h->ss->choice.version = WMAN_PKM_V1;
	h->ss->choice.max_sa = 4;
	bs_hand_use_hmac(h);
	ask(argv + 1);
	if (h->got[1] == AUTH_REPLY)
		authorized(argv[2]);
	else
		printf("rejected %u\n", bs_hand_number(h, 16));
	bs_hand_free(h);
	return 0;
}
