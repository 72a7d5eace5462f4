"""The composer: one video's post for several channels, with a preview and preflight of each."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Change, WorkspaceRequest, require_role, workspace_required
from accounts.models import Role, User
from publishing import approvals, crossposts, platforms, preflight
from publishing.calendar import queueing
from publishing.models import Connection, Crosspost, Occasion, Publication, PublicationStatus
from publishing.views.composing import Composer
from synthesis.models import Video
from synthesis.studio import videos

_PUBLISH, _SCHEDULE, _QUEUE, _ASK = "publish", "schedule", "queue", "ask"
# With the id of the channel that is to allow playlists and comments.
_ALLOW = "allow:"
_CHANGED_ELSEWHERE = (
    "This post was changed elsewhere since you opened it. Nothing was saved, and your text is still here. "
    "Compare it with the saved version below. Saving again replaces that version."
)

_SENT_TWICE = "This form was sent before, and its post is here. Nothing was sent a second time."


def _video(request: WorkspaceRequest) -> Video:
    pk = request.GET.get("video", "") or request.POST.get("video", "")
    return Video.objects.for_workspace(request.workspace).get_or_refuse(pk)


def _crosspost(request: WorkspaceRequest, pk: str) -> Crosspost:
    rows = Crosspost.objects.for_workspace(request.workspace)
    return rows.select_related("video", "render__final_asset").get_or_refuse(pk)


def _composer_of(request: WorkspaceRequest, crosspost: Crosspost) -> Composer:
    return Composer(request, video=crosspost.video, version=crosspost.render, crosspost=crosspost)


@require_http_methods(["GET", "POST"])
@workspace_required(Role.EDITOR, changes=Change.WORK)
def crosspost_new(request: WorkspaceRequest) -> HttpResponse:
    """The composer for a video's newest version."""
    video = _video(request)
    version = videos.latest_render(video=video)
    usable = Connection.objects.for_workspace(request.workspace).listed().posting()
    if version is None or not usable.exists():
        context = {
            "video": video,
            "version": version,
            "reading_only": _reading_only(request),
            "channels_in_words": platforms.channels_in_words(),
        }
        return render(request, "publishing/crosspost_impossible.html", context)
    composer = Composer(request, video=video, version=version, crosspost=None)
    if request.method == "POST" and _is_ready(composer):
        return _save(composer)
    return _show(composer)


@require_http_methods(["GET", "POST"])
@workspace_required(changes=Change.WORK)
def crosspost_page(request: WorkspaceRequest, crosspost_id: str) -> HttpResponse:
    """The composer of a post, with the progress of what was sent."""
    crosspost = _crosspost(request, crosspost_id)
    composer = _composer_of(request, crosspost)
    if request.method == "GET":
        return _show(composer)
    require_role(request.membership, Role.EDITOR)
    if not _is_ready(composer):
        return _show(composer)
    if composer.form.cleaned_data["version"] != crosspost.version:
        return _show(composer, saved=crosspost, status=412)
    return _save(composer)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def crosspost_new_preview(request: WorkspaceRequest) -> HttpResponse:
    """The preview and preflight of what is typed. Nothing is saved."""
    video = _video(request)
    version = videos.latest_render(video=video)
    if version is None:
        return HttpResponse(status=204)
    return _preview(Composer(request, video=video, version=version, crosspost=None))


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def crosspost_preview(request: WorkspaceRequest, crosspost_id: str) -> HttpResponse:
    """The preview and preflight of what is typed. Nothing is saved."""
    return _preview(_composer_of(request, _crosspost(request, crosspost_id)))


def _preview(composer: Composer) -> HttpResponse:
    shown = set(composer.request.POST.getlist("shown"))
    are_others = shown != {form.connection.pk for form in composer.channel_forms}
    context = {**_context(composer), "are_others": are_others}
    return render(composer.request, "publishing/_composer_answer.html", context)


def _is_ready(composer: Composer) -> bool:
    """Validate the forms, and what the pressed button needs."""
    is_valid = composer.is_valid()
    form = composer.form
    if composer.request.POST.get("do") == _SCHEDULE and not form.cleaned_data.get("at"):
        if "at" not in form.errors:
            form.add_error("at", "Choose a date and a time.")
        return False
    return is_valid


def _show(composer: Composer, *, saved: Crosspost | None = None, status: int = 200) -> HttpResponse:
    """Show the composer. ``saved`` is the version of another person that a save would have overwritten."""
    if status == 200 and composer.request.method == "POST":
        status = 422
    context = {
        **_context(composer),
        "saved": saved,
        "saved_channels": _facts_of(saved) if saved else [],
        "changed_elsewhere": _CHANGED_ELSEWHERE if saved else "",
        "reading_only": _reading_only(composer.request),
        "is_text_old": videos.has_old_post_text(video=composer.video),
    }
    return render(composer.request, "publishing/crosspost_page.html", context, status=status)


def _facts_of(saved: Crosspost) -> list[tuple[Connection, list[tuple[str, str]]]]:
    """Each channel of the saved post, with its own texts and its options, in words."""
    return [(each.connection, _facts(each)) for each in crossposts.chosen(crosspost=saved)]


def _facts(publication: Publication) -> list[tuple[str, str]]:
    inputs = platforms.of(publication).inputs(account=publication.connection.known_account)
    own = crossposts.own_of(publication)
    texts = [
        ("Own title", own.get("title", "")),
        ("Own text", own.get("post_text", "")),
        ("Own hashtags", " ".join(own.get("hashtags", []))),
    ]
    chosen = platforms.facts(options=publication.chosen_options, inputs=inputs)
    return [(label, words) for label, words in texts if words] + chosen


