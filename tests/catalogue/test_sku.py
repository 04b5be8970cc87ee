"""When two SKU codes are the same, nearly the same, or no code at all."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.catalogue.sku import MAX_LENGTH, fault, near_key, trimmed


def short(value: object) -> str:
    """Return a name for a case that fits on a line."""
    return ascii(value)[:30]


TEXT = st.text(st.characters(codec="utf-8"), max_size=12)


@pytest.mark.parametrize("end", [" ", "\t", "\n", "\r\n", "\u00a0", "\u2003", "\u3000"])
def test_white_space_at_the_ends_is_no_part_of_a_code(end: str) -> None:
    """Blanks, tabs, line ends, NBSP and wide spaces go from both ends."""
    assert "A 1" == trimmed(f"{end}A 1{end}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("abc-1", "ABC-1"),
        ("SKU123", "SKU\uff11\uff12\uff13"),
        ("\uff33\uff2b\uff35", "SKU"),
        ("caf\u00e9", "cafe\u0301"),
        ("AB", "A\u200bB"),
        ("AB", "A\u200dB"),
        ("AB", "\ufeffAB"),
        ("AB", "A\u00adB"),
        ("AB", "A B"),
        ("AB", "A\u00a0B"),
        ("AB", "AB\u200f"),
        ("❤", "❤\ufe0f"),
        ("AB", "A\u034fB"),
        ("strasse", "STRAẞE"),
        ("caf\u00e9", "cafe\u200d\u0301"),
    ],
)
def test_codes_that_look_alike_have_one_near_key(one: str, other: str) -> None:
    """Case, width, composition and what cannot be seen do not tell codes apart to people."""
    assert one != other
    assert near_key(one) == near_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A1", "A2"),
        ("123", "\u0661\u0662\u0663"),
        ("กิ", "กุ"),
        ("x\u0301", "x"),
        ("A-1", "A1"),
        ("👕", "👖"),
    ],
)
def test_codes_that_look_different_have_two(one: str, other: str) -> None:
    """Other digits, vowel signs, accents and punctuation do tell codes apart."""
    assert near_key(one) != near_key(other)


@given(TEXT)
def test_composition_never_changes_the_near_key(code: str) -> None:
    """NFC, NFD, NFKC and NFKD of one code are near to one another."""
    expected = {near_key(code)}

    assert expected == {
        near_key(unicodedata.normalize(form, code)) for form in ("NFC", "NFD", "NFKC", "NFKD")
    }


@given(st.text(st.characters(codec="ascii"), max_size=12))
def test_case_never_changes_the_near_key(code: str) -> None:
    """Upper and lower case of one code are near to one another."""
    assert near_key(code.upper()) == near_key(code.lower())


@given(TEXT)
def test_a_near_key_is_its_own_near_key(code: str) -> None:
    """Taking it twice changes nothing."""
    expected = near_key(code)

    assert expected == near_key(expected)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("A\0B", "contains the control character U+0000"),
        ("A\tB", "contains the control character U+0009"),
        ("A\x1b[2JB", "contains the control character U+001B"),
        ("A\x85B", "contains the control character U+0085"),
        ("A\ud800", "contains the lone surrogate U+D800, which is not text"),
        ("A\u202eB", "contains U+202E, which reverses the order of characters"),
        ("A\u2066B", "contains U+2066, which reverses the order of characters"),
        ("A\u2028B", "contains U+2028, which breaks the line"),
        ("x" * 201, "is 201 characters long, and 200 is the most a SKU can have"),
        ("x" * 1_000_000, "is 1000000 characters long, and 200 is the most a SKU can have"),
        ("\u200b\u200b", "contains nothing that can be seen"),
        ("\u3164", "contains nothing that can be seen"),
        ("\u2800", "contains nothing that can be seen"),
    ],
    ids=short,
)
def test_an_unusable_code_is_refused_with_its_reason(code: str, expected: str) -> None:
    """What cannot be stored, shown or told apart is no code."""
    assert expected == fault(code)


@pytest.mark.parametrize(
    "code",
    [
        "A1",
        "x" * MAX_LENGTH,
        "👕-M",
        "1E5",
        "2024-01-31",
        "=HYPERLINK(1)",
        "+1",
        "-1",
        "@SUM",
        "'; DROP TABLE x;--",
        "قميص",
        "衬衫",
    ],
    ids=short,
)
def test_an_odd_code_is_still_a_code(code: str) -> None:
    """What merely looks odd, or like a date, a formula or SQL, is taken as it is."""
    assert fault(code) is None
