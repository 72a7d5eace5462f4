"""Reading a file part by part, and scoring what it supplied.

Each part is stored in one transaction with the progress. A worker that is killed loses one part, which the
next one reads again.
"""

import io
import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from time import monotonic

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from discovery import supplied
from discovery.imports import columns, encodings, records, removing, rows, starting
from discovery.imports.columns import Layout
from discovery.imports.records import Record
from discovery.imports.refusals import FileRefusedError, RowRefusedError
from discovery.imports.rows import Row
from discovery.models import ChannelOrigin, Import, ImportEntry, ImportStatus, SkippedRow, SourceChannel
from discovery.supplied import Supplier
from foundation import leases, storage
from foundation.errors import UpstreamUnavailableError
from foundation.leases import LostLeaseError

logger = logging.getLogger(__name__)

# Rows in one transaction.
PART = 500
WORKS_FOR_S = 240.0
_LEASE = leases.Terms(rows=lambda: Import.objects.unfinished(), lasts=timedelta(seconds=120))
_AT_ONCE = 50
_MOST_STARTS = 5
_AFTER_OUTAGE_S = 60
_NO_HEADS = (
    "The first line has no column for a video. It needs the heads of the columns, with url or video_id among "
    "them."
)
_INTERRUPTED = "Reading the file was interrupted several times. Remove this import and upload the file again."
_OUR_ERROR = "An internal error stopped the import. Your administrator can find details in the log."
_MISSING = "The uploaded file is missing on the server. Upload it again."

# Unread columns that a note names, and the letters shown of each.
_MOST_HEADS = 4
_HEAD_LENGTH = 20
_TWICE = "the same video at the same time is in an earlier row"

Claim = leases.Claim[Import]
_Key = tuple[int, datetime]


def resume_stalled() -> int:
    """Enqueue the unfinished imports that no worker has. Returns how many."""
    due = Import.objects.unfinished().filter(leases.free(), due_at__lte=timezone.now())
    pks = list(due.values_list("pk", flat=True)[:_AT_ONCE])
    for pk in pks:
        starting.enqueue(import_id=pk)
    return len(pks)


def advance(*, import_id: str) -> None:
    """Read the next parts of the file, score, or remove. Late, duplicate or concurrent calls do nothing."""
    is_due = Q(due_at__lte=timezone.now())
    claim = leases.claim(terms=_LEASE, pk=import_id, due=is_due, starts=F("starts") + 1)
    if claim is None:
        return
    row = Import.objects.select_related("workspace").get(pk=import_id)
    try:
        _advance(claim, row)
    except LostLeaseError:
        logger.warning("import lease lost", extra={"import_id": import_id})
    except FileRefusedError as error:
        _end(claim, row, ImportStatus.FAILED, problem=str(error))
    except UpstreamUnavailableError as error:
        leases.release(claim=claim, due_at=timezone.now() + timedelta(seconds=_AFTER_OUTAGE_S))
        logger.warning("import put off", extra={"import_id": import_id, "code": error.code})
    except Exception:
        # Otherwise the timetable would repeat it without end.
        _end(claim, row, ImportStatus.FAILED, problem=_OUR_ERROR)
        raise


def _advance(claim: Claim, row: Import) -> None:
    until = monotonic() + WORKS_FOR_S
    if row.status == ImportStatus.REMOVING:
        if not removing.remove(row=row, hold=lambda: leases.write(claim=claim), until=until):
            _hand_over(claim)
        return
    if row.starts > _MOST_STARTS:
        raise FileRefusedError(_INTERRUPTED)
    is_read = bool(row.finished_at) or _read(claim, row, until)
    if is_read and _score(claim, row, until):
        _end(claim, row, ImportStatus.SUCCEEDED)
    else:
        _hand_over(claim)


def _hand_over(claim: Claim) -> None:
    """Have another message continue, so that no task runs for long."""
    leases.release(claim=claim, due_at=timezone.now())
    starting.enqueue(import_id=claim.pk)


def _read(claim: Claim, row: Import, until: float) -> bool:
    """Store the rest of the file. False if the time is up before its end."""
    with storage.guarded("MEDIA_ROOT"):
        if not default_storage.exists(row.file_key):
            raise FileRefusedError(_MISSING)
        with default_storage.open(row.file_key, "rb") as file:
            if row.status == ImportStatus.QUEUED:
                _begin(claim, row, encodings.detect(file))
            text = encodings.text_of(file, encoding=row.encoding)
            layout, found = _records(text)
            rest = islice(found, row.rows_read, starting.MOST_ROWS)
            while part := list(islice(rest, PART)):
                _store(claim, row, layout, part)
                if monotonic() > until:
                    return False
            _note_rest(row, layout, more=next(found, None) is not None)
            leases.write(claim=claim, finished_at=timezone.now(), note=row.note)
    return True


def _begin(claim: Claim, row: Import, detected: encodings.Detected) -> None:
    row.status, row.encoding = ImportStatus.RUNNING, detected.encoding
    row.note = _about_encoding(detected)
    leases.write(
        claim=claim,
        status=row.status,
        status_changed_at=timezone.now(),
        encoding=row.encoding,
        note=row.note,
    )


