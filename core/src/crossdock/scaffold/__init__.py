"""
A connector to begin with: written from templates, green from its first minute.

- `blueprint`: what is asked for, and what follows from it
- `joining`: several modules made one
- `modules`: the connector's modules, from the templates
- `writing`: the files of a distribution, or a single one
"""

from crossdock.scaffold.blueprint import AUTHS as AUTHS
from crossdock.scaffold.blueprint import KINDS as KINDS
from crossdock.scaffold.blueprint import Blueprint as Blueprint
from crossdock.scaffold.writing import files_of as files_of
from crossdock.scaffold.writing import line_count as line_count
from crossdock.scaffold.writing import write as write
