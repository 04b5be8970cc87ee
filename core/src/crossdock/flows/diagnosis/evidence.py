"""Everything that a diagnosis may go by, as values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import attrs

from crossdock.accounts import Check
from crossdock.errors import CrossdockError, RemoteError
from crossdock.interaction import Interaction


@attrs.frozen
class Trouble:
    """What an attempt to use a connection failed with; never a secret.

    Args:

        reason: the error's slug, such as ``credentials-refused``.

        status: the HTTP status; None where there was no answer, or none was needed.

        code: the platform's own.
    """

    reason: str
    message: str
    next_step: str = ""
    status: int | None = None
    code: str = ""

    @classmethod
    def of(cls, error: CrossdockError) -> Trouble:
        """Return *error* as a value."""
        if isinstance(error, RemoteError):
            return cls(
                error.reason, error.message, error.next_step, error.status, error.remote_code
            )
        return cls(error.reason, error.message, error.next_step)


@attrs.frozen
class SeenCall:
    """A call from the record of calls.

    Args:

        skew: how far the platform's clock was ahead of ours; None where it told no time.
    """

    at: datetime
    hook: str
    endpoint: str
    status: int | None
    outcome: str
    skew: timedelta | None = None


@attrs.frozen
class SeenRun:
    """The last run of a command that called this platform; ``exit_code`` as the shell saw it."""

    command: str
    started_at: datetime
    exit_code: int


@attrs.frozen
class Unreadable:
    """A record that was set aside, and why."""

    record_id: str
    error: str


@attrs.frozen
class Remote:
    """What the platform said just now.

    Args:

        asked: it was asked at all; without that nothing else here says anything.

        sign_in: what asking for the account failed with.

        checks: the preconditions it told of.

        orders: what asking for the orders of the last hour failed with.
    """

    asked: bool = False
    sign_in: Trouble | None = None
    checks: tuple[Check, ...] = ()
    orders: Trouble | None = None


@attrs.frozen
class SeenOrders:
    """How far orders have come in.

    Args:

        pulled_at: when a pull last reached its end; ``read`` the orders it brought,
            ``before_start`` those of them that are not wanted for their age.

        stopped_at: when a pull was left in the middle, ``pages`` in; None for none.

        running: another process is pulling them now.

        reviews: why orders and lines of them wait for a person, one sentence each.
    """

    pulled_at: datetime | None = None
    read: int = 0
    before_start: int = 0
    stopped_at: datetime | None = None
    pages: int = 0
    running: bool = False
    unreadable: tuple[Unreadable, ...] = ()
    reviews: tuple[str, ...] = ()


@attrs.frozen
class SeenStock:
    """What stands between what there is and what the channel shows. In listings.

    Args:

        pulled_at: when the listings were last pulled to the end.

        conflicts: those that wait for a person, by kind; ``refusals`` those that the
            import limits keep out, by reason.

        never_counted: linked, and nobody ever said what is there of them.

        doubtful: pushed, and never acknowledged.

        held: nothing is left of what they show but what a campaign holds.

        waiting: they show something else than they should, and nothing was tried yet.

        refused: the channel said no to the last push of them, by its reason.

        running: another process is pushing now.
    """

    pulled_at: datetime | None = None
    listings: int = 0
    conflicts: Mapping[str, int] = attrs.field(factory=dict)
    refusals: Mapping[str, int] = attrs.field(factory=dict)
    never_counted: int = 0
    doubtful: int = 0
    held: int = 0
    waiting: int = 0
    refused: Mapping[str, int] = attrs.field(factory=dict)
    running: bool = False
    unreadable: tuple[Unreadable, ...] = ()


@attrs.frozen
class Evidence:
    """What is known of a connection at one moment.

    Args:

        platform: its name, as sellers write it; ``retired`` where it has closed, and
            nothing of the operator's own stands in for it.

        is_channel: goods are sold there: it has orders and listings of its own.

        secrets: the names of the connection's secret settings.

        unusable: why it cannot be brought to life at all.

        calls: of the last day, the newest first; ``runs`` the last of each command.

        paused: how long the limits of the platform make the next call wait.

        token_expires_at: when the last token kept for it stops working, if that is known.

        garbled: titles with the character that stands for lost ones.
    """

    connection: str
    platform: str
    now: datetime
    interaction: Interaction = attrs.field(factory=Interaction)
    is_channel: bool = True
    retired: bool = False
    secrets: tuple[str, ...] = ()
    unusable: Trouble | None = None
    remote: Remote = attrs.field(factory=Remote)
    calls: tuple[SeenCall, ...] = ()
    runs: tuple[SeenRun, ...] = ()
    paused: timedelta = timedelta(0)
    token_expires_at: datetime | None = None
    orders: SeenOrders = attrs.field(factory=SeenOrders)
    stock: SeenStock = attrs.field(factory=SeenStock)
    garbled: int = 0

    @property
    def skew(self) -> timedelta:
        """How far the platform's clock was ahead when it last told the time."""
        return next((call.skew for call in self.calls if call.skew is not None), timedelta(0))

    def last_run(self, command: str) -> SeenRun | None:
        """Return the last run of *command*."""
        return next((run for run in self.runs if run.command == command), None)
