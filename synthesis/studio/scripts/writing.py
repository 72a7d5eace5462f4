"""Script writing in the background: request, write, apply to the video."""

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from discovery import ideas
from discovery.models import IdeaStatus
from foundation import leases, messages
from foundation.errors import DomainError, UpstreamError, UpstreamUnavailableError
from foundation.leases import LostLeaseError
from synthesis.content import TITLE_LENGTH, ScriptOptions
from synthesis.errors import NoWriterError
from synthesis.models import DraftStatus, ScriptDraft, Video
from synthesis.studio import scenes, stock, videos
from synthesis.studio.adapters.base import RefusedError, UnusableAnswerError, Written
from synthesis.studio.scripts import answers, drafts, findings, hooks
from synthesis.studio.scripts.answers import Answer
from synthesis.studio.scripts.assignment import PROMPT_VERSION, assignment_for, facts_of
from synthesis.studio.scripts.shaping import scene_of, trimmed

logger = logging.getLogger(__name__)

WRITE_SCRIPT = "synthesis.write_script"
LEASE = timedelta(seconds=150)
Claim = leases.Claim[ScriptDraft]
_TERMS = leases.Terms(rows=ScriptDraft.objects.open, lasts=LEASE)
MOST_TRIES = 3
STALLED_AFTER = timedelta(seconds=10)
DECLINED = (
    "{system} declined to write about this ({reason}). Change the idea's wording, or write it yourself."
)
_LATER = "Try again in a few minutes, or write it yourself."
# If a vendor asks for a longer wait than this, the draft fails.
LONGEST_WAIT_S = 900


@transaction.atomic
def request(*, video: Video, user: User | None = None, options: ScriptOptions | None = None) -> ScriptDraft:
    """Request a script for the video. It will replace the scenes that are not locked.

    Without ``options``, those of the video's last requested script apply. If a script is being written
    already, returns its draft. Raises VideoBusyError, VideoArchivedError and NoWriterError.
    """
    videos.require_editable(video=video)
    open_draft = _open(video)
    if open_draft is not None:
        return open_draft
    refusal = answers.no_writer(language=video.language)
    if refusal is not None:
        raise refusal
    wanted = options or drafts.latest_options(video=video)
    draft = ScriptDraft.objects.create(
        workspace_id=video.workspace_id,
        video=video,
        topic=wanted.topic,
        kind=wanted.kind,
        tone=wanted.tone,
        target_s=wanted.target_s,
        prompt_version=PROMPT_VERSION,
        livemode=video.livemode,
    )
    messages.send_on_commit(WRITE_SCRIPT, draft.pk)
    return draft


def write(*, draft_id: str) -> None:
    """Write the draft and put its scenes into the video. Idempotent, and safe to run concurrently."""
    claim = _claim(draft_id)
    if claim is None:
        return
    try:
        _write(claim)
    except LostLeaseError:
        logger.info("script claim lost", extra={"draft_id": draft_id})


def _write(claim: Claim) -> None:
    draft = ScriptDraft.objects.select_related("video__idea").get(pk=claim.pk)
    try:
        answer = answers.ask(assignment=assignment_for(draft=draft))
    except RefusedError as error:
        _fail(claim, DECLINED.format(system=error.system, reason=error.reason))
        logger.info("script declined", extra={"draft_id": draft.pk, "reason": error.reason})
    except UnusableAnswerError as error:
        _fail(claim, f"{error.message} {answers.AGAIN}")
    except UpstreamUnavailableError as error:
        _retry_later(claim, draft, error)
    except NoWriterError as error:
        _fail(claim, error.message)
    except UpstreamError as error:
        logger.warning(
            "script not written", extra={"draft_id": draft.pk, "system": error.system, "code": error.code}
        )
        _fail(claim, error.message)
    else:
        _apply(claim, draft, answer)


def resume_stalled() -> None:
    """Enqueue requested drafts that no worker is writing."""
    now = timezone.now()
    is_due = Q(due_at=None) | Q(due_at__lte=now)
    idle = is_due & Q(status=DraftStatus.QUEUED, status_changed_at__lt=now - STALLED_AFTER)
    stalled = ScriptDraft.objects.filter(leases.free(), idle | Q(status=DraftStatus.RUNNING))
    for draft_id in stalled.values_list("pk", flat=True)[:100]:
        messages.send_on_commit(WRITE_SCRIPT, draft_id)


