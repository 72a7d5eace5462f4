"""The offline writer: a script from its library or from the idea's facts, otherwise an outline."""

from synthesis.choices import ScriptKind
from synthesis.content import Beat, Script, has_blank
from synthesis.studio.adapters.assignment import Assignment
from synthesis.studio.adapters.base import Written
from synthesis.studio.adapters.language_model.offline import beats, briefs, outlines, telling, trends
from synthesis.studio.adapters.language_model.offline.briefs import Brief

WRITER = "offline"


class OfflineWriter:
    """A LanguageModel without network. The same assignment gives the same script."""

    def write(self, *, assignment: Assignment) -> Written:
        """See LanguageModel. The assignment must be in English.

        ``is_outline`` is True if the narration has blanks, because the writer does not know the topic.
        """
        script = _script(briefs.of_assignment(assignment))
        is_outline = any(has_blank(scene.narration) for scene in script.scenes)
        return Written(script=script, writer=WRITER, model=briefs.VERSION, is_outline=is_outline)


def _script(brief: Brief) -> Script:
    trend = trends.of_facts(brief.facts)
    if brief.options.kind == ScriptKind.NEWS:
        return (
            trends.news(brief=brief, trend=trend)
            if trend.is_enough
            else outlines.outline(brief=brief, trend=trend)
        )
    if brief.topic is None:
        return outlines.outline(brief=brief, trend=trend)
    script = telling.tell(brief=brief, topic=brief.topic)
    if brief.angle.is_known(topic=brief.topic):
        return script
    return script.model_copy(update={"scenes": [script.scenes[0], _angle(brief), *script.scenes[1:]]})


def _angle(brief: Brief) -> Beat:
    """A blank for an angle that the library cannot put into words."""
    return beats.beat(
        says=f"{{Your angle, in one spoken sentence: {brief.angle.text}}}", headline="Your angle"
    )
