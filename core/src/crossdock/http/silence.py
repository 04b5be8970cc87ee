"""Keeping the client library's own log out of ours.

It logs every URL with its query, where some platforms expect the signature,
and on a lower level every header. What is to be known of a call is in the
journal; so while it works for us, the library logs warnings only. Whoever uses
it for something else in the same process sees its log as ever.
"""

from __future__ import annotations

import logging

from crossdock.http import deadline

_TALKERS = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
)


def _is_not_ours(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or not deadline.is_set()


def keep_silent() -> None:
    """Drop the library's talk about our calls, whatever level its loggers have."""
    for name in _TALKERS:
        # Adding the same filter again changes nothing.
        logging.getLogger(name).addFilter(_is_not_ours)
