"""The words of this project, each with the sentence that its own code begins with."""

from __future__ import annotations

import inspect

from crossdock import (
    accounts,
    catalogue,
    connections,
    errors,
    fulfilment,
    inventory,
    manifest,
    money,
    notifications,
    orders,
    paging,
    sandbox,
    secret,
)
from crossdock.testing import conformance

#: What people say, and where the code says it.
TERMS = {
    "account": accounts.Account,
    "cancellation": fulfilment.Cancellation,
    "check": conformance.Check,
    "connection": connections.Connection,
    "goods": fulfilment.Goods,
    "handover": orders.Handover,
    "hint": notifications.Hint,
    "import limit": manifest.ImportLimit,
    "inbound": fulfilment.Inbound,
    "label": orders.Label,
    "level": conformance.Level,
    "listing": catalogue.Listing,
    "manifest": manifest.Manifest,
    "money": money.Money,
    "order": orders.Order,
    "order line": orders.OrderLine,
    "outbound": fulfilment.Outbound,
    "outcome unknown": errors.OutcomeUnknownError,
    "page": paging.Page,
    "question": accounts.Question,
    "rate limit": manifest.RateLimit,
    "refused record": paging.RefusedRecord,
    "role": manifest.Role,
    "sandbox": sandbox.Sandbox,
    "secret": secret.Secret,
    "shipment": orders.Shipment,
    "stock level": fulfilment.StockLevel,
    "stock reading": inventory.StockReading,
    "stock update": inventory.StockUpdate,
    "token": connections.Token,
    "write mode": manifest.WriteMode,
}


def glossary() -> str:
    """Return the words as a table, in their order."""
    rows = [
        f"| {term} | {_sentence(kind)} | `{kind.__module__}.{kind.__qualname__}` |"
        for term, kind in sorted(TERMS.items())
    ]
    return "\n".join(["| word | what it is | in the code |", "| --- | --- | --- |", *rows])


def _sentence(kind: type) -> str:
    text = inspect.getdoc(kind) or ""
    return " ".join(text.partition("\n\n")[0].split()).replace("|", "\\|")
