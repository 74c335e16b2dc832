/* SPDX-License-Identifier: BSD-3-Clause */
/* What the scenarios of wmand share. */
#ifndef TESTS_FAULT_WMAND_H
#define TESTS_FAULT_WMAND_H

#include "eap_server.h"
#include "scenario.h"

#define WMAND_IDENTITY "ss@wimax.test"

/* A good configuration of two networks, "pem" and "p12"; path of the file. */
extern char wmand_config[128];
extern struct pki_id wmand_root, wmand_server;

/* The first of its networks; not armed. */
struct config *wmand_load(void);

enum fault_verdict wmand_check(const void *arg);
enum fault_verdict wmand_eap(const void *arg);
enum fault_verdict wmand_child(const void *arg);
enum fault_verdict wmand_selftest(const void *arg);
enum fault_verdict wmand_upcall(const void *arg);

#endif
