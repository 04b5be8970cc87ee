"""The JD router protocol, without a transport.

- `signing`: the signature, both ways, and the business parameters as text
- `timestamps`: the time as the router reads it
- `codes`: the gateway's error codes and what each means
- `encodings`, `records`: answers, read as leniently as they are written
- `envelopes`: from an answer to its payload, or to the error it is
- `clocks`: the platform's clock, learned from a refusal
- `oauth`, `tokens`: how tokens are given out, and how they are kept
- `auth`: all of it as a flow that signs each attempt afresh

Names load when they are first used: the first four need no client library.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crossdock_jos.auth import RouterAuth as RouterAuth
    from crossdock_jos.auth import parameters_of as parameters_of
    from crossdock_jos.clocks import RouterClock as RouterClock
    from crossdock_jos.codes import Code as Code
    from crossdock_jos.codes import Meaning as Meaning
    from crossdock_jos.codes import meaning_of as meaning_of
    from crossdock_jos.encodings import readable as readable
    from crossdock_jos.envelopes import Verdict as Verdict
    from crossdock_jos.envelopes import gateway_code as gateway_code
    from crossdock_jos.envelopes import open_envelope as open_envelope
    from crossdock_jos.envelopes import read_json as read_json
    from crossdock_jos.envelopes import refusal as refusal
    from crossdock_jos.envelopes import verdict_of as verdict_of
    from crossdock_jos.oauth import OAuth as OAuth
    from crossdock_jos.records import Record as Record
    from crossdock_jos.records import storable as storable
    from crossdock_jos.signing import canonical as canonical
    from crossdock_jos.signing import serialise as serialise
    from crossdock_jos.signing import sign as sign
    from crossdock_jos.signing import signed as signed
    from crossdock_jos.signing import verify as verify
    from crossdock_jos.timestamps import BEIJING as BEIJING
    from crossdock_jos.timestamps import JAKARTA as JAKARTA
    from crossdock_jos.timestamps import moment as moment
    from crossdock_jos.timestamps import stamp as stamp
    from crossdock_jos.timestamps import wall_clock as wall_clock
    from crossdock_jos.tokens import FixedToken as FixedToken
    from crossdock_jos.tokens import KeptTokens as KeptTokens

#: Where each name lives; a test holds it to the imports above.
_HOMES = {
    "BEIJING": "timestamps",
    "Code": "codes",
    "FixedToken": "tokens",
    "JAKARTA": "timestamps",
    "KeptTokens": "tokens",
    "Meaning": "codes",
    "OAuth": "oauth",
    "Record": "records",
    "RouterAuth": "auth",
    "RouterClock": "clocks",
    "Verdict": "envelopes",
    "canonical": "signing",
    "gateway_code": "envelopes",
    "meaning_of": "codes",
    "moment": "timestamps",
    "open_envelope": "envelopes",
    "parameters_of": "auth",
    "read_json": "envelopes",
    "readable": "encodings",
    "refusal": "envelopes",
    "serialise": "signing",
    "sign": "signing",
    "signed": "signing",
    "stamp": "timestamps",
    "storable": "records",
    "verdict_of": "envelopes",
    "verify": "signing",
    "wall_clock": "timestamps",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - the table above is the list


def __getattr__(name: str) -> Any:
    """Load *name* from where it lives."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'crossdock_jos' has no attribute {name!r}")
    value = getattr(import_module(f"crossdock_jos.{home}"), name)
    globals()[name] = value
    return value
