"""The review that a link opens, for people without an account."""

from datetime import UTC

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Change, declares, unlisted_page
from foundation.errors import NotFoundError
from publishing.forms.reviews import ApprovalForm, ChangesForm, CommentForm
from publishing.models import Publication, ReviewLink
from publishing.reviews import comments, decisions, links, people, together
from publishing.views.reviews import shown
from synthesis.library import files


def _publication(link: ReviewLink) -> Publication:
    return Publication.objects.select_related("video", "connection", "render__final_asset").get(
        pk=link.publication_id
    )


@require_safe
@unlisted_page
def guest_review(request: HttpRequest, token: str) -> HttpResponse:
    """The video, its text and the comments, with forms to comment and decide."""
    link = links.opened(token=token)
    return _page(request, token, link)


def _page(
    request: HttpRequest,
    token: str,
    link: ReviewLink,
    *,
    status: int = 200,
    comment_form: CommentForm | None = None,
    changes_form: ChangesForm | None = None,
) -> HttpResponse:
    content = shown(_publication(link))
    initial = {"digest": content["digest"]}
    context = {
        **content,
        "token": token,
        "link": link,
        "comment_form": comment_form or CommentForm(),
        "changes_form": changes_form or ChangesForm(initial=initial),
        "approval_form": ApprovalForm(initial=initial),
    }
    # A reader who is signed in would see the times of their own workspace.
    with timezone.override(UTC):
        return render(request, "publishing/guest_review_page.html", context, status=status)


@require_safe
@unlisted_page
def guest_review_video(request: HttpRequest, token: str) -> HttpResponse:
    """The video file, or the byte range that a player requests."""
    asset = _publication(links.opened(token=token)).render.final_asset
    if asset is None:
        raise NotFoundError()
    return files.answer(request, asset=asset)


@require_POST
@declares(Change.REPORT)
@unlisted_page
def guest_comment(request: HttpRequest, token: str) -> HttpResponse:
    """Add a comment under the link's name."""
    link = links.opened(token=token)
    publication = _publication(link)
    form = CommentForm(request.POST, length_ms=comments.length_ms(publication=publication))
    if not form.is_valid():
        return _page(request, token, link, status=422, comment_form=form)
    comments.add(
        publication=publication,
        reviewer=people.guest(link=link),
        text=form.cleaned_data["text"],
        at_ms=form.cleaned_data["at"],
    )
    messages.success(request, "Comment added.")
    return redirect(f"{reverse('publishing:guest-review', args=[token])}#comments-title")


@require_POST
@declares(Change.REPORT)
@unlisted_page
def guest_approve(request: HttpRequest, token: str) -> HttpResponse:
    """Approve the content that the page showed."""
    link, form = links.opened(token=token), ApprovalForm(request.POST)
    digest = form.cleaned_data["digest"] if form.is_valid() else ""
    publications = together.of(_publication(link))
    reviewer = people.deciding_guest(link=link, publications=publications)
    decisions.approve(publications=publications, reviewer=reviewer, digest=digest)
    messages.success(request, "Approved. Thank you.")
    return redirect("publishing:guest-review", token=token)


@require_POST
@declares(Change.REPORT)
@unlisted_page
def guest_ask_for_changes(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for changes."""
    link, form = links.opened(token=token), ChangesForm(request.POST)
    if not form.is_valid():
        return _page(request, token, link, status=422, changes_form=form)
    publications = together.of(_publication(link))
    reviewer = people.deciding_guest(link=link, publications=publications)
    decisions.ask_for_changes(publications=publications, reviewer=reviewer, **form.cleaned_data)
    messages.success(request, "Your request for changes was sent.")
    return redirect("publishing:guest-review", token=token)
