"""Scripts without a key or a network."""

from synthesis.adapters.base import Written
from synthesis.adapters.script import Assignment, Beat, BeatLayout, Script


class OfflineWriter:
    """A LanguageModel that is only this machine."""

    def write(self, *, assignment: Assignment) -> Written:
        """See LanguageModel."""
        topic = str(assignment.facts.get("title", "this"))
        lines = [
            f"Here is the truth about {topic}.",
            "Start small.",
            "Change one thing at a time.",
            "Try it today.",
        ]
        beats = [
            Beat(
                narration=line,
                layout=BeatLayout.STATEMENT,
                kicker="",
                headline=line,
                body="",
                items=[],
                figure="",
                figure_label="",
                accent_words=[],
                visual_prompt=line,
            )
            for line in lines
        ]
        return Written(
            script=Script(title=topic, hook_alternatives=[], scenes=beats, post_text=topic),
            writer="offline",
            model="offline",
        )
