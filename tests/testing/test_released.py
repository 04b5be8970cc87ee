"""`crossdock.testing.released`: what a release promises, and what the next one withdrew."""

from __future__ import annotations

import json
from types import ModuleType

import attrs
import pytest

import crossdock_jdid
import crossdock_tokopedia
from crossdock.testing.released import record_of, snapshot, withdrawn


def changed(**changes):
    """Return JD.ID's snapshot with something changed."""
    return {**snapshot(crossdock_jdid), **changes}


def setting(name, **changes):
    """Return its settings with one of them changed."""
    settings = snapshot(crossdock_jdid)["settings"]
    return {"settings": {**settings, name: {**settings[name], **changes}}}


def without(topic, name):
    """Return a topic of it with a name taken away."""
    before = snapshot(crossdock_jdid)[topic]
    return {topic: {key: one for key, one in before.items() if key != name}}


@pytest.mark.parametrize("connector", [crossdock_jdid, crossdock_tokopedia])
def test_nothing_changed(connector):
    """A release keeps its own promises, also once they have been a file."""
    before = json.loads(json.dumps(snapshot(connector)))

    assert [] == list(withdrawn(before, snapshot(connector)))


def test_more_is_no_less():
    """A new setting with a default, a new choice and a new hook break nothing."""
    optional = {"required": False, "types": ["str"], "choices": []}
    settings = {**snapshot(crossdock_jdid)["settings"], "region": optional}
    now = changed(settings=settings, hooks=[*snapshot(crossdock_jdid)["hooks"], "decode"])

    assert [] == list(withdrawn(snapshot(crossdock_jdid), now))


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (changed(name="jd_id"), "Connections know it as 'jdid'"),
        (changed(roles=[]), "The role channel is gone."),
        (changed(hosts=["api", "oauth"]), "The host epi is gone."),
        (changed(hooks=[]), "The hook accept_order is gone."),
        (
            changed(questions={"seller_class": ["qualified"]}),
            "The question seller_class can no longer be answered with basic.",
        ),
        (changed(**without("settings", "shop_id")), "The setting shop_id is gone"),
        (changed(**setting("shop_id", required=True)), "The setting shop_id is required now."),
        (changed(**setting("shop_id", types=["int"])), "shop_id no longer takes None."),
        (changed(**setting("dialect", choices=["gen2"])), "dialect can no longer be gen1."),
    ],
    ids=lambda value: "" if isinstance(value, dict) else value,
)
def test_what_was_withdrawn(now, words):
    """Whatever a connection of before may have written down is missed by its name."""
    found = list(withdrawn(snapshot(crossdock_jdid), now))

    assert any(words in one for one in found), found


def test_a_new_setting_that_must_be_there():
    """Connections of before do not have it."""
    settings = {**snapshot(crossdock_jdid)["settings"]}
    settings["region"] = {"required": True, "types": ["str"], "choices": []}

    (found,) = withdrawn(snapshot(crossdock_jdid), changed(settings=settings))

    assert "The new setting region is required" in found


def test_a_secret_is_known_as_one():
    """Types are told by their names, each member of a union by its own."""
    settings = snapshot(crossdock_jdid)["settings"]

    assert ["Secret"] == settings["app_secret"]["types"]
    assert ["None", "Secret"] == settings["access_token"]["types"]
    assert set(settings) == {one.name for one in attrs.fields(crossdock_jdid.settings())}


@pytest.mark.parametrize(
    ("module", "record"), [("__init__.py", "released.json"), ("kiosk.py", "kiosk.released.json")]
)
def test_where_it_lies(tmp_path, module, record):
    """In the package, or beside a connector that is one file; nowhere for a first release."""
    connector = ModuleType("kiosk")
    connector.__file__ = str(tmp_path / module)

    assert record_of(connector) is None

    (tmp_path / record).write_text("{}")
    assert tmp_path / record == record_of(connector)
