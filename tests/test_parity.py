"""Every action on pages is also available over REST, or has a reason not to be."""

import pytest
from django.urls import get_resolver

from discovery.models import Decision
from synthesis.views.scenes import ACTIONS
from tests.test_api_rules import OPERATIONS
from tests.test_read_only import views

# Actions for people only, and the reasons.
SIGNED_IN = "It concerns the person who is signed in, or their browser."
MEMBERSHIP = "People decide about members and their roles."
PRICE = "A person accepts or declines the price that the page shows. A program opens the portal."
CONSENT = "A person consents on the platform's own page."
OPERATOR = "Operators only: they test the keys of the installation."
OWN_SHOP = "Operators only: it uses the credentials in the settings."
FOR_THE_EYE = "It shows or plays something, and changes nothing."
SEEN = "Only a person who has checked the channel can confirm it."
FIRST_LOOK = "It adds sample niches for a new user. A program follows its own niches."
IMPORTS = "Files are uploaded on the page, and what they supplied is removed there."
LICENSED = "People choose channels after reading the licence on the page."
SAVED_VIEWS = "Saved views are filters of the page. A program sends the filters themselves."
PUBLIC = "A person decides what anyone may see, after looking at the page."
GUEST = "It is for reviewers without an account, whom a link identifies."
JSON_ONLY = "Endpoints accept JSON only; files are uploaded on the page."

CANDIDATE = "discover/candidates/<str:candidate_id>/"
NICHE = "discover/niches/<str:niche_id>/"
IDEA = "ideas/<str:idea_id>/"
VIDEO = "videos/<str:pk>/"
SCENE = f"{VIDEO}scenes/<str:scene_id>/"
PUBLICATION = "publications/<str:pk>/"

