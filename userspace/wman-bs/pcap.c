// SPDX-License-Identifier: BSD-3-Clause
#include "pcap.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "output.h"

#define MAGIC	      0xa1b2c3d4u /* in the order of this machine; microseconds */
#define SNAPLEN	      65535
#define LINK_ETHERNET 1

struct bs_pcap {
	FILE *f;
};

struct file_header {
	u32 magic;
	u16 major;
	u16 minor;
	u32 zone;
	u32 sigfigs;
	u32 snaplen;
	u32 link;
};

struct record_header {
	u32 sec;
	u32 usec;
	u32 stored;
	u32 len;
};

struct bs_pcap *bs_pcap_open(const char *path)
{
	static const struct file_header header = {
		.magic = MAGIC,
		.major = 2,
		.minor = 4,
		.snaplen = SNAPLEN,
		.link = LINK_ETHERNET,
	};
	struct bs_pcap *pcap = calloc(1, sizeof(*pcap));

	if (!pcap)
		return NULL;
	pcap->f = fopen(path, "we");
	if (pcap->f && fwrite(&header, sizeof(header), 1, pcap->f) == 1 && !fflush(pcap->f))
		return pcap;
	bs_pcap_close(pcap);
	return NULL;
}

bool bs_pcap_is(const struct bs_pcap *pcap, const char *path)
{
	return pcap && bs_output_is(pcap->f, path);
}

void bs_pcap_close(struct bs_pcap *pcap)
{
	int saved = errno;

	if (!pcap)
		return;
	if (pcap->f)
		fclose(pcap->f);
	free(pcap);
	errno = saved;
}

void bs_pcap_write(struct bs_pcap *pcap, const u8 *frame, size_t len)
{
	struct record_header record = { .stored = (u32)len, .len = (u32)len };
	struct timespec now;

	/*
	 * A disk that is full costs the capture its rest, not the base station its work: what came
	 * behind a hole could not be told from a record.
	 */
	if (!pcap || ferror(pcap->f))
		return;
	clock_gettime(CLOCK_REALTIME, &now);
	record.sec = (u32)now.tv_sec;
	record.usec = (u32)(now.tv_nsec / 1000);
	if (fwrite(&record, sizeof(record), 1, pcap->f) == 1)
		fwrite(frame, 1, len, pcap->f);
}

void bs_pcap_flush(struct bs_pcap *pcap)
{
	if (pcap)
		fflush(pcap->f);
}
