"""Times and parameters as the platform reads them (JOS sheet 1.2 and 4)."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from crossdock_jos.sandbox.business import Fields
from crossdock_jos.sandbox.refusals import RouterError
from crossdock_jos.sandbox.stamp import read_stamp

BEIJING = timezone(timedelta(hours=8))


def fields(text: str) -> Fields:
    """Read parameters."""
    return Fields.from_text(text, BEIJING)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-05-07 09:20:39", datetime(2021, 5, 7, 1, 20, 39, tzinfo=UTC)),
        ("2021-05-07 09:20:39.683+0800", datetime(2021, 5, 7, 1, 20, 39, 683000, UTC)),
        ("2021-05-07 08:20:39.683+07:00", datetime(2021, 5, 7, 1, 20, 39, 683000, UTC)),
        ("2021-05-07 01:20:39Z", datetime(2021, 5, 7, 1, 20, 39, tzinfo=UTC)),
        ("2021-05-07 09:20:39.000 0800", None),
        ("2021-05-07T09:20:39", None),
        ("2021-13-07 09:20:39", None),
        ("1620350439683", None),
        ("", None),
    ],
)
def test_stamps(text: str, expected: datetime | None) -> None:
    """A stamp has a zone or is Beijing's wall clock; a lost plus sign makes it invalid."""
    assert expected == read_stamp(text, BEIJING)


def test_null_is_absent() -> None:
    """The Java SDK sends null for what is not set, and PHP clients blanks."""
    read = fields('{"a":null,"b":"","c":" "}')

    assert (None, None, None, "", []) == (
        read.get("a"),
        read.get("b"),
        read.get("c"),
        read.text("a"),
        read.parts("a"),
    )


@pytest.mark.parametrize("text", ["", "null", "{}", "  "])
def test_nothing_is_an_empty_object(text: str) -> None:
    """No parameters at all are written in several ways."""
    assert {} == dict(fields(text).values)


def test_commas_or_arrays() -> None:
    """Lists come with commas or as arrays, of numbers or of text."""
    read = fields('{"a":"1, 2,,3","b":[1,"2",3],"c":1}')

    assert [[1, 2, 3], [1, 2, 3], [1]] == [read.wholes(name) for name in "abc"]


def test_numbers_are_exact() -> None:
    """Ids beyond 2^53 and prices keep every digit."""
    read = fields('{"id":9007199254740993,"text":"9007199254740993","price":0.1}')

    assert (2**53 + 1, 2**53 + 1, Decimal("0.1")) == (
        read.whole("id"),
        read.whole("text"),
        read.amount("price"),
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "63"),
        ('{"a":NaN}', "63"),
        ("[1]", "62"),
        ("7", "62"),
        ("[" * 100_000, "63"),
        ('{"a":"\\ud83d"}', "63"),
    ],
)
def test_broken_json(text: str, code: str) -> None:
    """What is no JSON is 63, and JSON that is no object is 62."""
    with pytest.raises(RouterError) as caught:
        fields(text)

    assert code == caught.value.code


@pytest.mark.parametrize("value", ["true", "1.5", '"x"', "{}", "[]", "1e400", "-1"])
def test_bad_numbers_name_their_parameter(value: str) -> None:
    """A value that is no such number is 61 with the parameter's name."""
    with pytest.raises(RouterError) as caught:
        fields(f'{{"page":{value}}}').whole("page", 1)

    assert ("61", "parameter [page] not valid") == (caught.value.code, caught.value.en)


def test_missing_is_another_code_than_wrong() -> None:
    """A needed parameter that is not there is 60."""
    with pytest.raises(RouterError) as caught:
        fields("{}").needed_whole("orderId")

    assert "60" == caught.value.code
