// SPDX-License-Identifier: BSD-3-Clause
#include "local.h"

#include <errno.h>
#include <libgen.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static int set_path(struct sockaddr_un *addr, const char *path)
{
	if (strlen(path) >= sizeof(addr->sun_path))
		return -ENAMETOOLONG;
	memset(addr, 0, sizeof(*addr));
	addr->sun_family = AF_UNIX;
	strcpy(addr->sun_path, path);
	return 0;
}

/* A socket that a program left which did not end well is in nobody's use. */
static bool is_stale(const struct sockaddr_un *addr, int type)
{
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool stale;

	stale = fd >= 0 && connect(fd, (const struct sockaddr *)addr, sizeof(*addr)) &&
		errno == ECONNREFUSED;
	if (fd >= 0)
		close(fd);
	return stale;
}

static int bind_private(int fd, const struct sockaddr_un *addr, int type)
{
	mode_t mask = umask(0177);
	int ret;

	ret = bind(fd, (const struct sockaddr *)addr, sizeof(*addr)) ? -errno : 0;
	if (ret == -EADDRINUSE && is_stale(addr, type) && !unlink(addr->sun_path))
		ret = bind(fd, (const struct sockaddr *)addr, sizeof(*addr)) ? -errno : 0;
	umask(mask);
	return ret;
}

/**
 * local_listen() - make a socket with mode 0600
 * @path: where; its directory is made when it is missing
 * @type: SOCK_STREAM or SOCK_SEQPACKET
 * @backlog: connections that may wait
 * @addr: for its address; sun_path is to be removed at the end
 *
 * Return: a descriptor that does not block, or a negative errno: -EADDRINUSE when somebody listens
 * there, -ENAMETOOLONG.
 */
int local_listen(const char *path, int type, int backlog, struct sockaddr_un *addr)
{
	char dir[sizeof(addr->sun_path)];
	int fd, ret;

	ret = set_path(addr, path);
	if (ret)
		return ret;
	strcpy(dir, path);
	/* below /run nothing outlives a boot; when this fails, bind() says why */
	mkdir(dirname(dir), 0755);
	fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	ret = bind_private(fd, addr, type);
	if (!ret && listen(fd, backlog)) {
		ret = -errno;
		unlink(path);
	}
	if (!ret)
		return fd;
	close(fd);
	return ret;
}

/**
 * local_connect() - connect to a socket
 * @path: where it is
 * @type: as it was made
 *
 * Return: a descriptor, or a negative errno.
 */
int local_connect(const char *path, int type)
{
	struct sockaddr_un addr;
	int fd, ret;

	ret = set_path(&addr, path);
	if (ret)
		return ret;
	fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (!connect(fd, (struct sockaddr *)&addr, sizeof(addr)))
		return fd;
	ret = -errno;
	close(fd);
	return ret;
}

static bool is_user(int fd, uid_t one, uid_t other)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	return !getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) &&
	       (peer.uid == one || peer.uid == other);
}

/**
 * local_is_allowed() - whether the other end is root or the user that runs this program
 * @fd: a connection
 *
 * Return: false also when that cannot be told.
 */
bool local_is_allowed(int fd)
{
	return is_user(fd, 0, geteuid());
}

/**
 * local_is_root() - whether the other end is root
 * @fd: a connection
 *
 * Return: false also when that cannot be told.
 */
bool local_is_root(int fd)
{
	return is_user(fd, 0, 0);
}
