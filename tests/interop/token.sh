# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced by run, and by the selftest of questions: private keys in a TPM 2 (swtpm) and in a PKCS#11 token (SoftHSM), which sign for
# EAP-TLS in a process of their own. Both are made in $RUN and nothing of the system's is touched.

TOKEN_MODULE=/usr/lib/softhsm/libsofthsm2.so
TOKEN_AUTH=tpm-auth
TOKEN_PIN=123456

# token_cert NAME PUBLIC: a certificate for a public key whose private half cannot sign a request
token_cert() {
	openssl x509 -new -force_pubkey "$2" -subj "/CN=$1" -days 2 -CA "$WMAN_PKI/int-rsa.pem" \
		-CAkey "$WMAN_PKI/int-rsa.key" -set_serial "0x$(openssl rand -hex 8)" \
		-extfile <(echo 'keyUsage=digitalSignature' && echo 'extendedKeyUsage=clientAuth') \
		-out "$TOKEN/$1.crt" &&
		cat "$TOKEN/$1.crt" "$WMAN_PKI/int-rsa.pem" >"$TOKEN/$1.pem"
}

tpm_public() {
	openssl pkey -provider tpm2 -provider default -propquery '?provider=tpm2' -in "$1" -pubout \
		-out "$2" 2>"$TOKEN/log"
}

tpm_ready() {
	ended swtpm || [ -S "$TOKEN/tpm.sock" ]
}

# tpm_key NAME HANDLE KIND [OPTION]...: a key that stays in the TPM, and its certificate
tpm_key() {
	local name=$1 handle=$2 kind=$3
	shift 3

	tpm2_create -Q -C "$TOKEN/primary" -G "$kind" -u "$TOKEN/u" -r "$TOKEN/r" "$@" &&
		tpm2_flushcontext -t && tpm2_load -Q -C "$TOKEN/primary" -u "$TOKEN/u" -r "$TOKEN/r" -c "$TOKEN/key" &&
		tpm2_evictcontrol -Q -C o -c "$TOKEN/key" "$handle" && tpm2_flushcontext -t &&
		tpm_public "handle:$handle" "$TOKEN/pub" && token_cert "$name" "$TOKEN/pub"
}

# rsa: two keys in the TPM, one with an auth value; ec, p384: wrapped by the TPM, in a file
tpm_make() {
	local curve

	start swtpm swtpm socket --tpm2 --tpmstate "dir=$TOKEN/tpm" --server \
		"type=unixio,path=$TOKEN/tpm.sock" --ctrl "type=unixio,path=$TOKEN/tpm.sock.ctrl" \
		--flags not-need-init,startup-clear
	wait_for 20 tpm_ready && running swtpm || return
	export TPM2TOOLS_TCTI=swtpm:path=$TOKEN/tpm.sock TPM2OPENSSL_TCTI=swtpm:path=$TOKEN/tpm.sock
	# no resource manager is between: what is loaded is to be flushed
	tpm2_createprimary -Q -C o -G ecc -c "$TOKEN/primary" && tpm2_flushcontext -t &&
		tpm2_dictionarylockout -Q -s -n 4 -t 1000 -l 1000 &&
		tpm_key tpm-rsa 0x81000001 rsa2048 -p $TOKEN_AUTH &&
		tpm_key tpm-pkcs1 0x81000002 rsa2048:rsassa-sha256:null || return
	for curve in 256 384; do
		(umask 077 && openssl genpkey -provider tpm2 -provider default \
			-propquery '?provider=tpm2' -algorithm EC -pkeyopt "group:P-$curve" \
			-out "$TOKEN/tpm-p$curve.key" 2>"$TOKEN/log") &&
			tpm_public "$TOKEN/tpm-p$curve.key" "$TOKEN/pub" &&
			token_cert "tpm-p$curve" "$TOKEN/pub" || return
	done
}

# hsm_key NAME ID [GENPKEY OPTION]...
hsm_key() {
	local name=$1 id=$2
	shift 2

	openssl genpkey "$@" -out "$TOKEN/key" 2>"$TOKEN/log" &&
		softhsm2-util --import "$TOKEN/key" --token wman --label "$name" --id "$id" \
			--pin $TOKEN_PIN >"$TOKEN/log" 2>&1 &&
		openssl pkey -in "$TOKEN/key" -pubout -out "$TOKEN/pub" &&
		token_cert "$name" "$TOKEN/pub" && rm "$TOKEN/key"
}

hsm_make() {
	mkdir "$TOKEN/hsm" && echo "directories.tokendir = $TOKEN/hsm" >"$TOKEN/softhsm2.conf" &&
		export SOFTHSM2_CONF=$TOKEN/softhsm2.conf &&
		softhsm2-util --init-token --free --label wman --pin $TOKEN_PIN --so-pin 5678 \
			>"$TOKEN/log" 2>&1 &&
		hsm_key hsm-rsa 01 -algorithm RSA -pkeyopt rsa_keygen_bits:2048 &&
		hsm_key hsm-ec 02 -algorithm EC -pkeyopt ec_paramgen_curve:P-256
}

# token_config CERTIFICATE KEY [KEY=VALUE]...
token_config() {
	config client-rsa client_cert="\"$TOKEN/$1.pem\"" private_key="\"$2\"" "${@:3}"
}

hsm_config() {
	token_config "$1" "pkcs11:token=wman;object=$1?module-path=$TOKEN_MODULE" "${@:2}"
}

