/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The agent: a socket of user space that runs EAP for the kernel.
 *
 * The contract: an exchange that was announced is completed exactly once; after completion the
 * kernel accepts nothing more for it.
 *
 * An exchange is announced to the agent (agent-ready), pulled by it (agent-accept), carries EAP
 * packets both ways (agent-frame) and is completed by the agent (agent-done), by the kernel
 * (agent-cancel), or by the death of the agent's socket, whichever the control thread sees first;
 * completion clears the cookie, and that decides all later claims. A cookie is never used again.
 *
 * An exchange of PKMv1 carries certificates (rsa-certificate) to the kernel and an AUTH-Key
 * (rsa-request) to the agent instead of EAP, and its success is rsa-done; all else is the same. One
 * of RSA authorization carries the certificate, then messages to be signed (rsa-sign) and verified
 * (rsa-verify) to the agent and rsa-answer back.
 *
 * One of policy none carries nothing: its success is the word that the network allows it.
 *
 * The TEKs of a suite that wraps them by RSA are no exchange, see tek_rsa.h: they are decrypted at
 * any time, also while an exchange runs.
 *
 * One exchange per station at the most. Until it is accepted it holds one EAP packet, the last.
 */
#ifndef _WMAN_AGENT_H
#define _WMAN_AGENT_H

#include <linux/types.h>
#include <linux/workqueue.h>
#include <linux/wman.h>

#include "octets.h"
#include "offer.h"

struct net;
struct wman_dev;

/**
 * struct wman_agent - a station's side of the contract
 * @portid: socket bound to this station alone, or 0; under wman_net.lock
 * @work: brings a change of binding to the control thread
 * @lost: the socket that served was closed; a new one may have its number
 * @cookie: the exchange, or 0 when there is none
 * @served_by: socket that it was announced to
 * @accepted: the agent has pulled it
 * @reauth: it renews the AK of an authorized station
 * @about: what it is about, enum wman_auth_exchange
 * @frame: packet that waits for agent-accept; of most stations most of the time none does
 * @frame_len: its octets, 0 when there is none
 * @network: name for the agent to choose credentials by
 * @insecure: the last exchange did not verify the server
 * @suites: those that the network of the last exchange allows; empty for all
 */
struct wman_agent {
	u32 portid;
	struct work_struct work;
	bool lost;
	u64 cookie;
	u32 served_by;
	bool accepted;
	bool reauth;
	u8 about;
	u16 frame_len;
	u8 *frame;
	char network[WMAN_NETWORK_NAME_MAX + 1];
	bool insecure;
	struct wman_suites suites;
};

/**
 * struct wman_agent_result - what agent-done says
 * @cookie: of the exchange
 * @success: EAP succeeded, or @unprotected
 * @unprotected: the network allows to do without authorization
 * @msk: 64 octets, when @success and not @unprotected; in the netlink message, which the caller
 *	wipes
 * @lifetime_s: of the PMK, or 0
 * @reason: when not @success
 * @permanent: trying again makes no sense
 * @insecure: the server was not verified
 * @signature: of the refusal of an RSA-Reply; empty otherwise
 * @suites: that the network allows, when EAP is all there is or comes first; empty for all
 */
struct wman_agent_result {
	u64 cookie;
	bool success;
	bool unprotected;
	const u8 *msk;
	u32 lifetime_s;
	enum wman_reason reason;
	bool permanent;
	bool insecure;
	struct wman_octets signature;
	struct wman_suites suites;
};

/**
 * struct wman_agent_rsa - what rsa-done says
 * @cookie: of the exchange
 * @ak: WMAN_AK_LEN octets of PKMv1, or NULL; in the netlink message, which the caller wipes
 * @pre_pak: WMAN_PRE_PAK_LEN octets of RSA authorization, or NULL; likewise
 * @signature: of the acknowledgement, with @pre_pak
 * @insecure: the dates of the base station's certificate were not verified
 */
struct wman_agent_rsa {
	u64 cookie;
	const u8 *ak;
	const u8 *pre_pak;
	struct wman_octets signature;
	bool insecure;
};

/**
 * wman_agent_init() - begin a station's side
 * @wdev: the station, being registered
 *
 * Context: process; enters it into its namespace's list.
 */
void wman_agent_init(struct wman_dev *wdev);

/**
 * wman_agent_exit() - end it
 * @wdev: the station, being unregistered
 *
 * Context: process.
 */
void wman_agent_exit(struct wman_dev *wdev);

/**
 * wman_agent_bind() - a socket offers to serve
 * @net: namespace of the socket
 * @wdev: one station, or NULL for all of the namespace that have no agent of their own
 * @portid: the socket
 *
 * Context: process.
 * Return: 0, also when it is bound already; -EBUSY when another socket is.
 */
int wman_agent_bind(struct net *net, struct wman_dev *wdev, u32 portid);

/**
 * wman_agent_released() - a socket was closed
 * @net: its namespace
 * @portid: the socket
 *
 * Context: process. Pending exchanges of it end.
 */
void wman_agent_released(struct net *net, u32 portid);

