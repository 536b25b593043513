"""Settings, targets, commands of `pdca`, addresses, flows and links: what the docs name exists, and the reverse."""

import argparse
import re
from pathlib import Path

import msgspec
import pytest

from pdca import cli, flows
from pdca.settings import Settings
from projections.read_models import MODELS
from tests.docs import EVERYTHING, FLOW, HOUSE, INTERFACES, MANUALS, OPERATIONS, PAGES, code, sections, table
from web.routes import ROUTERS

# --- links


def anchors(text):
    """Where the headings of a page can be linked to, as GitHub names them."""
    heads = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    plain = (re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", head).lower() for head in heads)
    return {re.sub(r"[^\w\- ]", "", head).replace(" ", "-") for head in plain}


def broken_links(name, text):
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        place, _, anchor = target.partition("#")
        path = (HOUSE / name).parent / place if place else HOUSE / name
        if not path.exists() or (anchor and anchor not in anchors(path.read_text(encoding="utf-8"))):
            yield target


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name):
    assert list(broken_links(name, PAGES[name])) == []


def test_a_broken_link_would_be_found():
    bad = "[a](docs/flow.md) [b](docs/gone.md) [c](docs/flow.md#gone) [d](#gone)"
    assert list(broken_links("README.md", bad)) == ["docs/gone.md", "docs/flow.md#gone", "#gone"]


def test_the_readme_leads_to_every_page_of_the_docs():
    linked = set(re.findall(r"\]\((docs/[^)#]+)", PAGES["README.md"]))
    assert linked >= {name for name in PAGES if name.startswith("docs/") and "decisions/0" not in name}


def test_every_decision_is_numbered_and_says_what_was_decided():
    found = [name for name in PAGES if "decisions/0" in name]
    assert [int(Path(name).name[:4]) for name in found] == list(range(1, len(found) + 1))
    assert [name for name in found if "**Decision.**" not in PAGES[name]] == []


# --- settings, targets, endpoints, read models, flows


def test_settings():
    there = {f"PDCA_{field.name.upper()}": str(field.default) for field in msgspec.structs.fields(Settings)}
    example = (HOUSE / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^(PDCA_\w+)=", example, flags=re.MULTILINE)) == there.keys()
    assert set(re.findall(r"PDCA_[A-Z_]+", EVERYTHING)) == there.keys()
    told = {name: row.split("|")[0].strip().strip("`") for name, row in table(OPERATIONS) if name.startswith("PDCA_")}
    assert told.keys() == there.keys()
    assert {name: default for name, default in there.items() if default and told[name] != default} == {}


def test_make_targets():
    makefile = (HOUSE / "Makefile").read_text(encoding="utf-8")
    there = set(re.search(r"^\.PHONY: (.*)", makefile, flags=re.MULTILINE).group(1).split()) - {"help"}
    assert {name.removeprefix("make ") for name, _ in table(OPERATIONS) if name.startswith("make ")} == there
    assert {name for each in code(EVERYTHING) for name in re.findall(r"\bmake ([a-z]+)", each)} <= there


def test_addresses_of_pages():
    there = [re.sub(r"\{\w+\}", "[^/]+", route.path) for router in ROUTERS for route in router.routes]
    named = {each.split("?")[0] for name in ("docs/operations.md", *MANUALS) for each in code(PAGES[name])}
    paths = {path for path in named if re.fullmatch(r"/[a-z-]+(/[a-z0-9-]+)*", path)}
    assert paths >= {"/healthz", "/readyz"}
    assert [path for path in sorted(paths) if not any(re.fullmatch(shape, path) for shape in there)] == []


def test_read_models():
    named = re.search(r"folded from the log: ([^.]+)\.", OPERATIONS).group(1)
    assert re.findall(r"`(\w+)`", named) == [model.name for model in MODELS]


def test_flow_files():
    assert [name for name, _ in table(FLOW) if name.endswith(".toml")] == [f"{name}.toml" for name in flows.names()]
    named = set(re.findall(r"\b(\w+)\.toml\b", "\n".join(code(EVERYTHING))))
    assert named - set(flows.names()) <= {"pyproject", "own", "ours"}


# --- the command line


def test_commands_of_pdca_with_their_options():
    told = {name.removeprefix("pdca "): body for name, body in sections(INTERFACES, 3).items() if "pdca " in name}
    assert {name: set(re.findall(r"`(--[a-z-]+)", body)) for name, body in told.items()} == {
        name: {option for names, _ in options for option in names if option.startswith("--")}
        for name, (_, _, options) in cli.COMMANDS.items()
    }


def test_no_page_names_a_command_that_is_not_there():
    said = [each for each in code(EVERYTHING) for each in re.findall(r"\bpdca((?: [a-z]+){1,2})", each)]
    words = {each.strip() for each in said}
    groups = {name.split()[0] for name in cli.COMMANDS if " " in name}
    bad = {each for each in words if each.split()[0] not in {*cli.COMMANDS, *groups}}
    bad |= {each for each in words if each.split()[0] in groups and " " in each and each not in cli.COMMANDS}
    assert bad == set()


@pytest.mark.parametrize("line", re.findall(r"^    (?:\$ )?(pdca .*)$", EVERYTHING, flags=re.MULTILINE))
def test_every_example_of_the_command_line_is_right_usage(line):
    line = re.sub(r"\s{2,}.*|\s#.*", "", line)
    words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)][1:]
    assert isinstance(cli.parser().parse_args(words), argparse.Namespace)


def test_exit_codes():
    assert dict(table(INTERFACES)).keys() >= {str(cli.DONE), str(cli.REFUSED), str(cli.USAGE), str(cli.INTERRUPTED)}
