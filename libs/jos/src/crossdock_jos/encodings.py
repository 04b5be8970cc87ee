"""Answers labelled UTF-8 that are not: nothing in them is guessed, and nothing is lost.

GBK bytes read as UTF-8 are an error of the whole page, and UTF-8 bytes read as
GBK are silent nonsense. So only what is certain is read as text. Every other
byte becomes a lone surrogate, which no field accepts: the record that holds it
is refused by name, and the other records of the page go on.
"""

from __future__ import annotations

import re

#: Characters of three or four bytes. In a body that is not UTF-8, a sequence of
#: two bytes may as well be one character of GBK, and counts as neither.
_CERTAIN = (
    rb"\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
_NOT_ASCII = re.compile(rb"((?:" + _CERTAIN + rb")+)|([\x80-\xff])")
#: A backslash right before such a byte would take its escape for plain letters.
_ESCAPED = re.compile(rb"(?<!\\)(?:\\\\)*\\[\x80-\xff]")


def readable(body: bytes) -> bytes:
    """Return *body* as valid UTF-8, its uncertain bytes as escapes of lone surrogates.

    A body that is valid already, or cannot be helped, comes back as it is.
    """
    try:
        body.decode()
    except UnicodeDecodeError:
        if _ESCAPED.search(body):
            return body
        return _NOT_ASCII.sub(_kept_or_escaped, body)
    return body


def _kept_or_escaped(found: re.Match[bytes]) -> bytes:
    certain: bytes | None = found[1]
    return certain or b"\\udc%02x" % found[2][0]
