#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Throw-away PKI for tests and the demo:
#
#   pki.sh            makes it when today's is not there yet, prints its directory
#   pki.sh OUTDIR     makes one there
#
# Names, extensions and validity windows are fixed relative to the day; only the keys are random.
# It lies in the user's cache, named by this script's hash and the day: the files are never in the
# tree, never old, and made once. Keys are unencrypted PEM but for client-rsa-enc.key and the .p12
# bundles (pass phrase "whatever").
#
#   ca.pem                 both trust anchors (RSA and EC root); ca-other.pem: one that signed
#                          nothing the good servers use; ca-crl.pem: ca.pem, intermediates, CRLs
#   crl.pem                CRLs of all issuers
#   *.ocsp                 OCSP responses of int-rsa: about server-rsa (good), server-revoked, and
#                          unknown: about server-rsa too, of a responder that does not know it
#   server-*, client-*     .pem: leaf and chain, .key: its key
#
# Good: server-rsa (RSA 2048 below an intermediate), server-ec (P-256), server-p384, server-ed25519,
# server-long (chain of 5 KB), server-wild (*.wimax.test), and client-rsa, client-ec, client-p384,
# client-ed25519, client-long. The servers are named aaa.wimax.test and alt.wimax.test. To be
# refused: expired, future, cliEKU (clientAuth only), revoked, other (other name), suffix
# (aaa.wimax.test.evil.test), untrusted, self, weak (RSA 1024).
# Policy decides: noEKU, cnonly (no subjectAltName).
set -eu
export LC_ALL=C TZ=UTC0
umask 077
self=$(readlink -f "$0")
if [ $# -eq 0 ]; then
	cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/wman
	dir=$cache/pki-$(sha256sum "$self" | cut -c 1-12)-$(date +%Y%m%d)
	if [ ! -f "$dir/done" ]; then
		mkdir -p "$cache"
		find "$cache" -maxdepth 1 -name 'pki-*' -mtime +3 -exec rm -rf {} +
		new=$(mktemp -d "$cache/new-XXXXXX")
		"$self" "$new" >&2
		: >"$new/done"
		# whoever was faster wins; both are good
		mv -T "$new" "$dir" 2>/dev/null || rm -rf "$new"
	fi
	echo "$dir"
	exit
fi
OUT=$1
DAYS=30
mkdir -p "$OUT"
cd "$OUT"

ts() { date -u -d "$1" +%Y%m%d%H%M%SZ; }
T_PAST2=$(ts '-60 days'); T_PAST1=$(ts '-30 days')
T_FROM=$(ts '-1 day');    T_TO=$(ts "+$DAYS days")
T_FUT1=$(ts '+20 days');  T_FUT2=$(ts "+$((DAYS + 60)) days")

cat > pki.cnf <<'CNF'
[ req ]
distinguished_name = dn
prompt = no
string_mask = utf8only
[ dn ]
CN = placeholder
[ v3_ca ]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ v3_int ]
basicConstraints = critical,CA:true,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ v3_int_big ]
basicConstraints = critical,CA:true,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
nsComment = @PAD@
[ pol_any ]
countryName = optional
organizationName = optional
organizationalUnitName = optional
commonName = supplied
CNF
pad=$(head -c 2600 /dev/zero | tr '\0' 'x')
sed "s/@PAD@/$pad/" pki.cnf > pki.cnf.t && mv pki.cnf.t pki.cnf

newkey() { # name rsa|ec|p384|ed25519|weak
	case $2 in
	weak) openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out "$1.key" 2>/dev/null ;;
	rsa) openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1.key" 2>/dev/null \
	  || openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1.key" 2>/dev/null ;;
	p384) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 \
	       -pkeyopt ec_param_enc:named_curve -out "$1.key" 2>/dev/null ;;
	ed25519) openssl genpkey -algorithm ED25519 -out "$1.key" ;;
	ec)  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 \
	       -pkeyopt ec_param_enc:named_curve -out "$1.key" 2>/dev/null ;;
	esac
}

cadb() { # issuer first-serial
	mkdir -p "db/$1/new"; : > "db/$1/index.txt"
	echo "unique_subject = no" > "db/$1/index.txt.attr"
	echo "$2" > "db/$1/serial"; echo 01 > "db/$1/crlnumber"
	cat > "db/$1/ca.cnf" <<CNF
[ ca ]
default_ca = this
[ this ]
database = db/$1/index.txt
new_certs_dir = db/$1/new
serial = db/$1/serial
crlnumber = db/$1/crlnumber
certificate = $1.pem
private_key = $1.key
default_md = sha256
policy = pol_any
email_in_dn = no
unique_subject = no
default_crl_days = $DAYS
CNF
	cat pki.cnf >> "db/$1/ca.cnf"
}

