"""`pdca serve`: it says where it is once it is there, ends in good order, and a busy port is refused in words."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

SCRIPT = Path(sys.executable).with_name("pdca")


def start(folder, *argv):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PDCA_", "PYTHONUNBUFFERED"))}
    clean["PDCA_DATABASE"] = str(folder / "log.sqlite3")
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
