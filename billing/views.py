"""The page that shows plan, usage and ledger."""

from collections.abc import Iterator

from defusedcsv import csv
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.access import WorkspaceRequest, workspace_required
from billing import plans, quotas
from billing.models import EntryKind, LedgerEntry
from foundation import pagination

_COLUMNS = ("time_utc", "kind", "videos", "balance_after", "reference", "reason")


@require_GET
@workspace_required()
def usage(request: WorkspaceRequest) -> HttpResponse:
    """Plans, this month's videos, and the ledger as a statement."""
    entries = LedgerEntry.objects.for_workspace(request.workspace).select_related("period", "actor")
    page = pagination.paginate(entries, order="-created_at", cursor=request.GET.get("cursor"))
    more = f"{reverse('billing:usage')}?cursor={page.next_cursor}" if page.next_cursor else None
    context = {
        "plans": plans.CATALOGUE,
        "plan": plans.plan_of(workspace=request.workspace),
        "usage": quotas.usage(workspace=request.workspace),
        "entries": page.rows,
        "more_url": more,
    }
    return render(request, "billing/usage_page.html", context)


@require_GET
@workspace_required()
def ledger_csv(request: WorkspaceRequest) -> HttpResponseBase:
    """The whole ledger, oldest first, for a spreadsheet."""
    writer = csv.writer(_Line())
    entries = LedgerEntry.objects.for_workspace(request.workspace).order_by("created_at", "pk")

    def lines() -> Iterator[str]:
        yield writer.writerow(_COLUMNS)
        for entry in entries.iterator(chunk_size=500):
            yield writer.writerow(
                [
                    entry.created_at.isoformat(),
                    EntryKind(entry.kind).label,
                    entry.videos,
                    entry.balance_after,
                    entry.reference,
                    entry.reason,
                ]
            )

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ettametta-ledger.csv"'
    return response


class _Line:
    """What csv writes to: hands each line on instead of keeping it."""

    def write(self, line: str) -> str:
        return line
