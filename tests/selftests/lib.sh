# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced by every selftest: a laboratory of two network namespaces.
#
#   wman-ss: wman0 (and wman1, ...), wmand          wman-bs: wman-bs, bstap0, FreeRADIUS
#        ss0 <------------------ veth: the air ------------------> bs0       (card eth)
#        wman0 | <----- air side of the simulated card ----------> bs0       (card hwsim)
#
#   lab NAME [CARD]         begins the test: modules, namespaces, air; CARD: eth (default) or hwsim
#   station N               one more subscriber wmanN on the same air (card eth)
#   aaa_up [VAR=VALUE]...   FreeRADIUS, see tests/interop/servers.sh
#   bs_up [OPTION]...       base station; events in $OUT/bs.events, frames in $OUT/air.pcap
#   bs_send WORD...         a command to its control socket
#   bs_answers NAME WORD... the same, of which comes that it sends such a message
#   helper_up [KEY=VALUE]   wmand with one network, "lab"; keys as in wmand.conf(5)
#   connect [DEV]           network entry up to operational
#   entry [CARD]            all of these and addresses: $SS4, $SS6 on wman0, $BS4, $BS6 on bstap0
#   ss, bs COMMAND          runs COMMAND in the namespace
#   dev_field FIELD [DEV]   one field of "wman -j dev show"
#   counter REASON [DEV]    a rejection counter
#   becomes, more, changed  conditions to wait for: of a field, a counter, of ak_sn and tek
#   sa SAID JQ, flow SFID JQ, keyless
#                           what the station has
#   events_of EVENT, happened EVENT [N], on_air OCTETS
#                           what the base station tells, and what went over the air
#   keep NAME               what was captured, for tests/captures: as $OUT/NAME.pcap, besides what
#                           comes after it
#   lab_down                ends the programs, removes namespaces and modules
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$TESTS_TOP/tests/interop/servers.sh"

TOOLS=${TOOLS:-$TESTS_TOP/build}
MODULES=${MODULES:-$TESTS_TOP/build/modules/$(uname -r)}
PATH=$TOOLS:$PATH:/usr/sbin:/sbin
# x86 with everything that finds mistakes, and emulated
case $(uname -r) in *-debug) PATIENCE=6 ;; esac
SS4=10.16.0.2 BS4=10.16.0.1 SS6=fd16::2 BS6=fd16::1
BSID=02:16:00:00:00:01

# in_ns NAMESPACE COMMAND: ip goes there by itself, which saves the start of a program
in_ns() {
	local namespace=$1
	shift

	if [ "$1" = ip ]; then
		ip -n "$namespace" "${@:2}"
	else
		ip netns exec "$namespace" "$@"
	fi
}

ss() {
	in_ns wman-ss "$@"
}

bs() {
	in_ns wman-bs "$@"
}

# load MODULE: a path below $MODULES; with what it needs from the kernel
load() {
	local file=$MODULES/$1.ko need

	need=$(modinfo -F depends "$file" | tr ',' '\n' | grep -v '^wman')
	# shellcheck disable=SC2086
	[ -z "$need" ] || modprobe -a $need || return 1
	insmod "$file"
}

# Objects made and freed are events of the trace; an instance of its own keeps them apart.
BALANCE=/sys/kernel/tracing/instances/wman-balance

balance_begin() {
	if ! mkdir "$BALANCE" || ! echo 1 >"$BALANCE/events/wman/wman_object/enable"; then
		not_ok "count objects"
	fi
}

# as many of each kind were freed as were made, and nothing was lost on the way
balanced() {
	awk '/^# entries-in-buffer/ { split($3, n, "/"); lost = n[1] != n[2] }
	     NF > 2 && $(NF - 2) == "wman_object:" { count[$(NF - 1), $NF]++; kinds[$(NF - 1)] }
	     END {
		for (kind in kinds) {
			print kind ": " count[kind, "made"] + 0 " made, " \
				count[kind, "freed"] + 0 " freed"
			bad = bad || count[kind, "made"] != count[kind, "freed"]
			any = 1
		}
		exit bad || lost || !any
	     }' "$BALANCE/trace"
}

# no station is left when the cards' modules can go
balance_end() {
	[ -d "$BALANCE" ] || return
	check "as many objects freed as made" balanced
	sed 's/^/#   /' "$OUT/check.log"
	rmdir "$BALANCE"
}

