"""The converter's decisions, one by one, and its complaints as a merchant reads them."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.converters import complaints, make_converter
from crossdock.money import Money
from crossdock.orders import Order, OrderStatus
from crossdock.secret import MASK, Secret

WIRE = make_converter()
STRICT = make_converter(forbid_extra_keys=True)
JAKARTA = timezone(timedelta(hours=7))


class Level(enum.StrEnum):
    """Text with a meaning."""

    LOW = "low"
    HIGH = "high"


class Digit(enum.IntEnum):
    """A number with a meaning."""

    ONE = 1


@attrs.frozen
class Line:
    """A part of a shape."""

    sku: str
    quantity: int


@attrs.frozen
class Shop:
    """Settings of a connector that does not exist."""

    fs_id: int
    client_secret: Secret
    level: Level = Level.LOW
    lines: tuple[Line, ...] = ()
    names: list[str] = attrs.field(factory=list)
    stock: Mapping[str, int] = attrs.field(factory=dict)
    pair: tuple[int, str] | None = None
    warehouse: int | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.ge(1))
    )
    total: Money | None = None
    checked: str = attrs.field(default="", validator=attrs.validators.instance_of(str))


def refusal(value: Any, kind: Any) -> str:
    """Return the one complaint about *value*."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - any may come, which is the point
        WIRE.structure(value, kind)
    (only,) = complaints(caught.value)
    return only


