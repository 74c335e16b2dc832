/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The cryptographic suites that a station offers: those of its settings which are for the version
 * of PKM in force. What is not offered is not taken, see wman_sa_update().
 */
#ifndef _WMAN_OFFER_H
#define _WMAN_OFFER_H

#include <linux/types.h>

struct genl_info;
struct netlink_ext_ack;
struct wman_dev;
struct wman_settings;

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
 * wman_offer_insecure() - does one of them protect nothing?
 * @wdev: the station
 *
 * Context: control thread.
 * Return: whether one does not.
 */
bool wman_offer_insecure(const struct wman_dev *wdev);

/**
 * wman_offer_set() - take the suites of a request over, all or none
 * @info: dev-set
 * @cfg: settings; without suites in the request they stay what they are
 *
 * Return: 0; -EOPNOTSUPP for a suite that there is not; -E2BIG for too many.
 */
int wman_offer_set(struct genl_info *info, struct wman_settings *cfg);

/**
 * wman_offer_allowed() - what protects nothing is there only for who says so
 * @cfg: settings
 * @extack: what is wrong
 *
 * Return: 0, or -EPERM for an insecure suite without insecure-choices.
 */
int wman_offer_allowed(const struct wman_settings *cfg, struct netlink_ext_ack *extack);

/**
 * wman_offer_usable() - is there a suite to offer, and a cipher for each?
 * @cfg: settings
 * @extack: what is wrong
 *
 * Context: process; may load a module.
 * Return: 0; -EINVAL when no suite is for the policy; -ENOENT when the kernel has no DES.
 */
int wman_offer_usable(const struct wman_settings *cfg, struct netlink_ext_ack *extack);

#endif
