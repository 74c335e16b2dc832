// SPDX-License-Identifier: BSD-3-Clause
/* The netlink client against the one generic netlink family that every kernel has, nlctrl. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include "nl.h"

static int setup(void **state)
{
	static const int options[] = { NETLINK_EXT_ACK, NETLINK_CAP_ACK };
	static struct wnl nl;
	int on = 1;
	size_t i;

	memset(&nl, 0, sizeof(nl));
	nl.sock = nl_socket_alloc();
	nl.family = GENL_ID_CTRL;
	assert_int_equal(genl_connect(nl.sock), 0);
	for (i = 0; i < 2; i++)
		assert_int_equal(setsockopt(wnl_fd(&nl), SOL_NETLINK, options[i], &on, sizeof(on)),
				 0);
	*state = &nl;
	return 0;
}

static int teardown(void **state)
{
	wnl_close(*state);
	wnl_close(*state);
	return 0;
}

struct seen {
	unsigned int families;
	bool nlctrl;
};

static void take_family(void *arg, const struct wnl_msg *msg)
{
	const struct nlattr *name = nla_find(msg->attrs, msg->len, CTRL_ATTR_FAMILY_NAME);
	struct seen *seen = arg;

	assert_int_equal(msg->cmd, CTRL_CMD_NEWFAMILY);
	assert_non_null(name);
	seen->families++;
	if (!nla_strcmp(name, "nlctrl"))
		seen->nlctrl = true;
}

/* enum wman_cmd is what the type says, the number is nlctrl's */
static struct nl_msg *get_family(struct wnl *nl, int flags, const char *name)
{
	struct nl_msg *msg = wnl_request(nl, (enum wman_cmd)CTRL_CMD_GETFAMILY, flags, 0);

	assert_non_null(msg);
	if (name)
		nla_put_string(msg, CTRL_ATTR_FAMILY_NAME, name);
	return msg;
}

static void dump_comes_whole(void **state)
{
	struct seen seen = { 0 };
	struct wnl *nl = *state;

	assert_int_equal(wnl_call(nl, get_family(nl, NLM_F_DUMP, NULL), take_family, &seen), 0);
	assert_true(seen.nlctrl);
	assert_string_equal(nl->error, "");
	assert_false(nl->interrupted);
}

static void one_reply_and_its_end(void **state)
{
	struct seen seen = { 0 };
	struct wnl *nl = *state;
	int i;

	for (i = 0; i < 3; i++)
		assert_int_equal(wnl_call(nl, get_family(nl, 0, "nlctrl"), take_family, &seen), 0);
	assert_int_equal(seen.families, 3);
	/* replies that nobody wants are no trouble */
	assert_int_equal(wnl_call(nl, get_family(nl, 0, "nlctrl"), NULL, NULL), 0);
}

static void refusal_without_words_has_those_of_errno(void **state)
{
	struct seen seen = { 0 };
	struct wnl *nl = *state;

	assert_int_equal(wnl_call(nl, get_family(nl, 0, "no-such-family"), take_family, &seen),
			 -ENOENT);
	assert_int_equal(seen.families, 0);
	assert_string_equal(nl->error, strerror(ENOENT));
	/* the next one succeeds, and its text is gone */
	assert_int_equal(wnl_call(nl, get_family(nl, 0, "nlctrl"), take_family, &seen), 0);
	assert_string_equal(nl->error, "");
}

/* A name longer than the policy allows: the kernel's words come, behind the attribute's name. */
static void refusal_has_the_kernels_words(void **state)
{
	struct wnl *nl = *state;
	struct nl_msg *msg;
	char name[64];

	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	msg = get_family(nl, 0, NULL);
	/* attribute 2 of nlctrl is what wman calls "dev", and that is the name it gets here */
	assert_int_equal(CTRL_ATTR_FAMILY_NAME, WMAN_A_DEV);
	nla_put_string(msg, CTRL_ATTR_FAMILY_NAME, name);
	assert_int_equal(wnl_call(nl, msg, NULL, NULL), -EINVAL);
	assert_int_equal(strncmp(nl->error, "dev: ", 5), 0);
	assert_string_not_equal(nl->error, "dev: ");
	assert_null(strstr(nl->error, strerror(EINVAL)));
}

static void missing_module_is_told(void **state)
{
	struct wnl nl;

	if (!wnl_open(&nl)) {
		wnl_close(&nl);
		skip();
	}
	assert_string_equal(nl.error, "kernel module not loaded (modprobe wman)");
	assert_null(nl.sock);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(dump_comes_whole),
		T(one_reply_and_its_end),
		T(refusal_without_words_has_those_of_errno),
		T(refusal_has_the_kernels_words),
		cmocka_unit_test(missing_module_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
