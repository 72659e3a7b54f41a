"""A real browser for the tests of pages: Debian's Chromium, found and not downloaded.

One browser for a process, one context for a test. Whatever a page writes to the console, asks of another host or gets
as a 5xx fails the test that opened it.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

# Loading them takes as long as many a test: who opens no browser does without.
if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Response

NAMES = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
MISSING = "no browser: apt-get install chromium, or set DONDOC_CHROMIUM"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# No host but this machine has an address.
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
WIDTHS = (320, 768, 1280)
# Milliseconds: against what never comes, not against what is late; on a busy machine a page takes many times as long.
PATIENCE = 300_000


def chromium() -> str | None:
    """The browser's program: the one that is named, or the first that is installed."""
    named = os.environ.get("DONDOC_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


# The colour of every text that is seen, the ground that it stands on, and the contrast that its size asks for, in the
# words of axe; of what isn't as simple (half transparent, on a picture) other words, which axe never says.
COLOURS = """() => {
  const hex = colour => {
    const of = colour.match(/^rgb\\((\\d+), (\\d+), (\\d+)\\)$/);
    return of ? '#' + of.slice(1).map(one => (+one).toString(16).padStart(2, '0')).join('') : colour;
  };
  const ground = one => {
    for (; one; one = one.parentElement) {
      const {backgroundColor: colour, backgroundImage: image, opacity} = getComputedStyle(one);
      if (image !== 'none' || opacity !== '1') return `${image} ${opacity}`;
      if (colour !== 'rgba(0, 0, 0, 0)') return hex(colour);
    }
    return '#ffffff';
  };
  const seen = new Set();
  for (const one of document.body.querySelectorAll('*')) {
    const texts = [...one.childNodes].filter(of => of.nodeType === Node.TEXT_NODE && of.data.trim());
    if (!texts.length && !one.matches('input:not([type=checkbox], [type=radio]), select, textarea')) continue;
    if (!one.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})) continue;
    const {color, fontSize, fontWeight} = getComputedStyle(one), size = parseFloat(fontSize);
    const large = size >= 24 || (size >= 56 / 3 && +fontWeight >= 700);
    seen.add(`${hex(color)} ${ground(one)} ${large ? '3:1' : '4.5:1'}`);
  }
  return [...seen];
}"""
_GOOD_COLOURS: set[str] = set()


@contextmanager
def launched() -> "Iterator[Browser]":
    """Run the browser while the block lasts."""
    path = chromium()
    if path is None:
        # Where nobody would see a skip, a missing browser is a failure.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=path, args=["--lang=vi", "--disable-gpu", "--disable-software-rasterizer", ALONE, *root]
        )
        yield made
        made.close()


@dataclass
class Watch:
    """What went wrong on the pages of one test."""

    host: str
    faults: list[str] = field(default_factory=list)

    def over(self, page: "Page") -> None:
        """Watch a page."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("response", self._response)

    def asked(self, request: "Request") -> None:
        """Requests go to the installation, and nowhere else."""
        if not request.url.startswith((self.host, "data:", "blob:")):
            self.faults.append(f"foreign request: {request.url}")

    def _console(self, message: "ConsoleMessage") -> None:
        # An answer that refuses something is no fault of the page; Chromium logs it all the same.
        if "Failed to load resource" not in message.text:
            self.faults.append(f"console {message.type}: {message.text}")

    def _response(self, response: "Response") -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status}: {response.url}")


@dataclass
class Window:
    """A browser window of one person on one installation."""

    context: "BrowserContext"
    page: "Page"
    host: str
    watch: Watch

    def open(self, address: str) -> "Page":
        """Go to an address of the installation."""
        self.page.goto(self.host + address)
        return self.page

    def wide(self, width: int, height: int = 900) -> "Page":
        """Make the window that wide, in CSS pixels."""
        self.page.set_viewport_size({"width": width, "height": height})
        return self.page

    def violations(self) -> list[str]:
        """What axe finds wrong with the page as it is, one line for each place."""
        from axe_playwright_python.base import AXE_SCRIPT

        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        options = {
            "runOnly": {"type": "tag", "values": RULES},
            "rules": {"color-contrast": {"enabled": False}},
            "resultTypes": ["violations"],
        }
        found = self.page.evaluate("options => axe.run(options).then(result => result.violations)", options)
        return [
            f"{rule['id']}: {node['html'][:160]} ({node['failureSummary']})"
            for rule in [*found, *self._too_faint()]
            for node in rule["nodes"]
        ]

    def _too_faint(self) -> list[Any]:
        """What axe says of contrast, which takes it four times as long as all the rest.

        It is asked where the page has a colour on a ground that it hasn't found good before, on whatever page.
        """
        if set(self.page.evaluate(COLOURS)) <= _GOOD_COLOURS:
            return []
        options = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations", "passes"]}
        found = self.page.evaluate("options => axe.run(options).then(of => [of.violations, of.passes])", options)
        for rule in found[1]:
            for told in (node["any"][0]["data"] for node in rule["nodes"]):
                _GOOD_COLOURS.add(
                    " ".join(str(told.get(name)) for name in ("fgColor", "bgColor", "expectedContrastRatio"))
                )
        violations: list[Any] = found[0]
        return violations

    def flaws(self) -> list[str]:
        """What is wrong with the page that is open, at every width: rules of accessibility, and what doesn't fit."""
        found = [] if self.page.locator("h1").count() == 1 else ["not one h1"]
        for width in WIDTHS:
            self.wide(width)
            found += [f"{width}: {said}" for said in self.violations()]
            found += [f"{width}: {self.overflow()} px too wide"] * (self.overflow() > 0)
        return [f"{self.page.url} {said}" for said in found]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        wide: int = self.page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
        return wide


def new_window(browser: "Browser", host: str, watch: Watch, **options: Any) -> Window:
    """Open a window that may ask nothing of any other host. `options` are Playwright's for a context."""
    usual = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}
    context = browser.new_context(**usual | options)
    context.set_default_timeout(PATIENCE)
    # Not `route`: what may be held back is never taken from the browser's store, and every style is loaded anew.
    context.on("request", watch.asked)
    context.on("page", watch.over)
    return Window(context=context, page=context.new_page(), host=host, watch=watch)


def expect(seen: "Locator | Page") -> Any:
    """Return what may be expected of a page or a part of it; it waits until it holds."""
    from playwright.sync_api import expect as expecting

    expecting.set_options(timeout=PATIENCE)
    return expecting(seen)
