// SPDX-License-Identifier: BSD-3-Clause
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "ask.h"
#include "cli.h"
#include "loop.h"

#define QUESTIONS_MAX 16
#define TYPED_MAX     (ASK_ANSWER_MAX + 1) /* a line with its end */

/* A question that is open */
struct question {
	unsigned int id;
	bool secret;
	bool twice; /* nobody sees what is typed, and it will be wanted again */
	char prompt[512];
};

struct agent {
	struct ask *ask;
	struct loop *loop;
	struct question queue[QUESTIONS_MAX]; /* the first one is on the screen */
	size_t num;
	bool shown;
	bool is_terminal;
	struct termios normal; /* as the terminal was */
	size_t len;
	char typed[TYPED_MAX + 1];
	char first[TYPED_MAX + 1]; /* the line before, which this one is to repeat; or empty */
	int status;
};

static void end(struct agent *agent, int status)
{
	agent->status = status;
	loop_quit(agent->loop);
}

/* Only while a secret is asked for the terminal shows nothing. */
static void set_echo(const struct agent *agent, bool on)
{
	struct termios t = agent->normal;

	if (!agent->is_terminal)
		return;
	if (!on)
		t.c_lflag = (t.c_lflag & ~(tcflag_t)ECHO) | ECHONL;
	/* what was typed before was no answer to this */
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &t);
}

static void wipe_typed(struct agent *agent)
{
	explicit_bzero(agent->typed, sizeof(agent->typed));
	agent->len = 0;
}

static void wipe_all(struct agent *agent)
{
	wipe_typed(agent);
	explicit_bzero(agent->first, sizeof(agent->first));
}

static void typed(void *arg, uint32_t events);

static void show(struct agent *agent)
{
	const struct question *q = &agent->queue[0];

	if (agent->shown || !agent->num)
		return;
	agent->shown = true;
	set_echo(agent, !q->secret);
	fputs(q->prompt, stdout);
	fflush(stdout);
	if (loop_add_fd(agent->loop, STDIN_FILENO, EPOLLIN, typed, agent))
		end(agent, cli_error("standard input is no terminal and no pipe"));
}

/* The question on the screen is over. */
static void hide(struct agent *agent)
{
	agent->shown = false;
	loop_del_fd(agent->loop, STDIN_FILENO);
	set_echo(agent, true);
	wipe_all(agent);
}

/* Names of networks may hold anything. */
static void clean(char *text)
{
	for (; *text; text++)
		if (iscntrl((unsigned char)*text))
			*text = '?';
}

/* What is typed so far stays where it is, behind the question. */
static void put_warning(const struct agent *agent, const struct ask_message *m)
{
	char text[1024];

	snprintf(text, sizeof(text), "network %s: warning: %s: %s", m->network, m->word, m->text);
	clean(text);
	if (agent->shown)
		printf("\n%s\n%s", text, agent->queue[0].prompt);
	else
		puts(text);
}

static void add(struct agent *agent, const struct ask_message *m)
{
	struct question *q = &agent->queue[agent->num];
	bool choice = !strcmp(m->word, "certificate");

	if (agent->num == QUESTIONS_MAX)
		return;
	agent->num++;
	q->id = m->id;
	q->secret = strcmp(m->word, "identity") != 0 && !choice;
	q->twice = agent->is_terminal && !strcmp(m->word, "new-password");
	snprintf(q->prompt, sizeof(q->prompt), "network %s: %s%s%s%s: ", m->network, m->word,
		 *m->text ? " " : "", m->text, choice ? ", yes or no" : "");
	clean(q->prompt);
}

static void drop(struct agent *agent, const struct ask_message *m)
{
	size_t i;

	for (i = 0; i < agent->num && agent->queue[i].id != m->id; i++)
		;
	if (i == agent->num)
		return;
	if (!i && agent->shown) {
		hide(agent);
		if (m->event == ASK_GONE)
			printf("\n(%s)\n", m->word);
	}
	agent->num--;
	memmove(&agent->queue[i], &agent->queue[i + 1], (agent->num - i) * sizeof(agent->queue[0]));
}

static void take(void *ctx, const struct ask_message *m)
{
	struct agent *agent = ctx;

	if (m->event == ASK_QUESTION) {
		add(agent, m);
	} else if (m->event == ASK_WARNING) {
		put_warning(agent, m);
	} else if (m->event != ASK_REFUSED) {
		drop(agent, m);
	} else {
		printf("refused: %s\n", m->text);
		if (agent->shown)
			hide(agent);
	}
	show(agent);
	fflush(stdout);
}

