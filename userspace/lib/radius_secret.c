// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "radius.h"

__attribute__((format(printf, 3, 4))) static int fail(char *err, size_t err_len, const char *fmt,
						      ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(err, err_len, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

/**
 * radius_secret_read() - read a shared secret from a file
 * @path: file; its first line without the line end is the secret
 * @secret: where to
 * @secret_len: octets of the secret
 * @err: text of the error, naming the file
 * @err_len: octets at @err
 *
 * Return: 0; -EINVAL when the file cannot be read, is open to group or others, or holds no
 * secret of 1 to RADIUS_SECRET_MAX octets.
 */
int radius_secret_read(const char *path, uint8_t secret[RADIUS_SECRET_MAX], size_t *secret_len,
		       char *err, size_t err_len)
{
	uint8_t buf[RADIUS_SECRET_MAX + 2];
	struct stat st;
	ssize_t n;
	size_t len;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail(err, err_len, "%s: %s", path, strerror(errno));
	n = fstat(fd, &st) ? -1 : read(fd, buf, sizeof(buf));
	if (n < 0)
		fail(err, err_len, "%s: %s", path, strerror(errno));
	close(fd);
	if (n < 0)
		return -EINVAL;
	for (len = 0; len < (size_t)n && buf[len] != '\n' && buf[len] != '\r'; len++)
		;
	if (st.st_mode & (S_IRWXG | S_IRWXO)) {
		fail(err, err_len, "%s: open to group or others (mode %03o): chmod 600", path,
		     st.st_mode & 0777);
		len = 0;
	} else if (!len || len > RADIUS_SECRET_MAX) {
		fail(err, err_len, "%s: the first line is not a secret of 1 to %d octets", path,
		     RADIUS_SECRET_MAX);
		len = 0;
	}
	memcpy(secret, buf, len);
	*secret_len = len;
	OPENSSL_cleanse(buf, sizeof(buf));
	return len ? 0 : -EINVAL;
}
