"""URLs of pages."""

from django.urls import path

from accounts.views import notifications
from accounts.views import settings as views

app_name = "accounts"
urlpatterns = [
    path("settings/", views.settings_index, name="settings"),
    path("settings/profile/", views.profile, name="profile"),
    path("settings/workspace/", views.workspace, name="workspace"),
    path("settings/members/", views.members, name="members"),
    path("settings/members/<str:membership_id>/role/", views.change_role, name="member-role"),
    path("settings/members/<str:membership_id>/removal/", views.remove_member, name="member-removal"),
    path("settings/invitations/", views.invite, name="invitations"),
    path(
        "settings/invitations/<str:invitation_id>/withdrawal/",
        views.withdraw_invitation,
        name="invitation-withdrawal",
    ),
    path("settings/api-keys/", views.api_key_list, name="api-keys"),
    path("settings/api-keys/new/", views.api_key_new, name="api-key-new"),
    path("settings/api-keys/<str:key_id>/rotation/", views.api_key_rotate, name="api-key-rotation"),
    path("settings/api-keys/<str:key_id>/revocation/", views.api_key_revoke, name="api-key-revocation"),
    path("settings/audit/", views.audit_log, name="audit"),
    path("settings/notifications/", notifications.choices, name="notification-settings"),
    path("settings/notifications/address/", notifications.try_address_again, name="address-try-again"),
    path("notifications/", notifications.notification_list, name="notifications"),
    path("notifications/latest/", notifications.latest, name="notifications-latest"),
    path("notifications/read/", notifications.mark_all_read, name="notifications-read"),
    path("notifications/<str:notification_id>/read/", notifications.mark_read, name="notification-read"),
    path("notifications/unsubscribe/<str:token>/", notifications.unsubscribe, name="unsubscribe"),
    path("workspaces/current/", views.switch, name="workspace-switch"),
    path("invitations/<str:token>/", views.invitation_page, name="invitation"),
]