def _context(composer: Composer) -> dict[str, Any]:
    crosspost, video = composer.crosspost, composer.video
    new = reverse("publishing:publication-new")
    return {
        "composer": composer,
        "crosspost": crosspost,
        "video": video,
        "version": composer.version,
        "previews": composer.previews(),
        "page_url": reverse("publishing:crosspost", args=[crosspost.pk])
        if crosspost
        else f"{new}?video={video.pk}",
        "preview_url": reverse("publishing:crosspost-preview", args=[crosspost.pk])
        if crosspost
        else f"{reverse('publishing:publication-new-preview')}?video={video.pk}",
    }


def _reading_only(request: WorkspaceRequest) -> list[Connection]:
    """The connections that the composer does not offer, because they only read."""
    listed = Connection.objects.for_workspace(request.workspace).listed()
    return [connection for connection in listed if connection.no_posting]


def _save(composer: Composer) -> HttpResponse:
    request, shared, channels = composer.request, composer.shared(), composer.channels()
    if composer.crosspost is None:
        saved, is_new = crossposts.draft_once(
            pk=composer.form.cleaned_data["new_id"],
            workspace=request.workspace,
            actor=request.user,
            video=composer.video,
            channels=channels,
            choices=composer.choices(),
            **shared,
        )
        if not is_new:
            messages.info(request, _SENT_TWICE)
            return redirect("publishing:crosspost", crosspost_id=saved.pk)
    else:
        saved = crossposts.change(
            crosspost=composer.crosspost,
            version=composer.form.cleaned_data["version"],
            actor=request.user,
            channels=channels,
            choices=composer.choices(),
            **shared,
        )
    return _act(composer, saved)


def _act(composer: Composer, saved: Crosspost) -> HttpResponse:
    """Do what the pressed button says with the saved post."""
    request, do = composer.request, composer.request.POST.get("do", "")
    here = redirect("publishing:crosspost", crosspost_id=saved.pk)
    if do == _ASK:
        return _to_review(saved)
    if do.startswith(_ALLOW):
        page = reverse("publishing:connection-extras", args=[do.removeprefix(_ALLOW)])
        return redirect(f"{page}?crosspost={saved.pk}")
    if do not in (_PUBLISH, _SCHEDULE, _QUEUE):
        messages.success(request, _saved_words(saved))
        return here
    waiting = crossposts.waiting(crosspost=saved)
    problem = _problem(waiting, actor=request.user, occasion=_OCCASIONS[do])
    if problem:
        messages.warning(request, f"Saved, not {_DONE[do]} yet. {problem}")
        return here
    messages.success(request, f"“{saved.title}” {_send(composer, saved, waiting)}.")
    return redirect("publishing:publication", pk=waiting[0].pk) if len(waiting) == 1 else here


def _to_review(saved: Crosspost) -> HttpResponse:
    """The page that asks for the approval of all its channels."""
    first = crossposts.chosen(crosspost=saved).order_by("pk").first()
    if first is None:
        return redirect("publishing:crosspost", crosspost_id=saved.pk)
    return redirect("publishing:review", pk=first.pk)


_DONE = {_PUBLISH: "sent", _SCHEDULE: "scheduled", _QUEUE: "scheduled"}
_OCCASIONS = {_PUBLISH: Occasion.SUBMIT, _SCHEDULE: Occasion.SCHEDULE, _QUEUE: Occasion.SCHEDULE}


def _saved_words(saved: Crosspost) -> str:
    """What a saved post is now."""
    scheduled = [
        each for each in crossposts.waiting(crosspost=saved) if each.status == PublicationStatus.SCHEDULED
    ]
    if not scheduled:
        return "Draft saved."
    words = "Saved. It stays scheduled."
    if any(approvals.is_outdated(publication=each) for each in scheduled):
        words += " What was approved is the version before this change."
    return words


def _send(composer: Composer, saved: Crosspost, waiting: list[Publication]) -> str:
    """Publish or schedule the saved post, and return what happened, in words."""
    request, do = composer.request, composer.request.POST.get("do")
    if do == _PUBLISH:
        crossposts.publish(crosspost=saved, actor=request.user)
        return "is being published to " + _joined([each.connection.full_name for each in waiting])
    if do == _QUEUE:
        queueing.add(crosspost=saved, actor=request.user)
    else:
        at = composer.form.cleaned_data["at"]
        times = {each.connection_id: at for each in waiting}
        crossposts.schedule(crosspost=saved, times=times, actor=request.user)
    return "is scheduled: " + "; ".join(_times(crossposts.waiting(crosspost=saved), composer.zone))


def _times(planned: list[Publication], zone: ZoneInfo) -> list[str]:
    """Each channel with its time, the first one first."""
    found = [(each.scheduled_at, each) for each in planned if each.scheduled_at]
    found.sort(key=lambda pair: (pair[0], pair[1].pk))
    return [f"{each.connection.full_name}, {at.astimezone(zone):%a %-d %b, %H:%M}" for at, each in found]


def _problem(waiting: list[Publication], *, actor: User, occasion: Occasion) -> str:
    """The first reason that prevents sending the saved post; empty if there is none."""
    if not waiting:
        return "Choose a channel first."
    for each in waiting:
        blocking = preflight.blocking(preflight.check(publication=each, occasion=occasion))
        if blocking:
            text = blocking[0].text
            return text if len(waiting) == 1 else f"{each.connection.full_name}: {text}"
    needed = approvals.is_needed(workspace=waiting[0].workspace, actor=actor)
    if needed and not all(approvals.is_given(publication=each) for each in waiting):
        return "Your workspace requires an approval. Ask for it first."
    return ""


def _joined(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
