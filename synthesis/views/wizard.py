"""The first and the last step to a render, script and quote. ``scenes`` and ``voice`` are in between."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Change, WorkspaceRequest, workspace_required
from accounts.models import Role
from billing import quotas
from foundation.pages import is_partial, render_page
from synthesis.content import Blocker
from synthesis.forms import RewriteForm, ScriptForm, TitleForm, initial_of_options
from synthesis.models import DraftStatus, Quote, Scene, ScriptDraft, Video, VideoStatus
from synthesis.production import changes, quotes, renders
from synthesis.studio import lengths, scripts, videos
from synthesis.views import redraws
from synthesis.views.steps import steps_of
from synthesis.views.studio import video_of

# Links out of blockers: label and page.
_WAYS_OUT = {
    "empty_scene": ("Open the scenes", "synthesis:video-scenes"),
    "video_too_long": ("See plan and usage", "billing:usage"),
    "quota_exhausted": ("See plan and usage", "billing:usage"),
    "voice_gone": ("Choose a voice", "synthesis:video-voice"),
    "blank_scene": ("Open the script", "synthesis:video-script"),
    "no_engine": ("Open the scenes", "synthesis:video-scenes"),
    "paid_video_exhausted": ("See plan and usage", "billing:usage"),
    "too_many_renders": ("Show running jobs", "synthesis:jobs-tray"),
}


def closed_to_edits(request: WorkspaceRequest, video: Video) -> HttpResponse | None:
    """The redirect for a video that cannot be edited now; None if it can."""
    if video.is_editable:
        return None
    archived = "This video is archived. Restore it to change it."
    busy = "This video is rendering. You can change it when the render is done."
    messages.info(request, archived if video.status == VideoStatus.ARCHIVED else busy)
    return redirect("synthesis:video", pk=video.pk)


def _scenes(request: WorkspaceRequest, video: Video) -> "QuerySet[Scene]":
    return Scene.objects.for_workspace(request.workspace).filter(video=video).in_order()


# --- script ------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@workspace_required(Role.EDITOR, changes=Change.WORK)
def script_page(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """The script: the progress of its writing, its text, and a form to paste another."""
    video = video_of(request, pk)
    if request.method == "POST":
        form = ScriptForm(request.POST)
        if form.is_valid():
            made = scripts.paste(video=video, text=form.cleaned_data["script"])
            messages.success(request, f"Your script became {len(made)} scene{'s' if len(made) > 1 else ''}.")
            return redirect("synthesis:video-scenes", pk=pk)
        return render(request, "synthesis/script_page.html", _script(request, video, form), status=422)
    return closed_to_edits(request, video) or render(
        request, "synthesis/script_page.html", _script(request, video, None)
    )


def _script(request: WorkspaceRequest, video: Video, form: ScriptForm | None) -> dict[str, Any]:
    rows = list(_scenes(request, video))
    spoken = "\n\n".join(scene.narration for scene in rows if scene.narration)
    draft = scripts.latest_draft(video=video)
    claims = scripts.claims_of_scenes(scenes=rows, draft=draft)
    options = scripts.latest_options(video=video)
    return {
        "video": video,
        "draft": draft,
        "is_writing": is_writing(draft),
        "scenes": rows,
        "beats": [{"scene": scene, "claims": claims.get(scene.pk, [])} for scene in rows],
        "spoken_s": scripts.spoken_s(text=spoken, language=video.language),
        "size": lengths.size_of(text=spoken),
        "openings": scripts.openings(draft=draft, first=rows[0] if rows else None),
        "known_topics": scripts.known_topics(video=video, draft=draft),
        "has_blanks": any(scene.has_blank for scene in rows),
        "options_form": RewriteForm(initial=initial_of_options(options), auto_id="script-%s"),
        "no_writer": scripts.no_writer(language=video.language),
        "form": form or ScriptForm(initial={"script": spoken}),
        "title_form": TitleForm(initial={"title": video.title, "version": video.version}),
        "steps": steps_of(video, "script", has_scenes=bool(rows)),
    }


def is_writing(draft: ScriptDraft | None) -> bool:
    """True while a draft is being written."""
    return draft is not None and draft.status in (DraftStatus.QUEUED, DraftStatus.RUNNING)


@require_GET
@workspace_required(Role.EDITOR)
def script_state(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """The progress of the writing. When it ends, the whole page reloads."""
    video = video_of(request, pk)
    context = _script(request, video, None)
    if is_partial(request) and not context["is_writing"]:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render_page(
        request,
        template="synthesis/script_page.html",
        partial="synthesis/_script_state.html",
        context=context,
    )


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK, spends=True)
def script_write(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Request a script, or a new one."""
    video = video_of(request, pk)
    form, options = RewriteForm(request.POST), scripts.latest_options(video=video)
    if form.is_valid():
        sent = request.POST.keys() & form.fields.keys()
        chosen = {name: value for name, value in form.options() if name in sent}
        options = options.model_copy(update=chosen)
    scripts.request(video=video, user=request.user, options=options)
    return redirect("synthesis:video-script", pk=pk)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def script_hook(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Open the video with another hook of its script."""
    number = request.POST.get("number", "")
    scripts.use_hook(video=video_of(request, pk), number=int(number) if number.isdecimal() else -1)
    messages.success(request, "The first scene has the new hook.")
    return redirect("synthesis:video-script", pk=pk)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def video_rename(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Rename the video."""
    video = video_of(request, pk)
    form = TitleForm(request.POST)
    if not form.is_valid():
        context = {**_script(request, video, None), "title_form": form}
        return render(request, "synthesis/script_page.html", context, status=422)
    videos.edit(video=video, version=form.cleaned_data["version"], title=form.cleaned_data["title"])
    messages.success(request, "Title saved.")
    return redirect("synthesis:video-script", pk=pk)


# --- quote -------------------------------------------------------------------------------------


@require_GET
@workspace_required(Role.EDITOR)
def quote_page(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """The quote of a render."""
    video = video_of(request, pk)
    refused = closed_to_edits(request, video)
    if refused is not None:
        return refused
    rows = list(_scenes(request, video))
    if not rows:
        messages.info(request, "There is nothing to render yet. Start with a script.")
        return redirect("synthesis:video-script", pk=pk)
    quote = quotes.make(video=video)
    context = {
        "video": video,
        "quote": quote,
        "lines": _quote_lines(quote, rows),
        "redraws": redraws.of_render(changes.since_last_version(video=video), count=len(rows)),
        "is_partly_measured": {"history", "table"} <= {item.source for item in quote.items},
        "paid_s": quotes.paid_s(items=quote.items),
        "cost_cents": _cents(quotes.cost_microusd(items=quote.items)),
        "usage": quotas.usage(workspace=request.workspace),
        "ways_out": [_way_out(reason, video) for reason in quote.blocked],
        "steps": steps_of(video, "quote", has_scenes=True),
    }
    return render(request, "synthesis/quote_page.html", context)


def _quote_lines(quote: Quote, rows: list[Scene]) -> list[dict[str, Any]]:
    words = {scene.pk: scene.headline or scene.narration for scene in rows}
    return [
        {**dict(item), "words": words.get(item.scene, ""), "origin_words": item.origin.label}
        for item in quote.items
    ]


def _cents(microusd: int | None) -> float | None:
    return None if microusd is None else microusd / 10_000


def _way_out(reason: Blocker, video: Video) -> dict[str, Any]:
    action, name = _WAYS_OUT.get(reason.code, ("", ""))
    of_video = name.startswith("synthesis:video-")
    url = reverse(name, args=[video.pk] if of_video else None) if name else ""
    return {**dict(reason), "action": action, "url": url}


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK, spends=True)
def render_start(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Start the render as quoted. Idempotent: a second click finds the render of the first."""
    video = video_of(request, pk)
    quote = (
        Quote.objects.for_workspace(request.workspace)
        .filter(video=video)
        .get_or_refuse(request.POST.get("quote", ""))
    )
    renders.start(video=video, quote=quote, requested_by=request.user)
    return redirect("synthesis:video", pk=pk)
