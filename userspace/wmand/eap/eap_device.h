/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The certificate of a device and its private key, for authorization that is no EAP. A part of
 * eap.h, which includes it.
 */
#ifndef WMAN_EAP_DEVICE_H
#define WMAN_EAP_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/wman.h>

#ifdef __cplusplus
extern "C" {
#endif

struct eap_config;
struct eap_device;
struct eap_error;

/* Octets of the largest RSA key of a device */
#define EAP_DEVICE_KEY_MAX 256

/**
 * eap_device_load() - read the certificate of the device, its key, and who issued it
 * @cfg: the configuration, of which only @client_cert, @private_key, @private_key_passwd and
 *	@ca_cert count, here the certificate of the device's own issuer; nothing of it is referenced
 *	after return
 * @err: filled on failure, as by eap_creds_load()
 *
 * For authorization that is no EAP: the certificate is shown, and what comes encrypted to it is
 * decrypted.
 *
 * Return: the device, to be given to eap_device_free(), or NULL.
 */
struct eap_device *eap_device_load(const struct eap_config *cfg, struct eap_error *err);

/**
 * eap_device_free() - free a device and wipe its key
 * @device: from eap_device_load(), or NULL
 */
void eap_device_free(struct eap_device *device);

/**
 * eap_device_certificate() - the certificate of the device
 * @device: the device
 * @len: its octets, at most WMAN_CERTIFICATE_MAX
 *
 * Return: DER, as long as @device is there.
 */
const uint8_t *eap_device_certificate(const struct eap_device *device, size_t *len);

/**
 * eap_device_ca() - the certificate of who issued it
 * @device: the device
 * @len: its octets, at most WMAN_CERTIFICATE_MAX
 *
 * Return: DER, as long as @device is there.
 */
const uint8_t *eap_device_ca(const struct eap_device *device, size_t *len);

/**
 * eap_device_decrypt() - open an AUTH-Key
 * @device: the device
 * @data: what was encrypted with RSAES-OAEP
 * @len: its octets
 * @ak: the AK
 * @err: filled on failure, with WMAN_REASON_AUTH_KEY
 *
 * Return: true when there was an AK in it.
 */
bool eap_device_decrypt(const struct eap_device *device, const uint8_t *data, size_t len,
			uint8_t ak[WMAN_AK_LEN], struct eap_error *err);

/**
 * eap_device_decrypt_teks() - open the TEKs of a Key Reply
 * @device: the device
 * @data: the older and the newer, each encrypted with RSAES-OAEP, equally long
 * @len: octets of both
 * @teks: the TEKs, which are of DES, the older first; erased on failure
 * @err: filled on failure, with WMAN_REASON_TEK_UNWRAP
 *
 * Return: true when there was a TEK in each.
 */
bool eap_device_decrypt_teks(const struct eap_device *device, const uint8_t *data, size_t len,
			     uint8_t teks[WMAN_TEKS_LEN], struct eap_error *err);

/**
 * eap_device_load_rsa() - the same for RSA authorization of PKMv2
 * @cfg: the configuration; @ca_cert are here the CAs of base stations, and @clock_floor and
 *	@accept_unset_clock count as well
 * @err: filled on failure, as by eap_creds_load()
 *
 * Return: the device, or NULL. It has no certificate of an issuer.
 */
struct eap_device *eap_device_load_rsa(const struct eap_config *cfg, struct eap_error *err);

/**
 * eap_device_sign() - sign a message: SigSS, RSASSA-PKCS1-v1_5 with SHA-1
 * @device: the device
 * @data: the message
 * @len: its octets
 * @signature: where to, EAP_DEVICE_KEY_MAX octets
 * @err: filled on failure
 *
 * Return: octets of the signature, 0 on failure.
 */
size_t eap_device_sign(const struct eap_device *device, const uint8_t *data, size_t len,
		       uint8_t *signature, struct eap_error *err);

/**
 * struct eap_signed - a message that a base station signed
 * @data: what SigBS covers
 * @len: its octets
 * @signature: SigBS
 * @signature_len: its octets
 * @certificate: of the base station, DER
 * @certificate_len: its octets
 */
struct eap_signed {
	const uint8_t *data;
	size_t len;
	const uint8_t *signature;
	size_t signature_len;
	const uint8_t *certificate;
	size_t certificate_len;
};

/**
 * eap_device_verify() - did a base station of ours sign this?
 * @device: from eap_device_load_rsa()
 * @msg: the message
 * @now: the time; when it is before @clock_floor, see @accept_unset_clock
 * @clock_unset: told that the dates of the certificate were not verified, for want of a clock
 * @err: filled on failure, with WMAN_REASON_BS_CERT, _CLOCK_UNSET or _SIGNATURE
 *
 * The certificate chains to one of the CAs, is no CA, and may be used for signatures. Whose it is,
 * is for the caller to say: a device's certificate of the same CA is not that of a base station.
 *
 * Return: true when it did.
 */
bool eap_device_verify(const struct eap_device *device, const struct eap_signed *msg, int64_t now,
		       bool *clock_unset, struct eap_error *err);

/**
 * eap_device_open_pre_pak() - open an encrypted pre-PAK
 * @device: the device
 * @data: what was encrypted with RSAES-OAEP
 * @len: its octets
 * @mac: address of the device, which is in it, too
 * @pre_pak: the pre-PAK
 * @err: filled on failure, with WMAN_REASON_PRE_PAK
 *
 * Return: true when there was a pre-PAK for this device in it.
 */
bool eap_device_open_pre_pak(const struct eap_device *device, const uint8_t *data, size_t len,
			     const uint8_t *mac, uint8_t pre_pak[WMAN_PRE_PAK_LEN],
			     struct eap_error *err);

#ifdef __cplusplus
}
#endif

#endif
