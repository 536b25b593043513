"""The wheel carries everything that a server needs, the browser's files with their licences among it."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", out, HOUSE]
    subprocess.run(command, capture_output=True, check=True)
    with zipfile.ZipFile(next(out.glob("pdca-*.whl"))) as file:
        yield file


def test_the_browser_files_are_inside(wheel):
    vendor = {name.removeprefix("web/static/vendor/") for name in wheel.namelist() if "/vendor/" in name}
    assert vendor == {"htmx.min.js", "htmx.LICENSE", "tokens.css", "tokens.LICENSE"}


def test_the_fonts_of_pdf_files_are_inside(wheel):
    fonts = {name.rpartition("/")[2] for name in wheel.namelist() if "/fonts/" in name}
    assert fonts == {"NotoSansJP_400Regular.ttf", "NotoSansJP_700Bold.ttf", "NotoSansJP.LICENSE"}


def test_each_package_is_inside_and_nothing_else(wheel):
    tops = {name.split("/")[0] for name in wheel.namelist() if ".dist-info/" not in name}
    assert tops == {"domain", "projections", "pdca", "web"}


def test_the_command_is_inside(wheel):
    script = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "pdca = pdca.cli:main" in wheel.read(script).decode()
