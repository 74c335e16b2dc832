/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A port: one Ethernet device below, and the stations on it.
 *
 * A port is made with its first station and freed with its last, both under RTNL. Frames find a
 * station under RCU by its MAC address, between its start and its stop; stop() waits for a grace
 * period, so a station that is stopped is received for no more. A frame to one station costs the
 * same however many there are; a beacon is for each of them. The device below is held as long
 * as the port lives; when it goes away, so do the stations, and with them the port.
 *
 * A station that is being deleted leaves the list at once, before it is stopped and released: when
 * a namespace ends, it and the device below are unregistered together, and neither the notifier
 * nor anybody else may then delete it a second time.
 */
#ifndef _WMAN_ETH_PORT_H
#define _WMAN_ETH_PORT_H

#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/rhashtable.h>
#include <wman/card.h>
#include <wman/m2m.h>

/**
 * struct wman_port - a device below
 * @list: in the list of ports, RTNL
 * @lower: the device; held
 * @tracker: of that reference
 * @ptype: takes its M2M frames
 * @cards: stations on it that are not being deleted, RTNL
 * @joined: stations on it, RTNL
 * @running: those that are started; RTNL to write, RCU to read
 * @by_mac: the same by MAC address
 */
struct wman_port {
	struct list_head list;
	struct net_device *lower;
	netdevice_tracker tracker;
	struct packet_type ptype;
	struct list_head cards;
	unsigned int joined;
	struct list_head running;
	struct rhashtable by_mac;
};

/**
 * struct wman_eth - a station on a port
 * @card: for the core; first
 * @m2m: framing, from init to release
 * @lower: the device that newlink named
 * @port: the port, from init to release
 * @list: in wman_port.cards
 * @run: in wman_port.running
 * @node: in wman_port.by_mac
 * @mac: its MAC address while it is there
 */
struct wman_eth {
	struct wman_card card;
	struct wman_m2m *m2m;
	struct net_device *lower;
	struct wman_port *port;
	struct list_head list;
	struct list_head run;
	struct rhash_head node;
	u8 mac[ETH_ALEN];
};

/**
 * wman_port_find() - the port of a device
 * @lower: the device
 *
 * Context: RTNL held.
 * Return: the port or NULL.
 */
struct wman_port *wman_port_find(const struct net_device *lower);

/**
 * wman_port_join() - put a station on the port of its device
 * @eth: the station, @eth->lower set
 *
 * Context: RTNL held.
 * Return: 0 or an error of the allocator.
 */
int wman_port_join(struct wman_eth *eth);

/**
 * wman_port_leave() - take a station off; the last one ends the port
 * @eth: the station, stopped
 *
 * Context: RTNL held; waits for a grace period.
 */
void wman_port_leave(struct wman_eth *eth);

/**
 * wman_port_start() - begin to receive for a station
 * @eth: the station
 *
 * Context: RTNL held.
 * Return: 0; -EADDRINUSE when a station with this MAC address is running on the port; an error
 * of dev_uc_add() or of the table.
 */
int wman_port_start(struct wman_eth *eth);

/**
 * wman_port_stop() - stop receiving for a station
 * @eth: the station, started
 *
 * Context: RTNL held; waits for a grace period.
 */
void wman_port_stop(struct wman_eth *eth);

#endif
