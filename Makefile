# SPDX-License-Identifier: BSD-3-Clause
#
# wman: top-level makefile. Everything made lands below build/ (or build-san/ with SAN=1); the
# source tree stays clean. "make help" lists the targets.

MAKEFLAGS += -r --no-print-directory
# what is given on the command line is not meant for Kbuild (CC=clang would break it)
MAKEOVERRIDES :=
.DELETE_ON_ERROR:
.SECONDARY:

VERSION := 0.1
# seconds since 1970 that are over for certain wherever this runs
BUILT_AT := $(or $(SOURCE_DATE_EPOCH),$(shell git log -1 --format=%ct 2>/dev/null || \
	date -r $(firstword $(MAKEFILE_LIST)) +%s))
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
DESTDIR ?=
ifneq ($(filter default undefined,$(origin CC)),)
CC := gcc
endif

O := build$(if $(SAN),-san)
PROGRAMS := wman wmand wman-bs
# libcrypto first: most of what is to be found when a program starts is in there
LIBRARIES := libcrypto libssl libseccomp libcap-ng libnl-genl-3.0 libnl-3.0

# ------------------------------------------------------------------------------------------------
# Flags

WARN := -Wall -Wextra -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings \
	-Wpointer-arith -Wno-unused-parameter
HARDEN := -fstack-protector-strong -fPIE
ifeq ($(FUZZ),coverage)
HARDEN += -fsanitize=fuzzer-no-link -fprofile-instr-generate -fcoverage-mapping
else ifdef FUZZ
HARDEN += -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
else ifdef SAN
HARDEN += -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
else
HARDEN += -D_FORTIFY_SOURCE=2
endif
CFLAGS ?= -O2 -g
OBJCOPY ?= objcopy
# pkg-config runs once, and only when something is compiled
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(shell pkg-config --cflags $(LIBRARIES)))$(PKG_CFLAGS)
PKG_LIBS = $(eval PKG_LIBS := $$(shell pkg-config --libs $(LIBRARIES)))$(PKG_LIBS)
INCLUDES := -Iinclude/uapi -Ikernel/proto -Iuserspace/lib
WMAN_CPPFLAGS = -D_GNU_SOURCE -DWMAN_VERSION='"$(VERSION)"' $(INCLUDES) $(PKG_CFLAGS) $(CPPFLAGS)
WMAN_CFLAGS = -std=gnu11 $(WARN) $(HARDEN) $(CFLAGS)
WMAN_LDFLAGS = -pie -Wl,-z,relro,-z,now $(filter -fsanitize=%,$(HARDEN)) $(LDFLAGS)

COMPILE = $(CC) $(WMAN_CPPFLAGS) $(WMAN_CFLAGS) -MMD -MP -c -o $@ $<
ARCHIVE = rm -f $@ && $(AR) rcs $@ $^
LINK = $(CC) $(WMAN_CFLAGS) $(WMAN_LDFLAGS) -o $@

# quiet by default, "make V=1" shows the commands
ifdef V
say = $1
else
say = @echo '  $(firstword $2)	$(patsubst $O/%,%,$@)' && $1
endif

# ------------------------------------------------------------------------------------------------
# Sources. A .c dropped in its place is enough.

