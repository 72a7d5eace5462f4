"""One row of each kind that a workspace can own, for rules that apply to all of them."""

import hashlib
import json
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.db import connection, models
from django.utils import timezone

from accounts import api_keys, workspaces
from accounts.models import IdempotencyRecord, Invitation, Role, User, Workspace, WorkspaceOwnedModel
from accounts.notifications import Event, notify, preferences
from billing import quotas
from billing.models import Checkout, Notice, PaymentReversal, Standing
from discovery import ideas, niches
from discovery.models import Analysis, Candidate, Finding, Import, KeptCandidate, SavedView, VideoLink
from discovery.tests import factories
from publishing.calendar import feeds
from publishing.learning import predictions
from publishing.models import (
    ApprovalPolicy,
    CalendarRules,
    Connection,
    Crosspost,
    Extra,
    Lesson,
    Mark,
    MetricSnapshot,
    Prediction,
    PredictionScore,
    Publication,
    PublishAttempt,
    RetentionCurve,
    Review,
    ReviewComment,
    ReviewLink,
    ReviewStatus,
    Slot,
    Tracking,
)
from synthesis.content import Script
from synthesis.models import (
    Asset,
    AssetOrigin,
    AssetRole,
    Attempt,
    PosterPick,
    Recipe,
    Render,
    Renderer,
    RendererEvent,
    RenderStatus,
    Scene,
    ScriptDraft,
    StockChoice,
    Turn,
    Video,
    VideoStatus,
)
from synthesis.production import lineage, quotes
from synthesis.studio import pronunciations, scenes, videos
from tests import commerce_world

# In every title and name of a world, and nowhere else.
MARK = "Zylophrane"
FILE = b"not really a film, but seventy bytes of something that is worth protecting"


@dataclass(frozen=True, slots=True)
class World:
    """A workspace, its owner, a key with every scope, and its rows by model name."""

    workspace: Workspace
    owner: User
    secret: str
    rows: dict[str, models.Model]

    def id_of(self, model: str) -> str:
        """The id of this world's row of that model."""
        return str(self.rows[model].pk)


def person(email: str) -> User:
    """A person with a confirmed address."""
    user = User.objects.create_user(email, "correct horse battery")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def empty(email: str, *, mark: str = "") -> World:
    """A new workspace without any activity."""
    owner = person(email)
    workspace = workspaces.open_workspace(owner=owner, name=f"{mark} Studio".strip())
    key, secret = api_keys.issue(
        workspace=workspace, issued_by=owner, name=f"{mark} key".strip(), scopes=api_keys.all_scopes()
    )
    return World(workspace=workspace, owner=owner, secret=secret, rows={"ApiKey": key})


def full(email: str) -> World:
    """A workspace with one of each row."""
    world = empty(email, mark=MARK)
    rows = world.rows
    made = (_people, _bills, _discoveries, _productions, _publications, _shop)
    for row in [row for make in made for row in make(world)]:
        rows[type(row).__name__] = row
    for model in owned_models():
        if model.__name__ not in rows:
            rows[model.__name__] = model._default_manager.filter(workspace=world.workspace).latest("pk")
    return world


def owned_models() -> list[type[WorkspaceOwnedModel]]:
    """Every model whose rows belong to a workspace."""
    return sorted(WorkspaceOwnedModel.__subclasses__(), key=lambda model: model.__name__)


def snapshot(workspace: Workspace) -> dict[str, str | None]:
    """The current content of every row of the workspace as text, for comparison. It takes one query."""
    own = "workspace_id = %(workspace)s"
    rows: list[tuple[type[models.Model], str]] = [(model, own) for model in owned_models()]
    rows.append((Workspace, "id = %(workspace)s"))
    for part, parent in ((PublishAttempt, Publication), (PredictionScore, Prediction)):
        parents = f"SELECT id FROM {parent._meta.db_table} WHERE {own}"  # noqa: S608 - our own tables
        rows.append((part, f"{parent._meta.model_name}_id IN ({parents})"))
    query = " UNION ALL ".join(
        f"SELECT '{model.__name__}', string_agg(t::text, E'\\n' ORDER BY t::text)"  # noqa: S608 - our own tables
        f" FROM {model._meta.db_table} t WHERE {condition}"
        for model, condition in rows
    )
    with connection.cursor() as cursor:
        cursor.execute(query, {"workspace": workspace.pk})
        return dict(cursor.fetchall())


def _people(world: World) -> list[models.Model]:
    workspace = world.workspace
    member = workspace.memberships.create(user=person(f"member.{world.owner.email}"), role=Role.EDITOR)
    invitation = Invitation.objects.create(
        workspace=workspace,
        email=f"guest.{world.owner.email}",
        token_sha256=hashlib.sha256(workspace.pk.encode()).hexdigest(),
        invited_by=world.owner,
        expires_at=timezone.now() + timedelta(days=1),
    )
    record = IdempotencyRecord.objects.create(
        workspace=workspace, key=MARK, fingerprint="f", status=200, body=f'"{MARK}"'
    )
    _notifications(world)
    return [member, invitation, record]


