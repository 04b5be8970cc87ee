"""The contracts of the layers leave nobody out."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]


@pytest.mark.parametrize(
    "package",
    sorted(place.parent for place in ROOT.glob("*/*/src/*/sandbox")),
    ids=lambda package: package.name,
)
def test_every_module_beside_a_sandbox_is_kept_from_it(package: Path) -> None:
    """A new module of a connector is named in the contract that holds it and its sandbox apart."""
    expected = {f"{package.name}.{module.stem}" for module in package.glob("[!_]*.py")}
    kept = {
        module
        for contract in CONTRACTS
        if contract.get("forbidden_modules") == [f"{package.name}.sandbox"]
        for module in contract["source_modules"]
    }

    assert expected == kept
