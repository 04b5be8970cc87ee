"""A platform's own words, made fit to stand in our sentences."""

from __future__ import annotations

import re

#: A platform's own words are quoted up to here.
LONGEST_QUOTE = 300

_PAGE = re.compile(r"(?i)\s*(<!doctype html|<html|<head|<body)")
_TITLE = re.compile(r"(?is)<title[^>]*>([^<]{1,200})")
_LAST_TOKEN = re.compile(r"[^\s\"'<>,;:{}\[\]()&=?]*\Z")


def printable(text: str) -> str:
    """Return *text* on one line, with what a terminal would obey or cannot show replaced.

    Escape sequences, bidirectional overrides and lone surrogates come from
    outside and must neither move a cursor nor stop a database.
    """
    line = " ".join(text.split())
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)


def quoted(text: str) -> str:
    """Return a platform's words as the tail of a sentence, cut to a readable length."""
    if _PAGE.match(text):
        title = _TITLE.search(text)
        words = "a web page" + (f" titled {printable(title[1])}" if title else "")
        return f" It sent {words}."
    words = printable(text)
    if not words:
        return ""
    if len(words) > LONGEST_QUOTE:
        # A word cut in two could be a secret's first half, which no redaction knows.
        words = _LAST_TOKEN.sub("", words[:LONGEST_QUOTE]) + "…"
    return f" It said: {words}" + ("" if words[-1] in ".!?…" else ".")
