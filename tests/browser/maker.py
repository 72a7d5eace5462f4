"""A person's steps from nothing to a video, with scripts and without."""

import re
import time

from playwright.sync_api import Page, expect

PASSWORD = "a rather long sentence"
# A video takes seconds on an idle machine, and minutes on a shared one.
HAPPENS_WITHIN_S = 600
OWN_WORDS = """Sour coffee is not the fault of the beans you bought. It ran through too fast.

Grind one step finer, and change nothing else. Taste it again.

Do that three times, and you know your grinder. Which step did it take?
"""


def sign_up(page: Page, *, email: str) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Get started")).to_be_visible()


def follow_a_niche(page: Page) -> None:
    """Follow the suggested niche and open Discover."""
    page.goto("/discover/")
    page.get_by_role("link", name="Home coffee").click()
    page.get_by_role("button", name="Follow this niche").click()
    page.get_by_role("link", name="See what stands out").click()


def write_the_script(page: Page) -> None:
    """From the first idea on the board to a script in progress."""
    page.goto("/ideas/")
    page.get_by_role("button", name="Write the script").click()
    expect(page.get_by_role("heading", name="Script", exact=True)).to_be_visible()


def use_ones_own_words(page: Page) -> None:
    """Replace the script, which may be an outline with blanks, and continue to its scenes."""
    page.get_by_text("Use your own script").click()
    page.locator("textarea[name=script]").fill(OWN_WORDS)
    page.get_by_role("button", name="Split into scenes").click()
    expect(page.get_by_role("heading", name="Scenes", exact=True)).to_be_visible()


def change_the_first_scene(page: Page, *, narration: str) -> None:
    """Edit the first scene, then swap it with the second."""
    page.get_by_label("Narration").fill(narration)
    page.get_by_role("button", name="Save scene").click()
    expect(page.get_by_text("is saved")).to_be_visible()
    expect(page.get_by_label("Narration")).to_have_value(narration)
    page.get_by_role("button", name="Later").click()
    expect(page.locator("[aria-current=true] .filmstrip__words")).to_contain_text("2")


def choose_the_voice(page: Page) -> None:
    """Choose the second voice and continue to the quote."""
    page.get_by_role("link", name="Continue to voice").click()
    page.locator("input[name=voice]").nth(1).check()
    page.get_by_role("button", name="Save and see the quote").click()
    expect(page.get_by_role("heading", name="Quote")).to_be_visible()
    expect(page.get_by_text("If the render fails, you pay nothing.")).to_be_visible()


def button_to_render(page: Page):
    return page.get_by_role("button", name=re.compile(r"Render \d+ scenes"))


def reload_until(page: Page, selector: str) -> None:
    """Reload until the selector matches, as a person without scripts does."""
    deadline = time.monotonic() + HAPPENS_WITHIN_S
    while page.locator(selector).count() == 0:
        assert time.monotonic() < deadline, f"{selector} did not come"
        page.wait_for_timeout(500)
        page.reload()
