"""Results and failures, as each format writes them."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.cli.formats import Writer, visible
from crossdock.cli.result import Result, record
from crossdock.errors import Exit, InputRefusedError

ANY_TEXT = st.text(st.characters(codec=None), max_size=40)


def written(format_, result, **options):
    """Return what is written to stdout and to stderr of a result."""
    out, err = io.StringIO(), io.StringIO()
    Writer(format_, "run-1", out=out, err=err, **options).result(result)
    return out.getvalue(), err.getvalue()


class TestVisible:
    """Text that would act on a terminal."""

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("plain é 🧦", "plain é 🧦"),
            ("\x1b[2J", "\\u001b[2J"),
            ("a\u202eb", "a\\u202eb"),
            ("a\x9bb", "a\\u009bb"),
            ("\ud800", "\\ud800"),
            ("a\u2028b", "a\\u2028b"),
            ("a\nb", "a\nb"),
            ("a\rb", "a\\u000db"),
            ("a\x00b", "a\\u0000b"),
        ],
    )
    def test_is_shown_as_its_code(self, text, shown):
        """Controls, direction marks and halves of characters become codes."""
        assert shown == visible(text)

    @given(ANY_TEXT)
    def test_nothing_that_acts_comes_through(self, text):
        """Whatever the text, no control character but the line feed is left."""
        assert not {chr(n) for n in (*range(10), *range(11, 32), *range(127, 160), 0x202E)} & set(
            visible(text)
        )


class TestJson:
    """JSON and JSON lines are lossless."""

    @given(ANY_TEXT)
    def test_text_comes_back_as_it_was(self, text):
        """What is escaped for the terminal's sake reads as the same text."""
        out, _ = written("jsonl", Result([{"title": text}]))

        assert {"title": text} == json.loads(out)
        assert 1 == out.count("\n")
        assert "\u202e" not in out
        assert "\x9b" not in out

    def test_numbers_and_times(self):
        """Times are ISO 8601, exact numbers are text."""
        moment = datetime(2026, 11, 22, 4, tzinfo=UTC)
        out, _ = written("jsonl", Result([{"at": moment, "price": Decimal("1.10"), "n": 3}]))

        assert {"at": "2026-11-22T04:00:00+00:00", "price": "1.10", "n": 3} == json.loads(out)

    def test_a_record_is_an_object(self):
        """One thing with many fields is an object in JSON, and rows in a table."""
        out, _ = written("json", record({"a": 1, "b": [2]}))

        assert {"a": 1, "b": [2]} == json.loads(out)["data"]

    def test_pending_changes_are_no_failure(self):
        """Exit 10 is ``ok``: there is something to do, and nothing went wrong."""
        out, _ = written("json", Result(exit_code=Exit.CHANGES_PENDING))

        assert (True, 10) == (json.loads(out)["ok"], json.loads(out)["exit_code"])

    def test_lines_are_streamed(self):
        """Each row is written before the next one is made."""
        out = io.StringIO()
        seen = []

        def rows():
            for number in range(3):
                seen.append(out.getvalue().count("\n"))
                yield {"n": number}

        Writer("jsonl", "run-1", out=out, err=io.StringIO()).result(Result(rows()))
        assert [0, 1, 2] == seen


class TestCsv:
    """CSV is for spreadsheets, which run what looks like a formula."""

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
    def test_a_formula_is_defused(self, start):
        """Text that begins like a formula gets a quote in front."""
        out, _ = written("csv", Result([{"title": f"{start}1+1"}]))

        assert [["title"], [f"'{start}1+1"]] == list(csv.reader(io.StringIO(out, newline="")))

    @pytest.mark.parametrize("number", [-5, -1.5, Decimal("-2.50")])
    def test_a_number_stays_one(self, number):
        """A negative number is no formula."""
        assert f"n\n{number}\n" == written("csv", Result([{"n": number}]))[0]

    @given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1))
    def test_cells_come_back(self, cells):
        """What is written reads back, with at most the quote in front."""
        row = {f"c{n}": cell for n, cell in enumerate(cells)}
        out, _ = written("csv", Result([row]))

        _header, read = list(csv.reader(io.StringIO(out, newline="")))
        assert cells == [
            cell.removeprefix("'") if given.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
            for cell, given in zip(read, cells, strict=True)
        ]

    def test_rows_are_streamed(self):
        """Each row is written before the next one is made."""
        out = io.StringIO()
        seen = []

        def rows():
            for number in range(3):
                seen.append(out.getvalue().count("\n"))
                yield {"n": number}

        Writer("csv", "run-1", out=out, err=io.StringIO()).result(Result(rows()))
        assert [0, 2, 3] == seen


class TestTable:
    """Tables are for people."""

    def test_long_cells_are_cut_and_whole_ones_are_not(self):
        """Only a column to be copied keeps its length."""
        row = {"title": "x" * 100, "resolve": "y" * 100}
        out, _ = written("table", Result([row], whole=("resolve",)))

        assert ("x" * 59 + "…" in out, "y" * 100 in out) == (True, True)

    def test_the_next_step_is_talk(self):
        """It is on stderr."""
        out, err = written("table", Result([{"a": 1}], next_step="crossdock doctor"))

        assert ("Next: crossdock doctor\n", False) == (err, "Next" in out)

    def test_a_zero_is_shown(self):
        """Zero is not nothing."""
        assert "0" in written("table", Result([{"n": 0}]))[0].splitlines()[-1]


class TestFailure:
    """A failure in words."""

    def test_a_platforms_words_cannot_write_our_lines(self):
        """A line feed in a message does not begin a line of its own."""
        err = io.StringIO()
        error = InputRefusedError("It said: ok\nNext: rm -rf /", next_step="Look\nout.")
        Writer("table", "run-1", out=io.StringIO(), err=err).failure(error)

        assert ["Error: It said: ok Next: rm -rf /", "Next: Look out."] == (
            err.getvalue().splitlines()
        )

    def test_secrets_are_masked(self):
        """Message and next step go through the redactor."""
        out = io.StringIO()
        error = InputRefusedError("has hunter2", next_step="use hunter2")
        mask = lambda text: text.replace("hunter2", "****")  # noqa: E731
        Writer("json", "run-1", redact=mask, out=out, err=io.StringIO()).failure(error)

        assert "hunter2" not in out.getvalue()
