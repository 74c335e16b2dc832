#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""A person who answers wmand while a command runs.

person.py terminal|socket WMAN SOCKET KIND=ANSWER... -- COMMAND...

KIND=ANSWER are the questions that must come, in this order, and what is answered; without an answer
the question is cancelled. card=FILE has a card, which answers its challenges; FILE is as sim_file= of
wmand has it. The exit status is that of the command; 3 when there was another question than the next
one, one too few, or a secret on the terminal.
"""
import os
import pty
import re
import select
import socket
import subprocess
import sys
import time

from card import card_answer, read_card

PATIENCE_S = 20


class Wrong(Exception):
    pass


class Terminal:
    """wman agent on a pseudo terminal."""

    def __init__(self, wman, path):
        self.pid, self.fd = pty.fork()
        if not self.pid:
            os.execv(wman, [wman, 'agent', 'socket', path])
        self.screen = b''
        self.seen = 0

    def read(self):
        try:
            self.screen += os.read(self.fd, 4096)
        except OSError:
            return None
        prompt = re.search(rb'network t: ([\w-]+)[^\n]*: $|the same again: $',
                           self.screen[self.seen:])
        if not prompt:
            return ''
        self.seen = len(self.screen)
        if not prompt[1]:
            self.answer(self.last)
            return ''
        return prompt[1].decode()

    def answer(self, value):
        self.last = value
        os.write(self.fd, value.encode() + b'\n' if value else b'\x04')

    def close(self, secrets):
        os.waitpid(self.pid, 0)
        for secret in secrets:
            if b': ' + secret.encode() + b'\r' in self.screen:
                raise Wrong('a secret is on the terminal: %r' % self.screen)


class Socket:
    """The lines of the protocol, with answers that are none before each that is one."""

    card = None

    def __init__(self, _wman, path):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(path)
        self.fd = self.sock.fileno()
        # without a buffer, in which select() would not see a line
        self.lines = self.sock.makefile('rb', buffering=0)
        self.expect('wmand 1')

    def expect(self, start):
        line = self.lines.readline().decode()
        if not line.startswith(start):
            raise Wrong('%r in place of %r' % (line, start))

    def read(self):
        line = self.lines.readline().decode()
        if not line:
            return None
        word, *rest = line.split()
        if word != 'ask':
            return ''
        self.id, self.text = rest[0], rest[-1]
        return rest[1]

    def say(self, line, answer):
        self.sock.sendall((line + '\n').encode())
        self.expect(answer)

    def answer(self, value):
        if not value:
            self.say('cancel %s' % self.id, 'ok %s' % self.id)
            return
        self.say('answer %s ' % self.id, 'error %s bad' % self.id)
        self.say('answer %s %s' % (self.id, 'x' * 1025), 'error %s bad' % self.id)
        if self.card:
            value = card_answer(self.card, self.text)
        code = ''.join('%%%02x' % c for c in value.encode())
        self.say('answer %s %s' % (self.id, code), 'ok %s' % self.id)

    def close(self, _secrets):
        self.lines.close()
        self.sock.close()


def wait_for_socket(path, command):
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(path)
            return
        except OSError:
            if command.poll() is not None or time.monotonic() > end:
                raise Wrong('no socket at %s' % path) from None
            time.sleep(0.01)


def serve(person, script):
    end = time.monotonic() + PATIENCE_S
    while True:
        ready, _, _ = select.select([person.fd], [], [], max(0, end - time.monotonic()))
        if not ready:
            raise Wrong('nothing happens')
        kind = person.read()
        if kind is None:
            return
        if not kind:
            continue
        if not script or script[0][0] != kind:
            raise Wrong('asked for %s, not for %s' % (kind, script))
        person.answer(script.pop(0)[1])


def main():
    how, wman, path = sys.argv[1:4]
    split = sys.argv.index('--')
    script = [arg.split('=', 1) for arg in sys.argv[4:split]]
    secrets = [value for kind, value in script if value and kind not in ('identity', 'certificate')]
    with subprocess.Popen(sys.argv[split + 1:], stdin=subprocess.DEVNULL) as command:
        try:
            wait_for_socket(path, command)
            person = {'terminal': Terminal, 'socket': Socket}[how](wman, path)
            for kind, value in script:
                if kind == 'card' and value:
                    person.card = read_card(value)
            serve(person, script)
            person.close(secrets)
            if script:
                raise Wrong('not asked for %s' % script)
        except Wrong as e:
            print('person: %s' % e)
            command.kill()
            return 3
    return command.returncode


sys.exit(main())
