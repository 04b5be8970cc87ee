"""
The one thing that can go wrong before a sandbox plays: what it was asked.

    ValueError
    └── SandboxRefusedError     an option, switch, fault or file cannot be played
"""


class SandboxRefusedError(ValueError):
    """
    The sandbox was asked for something it cannot play.

    The text is one sentence that names what was refused and what to write instead.
    """
