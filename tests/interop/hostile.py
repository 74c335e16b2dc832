#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""A RADIUS and EAP server that misbehaves as a scenario tells it.

usage: hostile.py SECRET-FILE PKI SCENARIO      (on 127.0.0.1)

Prints "port N" when it serves, and "complaint: TEXT" when the peer did what it must not do although
it failed in the end. hostile.sh has the list of scenarios and what each must lead to.

A scenario is a generator. It is started with the peer's first EAP packet (the Identity) and yields,
one at a time, what the server says next; the value of each `yield` is the peer's next EAP packet:

    yield request            octets: go out in an Access-Challenge
    yield Accept(eap, msk)   Access-Accept, with keys unless msk is None
    yield Reject(eap)        Access-Reject
"""
import collections
import hashlib
import hmac
import os
import socket
import ssl
import struct
import sys
import warnings

warnings.simplefilter('ignore', DeprecationWarning)     # old TLS versions, on purpose

Accept = collections.namedtuple('Accept', 'eap msk')
Reject = collections.namedtuple('Reject', 'eap')
IDENTITY, NOTIFICATION, NAK, MD5, OTP, GTC, TLS, TTLS, PEAP, EXPANDED = 1, 2, 3, 4, 5, 6, 13, 21, 25, 254
L, M, S = 0x80, 0x40, 0x20
SCENARIOS = {}


def scenario(f):
    SCENARIOS[f.__name__] = f
    return f


def req(ident, typ, data=b''):
    return struct.pack('>BBHB', 1, ident & 255, 5 + len(data), typ) + data


def success(ident):
    return struct.pack('>BBH', 3, ident & 255, 4)


def failure(ident):
    return struct.pack('>BBH', 4, ident & 255, 4)


def rtype(p):
    return p[4] if len(p) > 4 else None


def avp(code, value, vendor=None, mandatory=True):
    flags = (0x80 if vendor is not None else 0) | (0x40 if mandatory else 0)
    head = struct.pack('>I', vendor) if vendor is not None else b''
    n = 8 + len(head) + len(value)
    return struct.pack('>IB', code, flags) + n.to_bytes(3, 'big') + head + value + bytes(-n % 4)


class Tunnel:
    """TLS server over EAP fragments; use with `yield from`."""

    def __init__(self, pki, typ=TLS, cert='server-rsa', frag=1000, first_id=100, version=0,
                 tls=(ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2), client=None, ciphers=None, context=None):
        c = context or ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if ciphers:
            c.set_ciphers(ciphers)
        if context is None:
            c.minimum_version, c.maximum_version = tls
            c.load_cert_chain('%s/%s.pem' % (pki, cert), '%s/%s.key' % (pki, cert))
            c.load_verify_locations(pki + '/ca.pem')
            c.verify_mode = ssl.CERT_REQUIRED if (typ == TLS if client is None else client) else ssl.CERT_NONE
            c.options |= ssl.OP_NO_TICKET
            c.num_tickets = 0
        self.i, self.o = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.ctx, self.ssl = c, c.wrap_bio(self.i, self.o, server_side=True)
        self.typ, self.frag, self.id, self.v = typ, frag, first_id, version
        self.always_l = False

    def next(self):
        self.id = (self.id + 1) & 255
        return self.id

    def start(self):
        return req(self.id, self.typ, bytes((S | self.v,)))

    def pkt(self, flags, data=b'', length=None):
        b = bytes((flags | self.v,))
        if flags & L:
            b += struct.pack('>I', length)
        return req(self.next(), self.typ, b + data)

    def recv(self, resp):
        """reassemble one message of the peer; yields ACKs"""
        buf = b''
        while True:
            if rtype(resp) != self.typ or len(resp) < 6:
                return None
            fl = resp[5]
            buf += resp[10 if fl & L else 6:]
            if not fl & M:
                return buf
            resp = yield self.pkt(0)

    def send(self, data):
        """send one message in fragments; returns the peer's first answer"""
        total, first = len(data), True
        while True:
            part, data = data[:self.frag], data[self.frag:]
            fl = (M if data else 0) | (L if first and (data or self.always_l) else 0)
            resp = yield self.pkt(fl, part, total)
            first = False
            if not data:
                return resp

    def handshake(self, resp=None):
        """returns (ok, last response of the peer)"""
        if resp is None:
            resp = yield self.start()
        while True:
            msg = yield from self.recv(resp)
            if msg is None:
                return False, resp
            self.i.write(msg)
            try:
                self.ssl.do_handshake()
                done = True
            except ssl.SSLWantReadError:
                done = False
            except ssl.SSLError:
                resp = yield from self.send(self.o.read())
                return False, resp
            out = self.o.read()
            if done and not out:
                return True, resp
            resp = yield from self.send(out)
            if done:
                return True, resp

    def read(self, resp):
        msg = yield from self.recv(resp)
        if msg:
            self.i.write(msg)
        try:
            return self.ssl.read(65536)
        except ssl.SSLError:
            return b''

    def seal(self, data):
        self.ssl.write(data)
        return self.o.read()


