// SPDX-License-Identifier: BSD-3-Clause
#include "xml.h"

#include <ctype.h>
#include <string.h>

/**
 * xml_begin() - start reading
 * @xml: the reader
 * @text: the document and a NUL behind it; will be changed
 * @len: octets at @text, without the NUL
 */
void xml_begin(struct xml *xml, char *text, size_t len)
{
	memset(xml, 0, sizeof(*xml));
	xml->pos = text;
	xml->end = text + len;
	xml->line = 1;
}

/* Go to @to and count the lines between. */
static void go(struct xml *xml, char *to)
{
	for (; xml->pos < to; xml->pos++)
		xml->line += *xml->pos == '\n';
}

/* Pass a markup that is no element; false when it is one, or has no end. */
static bool pass_over(struct xml *xml)
{
	static const struct {
		const char *begin;
		const char *end;
	} markups[] = { { "<!--", "-->" }, { "<?", "?>" }, { "<!DOCTYPE", ">" } };
	char *end;
	size_t i;

	for (i = 0; i < sizeof(markups) / sizeof(markups[0]); i++) {
		if (strncmp(xml->pos, markups[i].begin, strlen(markups[i].begin)))
			continue;
		end = strstr(xml->pos + strlen(markups[i].begin), markups[i].end);
		if (!end)
			return false;
		go(xml, end + strlen(markups[i].end));
		return true;
	}
	return false;
}

/* Entities become characters, blanks at the ends go. */
static char *decode(char *text)
{
	static const struct {
		const char *name;
		char value;
	} entities[] = { { "&lt;", '<' },
			 { "&gt;", '>' },
			 { "&amp;", '&' },
			 { "&quot;", '"' },
			 { "&apos;", '\'' } };
	char *in, *out;
	size_t i;

	text += strspn(text, " \t\r\n");
	for (in = out = text; *in; in++) {
		for (i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
			if (!strncmp(in, entities[i].name, strlen(entities[i].name)))
				break;
		*out++ = i < sizeof(entities) / sizeof(entities[0]) ? entities[i].value : *in;
		if (i < sizeof(entities) / sizeof(entities[0]))
			in += strlen(entities[i].name) - 1;
	}
	while (out > text && isspace((unsigned char)out[-1]))
		out--;
	*out = '\0';
	return text;
}

/* <name ...>, <name .../> or </name>, between @xml->pos and its '>' at @end */
static enum xml_event take_tag(struct xml *xml, char *end)
{
	char *name = xml->pos + 1, *behind;
	bool closes = *name == '/', empty = !closes && end[-1] == '/';

	name += closes;
	behind = name + strcspn(name, " \t\r\n/>");
	if (behind == name)
		return XML_ERROR;
	if (closes) {
		go(xml, end + 1);
		*behind = '\0';
		if (!xml->depth || strcmp(xml->names[xml->depth - 1], name))
			return XML_ERROR;
		xml->depth--;
		return XML_CLOSE;
	}
	if (xml->depth == XML_DEPTH_MAX)
		return XML_ERROR;
	go(xml, end + 1);
	*behind = '\0';
	xml->empty = empty;
	xml->names[xml->depth++] = name;
	return XML_OPEN;
}

/**
 * xml_next() - go on to the next element that begins or ends
 * @xml: the reader
 * @text: for the text since the last one, without blanks at its ends
 *
 * Return: what came; after XML_END and XML_ERROR nothing more does.
 */
enum xml_event xml_next(struct xml *xml, char **text)
{
	char *begin = xml->pos, *tag = NULL, *end;
	enum xml_event event;

	*text = xml->end;
	if (xml->empty) {
		xml->empty = false;
		xml->depth--;
		return XML_CLOSE;
	}
	for (;;) {
		tag = strchr(xml->pos, '<');
		if (!tag)
			break;
		go(xml, tag);
		if (!pass_over(xml))
			break;
		/* what stands before a comment is not text of the element */
		begin = xml->pos;
	}
	if (!tag)
		return xml->depth || xml->pos + strlen(xml->pos) != xml->end ? XML_ERROR : XML_END;
	end = strchr(tag, '>');
	event = end ? take_tag(xml, end) : XML_ERROR;
	if (event != XML_ERROR) {
		*tag = '\0';
		*text = decode(begin);
	}
	return event;
}