def _open(video: Video) -> ScriptDraft | None:
    return ScriptDraft.objects.open().filter(video=video).first()


@transaction.atomic
def _claim(draft_id: str) -> Claim | None:
    draft = leases.lock(terms=_TERMS, pk=draft_id)
    if draft is None:
        return None
    claim = leases.take(terms=_TERMS, row=draft, tries=draft.tries + 1)
    if draft.tries > MOST_TRIES:
        _fail(claim, "The script could not be written. Try again, or write it yourself.")
        return None
    if draft.status == DraftStatus.QUEUED:
        draft.move_to(DraftStatus.RUNNING)
    return claim


def _apply(claim: Claim, request: ScriptDraft, answer: Answer) -> None:
    """Put the script into the video and end the draft, in one transaction."""
    video, written = request.video, answer.written
    facts = str(facts_of(video=video, topic=request.topic))
    beats = [scene_of(beat=beat, facts=facts) for beat in written.script.scenes if beat.narration.strip()]
    try:
        with transaction.atomic():
            draft = leases.require(claim=claim)
            draft.move_to(
                DraftStatus.SUCCEEDED,
                writer=written.writer,
                model=written.model,
                input_tokens=written.input_tokens,
                output_tokens=written.output_tokens,
                script=hooks.distinct(script=written.script),
                is_outline=written.is_outline,
                note=answer.note,
                livemode=draft.livemode and written.livemode,
                lease_until=None,
            )
            rows = scenes.replace_all(video=video, beats=beats)
            findings.refer(video=video, topic=request.topic, rows=rows[-len(beats) :])
            _describe(video, written)
            stock.begin(video=video)
    except DomainError as refusal:
        # A render or an edit came first: the script does not overwrite it.
        _fail(claim, refusal.message)


def _describe(video: Video, written: Written) -> None:
    """Set title and post text unless a person wrote them, and advance the idea."""
    changes: dict[str, Any] = {}
    title = trimmed(written.script.title, 150)
    given = video.idea.title[:TITLE_LENGTH] if video.idea else videos.UNTITLED
    if title and video.title == given:
        changes["title"] = title
    if not video.post_text:
        changes["post_text"] = written.script.post_text.strip()[:4000]
    if not written.livemode and video.livemode:
        Video.objects.filter(pk=video.pk).update(livemode=False)
    video.refresh_from_db()
    videos.edit(video=video, version=video.version, **changes)
    if video.idea is not None and video.idea.can_move_to(IdeaStatus.SCRIPTED):
        ideas.move(idea=video.idea, status=IdeaStatus.SCRIPTED)


def _retry_later(claim: Claim, draft: ScriptDraft, error: UpstreamUnavailableError) -> None:
    delay_s = error.retry_after_s or 5 * 2**draft.tries
    if draft.tries < MOST_TRIES and delay_s <= LONGEST_WAIT_S:
        _requeue(claim, error, delay_s=delay_s)
    elif delay_s > LONGEST_WAIT_S:
        _fail(claim, f"{error.message} Try again in {_in_words(delay_s)}, or write it yourself.")
    else:
        _fail(claim, f"{error.message} {_LATER}")


@transaction.atomic
def _requeue(claim: Claim, error: UpstreamError, *, delay_s: int) -> None:
    """Enqueue the draft again after ``delay_s``; the sweeper does not start it earlier."""
    due_at = timezone.now() + timedelta(seconds=delay_s)
    note = f"{error.message} Retrying in about {_in_words(delay_s)}."
    draft = leases.require(claim=claim)
    draft.move_to(DraftStatus.QUEUED, lease_until=None, due_at=due_at, note=note[:300])
    messages.send_on_commit(WRITE_SCRIPT, claim.pk, delay_s=delay_s)


def _in_words(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds} second{'s'[: seconds != 1]}"
    return f"{-(-seconds // 60)} minutes" if seconds < 7200 else f"{-(-seconds // 3600)} hours"


@transaction.atomic
def _fail(claim: Claim, failure: str) -> None:
    draft = leases.require(claim=claim)
    draft.move_to(DraftStatus.FAILED, failure=failure[:300], note="", lease_until=None)
