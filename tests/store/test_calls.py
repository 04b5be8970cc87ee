"""The record of calls, the pace they keep and the tokens they carry."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from subprocess import Popen
from typing import Any

import attrs
import pytest

from crossdock.connections import Token
from crossdock.errors import LockedError
from crossdock.http import Call
from crossdock.manifest import RateLimit
from crossdock.secret import Secret
from crossdock.store import Store, StoredJournal, StoredPacer, StoredShelf
from crossdock.vault import Vault, create_key

Start = Callable[..., Popen[str]]
CANARY = "canary-0f3b7e-token"

#: Takes places in a bucket until a moment, and prints when each was used.
PACED = """
import sys, time
from pathlib import Path
from crossdock.manifest import RateLimit
from crossdock.store import Database, StoredPacer
pacer = StoredPacer(Database(Path(sys.argv[1])), "main")
limit = RateLimit("b", per_second=40)
print("ready", flush=True)
sys.stdin.readline()
end = time.time() + 2
while True:
    wait = pacer.reserve("b", limit, 1, max(0.0, end - time.time()))
    if wait is None:
        break
    time.sleep(wait)
    print(time.time(), flush=True)
"""

#: Fetches the token under a lease unless it is there already; prints who fetched.
FETCH = """
import sys, time
from pathlib import Path
from crossdock.connections import Token
from crossdock.secret import Secret
from crossdock.store import Database, StoredShelf
from crossdock.vault import Vault
folder = Path(sys.argv[1])
shelf = StoredShelf(Database(folder / "crossdock.db"), "main", "toy", Vault(folder / "key", {}))
print("ready", flush=True)
sys.stdin.readline()
with shelf.lease("k"):
    if shelf.read("k") is None:
        print("fetched", flush=True)
        time.sleep(0.3)
        shelf.write("k", Token(Secret("one")))
"""

#: Holds a lease, says so, and waits to be killed.
HOLD = (
    FETCH.partition("with shelf")[0]
    + """
with shelf.lease("k"):
    print("held", flush=True)
    time.sleep(60)
"""
)


@attrs.define
class Seconds:
    """A clock of seconds that sleeping moves."""

    time: float = 1_700_000_000.0
    slept: list[float] = attrs.field(factory=list)

    def __call__(self) -> float:
        """Return the time."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.time += seconds


@pytest.fixture(name="seconds")
def _seconds() -> Seconds:
    """A clock that only sleeping moves."""
    return Seconds()


@pytest.fixture(name="shelf")
def _shelf(store: Store, tmp_path: Path, seconds: Seconds) -> StoredShelf:
    """A shelf of one connector."""
    create_key(tmp_path / "key")
    vault = Vault(tmp_path / "key", {})
    return StoredShelf(store.db, "main", "toy", vault, clock=seconds, sleep=seconds.sleep)


def test_every_call_is_written_down(store: Store) -> None:
    """The newest first, with the run and hook it was made in, in UTC."""
    at = datetime(2023, 6, 1, 19, tzinfo=timezone(timedelta(hours=7)))
    call = Call(at, "list_products", "GET shop.test/p", 200, "answered", 0.12345678, 1)
    journal = StoredJournal(store.db, "main", "shop", "run1")
    journal.record(call)
    journal.record(attrs.evolve(call, status=None, outcome="timeout", attempt=2))

    newest, oldest = store.calls("shop")
    assert (None, "timeout", 2) == (newest["status"], newest["outcome"], newest["attempt"])
    assert ("2023-06-01T12:00:00+00:00", "run1", 0.1235) == (
        oldest["at"],
        oldest["run"],
        oldest["seconds"],
    )
    assert [newest] == store.calls("shop", 1)


def test_two_processes_never_exceed_the_rate(store: Store, start: Start) -> None:
    """Over two seconds, no half second sees more calls than the rate allows."""
    processes = [start(PACED, store.db.path) for _ in range(2)]
    for process in processes:
        assert process.stdout
        process.stdout.readline()
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    per_process = [[float(word) for word in p.communicate()[0].split()] for p in processes]
    calls = sorted(moment for moments in per_process for moment in moments)

    assert all(per_process)
    # A process that is woken late bunches its calls, so a window gets two more.
    assert max(sum(1 for b in calls if a <= b < a + 0.5) for a in calls) <= 0.5 * 40 + 2
    assert len(calls) <= (calls[-1] - calls[0]) * 40 + 2


