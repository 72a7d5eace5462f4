"""What analyses may cost per day on this installation: the estimate is held, then replaced by the cost."""

from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from discovery.errors import AnalysisBudgetError
from discovery.models import Analysis, AnalysisBudget

_USD = 1_000_000
_SMALLEST_SHOWN = 1000


def hold(*, microusd: int) -> date:
    """Hold the estimate of an analysis in today's budget. Returns the day.

    Raises AnalysisBudgetError, and then holds nothing, if it exceeds the budget.
    """
    now = timezone.now()
    today = now.astimezone(UTC).date()
    affordable = _row(today).filter(used_microusd__lte=settings.ANALYSIS_DAY_MICROUSD - microusd)
    change = {"used_microusd": F("used_microusd") + microusd}
    # Checking and counting are one statement, so that two requests can't both get the last cent.
    if affordable.update(**change):
        return today
    AnalysisBudget.objects.get_or_create(day_on=today)
    if affordable.update(**change):
        return today
    raise _exhausted(now)


def settle(*, analysis: Analysis) -> None:
    """Replace what is held for an ended analysis by what it cost. Idempotent. Its row must be locked."""
    change = analysis.cost_microusd - analysis.budgeted_microusd
    if change:
        _row(analysis.budget_on).update(used_microusd=Greatest(F("used_microusd") + change, 0))
        Analysis.objects.filter(pk=analysis.pk).update(budgeted_microusd=analysis.cost_microusd)


def in_words(microusd: int) -> str:
    """Format millionths of a US dollar: $0.006, $1.20, or under $0.001."""
    if 0 < microusd < _SMALLEST_SHOWN:
        return "under $0.001"
    digits = 3 if microusd < _USD else 2
    return f"${microusd / _USD:.{digits}f}"


def _row(day: date) -> QuerySet[AnalysisBudget]:
    return AnalysisBudget.objects.filter(day_on=day)


def _exhausted(now: datetime) -> AnalysisBudgetError:
    midnight = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), datetime.min.time(), UTC)
    wait_s = max(1, round((midnight - now).total_seconds()))
    return AnalysisBudgetError(resets_at=midnight, retry_after_s=wait_s)