# token_refused TITLE TEXT: the configuration is refused, with this text
token_refused() {
	if ! "$WMAND" --check "$RUN/wmand.conf" >"$OUT/check.log" 2>&1 && grep -qF -- "$2" "$OUT/check.log"
	then
		ok "token: $1"
	else
		not_ok "token: $1" "not refused with '$2'"
		tail -n 3 "$OUT/check.log" | sed 's/^/#   /'
	fi
}

# not compared with eapol_test, which names such keys in another way
token_self_test() {
	self_test "$@"
}

tpm_good() {
	local auth=private_key_passwd="\"$TOKEN_AUTH\"" curve

	token_config tpm-rsa handle:0x81000001 "$auth"
	good "TLS $tls, RSA in a TPM"
	token_config tpm-rsa 'handle:0x81000001?pass' "$auth"
	good "TLS $tls, the same by another URI, three times" --runs 3
	for curve in 256 384; do
		token_config "tpm-p$curve" "$TOKEN/tpm-p$curve.key"
		good "TLS $tls, P-$curve wrapped by a TPM"
	done
	token_config tpm-pkcs1 handle:0x81000002
	if [ "$tls" = 1.2 ]; then
		good "TLS $tls, RSA in a TPM, tied to PKCS#1"
	else
		refused "TLS $tls, RSA in a TPM, tied to PKCS#1, which this version does not have" \
			'tls-[a-z]*|eap-rejected'
	fi
}

hsm_good() {
	local key

	for key in hsm-rsa hsm-ec; do
		hsm_config $key private_key_passwd="\"$TOKEN_PIN\""
		good "TLS $tls, $key in a PKCS#11 token"
	done
}

token_errors() {
	token_config tpm-rsa handle:0x81000001
	token_refused "auth value that nobody knows of" 'write ?pass behind the handle'
	token_config tpm-rsa handle:0x81000001 private_key_passwd='"wrong"'
	token_refused "wrong auth value" 'handle:0x81000001: private_key_passwd is not its PIN or auth value'
	token_config tpm-rsa handle:0x81000077
	token_refused "no such handle" 'handle:0x81000077: the TPM has no key at this handle'
	token_config tpm-p256 "$TOKEN/tpm-p384.key"
	token_refused "certificate of another key" 'no certificate in it belongs to the private key'
	token_config tpm-rsa handle:0x81000001 client_cert= private_key_passwd="\"$TOKEN_AUTH\""
	token_refused "no certificate" 'no certificate beside the key'
	token_config tpm-rsa handle:0x81000001 client_cert='"handle:0x81000001"'
	token_refused "certificate in the token" 'put the certificate into a file'
	tpm2_create -Q -C "$TOKEN/primary" -G rsa2048:null:null -a \
		'fixedtpm|fixedparent|sensitivedataorigin|userwithauth|decrypt' -u "$TOKEN/u" \
		-r "$TOKEN/r" -c "$TOKEN/key" && tpm2_evictcontrol -Q -C o -c "$TOKEN/key" 0x81000003
	tpm2_flushcontext -t
	token_config tpm-rsa handle:0x81000003
	token_refused "key that may not sign" 'to be allowed to sign'
	TPM2OPENSSL_TCTI=device:/nonexistent token_refused "no TPM" 'no TPM can be reached by device:/nonexistent'
	OPENSSL_MODULES=/nonexistent token_refused "no provider" 'provider tpm2 is not installed'
	hsm_config hsm-rsa private_key_passwd='"1111"'
	token_refused "wrong PIN" 'private_key_passwd is not its PIN'
	token_config hsm-rsa "pkcs11:token=wman;object=none?module-path=$TOKEN_MODULE" \
		private_key_passwd="\"$TOKEN_PIN\""
	token_refused "no such object" 'no such token, or no such key in it'
	token_config hsm-rsa 'pkcs11:token=wman;object=hsm-rsa?pin-value=123456'
	token_refused "PIN in the URI" 'a PIN is in private_key_passwd'
	hsm_config hsm-rsa private_key_passwd="\"$TOKEN_PIN\""
	OPENSSL_ENGINES=/nonexistent token_refused "neither provider nor engine" 'libengine-pkcs11-openssl'
	# the last one: from here on the TPM takes no auth value
	for _ in 1 2 3 4; do
		tpm2_sign -Q -c 0x81000001 -p other -g sha256 -o "$TOKEN/sig" "$TOKEN/pub" 2>"$TOKEN/log"
	done
	token_config tpm-rsa handle:0x81000001 private_key_passwd="\"$TOKEN_AUTH\""
	token_refused "TPM that is locked" 'locked after too many wrong PINs'
}

# a TPM and a PKCS#11 token below $TOKEN; fails where there are no programs for them
token_up() {
	local program

	for program in swtpm tpm2_create softhsm2-util; do
		if ! command -v $program >/dev/null; then
			echo "#   tokens: skipped, there is no $program (scripts/deps.sh --test)"
			return 1
		fi
	done
	TOKEN=$RUN/token
	mkdir -p "$TOKEN/tpm"
	check "token: a TPM with keys" tpm_make && check "token: a PKCS#11 token with keys" hsm_make
}

token_run() {
	local server tls

	token_up || return
	# shellcheck disable=SC2034 # read by the functions of run
	conversation=token_self_test
	# shellcheck disable=SC2034 # read by the functions of run
	for server in freeradius hostapd; do
		current=''
		for tls in 1.2 1.3; do
			aaa "token-$tls" TLS=$tls
			tpm_good
			hsm_good
		done
		stop "$current"
	done
	current=''
	# shellcheck disable=SC2034 # read by the functions of run
	conversation=self_test
	token_errors
	stop swtpm
}
