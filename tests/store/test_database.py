"""How the database file is opened, written and shared."""

import os
import sqlite3
import stat
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from crossdock.errors import DataRefusedError, LockedError, StoreUnusableError
from crossdock.store import Database, Store
from crossdock.store.migrations import migrations

Start = Callable[..., Popen[str]]

#: Takes the write lock, says so, and keeps it until its input ends.
HOLD = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""

#: Reads a number and writes it back one larger, a hundred times.
ADD = """
import sys
from pathlib import Path
from crossdock.store import Database
db = Database(Path(sys.argv[1]))
for _ in range(100):
    with db.transaction():
        number = db.value("SELECT arrival FROM buckets")
        db.execute("UPDATE buckets SET arrival = ?", (number + 1,))
"""

#: Waits for a moment, then opens a store that may not be there yet.
OPEN = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from crossdock.store import Store
while time.time() < float(sys.argv[2]):
    pass
Store(Path(sys.argv[1]), lambda: datetime.now(UTC)).close()
"""


@pytest.mark.parametrize(
    ("pragma", "expected"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("journal_size_limit", 64 * 1024 * 1024),
        ("temp_store", 2),
        ("wal_autocheckpoint", 0),
        ("busy_timeout", 50),
        ("application_id", 0x78646F6B),
    ],
)
def test_every_setting_is_in_force(store: Store, pragma: str, expected: Any) -> None:
    """A commit survives a power cut, rules hold, and nobody checkpoints by accident."""
    assert expected == store.db.value("PRAGMA " + pragma)


def test_a_write_waits_ten_seconds_unless_told_otherwise(tmp_path: Path) -> None:
    """That is the patience of every command."""
    with closing(Database(tmp_path / "x.db")) as db:
        assert 10_000 == db.value("PRAGMA busy_timeout")


def test_the_files_are_their_owners_only(store: Store, tmp_path: Path) -> None:
    """The database, its log, its index and its locks can be read by nobody else."""
    store.db.checkpoint()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}

    assert {"crossdock.db", "crossdock.db-wal", "crossdock.db-shm", "checkpoint.lock"} <= set(
        modes
    )
    assert {0o600} == set(modes.values())


def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    """A file of another program is refused by name, and not one byte of it changes."""
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE t (x)")
    before = path.read_bytes()

    with pytest.raises(StoreUnusableError, match="is a database, but not one of crossdock's"):
        Database(path)
    assert before == path.read_bytes()


def test_an_empty_file_of_another_program_is_left_alone(tmp_path: Path) -> None:
    """A program that has signed its file owns it, with tables or without."""
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA application_id=7")

    with pytest.raises(StoreUnusableError, match="not one of crossdock's"):
        Database(path)


def test_a_newer_database_is_not_touched(store: Store) -> None:
    """What a newer crossdock wrote is refused, with the migration that is not known here."""
    store.db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('crossdock', 'from_later')"
    )

    with pytest.raises(StoreUnusableError, match=r"newer crossdock .it knows 'from_later'"):
        store.db.migrate()


def test_migrating_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    """The first opening makes every table, the second none."""
    expected = [migration.name for migration in migrations._migrations]

    assert expected == store.applied
    assert [] == store.db.migrate()
    with closing(Store(tmp_path / "crossdock.db", store.pulls._now)) as again:
        assert [] == again.applied


def test_four_processes_may_open_a_new_store_at_once(tmp_path: Path, start: Start) -> None:
    """One of them makes the tables; the others find them, and none fails."""
    path, moment = tmp_path / "crossdock.db", time.time() + 1.5
    processes = [start(OPEN, path, moment) for _ in range(4)]

    assert [0, 0, 0, 0] == [process.wait(30) for process in processes]


def test_every_row_belongs_to_a_merchant(store: Store) -> None:
    """There is no table without the column."""
    tables = store.db.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite%'"
    )
    owned = store.db.rows(
        """
        SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
        WHERE c.name = 'merchant' AND c."notnull" + c.pk > 0
        """
    )

    assert {row["name"] for row in tables} == {row["name"] for row in owned}
    assert "stock_events" in {row["name"] for row in tables}


def test_two_processes_never_lose_an_update(store: Store, tmp_path: Path, start: Start) -> None:
    """Reading then writing, twice a hundred times at once, adds up to two hundred."""
    store.db.execute("INSERT INTO buckets VALUES ('main', 'b', 0)")
    processes = [start(ADD, tmp_path / "crossdock.db") for _ in range(2)]

    assert [0, 0] == [process.wait(30) for process in processes]
    assert 200 == store.db.value("SELECT arrival FROM buckets")


def test_a_failure_takes_everything_back(store: Store) -> None:
    """Of a transaction that fails, nothing stays."""

    def fail() -> None:
        with store.db.transaction():
            store.db.execute("INSERT INTO buckets VALUES ('main', 'b', 0)")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert 0 == store.db.value("SELECT count(*) FROM buckets")


def test_an_inner_transaction_is_part_of_the_outer(store: Store) -> None:
    """Leaving the inner one commits nothing yet."""

    def fail() -> None:
        with store.db.transaction():
            with store.db.transaction():
                store.db.execute("INSERT INTO buckets VALUES ('main', 'b', 0)")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert [] == store.db.rows("SELECT * FROM buckets")


def test_a_commit_that_fails_takes_everything_back(store: Store) -> None:
    """A rule that is checked at the very end still leaves the database usable."""
    merchants = store.db.value("SELECT count(*) FROM merchants")

    def fail() -> None:
        with store.db.transaction():
            store.db.value("PRAGMA defer_foreign_keys=ON")
            store.db.execute("INSERT INTO merchants VALUES ('other', '')")
            store.db.execute(
                "INSERT INTO links VALUES ('other', 'c', '1', 'none', 'none', 'import', '')"
            )

    with pytest.raises(sqlite3.IntegrityError):
        fail()
    assert merchants == store.db.value("SELECT count(*) FROM merchants")
    assert 1 == store.db.execute("INSERT INTO buckets VALUES ('main', 'b', 0)")


def test_a_rehearsal_leaves_nothing(store: Store) -> None:
    """What is tried out is seen while it lasts, and gone afterwards."""
    with store.db.rehearsal():
        store.db.execute("INSERT INTO buckets VALUES ('main', 'b', 0)")
        assert 1 == store.db.value("SELECT count(*) FROM buckets")
    assert 0 == store.db.value("SELECT count(*) FROM buckets")


def test_waiting_for_a_writer_ends_in_a_sentence(
    store: Store, tmp_path: Path, start: Start
) -> None:
    """Another process that holds the file is named, with the seconds waited."""
    holder = start(HOLD, tmp_path / "crossdock.db")
    assert holder.stdout
    holder.stdout.readline()

    with pytest.raises(LockedError, match=r"has been writing to .* for 0.05 seconds\.$") as raised:
        store.db.execute("INSERT INTO buckets VALUES ('main', 'b', 0)")
    assert "Wait for it to finish, or stop it." == raised.value.next_step


def test_reading_does_not_wait_for_a_writer(store: Store, tmp_path: Path, start: Start) -> None:
    """A store can be opened and read while another process writes."""
    holder = start(HOLD, tmp_path / "crossdock.db")
    assert holder.stdout
    holder.stdout.readline()

    path = tmp_path / "crossdock.db"
    with closing(Store(path, store.pulls._now, busy_seconds=0.05)) as reader:
        assert [] == list(reader.catalogue.masters())


def test_a_writer_that_is_killed_leaves_the_file_free(
    store: Store, tmp_path: Path, start: Start
) -> None:
    """After kill -9 its half transaction is gone, and the next one begins."""
    holder = start(HOLD, tmp_path / "crossdock.db")
    assert holder.stdout
    holder.stdout.readline()
    holder.kill()
    holder.wait()

    assert 1 == store.db.execute("INSERT INTO buckets VALUES ('main', 'b', 0)")


def test_a_full_disk_is_one_sentence(store: Store, books: Any) -> None:
    """The file may not grow; what was being written is gone, and what was there stays."""
    books.take_in("1", "A")
    pages = store.db.value("PRAGMA page_count")
    store.db.value("PRAGMA max_page_count=" + str(pages))
    before = books.dump()

    with pytest.raises(StoreUnusableError, match="the disk is full") as raised:
        books.take_in("2", "B", title="x" * 100_000)
    assert "Free some space, then run it again." == raised.value.next_step
    assert before == books.dump()


def test_a_checkpoint_that_fails_does_not_unsay_a_commit(tmp_path: Path) -> None:
    """What was committed stays so, though its log could not be moved."""
    with closing(Database(tmp_path / "x.db")) as db:
        db.migrate()
        (tmp_path / "checkpoint.lock").unlink(missing_ok=True)
        (tmp_path / "checkpoint.lock").mkdir()
        for number in range(600):
            db.execute("INSERT INTO buckets VALUES ('main', ?, 0)", (number,))

        assert 600 == db.value("SELECT count(*) FROM buckets")
        with pytest.raises(StoreUnusableError, match=r"checkpoint.lock cannot be taken"):
            db.checkpoint()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anything")
def test_a_read_only_file_is_one_sentence(store: Store, tmp_path: Path) -> None:
    """It can be read, and the first write says what is wrong."""
    store.close()
    path = tmp_path / "crossdock.db"
    path.chmod(0o400)

    with closing(Store(path, store.pulls._now)) as reader:
        assert [] == list(reader.catalogue.masters())
        with pytest.raises(StoreUnusableError, match="it is read-only") as raised:
            reader.catalogue.add_master("A", "")
    assert "Make it writable for this user." == raised.value.next_step


def test_a_connection_that_may_not_write_is_one_sentence(store: Store) -> None:
    """A refusal by SQLite itself reads like a file that is read-only."""
    store.db.value("PRAGMA query_only=ON")

    with pytest.raises(StoreUnusableError, match="it is read-only"):
        store.catalogue.add_master("A", "")


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    """Where no file can be, the folder is to be looked at."""
    with pytest.raises(StoreUnusableError, match="it cannot be opened") as raised:
        Database(tmp_path / "nowhere" / "x.db")
    assert "folder" in raised.value.next_step


def test_text_is_no_database(tmp_path: Path) -> None:
    """A file that is something else is refused, and stays as it is."""
    path = tmp_path / "x.db"
    path.write_text("these are my notes\n" * 500)

    with pytest.raises(StoreUnusableError, match="it is not a database"):
        Database(path)
    assert path.read_text().startswith("these are my notes")


def test_a_damaged_file_is_one_sentence(store: Store, books: Any, tmp_path: Path) -> None:
    """Pages that were overwritten are found, whichever command meets them."""
    for number in range(200):
        books.take_in(str(number), f"SKU-{number}", title="x" * 200)
    store.close()
    path = tmp_path / "crossdock.db"
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    path.write_bytes(content)

    with pytest.raises(StoreUnusableError, match="it is damaged") as raised:
        Store(path, store.pulls._now)
    assert "Restore it from a backup." == raised.value.next_step


def test_a_sound_file_is_ok(store: Store) -> None:
    """The check that doctor makes says ok."""
    assert "ok" == store.db.integrity()


def test_one_process_checkpoints_at_a_time(tmp_path: Path, start: Start) -> None:
    """While another holds the lock, a checkpoint is left to it."""
    hold = """
