"""Every page: no horizontal scrolling, no problem reported by the browser, and keyboard use."""

import itertools

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from billing.models import Standing
from publishing.models import Publication
from synthesis.models import LineageShare, Video
from tests import world

PHONE = {"width": 390, "height": 844}
TOUCH = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
ARABIC = "كيف تطحن القهوة في المنزل بدقة"
SIGNED_OUT = ("/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/api/docs/")
PLAIN = (
    "home", "discovery:candidates", "discovery:niche-new", "discovery:ideas", "discovery:idea-new",
    "discovery:analyses",
    "synthesis:videos", "synthesis:video-new", "synthesis:assets", "synthesis:jobs-tray",
    "publishing:calendar", "publishing:calendar-slots", "publishing:publications", "publishing:connections",
    "commerce:shop", "commerce:products", "commerce:shop-offers", "commerce:orders",
    "billing:usage", "integrations",
    "accounts:profile", "accounts:workspace", "accounts:members", "accounts:api-keys", "accounts:api-key-new",
    "accounts:notifications", "accounts:notification-settings",
    "accounts:audit", "account_email", "account_change_password", "account_logout",
)  # fmt: skip
OF_A_ROW = {
    "Niche": ("discovery:niche",),
    "Candidate": ("discovery:candidate",),
    "Idea": ("discovery:idea",),
    "Analysis": ("discovery:analysis", "discovery:analysis-comparison"),
    "Publication": ("publishing:publication",),
    "Store": ("commerce:store", "commerce:store-disconnect"),
    "Product": ("commerce:product",),
    "Video": (
        *(
            f"synthesis:video{page}"
            for page in ("", "-versions", "-recipe", "-lineage", "-script", "-scenes", "-voice", "-quote")
        ),
        "commerce:video-offers",
        "commerce:video-merch",
        "publishing:video-results",
    ),
}
SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll('*')]
    .filter((element) => element.getBoundingClientRect().right > width + 1)
    .map((element) => element.outerHTML.slice(0, 100));
}"""


@pytest.fixture
def somebody(transactional_db):
    return world.full("somebody@example.com")


def paths(of: world.World) -> list[str]:
    rows = [reverse(name, args=[of.id_of(model)]) for model, names in OF_A_ROW.items() for name in names]
    new = f"{reverse('publishing:publication-new')}?video={of.id_of('Video')}"
    return [*(reverse(name) for name in PLAIN), *rows, new]


def sideways(page: Page, addresses: list[str]) -> dict[str, list[str]]:
    """The URLs of pages wider than the window, with the elements that overflow."""
    found = {}
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok, address
        found[address] = page.evaluate(SIDEWAYS)
    return {address: elements for address, elements in found.items() if elements}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_on_a_phone(open_page, somebody, scheme):
    page = open_page(signed_in=somebody.owner, viewport=PHONE, color_scheme=scheme)

    assert sideways(page, paths(somebody)) == {}


def test_pages_for_strangers_fit_on_a_phone(open_page):
    assert sideways(open_page(viewport=PHONE), list(SIGNED_OUT)) == {}


def test_a_shared_lineage_fits_on_a_phone(open_page, somebody):
    token = LineageShare.objects.get(video=somebody.id_of("Video")).token

    assert sideways(open_page(viewport=PHONE), [f"/lineage/{token}/"]) == {}


def test_the_frame_can_be_used_by_keyboard(open_page, somebody):
    page = open_page(signed_in=somebody.owner)
    page.goto("/discover/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()

    account = page.locator("summary", has_text="Account")
    account.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Settings").last).to_be_visible()
    page.keyboard.press("Escape")
    expect(account).to_be_focused()
    expect(page.get_by_role("button", name="Sign out")).not_to_be_visible()

    page.keyboard.press("Control+k")
    page.keyboard.type("studio")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.split('/discover')[0]}/videos/")


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_overlaps_in_the_header_of_a_touch_phone(open_page, somebody, width):
    page = open_page(signed_in=somebody.owner, **{**TOUCH, "viewport": {"width": width, "height": 844}})
    page.goto("/")

    parts = page.locator(".topbar :is(.brand, .button, .topbar__search):visible").all()
    boxes = [part.bounding_box() for part in parts]
    assert len(boxes) >= 5
    for left, right in itertools.pairwise(boxes):
        assert left["x"] + left["width"] <= right["x"]
    assert boxes[-1]["x"] + boxes[-1]["width"] <= width


def test_no_column_of_a_quote_is_cut_on_a_phone(open_page, somebody):
    page = open_page(signed_in=somebody.owner, **TOUCH)
    page.goto(f"/videos/{somebody.id_of('Video')}/quote/")

    assert page.locator(".table-frame").evaluate("frame => frame.scrollWidth <= frame.clientWidth")
    expect(page.locator(".table-frame [data-label]").locator("visible=true")).to_have_count(2)


def test_what_a_waiting_payment_offers_fits_on_a_phone(open_page, somebody):
    Standing.objects.update_or_create(
        workspace=somebody.workspace,
        defaults={"plan": "creator", "status": "active", "pending_plan": "empire"},
    )
    page = open_page(signed_in=somebody.owner, **TOUCH)
    page.goto("/settings/billing/")

    expect(page.get_by_role("button", name="Stay on Creator")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_a_toast_stands_above_the_way_on_of_a_phone(open_page, somebody):
    page = open_page(signed_in=somebody.owner, **TOUCH)
    page.goto(f"/videos/{somebody.id_of('Video')}/scenes/")
    page.evaluate("""() => document.getElementById("messages").append(
      document.getElementById("toast-template").content.firstElementChild.cloneNode(true))""")
    toast, way_on = page.locator(".toast").bounding_box(), page.locator(".step-on").bounding_box()
    assert toast["y"] + toast["height"] <= way_on["y"]


def test_titles_from_right_to_left_stand_where_the_page_s_lines_begin(open_page, somebody):
    Video.objects.update(title=ARABIC)
    Publication.objects.update(title=ARABIC)
    page = open_page(signed_in=somebody.owner)

    video = somebody.id_of("Video")
    for address in (f"/videos/{video}/quote/", f"/videos/{video}/script/", f"/videos/{video}/lineage/",
                    "/videos/", "/publications/", "/settings/billing/"):  # fmt: skip
        page.goto(address)
        titles = page.locator("main [dir=auto]:visible", has_text=ARABIC)
        assert titles.count() > 0, address
        for title in titles.all():
            assert title.evaluate("title => getComputedStyle(title).direction") == "rtl"
            assert title.evaluate("title => getComputedStyle(title).textAlign") in ("left", "center"), address


def test_a_line_of_the_ledger_names_its_video_once(open_page, somebody):
    page = open_page(signed_in=somebody.owner)
    page.goto("/settings/billing/")

    line = page.locator("#ledger-lines tr", has=page.get_by_role("link")).first
    expect(line.get_by_role("link").locator("visible=true")).to_have_count(1)
    notice, card = page.locator(".callout", has_text="no real charges"), page.locator(".usage-card")
    bottom = notice.bounding_box()["y"] + notice.bounding_box()["height"]
    assert card.bounding_box()["y"] >= bottom + 8


def test_a_double_click_leaves_the_question_open(open_page, somebody):
    page = open_page(signed_in=somebody.owner)
    page.goto(f"/videos/{somebody.id_of('Video')}/scenes/")
    question = page.locator("#confirm")

    page.get_by_role("button", name="Delete").first.dblclick()
    expect(question).to_be_visible()
    page.wait_for_timeout(100)
    expect(question).to_be_visible()

    question.get_by_role("button", name="Go back").click()
    expect(question).to_be_hidden()


def test_a_removed_offer_is_confirmed_first(open_page, somebody):
    page = open_page(signed_in=somebody.owner)
    page.goto(f"/videos/{somebody.id_of('Video')}/offers/")
    question, remove = page.locator("#confirm"), page.get_by_role("button", name="Remove")

    remove.first.press("Enter")
    expect(question).to_contain_text("Its discount codes end in the shop")
    question.press("Escape")

    expect(question).to_be_hidden()
    expect(remove.first).to_be_focused()


def test_a_link_is_copied_without_https(open_page, somebody):
    page = open_page(signed_in=somebody.owner)
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined });")
    page.goto(f"/videos/{somebody.id_of('Video')}/offers/")
    page.evaluate("addEventListener('copy', () => { window.copied = String(document.getSelection()); })")

    copy = page.get_by_role("button", name="Copy link").first
    copy.click()

    expect(copy).to_contain_text("Copied")
    assert "/go/" in page.evaluate("copied")


def test_the_errors_of_a_form_far_down_a_page_are_in_view(open_page, somebody):
    page = open_page(signed_in=somebody.owner, viewport=PHONE, is_cut_off=True)
    page.goto(f"/videos/{somebody.id_of('Video')}/offers/")

    page.locator("input[name=scene_code]").fill("חלבה")
    page.locator("input[name=product]").first.check()
    page.get_by_role("button", name="Add product").click()

    summary = page.get_by_role("alert").filter(has_text="Code in the video")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
