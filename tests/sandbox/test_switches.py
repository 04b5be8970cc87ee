"""crossdock.sandbox.switches"""

import pytest

from crossdock.sandbox.exceptions import SandboxRefusedError
from crossdock.sandbox.switches import Switch, SwitchBoard

TABLE = (
    Switch("colour", "red", "which colour", ("red", "blue")),
    Switch("size", "3", "how many", ("<number>",)),
    Switch("pace", "5/6", "how fast", ("<rate>/<burst>", "off")),
    Switch("polite", "on", "whether it greets"),
    Switch("list", "off", "who", ("off", "<text>")),
)


def test_defaults_are_in_force() -> None:
    """Nothing given, the defaults hold, each readable as what it is."""
    board = SwitchBoard(TABLE)

    assert ("red", 3, (5.0, 6), True) == (
        board["colour"],
        board.number("size"),
        board.rate("pace"),
        board.on("polite"),
    )


def test_every_kind_can_be_set() -> None:
    """Choices, numbers, rates, booleans and free text are all accepted where declared."""
    board = SwitchBoard(
        TABLE, {"colour": "blue", "size": "9", "pace": "0.5/2", "polite": "off", "list": "a,b"}
    )
    board.flip({"polite": True})

    assert {
        "colour": "blue",
        "size": "9",
        "pace": "0.5/2",
        "polite": "on",
        "list": "a,b",
    } == dict(board)


def test_rate_off_is_none() -> None:
    """A rate that is off is no rate."""
    assert SwitchBoard(TABLE, {"pace": "off"}).rate("pace") is None


def test_unknown_switch_names_those_that_exist() -> None:
    """A misspelt switch is answered with the list."""
    with pytest.raises(SandboxRefusedError, match=r"no switch 'color'; there are colour, list"):
        SwitchBoard(TABLE, {"color": "red"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("colour", "green"),
        ("size", "-1"),
        ("size", "many"),
        ("pace", "5"),
        ("pace", "0/5"),
        ("pace", "5/0"),
        ("polite", "ON"),
    ],
)
def test_bad_value_names_the_choices(name: str, value: str) -> None:
    """A value that is not accepted is answered with what is."""
    with pytest.raises(SandboxRefusedError, match=f"switch {name} cannot be .*; it takes "):
        SwitchBoard(TABLE, {name: value})


def test_flip_is_all_or_nothing() -> None:
    """One bad value among several leaves all as they were."""
    board = SwitchBoard(TABLE)
    with pytest.raises(SandboxRefusedError):
        board.flip({"colour": "blue", "size": "x"})

    assert "red" == board["colour"]
