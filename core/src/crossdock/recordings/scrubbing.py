"""Taking out of an exchange what may not be kept."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import attrs

from crossdock.recordings.exchange import Exchange
from crossdock.recordings.json_text import Members, Number, write
from crossdock.recordings.names import is_credential, is_lasting, keeps_answering, keeps_asking
from crossdock.recordings.persons import Persons, persons_of
from crossdock.recordings.raw import LONGEST_TEXT, Body, Pairs, Raw
from crossdock.recordings.spellings import Finder
from crossdock.recordings.stand_ins import StandIns
from crossdock.recordings.walking import Leaf, Place, Walk

#: Written in the place of a header's value.
GONE = "scrubbed"
#: Stands for a file, and is one still to whoever decodes it.
NO_FILE = base64.b64encode(GONE.encode()).decode()
#: A shorter credential that is found by its name is not looked for in other places.
SHORTEST_MET = 12

_PARAMETER = re.compile(r"(^|[?&;\s])([\w.\-]{2,60})=([^&;#\s\"'<>]+)")
_MEMBER = re.compile(r"\"([\w.\-]{2,60})\"(\s*:\s*)\"([^\"\\]+)")
_CREDENTIAL = re.compile(
    r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*"
    r"|-----BEGIN [^-]+-----.*?(?:-----END [^-]+-----|\Z)"
    r"|(?<=(?i:bearer ))[\w.~+/=-]{8,}|(?<=(?i:basic ))[\w+/=-]{8,}",
    re.DOTALL,
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
#: A file inside of JSON, such as a label: in Base64, or a whole page.
_FILE = re.compile(r"(?:data:[\w/+.-]{1,60};base64,)?[A-Za-z0-9+/_\-\s]{1000,}={0,2}\s*")
_PAGE = re.compile(r"(?i)\s*(?:<!doctype|<html|<\?xml|%pdf-)")
#: Headers that say how the answer travelled, which a replay says by itself.
_TRAVEL = frozenset(
    {"connection", "content-encoding", "content-length", "date", "keep-alive", "server"}
    | {"transfer-encoding"}
)


@attrs.frozen
class Scrubber:
    """Makes exchanges fit to be kept.

    Args:

        finder: knows every secret there is.
    """

    finder: Finder
    stand_ins: StandIns

    def exchange(self, raw: Raw, dialect_date: str) -> Exchange:
        """Return *raw* without what is secret or tells of a person."""
        query, asked, answered = raw.pairs(), raw.asked(), raw.answered()
        sheet = _Sheet(self)
        sheet.read(query, asked, answered)
        body, _ = sheet.body(asked, keeps_text=False)
        answer, left_out = sheet.body(answered, keeps_text=raw.status is None or raw.status >= 400)
        return Exchange(
            at=raw.at,
            hook=raw.hook,
            is_token=raw.is_token,
            method=raw.method,
            url=sheet.text(raw.url),
            query=sheet.walk.pairs(query),
            headers=sheet.headers(raw.headers, keeps_asking),
            body=body,
            status=raw.status,
            outcome=raw.outcome,
            answer_headers=sheet.headers(raw.answer_headers, keeps_answering),
            answer=answer,
            left_out=left_out,
            seconds=round(raw.seconds, 3),
            dialect_date=dialect_date,
        )

    def settings(self, plain: Mapping[str, Any], hidden: Mapping[str, str]) -> dict[str, Any]:
        """Return the settings of a connection to the replay: *hidden* ones as stand-ins.

        A key of several lines is left out: what stood for it would not be one.
        """
        sheet = _Sheet(self)
        kept = {
            name: sheet.walk.text(value, Place().inside(name, value))
            if isinstance(value, str)
            else value
            for name, value in plain.items()
        }
        stand_ins = {
            name: self.stand_ins.secret(value)
            for name, value in hidden.items()
            if "\n" not in value
        }
        return {**kept, **stand_ins}


@attrs.define
class _Sheet:
    """What is known of one exchange while it is scrubbed: who it tells of."""

    scrubber: Scrubber
    persons: Persons = attrs.field(factory=Persons)

    @property
    def walk(self) -> Walk:
        return Walk(self._leaf, name=self._name)

    def read(self, query: Pairs, *bodies: Body) -> None:
        """Note every word about a person that stands in a field of its own."""
        told: dict[str, str] = {}

        def note(leaf: Leaf, place: Place) -> Leaf:
            if isinstance(leaf, str) and place.is_personal and not place.is_secret:
                told[leaf] = self.scrubber.stand_ins.person(place.name, leaf)
            return leaf

        noting = Walk(note)
        noting.pairs(query)
        for body in bodies:
            noting.pairs(body.form or ())
            if body.json is not None:
                _quietly(noting, body.json)
        self.persons = persons_of(told)

    def body(self, body: Body, *, keeps_text: bool) -> tuple[str, str]:
        """Return what is kept of *body*, and why the rest is not."""
        if body.why:
            return "", body.why
        if body.json is not None:
            try:
                return write(self.walk.value(body.json, Place())), ""
            except ValueError as error:
                return "", f"JSON that is {error}"
        if body.form is not None:
            return urlencode(self.walk.pairs(body.form), errors="surrogatepass"), ""
        if not body.text.strip() or keeps_text:
            return self.text(body.text[:LONGEST_TEXT]), ""
        return "", f"{len(body.text):,} characters that are no JSON, and may tell of a person"

    def headers(self, headers: Pairs, keeps: Any) -> dict[str, str]:
        """Return *headers*, those that need not be known with their names only."""
        return {
            name: self.text(value) if keeps(name) else GONE
            for name, value in headers
            if name not in _TRAVEL
        }

    def text(self, text: str) -> str:
        """Return words without the secrets and persons in them."""
        found = self._secretless(text)
        found = _PARAMETER.sub(self._parameter, found)
        found = _MEMBER.sub(self._member, found)
        stand_ins = self.scrubber.stand_ins
        found = _CREDENTIAL.sub(lambda match: stand_ins.secret(match[0]), found)
        found = _MAIL.sub(lambda match: stand_ins.person("mail", match[0]), found)
        return self.persons.taken_out(found)

    def _name(self, name: str) -> str:
        # A platform may answer with a table whose rows are named by somebody's phone.
        return self.persons.taken_out(self._secretless(name))

    def _secretless(self, text: str) -> str:
        return self.scrubber.finder.replaced(text, self.scrubber.stand_ins.secret)

    def _leaf(self, leaf: Leaf, place: Place) -> Leaf:
        stand_ins = self.scrubber.stand_ins
        if isinstance(leaf, Number):
            gone = place.must_go or self.scrubber.finder.holds(leaf.text)
            return Number(stand_ins.digits(leaf.text)) if gone else leaf
        if _FILE.fullmatch(leaf):
            return NO_FILE
        if _PAGE.match(leaf):
            return GONE
        if not leaf.strip() or not place.must_go:
            return self.text(leaf)
        if place.is_secret:
            return stand_ins.secret(leaf)
        return stand_ins.person(place.name, leaf)

    def _parameter(self, match: re.Match[str]) -> str:
        lead, name, value = match.groups()
        if not is_credential(name):
            return match[0]
        return f"{lead}{name}={self.scrubber.stand_ins.secret(value)}"

    def _member(self, match: re.Match[str]) -> str:
        name, mark, value = match.groups()
        if not is_credential(name):
            return match[0]
        return f'"{name}"{mark}"{self.scrubber.stand_ins.secret(value)}'


def credentials_in(raw: Raw) -> Iterator[str]:
    """Yield what *raw* carries under the name of a credential that may come back elsewhere.

    A token is known by this before anybody has used it.
    """
    for name, value in (*raw.headers, *raw.answer_headers):
        if name in {"authorization", "proxy-authorization"}:
            yield from value.split(maxsplit=1)[-1:]
        elif "cookie" in name:
            # What follows the first one of an answer says how long it lives, and where.
            parts = value.split(";")[: 1 if name.startswith("set-") else None]
            yield from (part.partition("=")[2].strip() for part in parts)
        elif is_lasting(name):
            yield value
    met: list[str] = []

    def note(leaf: Leaf, place: Place) -> Leaf:
        if isinstance(leaf, str) and is_lasting(place.name) and not place.in_person:
            met.append(leaf)
        return leaf

    noting = Walk(note)
    noting.pairs(raw.pairs())
    for body in (raw.asked(), raw.answered()):
        noting.pairs(body.form or ())
        if body.json is not None:
            _quietly(noting, body.json)
    yield from met


def _quietly(walk: Walk, value: Members | list[Any]) -> None:
    try:
        walk.value(value, Place())
    except ValueError:
        # It is nested too deep, and will be left out.
        return
