"""Who may see a published video: what was chosen, and what the platform says."""

from publishing.models import Publication


def audience_of(*, publication: Publication) -> str:
    """Return the audience that the platform last reported, or else the chosen one, in its terms."""
    tracking = getattr(publication, "tracking", None)
    return (tracking.audience if tracking else "") or publication.audience


def shown(*, publication: Publication) -> str:
    """Return the audience in words if it is not simply public; empty otherwise."""
    if is_public(publication=publication):
        return ""
    chosen, seen = publication.audience, audience_of(publication=publication)
    if chosen != seen:
        return f"Now {seen}" if publication.is_public else f"Posted as {chosen or 'a draft'}"
    return chosen.capitalize() or "Audience not known"


def is_public(*, publication: Publication) -> bool:
    """Return whether it was posted to everyone, and the platform shows it to everyone as far as known.

    Only such posts are compared with each other. Needs ``connection``, and ``tracking`` if there is one.
    """
    return publication.is_public and audience_of(publication=publication) == publication.audience
