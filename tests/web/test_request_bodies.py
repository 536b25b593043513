"""Bodies that lie about their length, or say none: counted as they come, refused with a sentence; nothing hangs."""

import socket

import pytest

from tests.web import small_city
from tests.web.browser.harness import serving
from web.security import MAX_BODY

HEAD = "POST /sign-in HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: {kind}\r\n"
FORM = 'multipart/form-data; boundary="b"'
PART = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    city = small_city.build(tmp_path_factory.mktemp("city"))
    with serving(city) as address:
        yield address.removeprefix("http://")
    city.engine.close()


def answer(host, headers, *pieces, hang_up=False):
    """The first line and the text of what comes back; the server may hang up while we still send."""
    name, port = host.split(":")
    with socket.create_connection((name, int(port)), timeout=20) as line:
        line.sendall((HEAD.format(host=host, kind=FORM) + headers + "\r\n").encode())
        try:
            for piece in pieces:
                line.sendall(piece)
            if hang_up:
                line.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        got = b""
        try:
            while more := line.recv(1 << 16):
                got += more
        except ConnectionResetError:
            pass
    return got.decode(errors="replace")


def chunks(size):
    chunk = b"x" * (1 << 16)
    yield b"%x\r\n%s\r\n" % (len(PART), PART)
    for _ in range(size >> 16):
        yield b"%x\r\n%s\r\n" % (len(chunk), chunk)


def test_a_length_that_is_too_large_is_refused_though_nothing_comes(host):
    said = answer(host, f"Content-Length: {MAX_BODY + 1}\r\nConnection: close\r\n")
    assert said.startswith("HTTP/1.1 413")
    assert "10メガバイトまで" in said


def test_a_browser_that_sends_too_much_can_finish_and_reads_why(host):
    piece = b"x" * (1 << 20)
    said = answer(host, f"Content-Length: {20 << 20}\r\nConnection: close\r\n", *[piece] * 20)
    assert said.startswith("HTTP/1.1 413")
    assert "10メガバイトまで" in said
    assert "content-security-policy" in said


def test_without_a_length_the_bytes_are_counted(host):
    said = answer(host, "Transfer-Encoding: chunked\r\nConnection: close\r\n", *chunks(MAX_BODY + (1 << 20)))
    assert said.startswith("HTTP/1.1 413")
    assert "10メガバイトまで" in said


@pytest.mark.parametrize("length", ["-1", "1e3", "12, 13", "99999999999999999999999"])
def test_a_length_that_is_none_is_refused(host, length):
    said = answer(host, f"Content-Length: {length}\r\nConnection: close\r\n", b"x")
    assert said.startswith(("HTTP/1.1 400", "HTTP/1.1 413"))


def test_a_body_shorter_than_it_says_is_no_fault_of_ours(host, caplog):
    answer(host, "Content-Length: 100000\r\nConnection: close\r\n", PART, hang_up=True)
    assert "failed" not in caplog.text
    said = answer(host, "Content-Length: 0\r\nConnection: close\r\n")
    assert said.startswith("HTTP/1.1 ")
