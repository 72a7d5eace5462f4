"""The settings pages, the workspace switch, and the page of an invitation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import access, api_keys, audit, invitations, workspaces
from accounts.access import Change, WorkspaceRequest, declares, workspace_required
from accounts.forms import ApiKeyForm, InvitationForm, ProfileForm, RoleForm, WorkspaceForm
from accounts.models import ApiKey, AuditEntry, Invitation, Membership, Role, Workspace
from foundation import pagination

_UNPROCESSABLE = 422


@require_GET
def settings_index(request: HttpRequest) -> HttpResponse:
    """Redirect to the profile, the first settings page."""
    return redirect("accounts:profile")


@require_http_methods(["GET", "POST"])
@workspace_required(changes=Change.ACCOUNT)
def profile(request: WorkspaceRequest) -> HttpResponse:
    """Name, address, password, and the person's workspaces."""
    form = ProfileForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        request.user.name = form.cleaned_data["name"]
        request.user.save(update_fields=["name"])
        messages.success(request, "Profile saved.")
        return redirect("accounts:profile")
    memberships = Membership.objects.filter(user=request.user).select_related("workspace")
    context = {
        "form": form,
        "memberships": memberships.order_by("created_at", "pk"),
        "has_confirmed_email": request.user.has_confirmed_email,
    }
    return render(request, "accounts/profile_page.html", context, status=_status_of(form))


@require_http_methods(["GET", "POST"])
@workspace_required(changes=Change.ACCOUNT)
def workspace(request: WorkspaceRequest) -> HttpResponse:
    """Name and time zone; admins may change them."""
    current = request.workspace
    form = WorkspaceForm(request.POST or None, initial={"name": current.name, "time_zone": current.time_zone})
    if request.method == "POST":
        access.require_role(request.membership, Role.ADMIN)
        if form.is_valid():
            said = workspaces.rename(workspace=current, actor=request.user, **form.changes())
            messages.success(request, " ".join(["Workspace saved.", *said]))
            return redirect("accounts:workspace")
    context = {"form": form, "may_change": request.membership.may(Role.ADMIN)}
    return render(request, "accounts/workspace_page.html", context, status=_status_of(form))


@require_GET
@workspace_required()
def members(request: WorkspaceRequest) -> HttpResponse:
    """The workspace's members and open invitations."""
    return _members_page(request, InvitationForm())


def _members_page(request: WorkspaceRequest, form: InvitationForm) -> HttpResponse:
    in_it = Membership.objects.for_workspace(request.workspace).select_related("user")
    invited = Invitation.objects.for_workspace(request.workspace).filter(accepted_at=None, withdrawn_at=None)
    context = {
        "form": form,
        "members": in_it.order_by("created_at", "pk"),
        "invitations": invited.select_related("invited_by").order_by("-created_at"),
        "roles": Role.choices,
        "may_manage": request.membership.may(Role.ADMIN),
    }
    return render(request, "accounts/members_page.html", context, status=_status_of(form))


@require_POST
@workspace_required(Role.ADMIN, changes=Change.ACCOUNT)
def invite(request: WorkspaceRequest) -> HttpResponse:
    """Send an invitation."""
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _members_page(request, form)
    email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
    invitations.invite(workspace=request.workspace, by=request.membership, email=email, role=role)
    messages.success(request, f"Invitation sent to {email}.")
    return redirect("accounts:members")


@require_POST
@workspace_required(Role.ADMIN, changes=Change.ACCOUNT)
def withdraw_invitation(request: WorkspaceRequest, invitation_id: str) -> HttpResponse:
    """Withdraw an invitation."""
    invitation = Invitation.objects.for_workspace(request.workspace).get_or_refuse(invitation_id)
    invitations.withdraw(invitation=invitation, actor=request.user)
    messages.success(request, f"The invitation for {invitation.email} was withdrawn.")
    return redirect("accounts:members")


@require_POST
@workspace_required(Role.ADMIN, changes=Change.ACCOUNT)
def change_role(request: WorkspaceRequest, membership_id: str) -> HttpResponse:
    """Change a member's role."""
    membership = _membership(request, membership_id)
    form = RoleForm(request.POST)
    if form.is_valid():
        role = Role(form.cleaned_data["role"])
        workspaces.change_role(membership=membership, by=request.membership, role=role)
        messages.success(request, f"{membership.user.display_name} is now {role.label.lower()}.")
    return redirect("accounts:members")


@require_POST
@workspace_required(changes=Change.ACCOUNT)
def remove_member(request: WorkspaceRequest, membership_id: str) -> HttpResponse:
    """Remove a member, or leave the workspace."""
    membership = _membership(request, membership_id)
    workspaces.remove_member(membership=membership, by=request.membership)
    if membership.user_id == request.user.pk:
        messages.success(request, f"You have left {request.workspace.name}.")
        return redirect("home")
    messages.success(request, f"{membership.user.display_name} was removed from this workspace.")
    return redirect("accounts:members")


