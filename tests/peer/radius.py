# SPDX-License-Identifier: BSD-3-Clause
"""A RADIUS client that carries EAP: RFC 2865, RFC 3579, and RFC 2548 for the MSK."""

import hashlib
import hmac
import os
import socket
import struct

USER_NAME, STATE, VENDOR, SESSION_TIMEOUT = 1, 24, 26, 27
CALLING_STATION, EAP_MESSAGE, AUTHENTICATOR = 31, 79, 80
ACCESS_REQUEST, ACCEPT, REJECT, CHALLENGE = 1, 2, 3, 11
MICROSOFT, SEND_KEY, RECV_KEY = 311, 16, 17


class Radius:
    """One request at a time; `fileno` makes it fit select()."""

    def __init__(self, port, secret):
        self.secret = secret
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(("127.0.0.1", port))
        self.id, self.request, self.state, self.user = 0, None, b"", b""

    def fileno(self):
        return self.socket.fileno()

    def send(self, station, eap):
        """An EAP response of the station; an Identity begins a new conversation."""
        if eap[4] == 1:
            self.user, self.state = eap[5:], b""
        attributes = [(USER_NAME, self.user), (CALLING_STATION, station.hex("-").encode())]
        attributes += [(EAP_MESSAGE, eap[at:at + 253]) for at in range(0, len(eap), 253)]
        if self.state:
            attributes.append((STATE, self.state))
        body = b"".join(bytes([kind, 2 + len(value)]) + value for kind, value in attributes)
        body += bytes([AUTHENTICATOR, 18]) + bytes(16)
        self.id = (self.id + 1) & 0xFF
        self.request = os.urandom(16)
        packet = struct.pack(">BBH", ACCESS_REQUEST, self.id, 20 + len(body)) + self.request + body
        self.socket.send(packet[:-16] + hmac.new(self.secret, packet, hashlib.md5).digest())

    def receive(self):
        """(code, EAP packet, MSK or None), or None when it is no answer."""
        packet = self.socket.recv(4096)
        code, number, size = struct.unpack(">BBH", packet[:4])
        signed = packet[:4] + self.request + packet[20:size] + self.secret
        if number != self.id or hashlib.md5(signed).digest() != packet[4:20]:
            return None
        eap, keys, body = b"", {}, packet[20:size]
        self.state = b""
        while body:
            kind, value, body = body[0], body[2:body[1]], body[body[1]:]
            if kind == EAP_MESSAGE:
                eap += value
            elif kind == STATE:
                self.state = value
            elif kind == VENDOR and struct.unpack(">I", value[:4])[0] == MICROSOFT:
                if value[4] in (SEND_KEY, RECV_KEY):
                    keys[value[4]] = self.clear(value[6:])
        return code, eap, keys[RECV_KEY] + keys[SEND_KEY] if len(keys) == 2 else None

    def clear(self, value):
        """A key of RFC 2548, which is encrypted with the secret."""
        last, plain = self.request + value[:2], b""
        for at in range(2, len(value), 16):
            block = value[at:at + 16]
            plain += bytes(a ^ b for a, b in zip(block, hashlib.md5(self.secret + last).digest()))
            last = block
        return plain[1:1 + plain[0]]


class Server:
    """An AAA server that believes everybody, and whose MSK is known."""

    def __init__(self, secret, msk, lifetime):
        self.secret, self.msk, self.lifetime = secret, msk, lifetime
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def fileno(self):
        return self.socket.fileno()

    def serve(self):
        """One request: Access-Accept with EAP-Success."""
        packet, where = self.socket.recvfrom(4096)
        request, body, eap = packet[4:20], packet[20:], b""
        while body:
            if body[0] == EAP_MESSAGE:
                eap += body[2:body[1]]
            body = body[body[1]:]
        if packet[0] != ACCESS_REQUEST or not eap:
            return
        body = bytes([EAP_MESSAGE, 6, 3, eap[1], 0, 4])
        body += bytes([SESSION_TIMEOUT, 6]) + struct.pack(">I", self.lifetime)
        for kind, salt, key in ((RECV_KEY, b"\x80\x01", self.msk[:32]),
                                (SEND_KEY, b"\x80\x02", self.msk[32:])):
            value = salt + self.hidden(request + salt, bytes([32]) + key + bytes(15))
            body += bytes([VENDOR, 8 + len(value)]) + struct.pack(">IBB", MICROSOFT, kind,
                                                                  2 + len(value)) + value
        body += bytes([AUTHENTICATOR, 18]) + bytes(16)
        head = struct.pack(">BBH", ACCEPT, packet[1], 20 + len(body))
        body = body[:-16] + hmac.new(self.secret, head + request + body, hashlib.md5).digest()
        answer = hashlib.md5(head + request + body + self.secret).digest()
        self.socket.sendto(head + answer + body, where)

    def hidden(self, last, plain):
        """A key as RFC 2548 encrypts it."""
        out = b""
        for at in range(0, len(plain), 16):
            pad = hashlib.md5(self.secret + last).digest()
            last = bytes(a ^ b for a, b in zip(plain[at:at + 16], pad))
            out += last
        return out
