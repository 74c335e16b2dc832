// SPDX-License-Identifier: BSD-3-Clause
#include "keeper.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "sandbox.h"
#include "token.h"

/* A TPM may take a second for a signature, and makes a parent key first for one in a file. */
#define ANSWER_S 20
/* How long a process may take to end that nobody asks any more */
#define END_MS 1000
/* What its exit tells the parent */
#define EXIT_PIN_REFUSED 2

#define PKCS11 "pkcs11:"

/* Most cards lock at the third. */
#define REFUSED_MAX  2
#define REFUSED_NUM  32
#define REFUSED_SALT 16

/*
 * Lives as long as the credentials. @fd is there while an exchange begins and in the processes it is
 * for; in between there is no process.
 */
struct keeper {
	struct eap_token token; /* its strings are the keeper's */
	int fd; /* -1: none */
	struct keeper_process own; /* for uses without another process */
};

struct request {
	uint32_t describe; /* else sign */
	uint32_t alg;
	uint32_t len;
	uint8_t hash[EVP_MAX_MD_SIZE];
};

struct reply {
	uint32_t ok;
	struct token_fault fault; /* of a failure */
	uint32_t len;
	uint8_t signature[EAP_TOKEN_SIGNATURE_MAX];
	struct eap_token_key key;
};

static bool refuse(const struct keeper *keeper, enum eap_locked locked, const char *what,
		   struct eap_error *err)
{
	err->reason = WMAN_REASON_CREDENTIALS;
	err->locked = locked;
	snprintf(err->text, sizeof(err->text), "%.160s: %s", keeper->token.name, what);
	return false;
}

/* PINs that a token did not know, so that none is sent twice: by whom, and a hash of both. */
static struct {
	uint8_t name[KEEPER_TAG_LEN];
	uint8_t pin[KEEPER_TAG_LEN];
	bool counts; /* the token has not seen the right one since */
} refused[REFUSED_NUM];
static unsigned int num_refused;

/*
 * What counts wrong PINs together: the TPM with all its keys, and a PKCS#11 token by what its URI says
 * of anything but the key (RFC 7512 2.3).
 */
static bool add_scope(EVP_MD_CTX *md, const char *name)
{
	static const char *const of_key[] = { "object=", "id=", "type=" };
	bool ok = true;
	size_t i, len;

	if (strncmp(name, PKCS11, strlen(PKCS11)))
		return EVP_DigestUpdate(md, "tpm", 3);
	for (name += strlen(PKCS11); ok && *name; name += len + strspn(name + len, ";?")) {
		len = strcspn(name, ";?");
		for (i = 0; i < 3 && strncmp(name, of_key[i], strlen(of_key[i])); i++)
			;
		ok = i < 3 || EVP_DigestUpdate(md, name, len);
	}
	return ok;
}

/* A token has one PIN, each key in a TPM its own auth value. */
static bool add_pin(EVP_MD_CTX *md, const struct eap_token *token)
{
	const char *pin = token->passwd ? token->passwd : "";
	size_t len = strncmp(token->name, PKCS11, strlen(PKCS11)) ? strlen(token->name) : 0;

	return EVP_DigestUpdate(md, token->name, len) && EVP_DigestUpdate(md, "", 1) &&
	       EVP_DigestUpdate(md, pin, strlen(pin));
}

/* Hashed with what nobody can guess: a PIN is short. */
static bool tag(const struct eap_token *token, bool with_pin, uint8_t *out)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	static uint8_t salt[REFUSED_SALT];
	static bool salted;
	bool ok;

	if (!salted)
		salted = getrandom(salt, sizeof(salt), 0) == sizeof(salt);
	ok = salted && md && EVP_DigestInit_ex(md, EVP_sha256(), NULL) &&
	     EVP_DigestUpdate(md, salt, sizeof(salt)) && add_scope(md, token->name) &&
	     (!with_pin || add_pin(md, token)) && EVP_DigestFinal_ex(md, out, NULL);
	EVP_MD_CTX_free(md);
	return ok;
}

static void pin_was_refused(const struct keeper_process *process)
{
	unsigned int i = num_refused++ % REFUSED_NUM;

	memcpy(refused[i].name, process->name, sizeof(process->name));
	memcpy(refused[i].pin, process->pin, sizeof(process->pin));
	refused[i].counts = true;
}

