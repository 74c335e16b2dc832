#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The account whose password has expired, as Samba's ntlm_auth has it for FreeRADIUS.

account.py FILE auth CHALLENGE RESPONSE   checks a response of MSCHAP, prints the key
account.py FILE change                    takes a new password, in the protocol
                                          ntlm-change-password-1 on standard input

FILE has the password; without it, it is "password", and has expired. All computations are those of the command
openssl, so that they are nobody's whose code is tested.
"""
import os
import subprocess
import sys

LEGACY = ['-provider', 'legacy', '-provider', 'default']


def openssl(args, data):
    return subprocess.run(['/usr/bin/openssl', *args, *LEGACY], input=data, check=True,
                          stdout=subprocess.PIPE).stdout


def md4(data):
    return openssl(['dgst', '-md4', '-binary'], data)


def rc4(key, data):
    return openssl(['enc', '-rc4', '-K', key.hex()], data)


def des(key7, data, mode='-e'):
    bits = int.from_bytes(key7, 'big')
    key = bytes((bits >> 49 - 7 * i & 0x7f) << 1 for i in range(8))
    return openssl(['enc', mode, '-des-ecb', '-nopad', '-K', key.hex()], data)


def password_of(path):
    if not os.path.exists(path):
        return 'password'
    with open(path, encoding='utf-8') as f:
        return f.read()


def auth(path, challenge, response):
    digest = md4(password_of(path).encode('utf-16-le'))
    key = digest + bytes(5)
    right = b''.join(des(key[i:i + 7], bytes.fromhex(challenge)) for i in (0, 7, 14))
    if right != bytes.fromhex(response):
        print('Logon failure (0xc000006d)')
        return 1
    if not os.path.exists(path):
        print('Password expired')
        return 1
    print('NT_KEY: ' + md4(digest).hex().upper())
    return 0


def change(path):
    said = {}
    for line in sys.stdin:
        if line.strip() == '.':
            break
        key, _, value = line.strip().partition(': ')
        said[key] = value
    old = md4(password_of(path).encode('utf-16-le'))
    block = rc4(old, bytes.fromhex(said['new-nt-password-blob']))
    length = int.from_bytes(block[512:], 'little')
    new = block[512 - length:512]
    digest = md4(new)
    encrypted = bytes.fromhex(said['old-nt-hash-blob'])
    proof = des(digest[:7], encrypted[:8], '-d') + des(digest[7:14], encrypted[8:], '-d')
    if proof != old:
        print('Password-Change: No\nPassword-Change-Error: the old hash is another\n.')
        return 1
    with open(path, 'w', encoding='utf-8') as f:
        f.write(new.decode('utf-16-le'))
    print('Password-Change: Yes\n.')
    return 0


sys.exit(auth(sys.argv[1], *sys.argv[3:]) if sys.argv[2] == 'auth' else change(sys.argv[1]))