import sys
from pathlib import Path
from crossdock.locks import FileLock
with FileLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
    with closing(Database(tmp_path / "x.db")) as db:
        holder = start(hold, tmp_path / "checkpoint.lock")
        assert holder.stdout
        holder.stdout.readline()

        assert not db.checkpoint()
        holder.kill()
        holder.wait()
        assert db.checkpoint()


def test_closing_twice_is_closing_once(tmp_path: Path) -> None:
    """Whoever cleans up need not ask."""
    db = Database(tmp_path / "x.db")
    db.close()
    db.close()


def test_threads_share_a_connection(store: Store) -> None:
    """Eight threads that add to one number, each in transactions, lose nothing."""
    store.db.execute("INSERT INTO buckets VALUES ('main', 'b', 0)")

    def add() -> None:
        for _ in range(25):
            with store.db.transaction():
                number = store.db.value("SELECT arrival FROM buckets")
                store.db.execute("UPDATE buckets SET arrival = ?", (number + 1,))

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 200 == store.db.value("SELECT arrival FROM buckets")


def test_a_reader_that_stands_still_hinders_nobody(store: Store, tmp_path: Path) -> None:
    """With a list half read, and another process's write since, a write still begins."""
    for number in range(3):
        store.catalogue.add_master(f"A{number}", "")
    rows = store.catalogue.masters()
    first = next(rows)
    with closing(Store(tmp_path / "crossdock.db", store.pulls._now)) as other:
        other.catalogue.add_master("B", "")
    store.catalogue.add_master("C", "")

    assert ["A0", "A1", "A2"] == [first["sku"], *(row["sku"] for row in rows)]


