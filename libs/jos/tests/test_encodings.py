"""`crossdock_jos.encodings`: bytes that are not what they are labelled as."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.errors import DataRefusedError
from crossdock_jos.encodings import readable
from crossdock_jos.records import Record


def read(body):
    """Return the records of *body*, a JSON list, once it was made readable."""
    return [Record(row) for row in json.loads(readable(body))]


def names(body):
    """Return the name of each record of *body*, or why it is refused."""
    found = []
    for row in read(body):
        try:
            found.append(row.text("name"))
        except DataRefusedError as error:
            found.append(error.message)
    return found


REFUSED = "name contains bytes that are not UTF-8 (GBK, perhaps)."


def test_utf8_stays_as_it_is():
    """Valid UTF-8, characters of four bytes included, is not touched."""
    body = '[{"name":"红色 😀 𠮷"}]'.encode()

    assert body is readable(body)


def test_a_record_in_gbk_among_utf8_is_refused_alone():
    """The GBK name is refused, and its neighbours in UTF-8 survive."""
    body = '[{"name":"红色"},{"name":"'.encode() + "红色".encode("gbk") + b'"},{"name":"ok"}]'

    assert ["红色", REFUSED, "ok"] == names(body)


def test_a_page_in_gbk_keeps_its_ids():
    """In a page wholly in GBK every Chinese name is refused and every id is read."""
    body = '[{"id":1,"name":"小米"},{"id":2,"name":"大"},{"id":3,"name":"x"}]'.encode("gbk")

    assert [REFUSED, REFUSED, "x"] == names(body)
    assert ["1", "2", "3"] == [row.identifier("id") for row in read(body)]


def test_gbk_that_looks_like_utf8_is_not_taken_for_it():
    """A GBK character whose two bytes are also a Cyrillic letter is refused on a broken page."""
    body = b'[{"name":"' + "小".encode("gbk") + b'"},{"name":"' + "红".encode("gbk") + b'"}]'

    assert "\N{CYRILLIC CAPITAL LETTER ES}" == "小".encode("gbk").decode()
    assert [REFUSED, REFUSED] == names(body)


def test_two_encodings_in_one_text():
    """A text that begins in UTF-8 and ends in GBK is refused."""
    body = b'[{"name":"' + "中文".encode() + "中文".encode("gbk") + b'"}]'

    assert [REFUSED] == names(body)


@pytest.mark.parametrize("cut", [1, 2])
def test_a_text_cut_inside_a_character(cut):
    """UTF-8 cut inside a character is refused, not read as another one."""
    body = b'[{"name":"' + "中文".encode()[:-cut] + b'"}]'

    assert [REFUSED] == names(body)


def test_a_character_written_as_two_halves():
    """A character of four bytes that a Java program wrote as two surrogates is refused."""
    halves = "😀".encode("utf-16-be")
    body = b'[{"name":"' + b"".join(
        chr(int.from_bytes(halves[i : i + 2])).encode("utf-8", "surrogatepass") for i in (0, 2)
    )

    assert [REFUSED] == names(body + b'"}]')


def test_a_character_of_four_bytes_beside_gbk_survives():
    """An emoji in UTF-8 is kept on a page that has GBK elsewhere."""
    body = b'[{"name":"' + "😀".encode() + b'"},{"name":"' + "红".encode("gbk") + b'"}]'

    assert ["😀", REFUSED] == names(body)


def test_a_backslash_before_a_broken_byte_is_left_alone():
    """What would turn an escape into letters is not touched, and stays unreadable."""
    body = b'[{"name":"\\\xb2"}]'

    assert body is readable(body)


@given(st.binary())
def test_anything_becomes_utf8_or_stays(body):
    """Whatever comes in is valid UTF-8 afterwards, or exactly what it was."""
    made = readable(body)

    assert made == body or made.decode()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_nothing_is_mangled(texts):
    """Of texts in GBK and UTF-8 on one page, each is read exactly or refused."""
    body = b"["
    for number, text in enumerate(texts):
        raw = json.dumps({"name": text}, ensure_ascii=False)
        encoding = "gb18030" if number % 2 else "utf-8"
        body += raw.encode(encoding) + b","
    body += b'{"name":"\xba\xec"}]'
    try:
        found = names(body)
    except ValueError:
        # A character of GBK may end in a backslash; then the page is no JSON at all.
        return

    for number, (text, name) in enumerate(zip(texts, found, strict=False)):
        if "\0" in text:
            continue
        if number % 2 == 0:
            assert name in {text, REFUSED}
        elif not text.isascii():
            assert name in {text, REFUSED} or _is_utf8_too(text)


def _is_utf8_too(text):
    """Return whether *text* in GBK has sequences of three bytes that UTF-8 has as well."""
    return any("\u0800" <= c for c in text.encode("gb18030").decode("utf-8", "ignore"))
