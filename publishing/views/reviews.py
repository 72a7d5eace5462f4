"""Pages of approvals for members: the review of a publication, and whose posts need an approval."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Change, WorkspaceRequest, require_role, workspace_required
from accounts.models import Role
from publishing import approvals, platforms
from publishing.forms.reviews import (
    NOBODY,
    ApprovalForm,
    AskForm,
    ChangesForm,
    CommentForm,
    LinkForm,
    PolicyForm,
)
from publishing.models import (
    Publication,
    PublicationStatus,
    Review,
    ReviewComment,
    ReviewLink,
    ReviewStatus,
)
from publishing.reviews import comments, decisions, links, people, policies, requests, together
from publishing.reviews.people import Reviewer


def _publication(request: WorkspaceRequest, pk: str) -> Publication:
    rows = Publication.objects.for_workspace(request.workspace)
    return rows.select_related("video", "connection", "render__final_asset").get_or_refuse(pk)


@require_GET
@workspace_required()
def review_page(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """The review of a publication: what is posted, the comments, the decision, and links for reviewers."""
    return _page(request, _publication(request, pk))


def _page(
    request: WorkspaceRequest, publication: Publication, *, status: int = 200, **forms: Form
) -> HttpResponse:
    membership = request.membership
    content = shown(publication)
    initial = {"digest": content["digest"]}
    context = {
        **content,
        "ask_form": forms.get("ask_form") or AskForm(),
        "comment_form": forms.get("comment_form") or CommentForm(),
        "changes_form": forms.get("changes_form") or ChangesForm(initial=initial),
        "link_form": forms.get("link_form") or LinkForm(),
        "approval_form": ApprovalForm(initial=initial),
        "may_edit": membership.may(Role.EDITOR),
        "may_decide": people.may_decide(publications=content["publications"], membership=membership),
        "may_invite": approvals.may_invite(membership=membership),
        "is_needed": approvals.is_needed(workspace=request.workspace, actor=request.user),
        "links": [(link, url_of_link(link)) for link in links.listed(publications=content["publications"])],
    }
    return render(request, "publishing/review_page.html", context, status=status)


def shown(publication: Publication) -> dict[str, Any]:
    """What members and reviewers see of a publication and the others of its post."""
    publications = together.of(publication)
    waiting = together.waiting(publications)
    reviews = _reviews(publications)
    newest = reviews[0] if reviews else None
    return {
        "publication": publication,
        "publications": publications,
        "posts": [_post(each) for each in publications],
        "is_waiting": bool(waiting),
        "may_be_asked": any(together.may_be_asked(each) for each in publications),
        "digest": approvals.digest_of(waiting) if waiting else "",
        "comments": comments.listed(publications=publications),
        "reviews": reviews,
        "note": newest.note if newest else "",
        "asked_by": newest.requested_by.display_name if newest and newest.requested_by else "",
        "decision": newest if newest and _still_holds(newest) else None,
    }


def _still_holds(review: Review) -> bool:
    """True for a decision about exactly what is shown."""
    if review.status == ReviewStatus.APPROVED:
        return approvals.is_given(publication=review.publication)
    is_awaited = review.publication.status == PublicationStatus.CHANGES_REQUESTED
    return is_awaited and review.status == ReviewStatus.CHANGES_REQUESTED


def _reviews(publications: Sequence[Publication]) -> list[Review]:
    """The requests and decisions, newest first."""
    rows = Review.objects.filter(publication__in=publications)
    rows = rows.select_related("requested_by", "decided_by", "publication__connection")
    return list(rows.order_by("-created_at", "-pk"))


def _post(publication: Publication) -> dict[str, Any]:
    posting = platforms.of(publication)
    return {
        "publication": publication,
        "platform": posting,
        "text": publication.post.text,
        "options": publication.option_facts,
    }


def url_of_link(link: ReviewLink) -> str:
    """Return the address that a reviewer opens."""
    return settings.SITE_URL + reverse("publishing:guest-review", args=[links.token_of(link)])


def _to_part(pk: str, part: str) -> HttpResponse:
    """Show the review at the heading with this id, which can be far down the page."""
    return redirect(f"{reverse('publishing:review', args=[pk])}#{part}")


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def review_ask(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Ask for an approval."""
    publication, form = _publication(request, pk), AskForm(request.POST)
    if not form.is_valid():
        return _page(request, publication, status=422, ask_form=form)
    requests.ask(publications=together.of(publication), actor=request.user, note=form.cleaned_data["note"])
    if people.others(publication=publication, requester=request.user):
        messages.success(request, "Waiting for approval. Whoever may approve it has been notified.")
    else:
        messages.warning(request, _nobody_else(request, publication))
    return redirect("publishing:review", pk=pk)