def test_a_list_within_a_transaction_sees_its_writes(store: Store) -> None:
    """What was written a moment ago is read back, though nobody else sees it yet."""
    with store.db.transaction():
        store.catalogue.add_master("A", "")
        assert ["A"] == [row["sku"] for row in store.catalogue.masters()]


def test_a_list_cannot_write(store: Store) -> None:
    """The connection that lists are read through refuses to change anything."""
    with pytest.raises(StoreUnusableError, match="read-only"):
        list(store.db.each("DELETE FROM masters RETURNING sku"))


@pytest.mark.parametrize("value", ["\ud800", 2**63, -(2**63) - 1])
def test_what_cannot_be_kept_is_refused(store: Store, value: Any) -> None:
    """A lone surrogate and a number of more than 64 bits set their record aside."""
    with pytest.raises(DataRefusedError, match="cannot be kept"):
        store.db.execute("INSERT INTO buckets VALUES ('main', ?, 0)", (value,))
    assert 0 == store.db.value("SELECT count(*) FROM buckets")


@pytest.mark.parametrize(
    "text",
    ["👕", "'; DROP TABLE masters;--", "a\0b", "قميص", "=1+1", "x" * 1_000_000],
    ids=lambda text: ascii(text)[:24],
)
def test_any_text_comes_back_as_it_was(store: Store, text: str) -> None:
    """Emoji, SQL, NUL, Arabic and a megabyte are text like any other."""
    store.catalogue.add_master("A", text)

    assert [text] == [row["title"] for row in store.catalogue.masters()]