static void pin_was_right(const struct keeper_process *process)
{
	unsigned int i;

	for (i = 0; i < REFUSED_NUM; i++)
		if (!memcmp(refused[i].name, process->name, sizeof(process->name)))
			refused[i].counts = false;
}

/* Whether the PIN is not to be sent, and why */
static bool not_again(const struct keeper *keeper, const struct keeper_process *process,
		      struct eap_error *err)
{
	unsigned int i, count = 0;

	if (!keeper->token.passwd)
		return false;
	for (i = 0; i < REFUSED_NUM; i++) {
		if (!memcmp(refused[i].pin, process->pin, sizeof(process->pin)))
			return !refuse(keeper, EAP_LOCKED_TOKEN,
				       "the token refused this PIN before; it is not sent again",
				       err);
		count += refused[i].counts &&
			 !memcmp(refused[i].name, process->name, sizeof(process->name));
	}
	return count >= REFUSED_MAX &&
	       !refuse(keeper, EAP_LOCKED_NOT,
		       "the token refused two PINs and may lock at the third: none is sent before "
		       "wmand is restarted",
		       err);
}

/* The process */

static void answer(struct token *token, const struct request *req, struct reply *reply)
{
	size_t len = sizeof(reply->signature);

	if (!token)
		return; /* the fault is in there already */
	if (req->describe)
		reply->ok = token_describe(token, &reply->key, &reply->fault);
	else
		reply->ok = req->len <= sizeof(req->hash) &&
			    token_sign(token, req->alg, req->hash, req->len, reply->signature, &len,
				       &reply->fault);
	reply->len = (uint32_t)len;
}

_Noreturn static void keeper_run(int fd, const struct keeper *keeper,
				 const struct keeper_process *process)
{
	static struct request req;
	static struct reply reply;
	struct token *token = NULL;

	if (sandbox_enter_token(fd))
		_exit(1);
	if (!not_again(keeper, process, &reply.fault.err))
		token = token_open(&keeper->token, &reply.fault);
	while (recv(fd, &req, sizeof(req), 0) == sizeof(req)) {
		answer(token, &req, &reply);
		if (send(fd, &reply, sizeof(reply), MSG_NOSIGNAL) != sizeof(reply))
			break;
		if (reply.fault.pin_refused)
			break;
	}
	token_close(token);
	_exit(reply.fault.pin_refused ? EXIT_PIN_REFUSED : 0);
}

/* The parent */

/**
 * keeper_start() - start a process that holds the token
 * @keeper: from the credentials; has keeper_fd() after
 * @process: gets the process, for keeper_end()
 *
 * Return: true, or false with errno set.
 */
bool keeper_start(struct keeper *keeper, struct keeper_process *process)
{
	const struct timeval limit = { .tv_sec = ANSWER_S };
	int fds[2], saved;
	sigset_t none;

	process->pid = 0;
	if (!tag(&keeper->token, false, process->name) ||
	    !tag(&keeper->token, true, process->pin)) {
		errno = ENOMEM;
		return false;
	}
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds))
		return false;
	/* who asks may be in a cell without poll() */
	setsockopt(fds[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	process->pid = fork();
	if (!process->pid) {
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		keeper_run(fds[1], keeper, process);
	}
	saved = errno;
	close(fds[1]);
	if (process->pid > 0) {
		keeper->fd = fds[0];
		return true;
	}
	close(fds[0]);
	process->pid = 0;
	errno = saved;
	return false;
}

/**
 * keeper_fd() - socket to the process, for who may use it
 * @keeper: the keeper
 *
 * Return: the descriptor, or -1.
 */
int keeper_fd(const struct keeper *keeper)
{
	return keeper->fd;
}

/**
 * keeper_hand_over() - another process has the socket now
 * @keeper: the keeper
 */
void keeper_hand_over(struct keeper *keeper)
{
	close(keeper->fd);
	keeper->fd = -1;
}

static bool ends_by_itself(pid_t pid)
{
	struct pollfd pfd = { .fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN };
	bool ended = pfd.fd >= 0 && poll(&pfd, 1, END_MS) > 0;

	if (pfd.fd >= 0)
		close(pfd.fd);
	return ended;
}

/**
 * keeper_end() - reap a process whose socket nobody has any more
 * @process: from keeper_start(); none after
 *
 * It ends by itself, unless the token takes long.
 */
void keeper_end(struct keeper_process *process)
{
	int status = 0;

	if (!process->pid)
		return;
	if (!ends_by_itself(process->pid))
		kill(process->pid, SIGKILL);
	while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR)
		;
	process->pid = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_PIN_REFUSED)
		pin_was_refused(process);
}

