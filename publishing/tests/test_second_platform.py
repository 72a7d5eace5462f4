"""A second platform, from connecting to the result, with no code outside its own module."""

from urllib.parse import parse_qs, urlsplit

import pytest

from publishing import platforms, publications
from publishing.models import Connection, Publication, PublicationStatus
from publishing.tasks import revoke_consent
from publishing.tests.answers import turn
from publishing.tests.marmot import PIECES, Audience, Burrow, Marmot, MarmotOptions


@pytest.fixture
def burrow(monkeypatch) -> Burrow:
    """The platform's server, with the platform registered."""
    marmot = Marmot()
    monkeypatch.setitem(platforms.REGISTRY, marmot.name, marmot)
    return marmot.burrow


def connect(member) -> str:
    """Complete the consent. Returns the redirect's target."""
    started = member.post("/connections/marmot/start/")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(started["Location"]).query).items()}
    assert urlsplit(asked["back"]).path == "/connections/marmot/callback/"
    back = member.get("/connections/marmot/callback/", {"state": asked["state"], "code": "x"})
    return str(back["Location"])


@pytest.fixture
def slope(burrow, member, workspace):
    """The channel there."""
    connect(member)
    return Connection.objects.get(workspace=workspace, platform="marmot")


@pytest.fixture
def whistle(slope, workspace, user, ready_video):
    return publications.draft(
        workspace=workspace,
        actor=user,
        video=ready_video,
        connection=slope,
        post_text="Grind finer.",
        options=MarmotOptions(audience=Audience.COLONY),
    )


def page_of(member, address) -> str:
    return " ".join(member.get(address).content.decode().split())


FIELDS = {"platform": "marmot", "title": "Espresso", "post_text": "Grind finer."}


def test_pages_lead_from_connecting_to_a_draft(burrow, member, workspace, ready_video):
    offered = page_of(member, "/connections/")
    assert "Connect a Marmot burrow" in offered
    assert "Whistle for you." in offered
    assert connect(member) == "/connections/"
    channel = Connection.objects.get(workspace=workspace)
    assert "Marmot · @sunny" in page_of(member, "/connections/")

    composer = f"/publications/new/?video={ready_video.pk}"
    shown = page_of(member, composer)
    assert f'name="{channel.pk}-audience"' in shown
    assert "Marmots of your own meadow." in shown
    assert "Caption" in shown
    assert "made_for_kids" not in shown

    made = member.post(composer, {**FIELDS, "channels": channel.pk, "shown": channel.pk})
    draft = Publication.objects.get()
    assert made["Location"] == f"/crossposts/{draft.crosspost_id}/"
    assert draft.options == {"platform": "marmot", "audience": None, "allow_replies": False}
    assert "Choose who hears it." in page_of(member, made["Location"])


def test_pages_lead_from_a_draft_to_the_result(burrow, member, whistle):
    address = f"/publications/{whistle.pk}/"
    chosen = {"audience": "everybody", "allow_replies": "on", "publish": "1"}
    fields = {**FIELDS, **chosen, "connection": whistle.connection_id, "version": 1}

    sent = member.post(address, fields, follow=True).content.decode()
    assert "being published to Sunny Slope" in sent
    assert "Uploading to Marmot" in sent
    turn(whistle, 3)

    assert whistle.status == PublicationStatus.PUBLISHED
    result = page_of(member, address)
    assert "Watch on Marmot" in result
    assert 'href="https://marmot.invalid/@sunny/w1"' in result
    assert '<dt class="data-list__term">Who hears it</dt>' in result
    assert "outube" not in result.split("<main")[1].split("</main>")[0].lower()
    (upload,) = burrow.uploads.values()
    assert upload.post.options == MarmotOptions(audience=Audience.EVERYBODY, allow_replies=True)
    assert (len(upload.content), upload.pieces) == (upload.size_bytes, PIECES)


