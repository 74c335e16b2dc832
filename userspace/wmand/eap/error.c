// SPDX-License-Identifier: BSD-3-Clause
#include "error.h"

#include <stdarg.h>
#include <stdio.h>

static char printable(uint8_t c)
{
	return c >= 0x20 && c < 0x7f ? (char)c : '?';
}

bool eap_error_set(struct eap_error *err, enum wman_reason reason, const char *fmt, ...)
{
	va_list ap;
	char *p;

	err->reason = reason;
	err->locked = EAP_LOCKED_NOT;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	for (p = err->text; *p; p++)
		*p = printable((uint8_t)*p);
	return false;
}

void eap_text_clean(char *dst, size_t size, const uint8_t *src, size_t len)
{
	size_t i;

	for (i = 0; i < len && i < size - 1; i++)
		dst[i] = printable(src[i]);
	dst[i] = '\0';
}
