# SPDX-License-Identifier: BSD-3-Clause
"""What is changed: the mutants of a C source."""

import collections
import re

TOKEN = re.compile(r"""
    (?P<comment>/\*.*?\*/|//[^\n]*)
  | (?P<include>^\#[ \t]*(?:include|if|ifdef|ifndef|endif|else|undef|error)[^\n]*)
  | (?P<define>^\#[ \t]*define[ \t]+\w+(?:\([^)]*\))?)
  | (?P<string>"(?:\\.|[^"\\])*")
  | (?P<char>'(?:\\.|[^'\\])*')
  | (?P<number>\b(?:0[xX][0-9a-fA-F]+|[0-9]+)[uUlL]*\b)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<op><<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%&|^~!<>=?:;,.(){}\[\]])
""", re.X | re.S | re.M)

SWAPS = {
    "==": ("!=",), "!=": ("==",), "<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="),
    ">=": (">", "<"), "&&": ("||",), "||": ("&&",), "+": ("-",), "-": ("+",), "*": ("/",),
    "/": ("*",), "%": ("/",), "&": ("|",), "|": ("&",), "^": ("|",), "<<": (">>",),
    ">>": ("<<",), "+=": ("-=",), "-=": ("+=",), "|=": ("&=",), "&=": ("|=",), "^=": ("|=",),
    "++": ("--",), "--": ("++",),
}
BINARY_ONLY = {"+", "-", "*", "&"}
WORDS = {"true": "false", "false": "true"}
JUMPS = {"break", "continue", "goto"}
KEYWORDS = {"if", "for", "while", "switch", "do", "else", "case", "default"}
# what follows the first word of a statement that can be left out
CONTINUES = {"=", "+=", "-=", "|=", "&=", "^=", "<<=", ">>=", "(", "->", ".", "[", "++", "--"}

Token = collections.namedtuple("Token", "kind text begin end")
Mutant = collections.namedtuple("Mutant", "file begin end text")


class Source:
    """A C source as tokens, with what has to be known of their places."""

    def __init__(self, text):
        self.text = text
        self.tokens = [Token(m.lastgroup, m.group(), m.start(), m.end())
                       for m in TOKEN.finditer(text)
                       if m.lastgroup not in ("comment", "include")]
        self.partner = {}  # index of a bracket -> index of the other one
        self.in_code = [False] * len(self.tokens)
        self.inside = [""] * len(self.tokens)  # the innermost open bracket
        blocks, brackets = [], []
        for i, tok in enumerate(self.tokens):
            if tok.text in ("(", "[", "{"):
                if tok.text == "{":
                    blocks.append(self.is_block(i, any(blocks)))
                brackets.append(i)
            elif tok.text in (")", "]", "}") and brackets:
                self.partner[i] = brackets.pop()
                self.partner[self.partner[i]] = i
                if tok.text == "}":
                    blocks.pop()
            self.in_code[i] = any(blocks)
            self.inside[i] = self.at(brackets[-1]) if brackets else ""

    def at(self, i):
        """The text of a token; nothing outside of the file."""
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def is_block(self, i, in_code):
        """Whether a brace begins statements, and not the values of something."""
        if self.at(i - 1) == ")":
            before = self.tokens[self.partner[i - 1] - 1]
            return before.kind == "word" and before.text not in ("return", "sizeof")
        return in_code and self.at(i - 1) in ("else", "do", ";", "{", "}", ":")

    def begins_statement(self, i):
        """Whether the token is the first of a statement."""
        before = self.at(i - 1)
        if self.inside[i] != "{":
            return False
        if before == ")":
            return self.at(self.partner[i - 1] - 1) in ("if", "for", "while", "switch")
        if before == ":":
            while self.at(i - 1) not in ("case", "default", "?", ";", "{", "}"):
                i -= 1
            return self.at(i - 1) != "?"
        return before in (";", "{", "}", "else", "do")

    def end_of_statement(self, i):
        """The index of the semicolon that ends the statement which begins at i."""
        while self.at(i) not in (";", ""):
            i = self.partner[i] + 1 if self.at(i) in ("(", "[", "{") else i + 1
        return min(i, len(self.tokens) - 1)

    def is_data(self, i):
        """A number between numbers, as in the table of a CRC: those at its ends stand for all."""
        return (self.at(i - 1) == self.at(i + 1) == "," and
                self.tokens[i - 2].kind == self.tokens[i + 2].kind == "number")

    def is_declared_size(self, i):
        """A number alone in brackets behind "type name": a larger array is as good."""
        return (self.at(i - 1) == "[" and self.at(i + 1) == "]" and
                self.tokens[i - 2].kind == "word" and
                (self.tokens[i - 3].kind == "word" or self.at(i - 3) in ("*", ",")))

    def operand_after(self, i):
        """The index of the last token of a name or a call of a macro behind i."""
        return self.partner[i + 2] if self.at(i + 2) == "(" else i + 1


