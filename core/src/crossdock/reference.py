"""What a connector's code says of itself, as a page that cannot say anything else."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from enum import Enum
from typing import Any, get_args, get_type_hints

import attrs

from crossdock import hookspecs
from crossdock.connecting import secret_names
from crossdock.manifest import Manifest, RateLimit, Role
from crossdock.policy import PolicyRow

_ENTRY = re.compile(
    r"^    (\S[^:\n]*): (.*?)(?=^    \S[^:\n]*: |^\S|\Z)", re.DOTALL | re.MULTILINE
)


def reference(
    manifest: Manifest,
    settings: type[Any],
    hooks: Iterable[str],
    switches: Mapping[str, Mapping[str, Any]] | None = None,
    level: int = 2,
) -> str:
    """Return the reference of a connector, in Markdown, without a title.

    Args:

        settings: the class of its settings; what a field means is read from the
            ``Args`` of its docstring, and from the docstring of its enum.

        hooks: those that it implements.

        switches: the table of its sandbox's switches, by name.

        level: of the headings.
    """
    parts = (
        ("State of the platform", _platform(manifest)),
        ("Settings", _settings(settings)),
        ("Questions that only the seller can answer", _questions(manifest)),
        ("What it does", _hooks(frozenset(hooks))),
        ("What it does without, and why", _absent(manifest)),
        ("Limits it keeps", _limits(manifest)),
        ("How much at a time", _sizes(manifest)),
        ("When an order may go to a warehouse of somebody else", _policy(manifest)),
        ("What the platform's words are here", _states(manifest)),
        ("Switches of its sandbox", _switches(switches or {})),
    )
    return "\n\n".join(
        f"{'#' * level} {title}\n\n{body}" for title, lines in parts if (body := "\n".join(lines))
    )


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the lines of a Markdown table; nothing if it has no row."""
    head = True
    for row in rows:
        if head:
            yield f"| {' | '.join(columns)} |"
            yield f"|{'---|' * len(columns)}"
            head = False
        yield f"| {' | '.join(_cell(one) for one in row)} |"


def meanings(shape: type[Any]) -> dict[str, str]:
    """Return what each field of a class means, by the ``Args`` of its docstring."""
    _, _, entries = (inspect.getdoc(shape) or "").partition("Args:\n")
    return {
        name.strip(): " ".join(text.split())
        for names, text in _ENTRY.findall(entries)
        for name in names.split(",")
    }


def _platform(manifest: Manifest) -> Iterator[str]:
    rows = [
        ("interface", f"{manifest.dialect}, as described on {manifest.dialect_date}"),
        ("state", f"{manifest.api_status.value}. {manifest.api_status_note}".strip()),
        ("serves", ", ".join(sorted(manifest.countries)) or "any country"),
        ("homepage", manifest.homepage),
        *((f"host of `{role}`", f"`{host}`") for role, host in sorted(manifest.hosts.items())),
        ("other hosts allowed", ", ".join(f"`{host}`" for host in manifest.allowed_hosts)),
    ]
    yield from table(("", ""), [row for row in rows if row[1]])


def _settings(shape: type[Any]) -> Iterator[str]:
    hidden, told, hints = secret_names(shape), meanings(shape), get_type_hints(shape)
    rows = []
    for field in attrs.fields(shape):
        meaning = told.get(field.name) or _choices(hints[field.name])
        rows.append((f"`{field.name}`", _kind(field, hidden), meaning))
    yield from table(("setting", "", "meaning"), rows)


def _kind(field: Any, hidden: frozenset[str]) -> str:
    secret = ", secret" if field.name in hidden else ""
    if field.default is attrs.NOTHING:
        return f"required{secret}"
    default = field.default.value if isinstance(field.default, Enum) else field.default
    told = f"; `{default}` if not given" if default not in (None, "") else ""
    return f"optional{secret}{told}"


def _choices(hint: Any) -> str:
    kinds = [one for one in (hint, *get_args(hint)) if inspect.isclass(one)]
    kind = next((one for one in kinds if issubclass(one, Enum)), None)
    if kind is None:
        return ""
    doc = (inspect.getdoc(kind) or "").partition("\n\n")[0]
    return f"{' '.join(doc.split())} One of {', '.join(f'`{one.value}`' for one in kind)}."


def _questions(manifest: Manifest) -> Iterator[str]:
    yield from table(
        ("question", "asked", "answers"),
        (
            (f"`{one.name}`", one.text, ", ".join(f"`{choice}`" for choice in one.choices))
            for one in manifest.questions
        ),
    )


