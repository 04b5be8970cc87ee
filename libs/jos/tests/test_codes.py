"""`crossdock_jos.codes`: every code of the sheet, with its meaning."""

from __future__ import annotations

import pytest

from crossdock_jos.codes import CODES, Meaning, meaning_of

#: Sheet 2.3, the retry column: worth repeating, by themselves or later.
WORTH_REPEATING = {"1", "2", "23", "33", "43", "65", "66", "67", "69", "70", "78", "500", "3041"}
SHEET = [
    *(str(code) for code in [*range(1, 29), 33, 43, 50, *range(60, 74), 74, 75, 77, 78, 79, 80]),
    *(str(code) for code in [83, 85, 86, 87, 88, 89, 90, 91, 92]),
]


@pytest.mark.parametrize("code", SHEET)
def test_every_code_of_the_sheet_is_there(code):
    """Each code has a sentence and a next step."""
    found = CODES[code]

    assert found.sentence
    assert found.next_step.endswith(".")


def test_what_is_repeated():
    """Exactly the codes that the sheet would repeat are trouble, a quota, or for later."""
    repeated = {Meaning.TROUBLE, Meaning.QUOTA, Meaning.LATER}

    assert WORTH_REPEATING == {code for code, known in CODES.items() if known.meaning in repeated}


@pytest.mark.parametrize("code", ["12", "18", "19", "20", "21", "24", "25", "80", "401"])
def test_who_asks(code):
    """Signature, token, key, app and address are about who asks."""
    assert Meaning.ACCESS is CODES[code].meaning


def test_a_used_up_quota_waits_long():
    """A quota is not asked for again within one call."""
    assert CODES["2"].wait is not None
    assert CODES["2"].wait > 90


def test_an_unknown_code():
    """A code that nobody wrote down means nothing by itself."""
    assert meaning_of("99999") is None
    assert meaning_of(" 19 ") is CODES["19"]
