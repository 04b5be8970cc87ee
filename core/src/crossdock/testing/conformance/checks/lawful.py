"""STK-12: the laws of pushing hold with the connector's own calls in the loop."""

from __future__ import annotations

import importlib.util

from crossdock.store import Store
from crossdock.testing.conformance.check import CHANNEL, NotPlayedError, broken, check
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.checks.pushes import HOOK
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Subject

#: Examples of each law, at least and usually: every one is many calls.
FEWEST, EXAMPLES = 3, 12


@check(
    "STK-12",
    Level.GOLD,
    "The laws of pushing, P37, P38, P40 and P41, hold with its calls in the loop: what is wanted"
    " is shown, once, whatever fails, and nothing is sold twice.",
    roles=CHANNEL,
    hook=HOOK,
)
def obeyed(subject: Subject) -> None:
    """Put each law to crossdock's push over the connector, whose calls meet the law's faults."""
    if importlib.util.find_spec("hypothesis") is None:
        raise NotPlayedError("the laws need Hypothesis: pip install 'crossdock[testing]'")
    from crossdock.testing import laws
    from crossdock.testing.conformance.rough import NAMES, RoughShelves, RoughWay
    from crossdock.testing.worlds import DAWN

    shop = subject.open(subject.play(60))
    some = drives.sellable(subject, shop, len(NAMES))
    ids = {name: (one.listing_id, one.sku) for name, one in zip(NAMES, some, strict=True)}
    store = Store(subject.folder / "laws.db", lambda: DAWN)
    store.db.value("PRAGMA synchronous=OFF")
    try:
        shelves = RoughShelves(store.db, way=RoughWay(subject, shop, ids))
        for law in (
            laws.push.convergence,
            laws.push.coalescing,
            laws.push.fault_transparency,
            laws.push.nothing_oversold,
        ):
            examples = max(FEWEST, round(EXAMPLES * subject.scale))
            error = laws.counterexample(
                law, shelves.open_seller, examples=examples, seed=subject.seed
            )
            if error is not None:
                fact = " ".join((law.__doc__ or "").partition("\n")[0].split())
                broken(f"{fact} It does not: {type(error).__name__}: {error}")
    finally:
        store.close()
