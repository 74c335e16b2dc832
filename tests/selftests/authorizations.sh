# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced after lib.sh: base station and helper for the other authorizations of PKMv2.
#
#   pki                          CAs and certificates for RSA, in $RUN; FreeRADIUS has its own
#   helper POLICY [PASSWORD]     wmand with the block, or the two, of a policy
#   both POLICY [OPTION]...      a base station with these options, a helper, the device's policy
#   rsa                          array, options of a base station that has a sound certificate

MAC=02:16:00:00:01:00
rsa=()

# ca NAME
ca() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/O=Test/CN=$1" \
		-keyout "$RUN/$1.key" -out "$RUN/$1.pem"
}

# certificate NAME CA CN
certificate() {
	openssl req -newkey rsa:2048 -nodes -subj "/O=Test/CN=$3" \
		-keyout "$RUN/$1.key" -out "$RUN/$1.csr" &&
		openssl x509 -req -days 2 -in "$RUN/$1.csr" -CA "$RUN/$2.pem" \
			-CAkey "$RUN/$2.key" -CAcreateserial -out "$RUN/$1.pem"
}

pki() {
	(
		umask 077
		ca maker && ca operator && certificate device maker "$MAC" &&
			certificate bs operator "$BSID" && certificate forger maker "$BSID" &&
			certificate elsewhere operator 02:16:00:00:00:77
	) >"$RUN/pki.log" 2>&1
	# shellcheck disable=SC2034
	rsa=(--device-ca "$RUN/maker.pem" --certificate "$RUN/bs.pem"
		--private-key "$RUN/bs.key")
}

# block KEY=VALUE...
block() {
	echo 'network={'
	printf '\t%s\n' "$@"
	echo '}'
}

block_rsa() {
	block 'id_str="lab"' "policy=$1" "client_cert=\"$RUN/device.pem\"" \
		"private_key=\"$RUN/device.key\"" "ca_cert=\"$RUN/operator.pem\"" "${@:2}"
}

block_tls() {
	block 'id_str="lab"' "policy=$1" eap=TLS 'identity="{am=1}device@wimax.test"' \
		"ca_cert=\"$WMAN_PKI/ca.pem\"" 'domain_match="aaa.wimax.test"' \
		"client_cert=\"$WMAN_PKI/client-rsa.pem\"" \
		"private_key=\"$WMAN_PKI/client-rsa.key\"" "${@:2}"
}

# block_user PASSWORD
block_user() {
	block 'id_str="user"' eap=TTLS 'phase2="auth=MSCHAPV2"' 'identity="user"' \
		'anonymous_identity="ttls@wimax.test"' "ca_cert=\"$WMAN_PKI/ca.pem\"" \
		'domain_match="aaa.wimax.test"' "password=\"$1\""
}

helper() {
	(
		umask 077
		exec >"$RUN/wmand.conf"
		case $1 in
		eap) block_tls eap ;;
		rsa) block_rsa rsa ;;
		pkmv1) block_rsa pkmv1 | sed 's|/operator\.pem|/maker.pem|' ;;
		rsa+eap) block_rsa rsa+eap 'second_network="user"' ;;
		eap+eap) block_tls eap+eap 'second_network="user"' ;;
		esac
		[[ $1 != *+eap ]] || block_user "${2:-password}"
	)
	start wmand ip netns exec wman-ss wmand -c "$RUN/wmand.conf"
	wait_for 30 agent_bound && running wmand
}

both() {
	local policy=$1

	shift
	ss wman dev disconnect wman0 2>/dev/null
	stop wmand
	stop bs
	bs_up --policy "$policy" "$@" && helper "$policy" &&
		ss wman dev set wman0 policy "$policy"
}
