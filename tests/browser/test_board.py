"""The ideas board by keyboard, by mouse, with a finger, and without scripts."""

import pytest
from playwright.sync_api import expect

from discovery import ideas
from discovery.models import Idea
from tests import world

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def somebody(transactional_db):
    """A workspace whose inbox has the cards Kettle, Grinder and Tamper, from the top."""
    made = world.full("somebody@example.com")
    Idea.objects.all().delete()
    for title in ("Tamper", "Grinder", "Kettle"):
        ideas.write(workspace=made.workspace, user=made.owner, title=title)
    return made


def board_of(page):
    page.goto("/ideas/")
    expect(page.locator("[data-card]")).to_have_count(3)
    return page


def titles(page, status):
    return page.locator(f"[data-column={status}] [data-card-link]")


def card(page, title):
    return page.locator("[data-card]").filter(has=page.get_by_role("link", name=title, exact=True))


def is_saved(page):
    """Waits until no move is being sent."""
    expect(page.locator("#board[aria-busy]")).to_have_count(0)


def centre_of(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_card_is_moved_with_the_keyboard_and_keeps_the_focus(open_page, somebody):
    page = board_of(open_page(signed_in=somebody.owner))
    page.get_by_role("link", name="Kettle", exact=True).focus()

    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Grinder", exact=True)).to_be_focused()
    page.keyboard.press("Shift+ArrowUp")
    expect(page.locator("#announcer")).to_have_text("Grinder: place 1 of 3 in Inbox")
    expect(titles(page, "inbox")).to_have_text(["Grinder", "Kettle", "Tamper"])
    page.keyboard.press("Shift+ArrowRight")
    expect(titles(page, "shortlisted")).to_have_text(["Grinder"])

    expect(page.get_by_role("link", name="Grinder", exact=True)).to_be_focused()
    expect(page.locator("#messages")).to_contain_text("“Grinder” is in Shortlisted now.")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("link", name="Kettle", exact=True)).to_be_focused()


def test_the_menu_of_a_card_opens_with_a_key_and_lists_where_it_can_go(open_page, somebody):
    page = board_of(open_page(signed_in=somebody.owner))
    page.get_by_role("link", name="Tamper", exact=True).focus()

    page.keyboard.press("m")
    expect(page.get_by_role("button", name="Shortlisted", exact=True)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("button", name="Dropped", exact=True)).to_be_focused()
    page.keyboard.press("Enter")

    expect(titles(page, "dropped")).to_have_text(["Tamper"])
    expect(page.get_by_role("link", name="Tamper", exact=True)).to_be_focused()


def test_one_card_is_in_the_tab_order(open_page, somebody):
    page = board_of(open_page(signed_in=somebody.owner))

    in_order = page.locator("[data-card-link]:not([tabindex='-1'])")

    expect(in_order).to_have_text(["Kettle"])


def drag(page, source, target, *, y_offset=0):
    x, y = centre_of(source)
    page.mouse.move(x, y)
    page.mouse.down()
    to_x, to_y = centre_of(target)
    page.mouse.move(x + 10, y + 10)
    page.mouse.move(to_x, to_y + y_offset, steps=8)
    page.mouse.up()


def test_a_card_is_dragged_to_another_column_and_within_one(open_page, somebody):
    page = board_of(open_page(signed_in=somebody.owner))

    drag(page, card(page, "Kettle").locator("h3"), page.locator("#column-shortlisted"), y_offset=60)
    is_saved(page)
    drag(page, card(page, "Tamper").locator("h3"), card(page, "Grinder").locator("h3"), y_offset=-10)

    expect(titles(page, "inbox")).to_have_text(["Tamper", "Grinder"])
    is_saved(page)
    page.reload()
    expect(titles(page, "inbox")).to_have_text(["Tamper", "Grinder"])
    assert page.url.endswith("/ideas/")


def test_a_move_that_is_not_allowed_is_explained_and_the_card_stays(open_page, somebody):
    page = board_of(open_page(signed_in=somebody.owner, is_cut_off=True))

    drag(page, card(page, "Kettle").locator("h3"), page.locator("#column-posted"), y_offset=60)

    expect(page.locator("#messages")).to_contain_text(
        "“Kettle” is in Inbox. From there it can go to Shortlisted"
    )
    expect(titles(page, "inbox")).to_have_text(["Kettle", "Grinder", "Tamper"])


def test_a_card_that_someone_else_moved_is_shown_where_it_is(open_page, somebody):
    page = board_of(open_page(signed_in=somebody.owner, is_cut_off=True))
    ideas.move(idea=Idea.objects.get(title="Kettle"), status="dropped")

    page.get_by_role("link", name="Kettle", exact=True).focus()
    page.keyboard.press("Shift+ArrowRight")

    expect(page.locator("#messages")).to_contain_text("“Kettle” is in Dropped now")
    expect(titles(page, "dropped")).to_have_text(["Kettle"])


def test_a_drag_without_a_connection_puts_the_card_back(open_page, somebody):
    page = board_of(open_page(signed_in=somebody.owner, is_cut_off=True))
    page.context.set_offline(True)

    drag(page, card(page, "Kettle").locator("h3"), page.locator("#column-shortlisted"), y_offset=60)

    expect(page.locator("#messages")).to_contain_text("No connection")
    expect(titles(page, "inbox")).to_have_text(["Kettle", "Grinder", "Tamper"])


def test_a_finger_drags_a_card_by_its_handle(open_page, somebody):
    page = board_of(open_page(signed_in=somebody.owner, viewport=PHONE, has_touch=True, is_mobile=True))
    handle = card(page, "Tamper").locator("[data-card-handle]")
    handle.scroll_into_view_if_needed()
    x, y = centre_of(handle)
    _, to_y = centre_of(card(page, "Kettle").locator("h3"))
    session = page.context.new_cdp_session(page)

    def touch(kind, *points):
        session.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": a, "y": b} for a, b in points]}
        )

    touch("touchStart", (x, y))
    for step in range(1, 9):
        touch("touchMove", (x, y + (to_y - 20 - y) * step / 8))
    touch("touchEnd")

    expect(titles(page, "inbox")).to_have_text(["Tamper", "Kettle", "Grinder"])


def test_a_card_is_moved_without_scripts(open_page, somebody):
    page = board_of(open_page(signed_in=somebody.owner, java_script_enabled=False))

    page.get_by_role("button", name="Move “Kettle” to another column").click()
    page.locator("[data-move-menu]:popover-open").get_by_role("button", name="Shortlisted").click()

    expect(titles(page, "shortlisted")).to_have_text(["Kettle"])


@pytest.mark.parametrize("has_scripts", [True, False])
def test_another_hook_fills_the_field_and_keeps_what_was_typed(open_page, somebody, has_scripts):
    idea = Idea.objects.get(title="Kettle")
    page = open_page(signed_in=somebody.owner, java_script_enabled=has_scripts)
    page.goto(f"/ideas/{idea.pk}/")
    page.get_by_label("Hook").fill("My own hook")
    page.get_by_label("Angle").fill("My own angle")

    page.get_by_role("button", name="Use: Kettle: three things").click()

    expect(page.get_by_label("Hook")).to_have_value("Kettle: three things in thirty seconds.")
    expect(page.get_by_label("Angle")).to_have_value("My own angle")
    page.get_by_role("button", name="Use the replaced text again").click()
    expect(page.get_by_label("Hook")).to_have_value("My own hook")
    idea.refresh_from_db()
    assert (idea.hook, idea.angle) == ("", "")