lab() {
	begin "$1"
	card=${2:-eth}
	card_module=wman_$card
	servers_init
	AAA_EXEC=(ip netns exec wman-bs)
	# its node is made by the module, where no udev knows of it
	[ -e /dev/net/tun ] || modprobe tun
	if ! load wman || ! load "$card_module"; then
		not_ok "load the modules"
		exit 1
	fi
	balance_begin
	ip netns add wman-ss
	ip netns add wman-bs
	ss ip link set lo up
	bs ip link set lo up
	case $card in
	eth)
		ip link add ss0 netns wman-ss type veth peer name bs0 netns wman-bs
		ss ip link set ss0 up
		station 0
		;;
	hwsim)
		ss ip link add wman0 type wman_hwsim
		ss ip link set wman0-air netns wman-bs name bs0
		patient wman0
		ss ip link set wman0 up
		;;
	esac
	bs ip link set bs0 up
}

# an emulated machine that is busy may see no DL-MAP for longer than the standard's 600 ms
patient() {
	# in virtual time nothing is ever late
	case $(uname -r) in *-uml-time) return ;; esac
	ss wman dev set "$1" timer lost-dl-map-ms 10000
}

station() {
	ss ip link add "wman$1" link ss0 address "02:16:00:00:01:0$1" type wman &&
		patient "wman$1" &&
		ss ip link set "wman$1" up
}

aaa_up() {
	freeradius_start aaa "$@" || not_ok "start FreeRADIUS"
}

bs_ready() {
	ended bs || grep -q '"event": *"ready"' "$OUT/bs.events"
}

bs_up() {
	rm -f "$OUT/bs.events"
	start bs "${AAA_EXEC[@]}" wman-bs --air bs0 --tap bstap0 --bsid $BSID \
		${AAA_PORT:+--radius "127.0.0.1:$AAA_PORT" --secret-file "$AAA_SECRET_FILE"} \
		--events "$OUT/bs.events" --control "$RUN/bs.sock" "$@"
	if ! wait_for 30 bs_ready bs || ! running bs; then
		not_ok "start wman-bs"
		tail -n 5 "$OUT/bs.log" | sed 's/^/#   /'
		return 1
	fi
	bs ip addr add $BS4/24 dev bstap0
	bs ip addr add $BS6/64 dev bstap0 nodad
	bs ip link set bstap0 up
}

bs_send() {
	wman-bs --send "$RUN/bs.sock" "$*"
}

# captured frames are written here first: a file in $OUT is far away from a VM; what tests/captures
# judges besides, by the names that the files have
capture=''
captures=()

keep() {
	mv "$capture" "$RUN/$1.pcap"
	captures+=("$RUN/$1.pcap")
}

# the air as "lab" makes it, as far as it is no longer there
air_up() {
	ip netns add wman-ss 2>/dev/null
	ss ip link set lo up
	if ! ss ip link show ss0 >/dev/null 2>&1; then
		ip link add ss0 netns wman-ss type veth peer name bs0 netns wman-bs
		ss ip link set ss0 up
	fi
	bs ip link set bs0 up
}

# bs_sent NAME: how many messages of this name the base station has sent
bs_sent() {
	jq -s --arg name "$1" '[.[] | select(.event == "sent" and .name == $name)] | length' \
		"$OUT/bs.events"
}

bs_sent_more() {
	[ "$(bs_sent "$1")" -gt "$2" ]
}

# bs_answers NAME COMMAND...: in consequence of the command the base station sends such a message
bs_answers() {
	local name=$1 before
	shift

	before=$(bs_sent "$name")
	bs_send "$@" && wait_for 10 bs_sent_more "$name" "$before"
}

agent_bound() {
	ended wmand || [ "$(dev_field agent-bound)" = true ]
}

