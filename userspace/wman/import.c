// SPDX-License-Identifier: BSD-3-Clause
#include "import/import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

static const struct import_format *const formats[] = {
	&import_supplicant,
	&import_beceem,
	&import_intel,
	&import_gctwimax,
};

/* What may stand behind the file */
static const struct {
	const char *word;
	enum import_key key;
} files[] = {
	{ "ca", IMPORT_CA_CERT },
	{ "cert", IMPORT_CLIENT_CERT },
	{ "key", IMPORT_PRIVATE_KEY },
};

#define N_ELEMENTS(a) (sizeof(a) / sizeof((a)[0]))

static const struct import_format *take_format(struct cli *cli)
{
	const char *word = words_take(&cli->words);
	size_t i;

	for (i = 0; i < N_ELEMENTS(formats); i++)
		if (words_short_for(word, formats[i]->name))
			return formats[i];
	return NULL;
}

/* [to FILE] [ca FILE] [cert FILE] [key FILE] */
static int take_arguments(struct cli *cli, struct import *im, const char **to)
{
	const char *word, **value;
	size_t i;

	while ((word = words_take(&cli->words))) {
		for (i = 0; i < N_ELEMENTS(files) && strcmp(word, files[i].word); i++)
			;
		if (i == N_ELEMENTS(files) && strcmp(word, "to"))
			return cli_usage(cli, "'%s' was not expected", word);
		value = i == N_ELEMENTS(files) ? to : &im->file[files[i].key];
		*value = words_take(&cli->words);
		if (!*value)
			return cli_usage(cli, "%s needs a file", word);
	}
	return CLI_OK;
}

/* A new file that nobody else can read: it may have secrets. */
static int write_new(const char *path, const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	int ret = CLI_OK;
	ssize_t n;

	if (fd < 0)
		return cli_error("%s: %s", path, strerror(errno));
	/* whatever the umask took */
	if (fchmod(fd, 0600))
		ret = cli_error("%s: %s", path, strerror(errno));
	for (; ret == CLI_OK && len; text += n, len -= (size_t)n) {
		n = write(fd, text, len);
		if (n < 0 && errno == EINTR)
			n = 0;
		else if (n <= 0)
			ret = cli_error("%s: %s", path, strerror(errno));
	}
	if (close(fd) && ret == CLI_OK)
		ret = cli_error("%s: %s", path, strerror(errno));
	if (ret != CLI_OK)
		unlink(path);
	return ret;
}

static int put_result(const struct import *im, const char *to, const char *text, size_t len)
{
	int ret = CLI_OK;

	if (!im->networks)
		return cli_error("%s: no network that wmand could use; nothing is written",
				 im->path);
	if (to)
		ret = write_new(to, text, len);
	else
		fwrite(text, 1, len, stdout);
	return ret != CLI_OK ? ret : im->left_out ? CLI_PARTLY : CLI_OK;
}

static int convert(struct import *im, const struct import_format *format, FILE *in, const char *to)
{
	char *text = NULL;
	size_t len = 0;
	bool failed;
	int ret;

	im->out = open_memstream(&text, &len);
	if (!im->out)
		return cli_error("out of memory");
	fprintf(im->out, "# by wman import from %s\n\n", format->what);
	format->read(im, in);
	import_clear(im);
	failed = ferror(in) || ferror(im->out);
	failed |= fclose(im->out) != 0;
	if (!text)
		return cli_error("out of memory");
	ret = failed ? cli_error("%s: cannot be read", im->path) : put_result(im, to, text, len);
	explicit_bzero(text, len);
	free(text);
	return ret;
}

/**
 * import_run() - wman import FORMAT FILE [to FILE] [ca FILE] [cert FILE] [key FILE]
 * @cli: the invocation
 *
 * Return: enum cli_exit; CLI_PARTLY when something was left out, CLI_ERROR when no network remains.
 */
int import_run(struct cli *cli)
{
	struct import im = { .err = stderr };
	const struct import_format *format;
	const char *to = NULL;
	FILE *in = stdin;
	int ret;

	if (cli->json)
		return cli_usage(cli, "the output is a configuration, not JSON");
	format = take_format(cli);
	if (!format)
		return cli_usage(cli, "expected one of: wpa_supplicant, beceem, intel, gctwimax");
	im.path = words_take(&cli->words);
	if (!im.path)
		return cli_usage(cli, "expected a file, or - for standard input");
	ret = take_arguments(cli, &im, &to);
	if (ret)
		return ret;
	if (strcmp(im.path, "-"))
		in = fopen(im.path, "re");
	if (!in)
		return cli_error("%s: %s", im.path, strerror(errno));
	ret = convert(&im, format, in, to);
	if (in != stdin)
		fclose(in);
	return ret;
}
