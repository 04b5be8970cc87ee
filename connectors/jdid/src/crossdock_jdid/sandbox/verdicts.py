"""The verdict of a method, one level below the gateway's (sheet A5)."""

from typing import Any

from crossdock_jdid.sandbox.world import World
from crossdock_jos.sandbox.router import Call, business_fault

SUCCESS, STOCK_SUCCESS = "success", "Successful operation!!"
FAILED = -1


class VerdictError(Exception):
    """A method says no: the gateway's code is 0 all the same."""

    def __init__(self, message: str, code: int = FAILED) -> None:
        super().__init__(message)
        self.message, self.code = message, code


def check_fault(call: Call) -> None:
    """Say no where a fault of level business asks for it."""
    code = business_fault(call.scope)
    if code:
        raise VerdictError("system busy, please try again", int(code) if code.isdigit() else -1)


def passed(world: World, model: Any, message: str = SUCCESS) -> dict[str, Any]:
    """Return the verdict of what was done."""
    code = world.switches.number("ok_code")
    return {"code": code, "success": True, "message": message, "model": model}


def refused(error: VerdictError) -> dict[str, Any]:
    """Return the verdict of what was not."""
    return {"code": error.code, "success": False, "message": error.message, "model": None}
