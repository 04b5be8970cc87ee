"""What the mall's connector and its sandbox both know: constants, and how a request is signed."""

from __future__ import annotations

import hashlib
import hmac

PAGE = 5
BATCH = 4
#: More units than this the mall does not show.
MOST_UNITS = 99_999
FIRST_WAREHOUSE = "north"


def signature(secret: str, method: str, target: str, body: bytes) -> str:
    """Return the signature of a request: over what is sent, byte by byte."""
    text = f"{method}\n{target}\n".encode() + body
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
