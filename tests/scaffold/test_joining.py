"""Modules are made one: imports merged, bodies kept, in order."""

from __future__ import annotations

from crossdock.scaffold.joining import join

FIRST = '''"""One."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from house.second import late

if TYPE_CHECKING:
    from decimal import Decimal

# A word on it.
LIMIT = 3


def early(text: str) -> Decimal:
    """Return it."""
    return late(re.sub(" ", "", text))
'''
SECOND = '''"""Two."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


@str
def late(text: Any) -> Decimal:
    """Return it."""
    return Decimal(text)
'''


def test_two_modules_become_one():
    """What they import of each other is left out, and nothing is imported twice."""
    joined = join("Both.", [FIRST, SECOND], inside="house")

    assert (
        joined
        == '''"""Both."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

# A word on it.
LIMIT = 3


def early(text: str) -> Decimal:
    """Return it."""
    return late(re.sub(" ", "", text))


@str
def late(text: Any) -> Decimal:
    """Return it."""
    return Decimal(text)
'''
    )


def test_long_imports_are_wrapped():
    """A line is never longer than the house allows."""
    names = [f"a_rather_long_name_{number}" for number in range(9)]
    source = f"from somewhere import {', '.join(names)}\n"

    joined = join("Names.", [source])

    assert max(map(len, joined.splitlines())) < 99
    assert all(f"    {name},\n" in joined for name in names)