root() { # name alg cn serial
	newkey "$1" "$2"
	openssl req -new -x509 -config pki.cnf -extensions v3_ca -key "$1.key" -sha256 \
	  -subj "/O=WiMAX test PKI/CN=$3" -days $((DAYS + 90)) -set_serial "0x$4" -out "$1.pem"
	cadb "$1" "$4""01"
}

sign() { # issuer name alg subject from to extfile|section
	[ -f "$2.key" ] || newkey "$2" "$3"
	openssl req -new -config pki.cnf -key "$2.key" -subj "$4" -sha256 -out "$2.csr"
	if [ -f "$7" ]; then ext="-extfile $7"; else ext="-extensions $7"; fi
	# shellcheck disable=SC2086
	openssl ca -batch -notext -config "db/$1/ca.cnf" -in "$2.csr" -out "$2.crt" \
	  -startdate "$5" -enddate "$6" $ext 2>ca.log || { cat ca.log >&2; exit 1; }
	rm -f "$2.csr"
}

leafext() { # file eku san
	{
		echo "basicConstraints = CA:false"
		echo "keyUsage = critical,digitalSignature,keyEncipherment"
		[ -z "$2" ] || echo "extendedKeyUsage = $2"
		[ -z "$3" ] || echo "subjectAltName = $3"
		echo "subjectKeyIdentifier = hash"
		echo "authorityKeyIdentifier = keyid"
	} > "$1"
}

chain() { # name issuer-file...
	n=$1; shift; cat "$n.crt" "$@" > "$n.pem"
}

S='/O=WiMAX test PKI/OU=AAA'
C='/O=WiMAX test PKI/OU=Device'

root ca-rsa   rsa 'Test RSA Root'    10
root ca-ec    ec  'Test EC Root'     20
root ca-other rsa 'Unrelated Root'   30
sign ca-rsa int-rsa     rsa '/O=WiMAX test PKI/CN=Test RSA Intermediate' "$T_FROM" "$T_TO" v3_int
sign ca-rsa int-rsa-big rsa '/O=WiMAX test PKI/CN=Test Big Intermediate' "$T_FROM" "$T_TO" v3_int_big
cp int-rsa.crt int-rsa.pem; cp int-rsa-big.crt int-rsa-big.pem
cadb int-rsa 4001; cadb int-rsa-big 5001

SAN=DNS:aaa.wimax.test,DNS:alt.wimax.test,email:aaa@wimax.test,URI:http://wimax.test/
leafext x.srv   serverAuth "$SAN"
leafext x.other serverAuth DNS:aaa.other.test
leafext x.wild  serverAuth 'DNS:*.wimax.test'
leafext x.nul   serverAuth ''
leafext x.none  '' "$SAN"
leafext x.cli   clientAuth ''

sign int-rsa server-rsa      rsa "$S/CN=aaa.wimax.test" "$T_FROM"  "$T_TO"    x.srv
sign ca-ec   server-ec       ec  "$S/CN=aaa.wimax.test" "$T_FROM"  "$T_TO"    x.srv
for k in p384 ed25519; do
	sign ca-ec server-$k $k "$S/CN=aaa.wimax.test"    "$T_FROM" "$T_TO" x.srv
	sign ca-ec client-$k $k "$C/CN=02:00:5E:10:00:08" "$T_FROM" "$T_TO" x.cli
	chain server-$k
	chain client-$k
