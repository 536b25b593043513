"""The Makefile tells what it can do, and the README tells nothing that it cannot."""

import re
import shutil
import subprocess
from pathlib import Path

HOUSE = Path(__file__).parents[2]
MAKEFILE = (HOUSE / "Makefile").read_text(encoding="utf-8")
README = (HOUSE / "README.md").read_text(encoding="utf-8")
PHONY = set(re.search(r"^\.PHONY: (.*)", MAKEFILE, flags=re.MULTILINE).group(1).split())


def run(*command, **kwargs):
    return subprocess.run(command, capture_output=True, text=True, check=False, **kwargs)


def test_every_target_has_its_comment():
    bare = re.findall(r"^([a-z]+):(?!.*##).*$", MAKEFILE, flags=re.MULTILINE)
    assert bare == ["help"]
    assert PHONY - {"help"} == set(re.findall(r"^([a-z]+):.* ## ", MAKEFILE, flags=re.MULTILINE))


def test_make_alone_lists_the_targets():
    listed = run("make", "--no-print-directory", cwd=HOUSE, env={"PATH": "/usr/bin:/bin"})
    assert listed.returncode == 0
    assert set(re.findall(r"^  make (\w+) +\S", listed.stdout, flags=re.MULTILINE)) == PHONY - {"help"}


def test_the_list_names_what_the_house_promises():
    assert {"setup", "demo", "serve", "test", "lint", "bench", "browser", "clean"} <= PHONY


def test_the_readme_names_no_target_that_is_not_there():
    named = set(re.findall(r"(?:^    |`)make ([a-z]+)", README, flags=re.MULTILINE))
    assert named >= {"demo", "test"}
    assert named <= PHONY


def test_the_readme_shows_the_two_commands_on_its_first_screen():
    first_screen = README.splitlines()[:20]
    assert any(line.startswith("    make demo ") for line in first_screen)
    assert any(line.startswith("    make test ") for line in first_screen)


def test_ci_passes_on_a_failure():
    script = (HOUSE / ".ci/run").read_text(encoding="utf-8")
    assert "set -euo pipefail" in script
    assert re.search(r"^make lint\nmake test$", script, flags=re.MULTILINE)
    assert (HOUSE / ".ci/run").stat().st_mode & 0o111


def test_a_python_that_lacks_venv_is_named(tmp_path):
    shutil.copy(HOUSE / "Makefile", tmp_path)
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; esac\n', encoding="utf-8")
    python.chmod(0o755)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/development.txt").touch()
    refused = run("make", f"PYTHON={python}", ".venv/.packages", cwd=tmp_path)
    assert refused.returncode != 0
    assert "lacks venv" in refused.stdout


def test_a_missing_python_is_named(tmp_path):
    shutil.copy(HOUSE / "Makefile", tmp_path)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/development.txt").touch()
    refused = run("make", "PYTHON=no-such-python", ".venv/.packages", cwd=tmp_path)
    assert refused.returncode != 0
    assert "Python 3.11 is needed" in refused.stdout
