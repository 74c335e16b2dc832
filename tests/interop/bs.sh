# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced by run: the AAA side of wman-bs against FreeRADIUS. The base station and a scripted
# subscriber are one process, bs_lab.c, so that this needs no privilege and no kernel module.

BS_LAB=${O:-$TESTS_TOP/build}/tests/bs-lab
BS_V1=${O:-$TESTS_TOP/build}/tests/bs-v1

# bs_aaa NAME [VAR=VALUE]...: the server of bs.conf; sets AAA_PORT, AAA_ACCT_PORT and AAA_TLS_PORT
bs_aaa() {
	local name=$1 run=$RUN/$1
	shift

	rm -rf "$run"
	(umask 077 && mkdir -p "$run/raddb")
	install -m 600 "$INTEROP"/raddb/* "$run/raddb/"
	for _ in 1 2 3; do
		AAA_PORT=$(free_port)
		AAA_ACCT_PORT=$(free_port)
		AAA_TLS_PORT=$(free_port)
		start "$name" env AAA_RADDB="$run/raddb" AAA_RUN="$run" AAA_PORT="$AAA_PORT" \
			AAA_ACCT_PORT="$AAA_ACCT_PORT" AAA_SECRET="$AAA_SECRET" AAA_PKI="$WMAN_PKI" \
			AAA_TLS_PORT="$AAA_TLS_PORT" AAA_CERT=server-rsa AAA_TLS=1.3 AAA_V1=good "$@" \
			freeradius -n bs -d "$run/raddb" -D "$run/raddb" -f
		wait_for 60 freeradius_ready "$name" && running "$name" && return 0
		stop "$name"
	done
	tail -n 10 "$run/radius.log" "$OUT/$name.log" 2>/dev/null | sed 's/^/#   /'
	return 1
}

# lab_up OPTION VALUE...: a base station; its events are in $OUT/lab.events
lab_up() {
	local line

	coproc LAB { exec "$BS_LAB" events "$OUT/lab.events" control "$RUN/lab.sock" "$@" 2>"$OUT/lab.log"; }
	# shellcheck disable=SC2034,SC2154 # of lib.sh
	PIDS[lab]=$LAB_PID
	read -r -t 20 line <&"${LAB[0]}" && [ "$line" = ready ] && return 0
	not_ok "start the base station"
	tail -n 5 "$OUT/lab.log" | sed 's/^/#   /'
	return 1
}

# lab LINE: one line of input, one of output
lab() {
	local line

	echo "$*" >&"${LAB[1]}"
	read -r -t 30 line <&"${LAB[0]}" && [ "$line" = ok ]
}

# it ends by itself, once its last records are answered
lab_down() {
	local fd=${LAB[1]}

	exec {fd}>&-
	wait_for 20 ended lab
	stop lab
}

lab_event() {
	grep -q "\"event\": \"$1\".*$2" "$OUT/lab.events"
}

# detail STATUS PATTERN...: a record of this Acct-Status-Type in the detail file has all of these
detail() {
	awk -v RS= -v want="$(printf '%s\n' "Acct-Status-Type = $1" "${@:2}")" '
		BEGIN { n = split(want, pattern, "\n") }
		{
			for (i = 1; i <= n; i++)
				if ($0 !~ pattern[i])
					break
			if (i > n)
				found = 1
		}
		END { exit !found }' "$RUN/$current/detail"
}

# every record that has an Acct-Session-Id has the same
one_session() {
	[ "$(sed -n 's/.*Acct-Session-Id = //p' "$RUN/$current/detail" | sort -u | wc -l)" -eq 1 ]
}

bs_accounting() {
	lab_up radius "127.0.0.1:$AAA_PORT" secret-file "$AAA_SECRET_FILE" \
		accounting "127.0.0.1:$AAA_ACCT_PORT" secret-file "$AAA_SECRET_FILE" \
		accounting-interim 1 || return
	check "wman-bs: network entry" lab enter
	check "wman-bs: packets" lab up 5
	check "wman-bs: Accounting-On" wait_for 10 detail Accounting-On 'NAS-Identifier = "wman-bs"'
	check "wman-bs: Start, with what the Access-Accept told" wait_for 10 detail Start \
		'User-Name = "subscriber-1"' 'Class = 0x676f6c64' 'Class = 0x73696c766572' \
		'Calling-Station-Id = "02-16-00-00-01-00"' 'Acct-Authentic = RADIUS' \
		'NAS-Port-Type = Wireless-802.16' 'Event-Timestamp = '
	check "wman-bs: Interim-Update counts them" wait_for 10 detail Interim-Update \
		'Acct-Input-Packets = 5' 'Acct-Input-Octets = 120' 'Acct-Output-Packets = 0'
	check "wman-bs: at the end it waits for its records" lab_down
	check "wman-bs: Stop" detail Stop 'Acct-Input-Packets = 5' 'Acct-Input-Octets = 120' \
		'Acct-Terminate-Cause = Admin-Reboot' 'Class = 0x676f6c64' 'Acct-Session-Time = '
	check "wman-bs: of one session" one_session
	check_fails "wman-bs: no record was lost" lab_event accounting-lost ''
}

# coa CODE SECRET ATTRIBUTE...: FreeRADIUS's client asks; what it printed is in $OUT/coa
coa() {
	local code=$1 secret=$2
	shift 2

	printf '%s\n' "$@" "Event-Timestamp=$(date +%s)" Message-Authenticator=0x00 |
		radclient -x -r 1 -t 3 -D /usr/share/freeradius "127.0.0.1:$COA_PORT" "$code" "$secret" \
			>"$OUT/coa" 2>&1
}

# nak CODE CAUSE ATTRIBUTE...
nak() {
	! coa "$1" "$AAA_SECRET" "${@:3}" && grep -q "Error-Cause = $2" "$OUT/coa"
}

# left REASON: the subscriber was sent away
left() {
	lab_event left "\"reason\": \"$1\""
}

# authorizations N
authorizations() {
	[ "$(grep -c '"event": "\(re\)\?authorized"' "$OUT/lab.events")" -eq "$1" ]
}

bs_coa() {
	local id COA_PORT station=Calling-Station-Id=02-16-00-00-01-00

	rm -f "$RUN/$current/detail"
	COA_PORT=$(free_port)
	lab_up radius "127.0.0.1:$AAA_PORT" secret-file "$AAA_SECRET_FILE" \
		accounting "127.0.0.1:$AAA_ACCT_PORT" secret-file "$AAA_SECRET_FILE" \
		coa-listen "127.0.0.1:$COA_PORT" coa-client 127.0.0.1 secret-file "$AAA_SECRET_FILE" ||
		return
	check "wman-bs: network entry" lab enter
	check "wman-bs: Start" wait_for 10 detail Start
	check "radclient: unknown session" nak disconnect Session-Context-Not-Found User-Name=nobody
	check "radclient: Status-Server" coa status "$AAA_SECRET" NAS-Identifier=radclient
	check "radclient: no session named" nak coa Missing-Attribute Session-Timeout=60
	check "radclient: another NAS" nak disconnect NAS-Identification-Mismatch "$station" \
		NAS-Identifier=other
	check "radclient: an attribute that is not known here" nak coa Unsupported-Attribute \
		"$station" Filter-Id=x
	check "radclient: a service that is not known here" nak coa Unsupported-Service "$station" \
		Service-Type=Authorize-Only
	check_fails "radclient: wrong secret" coa disconnect wrong "$station"
	check "radclient: CoA-Request, re-authenticate now" coa coa "$AAA_SECRET" \
		User-Name=subscriber-1 Session-Timeout=0 Termination-Action=RADIUS-Request
	check "wman-bs: it is done" wait_for 10 authorizations 2
	check "radclient: CoA-Request, records more often" coa coa "$AAA_SECRET" "$station" \
		Acct-Interim-Interval=600
	id=$(sed -n 's/.*Acct-Session-Id = "\(.*\)"/\1/p' "$RUN/$current/detail" | head -n 1)
	check "radclient: Disconnect-Request by Acct-Session-Id" coa disconnect "$AAA_SECRET" \
		"Acct-Session-Id=$id" NAS-Identifier=wman-bs Acct-Terminate-Cause=Port-Preempted
	check "wman-bs: the subscriber is sent away" left disconnect-request
	check "wman-bs: Stop tells the cause" wait_for 10 detail Stop "Acct-Session-Id = \"$id\"" \
		'Acct-Terminate-Cause = Port-Preempted'
	check "wman-bs: another one enters" lab enter
	check "radclient: CoA-Request, a session of a second" coa coa "$AAA_SECRET" \
		Calling-Station-Id=02-16-00-00-01-01 Session-Timeout=1
	check "wman-bs: it ends" wait_for 10 left session-timeout
	check "wman-bs: Stop tells the cause" wait_for 10 detail Stop \
		'Acct-Terminate-Cause = Session-Timeout'
	lab_down
}

# radsec_aaa NAME [VAR=VALUE]...: another server
radsec_aaa() {
	[ -z "$current" ] || stop "$current"
	current=$1
	bs_aaa "$@" || not_ok "start $1"
}

# radsec_lab OPTION VALUE...: a base station that knows the server by TLS alone
radsec_lab() {
	lab_up radsec "127.0.0.1:$AAA_TLS_PORT" radsec-ca "$WMAN_PKI/ca.pem" \
		radsec-name aaa.wimax.test radsec-cert "$WMAN_PKI/client-rsa.pem" \
		radsec-key "$WMAN_PKI/client-rsa.key" accounting radsec radius-wait 2000 radius-tries 3 "$@"
}

# the server let somebody in
logged_in() {
	grep -q 'Login OK' "$RUN/$current/radius.log"
}

# radsec_refused TITLE TEXT OPTION VALUE...: nobody gets in, and why is told; nothing goes another way
radsec_refused() {
	radsec_lab "${@:3}" || return
	echo enter >&"${LAB[1]}"
	check "RadSec refused: $1" wait_for 40 lab_event rejected "radius-timeout.*$2"
	check_fails "RadSec refused: $1: nothing reached the server" \
		logged_in
	stop lab
}

# somebody to whom TLS 1.1 is good enough
old_client() {
	openssl s_client -connect "127.0.0.1:$AAA_TLS_PORT" -tls1_1 -cipher DEFAULT@SECLEVEL=0 \
		-CAfile "$WMAN_PKI/ca.pem" -cert "$WMAN_PKI/client-rsa.pem" \
		-key "$WMAN_PKI/client-rsa.key" -verify_return_error </dev/null 2>&1 |
		grep 'Protocol *: TLSv1.1'
}

bs_radsec() {
	local tls port

	for tls in 1.2 1.3; do
		radsec_aaa "radsec-$tls" AAA_TLS=$tls
		radsec_lab || return
		check "RadSec, TLS $tls: network entry" lab enter
		check "RadSec, TLS $tls: the server logs it" wait_for 5 logged_in
		check "RadSec, TLS $tls: packets" lab up 3
		check "RadSec, TLS $tls: Start" wait_for 10 detail Start 'User-Name = "subscriber-1"'
		check "RadSec, TLS $tls: the end" lab_down
		check "RadSec, TLS $tls: Stop" detail Stop 'Acct-Input-Packets = 3'
		check_fails "RadSec, TLS $tls: no record was lost" lab_event accounting-lost ''
	done

	# the server goes away while somebody is in, and comes back at the same place
	radsec_lab || return
	check "RadSec: network entry" lab enter
	port=$AAA_TLS_PORT
	stop "$current"
	bs_aaa "$current" AAA_TLS_PORT="$port" || not_ok "start $current again"
	check "RadSec: another connection is made" lab enter
	lab_down

	# after one that is not there, or is refused, the next one; over UDP when that is configured
	lab_up radsec "127.0.0.1:1" radsec-ca "$WMAN_PKI/ca.pem" \
		radsec-cert "$WMAN_PKI/client-rsa.pem" radsec-key "$WMAN_PKI/client-rsa.key" \
		radius "127.0.0.1:$AAA_PORT" secret-file "$AAA_SECRET_FILE" || return
	check "RadSec: fail-over to a server over UDP" lab enter
	lab_down
	lab_up radius 127.0.0.1:1 secret-file "$AAA_SECRET_FILE" radius-wait 100 radius-tries 1 \
		radsec "127.0.0.1:$port" radsec-ca "$WMAN_PKI/ca.pem" radsec-name aaa.wimax.test \
		radsec-cert "$WMAN_PKI/client-rsa.pem" radsec-key "$WMAN_PKI/client-rsa.key" || return
	check "RadSec: fail-over from a server over UDP" lab enter
	lab_down

	radsec_aaa radsec-refused
	radsec_refused "another pin" 'its certificate is refused: not the one that is pinned' \
		radsec-pin "$(printf '00%.0s' {1..32})"
	radsec_refused "another CA" 'its certificate is refused: ' radsec-ca "$WMAN_PKI/ca-other.pem"
	stop "$current"
	radsec_aaa radsec-other-name AAA_CERT=server-other
	radsec_refused "another name" 'its certificate is refused: hostname mismatch'
	radsec_aaa radsec-expired AAA_CERT=server-expired
	radsec_refused "expired" 'its certificate is refused: certificate has expired'
	radsec_aaa radsec-floor AAA_TLS=1.1
	check "RadSec: the server speaks TLS 1.1 to whoever does" old_client
	radsec_refused "TLS 1.1" 'TLS: \|it closed the connection'
	radsec_aaa radsec-client
	radsec_refused "the server does not know us" 'TLS: .*alert\|it closed the connection' \
		radsec-cert "$WMAN_PKI/client-untrusted.pem" radsec-key "$WMAN_PKI/client-untrusted.key"
}

# device NAME ISSUER: a certificate as stations of PKMv1 have
device() {
	openssl req -newkey rsa:1024 -nodes -subj "/O=Manufacturer/CN=02:16:00:00:01:00" \
		-keyout "$RUN/v1-$1.key" -out "$RUN/v1-$1.csr" &&
		openssl x509 -req -days 2 -in "$RUN/v1-$1.csr" -CA "$RUN/v1-$2.pem" \
			-CAkey "$RUN/v1-$2.key" -CAcreateserial -out "$RUN/v1-$1.pem"
}

maker() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/O=Manufacturer/CN=$1" \
		-keyout "$RUN/v1-$1.key" -out "$RUN/v1-$1.pem"
}

v1_pki() {
	(
		umask 077
		maker maker && maker stranger && device good maker && device strange stranger &&
			cp "$RUN/v1-maker.pem" "$RUN/$current/maker.pem"
	)
}

# v1 NAME ISSUER: a station asks; what came of it is in $OUT/v1
v1() {
	"$BS_V1" "$RUN/v1-$1.pem" "$RUN/v1-$1.key" "$RUN/v1-$2.pem" pkmv1 aaa events "$OUT/v1.events" \
		radius "127.0.0.1:$AAA_PORT" secret-file "$AAA_SECRET_FILE" >"$OUT/v1"
}

# says LINE: one of the lines of $OUT/v1
says() {
	grep -qxF -- "$1" "$OUT/v1"
}

# aaa_had ATTRIBUTE VALUE: the server had it, just once, as it puts it into its log
aaa_had() {
	[ "$(sed -n "s/^\t$1 = //p" "$RUN/$current/pkmv1")" = "$2" ]
}

# shown ATTRIBUTE NAME: the server put this certificate together
shown() {
	grep -qw "$1 0x$(openssl x509 -in "$RUN/v1-$2.pem" -outform DER | od -An -v -tx1 | tr -d ' \n')" \
		"$RUN/$current/certificates"
}

bs_pkmv1() {
	radsec_aaa pkmv1
	check "PKMv1: certificates" v1_pki
	check "PKMv1: a station asks" v1 good maker
	check "PKMv1: the server got its certificate" shown PKM-SS-Cert good
	check "PKMv1: and that of its CA" shown PKM-CA-Cert maker
	check "PKMv1: and the suites that it offers" aaa_had PKM-Cryptosuite-List 0x020104020103
	check "PKMv1: and the SAID, which is its basic CID" aaa_had PKM-SAID 1
	check "PKMv1: and who it is" aaa_had User-Name '"02-16-00-00-01-00"'
	check "PKMv1: Calling-Station-Id" aaa_had Calling-Station-Id '"02-16-00-00-01-00"'
	check "PKMv1: Service-Type" aaa_had Service-Type Framed-User
	check "PKMv1: NAS-Port-Type" aaa_had NAS-Port-Type Wireless-802.16
	check "PKMv1: the AK is the one that the server made" says "ak $(cat "$RUN/$current/ak")"
	check "PKMv1: its lifetime" says 'lifetime 1800'
	check "PKMv1: its sequence number" says 'sn 1'
	check "PKMv1: timers" says \
		'timers 01040000000402040000000503040000012c04040000000205040000000306040000012d07040000000c'
	check "PKMv1: the base station has that AK: keys of the primary SA" says 'sa 0 keys'
	check "PKMv1: keys of the static SA that the server granted" says 'sa 12289 keys'
	check "PKMv1: a certificate of a stranger" v1 strange stranger
	check "PKMv1: the server refuses it: Auth Reject, unauthorized SS" says 'rejected 1'
	radsec_aaa pkmv1-short AAA_V1=short
	cp "$RUN/v1-maker.pem" "$RUN/$current/maker.pem"
	check "PKMv1: an Access-Accept that is malformed" v1 good maker
	check "PKMv1: Auth Reject, no information" says 'rejected 0'
	check "PKMv1: the event says why" grep -q 'radius-invalid.*PKM-Auth-Key: not of 133' \
		"$OUT/v1.events"
}

bs_run() {
	check "wman-bs: the laboratory is built" make -C "$TESTS_TOP" ${SAN:+SAN=1} bs-lab || return
	# shellcheck disable=SC2034 # read by the functions of run
	server=freeradius
	current=aaa-bs
	bs_aaa "$current" || not_ok "start FreeRADIUS for a base station"
	bs_accounting
	bs_coa
	bs_radsec
	bs_pkmv1
	stop "$current"
	current=''
}
