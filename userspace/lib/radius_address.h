/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses of RADIUS servers and clients. */
#ifndef WMAN_RADIUS_ADDRESS_H
#define WMAN_RADIUS_ADDRESS_H

#include <stddef.h>
#include <sys/socket.h>

/**
 * struct radius_address - where somebody is
 * @addr: address and port
 * @len: octets of @addr
 */
struct radius_address {
	struct sockaddr_storage addr;
	socklen_t len;
};

/**
 * radius_resolve() - find an address, now
 * @host_port: "HOST", "HOST:PORT", "IPV6" or "[IPV6]:PORT"
 * @default_port: when there is none
 * @addr: the address
 * @err: text of the error
 * @err_len: octets at @err
 *
 * Return: 0; -EINVAL when it does not parse or resolve.
 */
int radius_resolve(const char *host_port, const char *default_port, struct radius_address *addr,
		   char *err, size_t err_len);

/**
 * radius_host() - the host alone
 * @host_port: as above
 *
 * Return: it, to be freed; NULL when it does not parse, or without memory.
 */
char *radius_host(const char *host_port);

#endif
