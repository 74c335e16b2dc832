/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The cryptographic suites that a station offers: those of its settings which are for the version
 * of PKM in force, and which the network allows. What is not offered is not taken, see
 * wman_sa_update().
 */
#ifndef _WMAN_OFFER_H
#define _WMAN_OFFER_H

#include <linux/types.h>
#include <linux/wman.h>

struct genl_info;
struct netlink_ext_ack;
struct wman_dev;
struct wman_settings;

/**
 * struct wman_suites - a list of suites
 * @suite: the preferred one first
 * @n: how many
 */
struct wman_suites {
	u32 suite[WMAN_SUITES_MAX];
	u8 n;
};

/**
 * wman_offer() - the suites that are offered to a base station
 * @wdev: the station
 * @suites: room for WMAN_SUITES_MAX of them; the preferred one first
 *
 * Context: control thread.
 * Return: how many.
 */
unsigned int wman_offer(const struct wman_dev *wdev, u32 *suites);

/**
 * wman_offer_all() - those that would be, whatever the network allows
 * @wdev: the station
 * @suites: for them
 *
 * Context: control thread.
 */
void wman_offer_all(const struct wman_dev *wdev, struct wman_suites *suites);

/**
 * wman_offer_narrow() - the network allows these and no others
 * @wdev: the station
 * @suites: what it allows; an empty list is every one
 *
 * Context: control thread. SAs with other suites end. It holds until the next call.
 * Return: 0; -EOPNOTSUPP when none of them would be offered, and nothing is changed.
 */
int wman_offer_narrow(struct wman_dev *wdev, const struct wman_suites *suites);

/**
 * wman_offer_parse() - the suites of a request
 * @info: the request
 * @nest: its attribute that has them
 * @attr: each of them in @nest
 * @suites: for them; empty when there are none
 *
 * Return: 0; -EOPNOTSUPP for a suite that there is not; -E2BIG for too many.
 */
int wman_offer_parse(struct genl_info *info, int nest, int attr, struct wman_suites *suites);

/**
 * wman_offer_allowed() - what protects nothing is there only for who says so
 * @cfg: settings
 * @extack: what is wrong
 *
 * Return: 0, or -EPERM for an insecure suite, or policy none, without insecure-choices.
 */
int wman_offer_allowed(const struct wman_settings *cfg, struct netlink_ext_ack *extack);

/**
 * wman_offer_usable() - is there a suite to offer, and a cipher for each?
 * @cfg: settings
 * @extack: what is wrong
 *
 * Context: process; may load a module.
 * Return: 0, also with policy none, which has no use for them; -EINVAL when no suite is for the
 * policy; -ENOENT when the kernel has no DES.
 */
int wman_offer_usable(const struct wman_settings *cfg, struct netlink_ext_ack *extack);

#endif
