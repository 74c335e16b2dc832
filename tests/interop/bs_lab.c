// SPDX-License-Identifier: BSD-3-Clause
/*
 * A base station with one scripted subscriber in one process, on the AAA servers of its options; no
 * interface and no privilege is needed.
 *
 *   bs-lab OPTION VALUE...
 *
 * Lines on standard input: "enter" (a subscriber, 02:16:00:00:01:00 and on, enters the network), "up N"
 * (so many packets of 24 octets), anything else is a command of wman-bs(8). Each is answered; at the
 * end of the input the base station ends.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bs_station.h"
#include "log.h"

#define PATIENCE_MS 20000

static const u8 packet[] = { 0x45, 0,  0, 24, 0,  0,  0, 0, 64,	 17,  0,   0,
			     10,   16, 0, 2,  10, 16, 0, 1, 'u', 'p', '!', '!' };

static struct bs_lab *lab;
static struct bs_station *st;
static unsigned int frames;
static char input[1024];
static size_t input_len;

static bool operational(struct bs_lab *unused)
{
	const struct bs_ss *ss = bs_ss_find(lab->bs, st->mac);

	return bs_station_ready(st) && ss && ss->open;
}

static bool arrived(struct bs_lab *unused)
{
	return lab->tap_frames >= frames;
}

static const char *enter(void)
{
	st = bs_station_new(lab, (u8)lab->n_stations);
	bs_station_range(st);
	return bs_lab_run(lab, operational, PATIENCE_MS) ? "ok\n" : "error: it did not get in\n";
}

static const char *up(unsigned int n)
{
	frames = lab->tap_frames + n;
	while (n--)
		bs_station_send(st, WMAN_CS_IPV4, packet, sizeof(packet));
	return bs_lab_run(lab, arrived, PATIENCE_MS) ? "ok\n" : "error: packets were lost\n";
}

static void readable(void *arg, uint32_t events)
{
	ssize_t got = read(STDIN_FILENO, input + input_len, sizeof(input) - 1 - input_len);

	if (got <= 0) {
		loop_del_fd(lab->loop, STDIN_FILENO);
		bs_end(lab->bs);
		return;
	}
	input_len += (size_t)got;
	input[input_len] = '\0';
	loop_quit(lab->loop);
}

/* Outside of the loop, which some of them run themselves. */
static void take_lines(void)
{
	unsigned int n;
	char *end;

	while ((end = strchr(input, '\n'))) {
		*end = '\0';
		fputs(!strcmp(input, "enter")	      ? enter() :
		      sscanf(input, "up %u", &n) == 1 ? up(n) :
							bs_lab_command(lab, input),
		      stdout);
		fflush(stdout);
		input_len -= (size_t)(end + 1 - input);
		memmove(input, end + 1, input_len + 1);
	}
}

static void ends(void *arg, int signo)
{
	lab->bs->ending = true;
	loop_quit(lab->loop);
}

int main(int argc, char **argv)
{
	const char *options[64] = { NULL };
	int i;

	if (argc > 60 || argc % 2 == 0)
		return 2;
	for (i = 1; i < argc; i++)
		options[i - 1] = argv[i];
	log_open("bs-lab");
	signal(SIGPIPE, SIG_IGN);
	lab = bs_lab_new(options);
	loop_add_signal(lab->loop, SIGTERM, ends, NULL);
	puts("ready");
	fflush(stdout);
	while (!lab->bs->ending) {
		loop_add_fd(lab->loop, STDIN_FILENO, EPOLLIN, readable, NULL);
		loop_run(lab->loop);
		loop_del_fd(lab->loop, STDIN_FILENO);
		take_lines();
	}
	bs_lab_free(lab);
	return 0;
}
