# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced by run: libwman-eap as another program finds it, installed below a directory.

LIBRARY=${O:-$TESTS_TOP/build}/stage/usr/local/lib
HEADERS=("$LIBRARY"/../include/wman/eap{,_device}.h)

# names that a program can link to: in the shared library (each with a version), in the archive
exported() {
	case $1 in
	*.a) nm -g --defined-only "$1" ;;
	*) nm -D --defined-only "$1" | sed -n 's/@@WMAN_EAP_1$//p' ;;
	esac | awk 'NF == 3 && $2 != "A" { print $3 }' | sort
}

# documented by a comment for kernel-doc, declared, and explained in the manual
documented() {
	sed -n 's/^ \* \(eap_[a-z0-9_]*\)() - .*/\1/p' "${HEADERS[@]}" | sort
}

declared() {
	sed 's|/\*.*||; /^ \*/d' "${HEADERS[@]}" | grep -o '\beap_[a-z0-9_]*(' | tr -d '(' | sort
}

explained() {
	sed -n 's/^\.BR \(eap_[a-z0-9_]*\) ()$/\1/p' "$TESTS_TOP/Documentation/man/libwman-eap.3" | sort
}

# same TITLE COMMAND...: its output is the list of the documented names
same() {
	check "libwman-eap: $1" diff <(documented) <("${@:2}")
}

# nothing but what the standard has, and what is installed
header_alone() {
	printf '#include <wman/eap.h>\n' |
		"$@" -Wall -Wextra -pedantic -Werror -fsyntax-only -I"$LIBRARY/../include" -
}

# relay PROGRAM [NAME]: EAP-TLS through the example
relay() {
	RADIUS_SECRET=$AAA_SECRET "$1" 127.0.0.1 "$AAA_PORT" device@wimax.test "$WMAN_PKI/ca.pem" \
		"${2:-aaa.wimax.test}" "$WMAN_PKI/client-rsa.pem" "$WMAN_PKI/client-rsa.key"
}

refuses_name() {
	relay "$1" bbb.wimax.test | grep 'name'
	[ "${PIPESTATUS[*]}" = '1 0' ]
}

# the example with the archive instead of the shared library
build_static() {
	# shellcheck disable=SC2046 # words
	gcc -o "$RUN/static" "$TESTS_TOP/Documentation/examples/eap-over-radius.c" \
		-I"$LIBRARY/../include" "$LIBRARY/libwman-eap.a" $(pkg-config --libs libssl libcrypto)
}

# what "make install" would put somewhere
install_list() {
	# shellcheck disable=SC2016 # make expands it
	make -s -C "$TESTS_TOP" --no-print-directory --eval='list: ; @: $(info $(INSTALL_LIST))' list | tr ' ' '\n'
}

# the key log of another program's keys is for a laboratory
no_bridge() {
	install_list >"$OUT/install_list"
	grep -q '/sbin/wmand$' "$OUT/install_list" && ! grep bridge "$OUT/install_list"
}

links_shared() {
	ldd "$1" | grep -q 'libwman-eap\.so\.3 => '"$LIBRARY"
}

library_run() {
	local program=${O:-$TESTS_TOP/build}/examples/eap-over-radius

	check "wman-supplicant-bridge is not installed" no_bridge
	check "libwman-eap: installed, the example is built through pkg-config" \
		make -C "$TESTS_TOP" ${SAN:+SAN=1} examples || return
	same "each function of the header is documented" declared
	same "each function has its place in the manual" explained
	same "the shared library exports these, no more" exported "$LIBRARY/libwman-eap.so"
	same "so does the archive" exported "$LIBRARY/libwman-eap.a"
	check "libwman-eap: the header alone is C99" header_alone gcc -std=c99 -x c
	check "libwman-eap: the header alone is C++" header_alone clang -std=c++11 -x c++
	# shellcheck disable=SC2034 # read by the functions of run
	server=freeradius
	current=''
	aaa library
	check "libwman-eap: the example has the shared library" links_shared "$program"
	check "libwman-eap: the example against FreeRADIUS" relay "$program"
	check "libwman-eap: the example refuses another name" refuses_name "$program"
	check "libwman-eap: the example with the archive" build_static &&
		check "libwman-eap: it runs as well" relay "$RUN/static"
	stop "$current"
	current=''
}
