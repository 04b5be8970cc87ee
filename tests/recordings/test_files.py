"""Recordings as files."""

from __future__ import annotations

import stat

import pytest
from recording_studio import studio_of

from crossdock.errors import InputRefusedError
from crossdock.http import Response
from crossdock.recordings import read_recording, write_recording


@pytest.fixture(name="recording")
def _recording():
    """One exchange, with a text that UTF-8 cannot carry."""
    studio = studio_of(Response(200, text='{"title":"Kaos \\ud83d 密"}'))
    studio.ask("GET", "https://api.toy.example/a", params={"page": 1})
    return studio.made(settings={"shop_id": 7})


def test_it_is_read_as_it_was_written(recording, tmp_path):
    """Head and exchanges come back, and only their owner can read the file."""
    file = tmp_path / "a.jsonl"

    write_recording(file, recording)

    assert recording == read_recording(file)
    assert 0o600 == stat.S_IMODE(file.stat().st_mode)
    assert ["a.jsonl"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize("force", [False, True])
def test_a_file_that_is_there(recording, tmp_path, force):
    """It is not written over, unless that is asked for; a link never is."""
    file, link = tmp_path / "a.jsonl", tmp_path / "link"
    file.write_text("mine")
    link.symlink_to(file)

    if force:
        write_recording(file, recording, force=True)
        assert recording == read_recording(file)
    else:
        with pytest.raises(InputRefusedError, match="is there already"):
            write_recording(file, recording)
        assert "mine" == file.read_text()
    with pytest.raises(InputRefusedError, match="is there already"):
        write_recording(link, recording, force=force)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("{}", "Line 1 of"),
        ('{"recording": 2}', "Line 1 of"),
        ("no JSON", "Line 1 of"),
        ("\udcff", "not UTF-8"),
    ],
)
def test_what_is_no_recording(tmp_path, text, said):
    """It is refused in a sentence that names the line."""
    file = tmp_path / "a.jsonl"
    file.write_text(text, encoding="utf-8", errors="surrogateescape")

    with pytest.raises(InputRefusedError, match=said):
        read_recording(file)


def test_a_line_that_is_cut(recording, tmp_path):
    """The line is named."""
    file = tmp_path / "a.jsonl"
    write_recording(file, recording)
    file.write_text(file.read_text()[:-40])

    with pytest.raises(InputRefusedError, match="Line 2 of"):
        read_recording(file)