# ---- scenarios -----------------------------------------------------------

@scenario
def good_tls(first, pki):
    """control: a correct EAP-TLS server (the key in the Accept is not the real one)"""
    t = Tunnel(pki)
    ok, _ = yield from t.handshake()
    yield Accept(success(t.id), None) if ok else Reject(failure(t.id))


@scenario
def every_fragment_has_length(first, pki):
    """L set on single-fragment messages too, small fragments"""
    t = Tunnel(pki, frag=200)
    t.always_l = True
    ok, _ = yield from t.handshake()
    yield Accept(success(t.id), None) if ok else Reject(failure(t.id))


@scenario
def notification_first(first, pki):
    """a Notification must be answered and change nothing"""
    r = yield req(60, NOTIFICATION, b'maintenance tonight\r\n\x1b[31m')
    if rtype(r) != NOTIFICATION:
        return 'no Notification response'
    t = Tunnel(pki)
    ok, _ = yield from t.handshake()
    yield Accept(success(t.id), None) if ok else Reject(failure(t.id))


@scenario
def offers_unwanted_first(first, pki):
    """MD5, GTC, OTP, LEAP, unknown and vendor types are refused with a Nak that asks for TLS"""
    for k, typ in enumerate((MD5, GTC, OTP, 17, 200)):
        r = yield req(10 + k, typ, b'\x10' + bytes(16))
        if rtype(r) != NAK or TLS not in r[5:]:
            return 'type %d: expected a Nak listing 13, got %s' % (typ, r.hex())
    r = yield req(20, EXPANDED, bytes.fromhex('00abcd') + struct.pack('>I', 7) + b'x')
    if rtype(r) not in (NAK, EXPANDED):
        return 'vendor type: expected a Nak, got ' + r.hex()
    t = Tunnel(pki)
    ok, _ = yield from t.handshake()
    yield Accept(success(t.id), None) if ok else Reject(failure(t.id))


@scenario
def success_after_identity(first, pki):
    yield Accept(success(first[1]), os.urandom(64))


@scenario
def success_after_start(first, pki):
    t = Tunnel(pki)
    yield t.start()
    yield Accept(success(t.id), os.urandom(64))


@scenario
def huge_message_length(first, pki):
    t = Tunnel(pki)
    yield t.start()
    yield t.pkt(L | M, bytes(500), 0x7fffffff)
    for _ in range(150):
        r = yield t.pkt(M, bytes(1000))
        if rtype(r) != TLS:
            break
    else:
        yield Reject(failure(t.id))
        return 'collected 150 KB of a 2 GB message'
    yield Reject(failure(t.id))


@scenario
def length_below_fragment(first, pki):
    t = Tunnel(pki)
    yield t.start()
    yield t.pkt(L | M, bytes(500), 100)
    yield Reject(failure(t.id))


@scenario
def fragments_exceed_length(first, pki):
    t = Tunnel(pki)
    yield t.start()
    yield t.pkt(L | M, b'\x16\x03\x03\x02\x58' + bytes(495), 600)
    yield t.pkt(0, bytes(500))
    yield Reject(failure(t.id))


