#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Datagrams to an IPv4 multicast group.

    mcast.py listen DEV GROUP PORT            prints what arrives on a device, a line each
    mcast.py send DEV GROUP PORT TEXT SECONDS [COUNT]
                                              sends TEXT with a number behind it, one each SECONDS;
                                              COUNT of them, or until SIGINT; prints how many
"""
import itertools
import signal
import socket
import struct
import sys
import threading

SO_BINDTODEVICE = 25


def listen(dev, group, port):
    """Print datagrams until the end."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.setsockopt(socket.SOL_SOCKET, SO_BINDTODEVICE, dev.encode())
    sock.bind((group, int(port)))
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
                    struct.pack("=4s4si", socket.inet_aton(group), bytes(4),
                                socket.if_nametoindex(dev)))
    print("ready", flush=True)
    while True:
        print(sock.recv(2048).decode(), flush=True)


def send(dev, group, port, text, seconds, count=None):
    """Send datagrams."""
    stop = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, SO_BINDTODEVICE, dev.encode())
    sent = 0
    for sent in range(1, int(count) + 1) if count else itertools.count(1):
        sock.sendto(f"{text} {sent}".encode(), (group, int(port)))
        if stop.wait(float(seconds)):
            break
    print(sent, flush=True)


if __name__ == "__main__":
    {"listen": listen, "send": send}[sys.argv[1]](*sys.argv[2:])
