"""Running preflight: the rules of the product, of the platform, and of the installation's operators."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from publishing import platforms
from publishing.errors import PreflightFailedError
from publishing.models import Occasion, PreflightRun, Publication, RuleResult
from publishing.platforms import Area, Level, Page, Post
from publishing.preflight import limits, policies, product
from publishing.preflight.checks import Check, applied, blocking
from synthesis.studio import videos

if TYPE_CHECKING:
    from collections.abc import Iterator

# A paused channel still gets what is in progress.
_NOT_CHECKED = frozenset({(Occasion.SEND, "product.plan")})
_KNOWN_FOR = timedelta(minutes=5)


def check(*, publication: Publication, occasion: Occasion = Occasion.COMPOSE) -> list[Check]:
    """Return the result of each rule: the product's, the platform's, the operators', each in their order.

    What may pass with time, such as a limit of the day, prevents only what is sent now.
    """
    found = [each for each in _results(publication) if (occasion, each.id) not in _NOT_CHECKED]
    return found if _is_sent_now(publication, occasion) else [_for_later(each) for each in found]


def _is_sent_now(publication: Publication, occasion: Occasion) -> bool:
    """True if what is known of the account is what counts: it is read again just before sending."""
    age = timezone.now() - publication.connection.account_read_at
    return occasion is Occasion.SEND or (occasion is Occasion.SUBMIT and age < _KNOWN_FOR)


def _for_later(found: Check) -> Check:
    is_open = found.is_momentary and found.level is Level.BLOCKED
    return replace(found, level=Level.WARNING) if is_open else found


def _results(publication: Publication) -> list[Check]:
    platform = platforms.of(publication)
    pages = _pages(publication)
    post = _post(publication)
    return [
        *(applied(rule, publication, owner="product", pages=pages) for rule in product.RULES),
        *(applied(rule, post, owner=platform.name, pages=pages) for rule in platform.rules),
        *(
            applied(limits.rule_of(cap), publication, owner=platform.name, pages=pages)
            for cap in [platforms.of(publication).day_cap]
            if cap is not None
        ),
        *(
            applied(rule, post, owner=policies.OWNER, pages=pages)
            for rule in policies.rules_for(platform=platform.name)
        ),
    ]


def record(*, publication: Publication, occasion: Occasion) -> list[Check]:
    """Run preflight and store the result with the publication. Its version does not change."""
    found = check(publication=publication, occasion=occasion)
    run = PreflightRun(
        ran_at=timezone.now(),
        occasion=occasion,
        results=tuple(
            RuleResult(id=each.id, version=each.version, level=each.level, text=each.text) for each in found
        ),
    )
    Publication.objects.filter(pk=publication.pk).update(preflight=run)
    publication.preflight = run
    return found


def require(*, publication: Publication, occasion: Occasion) -> None:
    """Run preflight and store the result. Raises PreflightFailedError if a rule prevents publishing.

    A transaction that this error rolls back does not keep the result: see ``kept_if_refused``.
    """
    found = blocking(record(publication=publication, occasion=occasion))
    if found:
        raise PreflightFailedError(
            " ".join(each.text for each in found),
            errors=[
                {"field": each.field or "body", "code": each.code, "detail": each.text} for each in found
            ],
        )


@contextmanager
def kept_if_refused(*, publication: Publication, occasion: Occasion) -> "Iterator[None]":
    """Store the result if the block, which is a transaction, was rolled back by PreflightFailedError."""
    try:
        yield
    except PreflightFailedError:
        record(publication=Publication.objects.get(pk=publication.pk), occasion=occasion)
        raise


def _post(publication: Publication) -> Post:
    """The post, with the facts that only rules need."""
    area = videos.captions_area(render=publication.render)
    return replace(
        publication.post,
        accounts_today=limits.accounts_today(publication=publication),
        captions=Area(left=area[0], top=area[1], right=area[2], bottom=area[3]) if area else None,
    )


def _pages(publication: Publication) -> dict[Page, str]:
    return {
        Page.BILLING: reverse("billing:usage"),
        Page.CHANNELS: reverse("publishing:connections"),
        Page.LIBRARY: reverse("synthesis:assets"),
        Page.VIDEO: reverse("synthesis:video", args=[publication.video_id]),
    }