def operators(src, i, tok):
    """Another operator, none, or one operand of a bar less."""
    before = src.tokens[i - 1]
    value = before.kind in ("word", "number") or before.text in (")", "]")
    if tok.text in SWAPS:
        spaced = src.text[tok.end:tok.end + 1].isspace()
        if tok.text not in BINARY_ONLY or (value and spaced):
            for text in SWAPS[tok.text]:
                yield tok.begin, tok.end, text
    if tok.text in ("!", "~"):
        yield tok.begin, tok.end, ""
    if tok.text == "|" and src.tokens[i + 1].kind == "word":
        yield tok.begin, src.tokens[src.operand_after(i)].end, ""


def constants(src, i, tok):
    """The next number, and the one before."""
    if not src.is_declared_size(i) and not src.is_data(i):
        digits = re.sub("[uUlL]", "", tok.text)
        number = int(digits, 8 if re.fullmatch("0[0-7]+", digits) else 0)
        yield tok.begin, tok.end, str(number + 1)
        if number:
            yield tok.begin, tok.end, str(number - 1)


def table_entries(src, i, tok):
    """In a table of states: another state or event, the next that the file names."""
    if not (src.at(i - 1) in ("{", "[") and src.at(i + 1) == "(" and src.at(i + 3) == ")"):
        return
    names = list(dict.fromkeys(src.at(j + 2) for j in range(len(src.tokens) - 3)
                               if src.at(j) == tok.text and src.at(j - 1) in ("{", "[")))
    name = src.tokens[i + 2]
    yield name.begin, name.end, names[(names.index(name.text) + 1) % len(names)]


def statements(src, i, tok):
    """A condition that is always or never true, another result, a statement less."""
    if tok.text in ("if", "while") and src.at(i + 1) == "(":
        begin, end = src.tokens[i + 1].begin, src.tokens[src.partner[i + 1]].end
        yield begin, end, "(0)"
        if tok.text == "if":
            yield begin, end, "(1)"
    if not src.begins_statement(i):
        return
    end = src.tokens[src.end_of_statement(i)].begin
    if tok.text == "return":
        if src.at(i + 1) not in (";", "0"):
            yield src.tokens[i + 1].begin, end, "0"
    elif (tok.text in JUMPS or tok.text in ("*", "++", "--") or
          (tok.kind == "word" and tok.text not in KEYWORDS and src.at(i + 1) in CONTINUES)):
        yield tok.begin, end, ""


def changes(text):
    """Every change of a source: (begin, end, new text)."""
    src = Source(text)
    for i, tok in enumerate(src.tokens):
        if tok.kind == "op":
            yield from operators(src, i, tok)
        if tok.kind == "number":
            yield from constants(src, i, tok)
        if tok.text in WORDS:
            yield tok.begin, tok.end, WORDS[tok.text]
        if src.in_code[i]:
            yield from statements(src, i, tok)
        elif tok.kind == "word":
            yield from table_entries(src, i, tok)


def mutants_of(file):
    """Every mutant of a file, each change once."""
    with open(file, encoding="utf-8") as source:
        return [Mutant(file, *change) for change in sorted(set(changes(source.read())))]


def mutated(mutant):
    """The source with the change in it."""
    with open(mutant.file, encoding="utf-8") as file:
        source = file.read()
    return source[:mutant.begin] + mutant.text + source[mutant.end:]


def line_of(mutant):
    """Number of the line, and the line before and after the change."""
    with open(mutant.file, encoding="utf-8") as file:
        source = file.read()
    begin = source.rfind("\n", 0, mutant.begin) + 1
    end = source.find("\n", mutant.end)
    new = source[begin:mutant.begin] + mutant.text + source[mutant.end:end]
    return (source.count("\n", 0, mutant.begin) + 1, " ".join(source[begin:end].split()),
            " ".join(new.split()))
