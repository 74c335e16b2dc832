/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * As much of XML as configurations have: elements, text and the five entities; attributes,
 * declarations and comments are passed over.
 */
#ifndef WMAN_IMPORT_XML_H
#define WMAN_IMPORT_XML_H

#include <stdbool.h>
#include <stddef.h>

#define XML_DEPTH_MAX 24

/**
 * struct xml - a reader
 * @pos: what comes next
 * @end: the end of the text
 * @line: of @pos
 * @empty: the last element is <name/>, and ends next
 * @depth: elements that are open
 * @names: theirs, the outermost first
 */
struct xml {
	char *pos;
	char *end;
	unsigned int line;
	bool empty;
	unsigned int depth;
	char *names[XML_DEPTH_MAX];
};

/**
 * enum xml_event - what came
 * @XML_OPEN: an element begins; its name is the last one
 * @XML_CLOSE: the last one ends; until the next call its name is still there, behind the others
 * @XML_END: the end of the text
 * @XML_ERROR: what comes is no XML
 */
enum xml_event {
	XML_OPEN,
	XML_CLOSE,
	XML_END,
	XML_ERROR,
};

void xml_begin(struct xml *xml, char *text, size_t len);
enum xml_event xml_next(struct xml *xml, char **text);

#endif