def _hooks(implemented: frozenset[str]) -> Iterator[str]:
    yield from table(
        ("hook", "what it does"),
        ((f"`{name}`", told) for name, told in _specs() if name in implemented),
    )


def _absent(manifest: Manifest) -> Iterator[str]:
    yield from table(
        ("hook or check", "why"),
        ((f"`{name}`", why) for name, why in sorted(manifest.not_applicable.items())),
    )


def _specs() -> Iterator[tuple[str, str]]:
    """Yield every hook of a connector, and the first sentence on it."""
    for spec in hookspecs.Connector.__mro__:
        for name, function in vars(spec).items():
            if hasattr(function, f"{hookspecs.PROJECT}_spec"):
                doc = (inspect.getdoc(function) or "").partition("\n\n")[0]
                yield name, " ".join(doc.split())


def _limits(manifest: Manifest) -> Iterator[str]:
    yield from table(("limit", "a second", "at once", "counted"), map(_limit, manifest.limits))


def _limit(limit: RateLimit) -> tuple[object, ...]:
    whose = "all connections of one app" if limit.scope == "app" else "this connection"
    return f"`{limit.name}`", f"{limit.per_second:g}", limit.burst, f"{limit.counts} of {whose}"


def _sizes(manifest: Manifest) -> Iterator[str]:
    channel = Role.CHANNEL in manifest.roles
    service = Role.FULFILMENT in manifest.roles
    rows: list[tuple[str, object]] = []
    if channel:
        rows += [
            ("listings on a page", manifest.listing_page),
            ("listings in one stock update", manifest.stock_batch),
            ("listings in one reading of stock", manifest.read_batch),
            ("how stock is written", manifest.write_mode.value),
            ("span of one query of orders", span(manifest.order_window)),
            ("what two such spans share", span(manifest.order_overlap)),
        ]
    if service:
        rows += [
            ("products in one message", manifest.goods_batch),
            ("documents in one reading", manifest.refresh_batch),
            ("lines of one inbound", manifest.inbound_lines),
        ]
    rows += [
        ("a write may still land after", span(manifest.late_apply)),
        ("a read may still be old for", span(manifest.read_lag)),
    ]
    yield from table(("what", "how much"), rows)


def span(time: timedelta) -> str:
    """Return a span of time in words."""
    left, words = round(time.total_seconds()), []
    for size, unit in ((86_400, "days"), (3_600, "hours"), (60, "minutes"), (1, "seconds")):
        count, left = divmod(left, size)
        if count:
            words.append(f"{count} {unit[:-1] if count == 1 else unit}")
    return " ".join(words) or "no time"


def _policy(manifest: Manifest) -> Iterator[str]:
    if manifest.fulfilment is not None:
        yield from table(
            ("row", "an order that is", "outbound order", "sent"),
            map(_row, manifest.fulfilment.rows),
        )


def _row(row: PolicyRow) -> tuple[object, ...]:
    states = " or ".join(sorted(one.value for one in row.statuses))
    if row.waybill is not None:
        states += ", with a waybill" if row.waybill else ", without a waybill"
    if row.instant is not None:
        states += ", by an instant courier" if row.instant else ", by no instant courier"
    if row.causes:
        states += f", because it was {' or '.join(sorted(one.value for one in row.causes))}"
    words = {"none": "there is none"}
    push = words.get(row.push.value, row.push.value.replace("_", " "))
    return row.number, states, "yes" if row.outbound else "no", push


def _states(manifest: Manifest) -> Iterator[str]:
    yield from table(
        ("of", "the platform says", "here"),
        (
            (kind, ", ".join(f"`{word}`" for word in words), ours)
            for kind, states in manifest.states.items()
            for ours, words in _turned(states).items()
        ),
    )


def _turned(states: Mapping[str, str]) -> dict[str, list[str]]:
    turned: dict[str, list[str]] = {}
    for word, ours in states.items():
        turned.setdefault(ours, []).append(word)
    return turned


def _switches(switches: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield from table(
        ("switch", "default", "values", "what it does"),
        (
            (
                f"`{name}`",
                f"`{one['default']}`",
                ", ".join(f"`{choice}`" for choice in one["choices"]),
                one["meaning"],
            )
            for name, one in switches.items()
        ),
    )


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|").replace("``", "`")
