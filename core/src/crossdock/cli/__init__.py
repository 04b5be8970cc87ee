"""The command line: nouns, then verbs; data on stdout, talk on stderr."""

from crossdock.cli.entry import main as main
from crossdock.cli.entry import root as root
