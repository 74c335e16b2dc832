#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Key octets are where they must be, and nowhere else: memory of the programs, cores, logs, dumps,
# whatever was written, and what the kernel has freed; of EAP, and of RSA with keys of a group and a
# key log. What they are, 63-keys.py computes from what was captured.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/authorizations.sh"
here=$(cd "$(dirname "$0")" && pwd)

# the child of wmand that serves an exchange has ended
alone() {
	! grep -q "^PPid:[[:space:]]*${PIDS[wmand]}\$" /proc/[0-9]*/status
}

capturing() {
	ended tcpdump || grep -q 'listening on' "$OUT/tcpdump.log"
}

# network entry, with RADIUS captured
capture_up() {
	rm -f "$RUN/radius.pcap"
	start tcpdump "${AAA_EXEC[@]}" tcpdump -i lo -Z root -U --immediate-mode \
		-w "$RUN/radius.pcap" udp port "$AAA_PORT"
	wait_for 20 capturing && running tcpdump
}

# base station and helper
ends_up() {
	bs_up --pcap "$capture" &&
		helper_up private_key="\"$RUN/client.key\"" private_key_passwd="\"$passphrase\""
}

# keys NAME [unproven]: those of the last connection that was captured, in $RUN/NAME as octets, with
# the passphrase, and in $RUN/NAME.text
keys() {
	python3 "$here/63-keys.py" "$RUN/radius.pcap" "$capture" "$AAA_SECRET_FILE" "$RUN/pass" \
		"$(ss cat /sys/class/net/wman0/address)" "$BSID" "$RUN/$1" ${2+"$2"}
}

# found NEEDLES KIND WHERE...: names found, sorted; the report in $OUT/found
found() {
	"$TOOLS/tests/memsearch" "$@" >"$OUT/found" || return 2
	sed '$d' "$OUT/found" | cut -d ' ' -f 1 | sort -u | tr '\n' ' '
}

# clean NEEDLES KIND WHERE...: nothing is found
clean() {
	local names

	names=$(found "$@") || return 1
	sed 's/^/# /' "$OUT/found"
	[ -z "$names" ]
}

# exactly NAMES NEEDLES KIND WHERE...: these are found and no other
exactly() {
	local want=$1 names
	shift

	names=$(found "$@") || return 1
	sed 's/^/# /' "$OUT/found"
	[ "$names" = "$want" ]
}

# without NEEDLES REGEX: needles whose name does not match, in $RUN/some
without() {
	grep -vE "^($2)" "$1" >"$RUN/some"
}

# all memory, where the kernel lets it be read
kernel_clean() {
	if [ ! -r /proc/kcore ]; then
		ok "$1 # SKIP no /proc/kcore"
		return
	fi
	# the device's private key is in the memory of wmand, and of who made it
	without "$2" '(MSK|PMK|PASSPHRASE|RSA_.) '
	check "$1" clean "$RUN/some" kernel
}

group_keyed() {
	ss wman -j sa show wman0 | jq -e '[.. | objects | select(.said? == 700)][0].tek | length == 2'
}

dumps() {
	local object

	for object in sa key flow; do
		ss wman -j $object show wman0
	done
	ss wman -j dev show wman0
	ss wman -j stats wman0
	ss wman -j scan wman0
}

# files that a program has open, sorted
files_of() {
	find "/proc/${PIDS[$1]}/fd" -type l -lname '/*' ! -lname '/dev/*' -printf '%l\n' |
		sort -u | tr '\n' ' '
}

has_open() {
	echo "# $1 has open: $(files_of "$1")"
	[ "$(files_of "$1")" = "$(printf '%s\n' "${@:2}" | sort | tr '\n' ' ')" ]
}

# everything that was written since the test began, by whomever, but the key log that was asked for
# and what the passphrase is given in
written() {
	find "$RUN" "$OUT" /run /var/log /var/lib -xdev -path /run/netns -prune -o \
		-newer "$RUN/began" -type f ! -path "$RUN/keylog" ! -path "$RUN/pass" \
		! -path "$RUN/wmand.conf" -print
}

