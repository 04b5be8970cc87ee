"""
The sandbox kit: everything a played platform needs that is not its dialect.

- `options`: what goes in and what comes out
- `exceptions`: the one refusal
- `clock`, `switches`, `faults`, `meter`, `limits`: the parts, as values
- `catalogue`, `columns`, `amounts`: real files as a catalogue
- `wire`, `garbling`, `injection`: how faults reach the client
- `control`, `assembly`, `server`: the control plane, the whole, and serving it
"""

from crossdock.sandbox.exceptions import SandboxRefusedError
from crossdock.sandbox.options import Sandbox, SandboxOptions

__all__ = ["Sandbox", "SandboxOptions", "SandboxRefusedError"]
