# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Completion of wman(8). Objects, commands and settings come from its own help, devices from the
# kernel, networks from wmand, so that nothing here must follow them.

_wman_devices() {
	wman -j dev show 2>/dev/null | grep -o '"ifname": "[^"]*"' | cut -d '"' -f 4
}

_wman_networks() {
	wman -j network show 2>/dev/null | grep -o '"network": "[^"]*"' | cut -d '"' -f 4
}

# _wman_words OBJECT: its commands; without OBJECT: objects
_wman_words() {
	if [ -n "$1" ]; then
		wman "$1" help | awk -v o="$1" '/^  [a-z]/ && $1 == o && $2 ~ /^[a-z]/ { print $2 }'
	else
		wman help | awk '/^  [a-z]/ { print $1 }' | sort -u
	fi
}

# words that follow NAME
_wman_arguments() {
	case $1 in
	'dev set')
		case $2 in
		edition) echo 2005 2009 ;;
		crc) echo ofdma ieee8023 ;;
		policy) echo eap pkmv1 rsa rsa+eap eap+eap none ;;
		suite) echo 0x020104 0x020103 0x010001 0x010002 0x000000 ;;
		insecure-choices) echo refuse allow ;;
		gtek-push) echo request install ;;
		mac-mode) echo cmac hmac any ;;
		timer)
			wman dev set lo timer '?' 2>&1 | sed -n 's/.*expected one of: //p' | tr -d ','
			;;
		*) wman dev set lo '?' 2>&1 | sed -n 's/.*expected one of: //p' | tr -d ',' ;;
		esac
		;;
	'dev connect') echo bsid network wait ;;
	'flow add')
		case $2 in
		dir) echo uplink downlink ;;
		cs) echo ipv4 ipv6 ieee8023 ipv4-over-8023 ;;
		active | crc | fragmentation | packing) echo on off ;;
		*) echo dir cs said active crc fragmentation packing rule ;;
		esac
		;;
	'flow change')
		case $2 in
		active) echo on off ;;
		rule) echo add replace delete ;;
		*) echo active rule ;;
		esac
		;;
	handover*) echo wait ;;
	stats* | monitor*) echo all ;;
	mip*)
		case $2 in
		variant) echo nwg rfc5295 freeradius ;;
		*) echo variant ha nai fa socket ;;
		esac
		;;
	esac
}

_wman() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} words=() w list

	for w in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		[[ $w == -* ]] || words+=("$w")
	done
	case ${words[0]} in
	scan | stats | monitor | mip | handover) words=("${words[0]}" show "${words[@]:1}") ;;
	esac
	if [ "${words[0]-}" = agent ]; then
		list=socket
	elif [ "${words[0]-}" = import ] && [ ${#words[@]} -eq 1 ]; then
		list=$(wman import '?' 2>&1 | sed -n 's/.*expected one of: //p' | tr -d ',')
	elif [ "${words[0]-}" = import ]; then
		mapfile -t COMPREPLY < <(compgen -f -W 'to ca cert key' -- "$cur")
		return
	elif [[ $cur == -* ]]; then
		list='-j -s --json --statistics --version --help'
	elif [ ${#words[@]} -eq 0 ]; then
		list=$(_wman_words)
	elif [ ${#words[@]} -eq 1 ]; then
		list=$(_wman_words "${words[0]}")
	elif [ "${words[0]}" = network ] && [ "$prev" = socket ]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
	elif [ "${words[0]}" = network ]; then
		list="$(_wman_networks) socket"
	elif [ ${#words[@]} -eq 2 ] || [ "$prev" = dev ]; then
		list=$(_wman_devices)
	else
		list=$(_wman_arguments "${words[0]} ${words[1]}" "$prev")
	fi
	mapfile -t COMPREPLY < <(compgen -W "$list" -- "$cur")
}

complete -F _wman wman
