"""What every call passes, in the order of the JOS sheet's section 9."""

from collections import Counter
from collections.abc import Callable, Collection
from datetime import timedelta, tzinfo

import attrs

from crossdock.sandbox.clock import Clock
from crossdock.sandbox.faults import faults_in
from crossdock.sandbox.limits import Limits
from crossdock.sandbox.switches import SwitchBoard
from crossdock.sandbox.wire import Scope
from crossdock_jos.sandbox.arrival import Arrival, Parameters
from crossdock_jos.sandbox.grants import GrantDesk
from crossdock_jos.sandbox.refusals import RouterError
from crossdock_jos.sandbox.signature import is_genuine
from crossdock_jos.sandbox.stamp import read_stamp

#: Sheet 2.4: an app in test state.
TEST_CALLS = 500
_SYSTEM = {
    "method",
    "app_key",
    "access_token",
    "timestamp",
    "v",
    "360buy_param_json",
    "param_json",
    "sign",
    "format",
    "sign_method",
}


def listed(text: str) -> list[str]:
    """Return the members of a switch that holds a list."""
    return [] if text == "off" else [part.strip() for part in text.split(",")]


@attrs.define
class Gate:
    """
    One app's gate.

    Attributes:
        desk: Returns who gives tokens at present.

        zone: Of timestamps that name none.

        version: The ``v`` that the methods here have.

        also_versions: Further ones they are answered under.

        sign_methods: Values of ``sign_method`` that are heeded; others are taken for MD5.

        methods: Those there are.

        also: Refuses a method for reasons of this platform's own.
    """

    app_key: str
    app_secret: str
    clock: Clock
    switches: SwitchBoard
    desk: Callable[[], GrantDesk]
    zone: tzinfo
    methods: Collection[str]
    version: str = "2.0"
    also_versions: Collection[str] = ()
    sign_methods: Collection[str] = ()
    also: Callable[[str], None] = lambda method: None
    limits: Limits = attrs.field(factory=Limits)
    calls: Counter[str] = attrs.field(factory=Counter)

    def admit(self, arrival: Arrival, scope: Scope) -> Parameters:
        """
        Return the parameters as they were signed.

        Raises:
            RouterError: The call is refused.
        """
        given = arrival.usual
        self._check_app(given, arrival.address)
        self._check_time(given)
        method = self._check_method(given)
        given = self._check_signature(arrival)
        self._count(method)
        self._check_token(given, scope)
        self._check_permission(method)
        return given

    def _check_app(self, given: Parameters, address: str) -> None:
        key = given.get("app_key", "").strip()
        if not key:
            raise RouterError("20")
        if key != self.app_key:
            raise RouterError("21")
        if self.switches["app_state"] == "offline":
            raise RouterError("25")
        allowed = listed(self.switches["ip_whitelist"])
        if allowed and address not in allowed:
            raise RouterError("80")

    def _check_time(self, given: Parameters) -> None:
        text = given.get("timestamp", "").strip()
        if not text:
            raise RouterError("7")
        moment = read_stamp(text, self.zone)
        tolerance = timedelta(seconds=self.switches.number("clock_tolerance"))
        if moment is None or abs(self.clock.now() - moment) > tolerance:
            raise RouterError("8")

    def _check_method(self, given: Parameters) -> str:
        version, method = given.get("v", "").strip(), given.get("method", "").strip()
        if not version:
            raise RouterError("4")
        if version not in ("1.0", "2.0", *self.also_versions):
            raise RouterError("5")
        if given.get("format", "").strip().lower() not in ("", "json"):
            raise RouterError("13")
        if not method:
            raise RouterError("14")
        gone = method in listed(self.switches["retired"])
        theirs = version in (self.version, *self.also_versions)
        # Unknown and retired methods cannot be told apart (sheet 0).
        if method not in self.methods or not theirs or gone:
            raise RouterError("15")
        return method

    def _check_signature(self, arrival: Arrival) -> Parameters:
        if not arrival.usual.get("sign", "").strip():
            raise RouterError("11")
        way = self._way(arrival.usual)
        for reading in arrival.readings:
            signed = reading
            if self.switches["unknown_parameters"] == "ignored":
                signed = {name: value for name, value in reading.items() if name in _SYSTEM}
            if is_genuine(signed, self.app_secret, way):
                return reading
        raise RouterError("12")

    def _way(self, given: Parameters) -> str:
        named = given.get("sign_method", "").strip().lower().replace("-", "")
        # On the 2.0 router sign_method is no parameter of its own (sheet 1.2).
        if self.version == "1.0" and named in ("hmac", "hmacmd5"):
            return "hmacmd5"
        return named if named in self.sign_methods else "md5"

    def _count(self, method: str) -> None:
        day = self.clock.now().astimezone(self.zone).date().isoformat()
        most = self.switches.number("daily_calls")
        if self.switches["app_state"] == "test":
            most = TEST_CALLS
        self.calls[day] += 1
        rate = self.switches.rate("request_limit")
        hasty = rate is not None and not self.limits.bucket(method, *rate).take()
        if hasty or (most and self.calls[day] > most):
            raise RouterError("2")

    def _check_token(self, given: Parameters, scope: Scope) -> None:
        token = given.get("access_token", "").strip()
        if not token:
            raise RouterError("18")
        if not self.desk().accepts(token) or faults_in(scope, "expired-token"):
            raise RouterError("19")
        if not self.switches.on("merchant"):
            raise RouterError("22")

    def _check_permission(self, method: str) -> None:
        refused = listed(self.switches["no_permission"])
        if method in refused or "all" in refused:
            raise RouterError("24")
        if method in listed(self.switches["stopped"]):
            raise RouterError("23")
        self.also(method)

    def forget(self) -> None:
        """Begin counting anew."""
        self.calls.clear()
        self.limits.clear()