/**
 * wman_agent_portid() - who serves a station
 * @wdev: the station
 *
 * Context: any.
 * Return: the socket, or 0.
 */
u32 wman_agent_portid(struct wman_dev *wdev);

/**
 * wman_agent_new_cookie() - name something that the agent is asked
 *
 * Context: any.
 * Return: a number that nothing had before.
 */
u64 wman_agent_new_cookie(void);

/**
 * wman_agent_announce() - begin an exchange
 * @wdev: the station
 * @reauth: the station is authorized
 *
 * Context: control thread.
 */
void wman_agent_announce(struct wman_dev *wdev, bool reauth);

/**
 * wman_agent_deliver() - an EAP packet for the agent
 * @wdev: the station, with an exchange
 * @frame: the packet
 * @len: its octets, 4 to WMAN_EAP_FRAME_MAX
 *
 * Context: control thread. A packet that the agent's socket cannot take is counted and lost; the
 * base station repeats it.
 */
void wman_agent_deliver(struct wman_dev *wdev, const u8 *frame, size_t len);

/**
 * wman_agent_cancel() - the kernel ends the exchange
 * @wdev: the station; nothing happens when it has none
 * @reason: told to the agent
 *
 * Context: control thread.
 */
void wman_agent_cancel(struct wman_dev *wdev, enum wman_reason reason);

/**
 * wman_agent_accept() - the agent pulls the exchange
 * @wdev: the station
 * @portid: the socket
 *
 * Context: control thread. The caller replies and then calls wman_agent_accepted().
 * Return: 0, -ENOENT when nothing is pending, -EPERM when it was announced to another socket.
 */
int wman_agent_accept(struct wman_dev *wdev, u32 portid);

/**
 * wman_agent_accepted() - the reply to agent-accept is on its way
 * @wdev: the station
 *
 * Context: control thread. Sends the packet that waited.
 */
void wman_agent_accepted(struct wman_dev *wdev);

/**
 * wman_agent_frame() - the agent answers
 * @wdev: the station
 * @portid: the socket
 * @cookie: of the exchange
 * @frame: EAP packet
 * @len: its octets
 *
 * Context: control thread.
 * Return: 0; -ESTALE when the exchange is over; -EPERM for another socket; -EPROTO when it is not
 * about EAP; -EINVAL when the length in the packet is not @len; -ENOLINK without a link.
 */
int wman_agent_frame(struct wman_dev *wdev, u32 portid, u64 cookie, const u8 *frame, size_t len);

/**
 * wman_agent_done() - the agent completes the exchange
 * @wdev: the station
 * @portid: the socket
 * @res: the result
 *
 * Context: control thread.
 * Return: 0; -ESTALE when the exchange is over; -EPERM for another socket; -EPROTO for an MSK when
 * it is not about EAP, for suites when it is not the first EAP, for the permission to do without
 * authorization when nobody asked for it; -EOPNOTSUPP when none of the suites can be offered.
 */
int wman_agent_done(struct wman_dev *wdev, u32 portid, const struct wman_agent_result *res);

/**
 * wman_agent_certificate() - the agent gives the certificates of an exchange about its private key
 * @wdev: the station
 * @portid: the socket
 * @cookie: of the exchange
 * @certificate: of the device
 * @ca: of the CA that issued it; empty where it is not needed, which is in RSA authorization
 * @suites: that the network allows; empty for all
 *
 * Context: control thread.
 * Return: 0; -ESTALE when the exchange is over; -EPERM for another socket; -EPROTO when it is about
 * EAP, or about PKMv1 without @ca; -EOPNOTSUPP when none of @suites can be offered.
 */
int wman_agent_certificate(struct wman_dev *wdev, u32 portid, u64 cookie,
			   const struct wman_octets *certificate, const struct wman_octets *ca,
			   const struct wman_suites *suites);

/**
 * wman_agent_rsa_answer() - the agent signed a message, or did not believe one
 * @wdev: the station
 * @portid: the socket
 * @cookie: of the exchange
 * @signature: SigSS of RSA-Request, or NULL
 * @reason: why a message is dropped, without @signature
 *
 * Context: control thread.
 * Return: 0; -ESTALE when the exchange is over; -EPERM for another socket; -EPROTO when it is not
 * about RSA authorization, or when nothing was to be signed.
 */
int wman_agent_rsa_answer(struct wman_dev *wdev, u32 portid, u64 cookie,
			  const struct wman_octets *signature, enum wman_reason reason);

/**
 * wman_agent_rsa_done() - the agent completes an exchange about its private key
 * @wdev: the station
 * @portid: the socket
 * @rsa: with what
 *
 * Context: control thread.
 * Return: 0; -ESTALE when the exchange is over; -EPERM for another socket; -EPROTO when it is about
 * something else, or when neither AUTH-Key nor RSA-Reply was given to it.
 */
int wman_agent_rsa_done(struct wman_dev *wdev, u32 portid, const struct wman_agent_rsa *rsa);

/* Per-namespace state, see agent.c */
int wman_agent_net_init(void);
void wman_agent_net_exit(void);

#endif
