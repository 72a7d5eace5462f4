"""Product drafts: created once in the shop, whatever is lost or killed, and never published."""

import threading
from contextlib import closing
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection as database
from django.utils import timezone

from accounts.models import Notification
from billing.errors import PlanLimitError
from billing.models import Standing
from commerce.errors import DraftsNotAllowedError, DraftStateError, StoreNotUsableError
from commerce.merch import creating, drafts, picturing
from commerce.models import MerchDraft, MerchStatus, Product, Store
from commerce.tests.bazaar import BASIC, MERCH
from commerce.tests.conftest import connect
from publishing.errors import VideoNotReadyError
from publishing.tests.conftest import film_bytes
from synthesis.content import VideoContent
from synthesis.errors import PosterTimeError
from synthesis.models import Asset, Quote, Render, RenderStatus, Video

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def film() -> bytes:
    return film_bytes()


@pytest.fixture
def video(workspace, settings, tmp_path, film) -> Video:
    """A finished video with a poster."""
    settings.MEDIA_ROOT = tmp_path / "media"
    found = Video.objects.create(workspace=workspace, title="Morning coffee", status="ready")
    quote = Quote.objects.create(
        workspace=workspace, video=found, fingerprint="f", duration_s=1, p50_s=1, p90_s=2, n=0,
        expires_at=timezone.now(),
    )  # fmt: skip
    Render.objects.create(
        workspace=workspace, video=found, quote=quote, number=1, status=RenderStatus.SUCCEEDED,
        content=VideoContent(title="x", scenes=()), fingerprint="f", scenes_total=1,
        deadline_at=timezone.now(), final_asset=asset(workspace, "final", film, "video/mp4"),
        poster=asset(workspace, "poster", b"\xff\xd8\xff\xe0 poster", "image/jpeg"),
    )  # fmt: skip
    return found


def asset(workspace, role, content, mime_type) -> Asset:
    made = Asset(
        workspace=workspace, role=role, origin="assembled", sha256="0" * 64, size_bytes=len(content),
        mime_type=mime_type, duration_s=0.5,
    )  # fmt: skip
    made.file.save(f"{role}.bin", ContentFile(content), save=False)
    made.save()
    return made


@pytest.fixture
def open_store(bazaar, stall, workspace, user) -> Any:
    """A shop that permits product drafts."""
    stall.scopes = BASIC + MERCH
    return connect(bazaar, workspace=workspace, user=user, with_merch=True)


@pytest.fixture
def ask(open_store, video, user):
    """Request a draft."""

    def requested(**fields: Any) -> MerchDraft:
        content: Any = {
            "at_s": None, "title": "Print", "description": "A frame.", "price_minor": 1900, **fields,
        }  # fmt: skip
        return drafts.request(**{"store": open_store, "video": video, "actor": user, **content})

    return requested


def turn(draft: MerchDraft) -> MerchDraft:
    """Let a worker take the next turn now."""
    MerchDraft.objects.filter(pk=draft.pk).update(due_at=timezone.now(), lease_until=None)
    creating.create(draft_id=draft.pk)
    draft.refresh_from_db()
    return draft


def test_a_draft_is_created_in_the_shop_with_the_poster_and_mirrored(ask, stall):
    draft = turn(ask())

    (made,) = stall.drafts
    assert (made.status, made.title, made.variants[0].prices[0].amount_minor) == ("draft", "Print", 1900)
    assert made.image_alt == "ffd8ffe0"
    mirrored = Product.objects.get(pk=draft.product_id)
    assert (draft.status, mirrored.title, mirrored.status) == (MerchStatus.SUCCEEDED, "Print", "draft")
    assert draft.admin_url == f"https://ali.bazaar.invalid/admin/{made.shop_id}"


def test_another_moment_becomes_the_picture(ask, stall):
    turn(ask(at_s=0.2))

    assert stall.drafts[0].image_alt.startswith("ffd8")


def test_a_lost_answer_makes_no_second_product(ask, stall):
    stall.loses_answers = True
    draft = turn(ask())
    assert (draft.status, draft.may_exist) == (MerchStatus.QUEUED, True)

    turn(draft)

    assert (draft.status, len(stall.drafts), stall.looks) == (MerchStatus.SUCCEEDED, 1, 1)


def test_a_worker_that_was_killed_before_the_request_leaves_a_draft_that_is_created_once(ask, stall):
    draft = ask()
    MerchDraft.objects.filter(pk=draft.pk).update(
        status=MerchStatus.RUNNING, progress={"may_exist": True}, lease_until=timezone.now()
    )
    assert draft.pk in creating.due_ids()

    turn(draft)

    assert (draft.status, len(stall.drafts), stall.looks) == (MerchStatus.SUCCEEDED, 1, 1)


def test_a_turn_that_is_delivered_twice_or_early_creates_nothing(ask, stall):
    draft = turn(ask())

    creating.create(draft_id=draft.pk)

    assert len(stall.drafts) == 1