@scenario
def endless_empty_fragments(first, pki):
    """M set, no data: the peer must give up by itself"""
    t = Tunnel(pki)
    yield t.start()
    for n in range(400):
        r = yield t.pkt(M | (L if n == 0 else 0), b'', 4000)
        if rtype(r) != TLS:
            yield Reject(failure(t.id))
            return
    yield Reject(failure(t.id))
    return 'still acknowledging after 400 rounds'


@scenario
def truncated_length_field(first, pki):
    t = Tunnel(pki)
    yield t.start()
    yield req(t.next(), TLS, bytes((L, 0, 0)))
    yield Reject(failure(t.id))


@scenario
def no_flags_octet(first, pki):
    t = Tunnel(pki)
    yield t.start()
    yield req(t.next(), TLS)
    yield Reject(failure(t.id))


@scenario
def start_again_mid_handshake(first, pki):
    t = Tunnel(pki, frag=500)
    r = yield t.start()
    m = yield from t.recv(r)
    t.i.write(m)
    try:
        t.ssl.do_handshake()
    except ssl.SSLWantReadError:
        pass
    out = t.o.read()
    yield t.pkt(L | M, out[:500], len(out))
    r = yield req(t.next(), TLS, bytes((S,)))
    yield Reject(failure(t.id))


@scenario
def server_answers_alert_with_success(first, pki):
    """untrusted server: the peer sends an alert, the server carries on"""
    t = Tunnel(pki, cert='server-untrusted')
    yield from t.handshake()
    yield Accept(success(t.id), os.urandom(64))


def _cert(name):
    def f(first, pki):
        t = Tunnel(pki, cert=name, ciphers='DEFAULT@SECLEVEL=0')
        ok, _ = yield from t.handshake()
        yield Accept(success(t.id), None) if ok else Reject(failure(t.id))
    f.__name__ = 'cert_' + name.replace('server-', '').replace('-', '_')
    f.__doc__ = 'server presents ' + name
    SCENARIOS[f.__name__] = f


for _n in ('expired', 'future', 'cliEKU', 'other', 'suffix', 'untrusted', 'self', 'weak', 'ec', 'long'):
    _cert('server-' + _n)


def _version(v):
    def f(first, pki):
        t = Tunnel(pki, tls=(v, v), ciphers='ALL:@SECLEVEL=0')
        ok, _ = yield from t.handshake()
        yield Accept(success(t.id), None) if ok else Reject(failure(t.id))
    f.__name__ = 'only_' + v.name.lower()
    f.__doc__ = 'server speaks nothing but ' + v.name
    SCENARIOS[f.__name__] = f


_version(ssl.TLSVersion.TLSv1)
_version(ssl.TLSVersion.TLSv1_1)


@scenario
def tls13_with_indication(first, pki):
    """RFC 9190: one octet of application data, 0x00, then EAP-Success"""
    v = ssl.TLSVersion.TLSv1_3
    t = Tunnel(pki, tls=(v, v))
    ok, _ = yield from t.handshake()
    if not ok:
        yield Reject(failure(t.id))
        return
    yield from t.send(t.seal(b'\0'))
    yield Accept(success(t.id), None)


@scenario
def good_ttls_pap(first, pki):
    t = Tunnel(pki, TTLS)
    ok, r = yield from t.handshake()
    if ok and len(r) <= 6:
        r = yield t.pkt(0)
    data = yield from t.read(r)
    good = b'password' in data
    yield Accept(success(t.id), None) if good else Reject(failure(t.id))


@scenario
def ttls_truncated_avp(first, pki):
    """after the peer's MS-CHAP-V2 AVPs: an AVP whose length field exceeds the message"""
    t = Tunnel(pki, TTLS)
    ok, r = yield from t.handshake()
    if ok and len(r) <= 6:
        r = yield t.pkt(0)
    yield from t.read(r)
    yield from t.send(t.seal(struct.pack('>IB', 26, 0xc0) + (4000).to_bytes(3, 'big') + struct.pack('>I', 311)))
    yield Accept(success(t.id), os.urandom(64))