static void readable(void *arg, uint32_t events)
{
	struct agent *agent = arg;
	int ret = ask_read(agent->ask, take, agent);

	if (ret == -EPIPE)
		end(agent, cli_error("wmand has left"));
	else if (ret)
		end(agent, cli_error("%s", strerror(-ret)));
}

/* A line is complete.  Return: whether it is the answer, for a new password the second time. */
static bool is_answer(struct agent *agent)
{
	bool same;

	if (!agent->queue[0].twice)
		return true;
	if (!agent->first[0]) {
		memcpy(agent->first, agent->typed, agent->len);
		wipe_typed(agent);
		fputs("the same again: ", stdout);
		fflush(stdout);
		return false;
	}
	agent->typed[agent->len] = '\0';
	same = !strcmp(agent->first, agent->typed);
	if (!same) {
		puts("refused: not the same");
		hide(agent);
		show(agent);
	}
	return same;
}

/* What came of a line. Nothing more is read before wmand said what it thinks of it. */
static void typed(void *arg, uint32_t events)
{
	struct agent *agent = arg;
	const struct question *q = &agent->queue[0];
	size_t room = TYPED_MAX - agent->len;
	ssize_t n;

	/* a terminal gives a line; what a pipe has behind it belongs to the next question */
	n = read(STDIN_FILENO, agent->typed + agent->len, agent->is_terminal ? room : 1);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n > 0)
		agent->len += (size_t)n;
	if (n <= 0) {
		/* the end of input, Ctrl-D: no answer */
		loop_del_fd(agent->loop, STDIN_FILENO);
		ask_cancel(agent->ask, q->id);
		if (!agent->is_terminal)
			end(agent, CLI_OK);
	} else if (agent->typed[agent->len - 1] == '\n') {
		if (!is_answer(agent))
			return;
		loop_del_fd(agent->loop, STDIN_FILENO);
		ask_answer(agent->ask, q->id, agent->typed, agent->len - 1);
		wipe_all(agent);
	} else if (agent->len == TYPED_MAX) {
		printf("\nrefused: too long\n");
		hide(agent);
		show(agent);
	}
}

static void on_signal(void *arg, int signo)
{
	end(arg, CLI_OK);
}

/* After Ctrl-Z the shell has set the terminal as it likes it. */
static void on_continue(void *arg, int signo)
{
	struct agent *agent = arg;

	if (agent->shown)
		hide(agent);
	show(agent);
}

static int serve(struct agent *agent)
{
	if (loop_add_fd(agent->loop, ask_fd(agent->ask), EPOLLIN, readable, agent) ||
	    loop_add_signal(agent->loop, SIGINT, on_signal, agent) ||
	    loop_add_signal(agent->loop, SIGTERM, on_signal, agent) ||
	    loop_add_signal(agent->loop, SIGHUP, on_signal, agent) ||
	    loop_add_signal(agent->loop, SIGCONT, on_continue, agent))
		return cli_error("cannot wait for questions");
	/* of what stood before this came */
	ask_status(agent->ask);
	if (loop_run(agent->loop))
		return cli_error("cannot wait for questions");
	return agent->status;
}

/**
 * agent_run() - wman agent [socket PATH]
 * @cli: the invocation
 *
 * Return: enum cli_exit; CLI_OK after SIGINT or SIGTERM.
 */
int agent_run(struct cli *cli)
{
	const char *path = ASK_PATH;
	struct agent agent = { 0 };
	int ret;

	if (words_take_keyword(&cli->words, "socket")) {
		path = words_take(&cli->words);
		if (!path)
			return cli_usage(cli, "expected the path of a socket");
	}
	ret = cli_end(cli);
	if (ret)
		return ret;
	if (cli->json)
		return cli_usage(cli, "programs talk to the socket, not by JSON");
	agent.ask = ask_open(path);
	if (!agent.ask)
		return cli_error("%s: %s", path, strerror(errno));
	agent.is_terminal = !tcgetattr(STDIN_FILENO, &agent.normal);
	agent.loop = loop_new();
	ret = agent.loop ? serve(&agent) : cli_error("out of memory");
	if (agent.shown)
		hide(&agent);
	loop_free(agent.loop);
	ask_close(agent.ask);
	wipe_all(&agent);
	return ret;
}
