"""The laws of stock, P1 to P42, each a function that takes what is to obey it.

By topic: `ledger`, `orders`, `sellable`, `goods` and `push`. `check` puts a law to
an implementation::

    from crossdock.testing import laws

    def test_my_rule_promises_nothing_it_cannot_serve() -> None:
        laws.check(laws.sellable.feasibility, my_rule)
"""

try:
    import hypothesis as _hypothesis
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        "The laws of stock need Hypothesis, which the extra 'testing' of crossdock brings:"
        " pip install 'crossdock[testing]'.",
        name=missing.name,
    ) from missing

from crossdock.testing.laws import goods as goods
from crossdock.testing.laws import ledger as ledger
from crossdock.testing.laws import orders as orders
from crossdock.testing.laws import push as push
from crossdock.testing.laws import sellable as sellable
from crossdock.testing.laws.law import Entry as Entry
from crossdock.testing.laws.law import Law as Law
from crossdock.testing.laws.law import check as check
from crossdock.testing.laws.law import counterexample as counterexample
from crossdock.testing.laws.law import entries as entries

del _hypothesis

#: All topics, as `entries` takes them.
TOPICS = (ledger, orders, sellable, goods, push)
