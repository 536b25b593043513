"""The real application on a free port, and the system's chromium in front of it."""

import contextlib
import shutil
import socket
import threading
import time

import uvicorn
from playwright.sync_api import sync_playwright

from web.app import create_app

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
NO_BROWSER = "chromium is not installed (make browser), so the pages are not tried in a real browser"
WIDTHS = (320, 390, 1280)


def chromium():
    """Where the system's chromium is, if there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextlib.contextmanager
def serving(town):
    """The town's pages; gives their address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(town.engine, town.settings, demo=town.info)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@contextlib.contextmanager
def browsing():
    """The browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def tab(browser, address, *, width=390, height=844, javascript=True):
    """A fresh browser profile; an error in a script or a refused resource fails the test."""
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": height}, java_script_enabled=javascript, locale="ja-JP"
    )
    page = context.new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda said: page.wrong.append(said.text) if _is_fault(said) else None)
    yield page
    context.close()
    assert page.wrong == []


def _is_fault(said):
    """A 4xx answer is logged by the browser as an error, and is none."""
    return said.type == "error" and "Failed to load resource" not in said.text


def sign_in(page, name):
    """As a person of the demo."""
    page.goto("/sign-in")
    page.get_by_role("button", name=name).click()
    page.get_by_role("button", name="サインアウト").wait_for()


def too_wide(page):
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
