// SPDX-License-Identifier: BSD-3-Clause
#include "control.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cli.h"
#include "local.h"

/**
 * control_take_path() - take "socket PATH" if it is there
 * @cli: the invocation
 *
 * Return: the path, or NULL after a message without one.
 */
const char *control_take_path(struct cli *cli)
{
	const char *path = LOCAL_CONTROL_PATH;

	if (words_take_keyword(&cli->words, "socket")) {
		path = words_take(&cli->words);
		if (!path)
			cli_usage(cli, "expected the path of a socket");
	}
	return path;
}

/* Return: CLI_OK when the line that ends an answer came. */
static int read_answer(FILE *f, control_fn fn, void *ctx)
{
	int ret = CLI_ERROR, len;
	char line[4096], *rest;
	bool ended = false;

	while (!ended && fgets(line, sizeof(line), f)) {
		len = (int)strcspn(line, "\n");
		line[len] = '\0';
		rest = line + strcspn(line, " ");
		if (*rest)
			*rest++ = '\0';
		if (!strcmp(line, "ok"))
			ret = CLI_OK;
		else if (!strcmp(line, "error"))
			ret = cli_error("wmand: %s", rest);
		else
			fn(ctx, line, rest);
		ended = !strcmp(line, "ok") || !strcmp(line, "error");
	}
	explicit_bzero(line, sizeof(line));
	return ended ? ret : cli_error("wmand ended the connection");
}

/**
 * control_call() - ask wmand
 * @path: its socket
 * @request: a line, with its end
 * @fn: called for each line of the answer but the last
 * @ctx: first argument of @fn
 *
 * Return: CLI_OK or CLI_ERROR.
 */
int control_call(const char *path, const char *request, control_fn fn, void *ctx)
{
	int fd = local_connect(path, SOCK_STREAM), ret;
	size_t len = strlen(request);
	char buffer[BUFSIZ];
	FILE *f;

	if (fd < 0)
		return cli_error("%s: %s (is wmand running?)", path, strerror(-fd));
	f = fdopen(fd, "r");
	if (!f) {
		close(fd);
		return cli_error("out of memory");
	}
	/* a buffer of its own, to be wiped: an answer may be a key */
	setvbuf(f, buffer, _IOFBF, sizeof(buffer));
	if (send(fd, request, len, MSG_NOSIGNAL) != (ssize_t)len)
		ret = cli_error("%s: %s", path, strerror(errno));
	else
		ret = read_answer(f, fn, ctx);
	fclose(f);
	explicit_bzero(buffer, sizeof(buffer));
	return ret;
}