class TestDecisions:
    """What the converter's docstring says."""

    @pytest.mark.parametrize("value", [0, 1, -1, 2**63 - 1, -(2**63)])
    def test_integer(self, value: int) -> None:
        """An integer of 64 bits is taken."""
        assert value == WIRE.structure(value, int)

    @pytest.mark.parametrize(
        "value",
        [
            True,
            1.0,
            "1",
            "10",
            None,
            Decimal(1),
            [1],
            2**63,
            -(2**63) - 1,
            pytest.param(10**5000, id="5000 digits"),
        ],
    )
    def test_no_integer(self, value: Any) -> None:
        """Nothing else is, and nothing larger."""
        assert "expected a whole number" in refusal(value, int)

    @pytest.mark.parametrize("value", ["", "a", " x ", "\N{GRINNING FACE}", "\u202e", "e\u0301"])
    def test_text(self, value: str) -> None:
        """Valid Unicode is taken as it is, not trimmed and not normalised."""
        assert value == WIRE.structure(value, str)

    @pytest.mark.parametrize(
        ("value", "why"),
        [
            ("a\0b", "text contains a NUL character at $"),
            ("\ud800", "text contains a lone surrogate, which is not Unicode at $"),
            (1, "expected text, got a whole number at $"),
            (b"a", "expected text, got bytes at $"),
            (None, "expected text, got nothing at $"),
        ],
    )
    def test_no_text(self, value: Any, why: str) -> None:
        """What cannot be stored or shown is refused, as is what is no text."""
        assert why == refusal(value, str)

    @pytest.mark.parametrize("value", [0, 1, "true", "yes", None])
    def test_no_truth(self, value: Any) -> None:
        """A truth value is true or false."""
        assert WIRE.structure(True, bool)
        assert "expected true or false" in refusal(value, bool)

    @given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-1e20, max_value=1e20))
    def test_decimal(self, value: Decimal) -> None:
        """A Decimal leaves as text and comes back exactly."""
        text = WIRE.unstructure(value)

        assert isinstance(text, str)
        assert str(value) == str(WIRE.structure(text, Decimal))

    @pytest.mark.parametrize(
        ("value", "number"), [(5, "5"), ("1.50", "1.50"), ("-1e3", "-1E+3"), (Decimal("2"), "2")]
    )
    def test_exact_numbers(self, value: Any, number: str) -> None:
        """It comes from a whole number, text in plain digits, or a Decimal."""
        assert Decimal(number) == WIRE.structure(value, Decimal)

    @pytest.mark.parametrize(
        "value",
        [
            1.5,
            True,
            None,
            "",
            " 1",
            "1_0",
            "\N{ARABIC-INDIC DIGIT ONE}",
            "0x1",
            "1,5",
            "NaN",
            "1e",
        ],
    )
    def test_no_decimal(self, value: Any) -> None:
        """It does not come from a float or from other text."""
        assert "expected a" in refusal(value, Decimal)

    @pytest.mark.parametrize(
        "value", [Decimal("NaN"), Decimal("Infinity"), "1e309", "1e-309", 10**400]
    )
    def test_no_finite_decimal(self, value: Any) -> None:
        """It is finite, and within what others can read."""
        assert "expected a" in refusal(value, Decimal)

    @pytest.mark.parametrize(("value", "number"), [(1, 1.0), (1.5, 1.5), (Decimal("0.5"), 0.5)])
    def test_float(self, value: Any, number: float) -> None:
        """A float comes from any finite number."""
        assert number == WIRE.structure(value, float)

    @pytest.mark.parametrize(
        "value", ["1.5", True, None, float("nan"), float("inf"), 10**400, Decimal("NaN")]
    )
    def test_no_float(self, value: Any) -> None:
        """It does not come from text, and not from infinity."""
        assert "number" in refusal(value, float)

    @given(
        st.datetimes(
            datetime(2, 1, 1),  # noqa: DTZ001
            datetime(9998, 1, 1),  # noqa: DTZ001
            timezones=st.just(JAKARTA) | st.just(UTC),
        )
    )
    def test_time(self, moment: datetime) -> None:
        """A time leaves in UTC and comes back as the same moment."""
        text = WIRE.unstructure(moment)

        assert text.endswith("+00:00")
        assert moment == WIRE.structure(text, datetime)

    @pytest.mark.parametrize(
        "value",
        [
            "2026-01-31T12:00:00",
            datetime(2026, 1, 31),  # noqa: DTZ001
            "2026-02-31T12:00:00+07:00",
            "2026-01-31T23:59:60+07:00",
            "0001-01-01T00:00:00+07:00",
            "9999-12-31T23:59:59-07:00",
            "yesterday",
            "",
            1767225600,
            None,
        ],
    )
    def test_no_time(self, value: Any) -> None:
        """One without a zone, that never was, or that UTC does not have is refused."""
        assert "time" in refusal(value, datetime)

    def test_zone_is_kept(self) -> None:
        """A time keeps the offset it came with."""
        moment = WIRE.structure("2026-01-31T12:00:00+07:00", datetime)

        assert timedelta(hours=7) == moment.utcoffset()

    @given(st.timedeltas(timedelta(days=-999), timedelta(days=999)))
    def test_span(self, span: timedelta) -> None:
        """A span is a number of seconds."""
        assert span.total_seconds() == WIRE.unstructure(span)
        assert abs(WIRE.structure(span.total_seconds(), timedelta) - span) <= timedelta(
            microseconds=1
        )

    @pytest.mark.parametrize("value", ["5", True, None, float("nan"), 1e300])
    def test_no_span(self, value: Any) -> None:
        """Text is none, nor is what no calendar holds."""
        assert "expected" in refusal(value, timedelta)

    def test_secret(self) -> None:
        """A secret comes from text or from itself, and leaves as its mask."""
        assert Secret("x") == WIRE.structure("x", Secret)
        assert Secret("x") == WIRE.structure(Secret("x"), Secret)
        assert MASK == WIRE.unstructure(Secret("x"))
        assert {"client_secret": MASK}.items() <= WIRE.unstructure(Shop(1, Secret("x"))).items()

    @pytest.mark.parametrize("value", [5, None, "a\0", Secret("a\0"), Secret("\udce9")])
    def test_no_secret(self, value: Any) -> None:
        """One that is no text is refused, wrapped or not."""
        assert "text" in refusal(value, Secret)

    @pytest.mark.parametrize(
        ("kind", "value", "why"),
        [
            (list[str], "abc", "expected a list, got text at $"),
            (tuple[str, ...], "abc", "expected a list, got text at $"),
            (tuple[int, str], "ab", "expected a list, got text at $"),
            (tuple[int, str], [1], "expected 2 values, got 1 at $"),
            (list[str], {"a": 1}, "expected a list, got an object at $"),
            (list[str], None, "expected a list, got nothing at $"),
            (dict[str, int], [1], "expected an object, got a list at $"),
            (Mapping[str, int], "a", "expected an object, got text at $"),
            (Line, [1], "expected an object, got a list at $"),
            (Line, "x", "expected an object, got text at $"),
        ],
    )
    def test_shapes(self, kind: Any, value: Any, why: str) -> None:
        """A record comes from an object and a list from a list."""
        assert why == refusal(value, kind)

    def test_unknown_keys(self) -> None:
        """The wire's extra keys are dropped; a strict converter names them."""
        extra = {"sku": "a", "quantity": 1, "colour": "red", "size": 5}

        assert Line("a", 1) == WIRE.structure(extra, Line)
        with pytest.raises(Exception) as caught:  # noqa: PT011
            STRICT.structure(extra, Line)
        assert ["unknown fields colour, size at settings"] == complaints(caught.value, "settings")

    @pytest.mark.parametrize("member", [Level.HIGH, Digit.ONE])
    def test_enumeration(self, member: enum.Enum) -> None:
        """An enumeration travels by value, and comes back as its member."""
        value = WIRE.unstructure(member)

        assert type(member.value) is type(value)
        assert member is WIRE.structure(value, type(member))

    @pytest.mark.parametrize(
        ("kind", "value", "why"),
        [
            (Level, "medium", "expected one of low, high at $"),
            (Level, ["low"], "expected one of low, high at $"),
            (Digit, True, "expected one of 1 at $"),
            (Digit, "1", "expected one of 1 at $"),
        ],
    )
    def test_no_member(self, kind: Any, value: Any, why: str) -> None:
        """A value that is none is told with those that are."""
        assert why == refusal(value, kind)

    def test_own_methods(self) -> None:
        """A class with methods for it converts itself."""

        @attrs.frozen
        class Colour:
            name: str

            @classmethod
            def from_wire(cls, value: Any) -> Colour:
                return cls(f"<{value}>")

            def to_wire(self) -> str:
                return self.name.strip("<>")

        assert Colour("<red>") == WIRE.structure("red", Colour)
        assert "red" == WIRE.unstructure(Colour("<red>"))

    def test_independent(self) -> None:
        """Each converter is its own."""
        changed = make_converter()
        changed.register_unstructure_hook(Decimal, lambda value: "changed")

        assert "1" == make_converter().unstructure(Decimal(1))

    def test_order(self) -> None:
        """A whole order comes back from plain data as it was."""
        order = Order(
            "1",
            OrderStatus.PAID,
            (),
            datetime(2026, 1, 1, tzinfo=JAKARTA),
            total=Money(Decimal("1.50"), "IDR"),
        )

        back = WIRE.structure(WIRE.unstructure(order), Order)

        assert order == back
        assert OrderStatus.PAID is back.status


