"""What a new connector may be called, and what follows from what it is."""

from __future__ import annotations

from datetime import date

import pytest

from crossdock.cli import plugin_new
from crossdock.errors import InputRefusedError
from crossdock.scaffold import AUTHS, KINDS, Blueprint

TODAY = date(2026, 1, 5)


@pytest.mark.parametrize("name", ["", "a", "Shop", "9shop", "corner-shop", "class", "crossdock"])
def test_a_name_that_cannot_be_one_is_refused(name):
    """It becomes the name of a module, of a distribution and of an entry point."""
    with pytest.raises(InputRefusedError, match="cannot be a plugin's name"):
        Blueprint(name, "channel", "key", TODAY)


def test_its_names_follow_from_one():
    """Module, distribution and title."""
    made = Blueprint("corner_shop", "channel", "key", TODAY)

    assert ("crossdock_corner_shop", "crossdock-corner-shop", "Corner Shop") == (
        made.module,
        made.distribution,
        made.title,
    )


def test_the_command_offers_what_there_is():
    """The choices of `plugin new` are the blueprint's."""
    assert (KINDS, AUTHS) == (plugin_new.KINDS, plugin_new.AUTHS)