def _nobody_else(request: WorkspaceRequest, publication: Publication) -> str:
    """Who can approve a post that no other member may decide about."""
    words = "Waiting for approval. Nobody else in this workspace can approve it"
    if people.may_decide(publications=[publication], membership=request.membership):
        return f"{words}: make a link for a reviewer."
    return f"{words}: invite another owner, or change whose posts need an approval in the settings."


@require_POST
@workspace_required(Role.EDITOR, changes=Change.RELEASE)
def review_withdraw(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Take the request back."""
    requests.withdraw(publications=together.of(_publication(request, pk)), actor=request.user)
    messages.success(request, "The request was withdrawn. The post is a draft again.")
    return redirect("publishing:review", pk=pk)


@require_POST
@workspace_required(changes=Change.WORK)
def review_comment(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Add a comment. Every member may."""
    publication = _publication(request, pk)
    form = CommentForm(request.POST, length_ms=comments.length_ms(publication=publication))
    if not form.is_valid():
        return _page(request, publication, status=422, comment_form=form)
    comments.add(
        publication=publication,
        reviewer=Reviewer(user=request.user),
        text=form.cleaned_data["text"],
        at_ms=form.cleaned_data["at"],
    )
    messages.success(request, "Comment added.")
    return _to_part(pk, "comments-title")


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def review_comment_resolve(request: WorkspaceRequest, pk: str, comment_id: str) -> HttpResponse:
    """Mark a comment as done, or as not done."""
    publications = together.of(_publication(request, pk))
    rows = ReviewComment.objects.for_workspace(request.workspace).filter(publication__in=publications)
    comments.resolve(comment=rows.get_or_refuse(comment_id), is_resolved="reopen" not in request.POST)
    return _to_part(pk, "comments-title")


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def review_approve(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Approve the content that the page showed."""
    publication, form = _publication(request, pk), ApprovalForm(request.POST)
    publications = together.of(publication)
    reviewer = people.member(publications=publications, membership=request.membership)
    digest = form.cleaned_data["digest"] if form.is_valid() else ""
    decisions.approve(publications=publications, reviewer=reviewer, digest=digest)
    messages.success(request, f"“{publication.title}” is approved.")
    return redirect("publishing:review", pk=pk)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def review_ask_for_changes(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Ask for changes."""
    publication, form = _publication(request, pk), ChangesForm(request.POST)
    publications = together.of(publication)
    reviewer = people.member(publications=publications, membership=request.membership)
    if not form.is_valid():
        return _page(request, publication, status=422, changes_form=form)
    decisions.ask_for_changes(publications=publications, reviewer=reviewer, **form.cleaned_data)
    messages.success(request, "Changes requested.")
    return redirect("publishing:review", pk=pk)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def review_link_new(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Make a link for a reviewer."""
    publication, form = _publication(request, pk), LinkForm(request.POST)
    if not form.is_valid():
        return _page(request, publication, status=422, link_form=form)
    link = links.create(publication=publication, membership=request.membership, **form.cleaned_data)
    messages.success(request, f"The link for {link.name} works for {form.cleaned_data['days']} days.")
    return _to_part(pk, "links-title")


@require_POST
@workspace_required(Role.EDITOR, changes=Change.RELEASE)
def review_link_revoke(request: WorkspaceRequest, pk: str, review_link_id: str) -> HttpResponse:
    """Revoke a link."""
    publications = together.of(_publication(request, pk))
    rows = ReviewLink.objects.for_workspace(request.workspace).filter(publication__in=publications)
    links.revoke(link=rows.get_or_refuse(review_link_id), actor=request.user)
    messages.success(request, "The link no longer works.")
    return _to_part(pk, "links-title")


@require_http_methods(["GET", "POST"])
@workspace_required(changes=Change.WORK)
def approval_settings(request: WorkspaceRequest) -> HttpResponse:
    """Whose posts need an approval. Only owners change it."""
    form = PolicyForm(
        request.POST or None,
        initial={"needed_up_to": policies.needed_up_to(workspace=request.workspace) or NOBODY},
    )
    if request.method == "POST":
        require_role(request.membership, Role.OWNER)
        if form.is_valid():
            policies.change(workspace=request.workspace, actor=request.user, **form.cleaned_data)
            messages.success(request, "Saved.")
            return redirect("publishing:approval-settings")
    context = {"form": form, "may_change": request.membership.may(Role.OWNER)}
    return render(
        request, "publishing/approval_settings_page.html", context, status=422 if form.errors else 200
    )
