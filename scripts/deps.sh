#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Installs the Debian packages that are missing:
#
#   deps.sh [--test|--lint]   for building and the demo; --test: for "make check" as well; --lint:
#                             for .ci/run as well
#
# Asks dpkg first: where nothing is missing it needs neither root nor a network.
set -u
cd "$(dirname "$0")/.." || exit 1
. scripts/progress.sh

packages=(
	# build
	gcc make pkg-config linux-headers-amd64 libnl-3-dev libnl-genl-3-dev libssl-dev
	libseccomp-dev libcap-ng-dev libcmocka-dev python3 python3-yaml python3-cryptography
	# virtual machine
	linux-image-amd64 qemu-system-x86 busybox-static cpio kmod
	# network and the servers that judge
	iproute2 iputils-ping ethtool iperf3 tcpdump tshark wireguard-tools jq openssl time
	freeradius freeradius-utils hostapd eapoltest
)
case ${1-} in --test | --lint)
	packages+=(
		# fuzzers and their coverage
		clang libclang-rt-14-dev llvm-14 gcovr
		# kernels of our own, see tests/vm/kernel
		linux-source-6.1 xz-utils patch bc bison flex libelf-dev
		# another EAP engine
		wpasupplicant
		# private keys in a TPM and in a PKCS#11 token
		swtpm libtss2-tcti-swtpm0 tpm2-tools tpm2-openssl softhsm2 libengine-pkcs11-openssl
	)
	;;
esac
[ "${1-}" != --lint ] || packages+=(clang-format sparse shellcheck)

installed() {
	[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=()
for p in "${packages[@]}"; do
	installed "$p" || missing+=("$p")
done
[ ${#missing[@]} -gt 0 ] || exit 0

root=()
if [ "$(id -u)" != 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "missing packages: ${missing[*]}" >&2
		echo "install them as root: apt-get install ${missing[*]}" >&2
		exit 1
	fi
	root=(sudo)
fi

# The servers are for tests, which start their own: a package that comes now must not start or
# enable its service. One that was there before is left as it is.
policy=/usr/sbin/policy-rc.d
services=()
for p in freeradius hostapd wpasupplicant:wpa_supplicant; do
	installed "${p%:*}" || services+=("${p#*:}")
done
if [ ! -e $policy ]; then
	trap '"${root[@]}" rm -f $policy' EXIT
	trap 'exit 130' INT TERM
	printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee $policy >/dev/null
	"${root[@]}" chmod 755 $policy
fi

log=build/log/apt.log
apt=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y -o DPkg::Lock::Timeout=300)
run_logged "apt-get update" $log "${apt[@]}" update || exit 1
run_logged "apt-get install ${missing[*]}" $log "${apt[@]}" install --no-install-recommends \
	"${missing[@]}" || exit 1
if [ -d /run/systemd/system ] && [ ${#services[@]} -gt 0 ]; then
	"${root[@]}" systemctl disable --now "${services[@]}" >>$log 2>&1 || :
fi
say "packages installed"
