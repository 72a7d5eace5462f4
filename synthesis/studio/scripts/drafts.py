"""Script drafts: the newest one, and its options."""

from synthesis.content import ScriptOptions
from synthesis.models import ScriptDraft, Video, Writer
from synthesis.studio import adapters
from synthesis.studio.scripts.assignment import facts_of

MOST_SUGGESTIONS = 4


def latest_draft(*, video: Video) -> ScriptDraft | None:
    """The newest draft, in any status."""
    return ScriptDraft.objects.filter(video=video).order_by("-created_at", "-pk").first()


def latest_options(*, video: Video) -> ScriptOptions:
    """The options of the newest script that was requested from a writer; the defaults if there is none."""
    drafts = ScriptDraft.objects.filter(video=video).exclude(writer=Writer.PERSON)
    draft = drafts.order_by("-created_at", "-pk").first()
    return draft.options if draft else ScriptOptions()


def known_topics(*, video: Video, draft: ScriptDraft | None) -> list[str]:
    """Topics near an outline's that the offline writer knows; none for a finished script."""
    if draft is None or not draft.is_outline:
        return []
    facts = facts_of(video=video)
    words = [facts["topic"], facts.get("niche", ""), *facts.get("keywords", ())]
    found = adapters.offline_topics(text=" | ".join(map(str, words)))
    return [topic for topic in found if topic != draft.topic][:MOST_SUGGESTIONS]
