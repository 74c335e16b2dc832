// SPDX-License-Identifier: BSD-3-Clause
/*
 * Looks for secrets where none should be, and holds none itself: it is given them with each octet
 * inverted, and compares octets with their inverse.
 *
 *	memsearch NEEDLES process PID...	memory of processes
 *	memsearch NEEDLES kernel		all memory of this machine, by /proc/kcore
 *	memsearch NEEDLES file PATH...		files
 *
 * NEEDLES has lines of a name and hexadecimal octets, inverted. Every place found is a line of the
 * name and where; then the sum of octets searched. What was read is wiped.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NEEDLES_MAX 128
#define NEEDLE_MAX  64
#define CHUNK	    (1 << 20)
#define PAGE	    4096

struct needle {
	char name[32];
	unsigned char inverse[NEEDLE_MAX];
	size_t len;
};

static struct needle needles[NEEDLES_MAX];
static size_t n_needles;
/* may a needle begin with these two octets? */
static bool begins[1 << 16];
static unsigned char buf[CHUNK + NEEDLE_MAX];
static uint64_t searched;

static void fail(const char *what)
{
	fprintf(stderr, "memsearch: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void read_needles(const char *path)
{
	FILE *f = fopen(path, "r");
	char hex[2 * NEEDLE_MAX + 1], name[sizeof(needles->name)];
	struct needle *n;
	unsigned int octet;

	if (!f)
		fail(path);
	while (fscanf(f, "%31s %128s", name, hex) == 2) {
		if (n_needles == NEEDLES_MAX) {
			errno = E2BIG;
			fail(path);
		}
		n = &needles[n_needles++];
		memcpy(n->name, name, sizeof(name));
		while (sscanf(hex + 2 * n->len, "%2x", &octet) == 1)
			n->inverse[n->len++] = octet;
		if (n->len < 2)
			fail("needle is too short");
		begins[(unsigned char)~n->inverse[0] << 8 | (unsigned char)~n->inverse[1]] = true;
	}
	fclose(f);
}

static bool is_at(const struct needle *n, const unsigned char *p)
{
	size_t i;

	for (i = 0; i < n->len; i++)
		if (p[i] + n->inverse[i] != 0xff)
			return false;
	return true;
}

/* @len octets at @buf, which are those at @pos of @where; needles begin in the first @starts. */
static void look(const char *where, uint64_t pos, size_t starts, size_t len)
{
	const struct needle *n;
	size_t i;

	for (i = 0; i < starts && i + 1 < len; i++) {
		if (!begins[buf[i] << 8 | buf[i + 1]])
			continue;
		for (n = needles; n < needles + n_needles; n++)
			if (n->len <= len - i && is_at(n, buf + i))
				printf("%s %s %#" PRIx64 "\n", n->name, where, pos + i);
	}
}

/* From @pos up to @end or the end of the file; pages that cannot be read are left out. */
static void search(int fd, const char *where, uint64_t pos, uint64_t end)
{
	size_t have, want;
	ssize_t n = 0;

	while (pos < end) {
		want = end - pos < sizeof(buf) ? end - pos : sizeof(buf);
		for (have = 0; have < want; have += n) {
			n = pread(fd, buf + have, want - have, pos + have);
			if (n <= 0)
				break;
		}
		if (!have && !n)
			break;
		if (!have) {
			pos = (pos | (PAGE - 1)) + 1;
			continue;
		}
		/* the rest of a chunk begins the next one, unless nothing follows */
		want = have == sizeof(buf) ? CHUNK : have;
		look(where, pos, want, have);
		searched += want;
		pos += want;
	}
	explicit_bzero(buf, sizeof(buf));
}

static void search_process(const char *pid)
{
	char path[64], line[512];
	uint64_t from, to;
	FILE *maps;
	int fd;

	snprintf(path, sizeof(path), "/proc/%s/mem", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fail(path);
	snprintf(path, sizeof(path), "/proc/%s/maps", pid);
	maps = fopen(path, "r");
	if (!maps)
		fail(path);
	while (fgets(line, sizeof(line), maps))
		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " r", &from, &to) == 2 &&
		    !strstr(line, "[v"))
			search(fd, pid, from, to);
	fclose(maps);
	close(fd);
}

static void search_kernel(void)
{
	int fd = open("/proc/kcore", O_RDONLY | O_CLOEXEC);
	Elf64_Phdr phdr;
	Elf64_Ehdr ehdr;
	int i;

	if (fd < 0 || pread(fd, &ehdr, sizeof(ehdr), 0) != sizeof(ehdr))
		fail("/proc/kcore");
	for (i = 0; i < ehdr.e_phnum; i++) {
		if (pread(fd, &phdr, sizeof(phdr), ehdr.e_phoff + i * sizeof(phdr)) != sizeof(phdr))
			fail("/proc/kcore");
		/* memory has an address; the rest are views of it */
		if (phdr.p_type == PT_LOAD && phdr.p_paddr != (Elf64_Addr)-1)
			search(fd, "kernel", phdr.p_offset, phdr.p_offset + phdr.p_filesz);
	}
	close(fd);
}

static void search_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		fail(path);
	search(fd, path, 0, UINT64_MAX);
	close(fd);
}

int main(int argc, char **argv)
{
	int i;

	if (argc < 3)
		return 2;
	read_needles(argv[1]);
	if (!strcmp(argv[2], "kernel"))
		search_kernel();
	for (i = 3; i < argc; i++) {
		if (!strcmp(argv[2], "process"))
			search_process(argv[i]);
		else
			search_file(argv[i]);
	}
	printf("searched %" PRIu64 "\n", searched);
	return n_needles && searched ? 0 : 2;
}
