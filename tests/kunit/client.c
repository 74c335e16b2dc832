// SPDX-License-Identifier: GPL-2.0
/* The socket, and messages on it. */
#include <linux/file.h>
#include <linux/net.h>
#include <linux/netlink.h>
#include <linux/sched.h>

#include "client.h"
#include "netlink.h"

#define REQUEST_MAX	2048
#define ANSWER_MAX	32768

/* What is said of a refusal comes with the error, and nothing of the request does. */
static int ask_for_words(struct socket *sock)
{
	static const int options[] = { NETLINK_EXT_ACK, NETLINK_CAP_ACK };
	int i, on = 1, ret = 0;

	for (i = 0; i < ARRAY_SIZE(options) && !ret; i++)
		ret = sock->ops->setsockopt(sock, SOL_NETLINK, options[i], KERNEL_SOCKPTR(&on),
					    sizeof(on));
	return ret;
}

static int open_socket(struct client *c)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };
	int ret;

	ret = sock_create_kern(&init_net, AF_NETLINK, SOCK_RAW, NETLINK_GENERIC, &c->sock);
	if (ret)
		return ret;
	/* releases the socket when it fails */
	c->file = sock_alloc_file(c->sock, O_NONBLOCK, NULL);
	if (IS_ERR(c->file)) {
		ret = PTR_ERR(c->file);
		c->file = NULL;
		return ret;
	}
	ret = ask_for_words(c->sock) ?:
	      kernel_bind(c->sock, (struct sockaddr *)&addr, sizeof(addr)) ?:
	      kernel_getsockname(c->sock, (struct sockaddr *)&addr);
	c->portid = addr.nl_pid;
	return min(ret, 0);
}

int client_init(struct kunit *test)
{
	struct client *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	test->priv = c;
	c->answer = kunit_kzalloc(test, ANSWER_MAX, GFP_KERNEL);
	c->end = c->answer + ANSWER_MAX;
	c->st = station_new();
	return c->answer && c->st ? open_socket(c) : -ENOMEM;
}

void client_close(struct client *c)
{
	struct file *file = c->file;

	c->file = NULL;
	if (!file)
		return;
	/* behind an assertion that failed KUnit cleans up in the task that loads the module */
	if (current->flags & PF_KTHREAD)
		__fput_sync(file);
	else
		fput(file);
}

void client_exit(struct kunit *test)
{
	struct client *c = test->priv;

	if (!c)
		return;
	client_close(c);
	nlmsg_free(c->req);
	if (c->st)
		station_free(c->st);
}

void client_begin(struct client *c, u8 cmd, u16 flags)
{
	nlmsg_free(c->req);
	c->req = genlmsg_new(REQUEST_MAX, GFP_KERNEL | __GFP_NOFAIL);
	c->hdr = genlmsg_put(c->req, 0, ++c->seq, &wman_nl_family, flags, cmd);
}

void client_put_ifindex(struct client *c)
{
	nla_put_u32(c->req, WMAN_A_IFINDEX, c->st->dev->ifindex);
}

int client_receive(struct client *c)
{
	struct kvec vec = { c->answer, c->end - c->answer };
	struct msghdr msg = { .msg_flags = MSG_DONTWAIT };
	int ret = kernel_recvmsg(c->sock, &msg, &vec, 1, vec.iov_len, MSG_DONTWAIT);

	c->len = max(ret, 0);
	return ret;
}

int client_transact(struct client *c)
{
	struct kvec vec;
	struct msghdr msg = {};
	struct nlmsghdr *nlh;
	int ret;

	genlmsg_end(c->req, c->hdr);
	vec = (struct kvec) { c->req->data, c->req->len };
	ret = kernel_sendmsg(c->sock, &msg, &vec, 1, vec.iov_len);
	if (ret < 0)
		return ret;
	ret = client_receive(c);
	if (ret < 0)
		return ret;
	nlh = (struct nlmsghdr *)c->answer;
	return nlh->nlmsg_type == NLMSG_ERROR ? ((struct nlmsgerr *)nlmsg_data(nlh))->error : 0;
}

/* An attribute of a refusal, or NULL. */
static const struct nlattr *said(const struct client *c, int attr)
{
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)c->answer;

	return c->len && nlh->nlmsg_type == NLMSG_ERROR ?
	       nlmsg_find_attr(nlh, sizeof(struct nlmsgerr), attr) : NULL;
}

const char *client_refusal(const struct client *c)
{
	const struct nlattr *text = said(c, NLMSGERR_ATTR_MSG);

	return text ? nla_data(text) : "";
}

const struct nlattr *client_blamed(const struct client *c)
{
	const struct nlattr *offset = said(c, NLMSGERR_ATTR_OFFS);

	return offset ? (struct nlattr *)(c->req->data + nla_get_u32(offset)) : NULL;
}

int client_parse(struct client *c, struct nlattr **tb)
{
	return nlmsg_parse_deprecated((struct nlmsghdr *)c->answer, GENL_HDRLEN, tb, WMAN_A_MAX,
				      NULL, NULL);
}

int client_parse_nest(struct nlattr **tb, int max, const struct nlattr *nest)
{
	return nla_parse_nested_deprecated(tb, max, nest, NULL, NULL);
}

int client_dump(struct client *c, u8 cmd)
{
	u8 *answer = c->answer;
	struct nlmsghdr *nlh;
	size_t all = 0;
	int n = 0, ret;

	client_begin(c, cmd, NLM_F_REQUEST | NLM_F_DUMP);
	/* which is about all devices without */
	if (cmd != WMAN_CMD_DEV_GET)
		client_put_ifindex(c);
	for (ret = client_transact(c); ret >= 0; ret = client_receive(c)) {
		int left = c->len;

		for (nlh = (void *)c->answer; nlmsg_ok(nlh, left); nlh = nlmsg_next(nlh, &left)) {
			if (nlh->nlmsg_type == NLMSG_DONE) {
				c->answer = answer;
				c->len = all;
				return n;
			}
			n++;
		}
		all += c->len;
		c->answer = answer + all;
	}
	c->answer = answer;
	return ret;
}
