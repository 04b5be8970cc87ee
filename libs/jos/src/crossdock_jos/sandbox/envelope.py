"""How a router wraps what it says (JOS sheet 2.1 and 2.2, JD.ID A5)."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

import attrs

from crossdock.sandbox.switches import SwitchBoard
from crossdock_jos.sandbox.refusals import RouterError

Inside = Mapping[str, Any]


class Envelope(Protocol):
    """One generation's way of wrapping."""

    def success(self, method: str, inside: Inside) -> dict[str, Any]:
        """Wrap what a method answered."""

    def failure(self, method: str, error: RouterError) -> dict[str, Any]:
        """Wrap a refusal."""


@attrs.frozen
class RootKeyEnvelope:
    """
    One root key named after the method; errors under ``error_response``.

    Attributes:
        suffix: ``_response`` on JD.ID. JD.com spells it ``_responce``, if the switch
            ``wrapper`` does not say otherwise: None.
    """

    suffix: str | None
    switches: SwitchBoard

    def _code(self, code: str) -> str | int:
        return int(code) if self.switches["code_type"] == "number" and code.isdigit() else code

    def _root(self, method: str) -> str:
        suffix = f"_{self.switches['wrapper']}" if self.suffix is None else self.suffix
        return method.replace(".", "_") + suffix

    def success(self, method: str, inside: Inside) -> dict[str, Any]:
        """Wrap what a method answered; the wrapper is the only root key."""
        return {self._root(method): {"code": self._code("0"), **inside}}

    def failure(self, method: str, error: RouterError) -> dict[str, Any]:
        """Wrap a refusal."""
        texts = {"zh_desc": error.zh, "en_desc": error.en}
        shape = self.switches["error_shape"]
        if shape == "inside" and method:
            return {self._root(method): {"code": self._code(error.code), **texts}}
        if shape == "root":
            return {"code": self._code(error.code), "errorMessage": error.zh}
        return {"error_response": {"code": self._code(error.code), **texts}}


def as_bytes(content: Mapping[str, Any]) -> bytes:
    """Return compact UTF-8 with Chinese as it is."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")
