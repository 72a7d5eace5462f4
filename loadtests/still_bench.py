"""The time from *Save scene* to the new still in Chromium: ``python -m loadtests.still_bench``.

Starts its own installation, or uses the one at ``--site``, and saves two scenes in turn, right after their
headline was filled in: no preview was drawn before. Measures in the page, from the submit event to the frame
after the new still was decoded. Exits with 1 when the median exceeds the limit. Wall time, so a busy machine
misses it: the fastest save shows what the product itself takes.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from loadtests.path_bench import EMAIL, PASSWORD, Product

PLACES = ("chromium", "google-chrome")
LIMIT_S = 0.5
ROUNDS = 12
WITHIN_MS = 20_000
POLLED_EVERY_MS = 100
SCRIPT = """\
Your plant is not thirsty. It is drowning.

First, stop watering on a schedule. Stick a finger in the soil, then water.

A pot without holes: wet roots. A pot with holes: happy roots.

7 of 10 houseplants die of too much water.

Turn the pot a quarter every week, and follow for more.
"""
# The two scenes that are saved, by place, with a headline of each.
EDITED = ((1, "Stop watering"), (3, "Seven of ten"))
DRAWN = "() => !document.querySelector('[data-still-wanted]:not([data-still-wanted=\"\"])')"
# Survives a navigation: instants are milliseconds since 1970, in the storage of the tab.
WATCH = """
const now = () => performance.timeOrigin + performance.now();
const card = () => document.querySelector(".studio__still [data-still]");
const look = () => {
  const { began, before, shown } = sessionStorage;
  if (!began || shown) return;
  if (document.querySelector(".toast")) sessionStorage.saved ??= now();
  const picture = card()?.querySelector("img");
  const isCurrent = card()?.dataset.stillWanted === "";
  const isNew = picture && isCurrent && picture.src !== before && picture.naturalWidth;
  if (isNew) requestAnimationFrame(() => setTimeout(() => { sessionStorage.shown ??= now(); }));
  else requestAnimationFrame(look);
};
document.addEventListener("submit", ({ target }) => {
  if (!target.matches(".scene-form")) return;
  for (const toast of document.querySelectorAll(".toast")) toast.remove();
  sessionStorage.clear();
  sessionStorage.before = card().querySelector("img").src;
  sessionStorage.began = now();
  look();
}, true);
document.addEventListener("DOMContentLoaded", look);
"""


@dataclass(frozen=True, slots=True)
class Save:
    """Seconds from the submit event until the page says that it is saved, and until the new still shows."""

    saved_s: float
    shown_s: float


def main(arguments: list[str] | None = None) -> int:
    """Save scenes, and print the times. Returns 1 when the limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", default="", help="address of a running product")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="ettametta-bench-") as folder:
        product = Product(Path(folder) / "var")
        product.site = options.site
        try:
            if not product.site:
                product.start()
            saves = _saves(product)
        finally:
            product.stop()
    return _judge(saves)


def _saves(product: Product) -> list[Save]:
    product.sign_in()
    video = product.call("POST", "videos/", {"title": "Houseplants", "script": SCRIPT})["id"]
    with sync_playwright() as playwright:
        # Without Chromium's own sandbox, since the benchmark may run as root in a container.
        browser = playwright.chromium.launch(
            executable_path=next(filter(None, map(shutil.which, PLACES)), None),
            args=["--no-sandbox", "--disable-gpu"],
        )
        context = browser.new_context(base_url=product.site, viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.set_default_timeout(WITHIN_MS)
        _sign_in(page)
        page.add_init_script(WATCH)
        page.goto(f"/videos/{video}/scenes/")
        return [_save(page, number) for number in range(ROUNDS)]


def _sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")


def _save(page: Page, number: int) -> Save:
    place, headline = EDITED[number % len(EDITED)]
    page.locator(".film__scene").nth(place).click()
    page.wait_for_load_state()
    page.wait_for_function(DRAWN, polling=POLLED_EVERY_MS)
    page.get_by_label("Headline").fill(f"{headline} {number}")
    page.get_by_role("button", name="Save scene").click(no_wait_after=True)
    page.wait_for_function("() => sessionStorage.shown", polling=POLLED_EVERY_MS)
    began, saved, shown = page.evaluate(
        "[sessionStorage.began, sessionStorage.saved, sessionStorage.shown].map(Number)"
    )
    return Save(saved_s=(saved - began) / 1000, shown_s=(shown - began) / 1000)


def _judge(saves: list[Save]) -> int:
    saved = [save.saved_s for save in saves]
    shown = [save.shown_s for save in saves]
    sys.stdout.write(
        f"Save to the saved scene: median {statistics.median(saved):.2f} s, fastest {min(saved):.2f} s\n"
        f"Save to its new still: median {statistics.median(shown):.2f} s (limit {LIMIT_S}), "
        f"fastest {min(shown):.2f} s, slowest {max(shown):.2f} s, of {len(shown)}\n"
    )
    return int(statistics.median(shown) > LIMIT_S)


if __name__ == "__main__":
    sys.exit(main())