def test_a_place_too_far_off_is_not_taken(store: Store, seconds: Seconds) -> None:
    """Whoever cannot wait leaves the bucket as it was."""
    pacer = StoredPacer(store.db, "main", seconds)
    limit = RateLimit("b", per_second=1)
    waits = [pacer.reserve("b", limit, 1, 0.5) for _ in range(3)]

    assert [0.0, None, None] == waits
    assert pytest.approx(1.04) == pacer.reserve("b", limit, 1, 5)


def test_a_pause_holds_everybody(store: Store, seconds: Seconds) -> None:
    """Nobody leaves before it is over, and a shorter one does not cut it short."""
    pacer = StoredPacer(store.db, "main", seconds)
    limit = RateLimit("b", per_second=10)
    pacer.pause("b", 30)
    pacer.pause("b", 5)

    assert pytest.approx(30) == StoredPacer(store.db, "main", seconds).reserve("b", limit, 1, 60)
    assert 0.0 == pacer.reserve("other", limit, 1, 60)


def test_a_clock_that_goes_back_a_little_only_slows(store: Store, seconds: Seconds) -> None:
    """An hour back, the calls already made still count."""
    pacer = StoredPacer(store.db, "main", seconds)
    limit = RateLimit("b", per_second=1)
    pacer.reserve("b", limit, 1, 60)
    seconds.time -= 3600

    assert pytest.approx(3601.04) == pacer.reserve("b", limit, 1, 1e6)


def test_a_clock_that_goes_back_far_stops_nobody(store: Store, seconds: Seconds) -> None:
    """A bucket that was written next year is begun anew."""
    pacer = StoredPacer(store.db, "main", seconds)
    limit = RateLimit("b", per_second=1)
    pacer.reserve("b", limit, 1, 60)
    seconds.time -= 365 * 86400

    assert 0.0 == pacer.reserve("b", limit, 1, 60)
    assert pytest.approx(1.04) == pacer.reserve("b", limit, 1, 60)


def test_a_token_comes_back_whole(shelf: StoredShelf) -> None:
    """Its text, its end and its refresh token survive; a newer one takes its place."""
    token = Token(Secret("old"), datetime(2023, 6, 1, tzinfo=UTC), Secret("refresh"))
    shelf.write("k", token)
    first = shelf.read("k")
    shelf.write("k", Token(Secret("new")))

    assert token == first
    assert Token(Secret("new")) == shelf.read("k")
    assert shelf.read("other") is None


def test_a_token_is_nowhere_in_the_files(shelf: StoredShelf, store: Store, tmp_path: Path) -> None:
    """Neither database nor log holds it, in the clear or in Base64, before or after moving."""
    import base64

    shelf.write("k", Token(Secret(CANARY), refresh=Secret(CANARY + "-refresh")))
    before = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    store.db.checkpoint()
    after = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    for form in (CANARY.encode(), base64.b64encode(CANARY.encode())[:20], CANARY[::-1].encode()):
        assert form not in before + after
    assert b"sealed:1:" in before
    assert shelf.read("k") is not None


@pytest.mark.parametrize("spoil", ["exchange", "remove", "open", "empty"])
def test_a_token_that_does_not_open_is_none(
    shelf: StoredShelf, tmp_path: Path, spoil: str
) -> None:
    """With another key, no key, or one that others may read, a token is simply fetched again."""
    shelf.write("k", Token(Secret("one")))
    key = tmp_path / "key"
    if spoil == "open":
        key.chmod(0o644)
    elif spoil == "empty":
        key.write_text("")
    else:
        key.unlink()
    if spoil == "exchange":
        create_key(key)

    assert shelf.read("k") is None


def test_a_token_copied_to_another_row_does_not_open(shelf: StoredShelf, store: Store) -> None:
    """What is sealed for one account is worth nothing under another's name."""
    shelf.write("mine", Token(Secret("one")))
    store.db.execute("UPDATE tokens SET key = 'theirs'")

    assert shelf.read("theirs") is None


