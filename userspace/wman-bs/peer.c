// SPDX-License-Identifier: BSD-3-Clause
#include "peer.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "bs.h"
#include "entry.h"
#include "loop.h"
#include "mgmt.h"
#include "names_gen.h"

#define VERSION	    2
#define RNG_REQ_MAX 256
#define WAITING	    16 /* subscribers that are asked for at once */

enum { CLAIM = 1, GRANT, DENY };

/* Both ends are this program: what has not this very form is of another version, and refused. */
struct claim {
	u8 bsid[WMAN_MAC_ADDR_LEN];
	u8 src[WMAN_MAC_ADDR_LEN];
	u16 cid;
	u16 len;
	u8 data[RNG_REQ_MAX];
};

struct datagram {
	u32 version;
	u32 kind;
	u8 mac[WMAN_MAC_ADDR_LEN];
	union {
		struct claim claim;
		struct bs_context ctx;
	} u;
};

/* An RNG-REQ that waits for the answers to a claim. */
struct waiting {
	struct claim claim;
	size_t answers; /* that are still to come */
};

struct bs_peer {
	struct bs *bs;
	int fd;
	struct sockaddr_un addr;
	struct waiting waiting[WAITING];
	unsigned int next;
};

static bool set_address(struct sockaddr_un *addr, const char *path)
{
	memset(addr, 0, sizeof(*addr));
	addr->sun_family = AF_UNIX;
	if (strlen(path) < sizeof(addr->sun_path)) {
		strcpy(addr->sun_path, path);
		return true;
	}
	errno = ENAMETOOLONG;
	return false;
}

static bool is_peer(const struct bs_config *cfg, const struct sockaddr_un *from)
{
	size_t i;

	for (i = 0; i < cfg->n_peers; i++)
		if (!strcmp(cfg->peers[i], from->sun_path))
			return true;
	return false;
}

static bool send_to(struct bs_peer *peer, const struct sockaddr_un *to, const struct datagram *d)
{
	return sendto(peer->fd, d, sizeof(*d), MSG_NOSIGNAL, (const struct sockaddr *)to,
		      sizeof(*to)) == sizeof(*d);
}

static struct bs_message message_of(const struct claim *claim)
{
	return (struct bs_message){
		.src = claim->src, .cid = claim->cid, .data = claim->data, .len = claim->len
	};
}

static void answer(struct bs_peer *peer, const struct sockaddr_un *from, struct datagram *d)
{
	const struct claim claim = d->u.claim;
	const struct bs_message msg = message_of(&claim);
	enum wman_reason reason;

	if (claim.len > sizeof(claim.data))
		return;
	memset(&d->u, 0, sizeof(d->u));
	reason = bs_context_give(peer->bs, claim.bsid, &msg, &d->u.ctx);
	d->kind = reason ? DENY : GRANT;
	if (send_to(peer, from, d))
		return;
	bs_event(peer->bs, NULL, "peer-lost", NULL, "%s", from->sun_path);
	/* the subscriber comes back with it, or is claimed again */
	if (!reason)
		bs_context_take(peer->bs, &d->u.ctx);
}

/* The RNG-REQ that waited is looked at again: now there is a PMK, or there is none anywhere. */
static void answered(struct bs_peer *peer, const struct datagram *d)
{
	struct waiting *w;
	struct claim claim;
	struct bs_message msg;

	for (w = peer->waiting; w < peer->waiting + WAITING; w++)
		if (w->answers && !memcmp(w->claim.src, d->mac, sizeof(d->mac)))
			break;
	if (w == peer->waiting + WAITING)
		return;
	if (d->kind == GRANT) {
		bs_context_take(peer->bs, &d->u.ctx);
		w->answers = 0;
	} else if (--w->answers) {
		return;
	}
	claim = w->claim;
	msg = message_of(&claim);
	bs_entry_claimed(peer->bs, &msg, d->kind == GRANT);
}

static void ready(void *arg, uint32_t events)
{
	struct sockaddr_un from = { 0 };
	socklen_t len = sizeof(from);
	struct bs_peer *peer = arg;
	struct datagram d;
	ssize_t n;

	n = recvfrom(peer->fd, &d, sizeof(d), MSG_DONTWAIT | MSG_TRUNC, (struct sockaddr *)&from,
		     &len);
	if (n == sizeof(d) && d.version == VERSION && is_peer(peer->bs->cfg, &from)) {
		if (d.kind == CLAIM)
			answer(peer, &from, &d);
		else if (d.kind == GRANT || d.kind == DENY)
			answered(peer, &d);
	}
	wman_memzero(&d, sizeof(d));
}

bool bs_peer_claim(struct bs *bs, const struct bs_message *msg)
{
	const struct bs_config *cfg = bs->cfg;
	struct bs_peer *peer = bs->peer;
	struct sockaddr_un to;
	struct datagram d;
	struct waiting *w;
	size_t i;

	if (!peer || msg->len > RNG_REQ_MAX)
		return false;
	memset(&d, 0, sizeof(d));
	d.version = VERSION;
	d.kind = CLAIM;
	memcpy(d.mac, msg->src, sizeof(d.mac));
	memcpy(d.u.claim.bsid, bs->bsid, sizeof(d.u.claim.bsid));
	memcpy(d.u.claim.src, msg->src, sizeof(d.u.claim.src));
	memcpy(d.u.claim.data, msg->data, msg->len);
	d.u.claim.len = (u16)msg->len;
	d.u.claim.cid = msg->cid;
	/* asked for again: the last RNG-REQ counts */
	for (w = peer->waiting; w < peer->waiting + WAITING; w++)
		if (w->answers && !memcmp(w->claim.src, msg->src, sizeof(d.mac)))
			break;
	if (w == peer->waiting + WAITING)
		w = &peer->waiting[peer->next++ % WAITING];
	w->claim = d.u.claim;
	w->answers = 0;
	for (i = 0; i < cfg->n_peers; i++)
		if (set_address(&to, cfg->peers[i]) && send_to(peer, &to, &d))
			w->answers++;
	return w->answers;
}

struct bs_peer *bs_peer_open(struct bs *bs, const char *path)
{
	struct bs_peer *peer = calloc(1, sizeof(*peer));
	struct stat st;
	mode_t mask;
	int ret;

	if (!peer)
		return NULL;
	peer->bs = bs;
	peer->fd = set_address(&peer->addr, path) ?
			   socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0) :
			   -1;
	if (peer->fd < 0)
		goto free;
	/* a socket of one that was killed; who uses it still would not be found by its peers */
	if (!lstat(path, &st) && S_ISSOCK(st.st_mode))
		unlink(path);
	mask = umask(0177);
	ret = bind(peer->fd, (struct sockaddr *)&peer->addr, sizeof(peer->addr));
	umask(mask);
	if (ret)
		goto close;
	if (!loop_add_fd(bs->loop, peer->fd, EPOLLIN, ready, peer))
		return peer;
	unlink(path);
close:
	ret = errno;
	close(peer->fd);
	errno = ret;
free:
	ret = errno;
	free(peer);
	errno = ret;
	return NULL;
}

void bs_peer_close(struct bs_peer *peer)
{
	if (!peer)
		return;
	loop_del_fd(peer->bs->loop, peer->fd);
	close(peer->fd);
	unlink(peer->addr.sun_path);
	wman_memzero(peer, sizeof(*peer));
	free(peer);
}
