"""One push, round by round: look up what is in doubt, send what differs, hold what must wait.

The store is asked again before each round and told of each step before it is taken
and after, so that this process may end at any moment: whoever comes next finds what
was under way. Nothing that matters is kept here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

import attrs

from crossdock.errors import CrossdockError, DataRefusedError
from crossdock.flows.counts import Watch, unwatched
from crossdock.flows.endings import SPOILT, UNKNOWN_THERE, Ended, Ending, Row, held, left
from crossdock.flows.holders import Holders
from crossdock.flows.outlets import Outlet
from crossdock.inventory import (
    Bisection,
    Change,
    OfferKey,
    Queued,
    Round,
    RowOutcome,
    StockReading,
    StockUpdate,
    Writing,
    batches,
    next_round,
    write,
)
from crossdock.store import Answer, ShownListing, ShownListings

#: How often a row that the channel turned away is sent, in one push.
ROUNDS = 8
#: Seconds to wait before that, when the channel names none.
PAUSE = 1.0

_LOOKED_UP = "It was looked up, and shows this."


@attrs.define
class Delivery:
    """A push at work.

    Args:

        outlets: the connections that it pushes to, by name; each is locked by whoever
            began it.

        rows: what is to be pushed. Their wanted quantities are in the store.

        others: listings that share goods with them and are not pushed now.

        sold: units of each listing ordered in the last day.

        troubles: by connection, what ended its part.
    """

    shown: ShownListings
    outlets: Mapping[str, Outlet]
    rows: Mapping[OfferKey, Row]
    clock: Callable[[], datetime]
    sleep: Callable[[float], None]
    run: str
    others: Sequence[Queued] = ()
    sold: Mapping[OfferKey, int] = attrs.field(factory=dict)
    watch: Watch = unwatched
    ended: dict[OfferKey, Ended] = attrs.field(factory=dict)
    troubles: dict[str, CrossdockError] = attrs.field(factory=dict)
    _tries: Counter[OfferKey] = attrs.field(factory=Counter)
    _told: dict[OfferKey, str] = attrs.field(factory=dict)
    _wait: float = 0.0

    def finish(self) -> Mapping[OfferKey, Ended]:
        """Push until nothing more can be done now; return how every row ended."""
        while True:
            coming = self._round()
            reads, writes = self._due(coming.look_up), self._due(coming.send)
            writes += self._anyway(coming)
            if not reads and not writes:
                break
            self._pause()
            for name, outlet in self.outlets.items():
                self._serve(
                    outlet,
                    [change for change in reads if change.connection == name],
                    [change for change in writes if change.connection == name],
                )
        listings = self._listings()
        holders = Holders.of(self._queued(listings), self.others)
        # What other connections, or listings left out of this push, wait for is theirs.
        waiting = {change.key for change in coming.held if change.key in self.rows}
        for key, one in listings.items():
            if key not in self.ended:
                holder = holders.of_goods(self.rows[key].skus) if key in waiting else ""
                self.ended[key] = self._left(one, holder)
        return self.ended

    def _round(self) -> Round:
        ways = {queued.connection: Writing.SET for queued in self.others}
        for name, outlet in self.outlets.items():
            ways[name] = outlet.writing
        queued = [*self._queued(self._listings()), *self.others]
        return next_round(queued, ways, now=self.clock(), reads=False)

    def _queued(self, listings: Mapping[OfferKey, ShownListing]) -> list[Queued]:
        return [
            Queued(
                connection=key[0],
                listing_id=key[1],
                shown=one.shown,
                skus=self.rows[key].skus,
                since=one.wanted_since or self.clock(),
                per_hour=self.sold.get(key, 0) / 24,
            )
            for key, one in listings.items()
        ]

    def _listings(self) -> dict[OfferKey, ShownListing]:
        found: dict[OfferKey, ShownListing] = {}
        for name in self.outlets:
            ids = [listing_id for connection, listing_id in self.rows if connection == name]
            known = self.shown.of(name, ids)
            found |= {(name, one): known.get(one, ShownListing(name, one)) for one in ids}
        return found

    def _due(self, changes: Iterable[Change]) -> list[Change]:
        """Return the *changes* that are ours to make and that nothing speaks against."""
        return [
            change
            for change in changes
            if change.key in self.rows
            and change.key not in self.ended
            and change.connection not in self.troubles
        ]

    def _anyway(self, coming: Round) -> list[Change]:
        """Return the rows to be sent although nothing differs."""
        busy = {c.key for part in (coming.look_up, coming.send, coming.held) for c in part}
        asked = {key for key, row in self.rows.items() if row.anyway and key not in busy}
        if asked <= self.ended.keys():
            return []
        return self._due(
            Change(*key, one.shown.most, one.shown.wanted or 0, self.clock())
            for key, one in self._listings().items()
            if key in asked and one.shown.flight is None and one.shown.doubt is None
        )

    def _pause(self) -> None:
        if self._wait:
            self.sleep(self._wait)
        self._wait = 0.0

    def _serve(self, outlet: Outlet, reads: Sequence[Change], writes: Sequence[Change]) -> None:
        """Do one connection's part of a round; its first trouble ends its part of the push."""
        try:
            if reads:
                self._look_up(outlet, [change.listing_id for change in reads])
            for batch in batches(writes, outlet.live.manifest.stock_batch):
                if outlet.name in self.troubles:
                    return
                self._send([change.key for change in batch], outlet)
                self.watch(Counter(one.ending.value for one in self.ended.values()))
        except CrossdockError as error:
            self.troubles[outlet.name] = error

    def _look_up(self, outlet: Outlet, listing_ids: Sequence[str]) -> None:
        asked = self.clock()
        found = outlet.read(listing_ids)
        came = self.clock()
        for listing_id in listing_ids:
            reading = found.get(listing_id)
            key = (outlet.name, listing_id)
            if reading is None or reading.quantity is None:
                reason = reading.doubt if reading is not None else UNKNOWN_THERE
                self.ended[key] = Ended(Ending.UNKNOWN, reason)
                continue
            self._told[key] = _LOOKED_UP
            self._read_back(outlet.name, reading, asked, came)

    def _read_back(
        self, connection: str, reading: StockReading, asked: datetime, came: datetime
    ) -> None:
        def seen(one: ShownListing) -> ShownListing:
            after = one.read(reading.quantity or 0, asked, came)
            return after.stirred(after.shown, came)

        self.shown.change(connection, {reading.listing_id: seen})

    def _send(self, keys: Sequence[OfferKey], outlet: Outlet) -> None:
        """Send rows as one call; if it is refused as one, find the row that spoils it."""
        whole = self._call(keys, outlet)
        if not whole or len(keys) == 1:
            return
        search = Bisection.of(keys)
        calls = 1
        while search.next and outlet.name not in self.troubles:
            refused = self._call(search.next, outlet)
            calls += 1
            search = search.refused() if refused else search.passed()
        for key in (key for part in search.left for key in part):
            self.ended[key] = Ended(Ending.RETRY, f"{self._told[key]} {SPOILT.format(calls)}")

    def _call(self, keys: Sequence[OfferKey], outlet: Outlet) -> bool:
        """Make one call; return whether it was refused as a whole."""
        since = self.clock()
        updates = self._updates(keys, outlet)
        if not updates:
            return False
        versions = self.shown.begin(
            outlet.name, {one.listing_id: one.quantity for one in updates}, since, self.run
        )
        sent = outlet.send(updates)
        at = self.clock()
        # What was refused with others is not refused yet: it may be another row's fault.
        spoilt = sent.refused_whole and len(updates) > 1
        answers = {
            one.listing_id: Answer(
                versions[one.listing_id],
                one.quantity,
                RowOutcome.RETRY if spoilt else sent.results[one.listing_id].outcome,
                sent.results[one.listing_id].reason,
            )
            for one in updates
        }
        self.shown.conclude(
            outlet.name,
            answers,
            at=at,
            until=at + outlet.horizon,
            reads_from=at + outlet.live.manifest.read_lag,
        )
        if sent.trouble is not None:
            self.troubles[outlet.name] = sent.trouble
        for listing_id, answer in answers.items():
            self._note((outlet.name, listing_id), answer, spoilt=spoilt)
        if any(answer.outcome is RowOutcome.RETRY for answer in answers.values()) and not spoilt:
            self._wait = max(self._wait, sent.retry_after or PAUSE)
        return sent.refused_whole

    def _updates(self, keys: Sequence[OfferKey], outlet: Outlet) -> list[StockUpdate]:
        """Return what to send, rows being read first where that is asked for or needed."""
        known = self.shown.of(outlet.name, [listing_id for _, listing_id in keys])
        needed = not outlet.writing.overwrites
        asked = [i for _, i in keys if needed or (self.rows[outlet.name, i].preread)]
        readings = outlet.read(asked) if asked and outlet.reads else {}
        updates = []
        for key in keys:
            if key in self.ended:
                continue
            listing_id = key[1]
            shown = known.get(listing_id, ShownListing(*key)).shown
            reading = readings.get(listing_id)
            way = outlet.writing if reading is not None or needed else Writing.SET
            if needed and reading is None:
                self.ended[key] = Ended(Ending.UNKNOWN, UNKNOWN_THERE)
                continue
            try:
                quantity = write(way, shown, reading).quantity
            except DataRefusedError as error:
                self.ended[key] = Ended(Ending.UNKNOWN, error.message)
                continue
            row = self.rows[key]
            before = reading.quantity if reading is not None else None
            updates.append(StockUpdate(listing_id, quantity, row.code, row.locked, before))
        return updates

    def _note(self, key: OfferKey, answer: Answer, *, spoilt: bool) -> None:
        self._told[key] = answer.reason
        if spoilt:
            return
        if answer.outcome is not RowOutcome.RETRY:
            self.ended[key] = Ended(Ending(answer.outcome.value), answer.reason)
            return
        self._tries[key] += 1
        if self._tries[key] >= ROUNDS:
            self.ended[key] = Ended(Ending.RETRY, answer.reason)

    def _left(self, one: ShownListing, holder: str) -> Ended:
        """Return how a row ended that nothing was done about any more."""
        outlet = self.outlets[one.connection]
        if one.connection in self.troubles:
            return Ended(Ending.RETRY, self.troubles[one.connection].message)
        if holder:
            return held(holder)
        need = one.shown.need(
            self.clock(), overwrites=outlet.writing.overwrites, reads=outlet.reads
        )
        return left(need, one.shown, self._told.get((one.connection, one.listing_id), ""))
