"""A request as it came in: query and body merged, however they were written (JOS sheet 1.3)."""

import re
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl

import attrs

Parameters = dict[str, str]

_RAW_JSON = re.compile(
    r"(?:^|&)(?P<name>360buy_param_json|param_json)=(?P<value>[\[{].*[\]}])(?=&\w+=|&?$)",
    re.DOTALL,
)


@attrs.frozen
class Arrival:
    """
    The parameters of a request, as often as they can be understood.

    Attributes:
        readings: The usual decoding first, then the one for bodies that were
            written without any encoding, as an npm client does.

        address: Of the caller.
    """

    readings: tuple[Parameters, ...]
    address: str = ""

    @property
    def usual(self) -> Parameters:
        """The usual reading."""
        return self.readings[0]


def read_arrival(query: bytes, content_type: str, body: bytes, address: str = "") -> Arrival:
    """Merge query and body; where both name a parameter, the query's is taken."""
    from_query = _decoded(query)
    if content_type.lower().startswith("multipart/"):
        return Arrival((_multipart(content_type, body) | from_query,), address)
    usual = _decoded(body) | from_query
    raw = _undecoded(body) | from_query
    return Arrival((usual,) if raw == usual else (usual, raw), address)


def _decoded(text: bytes) -> Parameters:
    pairs: Parameters = {}
    for name, value in parse_qsl(text.decode("utf-8", "replace"), keep_blank_values=True):
        pairs.setdefault(name, value)
    return pairs


def _undecoded(body: bytes) -> Parameters:
    text = body.decode("utf-8", "replace")
    pairs: Parameters = {}
    found = _RAW_JSON.search(text)
    if found is not None:
        pairs[found["name"]] = found["value"]
        text = text[: found.start()] + text[found.end() :]
    for part in text.split("&"):
        name, mark, value = part.partition("=")
        if mark:
            pairs.setdefault(name, value)
    return pairs


def _multipart(content_type: str, body: bytes) -> Parameters:
    """Read the text parts; a file part belongs to no signature and to no parameter."""
    head = b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n"
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    pairs: Parameters = {}
    for part in message.iter_parts() if message.is_multipart() else ():
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str) and part.get_filename() is None:
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                pairs.setdefault(name, content.decode("utf-8", "replace"))
    return pairs
