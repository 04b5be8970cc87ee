"""What must not be kept of an exchange, or cannot be matched, by its name."""

from __future__ import annotations

import re

from crossdock.http.fields import is_secret

_SEPARATORS = re.compile(r"[^a-z0-9]+")

#: Secret besides what `crossdock.http.fields` knows: all that signs.
_SIGNS = re.compile(r".*(signature|hmac|passphrase)|x?sign|authcode|authorizationcode")
#: Named like a credential, and none: what kind of token it is, and how long it lives.
_TELLS = re.compile(r"token(type|kind|ttl)|.*(expires?(in|at)?|expiry|lifetime|ttl|seconds)")
#: A credential that other requests will carry; not a mark of one page or one request.
_LASTING = re.compile(r".*(secret|password|passwd|token|session|credential|cookie|jwt).*")
_FLEETING = re.compile(r".*(page|next|prev|cursor|continu|scroll|csrf).*")
#: What a buyer writes to a seller: anything at all.
_WORDS = re.compile(
    r"(order|buyer|customer|item|product)?(notes?|remarks?|memo|leavewords|leavemessages?)"
    r"|(buyer|customer)(words|messages?|comments?)|deliveryinstructions?"
)
#: Parameters that hold all others, as JSON.
_HOLDS_OTHERS = frozenset({"360buyparamjson"})
#: Parameters that differ each time the same is asked.
_ONCE = re.compile(r"timestamp|ts|nonce|(x)?(request|req|trace)id|callid|uuid")
_TIME = re.compile(
    r".*(date|time|since|until|before|after|start|end|begin|created|updated|modified).*|from|to"
)

#: Headers of a request that are kept as they are; of others only the name is.
ASKING = frozenset({"accept", "accept-language", "content-type"})
#: Headers of an answer that are kept.
ANSWERING = frozenset({"allow", "content-language", "content-type", "link", "retry-after"})
_RATE = re.compile(r"(x-)?rate-?limit.*|x-.*-(limit|remaining|reset)(-.*)?")


def is_credential(name: str) -> bool:
    """Return whether a field called *name* holds a credential or a signature."""
    plain = _plain(name)
    if _TELLS.fullmatch(plain) or plain in _HOLDS_OTHERS:
        return False
    return is_secret(name) or bool(_SIGNS.fullmatch(plain))


def is_words(name: str) -> bool:
    """Return whether a field called *name* holds what a buyer wrote."""
    return bool(_WORDS.fullmatch(_plain(name)))


def is_lasting(name: str) -> bool:
    """Return whether what a field called *name* holds may come back in other places."""
    plain = _plain(name)
    return bool(_LASTING.fullmatch(plain)) and not (
        _FLEETING.fullmatch(plain) or _TELLS.fullmatch(plain)
    )


def is_volatile(name: str) -> bool:
    """Return whether a parameter called *name* says nothing of what is asked for."""
    return is_credential(name) or bool(_ONCE.fullmatch(_plain(name)))


def tells_time(name: str) -> bool:
    """Return whether a parameter called *name* is a moment, where its value looks like one."""
    return bool(_TIME.fullmatch(_plain(name)))


def keeps_asking(name: str) -> bool:
    """Return whether the request's header *name* is kept with its value."""
    return name in ASKING


def keeps_answering(name: str) -> bool:
    """Return whether the answer's header *name* is kept with its value."""
    return name in ANSWERING or bool(_RATE.fullmatch(name))


def _plain(name: str) -> str:
    return _SEPARATORS.sub("", name.lower())
