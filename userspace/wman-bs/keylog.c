// SPDX-License-Identifier: BSD-3-Clause
#include "keylog.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bs.h"
#include "log.h"
#include "output.h"

struct bs_keylog {
	FILE *f;
};

struct bs_keylog *bs_keylog_open(const char *path)
{
	struct bs_keylog *log = calloc(1, sizeof(*log));
	int fd;

	if (!log)
		return NULL;
	/* a file that is there may be open to others, or be another file's name */
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
	log->f = fd < 0 ? NULL : fdopen(fd, "w");
	if (!log->f) {
		if (fd >= 0)
			close(fd);
		free(log);
		return NULL;
	}
	/* keys do not stay behind in the memory of a buffer */
	setvbuf(log->f, NULL, _IONBF, 0);
	log_warn("ALL KEYS ARE WRITTEN TO %s: whoever reads it reads all traffic", path);
	fputs("# wman-bs key log, version 1: whoever has it reads all traffic\n", log->f);
	return log;
}

bool bs_keylog_is(const struct bs_keylog *log, const char *path)
{
	return log && bs_output_is(log->f, path);
}

void bs_keylog_close(struct bs_keylog *log)
{
	if (!log)
		return;
	fclose(log->f);
	free(log);
}

static void put_hex(struct bs_keylog *log, const char *name, const u8 *octets, size_t len)
{
	size_t i;

	fprintf(log->f, " %s=", name);
	for (i = 0; i < len; i++)
		fprintf(log->f, "%02x", octets[i]);
}

static void put_mac(struct bs_keylog *log, const char *name, const u8 *mac)
{
	fprintf(log->f, " %s=%02x:%02x:%02x:%02x:%02x:%02x", name, mac[0], mac[1], mac[2], mac[3],
		mac[4], mac[5]);
}

static void begin(struct bs_keylog *log, const char *kind, u64 expires)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	fprintf(log->f, "%s time=%lld.%06ld lifetime=%u", kind, (long long)now.tv_sec,
		now.tv_nsec / 1000, bs_seconds_left(expires));
}

void bs_keylog_ak(struct bs_keylog *log, const u8 *mac, const u8 *bsid, const struct bs_ak *ak)
{
	if (!log)
		return;
	begin(log, "ak", ak->expires);
	put_mac(log, "ss", mac);
	put_mac(log, "bsid", bsid);
	fprintf(log->f, " sn=%u", ak->sn);
	if (ak->mode == WMAN_KDF_SHA1) {
		put_hex(log, "hmac_u", ak->hmac.u, sizeof(ak->hmac.u));
		put_hex(log, "hmac_d", ak->hmac.d, sizeof(ak->hmac.d));
	} else {
		fprintf(log->f, " key_count=%u", ak->count);
		put_hex(log, "akid", ak->akid, sizeof(ak->akid));
		put_hex(log, "cmac_u", ak->keys.u, sizeof(ak->keys.u));
		put_hex(log, "cmac_d", ak->keys.d, sizeof(ak->keys.d));
	}
	put_hex(log, "kek", bs_ak_kek(ak), WMAN_KEK_LEN);
	fputc('\n', log->f);
}

void bs_keylog_tek(struct bs_keylog *log, const u8 *mac, u16 said, u32 suite,
		   const struct bs_tek *tek)
{
	if (!log)
		return;
	begin(log, "tek", tek->expires);
	if (mac)
		put_mac(log, "ss", mac);
	fprintf(log->f, " said=%u eks=%u suite=%06x", said, tek->sn, suite);
	put_hex(log, "key", tek->key, sizeof(tek->key));
	fputc('\n', log->f);
}

void bs_keylog_gkek(struct bs_keylog *log, u16 said, const struct bs_gkek *gkek)
{
	if (!log)
		return;
	begin(log, "gkek", gkek->expires);
	fprintf(log->f, " said=%u sn=%u", said, gkek->sn);
	put_hex(log, "key", gkek->key, sizeof(gkek->key));
	fputc('\n', log->f);
}