class TestComplaints:
    """What a merchant reads."""

    @pytest.mark.parametrize(
        ("changed", "found"),
        [
            ({"fs_id": "1"}, ["expected a whole number, got text at settings.fs_id"]),
            ({"fs_id": None}, ["expected a whole number, got nothing at settings.fs_id"]),
            ({"fsid": 1}, ["unknown field fsid at settings"]),
            ({"level": "medium"}, ["expected one of low, high at settings.level"]),
            (
                {"lines": [{"sku": "a", "quantity": 1}, {"sku": 5}, 7]},
                [
                    "expected text, got a whole number at settings.lines[1].sku",
                    "required field missing at settings.lines[1].quantity",
                    "expected an object, got a whole number at settings.lines[2]",
                ],
            ),
            ({"names": ["a", None]}, ["expected text, got nothing at settings.names[1]"]),
            ({"stock": {"a": "x"}}, ["expected a whole number, got text at settings.stock['a']"]),
            ({"warehouse": 0}, ["'warehouse' must be >= 1: 0 at settings"]),
            (
                {"total": {"amount": "1", "currency": "idr"}},
                ["a currency is three capital letters, such as IDR at settings.total"],
            ),
            (
                {"client_secret": 5},
                ["expected text, got a whole number at settings.client_secret"],
            ),
        ],
    )
    def test_settings(self, changed: dict[str, Any], found: list[str]) -> None:
        """Each names what is wrong and where, and no class of Python's."""
        with pytest.raises(Exception) as caught:  # noqa: PT011
            STRICT.structure({"fs_id": 1, "client_secret": "x", **changed}, Shop)

        assert found == complaints(caught.value, root="settings")

    def test_missing(self) -> None:
        """What is missing is named, each."""
        with pytest.raises(Exception) as caught:  # noqa: PT011
            STRICT.structure({}, Shop)

        assert [
            "required field missing at settings.fs_id",
            "required field missing at settings.client_secret",
        ] == complaints(caught.value, root="settings")

    def test_validators_of_attrs(self) -> None:
        """A validator's complaint is its words, without the attribute it belongs to."""
        with pytest.raises(TypeError) as caught:
            Shop(1, Secret("x"), checked=5)  # type: ignore[arg-type]

        assert ["'checked' must be str (got 5 that is a int). at settings"] == complaints(
            caught.value, root="settings"
        )

    def test_unsupported(self) -> None:
        """A type nobody knows is said to be one."""
        assert "this field's type is not supported at $" == refusal(1, complex | bytes)

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        )
        | st.fixed_dictionaries(
            {},
            optional={
                field.name: st.none() | st.text() | st.integers() | st.lists(st.text())
                for field in attrs.fields(Shop)
            },
        )
    )
    def test_anything(self, data: Any) -> None:
        """Whatever is given is taken, or complained about without a class's repr."""
        try:
            STRICT.structure(data, Shop)
        except Exception as error:  # noqa: BLE001
            found = complaints(error, root="settings")
            assert found
            assert all("<class" not in line and " at settings" in line for line in found)