# EAP-SIM / AKA / AKA' without any key: everything here must fail before the
# peer could have derived one.  Attribute = type, length in words, value.

SIM, AKA, AKAP = 18, 23, 50
SIM_START, SIM_CHALLENGE, AKA_CHALLENGE, AKA_IDENTITY, NOTIFY = 10, 11, 1, 5, 12
AT_RAND, AT_AUTN, AT_PERM, AT_MAC, AT_NOTIF, AT_ANY, AT_FULL, AT_VERS, AT_KDF, AT_KDFIN = 1, 2, 10, 11, 12, 13, 17, 15, 24, 23


def at(t, v, words=None):
    v += bytes((2 - len(v)) % 4)
    return bytes((t, (len(v) + 2) // 4 if words is None else words)) + v


def sim(ident, typ, sub, attrs=b''):
    return req(ident, typ, bytes((sub, 0, 0)) + attrs)


def _sim(name, method, doc, *packets):
    """each packet is (subtype, attributes); the peer may answer as it likes but not succeed"""
    def f(first, pki):
        ident = 30
        for sub, attrs in packets:
            ident += 1
            yield sim(ident, {'SIM': SIM, 'AKA': AKA, "AKA'": AKAP}[method], sub, attrs)
        yield Accept(success(ident), os.urandom(64))
    f.__name__, f.__doc__ = name, doc
    SCENARIOS[name] = f


_Z16, _VER = at(AT_MAC, bytes(18)), at(AT_VERS, b'\0\2\0\1')
_R = [bytes((n,)) * 16 for n in (1, 2, 3)]
_sim('aka_zero_length_attribute', 'AKA', 'attribute of length 0 (endless loop in a naive parser)',
     (AKA_IDENTITY, at(AT_ANY, b'\0\0', 0)))
_sim('aka_attribute_beyond_packet', 'AKA', 'attribute longer than the packet', (AKA_IDENTITY, at(AT_ANY, b'\0\0', 60)))
_sim('aka_unknown_non_skippable', 'AKA', 'type 100 is below 128: Client-Error', (AKA_IDENTITY, at(100, b'\0\0') + at(AT_ANY, b'\0\0')))
_sim('aka_challenge_without_mac', 'AKA', 'RAND and AUTN, no AT_MAC',
     (AKA_CHALLENGE, at(AT_RAND, bytes(18)) + at(AT_AUTN, bytes(18))))
_sim('aka_challenge_short_rand', 'AKA', 'AT_RAND of 8 octets',
     (AKA_CHALLENGE, at(AT_RAND, bytes(10)) + at(AT_AUTN, bytes(18)) + _Z16))
_sim('aka_prime_no_kdf', "AKA'", 'AT_KDF and AT_KDF_INPUT missing',
     (AKA_CHALLENGE, at(AT_RAND, bytes(18)) + at(AT_AUTN, bytes(18)) + _Z16))
_sim('aka_prime_unknown_kdf', "AKA'", 'only KDF 17 offered: authentication reject, no fallback',
     (AKA_CHALLENGE, at(AT_RAND, bytes(18)) + at(AT_AUTN, bytes(18)) + at(AT_KDF, b'\0\x11') + at(AT_KDFIN, b'\0\4WLAN') + _Z16))
_sim('sim_no_common_version', 'SIM', 'AT_VERSION_LIST has only version 7', (SIM_START, at(AT_VERS, b'\0\2\0\7') + at(AT_ANY, b'\0\0')))
_sim('sim_version_list_overrun', 'SIM', 'actual length exceeds the attribute', (SIM_START, at(AT_VERS, b'\1\0\0\1') + at(AT_ANY, b'\0\0')))
_sim('sim_one_rand', 'SIM', 'one challenge where two or three are needed',
     (SIM_START, _VER), (SIM_CHALLENGE, at(AT_RAND, b'\0\0' + _R[0]) + _Z16))
_sim('sim_same_rand_thrice', 'SIM', 'three equal challenges (Kc reuse)',
     (SIM_START, _VER), (SIM_CHALLENGE, at(AT_RAND, b'\0\0' + _R[0] * 3) + _Z16))
_sim('sim_four_rands', 'SIM', 'four challenges',
     (SIM_START, _VER), (SIM_CHALLENGE, at(AT_RAND, b'\0\0' + b''.join(_R) + bytes(16)) + _Z16))
_sim('sim_challenge_before_start', 'SIM', 'Challenge as the first message',
     (SIM_CHALLENGE, at(AT_RAND, b'\0\0' + b''.join(_R)) + _Z16))


# ---- RADIUS side ---------------------------------------------------------

def attr(t, v):
    return bytes((t, len(v) + 2)) + v


def mppe(kind, key, secret, ra):
    salt = bytes((0x80 | os.urandom(1)[0], os.urandom(1)[0]))
    p = bytes((len(key),)) + key
    p += bytes(-len(p) % 16)
    out, prev = b'', ra + salt
    for i in range(0, len(p), 16):
        c = bytes(x ^ y for x, y in zip(p[i:i + 16], hashlib.md5(secret + prev).digest()))
        out, prev = out + c, c
    v = salt + out
    return attr(26, struct.pack('>IBB', 311, kind, len(v) + 2) + v)


class Server:
    def __init__(self, secret, name, pki):
        self.secret, self.fn, self.pki = secret, SCENARIOS[name], pki
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind(('127.0.0.1', 0))
        self.port = self.sock.getsockname()[1]
        self.sessions, self.seen, self.n = {}, {}, 0

    def complain(self, end):
        if end.value:
            print('complaint:', end.value, flush=True)

    def run(self):
        while True:
            data, peer = self.sock.recvfrom(8192)
            key = (peer, data[:20])
            if key not in self.seen:
                self.seen[key] = self.handle(data)
            if self.seen[key]:
                self.sock.sendto(self.seen[key], peer)

    def handle(self, data):
        ident, ra, body, i = data[1], data[4:20], data[20:], 0
        eap, state = b'', None
        while i + 2 <= len(body) and body[i + 1] >= 2:
            t, v = body[i], body[i + 2:i + body[i + 1]]
            eap += v if t == 79 else b''
            state = v if t == 24 else state
            i += body[i + 1]
        try:
            if state is None or state not in self.sessions:
                self.n += 1
                state = struct.pack('>I', self.n)
                self.sessions[state] = self.fn(eap, self.pki)
                act = next(self.sessions[state])
            else:
                act = self.sessions[state].send(eap)
        except StopIteration as e:
            self.complain(e)
            act = Reject(failure(eap[1] if len(eap) > 1 else 0))
        code, extra, out = 11, attr(24, state), act
        if isinstance(act, Accept):
            code, extra, out = 2, b'', act.eap
            if act.msk:
                extra = mppe(17, act.msk[:32], self.secret, ra) + mppe(16, act.msk[32:64], self.secret, ra)
        elif isinstance(act, Reject):
            code, extra, out = 3, b'', act.eap
        if not isinstance(act, bytes):
            # let the generator finish, so that it can complain
            try:
                self.sessions[state].send(b'')
            except StopIteration as e:
                self.complain(e)
        for i in range(0, len(out), 253):
            extra += attr(79, out[i:i + 253])
        head = struct.pack('>BBH', code, ident, 20 + 18 + len(extra))
        mac = hmac.new(self.secret, head + ra + attr(80, bytes(16)) + extra, 'md5').digest()
        p = attr(80, mac) + extra
        return head + hashlib.md5(head + ra + p + self.secret).digest() + p


def main():
    if sys.argv[1:] == ['--list']:
        print('\n'.join(SCENARIOS))
        return
    with open(sys.argv[1], 'rb') as f:
        secret = f.read().strip()
    server = Server(secret, sys.argv[3], sys.argv[2])
    print('port', server.port, flush=True)
    server.run()


main()
