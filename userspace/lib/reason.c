// SPDX-License-Identifier: BSD-3-Clause
#include "reason.h"

#include <stddef.h>

static const char *const hints[WMAN_REASON_MAX + 1] = {
	[WMAN_REASON_CRC] = "the base station may use the other bit order: wman dev set NAME crc",
	[WMAN_REASON_CLEAR_DATA] = "the base station sends clear data on an encrypted flow",
	[WMAN_REASON_PN_REPLAY] = "if frames are reordered on the way, offer a larger pn-window",
	[WMAN_REASON_DIGEST_WRONG] =
		"the keys differ: compare the MAC address and BSID on both sides, and try the other "
		"edition",
	[WMAN_REASON_AKID] = "the keys differ: compare the MAC address and BSID on both sides",
	[WMAN_REASON_SA_LIMIT] = "raise sa-max",
	[WMAN_REASON_SUITE] = "offer a suite that the base station has: wman dev set NAME suite",
	[WMAN_REASON_LINK_LOST] = "no beacons arrive: check the air and the base station",
	[WMAN_REASON_NO_DL_MAP] =
		"check the air, the base station, and the BSID that was asked for",
	[WMAN_REASON_CARD_LOST] = "bring the card or its lower device back, then connect again",
	[WMAN_REASON_CARRIER_OFF] = "bring the lower device up and check its cable",
	[WMAN_REASON_RETRIES] = "the base station does not answer this station",
	[WMAN_REASON_SBC_DOWNGRADE] =
		"the base station, or someone between, asked for weaker security than was offered",
	[WMAN_REASON_SBC_NO_SECURITY] = "the base station does not authorize: check its settings",
	[WMAN_REASON_PARAMETERS_MISMATCH] =
		"someone may have changed SBC-RSP on the way, or the base station contradicts itself",
	[WMAN_REASON_NO_AGENT] = "start wmand",
	[WMAN_REASON_AGENT_CLOSED] = "wmand ended: see its log",
	[WMAN_REASON_AGENT_BUSY] = "wmand does not read its socket: see its log",
	[WMAN_REASON_EAP_TIMEOUT] = "the AAA server may be silent: see the base station's log",
	[WMAN_REASON_KEY_WAIT_TIMEOUT] =
		"the base station did not get the MSK: check what its AAA server hands out",
	[WMAN_REASON_SA_TEK_TIMEOUT] =
		"the base station may derive other keys: try the other edition",
	[WMAN_REASON_EAP_REJECTED] =
		"check the identity and certificate of this station in the AAA server's log",
	[WMAN_REASON_EAP_METHOD] = "check eap= of the network and the methods of the AAA server",
	[WMAN_REASON_TLS_UNTRUSTED] = "check ca_cert of the network",
	[WMAN_REASON_TLS_EXPIRED] = "renew the server's certificate; check the clock",
	[WMAN_REASON_TLS_NOT_YET_VALID] = "check the clock",
	[WMAN_REASON_TLS_NAME] = "check domain_match and its kin against the server's certificate",
	[WMAN_REASON_TLS_PURPOSE] = "the server's certificate needs extended key usage serverAuth",
	[WMAN_REASON_TLS_REVOKED] = "the AAA server needs another certificate",
	[WMAN_REASON_TLS_UNCHECKED] =
		"the AAA server needs a fresh OCSP response, or wmand a fresh CRL",
	[WMAN_REASON_AUTH_REJECT] =
		"the base station does not take this device: see its log, and its list of CAs",
	[WMAN_REASON_AUTH_INVALID] = "the base station, or somebody in its name, knows no AK",
	[WMAN_REASON_AUTH_KEY] =
		"the base station, or somebody in its name, encrypted to another certificate",
	[WMAN_REASON_POLICY] =
		"make policy of the network and of the device the same: wman dev set NAME policy",
	[WMAN_REASON_CERT_EXPIRED] = "renew the device's certificate; check the clock",
	[WMAN_REASON_CERT_NOT_YET_VALID] = "check the clock",
	[WMAN_REASON_CERT_MAC] = "the certificate is that of another device",
	[WMAN_REASON_CERT_KEY] = "PKMv1 needs a certificate with an RSA key",
	[WMAN_REASON_TLS_WEAK] = "the AAA server needs a stronger key or signature",
	[WMAN_REASON_TLS_VERSION] = "the AAA server must speak TLS 1.2 or 1.3",
	[WMAN_REASON_TLS_ALERT] = "the AAA server's log says what it did not accept",
	[WMAN_REASON_CLOCK_UNSET] =
		"set the clock; accept_unset_clock=1 does without, at the price of dates",
	[WMAN_REASON_CREDENTIALS] = "run wmand --check on its configuration",
	[WMAN_REASON_NO_NETWORK] = "add a network to wmand.conf, or name another one in connect",
	[WMAN_REASON_HELPER_INTERNAL] = "see the log of wmand",
};

/**
 * wman_reason_hint() - what may be done about a reason
 * @reason: any value
 *
 * Return: a phrase, or NULL when there is nothing to add to wman_reason_text().
 */
const char *wman_reason_hint(enum wman_reason reason)
{
	return reason <= WMAN_REASON_MAX ? hints[reason] : NULL;
}
