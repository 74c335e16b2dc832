# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced after tests/lib.sh: EAP servers on loopback, one process per variant.
#
#   freeradius_start NAME [VAR=VALUE]...     VAR: the AAA_* of raddb/radiusd.conf
#   hostapd_start NAME [VAR=VALUE]...        CERT, FLAGS, FRAG, LIFE, CRL, STAPLE, RESULTIND, SIMID,
#                                            PWDGROUP
#   hlr_start NAME                           subscribers of hostapd's SIM methods, for all its variants
#
# Both set AAA_PORT and return when the server answers; end one with "stop NAME". The shared secret
# is in the file $AAA_SECRET_FILE. The PKI is $WMAN_PKI (pki.sh makes it when that is unset).
# ${AAA_EXEC[@]} is put before their command (a network namespace).

INTEROP=$TESTS_TOP/tests/interop
AAA_SECRET=testing123
AAA_EXEC=()

servers_init() {
	PATH=$PATH:/usr/sbin:/sbin
	WMAN_PKI=${WMAN_PKI:-$("$INTEROP/pki.sh")}
	AAA_SECRET_FILE=$RUN/secret
	(umask 077 && echo $AAA_SECRET >"$AAA_SECRET_FILE")
}

# a UDP port that was free a moment ago; whoever loses the race tries the next
free_port() {
	python3 -c 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

freeradius_ready() {
	ended "$1" || grep -q 'Ready to process requests' "$RUN/$1"/radius.log "$OUT/$1.log"
}

freeradius_start() {
	local name=$1 run=$RUN/$1 try
	shift

	rm -rf "$run"
	(umask 077 && mkdir -p "$run/tlscache" "$run/raddb")
	# FreeRADIUS refuses a directory that others may write: a copy has the mode it wants
	install -m 600 "$INTEROP"/raddb/* "$run/raddb/"
	for try in 1 2 3; do
		AAA_PORT=$(free_port)
		start "$name" "${AAA_EXEC[@]}" env AAA_RADDB="$run/raddb" AAA_PKI="$WMAN_PKI" AAA_RUN="$run" \
			AAA_PORT="$AAA_PORT" AAA_CERT=server-rsa AAA_TLS_MIN=1.2 AAA_TLS_MAX=1.3 \
			AAA_FRAG=1024 AAA_CACHE=no AAA_CRL=no AAA_MPPE_DEL=no AAA_RETRY=no AAA_LIFETIME=3600 \
			AAA_PWD_GROUP=19 AAA_DEBUG=0 \
			AAA_SECRET=$AAA_SECRET "$@" \
			freeradius -n radiusd -d "$run/raddb" -D "$run/raddb" -f
		wait_for 60 freeradius_ready "$name" && running "$name" && return 0
		stop "$name"
	done
	echo "#   freeradius did not start after $try tries"
	tail -n 10 "$run/radius.log" "$OUT/$name.log" 2>/dev/null | sed 's/^/#   /'
	return 1
}

hlr_ready() {
	ended "$1" || [ -S "$RUN/hlr.sock" ]
}

hlr_start() {
	start "$1" python3 "$INTEROP/hlr.py" "$RUN/hlr.sock" "$INTEROP/subscribers"
	wait_for 20 hlr_ready "$1" && running "$1"
}

hostapd_ready() {
	ended "$1" || grep -q 'AP-ENABLED' "$OUT/$1.log"
}

hostapd_start() {
	local name=$1 run=$RUN/$1 try CERT=server-rsa FLAGS='' FRAG=1400 LIFE=0 CRL=0 RESULTIND=0 SIMID=3
	local STAPLE='' PWDGROUP=19
	shift

	[ $# -eq 0 ] || local "$@"
	rm -rf "$run"
	(umask 077 && mkdir -p "$run")
	cp "$INTEROP/eap_users" "$run/eap_users"
	echo "127.0.0.0/8 $AAA_SECRET" >"$run/clients"
	for try in 1 2 3; do
		AAA_PORT=$(free_port)
		sed -e "s|@RUN@|$run|; s|@PORT@|$AAA_PORT|; s|@PKI@|$WMAN_PKI|; s|@CERT@|$CERT|" \
			-e "s|@CA@|$WMAN_PKI/ca-crl.pem|; s|@CRL@|$CRL|; s|@FRAG@|$FRAG|" \
			-e "s|@LIFE@|$LIFE|; s|@FLAGS@|$FLAGS|; s|@HLR@|$RUN/hlr.sock|" \
			-e "s|@STAPLE@|${STAPLE:+ocsp_stapling_response=$WMAN_PKI/$STAPLE.ocsp}|" \
			-e "s|@RESULTIND@|$RESULTIND|; s|@SIMID@|$SIMID|; s|@PWDGROUP@|$PWDGROUP|" \
			"$INTEROP/hostapd.conf.in" >"$run/hostapd.conf"
		start "$name" "${AAA_EXEC[@]}" hostapd -t "$run/hostapd.conf"
		wait_for 20 hostapd_ready "$name" && running "$name" && return 0
		stop "$name"
	done
	echo "#   hostapd did not start after $try tries"
	tail -n 10 "$OUT/$name.log" | sed 's/^/#   /'
	return 1
}
