# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced by run: every method with every kind of key, version of TLS and server that can, ALL=1 only:
# the rest of run has one of each kind. In the end a table of what went well; a cell without "ok" has
# the reason why it cannot.

PRODUCT_KEYS=(rsa ec p384 ed25519)
declare -A product=()

# product ROW [ARGUMENT]...: the configuration is there
product() {
	local before=$failures

	good "$1, server $key, TLS $tls" "${@:2}"
	product[$1,$server,$tls,$key]=$([ "$failures" -eq "$before" ] && echo ok || echo BAD)
}

# product_not ROW WHY
product_not() {
	product[$1,$server,$tls,$key]=$2
}

product_tls() {
	local client

	for client in "${PRODUCT_KEYS[@]}"; do
		config "client-$client"
		product "TLS, client $client"
	done
}

product_tunnels() {
	local inner

	for inner in PAP CHAP MSCHAP MSCHAPV2; do
		tunnel TTLS auth=$inner user
		product "TTLS/$inner"
	done
	for inner in MSCHAPV2 GTC MD5; do
		tunnel TTLS autheap=$inner ${inner,,}
		product "TTLS/EAP-$inner"
	done
	tunnel TTLS autheap=TLS tls "${inner_tls[@]}"
	if [ "$server/$tls" = hostapd/1.3 ]; then
		product_not TTLS/EAP-TLS a
	else
		product TTLS/EAP-TLS
	fi
	for inner in MSCHAPV2 GTC TLS; do
		if [ "$server/$tls" = hostapd/1.3 ]; then
			product_not "PEAP/$inner" b
		elif [ $inner = TLS ]; then
			tunnel PEAP auth=TLS tls "${inner_tls[@]}"
			product PEAP/TLS
		else
			tunnel PEAP auth=$inner ${inner,,}
			product "PEAP/$inner"
		fi
	done
}

# one line for each method, one column for each server, version and key of the server
product_table() {
	local row server tls key line
	local -A rows=()

	for key in "${!product[@]}"; do
		rows[${key%,*,*,*}]=1
	done
	printf '%-20s' ''
	for server in freeradius hostapd; do
		for tls in 1.2 1.3; do
			printf ' | %-19s' "$server, TLS $tls"
		done
	done
	printf '\n%-20s' 'server has'
	for line in 1 2 3 4; do
		printf ' | rsa  ec   p384 ed25'
	done
	echo
	while read -r row; do
		printf '%-20s' "$row"
		for server in freeradius hostapd; do
			for tls in 1.2 1.3; do
				printf ' |'
				for key in "${PRODUCT_KEYS[@]}"; do
					printf ' %-4s' "${product[$row,$server,$tls,$key]:--}"
				done
			done
		done
		echo
	done < <(printf '%s\n' "${!rows[@]}" | sort)
	echo 'a: hostapd 2.10 ends before the protected success indication of the TLS 1.3 inside'
	echo 'b: hostapd 2.10 makes its cryptographic binding from a wrong key with TLS 1.3'
}

product_run() {
	local server tls key

	[ "${ALL:-}" ] || return 0
	for server in freeradius hostapd; do
		current=''
		for tls in 1.2 1.3; do
			for key in "${PRODUCT_KEYS[@]}"; do
				aaa "product-$key-$tls" TLS=$tls CERT="server-$key"
				product_tls
				product_tunnels
			done
		done
		stop "$current"
	done
	current=''
	product_table | tee "$OUT/product.txt" | sed 's/^/#   /'
}
