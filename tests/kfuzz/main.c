// SPDX-License-Identifier: BSD-3-Clause
/*
 * Fuzzers against the running modules; root, in the namespace of the station:
 *
 *	kfuzz air	a base station that holds all keys, and says and sends what is wrong, in every
 *			state of network entry; CORPUS: what tests/fuzz/seeds.py wrote
 *	kfuzz relay	sends what the real base station sends once more, changed
 *	kfuzz netlink	attribute sets for the family and for rtnetlink, in every state
 *
 *	-s SEED  -n EXECUTIONS  -t SECONDS  -d STATION  -b INTERFACE  -N NAMESPACE  -c CORPUS
 *
 * The seed says what is sent; it is printed, and so is the number of executions. Fails when the
 * station does not answer or, at the end, does not come into operation any more, and when something
 * that must be secret was sent in clear.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "kfuzz.h"
#include "rnd.h"

bool kfuzz_more(struct kfuzz *kf)
{
	static time_t begin, told;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!begin)
		begin = told = now.tv_sec;
	if (now.tv_sec >= told + 5) {
		printf("# %llu executions\n", (unsigned long long)kf->runs);
		fflush(stdout);
		told = now.tv_sec;
	}
	kf->runs++;
	return (!kf->runs_max || kf->runs < kf->runs_max) &&
	       (!kf->seconds || now.tv_sec < begin + (time_t)kf->seconds);
}

static const struct {
	const char *name;
	int (*run)(struct kfuzz *kf);
} modes[] = {
	{ "air", kfuzz_air },
	{ "relay", kfuzz_relay },
	{ "netlink", kfuzz_netlink },
};

static int usage(void)
{
	fprintf(stderr, "usage: kfuzz air|relay|netlink [-s SEED] [-n EXECUTIONS] [-t SECONDS] "
			"[-d STATION] [-b INTERFACE] [-N NAMESPACE] [-c CORPUS]\n");
	return 2;
}

int main(int argc, char **argv)
{
	const char *dev = "wman0", *ifname = "bs0", *netns = "/run/netns/wman-bs";
	static struct kfuzz kf;
	u64 seed = 1;
	int opt, ret;
	size_t i;

	if (argc < 2)
		return usage();
	while ((opt = getopt(argc - 1, argv + 1, "s:n:t:d:b:N:c:")) != -1) {
		switch (opt) {
		case 's':
			seed = strtoull(optarg, NULL, 0);
			break;
		case 'n':
			kf.runs_max = strtoull(optarg, NULL, 0);
			break;
		case 't':
			kf.seconds = (unsigned int)strtoul(optarg, NULL, 0);
			break;
		case 'd':
			dev = optarg;
			break;
		case 'b':
			ifname = optarg;
			break;
		case 'N':
			netns = optarg;
			break;
		case 'c':
			kf.corpus = optarg;
			break;
		default:
			return usage();
		}
	}
	for (i = 0; i < ARRAY_SIZE(modes) && strcmp(modes[i].name, argv[1]); i++)
		;
	if (i == ARRAY_SIZE(modes) || (!kf.runs_max && !kf.seconds))
		return usage();
	rnd_seed(seed);
	bs_open(&kf.bs, netns, ifname, dev);
	ret = modes[i].run(&kf);
	printf("# kfuzz %s: seed %llu, %llu executions\n", argv[1], (unsigned long long)seed,
	       (unsigned long long)kf.runs);
	if (kf.bs.leaked) {
		printf("# failed: %llu frames in clear\n", (unsigned long long)kf.bs.leaked);
		ret = 1;
	}
	return ret;
}
