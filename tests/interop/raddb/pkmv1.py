#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The AAA server's part of PKMv1 for FreeRADIUS (RFC 5904), run by its module exec.

pkmv1.py DIR ANSWER CERTIFICATE SAID    both as FreeRADIUS writes them: 0x..., a number

DIR/maker.pem says whom to trust. The AK is random, and encrypted to the certificate; DIR/ak has it, and
its sequence number is one more than that of the last. ANSWER "short" spoils the answer. All computations
are those of the command openssl, so that they are nobody's whose code is tested.
"""
import os
import struct
import subprocess
import sys

LIFETIME = 1800
SN_LAST = 15
CCM, ECB = bytes((2, 1, 4)), bytes((2, 1, 3))


def openssl(args, data):
    return subprocess.run(['/usr/bin/openssl', *args], input=data, check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout


def sequence(path):
    try:
        with open(path, encoding='ascii') as f:
            last = int(f.read())
    except FileNotFoundError:
        last = 0
    with open(path, 'w', encoding='ascii') as f:
        f.write(str((last + 1) % (SN_LAST + 1)))
    return (last + 1) % (SN_LAST + 1)


def main(where, answer, certificate, said):
    pem = openssl(['x509', '-inform', 'DER'], bytes.fromhex(certificate[2:]))
    try:
        openssl(['verify', '-CAfile', where + '/maker.pem'], pem)
    except subprocess.CalledProcessError:
        return 1
    cert = where + '/shown.pem'
    with open(cert, 'wb') as f:
        f.write(pem)
    ak = os.urandom(20)
    key = openssl(['pkeyutl', '-encrypt', '-certin', '-inkey', cert, '-pkeyopt',
                   'rsa_padding_mode:oaep'], ak)
    with open(where + '/ak', 'w', encoding='ascii') as f:
        f.write(ak.hex())
    auth_key = struct.pack('>IB', LIFETIME, sequence(where + '/sn')) + key
    if answer == 'short':
        auth_key = auth_key[:-1]
    timers = struct.pack('>7I', 4, 5, 300, 2, 3, 301, 12)
    print('PKM-Auth-Key := 0x' + auth_key.hex())
    print('MS-MPPE-Send-Key := 0x' + ak.hex())
    print('PKM-Config-Settings := 0x' + timers.hex())
    print('PKM-SA-Descriptor := 0x' + (struct.pack('>HB', int(said), 0) + CCM).hex())
    print('PKM-SA-Descriptor += 0x' + (struct.pack('>HB', 0x3001, 1) + ECB).hex())
    return 0


sys.exit(main(*sys.argv[1:5]))