def test_the_api_leads_from_a_draft_to_the_result(burrow, member, slope, ready_video):
    def send(method, address, body=None, **headers):
        return getattr(member, method)(address, body, content_type="application/json", headers=headers)

    body = {"video": ready_video.pk, "connection": slope.pk, "post_text": "Grind finer."}
    assert member.get(f"/api/v1/connections/{slope.pk}/").json()["platform"] == "marmot"
    made = send("post", "/api/v1/publications/", body)
    assert made.status_code == 201
    assert made.json()["options"] == {"platform": "marmot", "audience": None, "allow_replies": False}
    address = f"/api/v1/publications/{made.json()['id']}/"

    checks = {check["code"]: check for check in member.get(f"{address}preflight/").json()}
    assert (checks["audience"]["level"], checks["audience"]["field"]) == ("blocked", "audience")
    assert send("post", f"{address}publish/").json()["code"] == "preflight_failed"

    wrong = send("patch", address, {"options": {"audience": "nobody"}}, **{"If-Match": made["ETag"]})
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["field"] == "options.audience"
    other = send("patch", address, {"options": {"platform": "youtube"}}, **{"If-Match": made["ETag"]})
    assert other.json()["errors"][0]["field"] == "options.platform"

    changed = send("patch", address, {"options": {"audience": "everybody"}}, **{"If-Match": made["ETag"]})
    assert changed.json()["options"]["audience"] == "everybody"
    assert send("post", f"{address}publish/").status_code == 202

    turn(Publication.objects.get(), 3)

    result = member.get(address).json()
    assert (result["status"], result["url"]) == ("published", "https://marmot.invalid/@sunny/w1")


def test_a_consent_of_one_platform_is_invalid_for_another(burrow, member, workspace):
    started = member.post("/connections/marmot/start/")
    state = parse_qs(urlsplit(started["Location"]).query)["state"][0]

    answer = member.get("/connections/youtube/callback/", {"state": state, "code": "x"})

    assert answer.status_code == 422
    assert not Connection.objects.exists()


@pytest.mark.parametrize("step", ["start", "callback"])
def test_a_platform_that_does_not_exist_is_not_found(member, step):
    address = f"/connections/walrus/{step}/"

    assert (member.post if step == "start" else member.get)(address).status_code == 404


def test_the_composer_offers_the_accounts_current_options(burrow, member, slope, ready_video):
    burrow.audiences = (Audience.COLONY,)
    burrow.replies_disabled = True

    shown = page_of(member, f"/publications/new/?video={ready_video.pk}")

    assert "Marmots of your own meadow." in shown
    assert "the next valley" not in shown
    assert "disabled" in shown.split(f'name="{slope.pk}-allow_replies"')[1].split(">")[0]


def test_the_composer_uses_the_last_known_account_during_an_outage(burrow, member, slope, ready_video):
    burrow.is_away = True

    shown = page_of(member, f"/publications/new/?video={ready_video.pk}")

    assert "Also those of the next valley." in shown


def test_the_account_is_refreshed_before_the_first_byte(burrow, whistle, user):
    publications.publish(publication=whistle, actor=user)
    burrow.audiences = (Audience.EVERYBODY,)

    turn(whistle)

    assert whistle.status == PublicationStatus.FAILED
    assert "does not offer this audience" in whistle.failure
    assert burrow.uploads == {}


def test_a_lost_response_is_resolved_by_the_uploads_id(burrow, whistle, user):
    publications.publish(publication=whistle, actor=user)
    burrow.loses_last_answer = True

    turn(whistle)
    assert whistle.status == PublicationStatus.SUBMITTED_UNCONFIRMED

    turn(whistle, 3)
    assert whistle.status == PublicationStatus.PUBLISHED
    assert list(burrow.uploads) == ["w1"]


def test_a_draft_moved_to_another_platform_needs_its_options_first(burrow, slope, draft, member):
    """Its options there were never shown or chosen."""
    fields = {
        "connection": slope.pk,
        "platform": "youtube",
        "title": "Espresso",
        "visibility": "private",
        "made_for_kids": "no",
        "version": 1,
        "publish": "1",
    }

    answer = member.post(f"/publications/{draft.pk}/", fields, follow=True)

    draft.refresh_from_db()
    assert (draft.status, draft.connection) == (PublicationStatus.DRAFT, slope)
    assert draft.options == {"platform": "marmot", "audience": None, "allow_replies": False}
    page = answer.content.decode()
    assert "Complete the Marmot requirements first." in page
    assert 'name="audience"' in page


def test_disconnecting_revokes_the_consent_at_its_platform(burrow, member, slope):
    member.post(f"/connections/{slope.pk}/disconnect/")
    revoke_consent(slope.pk)

    assert burrow.revoked == ["refresh"]
