"""Debian's Chromium, and windows of it that fail their test when something goes wrong in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, ViewportSize, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed (apt-get install chromium)"),
]
DESK: ViewportSize = {"width": 1280, "height": 800}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Let Chromium run."""
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@contextmanager
def window(browser: Browser, size: ViewportSize, *, touch: bool = False, hostile: bool = False) -> Iterator[Page]:
    """Open a window, and fail on a script error, a dialog, a second window or a request to elsewhere.

    A request that the page's policy stops never leaves; it is none of ours either, unless something `hostile` is shown.
    """
    context = browser.new_context(viewport=size, has_touch=touch, locale="en-GB")
    context.set_default_timeout(15_000)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    context.on("page", lambda other: wrong.append(other.url))
    asked: list[Request] = []
    page.on("request", lambda one: asked.append(one))
    if not hostile:
        page.on("console", lambda entry: wrong.append(entry.text) if "Content Security" in entry.text else None)
    yield page
    context.close()
    wrong += [one.url for one in asked if "//127.0.0.1:" not in one.url and one.failure != "csp"]
    assert wrong == []
