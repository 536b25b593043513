"""What is installed is locked, hashed, explained, and says nothing about where it came from."""

import json
import re
import tomllib
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
LOCKS = sorted((HOUSE / "requirements").glob("*.txt"))


def read(name):
    return (HOUSE / name).read_text(encoding="utf-8")


def plain(requirement):
    return re.match(r"[\w.-]+", requirement).group().lower().replace("_", "-")


def asked_for(name):
    lines = (line.split("  #")[0].strip() for line in read(name).splitlines())
    return [line for line in lines if line and not line.startswith(("#", "-"))]


def locked(text):
    """Each entry of a lock by its name."""
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    return {plain(entry): entry for entry in entries}


def pins(entry):
    return entry.split(maxsplit=1)[0], frozenset(re.findall("sha256:[0-9a-f]{64}", entry))


def test_there_are_two_locks():
    assert [lock.name for lock in LOCKS] == ["development.txt", "runtime.txt"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_locked_package_is_pinned_and_hashed(lock):
    entries = locked(lock.read_text(encoding="utf-8"))
    loose = [
        name for name, entry in entries.items() if not re.search(r"^\S+==\S+ .*\\\n +--hash=sha256:[0-9a-f]{64}", entry)
    ]
    assert len(entries) > 20
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_python_lock_has_no_address(lock):
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^--", text, flags=re.MULTILINE)


def test_the_development_lock_holds_the_runtime_lock():
    runtime, development = (locked(read(f"requirements/{name}.txt")) for name in ("runtime", "development"))
    assert {pins(entry) for entry in runtime.values()} <= {pins(entry) for entry in development.values()}


@pytest.mark.parametrize("name", ["runtime", "development"])
def test_what_is_asked_for_is_locked(name):
    missing = {plain(line) for line in asked_for(f"requirements/{name}.in")} - locked(
        read(f"requirements/{name}.txt")
    ).keys()
    assert missing == set()


def test_the_wheel_asks_for_what_the_runtime_lock_is_made_from():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    same = [line.replace('"', "'") for line in asked_for("requirements/runtime.in")]
    assert sorted(project["dependencies"]) == sorted(same)


def test_the_browser_lock_is_exact_and_has_no_address():
    wanted = json.loads(read("package.json"))["dependencies"]
    lock = json.loads(read("package-lock.json"))["packages"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    for name, version in wanted.items():
        assert lock[f"node_modules/{name}"]["version"] == version
    for path, entry in lock.items():
        assert "resolved" not in entry
        assert not path or entry["integrity"].startswith("sha512-")


def test_every_dependency_is_explained_and_no_other():
    rows = re.findall(r"^\| ([@\w./\[\],-]+) \|", read("docs/dependencies.md"), flags=re.MULTILINE)
    explained = [row for row in rows if row != "package"]
    wanted = [*asked_for("requirements/runtime.in"), *asked_for("requirements/development.in")]
    browser = json.loads(read("package.json"))["dependencies"]
    assert len(explained) == len(set(explained))
    assert {row if row in browser else plain(row) for row in explained} == {*map(plain, wanted), *browser}