done
sign int-rsa server-expired  rsa "$S/CN=aaa.wimax.test" "$T_PAST2" "$T_PAST1" x.srv
sign int-rsa server-future   rsa "$S/CN=aaa.wimax.test" "$T_FUT1"  "$T_FUT2"  x.srv
sign int-rsa server-cliEKU   rsa "$S/CN=aaa.wimax.test" "$T_FROM"  "$T_TO"    x.cli
sign int-rsa server-noEKU    rsa "$S/CN=aaa.wimax.test" "$T_FROM"  "$T_TO"    x.none
sign int-rsa server-revoked  rsa "$S/CN=aaa.wimax.test" "$T_FROM"  "$T_TO"    x.srv
sign int-rsa server-other    rsa "$S/CN=aaa.other.test" "$T_FROM"  "$T_TO"    x.other
sign int-rsa server-wild     rsa "$S/CN=wild"           "$T_FROM"  "$T_TO"    x.wild
# no subjectAltName at all: the name is only in the CN
sign int-rsa server-cnonly   rsa "$S/CN=aaa.wimax.test" "$T_FROM"  "$T_TO"    x.nul
sign int-rsa server-suffix   rsa "$S/CN=aaa.wimax.test.evil.test" "$T_FROM" "$T_TO" x.nul
sign ca-other server-untrusted rsa "$S/CN=aaa.wimax.test" "$T_FROM" "$T_TO"   x.srv
sign int-rsa server-weak     weak "$S/CN=aaa.wimax.test" "$T_FROM" "$T_TO"    x.srv
sign int-rsa-big server-long rsa "$S/CN=aaa.wimax.test" "$T_FROM"  "$T_TO"    x.srv

# WiMAX device certificates carry the MAC address in the CN.
sign int-rsa client-rsa      rsa "$C/CN=02:00:5E:10:00:01" "$T_FROM"  "$T_TO"    x.cli
sign ca-ec   client-ec       ec  "$C/CN=02:00:5E:10:00:02" "$T_FROM"  "$T_TO"    x.cli
sign int-rsa client-expired  rsa "$C/CN=02:00:5E:10:00:03" "$T_PAST2" "$T_PAST1" x.cli
sign int-rsa client-srvEKU   rsa "$C/CN=02:00:5E:10:00:04" "$T_FROM"  "$T_TO"    x.other
sign int-rsa client-revoked  rsa "$C/CN=02:00:5E:10:00:05" "$T_FROM"  "$T_TO"    x.cli
sign ca-other client-untrusted rsa "$C/CN=02:00:5E:10:00:06" "$T_FROM" "$T_TO"   x.cli
sign int-rsa-big client-long rsa "$C/CN=02:00:5E:10:00:07" "$T_FROM"  "$T_TO"    x.cli

for n in server-rsa server-expired server-future server-cliEKU server-noEKU \
         server-revoked server-other server-weak server-wild server-cnonly server-suffix client-rsa \
         client-expired client-srvEKU client-revoked; do
	chain "$n" int-rsa.pem
done
for n in server-ec client-ec server-untrusted client-untrusted; do chain "$n"; done
# leaf, padded intermediate and root: always fragmented
for n in server-long client-long; do chain "$n" int-rsa-big.pem ca-rsa.pem; done

# self-signed server, never in any trust store
newkey server-self rsa
openssl req -new -x509 -config pki.cnf -key server-self.key -sha256 -days "$DAYS" \
  -set_serial 0x77 -subj "$S/CN=aaa.wimax.test" -out server-self.pem

crl() { openssl ca -gencrl -config "db/$1/ca.cnf" -out "$1.crl" 2>/dev/null; }
openssl ca -config db/int-rsa/ca.cnf -revoke server-revoked.crt 2>/dev/null
openssl ca -config db/int-rsa/ca.cnf -revoke client-revoked.crt 2>/dev/null
for i in ca-rsa ca-ec int-rsa int-rsa-big; do crl $i; done

ocsp() { # response certificate index
	openssl ocsp -issuer int-rsa.pem -cert "$2" -index "$3" -CA int-rsa.pem \
	  -rsigner int-rsa.pem -rkey int-rsa.key -ndays "$DAYS" -respout "$1.ocsp" >/dev/null 2>&1
}
: > x.index
ocsp server-rsa     server-rsa.crt     db/int-rsa/index.txt
ocsp server-revoked server-revoked.crt db/int-rsa/index.txt
ocsp unknown        server-rsa.crt     x.index

cat ca-rsa.pem ca-ec.pem > ca.pem
cat ca-rsa.crl ca-ec.crl int-rsa.crl int-rsa-big.crl > crl.pem
cat ca.pem int-rsa.pem int-rsa-big.pem crl.pem > ca-crl.pem

openssl pkey -in client-rsa.key -aes-256-cbc -passout pass:whatever -out client-rsa-enc.key
for n in client-rsa client-ec; do
	openssl pkcs12 -export -inkey $n.key -in $n.pem -name "$n" -passout pass:whatever -out $n.p12
done
openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out dh2048.pem 2>/dev/null \
  || openssl dhparam -out dh2048.pem 2048 2>/dev/null
rm -f x.* ca.log pki.cnf
chmod 644 ./*.pem ./*.crt
