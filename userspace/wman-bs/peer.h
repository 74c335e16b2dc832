/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Other base stations on this machine that PMKs are shared with: datagrams between Unix sockets,
 * which only their owner may send to. PMKs and TEKs cross in the clear there, and nowhere else.
 */
#ifndef _BS_PEER_H
#define _BS_PEER_H

#include "env.h"

struct bs;
struct bs_peer;
struct bs_message;

/**
 * bs_peer_open() - take what peers send
 * @bs: the base station
 * @path: path of its own socket
 *
 * Return: NULL after an error, with errno.
 */
struct bs_peer *bs_peer_open(struct bs *bs, const char *path);

/**
 * bs_peer_close() - close the socket and remove it
 * @peer: from bs_peer_open(), or NULL
 */
void bs_peer_close(struct bs_peer *peer);

/**
 * bs_peer_claim() - ask every peer for the PMK of a subscriber
 * @bs: the base station
 * @msg: its RNG-REQ; it is looked at again when an answer comes
 *
 * Return: false when there is nobody to ask.
 */
bool bs_peer_claim(struct bs *bs, const struct bs_message *msg);

#endif
