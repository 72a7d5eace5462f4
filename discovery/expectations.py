"""What videos from ideas may reach: predictions from the workspace's own channels."""

from collections.abc import Sequence

from accounts.models import Workspace
from discovery import platforms, predictions
from discovery.models import Idea
from discovery.predictions import NotPredicted, Prediction, SourceScore


def of_ideas(*, workspace: Workspace, ideas: Sequence[Idea]) -> dict[str, Prediction | NotPredicted]:
    """Return the prediction of each idea by its id, or why there is none."""
    return {idea.pk: predictions.predict(views_at_7d=None, source=source_score(idea)) for idea in ideas}


def source_score(idea: Idea) -> SourceScore | None:
    """Return the frozen score of the idea's source; None without one, or if its platform forbids its use."""
    facts = idea.facts
    score, platform = facts.get("score"), facts.get("platform")
    if not score or not platform or not platforms.named(platform).derives_metrics:
        return None
    return SourceScore(value=score, low=facts.get("score_low") or 0.0, high=facts.get("score_high") or 0.0)
