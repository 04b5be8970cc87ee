"""How the methods ask for a page."""

from crossdock.sandbox.faults import faults_in
from crossdock_jdcom.sandbox.world import World
from crossdock_jos.sandbox.business import Fields
from crossdock_jos.sandbox.refusals import RouterError
from crossdock_jos.sandbox.router import Call


def paging(
    world: World, fields: Fields, call: Call, names: tuple[str, str], most: int, default: int
) -> tuple[int, int]:
    """
    Return page and page size.

    Args:
        world: Knows what a size above the cap meets.

        fields: The parameters.

        call: May ask for the first page whatever is asked.

        names: How this method spells page and size (sheet 6.1).

        most: The cap.

        default: The size where none is given.
    """
    page = fields.whole(names[0], 1, 1, 10**9) or 1
    size = fields.whole(names[1], default, 1, 10**9) or default
    if size > most and world.switches["over_cap"] == "refuse":
        raise RouterError("61", names[1])
    if faults_in(call.scope, "cursor-loop"):
        page = 1
    return page, min(size, most)
