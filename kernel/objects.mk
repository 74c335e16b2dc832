# SPDX-License-Identifier: GPL-2.0
#
# What wman.ko is made of, seen from here; for the Kbuild files that build it and its tests.

wman-core := $(addprefix core/, \
	       main.o agent.o alarm.o auth.o auth_eap.o auth_none.o auth_rsa.o auth_v1.o \
	       auth_v2.o ccm.o classify.o des.o dev.o dump.o entry.o flow.o flow_ms.o \
	       gkek.o key.o m2m_skb.o mgmt.o netlink.o netlink_agent.o netlink_flow.o \
	       netlink_gen.o notify.o object.o offer.o pack.o pdu.o pmk.o \
	       prim_kernel.o push.o reentry.o rx.o sa.o sa_tek.o selftest.o tek.o \
	       tek_rsa.o tx.o) \
	     $(addprefix proto/, \
	       auth_fsm.o auth_none_fsm.o auth_v1_fsm.o beacon.o buf.o ccm_nonce.o classifier.o \
	       digest.o dreg.o dsx.o dsx_fsm.o entry_fsm.o fields.o frag.o handover.o \
	       kdf.o keywrap.o m2m.o mac.o message.o pkm.o pkm_build.o pkm_param.o \
	       reg.o replay.o rng.o sbc.o secneg.o subheader.o suite.o tek_fsm.o \
	       tlv.o)
