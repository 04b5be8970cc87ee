"""What a request to the control plane may ask, and how its numbers are read."""

from collections.abc import Mapping
from typing import Any

from crossdock.sandbox.exceptions import SandboxRefusedError
from crossdock_jos.sandbox.business import whole


def only_known(request: Mapping[str, Any], known: set[str]) -> None:
    """Refuse a request that has a field beside those *known*."""
    unknown = set(request) - known
    if unknown:
        raise SandboxRefusedError(
            f"there is no field {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}"
        )


def number_in(request: Mapping[str, Any], name: str, default: int, least: int, most: int) -> int:
    """Return a whole number of a request, or refuse it in a sentence."""
    number = whole(request.get(name, default))
    if number is None or not least <= number <= most:
        raise SandboxRefusedError(
            f"{name} must be a whole number from {least} to {most}, not {request.get(name)!r}"
        )
    return number