static bool ask(struct keeper *keeper, const struct request *req, struct reply *reply,
		struct eap_error *err)
{
	ssize_t n;

	if (send(keeper->fd, req, sizeof(*req), MSG_NOSIGNAL) != sizeof(*req))
		return refuse(keeper, EAP_LOCKED_NOT, "the process that holds the token ended",
			      err);
	do
		n = recv(keeper->fd, reply, sizeof(*reply), 0);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return refuse(keeper, EAP_LOCKED_NOT, "the token does not answer", err);
	if (n != sizeof(*reply))
		return refuse(keeper, EAP_LOCKED_NOT, "the process that holds the token ended",
			      err);
	if (reply->ok)
		return true;
	*err = reply->fault.err;
	err->text[sizeof(err->text) - 1] = '\0';
	return false;
}

static void end_own(struct keeper *keeper)
{
	if (!keeper->own.pid)
		return;
	keeper_hand_over(keeper);
	keeper_end(&keeper->own);
}

static bool start_own(struct keeper *keeper, struct eap_error *err)
{
	return keeper_start(keeper, &keeper->own) ||
	       refuse(keeper, EAP_LOCKED_NOT, strerror(errno), err);
}

static void keeper_close(void *key)
{
	struct keeper *keeper = key;

	end_own(keeper);
	if (keeper->token.passwd)
		OPENSSL_cleanse((char *)keeper->token.passwd, strlen(keeper->token.passwd));
	free((char *)keeper->token.name);
	free((char *)keeper->token.pem);
	free((char *)keeper->token.passwd);
	free(keeper);
}

static bool copy(struct eap_token *to, const struct eap_token *from)
{
	to->name = strdup(from->name);
	to->passwd = from->passwd ? strdup(from->passwd) : NULL;
	to->pem = from->pem ? strndup(from->pem, from->pem_len) : NULL;
	to->pem_len = from->pem_len;
	return to->name && !to->passwd == !from->passwd && !to->pem == !from->pem;
}

/* What the token is, and whether the PIN is right, is asked here and not in the first exchange. */
static void *keeper_open(const struct eap_token *token, struct eap_token_key *key,
			 struct eap_error *err)
{
	static const struct request req = { .describe = true };
	struct keeper *keeper = calloc(1, sizeof(*keeper));
	static struct reply reply;
	bool ok;

	if (!keeper || !copy(&keeper->token, token)) {
		err->reason = WMAN_REASON_HELPER_INTERNAL;
		err->locked = EAP_LOCKED_NOT;
		snprintf(err->text, sizeof(err->text), "%.160s: out of memory", token->name);
		if (keeper)
			keeper_close(keeper);
		return NULL;
	}
	keeper->fd = -1;
	ok = start_own(keeper, err) && ask(keeper, &req, &reply, err);
	end_own(keeper);
	if (ok && reply.key.public_len <= sizeof(reply.key.public_key)) {
		pin_was_right(&keeper->own);
		*key = reply.key;
		return keeper;
	}
	keeper_close(keeper);
	return NULL;
}

/* In the process that runs EAP, which was given the socket; or where no such process is used. */
static bool keeper_sign(void *key, enum eap_sigalg alg, const uint8_t *digest, size_t digest_len,
			uint8_t *signature, size_t *len, struct eap_error *err)
{
	struct request req = { .alg = alg, .len = (uint32_t)digest_len };
	struct keeper *keeper = key;
	static struct reply reply;
	bool ok;

	if (digest_len > sizeof(req.hash))
		return refuse(keeper, EAP_LOCKED_NOT, "no such digest", err);
	memcpy(req.hash, digest, digest_len);
	if (keeper->fd < 0 && !start_own(keeper, err))
		return false;
	ok = ask(keeper, &req, &reply, err);
	end_own(keeper);
	if (!ok)
		return false;
	if (reply.len > *len)
		return refuse(keeper, EAP_LOCKED_NOT, "a signature that is too long", err);
	memcpy(signature, reply.signature, reply.len);
	*len = reply.len;
	return true;
}

const struct eap_signer keeper_signer = {
	.open = keeper_open,
	.sign = keeper_sign,
	.close = keeper_close,
};