# By a page's URL, with the button's value if one URL has several.
IN_REST: dict[str, tuple[str, ...]] = {
    "settings/api-keys/new/": ("POST api-keys/",),
    "settings/api-keys/<str:key_id>/rotation/": ("POST api-keys/{key_id}/rotate/",),
    "settings/api-keys/<str:key_id>/revocation/": ("DELETE api-keys/{key_id}/",),
    "settings/notifications/": ("PATCH notification-preferences/{event}/",),
    "notifications/read/": ("POST notifications/read/",),
    "notifications/<str:notification_id>/read/": ("POST notifications/{notification_id}/read/",),
    "notifications/unsubscribe/<str:token>/": ("PATCH notification-preferences/{event}/",),
    "settings/billing/checkout/": ("POST checkout-sessions/",),
    "settings/billing/portal/": ("POST portal-sessions/",),
    f"{CANDIDATE}decision/ saved": ("POST candidates/{candidate_id}/save/",),
    f"{CANDIDATE}decision/ dismissed": ("POST candidates/{candidate_id}/dismiss/",),
    f"{CANDIDATE}decision/ open": ("POST candidates/{candidate_id}/reopen/",),
    f"{CANDIDATE}idea/": ("POST ideas/",),
    f"{CANDIDATE}analysis/": ("POST analyses/",),
    "analyses/new/": ("POST analyses/",),
    "analyses/<str:analysis_id>/again/": ("POST analyses/",),
    "analyses/<str:analysis_id>/retry/": ("POST analyses/{analysis_id}/retry/",),
    "analyses/<str:analysis_id>/cancel/": ("POST analyses/{analysis_id}/cancel/",),
    "findings/<str:finding_id>/idea/": ("POST ideas/",),
    "findings/<str:finding_id>/report/": ("POST findings/{finding_id}/report-wrong/",),
    "discover/videos/add/": ("POST video-links/", "POST channels/"),
    "discover/videos/<str:link_id>/remove/": ("DELETE video-links/{link_id}/",),
    "discover/niches/new/": ("POST niches/",),
    NICHE: ("PATCH niches/{niche_id}/",),
    f"{NICHE}restart/": ("POST niches/{niche_id}/restart/",),
    f"{NICHE}scan/": ("POST niches/{niche_id}/scan/",),
    f"{NICHE}delete/": ("DELETE niches/{niche_id}/",),
    f"{NICHE}channels/": ("POST channels/",),
    f"{NICHE}channels/<str:channel_id>/remove/": (
        "DELETE watchlists/{niche_id}/channels/{channel_id}/",
        "DELETE channels/{channel_id}/",
    ),
    "ideas/new/": ("POST ideas/",),
    IDEA: ("PATCH ideas/{idea_id}/",),
    f"{IDEA}move/": ("POST ideas/{idea_id}/move/",),
    f"{IDEA}delete/": ("DELETE ideas/{idea_id}/",),
    "videos/new/": ("POST videos/",),
    "videos/from-idea/<str:idea_id>/": ("POST videos/",),
    f"{VIDEO}archive/": ("POST videos/{video_id}/archive/",),
    f"{VIDEO}restore/": ("POST videos/{video_id}/restore/",),
    f"{VIDEO}rename/": ("PATCH videos/{video_id}/",),
    f"{VIDEO}script/": ("POST videos/{video_id}/script/",),
    f"{VIDEO}script/write/": ("POST videos/{video_id}/script/",),
    f"{VIDEO}script/hook/": ("POST videos/{video_id}/script/hook/",),
    f"{VIDEO}scenes/add/": ("POST videos/{video_id}/scenes/",),
    f"{VIDEO}scenes/order/": ("POST videos/{video_id}/scenes/order/",),
    SCENE: ("PATCH videos/{video_id}/scenes/{scene_id}/",),
    f"{SCENE}<str:action>/ up": ("POST videos/{video_id}/scenes/order/",),
    f"{SCENE}<str:action>/ down": ("POST videos/{video_id}/scenes/order/",),
    f"{SCENE}<str:action>/ split": ("POST videos/{video_id}/scenes/{scene_id}/split/",),
    f"{SCENE}<str:action>/ merge": ("POST videos/{video_id}/scenes/{scene_id}/merge/",),
    f"{SCENE}<str:action>/ lock": ("POST videos/{video_id}/scenes/{scene_id}/lock/",),
    f"{SCENE}<str:action>/ unlock": ("POST videos/{video_id}/scenes/{scene_id}/lock/",),
    f"{SCENE}<str:action>/ remove-recording": ("PATCH videos/{video_id}/scenes/{scene_id}/",),
    f"{SCENE}<str:action>/ delete": ("DELETE videos/{video_id}/scenes/{scene_id}/",),
    f"{VIDEO}stock/": ("POST videos/{video_id}/stock/",),
    f"{SCENE}stock/": ("POST videos/{video_id}/scenes/{scene_id}/stock/",),
    f"{VIDEO}voice/": ("PATCH videos/{video_id}/",),
    f"{VIDEO}render/": ("POST quotes/", "POST renders/"),
    "renders/<str:pk>/cancel/": ("POST renders/{render_id}/cancel/",),
    "renders/<str:pk>/retry/": ("POST renders/{render_id}/retry/",),
    "renders/<str:pk>/poster/": ("POST renders/{render_id}/poster/",),
    "renders/<str:pk>/poster/first/": ("DELETE renders/{render_id}/poster/",),
    "assets/<str:pk>/delete/": ("DELETE assets/{asset_id}/",),
    "settings/pronunciations/": ("POST pronunciations/",),
    "settings/pronunciations/<str:pk>/": ("PATCH pronunciations/{pronunciation_id}/",),
    "settings/pronunciations/<str:pk>/delete/": ("DELETE pronunciations/{pronunciation_id}/",),
    "publications/new/": ("POST publications/", "POST crossposts/"),
    "crossposts/<str:crosspost_id>/": (
        "PATCH crossposts/{crosspost_id}/",
        "POST crossposts/{crosspost_id}/publish/",
        "POST crossposts/{crosspost_id}/schedule/",
        # The composer makes the links of the products that a post offers.
        "POST links/",
    ),
    PUBLICATION: ("PATCH publications/{id}/", "POST publications/{id}/publish/"),
    f"{PUBLICATION}publish/": ("POST publications/{id}/publish/",),
    f"{PUBLICATION}cancel/": ("POST publications/{id}/cancel/",),
    f"{PUBLICATION}move/": (
        "POST publications/{id}/schedule/",
        "POST publications/{id}/plan/",
        "POST publications/{id}/queue/",
        "POST publications/{id}/unschedule/",
    ),
    f"{PUBLICATION}place/<str:scale>/<str:day>/": ("POST publications/{id}/schedule/",),
    "calendar/slots/": ("POST slots/",),
    f"{VIDEO}offers/": ("POST offers/",),
    f"{VIDEO}offers/<str:offer_id>/": ("PATCH offers/{offer_id}/",),
    f"{VIDEO}offers/<str:offer_id>/remove/": ("DELETE offers/{offer_id}/",),
    f"{VIDEO}offers/<str:offer_id>/codes/<str:discount_id>/retry/": (
        "POST offers/{offer_id}/codes/{discount_id}/retry/",
    ),
    "calendar/slots/<str:slot_id>/remove/": ("DELETE slots/{slot_id}/",),
    "calendar/rules/": ("PATCH calendar-rules/",),
    f"{PUBLICATION}extras/<str:extra_id>/retry/": ("POST publications/{id}/extras/{extra_id}/retry/",),
    f"{PUBLICATION}look-again/": ("POST publications/{id}/reconcile/",),
    f"{PUBLICATION}review/ask/": ("POST publications/{id}/reviews/",),
    f"{PUBLICATION}review/withdraw/": ("POST publications/{id}/withdraw-request/",),
    f"{PUBLICATION}review/approve/": ("POST publications/{id}/approve/",),
    f"{PUBLICATION}review/ask-for-changes/": ("POST publications/{id}/ask-for-changes/",),
    f"{PUBLICATION}review/comments/": ("POST publications/{id}/comments/",),
    f"{PUBLICATION}review/comments/<str:comment_id>/resolve/": (
        "POST publications/{id}/comments/{comment_id}/resolve/",
    ),
    "connections/<str:pk>/disconnect/": ("DELETE connections/{id}/",),
    f"{VIDEO}merch/": ("POST merch-drafts/",),
    f"{VIDEO}merch/<str:draft_id>/retry/": ("POST merch-drafts/{draft_id}/retry/",),
    f"{VIDEO}merch/<str:draft_id>/cancel/": ("POST merch-drafts/{draft_id}/cancel/",),
    "shop/stores/<str:store_id>/disconnect/": ("DELETE stores/{id}/",),
    "shop/stores/<str:store_id>/read-products/": ("POST stores/{id}/read-products/",),
}
FOR_PEOPLE: dict[str, str] = {
    "settings/approvals/": MEMBERSHIP,
    f"{PUBLICATION}review/links/": PUBLIC,
    f"{PUBLICATION}review/links/<str:review_link_id>/revoke/": PUBLIC,
    "reviews/<str:token>/comments/": GUEST,
    "reviews/<str:token>/approve/": GUEST,
    "reviews/<str:token>/ask-for-changes/": GUEST,
    "first-steps/": SIGNED_IN,
    "theme/": SIGNED_IN,
    "calendar/feed/": SIGNED_IN,
    "calendar/feed/revoke/": SIGNED_IN,
    "settings/profile/": SIGNED_IN,
    "settings/notifications/address/": SIGNED_IN,
    "workspaces/current/": SIGNED_IN,
    "invitations/<str:token>/": SIGNED_IN,
    "settings/integrations/tests/": OPERATOR,
    "settings/workspace/": MEMBERSHIP,
    "settings/members/<str:membership_id>/role/": MEMBERSHIP,
    "settings/members/<str:membership_id>/removal/": MEMBERSHIP,
    "settings/invitations/": MEMBERSHIP,
    "settings/invitations/<str:invitation_id>/withdrawal/": MEMBERSHIP,
    "settings/billing/change/": PRICE,
    "settings/billing/cancel/": PRICE,
    "settings/billing/resume/": PRICE,
    "settings/billing/drop/": PRICE,
    "settings/billing/pay/": PRICE,
    "discover/samples/": FIRST_LOOK,
    f"{VIDEO}voice/preview/": FOR_THE_EYE,
    f"{VIDEO}scenes/<str:scene_id>/preview/": FOR_THE_EYE,
    f"{VIDEO}lineage/share/": PUBLIC,
    f"{VIDEO}lineage/stop-sharing/": PUBLIC,
    "settings/pronunciations/listen/": FOR_THE_EYE,
    "discover/licensed/watch/": LICENSED,
    "discover/licensed/unwatch/": LICENSED,
    "discover/views/": SAVED_VIEWS,
    "discover/views/<str:view_id>/": SAVED_VIEWS,
    "discover/views/<str:view_id>/delete/": SAVED_VIEWS,
    "discover/imports/add/": JSON_ONLY,
    "discover/imports/<str:import_id>/remove/": IMPORTS,
    "library/upload/": JSON_ONLY,
    "check-file/": JSON_ONLY,
    "library/recordings/upload/": JSON_ONLY,
    "library/music/upload/": JSON_ONLY,
    f"{PUBLICATION}missing/": SEEN,
    "publications/new/preview/": FOR_THE_EYE,
    "crossposts/<str:crosspost_id>/preview/": FOR_THE_EYE,
    "connections/<slug:platform>/start/": CONSENT,
    "shop/connect/<slug:platform>/": CONSENT,
    "shop/connect/<slug:platform>/own/": OWN_SHOP,
}
# URLs with a button for each of several actions.
BUTTONS = {
    f"{SCENE}<str:action>/": tuple(ACTIONS),
    f"{CANDIDATE}decision/": tuple(Decision.values),
}


@pytest.fixture
def actions(db) -> set[str]:
    """Return each page action: its URL, and the button if it has several."""
    pages = [
        view.pattern
        for view in views(get_resolver())
        if not view.pattern.startswith(("api/", "hooks/")) and view.takes_changes
    ]
    return {
        f"{pattern} {button}" if button else pattern
        for pattern in pages
        for button in BUTTONS.get(pattern, ("",))
    }


def test_each_action_of_a_page_is_an_operation_or_has_a_reason(actions):
    assert not IN_REST.keys() & FOR_PEOPLE.keys()
    assert actions == IN_REST.keys() | FOR_PEOPLE.keys()


def test_pages_can_do_what_operations_can():
    named = {operation for operations in IN_REST.values() for operation in operations}
    offered = {
        f"{each.method.upper()} {each.path.removeprefix('/api/v1/')}"
        for each in OPERATIONS
        if each.method != "get"
    }

    assert named == offered
