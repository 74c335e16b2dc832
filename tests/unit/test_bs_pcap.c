// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: captures. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "wman-bs/pcap.h"

#define FILE_HEADER   24
#define RECORD_HEADER 16
#define FRAME_LEN     1000
#define DISK	      6000 /* octets until it is full */

static void write_frames(struct bs_pcap *pcap, unsigned int n)
{
	u8 frame[FRAME_LEN];

	memset(frame, 0x5a, sizeof(frame));
	while (n--) {
		bs_pcap_write(pcap, frame, sizeof(frame));
		bs_pcap_flush(pcap);
	}
}

/* Records that are whole, from the beginning; where they end is an end of file, or there is a record. */
static unsigned int whole_records(const char *path)
{
	u8 header[RECORD_HEADER], frame[FRAME_LEN];
	FILE *f = fopen(path, "r");
	unsigned int n = 0;
	u32 len;

	assert_non_null(f);
	assert_int_equal(fseek(f, FILE_HEADER, SEEK_SET), 0);
	while (fread(header, sizeof(header), 1, f) == 1) {
		memcpy(&len, header + 8, sizeof(len));
		assert_int_equal(len, FRAME_LEN);
		if (fread(frame, sizeof(frame), 1, f) != 1)
			break;
		assert_int_equal(frame[0], 0x5a);
		assert_int_equal(frame[FRAME_LEN - 1], 0x5a);
		n++;
	}
	assert_true(feof(f));
	fclose(f);
	return n;
}

/* A disk that was full costs the capture its rest, and nothing of what is there. */
static void test_full(void **state)
{
	char path[] = "/tmp/bs_pcap.XXXXXX";
	struct rlimit old, small;
	struct bs_pcap *pcap;

	close(mkstemp(path));
	pcap = bs_pcap_open(path);
	assert_non_null(pcap);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = DISK;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	write_frames(pcap, 10);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	write_frames(pcap, 3);
	bs_pcap_close(pcap);
	assert_int_equal(whole_records(path), (DISK - FILE_HEADER) / (RECORD_HEADER + FRAME_LEN));
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