helper_up() {
	local pair
	local -A keys=(
		[eap]=TLS [identity]='"{am=1}device@wimax.test"'
		[ca_cert]="\"$WMAN_PKI/ca.pem\"" [domain_match]='"aaa.wimax.test"'
		[client_cert]="\"$WMAN_PKI/client-rsa.pem\""
		[private_key]="\"$WMAN_PKI/client-rsa.key\""
	)

	for pair in "$@"; do
		keys[${pair%%=*}]=${pair#*=}
	done
	(
		umask 077
		exec >"$RUN/wmand.conf"
		echo 'network={'
		echo '	id_str="lab"'
		for pair in "${!keys[@]}"; do
			[ -z "${keys[$pair]}" ] || echo "	$pair=${keys[$pair]}"
		done
		echo '}'
	)
	start wmand ip netns exec wman-ss wmand -c "$RUN/wmand.conf"
	if ! wait_for 30 agent_bound || ! running wmand; then
		not_ok "start wmand"
		tail -n 5 "$OUT/wmand.log" | sed 's/^/#   /'
		return 1
	fi
}

# member NAME TEXT: the first of this name in JSON, a string or a number. jq takes as long to start
# as all the rest of a poll.
member() {
	[[ $2 =~ \"$1\":\ *(\"([^\"]*)\"|[^][{},\" ]+) ]] &&
		echo "${BASH_REMATCH[2]:-${BASH_REMATCH[1]}}"
}

dev_field() {
	member "$1" "$(ss wman -j dev show "${2:-wman0}")"
}

counter() {
	member "$1" "$(ss wman -j stats "${2:-wman0}")" || echo 0
}

# becomes FIELD VALUE: of wman0, at once or while it is waited for
becomes() {
	[ "$(dev_field "$1")" = "$2" ]
}

# more REASON N: it was counted more often than that
more() {
	[ "$(counter "$1")" -gt "$2" ]
}

# what is renewed: the AK in force, and the newest TEK
ak_sn() {
	dev_field ak-sn
}

tek() {
	ss wman -j sa show wman0 | jq -c '[.. | objects | select(has("eks")) | .eks][-1]'
}

# changed COMMAND OLD: it says something else by now
changed() {
	local now

	now=$("$1")
	[ -n "$now" ] && [ "$now" != null ] && [ "$now" != "$2" ]
}

# sa SAID JQ: something about an SA of the station
sa() {
	ss wman -j sa show wman0 |
		jq -e --argjson s "$1" "[.. | objects | select(.said? == \$s)][0] | $2"
}

# flow SFID JQ: something about a flow of the station
flow() {
	ss wman -j flow show wman0 |
		jq -e --argjson sfid "$1" "[.. | objects | select(.sfid? == \$sfid)][0] | $2"
}

# the station has no AK
keyless() {
	ss wman -j key show wman0 | jq -e '[.. | objects | select(has("akid"))] | length == 0'
}

# events_of EVENT: how many the base station told since it began
events_of() {
	grep -c "\"event\": \"$1\"" "$OUT/bs.events"
}

# happened EVENT [N]: it told so many
happened() {
	[ "$(events_of "$1")" -ge "${2:-1}" ]
}

# on_air OCTETS: the base station has sent or heard them
on_air() {
	LC_ALL=C grep -q -a "$1" "${capture:?}"
}

# "monitor" hears of something: it is there
monitored() {
	ss wman dev connect wman0
	ss wman dev disconnect wman0
	[ -s "$OUT/monitor.log" ]
}

# state_is STATE [DEV]
state_is() {
	[ "$(dev_field state "${2:-wman0}")" = "$1" ]
}

connect() {
	ss wman dev connect "${1:-wman0}" wait 60
}

addresses() {
	ss ip addr add $SS4/24 dev wman0 &&
		ss ip addr add $SS6/64 dev wman0 nodad
}

entry() {
	capture=$RUN/air.pcap
	aaa_up && bs_up --pcap "$capture" && helper_up &&
		check "network entry" connect && addresses
}

# flood SECONDS [OPTION]...: pings the base station fast in the background
flood_start() {
	start flood ip netns exec wman-ss stdbuf -oL ping -i 0.01 -p a55a5aa5 "$@" "$BS4"
	wait_for 10 answers 5 || not_ok "flood ping" "no answers"
}

# answers N: so many came to the flood ping
answers() {
	[ "$(grep -c icmp_seq= "$OUT/flood.log")" -ge "$1" ]
}

# Every ping has its answer, up to the last one that was answered: those behind it may be on their
# way when ping is ended.
flood_whole() {
	awk '/icmp_seq=/ { sub(/.*icmp_seq=/, ""); got[$1 + 0] = 1; if ($1 + 0 > last) last = $1 + 0 }
	     / packets transmitted/ { sent = $1 }
	     END {
		for (i = 1; i < last; i++)
			if (!(i in got)) {
				print "# lost: " i
				lost++
			}
		exit lost || sent < 10
	     }' "$OUT/flood.log"
}

# flood_end TITLE: nothing was lost, and something was sent
flood_end() {
	local goes_on=''

	# what flood_whole does not see: that nothing comes any more
	wait_for 10 answers $(($(grep -c icmp_seq= "$OUT/flood.log") + 20)) && goes_on=1
	stop flood INT
	if [ -n "$goes_on" ]; then
		check "$1" flood_whole
	else
		not_ok "$1" "no answers any more"
	fi
}

lab_down() {
	local m

	stop wmand
	stop bs
	stop_all
	[ ! -f "$capture" ] || cp "$capture" "$OUT/air.pcap"
	[ ${#captures[@]} -eq 0 ] || cp "${captures[@]}" "$OUT"
	ip netns del wman-ss 2>/dev/null
	ip netns del wman-bs 2>/dev/null
	# a namespace goes in the background
	for m in wman_hwsim wman_eth wman; do
		grep -q "^$m " /proc/modules || continue
		[ $m != wman ] || balance_end
		wait_for 20 rmmod "$m" || echo "#   $m cannot be removed"
	done
}

cleanup() {
	lab_down
}