def _notifications(world: World) -> None:
    event = Event(key="world.made", group="Tests", title=MARK, email=True)
    words = {"title": f"{MARK} was made", "text": MARK, "url": f"/{MARK}/"}
    notify(workspace=world.workspace, event=event, subject=MARK, once=MARK, people=[world.owner.pk], **words)
    preferences.choose(workspace=world.workspace, user=world.owner, event=event, email=True)


def _bills(world: World) -> list[models.Model]:
    workspace = world.workspace
    standing = Standing.objects.create(workspace=workspace, assigned_plan="creator", assigned_reason=MARK)
    checkout = Checkout.objects.create(
        workspace=workspace, plan="creator", customer_id="cus_z", price_id="price_z", session_id=MARK
    )
    notice = Notice.objects.create(workspace=workspace, kind="read_only", about=MARK)
    reversal = PaymentReversal.objects.create(
        workspace=workspace, kind="refund", stripe_id=f"re_{workspace.pk}", charge_id=MARK,
        customer_id="cus_z", amount_minor=2900, currency="usd", status="succeeded", opened_at=timezone.now(),
    )  # fmt: skip
    return [standing, checkout, notice, reversal]


def _discoveries(world: World) -> list[models.Model]:
    workspace, now = world.workspace, timezone.now()
    niche = niches.create(workspace=workspace, name=f"{MARK} niche", keywords=["coffee"])
    channel = factories.watched_channel(niche=niche, letter="z", title=f"{MARK} channel")
    candidate = factories.candidate(
        channel=channel,
        platform_id=f"zylophrane-{workspace.pk[-11:]}",
        title=f"{MARK} candidate",
        published_at=now - timedelta(days=2),
        observations=[(48, 1000)],
    )
    idea = ideas.write(workspace=workspace, user=world.owner, title=f"{MARK} idea")
    link = VideoLink.objects.create(
        workspace=workspace, platform="tiktok", address=f"@{MARK}/video/7000000000000000001",
        status="not_public", problem=MARK,
    )  # fmt: skip
    batch = Import.objects.create(
        workspace=workspace, platform="tiktok", file_name=f"{MARK}.csv", size_bytes=10, status="succeeded"
    )
    batch.skipped.create(line=2, reason="no channel", content=MARK)
    view = SavedView.objects.create(workspace=workspace, name=f"{MARK} view", query={"format": "short"})
    kept = KeptCandidate.objects.create(
        workspace=workspace, candidate=f"cnd_{MARK}{workspace.pk[-11:]}", platform="youtube",
        channel_platform_id=MARK, platform_id=MARK, origin="collected", livemode=False, decision="saved",
    )  # fmt: skip
    return [niche, channel, candidate, idea, link, batch, view, kept, *_analysis(candidate)]


def _analysis(candidate: Candidate) -> list[models.Model]:
    now = timezone.now()
    analysis = Analysis.objects.create(
        workspace=candidate.workspace, candidate=candidate, subject=f"candidate:{candidate.pk}", number=1,
        title=f"{MARK} candidate", owner=f"{MARK} channel", duration_s=40,
        status="succeeded", stage="checking", model="model", estimate_microusd=1, budget_on=now.date(),
        deadline_at=now, finished_at=now, is_of_live_video=False, livemode=False,
    )  # fmt: skip
    finding = Finding.objects.create(
        workspace=candidate.workspace, analysis=analysis, position=0, kind="hook", starts_ms=0, ends_ms=1800,
        statement=f"{MARK} is promised.", evidence=f"{MARK} is said.", confidence=0.8,
    )  # fmt: skip
    return [analysis, finding]


def _productions(world: World) -> list[models.Model]:
    workspace = world.workspace
    video = videos.create(workspace=workspace, user=world.owner, title=f"{MARK} video")
    scenes.add(video=video, narration=f"{MARK} is said.", headline=f"{MARK} headline")
    video.refresh_from_db()
    quote = quotes.make(video=video)
    asset = _asset(workspace)
    render = Render.objects.create(
        workspace=workspace,
        video=video,
        quote=quote,
        number=1,
        status=RenderStatus.SUCCEEDED,
        content=scenes.content_of(video=video),
        fingerprint=quote.fingerprint,
        scenes_total=1,
        final_asset=asset,
        poster=asset,
        thumbnail=asset,
        subtitles=asset,
        deadline_at=timezone.now() + timedelta(minutes=30),
        finished_at=timezone.now(),
        livemode=False,
    )
    quotas.reserve(workspace=workspace, reference=render.quota_reference)
    quotas.commit(reference=render.quota_reference)
    Video.objects.filter(pk=video.pk).update(status=VideoStatus.READY)
    scene = Scene.objects.get(video=video)
    attempt = Attempt.objects.create(
        workspace=workspace,
        render=render,
        scene=scene,
        scene_key=scene.pk,
        position=1,
        request={},
        request_sha256="r" * 64,
        engine="motion",
        size="1080x1920",
        frames=60,
        status=RenderStatus.SUCCEEDED,
        clip=asset,
        error=MARK,
    )
    recipe = Recipe.objects.create(
        workspace=workspace,
        render=render,
        canonical=json.dumps(
            {"content": scenes.content_of(video=video).model_dump(mode="json"), "scenes": [], "versions": {}}
        ),
        sha256="c" * 64,
        output_sha256=asset.sha256,
    )
    pick = PosterPick.objects.create(workspace=workspace, render=render, status="failed", at_s=1, note=MARK)
    draft = ScriptDraft.objects.create(
        workspace=workspace,
        video=video,
        status="succeeded",
        writer="offline",
        script=Script(title=MARK, hook_alternatives=[], scenes=[], post_text=""),
    )
    choice = StockChoice.objects.create(
        workspace=workspace, video=video, scene=scene, status="failed", query=MARK, note=MARK
    )
    node = Renderer.objects.create(
        name="Node", base_url=f"http://127.0.0.1:1/{workspace.pk}", webhook_secret="whsec_c2VjcmV0"
    )
    event = RendererEvent.objects.create(renderer=node, webhook_id="msg_1", type="video.completed")
    turn = Turn.objects.create(workspace=workspace, engine="motion", given_at=timezone.now())
    said = pronunciations.add(workspace=workspace, written=f"{MARK}ian", spoken="zy lo frane ian")
    link = lineage.share(video=video, user=world.owner)
    made = [video, quote, asset, render, scene, attempt, recipe, pick, draft, choice, node, event, turn, link]
    return [said, *made]


