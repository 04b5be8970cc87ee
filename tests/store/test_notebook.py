"""What a transaction has noted is written at its end, whoever noted it and when."""

from __future__ import annotations

from crossdock.store.notebook import Notebook


class Noted:
    """Notes that write into a list, and may note something elsewhere while they do."""

    def __init__(self, book, written, name, then=lambda: None):
        self.rows, self.written, self.name, self.then = [], written, name, then
        self.book, self.place = book, book.enrol(self)

    def add(self, row):
        """Note *row*."""
        self.rows.append(row)
        self.book.touch(self.place)

    def write_down(self):
        """Write what was noted."""
        rows, self.rows = self.rows, []
        self.written += [(self.name, row) for row in rows]
        self.then()

    def wipe(self):
        """Forget it."""
        self.rows = []


def test_what_is_noted_while_others_are_written():
    """A row for earlier notes, noted while later ones are written, is not lost."""
    written, book = [], Notebook()
    first = Noted(book, written, "first")
    second = Noted(book, written, "second", then=lambda: first.add(2))
    first.add(1)
    second.add(1)

    book.write_down()

    assert [("first", 1), ("second", 1), ("first", 2)] == written


def test_what_is_wiped():
    """What is taken back is written by nobody."""
    written, book = [], Notebook()
    Noted(book, written, "only").add(1)

    book.wipe()
    book.write_down()

    assert [] == written
