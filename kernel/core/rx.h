/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The receive path: wman_rx_pdu() of <wman/card.h>. Header, connection, SA, TEK, CRC, PN, CCM,
 * window, subheaders, SDU, in this order; the first thing that is wrong is the one counted.
 */
#ifndef _WMAN_RX_H
#define _WMAN_RX_H

#include <linux/jiffies.h>

#define WMAN_SDU_FRAG_TIMEOUT	HZ

#endif