def _asset(workspace: Workspace) -> Asset:
    asset = Asset(
        workspace=workspace,
        role=AssetRole.FINAL,
        origin=AssetOrigin.ASSEMBLED,
        title=f"{MARK} file",
        sha256=hashlib.sha256(FILE).hexdigest(),
        size_bytes=len(FILE),
        mime_type="video/mp4",
        width_px=1080,
        height_px=1920,
        duration_s=2,
        livemode=False,
    )
    asset.file.save(f"{workspace.pk}/{MARK}.mp4", ContentFile(FILE), save=False)
    asset.save()
    return asset


def _publications(world: World) -> list[models.Model]:
    workspace = world.workspace
    connection = Connection.objects.create(
        workspace=workspace,
        connected_by=world.owner,
        platform="youtube",
        channel_id="UC" + "y" * 22,
        channel_title=f"{MARK} own channel",
        refresh_token="refresh",
        access_token="access",
        access_expires_at=timezone.now() + timedelta(hours=1),
        livemode=False,
    )
    crosspost = Crosspost.objects.create(
        workspace=workspace,
        created_by=world.owner,
        video=Video.objects.get(workspace=workspace),
        render=Render.objects.get(workspace=workspace),
        title=f"{MARK} publication",
        livemode=False,
    )
    publication = Publication.objects.create(
        crosspost=crosspost,
        workspace=workspace,
        created_by=world.owner,
        video=Video.objects.get(workspace=workspace),
        render=Render.objects.get(workspace=workspace),
        connection=connection,
        title=f"{MARK} publication",
        options={"visibility": "private", "made_for_kids": False},
        livemode=False,
    )
    attempt = PublishAttempt.objects.create(publication=publication, number=1, size_bytes=len(FILE))
    extra = Extra.objects.create(
        workspace=workspace, publication=publication, kind="comment", text=f"{MARK} first comment"
    )
    CalendarRules.objects.create(workspace=workspace, overlap_min=45)
    Slot.objects.create(workspace=workspace, connection=connection, weekday=1, time=time(9))
    feeds.renew(workspace=workspace, user=world.owner)
    prediction = predictions.freeze(publication=publication)
    score = PredictionScore.objects.create(
        prediction=prediction, horizon_h=24, unscored="no_views", note=MARK
    )
    Lesson.objects.create(workspace=workspace, platform="youtube", method="effects/1", posts=3)
    return [
        connection,
        crosspost,
        publication,
        attempt,
        extra,
        prediction,
        score,
        *_results(publication),
        *_reviews(world, publication),
    ]


def _shop(world: World) -> list[models.Model]:
    return commerce_world.rows(workspace=world.workspace, owner=world.owner, mark=MARK)


def _reviews(world: World, publication: Publication) -> list[models.Model]:
    about: dict[str, Any] = {"workspace": world.workspace, "publication": publication}
    return [
        ApprovalPolicy.objects.create(workspace=world.workspace, needed_up_to=Role.EDITOR),
        Review.objects.create(
            **about, requested_by=world.owner, note=f"{MARK} note", digest="d", status=ReviewStatus.WITHDRAWN
        ),
        ReviewComment.objects.create(**about, author=world.owner, text=f"{MARK} comment"),
        ReviewLink.objects.create(
            **about, name=f"{MARK} reviewer", expires_at=timezone.now() + timedelta(days=1)
        ),
    ]


def _results(publication: Publication) -> list[models.Model]:
    now = timezone.now()
    days = {"reported_from": now.date(), "reported_until": now.date()}
    return [
        Tracking.objects.create(publication=publication),
        MetricSnapshot.objects.create(
            publication=publication, mark=Mark.H24, observed_at=now, age_s=86_400, views=4321
        ),
        RetentionCurve.objects.create(publication=publication, read_at=now, reason=MARK, **days),
    ]
