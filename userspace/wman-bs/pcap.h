/* SPDX-License-Identifier: BSD-3-Clause */
/* Capture file of the air: pcap, Ethernet. */
#ifndef _BS_PCAP_H
#define _BS_PCAP_H

#include "env.h"

struct bs_pcap;

/**
 * bs_pcap_open() - begin a capture
 * @path: the file, which is emptied
 *
 * Return: the capture, or NULL with errno set.
 */
struct bs_pcap *bs_pcap_open(const char *path);

/**
 * bs_pcap_is() - whether it goes to the file that a path names now
 * @pcap: from bs_pcap_open(), or NULL
 * @path: the path
 *
 * Return: false when there is none, or its file was moved away.
 */
bool bs_pcap_is(const struct bs_pcap *pcap, const char *path);

/**
 * bs_pcap_close() - write what is buffered and close
 * @pcap: from bs_pcap_open(), or NULL
 */
void bs_pcap_close(struct bs_pcap *pcap);

/**
 * bs_pcap_write() - add a frame
 * @pcap: the capture, or NULL
 * @frame: from its destination address
 * @len: its octets
 */
void bs_pcap_write(struct bs_pcap *pcap, const u8 *frame, size_t len);

/**
 * bs_pcap_flush() - write what is buffered
 * @pcap: the capture, or NULL
 */
void bs_pcap_flush(struct bs_pcap *pcap);

#endif
