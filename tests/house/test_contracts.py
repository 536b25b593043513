"""Each contract of the imports, and of clock and chance, turns red for the import that it forbids."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
TOOLS = Path(sys.executable).parent
PACKAGES = ["domain", "projections", "pdca", "web"]
CONTRACTS = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
BANNED = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"][
    "flake8-tidy-imports"
]["banned-api"]

UPWARD = [(lower, upper) for i, lower in enumerate(PACKAGES) for upper in PACKAGES[i + 1 :]]
FORBIDDEN = [
    (contract["name"], source, module)
    for contract in CONTRACTS
    if contract["type"] == "forbidden"
    for source in contract["source_modules"]
    for module in contract["forbidden_modules"]
]


def forbidden(source):
    return {module for _, package, module in FORBIDDEN if package == source}


def test_the_contracts_forbid_what_the_design_names():
    assert forbidden("domain") >= {"sqlite3", "psycopg", "fastapi", "starlette", "jinja2"}
    assert forbidden("projections") >= {"fastapi", "jinja2"}
    assert set(BANNED) >= {"datetime.datetime.now", "time.time", "uuid.uuid4", "secrets", "random", "os.urandom"}


@pytest.fixture
def house(tmp_path):
    """An empty house under the real rules: the four packages and pyproject.toml."""
    shutil.copy(HOUSE / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text('"""A package."""\n', encoding="utf-8")
    return tmp_path


def plant(house, package, line):
    (house / package / "planted.py").write_text(f'"""Planted."""\n\n{line}\n', encoding="utf-8")


def lint_imports(house):
    command = [TOOLS / "lint-imports", "--no-cache"]
    return subprocess.run(
        command,
        cwd=house,
        env={"PYTHONPATH": str(house), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def broken(house):
    """The names of the contracts that are broken."""
    report = lint_imports(house).stdout
    return {contract["name"] for contract in CONTRACTS if f"{contract['name']} BROKEN" in " ".join(report.split())}


def test_an_empty_house_keeps_every_contract(house):
    done = lint_imports(house)
    assert done.returncode == 0, done.stdout
    assert f"{len(CONTRACTS)} kept, 0 broken" in done.stdout


def test_imports_to_the_right_are_allowed(house):
    for lower, upper in UPWARD:
        (house / upper / f"uses_{lower}.py").write_text(f'"""Allowed."""\n\nimport {lower}\n', encoding="utf-8")
    assert lint_imports(house).returncode == 0


@pytest.mark.parametrize(("lower", "upper"), UPWARD)
def test_an_import_to_the_left_is_refused(house, lower, upper):
    plant(house, lower, f"import {upper}")
    done = lint_imports(house)
    assert done.returncode != 0
    assert broken(house) == {"web → pdca → projections → domain"}


@pytest.mark.parametrize(("contract", "source", "module"), FORBIDDEN)
def test_a_forbidden_library_is_refused(house, contract, source, module):
    plant(house, source, f"import {module}")
    assert broken(house) == {contract}


def ruff(house, *paths):
    command = [TOOLS / "ruff", "check", "--no-cache", "--output-format=concise", "--select=TID251", *paths]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", BANNED)
def test_clock_and_chance_are_refused_outside_their_module(house, name):
    module, _, attribute = name.rpartition(".")
    line = f"import {name}" if not module else f"from {module} import {attribute}\n\nx = {attribute}"
    if module.startswith("datetime."):
        line = f"from datetime import {module.split('.')[1]} as d\n\nx = d.{attribute}"
    plant(house, "pdca", line)
    assert "TID251" in ruff(house).stdout
    (house / "pdca/planted.py").rename(house / "pdca/chance.py")
    assert ruff(house).returncode == 0
