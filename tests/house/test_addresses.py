"""No file says where packages come from, nor loads anything from another site."""

import re
import subprocess
from pathlib import Path

HOUSE = Path(__file__).parents[2]

# Put together here, so that this file does not contain them.
REGISTRIES = ["pypi" + ".org", "python" + "hosted", "npm" + "js", "deb." + "debian", "yarn" + "pkg"]
CONTENT_NETWORKS = [
    "un" + "pkg.com",
    "js" + "delivr",
    "cdn" + "js",
    "fonts." + "google",
    "fonts." + "gstatic",
    "es" + "m.sh",
]
SETTINGS = ["extra-" + "index", "--index-" + "url", "--find-" + "links", "trusted-" + "host"]
FORBIDDEN = re.compile("|".join(map(re.escape, [*REGISTRIES, *CONTENT_NETWORKS, *SETTINGS])), re.IGNORECASE)


def files():
    """Each file that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := HOUSE / name).is_file()]


def found(paths):
    for path in paths:
        text = path.read_bytes().decode(errors="replace")
        yield from (f"{path.relative_to(HOUSE)}: {hit.group()}" for hit in FORBIDDEN.finditer(text))


def test_no_file_names_a_registry_or_a_content_network():
    assert len(files()) > 10
    assert list(found(files())) == []


def test_an_address_would_be_found():
    assert FORBIDDEN.search("https://" + "un" + "pkg.com/htmx.org")
    assert FORBIDDEN.search("--extra-" + "index-url")


def test_pages_load_nothing_from_another_site():
    loads = re.compile(r"""(?:\bsrc|<link[^>]+href|@import|url\()\s*=?\s*["'(]?\s*(?:https?:)?//""", re.IGNORECASE)
    pages = [path for path in files() if path.suffix in {".html", ".css", ".js", ".svg"}]
    assert [str(page.relative_to(HOUSE)) for page in pages if loads.search(page.read_text(encoding="utf-8"))] == []
    assert loads.search('<script src="https://example.org/x.js">')
    assert loads.search('<link rel="stylesheet" href="//example.org/x.css">')
