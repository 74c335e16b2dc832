// SPDX-License-Identifier: BSD-3-Clause
#include "radius_address.h"

#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* getaddrinfo() takes any number and cuts it to 16 bits. */
static bool is_port(const char *s)
{
	unsigned long n;
	char *end;

	n = strtoul(s, &end, 10);
	return *s >= '0' && *s <= '9' && !*end && n > 0 && n <= UINT16_MAX;
}

/*
 * Split "host:port", "[v6]:port", "v6" or "host", in place; false when it does not parse. Whatever
 * has more than one colon outside of brackets is an address of IPv6.
 */
static bool split_host_port(char *s, char **host, char **port)
{
	char *end;

	*port = NULL;
	*host = s;
	if (*s == '[') {
		*host = s + 1;
		end = strchr(s, ']');
		if (!end || (end[1] && end[1] != ':'))
			return false;
		*end = '\0';
		if (end[1])
			*port = end + 2;
	} else {
		end = strchr(s, ':');
		if (end && !strchr(end + 1, ':')) {
			*end = '\0';
			*port = end + 1;
		}
	}
	return **host && (!*port || is_port(*port));
}

char *radius_host(const char *host_port)
{
	char *copy = strdup(host_port), *host, *port, *found = NULL;

	if (copy && split_host_port(copy, &host, &port))
		found = strdup(host);
	free(copy);
	return found;
}

int radius_resolve(const char *host_port, const char *default_port, struct radius_address *addr,
		   char *err, size_t err_len)
{
	const struct addrinfo hints = {
		.ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_DGRAM,
		.ai_flags = AI_NUMERICSERV,
	};
	struct addrinfo *ai;
	char *host, *port;
	char copy[256];
	int ret;

	ret = snprintf(copy, sizeof(copy), "%s", host_port);
	if (ret < 0 || (size_t)ret >= sizeof(copy) || !split_host_port(copy, &host, &port)) {
		snprintf(err, err_len, "RADIUS server '%s' is not HOST:PORT", host_port);
		return -EINVAL;
	}
	ret = getaddrinfo(host, port ? port : default_port, &hints, &ai);
	if (ret) {
		snprintf(err, err_len, "RADIUS server %s: %s", host_port, gai_strerror(ret));
		return -EINVAL;
	}
	memset(addr, 0, sizeof(*addr));
	memcpy(&addr->addr, ai->ai_addr, ai->ai_addrlen);
	addr->len = ai->ai_addrlen;
	freeaddrinfo(ai);
	return 0;
}