# a program that is killed leaves no core, or one without keys
dies_clean() {
	local core

	kill -ABRT "${PIDS[$1]}"
	wait_for 20 ended "$1" && stop "$1"
	for core in "$RUN"/core.*; do
		[ ! -e "$core" ] || clean "$RUN/two" file "$core" || return 1
	done
}

cleanup() {
	lab_down
	[ -z "${core_pattern-}" ] || echo "$core_pattern" >/proc/sys/kernel/core_pattern
}

lab 63-keys
: >"$RUN/began"
capture=$RUN/air.pcap
passphrase=$(od -An -N 16 -t x1 /dev/urandom | tr -d ' \n')
(umask 077 && echo "$passphrase" >"$RUN/pass")
openssl pkcs8 -topk8 -v2 aes-256-cbc -in "$WMAN_PKI/client-rsa.key" -passout "file:$RUN/pass" \
	-out "$RUN/client.key"
core_pattern=$(cat /proc/sys/kernel/core_pattern)
ulimit -c unlimited
echo "$RUN/core.%e" >/proc/sys/kernel/core_pattern
aaa_up && capture_up && ends_up || exit 1
start monitor ip netns exec wman-ss wman -j monitor
ss wman dev set wman0 timer pmk-prehandshake-ms 5000

# operational: the positive control, and the programs that must have nothing
connect && addresses && check "traffic passes" ss ping -c 3 -i 0.2 $BS4
wait_for 20 alone
check "the keys computed are those in use" keys one || exit 1
check "the base station has the keys of its station, and neither MSK, PMK nor AK" \
	exactly "CMAC_KEY_D CMAC_KEY_U KEK TEK0 TEK1 " "$RUN/one" process "${PIDS[bs]}"
check "it writes events, frames and its log, and no key log" \
	has_open bs "$OUT/bs.events" "$OUT/bs.log" "$capture"
check "wmand has none, nor the passphrase" clean "$RUN/one" process "${PIDS[wmand]}"
check "wman has none" clean "$RUN/one" process "${PIDS[monitor]}"
if [ -r /proc/kcore ]; then
	without "$RUN/one" '(MSK|AK|CMAC_PREKEY_.|PASSPHRASE) '
	check "the kernel has them" exactly "CMAC_KEY_D CMAC_KEY_U KEK PMK TEK0 TEK1 " "$RUN/some" kernel
fi
for pid in "${PIDS[@]}"; do
	lines+=("/proc/$pid/cmdline" "/proc/$pid/environ")
done
check "nor any program in its command line and environment" clean "$RUN/one" file "${lines[@]}"
check "nor as text" clean "$RUN/one.text" file "${lines[@]}"
dumps >"$OUT/dumps"
check "dumps are of a station with keys" grep -q '"tx-pn"\|"tx_pn"' "$OUT/dumps"

# disconnect, and a second connection that never gets its AK
check "disconnect" ss wman dev disconnect wman0
check "wmand has none after a disconnect" clean "$RUN/one" process "${PIDS[wmand]}"
bs_send fault drop sa-tek-challenge >/dev/null
ss wman dev connect wman0
wait_for 60 grep -q key-wait-timeout "$OUT/monitor.log"
wait_for 20 alone
# the base station learns of the disconnect when the station ranges anew
check "the base station has none of a connection that was" \
	clean "$RUN/one" process "${PIDS[bs]}"
ss wman dev disconnect wman0
check "the keys of a failure are known" keys failed unproven
check "wmand has none after a failure" clean "$RUN/failed" process "${PIDS[wmand]}"
check "nor has wman" clean "$RUN/failed" process "${PIDS[monitor]}"
bs_send fault none >/dev/null

# cores: killed while there are keys; each connection from here on is a first one
ss wman dev forget wman0
connect
check "the keys of the third connection are known" keys two
check "wmand leaves no core with keys" dies_clean wmand
check "wman leaves no core with keys" dies_clean monitor
check "cores are written at all" test -s "$RUN/core.wman"
check "wman-bs leaves no core with keys" dies_clean bs
ss wman dev disconnect wman0
ss wman dev forget wman0

