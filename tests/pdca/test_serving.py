"""`pdca serve`: it says where it is once it is there, ends in good order, and a busy port is refused in words."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

SCRIPT = Path(sys.executable).with_name("pdca")


def start(folder, *argv, **settings):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PDCA_", "PYTHONUNBUFFERED"))}
    clean |= {"PDCA_DATABASE": str(folder / "log.sqlite3"), **settings}
    return subprocess.Popen(
        [SCRIPT, "serve", *argv],
        cwd=folder,
        env=clean,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_stops_when_it_is_told(tmp_path, how):
    process = start(tmp_path, "--port", "0")
    try:
        address = process.stdout.readline().split()[-1]
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{address}/healthz", timeout=20) as answer:
            assert answer.status == 200
        process.send_signal(how)
        _, err = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, err) == (0, "")


def test_a_busy_port_is_refused_in_words(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        process = start(tmp_path, "--port", str(port))
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, "")
    assert f"ポート {port}" in err
    assert "--port" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("port", ["70000", "-1"])
def test_an_impossible_port_is_refused_too(tmp_path, port):
    process = start(tmp_path, f"--port={port}")
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, "")
    assert "Traceback" not in err


def typed_wrong(address, client):
    """The answer to a wrong code that a proxy passes on for a client."""
    body = urllib.parse.urlencode({"code": "AAAA-AAAA"}).encode()
    headers = {"X-Forwarded-For": client, "Sec-Fetch-Site": "same-origin"}
    try:
        urllib.request.urlopen(urllib.request.Request(f"{address}/sign-in", body, headers), timeout=20)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize(
    ("trusted", "others"), [("127.0.0.1", 422), ("10.0.0.0/8, 127.0.0.0/8", 422), ("10.0.0.1", 429), ("", 429)]
)
def test_behind_a_trusted_proxy_each_client_has_its_own_tries(tmp_path, trusted, others):
    process = start(tmp_path, "--port", "0", PDCA_TRUSTED_PROXY=trusted)
    try:
        address = process.stdout.readline().split()[-1]
        tries = [typed_wrong(address, "192.0.2.1") for _ in range(11)]
        assert tries == [422] * 10 + [429]
        assert typed_wrong(address, "203.0.113.9, 192.0.2.1") == 429
        assert typed_wrong(address, "192.0.2.2") == others
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("trusted", ["*", "proxy", "127.0.0.1/99"])
def test_a_proxy_is_named_by_its_address(tmp_path, trusted):
    process = start(tmp_path, "--port", "0", PDCA_TRUSTED_PROXY=trusted)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, "")
    assert "PDCA_TRUSTED_PROXY" in err
    assert "Traceback" not in err