objs = $(patsubst %.c,$O/%.o,$(wildcard $1))
prog_objs = $(filter-out %/main.o,$(call objs,userspace/$1/*.c))
# programs whose main.c exists
BUILT := $(foreach p,$(PROGRAMS),$(if $(wildcard userspace/$p/main.c),$p))
UNIT_TESTS := $(patsubst tests/unit/%.c,$O/tests/%,$(wildcard tests/unit/test_*.c))
UNIT_HELPERS := $(filter-out $O/tests/unit/test_% %/virtual_clock.o,$(call objs,tests/unit/*.c tests/vectors/*.c))

LIB_wman := $O/libwman-cli.a
LIB_wmand := $O/libwmand.a
LIB_wman-bs := $O/libwman-bs.a
COMMON_LIBS := $O/libwman.a $O/libproto.a

# The EAP peer is a library for other programs too: these see what its map names, tests see all.
# EAP_ABI: another one with each change that a program built before would notice
EAP := userspace/wmand/eap
EAP_ABI := 3
EAP_OBJS := $(call objs,$(EAP)/*.c)
EAP_SO := libwman-eap.so.$(EAP_ABI)

TEST_LIBS := $O/libtest.a $(foreach p,$(PROGRAMS),$(LIB_$p)) $O/libeap.a $(COMMON_LIBS)
FUZZERS := $(patsubst tests/fuzz/%.c,$O/%,$(wildcard tests/fuzz/fuzz_*.c))
ALL_OBJS := $(call objs,userspace/*/*.c userspace/*/*/*.c kernel/proto/*.c tests/unit/*.c \
	      tests/vectors/*.c tests/bench/*.c tests/property/*.c tests/fuzz/*.c \
	      tests/faults/*.c tests/interop/*.c tests/selftests/*.c tests/kfuzz/*.c)

# whatever has a line of help
.PHONY: $(shell sed -n 's/^\([a-z][a-z-]*\):.*\#\#.*/\1/p' $(firstword $(MAKEFILE_LIST)))

all: modules tools ## Build the kernel modules and the programs (the default)

tools: $(addprefix $O/,$(BUILT) libwman-eap.a $(EAP_SO)) ## Build the programs and libwman-eap

$(ALL_OBJS): $O/%.o: %.c
	@mkdir -p $(@D)
	$(call say,$(COMPILE),CC)

$(call objs,userspace/wmand/*.c userspace/wmand/*/*.c): INCLUDES += -Iuserspace/wmand
$O/userspace/wmand/config_reader.o: WMAN_CPPFLAGS += -DWMAN_BUILT_AT=$(BUILT_AT)LL
$(call objs,userspace/wman-bs/*.c): INCLUDES += -Iuserspace/wman-bs
$(call objs,userspace/wman/*.c userspace/wman/import/*.c): INCLUDES += -Iuserspace/wman
$(call objs,tests/faults/*.c): INCLUDES += -Itests/faults
$(call objs,tests/unit/*.c tests/fuzz/*.c tests/faults/*.c tests/interop/*.c): INCLUDES += -Itests/unit \
	-Itests/unit/shim -Itests/vectors \
	-Iuserspace/wmand -Iuserspace/wman-bs -Iuserspace/wman -Iuserspace
$(call objs,tests/vectors/*.c): INCLUDES += -Itests/vectors

$(EAP_OBJS): HARDEN += -fPIC

$O/libeap.a: $(EAP_OBJS)
$O/libwman.a: $(call objs,userspace/lib/*.c)
$O/libproto.a: $(call objs,kernel/proto/*.c)
$O/libtest.a: $(UNIT_HELPERS)
$(foreach p,$(PROGRAMS),$(eval $(LIB_$p): $(call prog_objs,$p)))
$(LIB_wman): $(call objs,userspace/wman/import/*.c)
$(sort $(COMMON_LIBS) $(TEST_LIBS)):
	@mkdir -p $(@D)
	$(call say,$(ARCHIVE),AR)

# one object, so that what the map does not name can be local to it
$O/libwman-eap.a: $(EAP_OBJS) $(EAP)/libwman-eap.map
	@mkdir -p $(@D)
	$(call say,$(LD) -r -o $(@:.a=.o) $(EAP_OBJS) && $(OBJCOPY) $$(sed -n \
		's/^\t\(eap_.*\);/--keep-global-symbol=\1/p' $(EAP)/libwman-eap.map) $(@:.a=.o) && \
		rm -f $@ && $(AR) rcs $@ $(@:.a=.o),AR)

# a sanitizer's functions are the program's
SO_LDFLAGS = -shared -Wl,-soname,$(EAP_SO) -Wl,--version-script=$(EAP)/libwman-eap.map \
	-Wl,--no-undefined-version $(if $(SAN),,-Wl,-z,defs) $(filter-out -pie,$(WMAN_LDFLAGS))
$O/$(EAP_SO): $(EAP_OBJS) $(EAP)/libwman-eap.map
	@mkdir -p $(@D)
	$(call say,$(CC) $(WMAN_CFLAGS) $(SO_LDFLAGS) -o $@ $(EAP_OBJS) \
		$$(pkg-config --libs libssl libcrypto),LD)

define program
$O/$1: $O/userspace/$1/main.o $(LIB_$1) $(if $(filter wmand,$1),$O/libwman-eap.a) $(COMMON_LIBS)
	$$(call say,$$(LINK) $$^ $$(PKG_LIBS),LD)
endef
$(foreach p,$(BUILT),$(eval $(call program,$p)))

# ------------------------------------------------------------------------------------------------
# Kernel modules: built in a tree of links below build/, so that M= never writes into the sources

ifdef KROOT
KDIR := $(KROOT)/usr/src/linux-headers-$(notdir $(KROOT))
endif
ifdef KDIR
KREL := $(shell cat $(KDIR)/include/config/kernel.release 2>/dev/null)
else
KREL ?= $(shell scripts/krel)
KDIR := /lib/modules/$(KREL)/build
endif
MODULES_DIR := build/modules/$(KREL)
# two builds at once in one directory would write each other's files; trees of tests are below it
KMAKE = flock $(MODULES_DIR)/.lock $(if $(KROOT),tests/vm/inside $(KROOT)) \
	$(MAKE) -C $(KDIR:$(KROOT)/%=/%) $(if $(V),V=1) $(if $(W),W=$(W)) $(if $(C),C=$(C)) \
	$(if $(CF),CF="$(CF)") modules

# $1: where, $2: what to link there
define link_tree
	@test -e "$(KDIR)/Makefile" || { \
		echo "no kernel headers in '$(KDIR)': run 'make deps', or give KDIR=" >&2; exit 1; }
	@mkdir -p $1 && flock $(MODULES_DIR)/.lock sh -c \
		'find $1 -xtype l -delete && cp -asf $(addprefix $(CURDIR)/,$2) $1/'
endef

modules: ## Build wman.ko, wman_eth.ko and wman_hwsim.ko against KDIR=, KREL= or KROOT=
	$(call link_tree,$(MODULES_DIR),Kbuild kernel include)
	+$(KMAKE) M=$(CURDIR)/$(MODULES_DIR)

$O/tests/memsearch: $O/tests/selftests/memsearch.o
	@mkdir -p $(@D)
	$(call say,$(LINK) $^,LD)

$O/tests/kfuzz/kfuzz: $(call objs,tests/kfuzz/*.c) $(COMMON_LIBS)
	@mkdir -p $(@D)
	$(call say,$(LINK) $^ $(PKG_LIBS),LD)

# a lab tool, in no other list: it is never installed
bridge: $O/wman-supplicant-bridge ## Build wman-supplicant-bridge (lab use only, see supplicant.rst)

$O/wman-supplicant-bridge: $O/userspace/wman-supplicant-bridge/main.o $(COMMON_LIBS)
	$(call say,$(LINK) $^ $(PKG_LIBS),LD)

test-programs: $O/tests/memsearch $O/tests/kfuzz/kfuzz bridge examples ## Build what only selftests run

test-modules: modules test-programs ## Build the modules and what only selftests need
	$(call link_tree,$(MODULES_DIR)/test,kernel include tests)
	+$(KMAKE) M=$(CURDIR)/$(MODULES_DIR)/test/tests/kmod \
		KBUILD_EXTRA_SYMBOLS=$(CURDIR)/$(MODULES_DIR)/Module.symvers

kunit-module: ## Build the KUnit suites and the core in one module (a kernel with CONFIG_KUNIT)
	$(call link_tree,$(MODULES_DIR)/kunit,Kbuild kernel include tests)
	+$(KMAKE) M=$(CURDIR)/$(MODULES_DIR)/kunit/tests/kunit

# the same modules, in which one call that may fail can be made to
fault-modules: test-modules ## Build the modules with faults to inject (MODULES_DIR-fault)
	+KCPPFLAGS='-include $(CURDIR)/tests/kmod/fault.h' KBUILD_MODPOST_WARN=1 \
		$(MAKE) modules MODULES_DIR=$(MODULES_DIR)-fault $(if $(KDIR),KDIR=$(KDIR))

# ------------------------------------------------------------------------------------------------
# Tests

# tests that hold a file of kernel/core: it is GPL-2.0, and nothing of OpenSSL is linked to it
GPL_TESTS := agent_contract agent_kinds auth_eap auth_rsa_rules auth_rules auth_v1_rules reentry_rules

# a process with all that it talks to
$(filter $O/tests/test_bs_% $O/tests/test_radius,$(UNIT_TESTS)): $O/tests/unit/virtual_clock.o

$O/tests/test_%: $O/tests/unit/test_%.o $(TEST_LIBS)
	@mkdir -p $(@D)
	$(call say,$(LINK) $(filter %.o,$^) $(if $(filter bs_%,$*),$(LIB_wman-bs)) \
		$(if $(filter $(GPL_TESTS),$*),$O/libproto.a,$(TEST_LIBS) $(PKG_LIBS)) \
		$$(pkg-config --libs cmocka),LD)

# for tests/fuzz/run, which gives FUZZ=, O= and CC=clang
$O/fuzz_%: $O/tests/fuzz/fuzz_%.o $O/tests/fuzz/input.o $O/tests/fuzz/files.o \
		$(TEST_LIBS)
	$(call say,$(LINK) -fsanitize=fuzzer $(filter %.o,$^) $(LIB_wman-bs) $(TEST_LIBS) \
		$(PKG_LIBS) $$(pkg-config --libs cmocka),LD)

.PHONY: fuzzers fuzz-objects
fuzzers: $(FUZZERS)
fuzz-objects: $(call objs,tests/fuzz/*.c)

$O/tests/bs-lab $O/tests/bs-v1: $O/tests/bs-%: $O/tests/interop/bs_%.o $(TEST_LIBS)
	@mkdir -p $(@D)
	$(call say,$(LINK) $< $(LIB_wman-bs) $(TEST_LIBS) $(PKG_LIBS) \
		$$(pkg-config --libs cmocka),LD)

.PHONY: bs-lab
bs-lab: $O/tests/bs-lab $O/tests/bs-v1

# needs the allocator of the sanitizer: SAN=1
$O/tests/sweep: $(call objs,tests/faults/*.c) $(TEST_LIBS)
	@mkdir -p $(@D)
	$(call say,$(LINK) $^ $(TEST_LIBS) $(PKG_LIBS) $$(pkg-config --libs cmocka),LD)

.PHONY: unit-tests
unit-tests: $(UNIT_TESTS)

unit: unit-tests tools ## Build and run the unit tests
	@O=$O tests/run unit

$O/tests/property-driver: $O/tests/property/driver.o $(COMMON_LIBS)
	@mkdir -p $(@D)
	$(call say,$(LINK) $^ $(PKG_LIBS),LD)

.PHONY: property-driver
property-driver: $O/tests/property-driver

property: property-driver ## Compare parsers with naive models on random input (SEED=, RUNS=)
	@O=$O SEED=$(SEED) RUNS=$(RUNS) tests/run property
faults: ## Fail the programs' allocations and system calls in turn (a sample; ALL=1: each)
	@ALL=$(ALL) tests/run faults

interop: tools ## Run the EAP peer against FreeRADIUS and hostapd (ALL=1: with every kind of key)
	@ALL=$(ALL) O=$O tests/run interop

vm: ## Run the selftests on the stock kernel in a VM (T='10 11' picks some)
	@tests/run vm $(T)

fuzz: ## Run each fuzzer for FUZZ_S= seconds, 60 by default (T='pdu tls' picks some)
	@tests/fuzz/run -t $(or $(FUZZ_S),60) $(T)

uml: ## Run the selftests on user mode Linux with sanitizers (T= picks some)
	@tests/run uml $(T)

debug: ## Run the selftests on an x86 kernel with sanitizers (T= picks some)
	@tests/run debug $(T)

headers: ## Build the modules against every set of headers here; a warning fails
	@tests/run headers

matrix: ## Entry, ping and rollover on Debian's 6.1, 6.12 and newest kernel (T= picks some)
	@tests/run matrix $(T)

virtual: ## Timers, lifetimes and a bad air in virtual time (T= picks some)
	@tests/run virtual $(T)

calls: ## Let every call of the modules fail that may fail, on user mode Linux
	@tests/run calls

kfuzz: ## Fuzz the running modules on user mode Linux (FUZZ_S= seconds each, SEED=)
	@FUZZ_S=$(FUZZ_S) SEED=$(SEED) tests/run kfuzz

kunit: ## Run the KUnit suites on user mode Linux (T=debug: on x86)
	@tests/run kunit $(T)

detectors: ## Plant mistakes in a kernel; each must turn its run red (T=debug: on x86)
	@tests/run detectors $(T)

kernel-uml: ## Build the kernel for "make uml", once
	@tests/vm/kernel uml

check: ## Run every test, or T='test_kdf 20-rekey'; the last line is "N passed, N failed"
	@tests/run $(if $(T),named $(T),all)

check-all: ## The long run: everything there is
	@tests/run everything

coverage: ## Measure what the tests reach, modules too; fails below the goals
	@tests/coverage

mutants: ## Break the code in many ways and see the fast tests notice (MUTANTS=N|all)
	@MUTANTS="$(MUTANTS)" tests/mutants

demo: ## Show everything working (HOST=1: on this kernel; KEEP=1: leaves a shell in the lab)
	@HOST=$(HOST) KEEP=$(KEEP) demo/run

bench: ## Measure speed (ratios in one run)
	@tests/bench/run

lint: ## checkpatch, sparse, kernel-doc, clang-format, shellcheck, SPDX
	@scripts/lint

fmt: ## Format the C sources of user space and tests
	@scripts/format

deps: ## Install the missing Debian packages
	@scripts/deps.sh --test

# ------------------------------------------------------------------------------------------------
# Installation: one list of source>mode>destination for both directions; for mode "link" the source
# is what the link says

EAP_LIST = \
	$(EAP)/eap.h>644>$(PREFIX)/include/wman/eap.h \
	$(EAP)/eap_device.h>644>$(PREFIX)/include/wman/eap_device.h \
	include/uapi/linux/wman.h>644>$(PREFIX)/include/linux/wman.h \
	$O/libwman-eap.a>644>$(LIBDIR)/libwman-eap.a \
	$O/$(EAP_SO)>755>$(LIBDIR)/$(EAP_SO) \
	$(EAP_SO)>link>$(LIBDIR)/libwman-eap.so \
	$O/libwman-eap.pc>644>$(LIBDIR)/pkgconfig/libwman-eap.pc
MAN_PAGES = $(wildcard Documentation/man/*.[1-9])
INSTALL_LIST = $(EAP_LIST) \
	$(foreach p,$(BUILT),build/$p>755>$(PREFIX)/sbin/$p) \
	$(foreach m,$(MAN_PAGES),$m>644>$(PREFIX)/share/man/man$(patsubst .%,%,$(suffix $m))/$(notdir $m)) \
	userspace/wman/completion.bash>644>$(PREFIX)/share/bash-completion/completions/wman \
	userspace/wmand/wmand.conf.example>644>$(PREFIX)/share/doc/wman/wmand.conf.example \
	$O/wmand.service>644>$(PREFIX)/lib/systemd/system/wmand.service \
	$(foreach m,wman wman_eth wman_hwsim,$(MODULES_DIR)/$m.ko>644>/lib/modules/$(KREL)/updates/wman/$m.ko)

# written anew when it says something else: PREFIX may have changed
substitute = mkdir -p $(@D) && sed 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@VERSION@|$(VERSION)|; \
	s|/usr/sbin/|$(PREFIX)/sbin/|' $< >$@.new && { cmp -s $@.new $@ && rm $@.new || mv $@.new $@; }
.PHONY: always
$O/wmand.service: userspace/wmand/wmand.service always
	@$(substitute)
$O/libwman-eap.pc: $(EAP)/libwman-eap.pc.in always
	@$(substitute)

install_list = set -e; for e in $(foreach e,$1,'$e'); do \
	dst="$(DESTDIR)$${e\#\#*>}"; mode=$${e\#*>}; mode=$${mode%%>*}; echo "  INSTALL	$$dst"; \
	if [ $$mode = link ]; then ln -sf "$${e%%>*}" "$$dst"; \
	else install -D -m "$$mode" "$${e%%>*}" "$$dst"; fi; done

install: all $O/wmand.service $O/libwman-eap.pc ## Install modules, programs, unit, libwman-eap, man pages (DESTDIR, PREFIX, LIBDIR)
	@$(call install_list,$(INSTALL_LIST))
	depmod -b "$(DESTDIR)/" $(KREL)
	$(if $(DESTDIR),,ldconfig)

uninstall: ## Remove what install put in place
	@for e in $(foreach e,$(INSTALL_LIST),'$e'); do \
		dst="$(DESTDIR)$${e##*>}"; echo "  REMOVE	$$dst"; rm -f "$$dst"; done
	@rmdir "$(DESTDIR)$(PREFIX)/share/doc/wman" "$(DESTDIR)/lib/modules/$(KREL)/updates/wman" \
		"$(DESTDIR)$(PREFIX)/include/wman" 2>/dev/null || true
	depmod -b "$(DESTDIR)/" $(KREL)

# ------------------------------------------------------------------------------------------------
# Examples: as their readers build them, with pkg-config and what is installed

STAGE := $(CURDIR)/$O/stage
EXAMPLES := $(patsubst Documentation/examples/%.c,$O/examples/%,$(wildcard Documentation/examples/*.c))

$O/stage/done: DESTDIR = $(STAGE)
$O/stage/done: $(addprefix $O/,libwman-eap.a $(EAP_SO) libwman-eap.pc) $(EAP)/eap.h $(EAP)/eap_device.h
	@rm -rf $O/stage
	@$(call install_list,$(EAP_LIST))
	@touch $@

STAGED = -Wl,-rpath,$(STAGE)$(LIBDIR) $$(PKG_CONFIG_SYSROOT_DIR=$(STAGE) \
	PKG_CONFIG_PATH=$(STAGE)$(LIBDIR)/pkgconfig pkg-config --cflags --libs libwman-eap)
$(EXAMPLES): $O/examples/%: Documentation/examples/%.c $O/stage/done
	@mkdir -p $(@D)
	$(call say,$(CC) $(WARN) $(CFLAGS) $(filter -fsanitize=%,$(HARDEN)) -o $@ $< $(STAGED) \
		$$(pkg-config --cflags --libs libcrypto libnl-genl-3.0),LD)

examples: $(EXAMPLES) ## Build the programs of Documentation/examples

clean: ## Remove everything that was built
	rm -rf build build-san build-cov

help: ## List the targets
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  \1	\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18
	@echo 'Variables: CC= SAN=1 V=1 KDIR= KREL= KROOT= W=1 C=2 DESTDIR= PREFIX= HOST=1 KEEP=1 T=' \
		'SEED= RUNS= FUZZ_S= MUTANTS= ALL=1'

-include $(ALL_OBJS:.o=.d)