# What the kernel has freed. These keys are in no memory that was read, by /proc/PID/mem, and in
# that of no program that was killed: the base station wipes its own when it ends.
ends_up && connect || exit 1
check "traffic passes again" ss ping -c 3 -i 0.2 $BS4
check "the keys of the fourth connection are known" keys three
stop bs
stop aaa
check "disconnect without a base station" ss wman dev disconnect wman0
check "the PMK is forgotten" ss wman dev forget wman0
kernel_clean "nothing in the kernel's memory after a disconnect" "$RUN/three"
check "the kernel refuses MSKs" ss python3 "$here/63-keys.py" refused \
	"$(ss cat /sys/class/net/wman0/ifindex)" "$RUN/refused"
kernel_clean "nothing in the kernel's memory of an MSK that was refused" "$RUN/refused"
ss ip link del wman0
kernel_clean "nothing in the kernel's memory after the device is gone" "$RUN/three"

# RSA, a group, and a key log
check "certificates" pki
station 0
check "a base station with RSA, a group and a key log" bs_up --pcap "$capture" --policy rsa \
	"${rsa[@]}" --group said=700,cs=ipv4,dst=239.0.0.0/8 --keylog "$RUN/keylog"
stop wmand
check "the helper has a device's key" helper rsa
check "RSA is offered" ss wman dev set wman0 policy rsa
check "network entry with RSA" connect
start monitor ip netns exec wman-ss wman -j monitor
check "the station has the keys of a group" wait_for 20 group_keyed
dumps >>"$OUT/dumps"
wait_for 20 alone
check "the keys computed are those in use" python3 "$here/63-keys.py" rsa "$capture" \
	"$RUN/device.key" "$MAC" "$BSID" "$RUN/rsa"
check "the base station has the keys of station and group, and neither pre-PAK, PAK, EIK nor AK" \
	exactly "CMAC_KEY_D CMAC_KEY_U GKEK0 GKEK1 GTEK0 GTEK1 KEK TEK0 TEK1 " "$RUN/rsa" process \
	"${PIDS[bs]}"
check "so has the key log, as text" \
	exactly "CMAC_KEY_D CMAC_KEY_U GKEK0 GKEK1 GTEK0 GTEK1 KEK TEK0 TEK1 " "$RUN/rsa.text" file \
	"$RUN/keylog"
check "and not as octets" clean "$RUN/rsa" file "$RUN/keylog"
check "no text of it stays in the memory of a program" clean "$RUN/rsa.text" process "${PIDS[bs]}" \
	"${PIDS[wmand]}" "${PIDS[monitor]}"
without "$RUN/rsa" 'RSA_. '
check "wmand has none but the device's own" clean "$RUN/some" process "${PIDS[wmand]}"
check "wman has none" clean "$RUN/rsa" process "${PIDS[monitor]}"
if [ -r /proc/kcore ]; then
	without "$RUN/rsa" '(RSA_.|CMAC_PREKEY_.) '
	check "the kernel has those in use, and neither pre-PAK, PAK, EIK nor AK" \
		exactly "CMAC_KEY_D CMAC_KEY_U GKEK0 GKEK1 GTEK0 GTEK1 KEK TEK0 TEK1 " "$RUN/some" kernel
fi
stop bs
check "disconnect" ss wman dev disconnect wman0
kernel_clean "nothing in the kernel's memory after a disconnect from RSA" "$RUN/rsa"
stop monitor

# everything that was written down
dmesg >"$OUT/dmesg"
mapfile -t files < <(written)
check "events, logs and dumps are among what was written" \
	grep -qxF "$OUT/dumps" <(printf '%s\n' "${files[@]}")
check_fails "none of it is a key log" grep -lF 'wman-bs key log' "${files[@]}"
for name in one failed two three rsa; do
	check "no key of connection $name in what was written" clean "$RUN/$name" file "${files[@]}"
	check "nor as text" clean "$RUN/$name.text" file "${files[@]}"
done
finish
