"""The sweeper: finds analyses whose messages were lost."""

from django.utils import timezone

from discovery.analyses import endings, files, leases
from discovery.models import Analysis, AnalysisQuerySet
from foundation import leases as foundation_leases

AT_ONCE = 100


def resume_stalled() -> int:
    """Enqueue every due analysis that no worker has. Returns how many.

    Also fails analyses past their deadline, and deletes working files of ended ones.
    """
    now = timezone.now()
    for analysis_id in _ids(Analysis.objects.unfinished().filter(deadline_at__lte=now)):
        endings.fail(
            analysis_id=analysis_id,
            failure="This analysis made no progress for too long and was stopped. Try again later.",
            code="deadline",
        )
    due = Analysis.objects.unfinished().filter(foundation_leases.free(), due_at__lte=now)
    rows = list(due.values_list("pk", "stage")[:AT_ONCE])
    for analysis_id, stage in rows:
        leases.enqueue(analysis_id=analysis_id, stage=stage)
    _remove_files()
    return len(rows)


def _remove_files() -> None:
    found = files.kept()
    unfinished = _ids(Analysis.objects.unfinished().filter(pk__in=found)) if found else []
    for analysis_id in set(found) - set(unfinished):
        files.remove(analysis_id=analysis_id)


def _ids(rows: AnalysisQuerySet) -> list[str]:
    return list(rows.values_list("pk", flat=True)[:AT_ONCE])