def look(draft: MerchDraft) -> Product:
    """Let the time of the next look come, and a worker take it."""
    MerchDraft.objects.filter(pk=draft.pk, picture_due_at__isnull=False).update(picture_due_at=timezone.now())
    picturing.look(draft_id=draft.pk)
    draft.refresh_from_db()
    return Product.objects.get(pk=draft.product_id)


def test_a_picture_that_the_shop_processes_at_first_is_mirrored_later(ask, stall):
    draft = turn(ask())
    stall.products[draft.shop_id] = stall.drafts[0]
    stall.is_away = True
    assert look(draft).image_url == ""
    stall.is_away = False
    assert look(draft).image_url == ""
    assert draft.picture_due_at is not None

    url = "https://cdn.bazaar.invalid/print.jpg"
    stall.products[draft.shop_id] = stall.drafts[0].model_copy(update={"image_url": url})
    MerchDraft.objects.update(picture_due_at=timezone.now())
    assert picturing.due_ids() == [draft.pk]

    assert look(draft).image_url == url
    assert draft.picture_due_at is None


def test_a_picture_that_never_comes_is_looked_for_a_few_times_only(ask, stall):
    draft = turn(ask())
    stall.products[draft.shop_id] = stall.drafts[0]

    for _ in range(9):
        look(draft)
    assert (draft.picture_due_at, draft.picture_looks) == (None, 4)


@pytest.mark.django_db(transaction=True)
def test_two_workers_create_one_product(ask, stall):
    draft = ask()

    def work() -> None:
        with closing(database):
            creating.create(draft_id=draft.pk)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()

    assert len(stall.drafts) == 1


def test_an_outage_is_retried_and_gives_up_with_the_reason(ask, stall, user):
    stall.is_away = True
    draft = ask()

    for _ in range(creating.MOST_ATTEMPTS):
        assert draft.status == MerchStatus.QUEUED
        turn(draft)
    assert (draft.status, draft.problem[:27]) == (MerchStatus.FAILED, "The bazaar is closed today.")

    stall.is_away = False
    drafts.retry(draft=draft, actor=user)
    assert turn(draft).status == MerchStatus.SUCCEEDED


def test_a_withdrawn_permission_fails_with_the_way_out(ask, stall):
    stall.scopes = BASIC

    draft = turn(ask())

    assert (draft.status, "Allow it, then retry." in draft.problem) == (MerchStatus.FAILED, True)
    told = Notification.objects.filter(event="merch_draft.failed", url=f"/videos/{draft.video_id}/merch/")
    assert told.get().text == draft.problem


def test_another_currency_of_the_shop_creates_nothing(ask, stall, user):
    draft = ask()
    Store.objects.update(currency="USD")

    for _ in range(2):
        turn(draft)

        assert (draft.status, stall.drafts) == (MerchStatus.FAILED, [])
        assert "USD" in draft.problem
        drafts.retry(draft=draft, actor=user)


def test_a_draft_is_canceled_only_while_the_shop_does_not_have_it(ask, stall, user):
    canceled = drafts.cancel(draft=ask(), actor=user)
    assert drafts.cancel(draft=canceled, actor=user).status == MerchStatus.CANCELED
    turn(canceled)
    assert stall.drafts == []
    with pytest.raises(DraftStateError):
        drafts.retry(draft=canceled, actor=user)

    stall.loses_answers = True
    unsure = turn(ask())
    with pytest.raises(DraftStateError, match="may be there"):
        drafts.cancel(draft=unsure, actor=user)
    with pytest.raises(DraftStateError, match="Delete it there"):
        drafts.cancel(draft=turn(unsure), actor=user)


def test_a_failed_draft_that_the_shop_may_have_is_not_canceled(ask, stall, user):
    stall.loses_answers = True
    draft = turn(ask())
    MerchDraft.objects.update(status="failed", problem="It was tried 8 times.")

    with pytest.raises(DraftStateError, match="Retry"):
        drafts.cancel(draft=draft, actor=user)
    assert turn(drafts.retry(draft=draft, actor=user)).status == MerchStatus.SUCCEEDED
    assert len(stall.drafts) == 1


def test_a_draft_that_the_shop_refused_can_be_canceled(ask, stall, user):
    stall.scopes = BASIC
    draft = turn(ask())
    assert (draft.status, draft.may_exist) == (MerchStatus.FAILED, False)

    assert drafts.cancel(draft=draft, actor=user).status == MerchStatus.CANCELED


def test_a_price_is_never_taken_for_another_currency(ask, stall, open_store, user):
    draft = ask(price_minor=1900)
    Store.objects.update(currency="JPY")
    turn(draft)

    draft = turn(drafts.retry(draft=draft, actor=user))

    assert (draft.status, draft.currency, stall.drafts) == (MerchStatus.FAILED, "EUR", [])


def test_a_token_that_ends_during_the_request_is_renewed(ask, stall, open_store):
    stall.token = "another workspace has connected the shop"

    draft = turn(ask())
    assert (draft.status, open_store.status) == (MerchStatus.QUEUED, "active")
    assert turn(draft).status == MerchStatus.SUCCEEDED