def test_only_the_same_token_is_dropped(shelf: StoredShelf) -> None:
    """One that another worker has already replaced stays."""
    shelf.write("k", Token(Secret("new")))
    shelf.drop("k", Token(Secret("old")))
    kept = shelf.read("k")
    shelf.drop("k", Token(Secret("new"), datetime(2023, 6, 1, tzinfo=UTC)))

    assert kept == Token(Secret("new"))
    assert shelf.read("k") is None


def test_three_processes_fetch_a_token_once(
    shelf: StoredShelf, tmp_path: Path, start: Start
) -> None:
    """One fetches under the lease; the others wait, and find it."""
    processes = [start(FETCH, tmp_path) for _ in range(3)]
    for process in processes:
        assert process.stdout
        process.stdout.readline()
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    told = "".join(process.communicate()[0] for process in processes)

    assert 1 == told.count("fetched")
    assert [0, 0, 0] == [process.returncode for process in processes]


def test_a_dead_holder_is_taken_over_from(
    shelf: StoredShelf, seconds: Seconds, tmp_path: Path, start: Start
) -> None:
    """A lease that kill -9 left behind holds for its time, and not longer."""
    holder = start(HOLD, tmp_path)
    assert holder.stdin
    assert holder.stdout
    holder.stdin.write("\n")
    holder.stdin.flush()
    assert ["ready\n", "held\n"] == [holder.stdout.readline() for _ in range(2)]
    holder.kill()
    holder.wait()
    seconds.time = time.time()
    with shelf.lease("k"):
        pass

    assert 115 <= sum(seconds.slept) <= 125


def test_a_lease_that_is_never_let_go_ends_in_a_sentence(
    shelf: StoredShelf, store: Store, seconds: Seconds
) -> None:
    """Somebody who goes on renewing it is named as what it is, after two lease times."""

    def renew(pause: float) -> None:
        seconds.sleep(100 * pause)
        store.db.execute("UPDATE leases SET expires_at = ?", (seconds() + 60,))

    waiting = StoredShelf(store.db, "main", "toy", shelf._vault, clock=seconds, sleep=renew)
    with shelf.lease("k"), pytest.raises(LockedError, match="for minutes"):
        waiting.lease("k").__enter__()


def test_a_lease_is_let_go_after_a_failure(shelf: StoredShelf, seconds: Seconds) -> None:
    """Whatever went wrong while it was held, the next one need not wait."""

    def fail() -> None:
        with shelf.lease("k"):
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with shelf.lease("k"), shelf.lease("another"):
        pass
    assert [] == seconds.slept


def test_letting_go_late_leaves_the_next_holder_alone(
    shelf: StoredShelf, store: Store, seconds: Seconds
) -> None:
    """Who held a lease too long lost it, and does not take it from who has it now."""
    late, next_ = shelf.lease("k"), shelf.lease("k")
    late.__enter__()
    seconds.time += 200
    next_.__enter__()
    late.__exit__(None, None, None)

    assert 1 == store.db.value("SELECT count(*) FROM leases")
    next_.__exit__(None, None, None)
    assert 0 == store.db.value("SELECT count(*) FROM leases")


def test_a_lease_from_the_future_is_no_lease(
    shelf: StoredShelf, store: Store, seconds: Seconds
) -> None:
    """One that a clock wrote when it ran a year ahead does not lock everybody out."""
    shelf.lease("k").__enter__()
    seconds.time -= 365 * 86400
    with shelf.lease("k"):
        assert [] == seconds.slept


def test_runs_have_a_beginning_and_an_end(store: Store, books: Any) -> None:
    """What ran, and how it ended, is written down."""
    store.runs.start("r1", "product pull")
    books.clock.pass_(60)
    store.runs.end("r1", 6)
    (row,) = store.db.rows("SELECT command, started_at, ended_at, exit_code FROM runs")

    assert ["product pull", "2023-06-01T12:00:00+00:00", "2023-06-01T12:01:00+00:00", 6] == list(
        row.values()
    )