def _membership(request: WorkspaceRequest, membership_id: str) -> Membership:
    in_it = Membership.objects.for_workspace(request.workspace).select_related("user", "workspace")
    return in_it.get_or_refuse(membership_id)


@require_GET
@workspace_required(Role.ADMIN)
def api_key_list(request: WorkspaceRequest) -> HttpResponse:
    """The workspace's API keys, usable ones first."""
    keys = ApiKey.objects.for_workspace(request.workspace).select_related("issued_by")
    listed = sorted(keys.order_by("-created_at"), key=lambda key: not key.is_usable)
    return render(request, "accounts/api_keys_page.html", {"keys": listed})


@never_cache
@require_http_methods(["GET", "POST"])
@workspace_required(Role.ADMIN, changes=Change.ACCOUNT)
def api_key_new(request: WorkspaceRequest) -> HttpResponse:
    """Issue a key. Only this response shows its secret."""
    form = ApiKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key, secret = api_keys.issue(
            workspace=request.workspace,
            issued_by=request.user,
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expires_at=form.expires_at(),
        )
        return _reveal(request, key, secret)
    chosen = form["scopes"].value() or []
    scopes = [
        (scope, [(kind, kind.rpartition(":")[2], kind in chosen) for kind in scope.kinds])
        for scope in api_keys.SCOPES
    ]
    context = {"form": form, "scopes": scopes}
    return render(request, "accounts/api_key_new_page.html", context, status=_status_of(form))


@never_cache
@require_POST
@workspace_required(Role.ADMIN, changes=Change.ACCOUNT)
def api_key_rotate(request: WorkspaceRequest, key_id: str) -> HttpResponse:
    """Replace a key with a new one."""
    key, secret = api_keys.rotate(key=_key(request, key_id), actor=request.user)
    return _reveal(request, key, secret)


@require_POST
@workspace_required(Role.ADMIN, changes=Change.ACCOUNT)
def api_key_revoke(request: WorkspaceRequest, key_id: str) -> HttpResponse:
    """Revoke a key."""
    key = _key(request, key_id)
    api_keys.revoke(key=key, actor=request.user)
    messages.success(request, f"The key {key.name} was revoked.")
    return redirect("accounts:api-keys")


def _key(request: WorkspaceRequest, key_id: str) -> ApiKey:
    keys = ApiKey.objects.for_workspace(request.workspace).select_related("workspace")
    return keys.get_or_refuse(key_id)


def _reveal(request: WorkspaceRequest, key: ApiKey, secret: str) -> HttpResponse:
    # Answered directly, because a redirect would have to store the secret.
    return render(request, "accounts/api_key_reveal_page.html", {"key": key, "secret": secret}, status=201)


@require_GET
@workspace_required(Role.ADMIN)
def audit_log(request: WorkspaceRequest) -> HttpResponse:
    """Who did what, newest first."""
    entries = AuditEntry.objects.for_workspace(request.workspace).select_related("actor")
    page = pagination.paginate(
        entries, order="-created_at", cursor=request.GET.get("cursor"), limit=pagination.DEFAULT_LIMIT
    )
    more = f"{reverse('accounts:audit')}?cursor={page.next_cursor}" if page.next_cursor else None
    return render(request, "accounts/audit_page.html", {"lines": audit.in_words(page.rows), "more_url": more})


@require_POST
@workspace_required(changes=Change.ACCOUNT)
def switch(request: WorkspaceRequest) -> HttpResponse:
    """Switch to another of the person's workspaces."""
    mine = Workspace.objects.of_user(request.user)
    chosen = mine.filter(pk=request.POST.get("workspace", "")).first()
    if chosen is None:
        messages.error(request, "You are not a member of that workspace.")
    else:
        request.session[access.SESSION_KEY] = chosen.pk
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(back) if safe and back else redirect("home")


@never_cache
@require_http_methods(["GET", "POST"])
@declares(Change.ACCOUNT)
def invitation_page(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation with its sender, workspace and role. POST accepts it."""
    user = request.user
    is_new = isinstance(user, AnonymousUser) or not invitations.is_accepted(token=token, user=user)
    if request.method == "GET" and not is_new:
        return redirect("home")
    invitation = invitations.find(token=token)
    if request.method == "POST" and not isinstance(user, AnonymousUser):
        membership = invitations.accept(token=token, user=user)
        request.session[access.SESSION_KEY] = membership.workspace_id
        messages.success(request, f"Welcome to {invitation.workspace.name}.")
        return redirect("home")
    # A person who signs up from here becomes a member without returning to this page.
    request.session[invitations.SESSION_KEY] = token
    is_addressee = user.is_authenticated and user.email.lower() == invitation.email
    context: dict[str, Any] = {
        "invitation": invitation,
        "role": Role(invitation.role).label,
        "is_addressee": is_addressee,
        "next": request.path,
    }
    return render(request, "accounts/invitation_page.html", context)


def _status_of(form: ProfileForm | WorkspaceForm | InvitationForm | ApiKeyForm) -> int:
    return _UNPROCESSABLE if form.errors else 200