def _about_encoding(detected: encodings.Detected) -> str:
    notes = []
    if detected.guess:
        notes.append(
            f"The file is not in UTF-8 and was read as {detected.guess}. "
            "If letters are wrong, save it as CSV UTF-8 and import it again."
        )
    if detected.replaced:
        notes.append(f"Unreadable characters that were replaced: {detected.replaced:,}.")
    return " ".join(notes)


def _records(text: io.TextIOWrapper) -> tuple[Layout, Iterator[Record]]:
    """Return the layout and the records below the line of heads."""
    heads, skipped = text.readline(10_000), 1
    if heads.casefold().startswith("sep="):
        heads, skipped = text.readline(10_000), 2
    layout = columns.layout_of(heads.removeprefix("\ufeff"))
    if layout is None:
        raise FileRefusedError(_NO_HEADS)
    found = records.read(text, delimiter=layout.delimiter)
    return layout, (
        Record(line=each.line + skipped, cells=each.cells, problem=each.problem) for each in found
    )


def _store(claim: Claim, row: Import, layout: Layout, part: Sequence[Record]) -> None:
    """Store one part with the progress. Raises LostLeaseError, and then stores nothing."""
    good, bad = _sorted(row, layout, part)
    supplier = Supplier(origin=ChannelOrigin.IMPORTED, workspace=row.workspace)
    with transaction.atomic():
        leases.require(claim=claim)
        sources = supplied.store(supplier=supplier, videos=[each.video for _, each in good])
        entries = [
            ImportEntry(batch=row, source=source, observed_at=each.video.observed_at, shares=each.shares)
            for source, (_, each) in zip(sources, good, strict=True)
        ]
        known = _known(row, entries)
        fresh: dict[_Key, ImportEntry] = {}
        for entry, (record, _) in zip(entries, good, strict=True):
            if _key(entry) in known or _key(entry) in fresh:
                bad.append(_skipped(row, record, RowRefusedError(_TWICE)))
            else:
                fresh[_key(entry)] = entry
        ImportEntry.objects.bulk_create(fresh.values())
        SkippedRow.objects.bulk_create(bad, ignore_conflicts=True)
        row.rows_read += len(part)
        row.rows_stored += len(fresh)
        row.rows_skipped += len(bad)
        leases.write(
            claim=claim,
            rows_read=row.rows_read,
            rows_stored=row.rows_stored,
            rows_skipped=row.rows_skipped,
            starts=0,
        )


def _key(entry: ImportEntry) -> _Key:
    return entry.source_id, entry.observed_at


def _known(row: Import, entries: Sequence[ImportEntry]) -> set[_Key]:
    found = ImportEntry.objects.filter(batch=row, source__in={entry.source_id for entry in entries})
    return set(found.values_list("source_id", "observed_at"))


def _sorted(
    row: Import, layout: Layout, part: Sequence[Record]
) -> tuple[list[tuple[Record, Row]], list[SkippedRow]]:
    good: list[tuple[Record, Row]] = []
    bad: list[SkippedRow] = []
    for record in part:
        try:
            if record.problem:
                raise RowRefusedError(record.problem)
            values = layout.values(record.cells)
            good.append((record, rows.read(values, platform=row.platform, at=row.created_at)))
        except RowRefusedError as refusal:
            bad.append(_skipped(row, record, refusal))
    return good, bad


def _skipped(row: Import, record: Record, refusal: RowRefusedError) -> SkippedRow:
    content = refusal.content or " · ".join(record.cells[:4])
    return SkippedRow(
        batch=row, line=record.line, reason=refusal.reason[:200], content=_printable(content, most=120)
    )


def _note_rest(row: Import, layout: Layout, *, more: bool) -> None:
    notes = [row.note.strip()] if row.note else []
    if more:
        notes.append(f"Only the first {starting.MOST_ROWS:,} rows were read. Split the file.")
    if layout.unread:
        notes.append(_about_unread(layout.unread))
    row.note = " ".join(notes)


def _about_unread(heads: Sequence[str]) -> str:
    named = ", ".join(_printable(head, most=_HEAD_LENGTH) for head in heads[:_MOST_HEADS])
    rest = len(heads) - _MOST_HEADS
    return f"Columns that are not read: {named}{f', and {rest} more' if rest > 0 else ''}."


def _printable(text: str, *, most: int) -> str:
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text[:most])


def _score(claim: Claim, row: Import, until: float) -> bool:
    """List and score the channels of which the file has videos. False if the time is up before the last."""
    mine = ImportEntry.objects.filter(batch=row, source__channel__pk__gt=row.scored_to)
    for pk in mine.values_list("source__channel", flat=True).distinct().order_by("source__channel"):
        channel = SourceChannel.objects.get(pk=pk)
        with transaction.atomic():
            leases.require(claim=claim)
            supplied.watch(workspace=row.workspace, channel=channel)
            supplied.publish(channel=channel, at=timezone.now())
            leases.write(claim=claim, scored_to=pk, starts=0)
        if monotonic() > until:
            return False
    return True


def _end(claim: Claim, row: Import, status: ImportStatus, *, problem: str = "") -> None:
    is_mine = leases.release(
        claim=claim,
        status=status,
        status_changed_at=timezone.now(),
        problem=problem[:300],
        finished_at=timezone.now(),
        file_key="",
    )
    if is_mine:
        starting.delete_file(row)
        logger.info("import ended", extra={"import_id": row.pk, "status": status.value})
