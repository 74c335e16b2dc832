/* SPDX-License-Identifier: BSD-3-Clause */
/* X.509 certificates of subscriber stations, as PKMv1 and RSA authorization know them. */
#ifndef WMAN_DEVICE_CERT_H
#define WMAN_DEVICE_CERT_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <openssl/x509.h>

#include <linux/wman.h>

#define DEVICE_CERT_NO_DATES ((time_t)-1)

/**
 * device_cert_check() - whether a certificate can be that of a station
 * @cert: the certificate; who signed it is not looked at
 * @mac: MAC address of the station, six octets; NULL when it is not known
 * @now: time of day; or DEVICE_CERT_NO_DATES when the dates are not to be looked at
 *
 * Its key is RSA of 1024 or 2048 bits with exponent 65537, a CN of its subject is the MAC address
 * (hexadecimal digits of either case, with colons, dashes or nothing between the octets).
 *
 * Return: WMAN_REASON_NONE, or the first of _CERT_KEY, _CERT_NOT_YET_VALID, _CERT_EXPIRED, _CERT_MAC.
 */
enum wman_reason device_cert_check(X509 *cert, const uint8_t *mac, time_t now);
enum wman_reason device_cert_check_der(const uint8_t *der, size_t len, const uint8_t *mac,
				       time_t now);

#endif