def test_a_draft_that_ends_every_worker_is_given_up(ask, stall):
    draft = ask()
    MerchDraft.objects.update(status="running", attempts=creating.MOST_ATTEMPTS)

    draft = turn(draft)

    assert (draft.status, stall.drafts) == (MerchStatus.FAILED, [])
    assert "8 times" in draft.problem


def test_a_request_that_is_sent_twice_makes_one_draft(open_store, video, user):
    pk = drafts.new_id()
    content: Any = {"at_s": None, "title": "Print", "description": "", "price_minor": 1}
    asked = [
        drafts.request_once(pk=pk, store=open_store, video=video, actor=user, **content) for _ in range(2)
    ]

    assert [is_new for _, is_new in asked] == [True, False]
    assert MerchDraft.objects.count() == 1


def test_what_can_not_be_made_is_refused(ask, open_store, video, user, workspace):
    with pytest.raises(PosterTimeError):
        ask(at_s=9.0)
    with pytest.raises(VideoNotReadyError):
        ask(video=Video.objects.create(workspace=workspace, title="Empty"))
    Store.objects.update(scopes=list(BASIC))
    open_store.refresh_from_db()
    with pytest.raises(DraftsNotAllowedError):
        ask()
    Standing.objects.update(assigned_plan="free")
    with pytest.raises(PlanLimitError):
        ask()
    open_store.status = "needs_reconnect"
    with pytest.raises(StoreNotUsableError):
        ask()


# --- page and API -----------------------------------------------------------------------------------------


def typed(store: Store, **fields: Any) -> dict[str, Any]:
    """What the form sends."""
    return {
        "store": store.pk, "at_s": "", "title": "Print", "description": "",
        "price": "19.00", "new_id": drafts.new_id(), **fields,
    }  # fmt: skip


def test_the_page_asks_for_the_permission_when_merch_is_first_used(member, store, video):
    shown = member.get(f"/videos/{video.pk}/merch/").content.decode()

    assert "Allow product drafts in" in shown
    assert 'name="merch" value="1"' in shown
    assert 'name="price"' not in shown


def test_the_page_requests_a_draft_once_and_shows_its_progress(member, open_store, video, stall):
    page, form = f"/videos/{video.pk}/merch/", typed(open_store)

    assert [member.post(page, form)["Location"] for _ in range(2)] == [page, page]

    draft = MerchDraft.objects.get()
    assert f"/assets/{draft.render.poster_id}/" in member.get(f"{page}drafts/").content.decode()
    assert (draft.price_minor, draft.currency) == (1900, "EUR")
    assert 'hx-trigger="every 3s"' in member.get(page).content.decode()
    turn(draft)
    shown = member.get(f"{page}drafts/", headers={"HX-Request": "true"}).content.decode()
    assert ("hx-trigger" in shown, draft.admin_url in shown) == (False, True)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"price": "1.999"}, "at most 2 decimal places"),
        ({"price": "-1"}, "greater than or equal to 0"),
        ({"at_s": "-1"}, "greater than or equal to 0"),
        ({"at_s": "9"}, "less than or equal to 0.5"),
        ({"title": ""}, "This field is required."),
        ({"new_id": "mch_1"}, ""),
    ],
)
def test_what_is_typed_wrong_comes_back(member, open_store, video, wrong, words):
    answer = member.post(f"/videos/{video.pk}/merch/", typed(open_store, **wrong))

    assert (answer.status_code, MerchDraft.objects.count()) == (422, 0)
    assert words in answer.content.decode()


def test_the_page_retries_and_cancels(member, ask, video):
    draft = ask()
    MerchDraft.objects.update(status="failed", problem="The shop said no.")
    page = f"/videos/{video.pk}/merch/"
    assert "The shop said no." in member.get(page).content.decode()

    member.post(f"{page}{draft.pk}/retry/")
    draft.refresh_from_db()
    assert draft.status == MerchStatus.QUEUED
    member.post(f"{page}{draft.pk}/cancel/")
    draft.refresh_from_db()
    assert draft.status == MerchStatus.CANCELED


def test_the_api_creates_a_draft_and_cancels_it(member, open_store, video):
    body = {"store": open_store.pk, "video": video.pk, "title": "Print", "price_minor": 1900}

    made = member.post("/api/v1/merch-drafts/", body, content_type="application/json")

    assert (made.status_code, made.json()["status"], made.json()["currency"]) == (201, "queued", "EUR")
    listed = member.get(f"/api/v1/merch-drafts/?video={video.pk}").json()["data"]
    assert [each["id"] for each in listed] == [made.json()["id"]]
    assert member.post(f"{made['Location']}cancel/").json()["status"] == "canceled"


def test_the_api_refuses_without_the_permission(member, store, video):
    body = {"store": store.pk, "video": video.pk, "title": "Print", "price_minor": 1900}

    answer = member.post("/api/v1/merch-drafts/", body, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (409, "drafts_not_allowed")
