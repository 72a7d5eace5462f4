"""Imports of videos' numbers from CSV files."""

import csv
import io
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from discovery import coverage, ideas, imports
from discovery.errors import ImportRefusedError
from discovery.imports import running, starting
from discovery.models import (
    Candidate,
    Import,
    ImportEntry,
    ImportStatus,
    SkippedRow,
    Snapshot,
    SourceChannel,
    SourceVideo,
    WatchedChannel,
)
from discovery.tasks import advance_import, purge_old, resume_imports
from discovery.tests.importing import HEADS, YESTERDAY, file_of, finished, url
from discovery.tests.test_platforms import content


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def start(workspace):
    def start(*lines, name="export.csv", encoding="utf-8", platform="tiktok"):
        return imports.start(
            workspace=workspace, file=file_of(*lines, encoding=encoding), name=name, platform=platform
        )

    return start


def test_rows_become_candidates_with_their_numbers(start):
    row = finished(start(HEADS, f"{url(1)},A title,maker,,1500,30,4,2,21,"))

    found = Candidate.objects.get()
    entry = ImportEntry.objects.get()
    assert (row.status, row.rows_read, row.rows_stored, row.rows_skipped) == ("succeeded", 1, 1, 0)
    assert (found.title, found.views, found.likes, found.comments) == ("A title", 1500, 30, 4)
    assert (found.duration_s, found.format, entry.shares) == (21, "short", 2)
    assert found.observed_at == row.created_at
    assert Snapshot.objects.get().views == 1500


def test_they_are_marked_as_imported(start, member, api):
    finished(start(HEADS, f"{url(1)},A title,maker,,1500,30,4,2,21,"))
    found = Candidate.objects.get()

    assert "Imported by you" in content(member.get(f"/discover/candidates/{found.pk}/"))
    assert api.get(f"/api/v1/candidates/{found.pk}/").json()["statistics"]["source"] == "imported"


def test_their_channel_belongs_to_the_workspace_and_is_not_collected(start, workspace):
    finished(start(HEADS, f"{url(1)},A title,maker,,1500,30,4,2,21,"))
    channel = SourceChannel.objects.get()

    assert (channel.origin, channel.owner, channel.due_at) == ("imported", workspace, None)
    assert not coverage.CHANNELS.rows().exists()


def test_they_are_never_mixed_with_the_platforms_own(start, workspace):
    own = SourceChannel.objects.create(
        platform="tiktok", platform_id="maker", title="maker", owner=workspace, origin="own"
    )
    finished(start(HEADS, f"{url(1)},A title,maker,,1500,30,4,2,21,"))

    assert not own.videos.exists()
    assert SourceVideo.objects.get().channel.origin == "imported"


def test_videos_of_a_channel_are_scored_against_each_other(start):
    lines = [f"{url(n)},Video {n},maker,,{9000 if n == 0 else 1000 + n},,,,," for n in range(8)]
    finished(start(HEADS, *lines))

    best = Candidate.objects.get(title="Video 0")
    assert best.score == pytest.approx(9, rel=0.2)
    assert best.baseline_n == 7


def test_columns_that_are_not_read_are_named(start):
    row = finished(start("url,Titel,Watch time,CTR", f"{url(1)},Café,7,2"))

    assert Candidate.objects.get().title == "Café"
    assert row.note == "Columns that are not read: Watch time, CTR."


def test_of_many_unread_columns_the_first_are_named(start):
    row = finished(start(f"url,{','.join('x' * 400 + str(n) for n in range(9))}", url(1)))

    assert row.note == f"Columns that are not read: {', '.join(['x' * 20] * 4)}, and 5 more."


@pytest.mark.parametrize(
    "heads",
    [
        "Video-URL;Titel des Videos;Kanal;Aufrufe;Kommentare;Dauer",
        "url;Título del vídeo;Canal;Visualizaciones;Comentarios;Duración",
        "url;Titre de la vidéo;Chaîne;Vues;Commentaires;Durée",
        "url;タイトル;チャンネル;視聴回数;コメント;長さ",
        "url;Название видео;Канал;Просмотры;Комментарии;Длительность",
    ],
)
def test_heads_of_other_languages_are_read(start, heads):
    row = finished(start(heads, f"{url(1)};Café;maker;1500;3;40"))

    candidate = Candidate.objects.get()
    assert (candidate.title, candidate.views, candidate.comments, candidate.duration_s) == (
        "Café",
        1500,
        3,
        40,
    )
    assert row.note == ""


def test_rows_beyond_the_limit_are_not_read_and_it_says_so(start, monkeypatch):
    monkeypatch.setattr(starting, "MOST_ROWS", 3)
    row = finished(start(HEADS, *(f"{url(n)},Title,maker,,15,,,,," for n in range(5))))

    assert row.rows_read == 3
    assert "Only the first 3 rows were read" in row.note


def test_an_empty_or_huge_file_and_too_many_imports_are_refused(workspace, start, monkeypatch):
    with pytest.raises(ImportRefusedError, match="empty"):
        imports.start(workspace=workspace, file=ContentFile(b""), name="x.csv")
    monkeypatch.setattr(starting, "MOST_BYTES", 10)
    with pytest.raises(ImportRefusedError, match="larger than"):
        start(HEADS)
    monkeypatch.setattr(starting, "MOST_BYTES", 10_000)
    monkeypatch.setattr(starting, "MOST_KEPT", 1)
    start(HEADS)
    with pytest.raises(ImportRefusedError, match="You have 1 imports"):
        start(HEADS)


class KilledError(BaseException):
    """Stands for a killed worker: no handler of the product catches it."""


def test_an_import_continues_after_a_kill_without_doubled_rows(start, monkeypatch):
    monkeypatch.setattr(running, "PART", 3)
    row = start(HEADS, *(f"{url(n)},Video {n},maker,,15,,,,," for n in range(10)), "x,,,,1")
    real, calls = running._store, []

    def dies(*args):
        calls.append(1)
        if len(calls) == 3:
            raise KilledError
        real(*args)

    monkeypatch.setattr(running, "_store", dies)
    with pytest.raises(KilledError):
        advance_import(row.pk)
    row.refresh_from_db()
    assert (row.status, row.rows_read) == (ImportStatus.RUNNING, 6)

    advance_import(row.pk)
    assert Import.objects.get().rows_read == 6
    Import.objects.update(lease_until=timezone.now())
    row = finished(row)

    assert (row.status, row.rows_read, row.rows_stored, row.rows_skipped) == ("succeeded", 11, 10, 1)
    assert (Candidate.objects.count(), Snapshot.objects.count(), SkippedRow.objects.count()) == (10, 10, 1)


def test_a_worker_without_time_hands_over(start, monkeypatch):
    monkeypatch.setattr(running, "PART", 2)
    monkeypatch.setattr(running, "WORKS_FOR_S", -1.0)
    row = start(HEADS, *(f"{url(n)},Video {n},maker{n},,15,,,,," for n in range(4)))

    assert finished(row).rows_read == 2
    for _ in range(8):
        row = finished(row)
    assert (row.status, row.rows_stored) == (ImportStatus.SUCCEEDED, 4)


def test_a_file_that_kills_its_workers_fails_at_last(start):
    row = start(HEADS, f"{url(1)},Title,maker,,15,,,,,")
    Import.objects.update(starts=5)

    assert "interrupted several times" in finished(row).problem


def test_an_import_whose_message_was_lost_is_found(start):
    start(HEADS)

    assert imports.resume_stalled() == 1
    resume_imports()


def test_a_missing_file_is_reported(start):
    row = start(HEADS)
    default_storage.delete(row.file_key)

    assert "missing on the server" in finished(row).problem


def test_the_file_is_deleted_at_the_end_and_forgotten_ones_later(start):
    row = start(HEADS, f"{url(1)},Title,maker,,15,,,,,")
    key = row.file_key
    assert default_storage.exists(key)
    finished(row)
    assert not default_storage.exists(key)

    default_storage.save("imports/imp_forgotten.csv", ContentFile(b"x"))
    purge_old()
    assert default_storage.exists("imports/imp_forgotten.csv")


def test_removing_an_import_takes_back_what_only_it_supplied(start, owner):
    first = finished(start(HEADS, *(f"{url(n)},Video {n},maker,,{10 + n},,,,,{YESTERDAY}" for n in range(3))))
    second = finished(
        start(HEADS, f"{url(0)},Video 0,maker,,10,,,,,{YESTERDAY}", f"{url(1)},Video 1,maker,,99,,,,,")
    )
    idea = ideas.from_candidate(candidate=Candidate.objects.get(title="Video 2"), user=owner)

    imports.remove(row=first)
    advance_import(first.pk)

    assert list(Import.objects.all()) == [second]
    assert set(Candidate.objects.values_list("title", "views")) == {("Video 0", 10), ("Video 1", 99)}
    assert sorted(Snapshot.objects.values_list("views", flat=True)) == [10, 99]
    idea.refresh_from_db()


def test_removing_the_newest_numbers_restores_the_ones_before(start):
    finished(start(HEADS, f"{url(1)},Title,maker,,10,,,,,{YESTERDAY}"))
    newer = finished(start(HEADS, f"{url(1)},Title,maker,,99,,,,,"))

    imports.remove(row=newer)
    advance_import(newer.pk)

    assert Candidate.objects.get().views == 10


def test_a_removal_without_time_continues_later(start, monkeypatch):
    row = finished(start(HEADS, *(f"{url(n)},Video {n},maker{n},,10,,,,," for n in range(3))))
    imports.remove(row=row)
    monkeypatch.setattr(running, "WORKS_FOR_S", -1.0)

    left = []
    for _ in range(4):
        advance_import(row.pk)
        left.append(Candidate.objects.count())

    assert left[:3] == [2, 1, 0]
    assert not Import.objects.exists()
    assert not SourceChannel.objects.exists()


def test_removing_the_last_import_leaves_nothing(start):
    row = finished(start(HEADS, f"{url(1)},Title,maker,,10,,,,,", "x,,,,1"))

    imports.remove(row=row)
    imports.remove(row=row)
    advance_import(row.pk)
    advance_import(row.pk)

    for model in (Import, ImportEntry, SkippedRow, Candidate, WatchedChannel, SourceVideo, SourceChannel):
        assert not model.objects.exists(), model


def test_an_import_that_is_removed_while_it_is_read_stops(start, monkeypatch):
    monkeypatch.setattr(running, "PART", 2)
    row = start(HEADS, *(f"{url(n)},Video {n},maker,,15,,,,," for n in range(6)))
    real = running._store

    def removed_meanwhile(claim, at, *rest):
        real(claim, at, *rest)
        if at.rows_read == 2:
            imports.remove(row=Import.objects.get())
            Import.objects.update(lease_until=None)
            advance_import(row.pk)

    monkeypatch.setattr(running, "_store", removed_meanwhile)
    advance_import(row.pk)

    assert not Import.objects.exists()
    assert not SourceVideo.objects.exists()


def test_a_workspace_does_not_see_what_another_imported(start, stranger_workspace):
    finished(start(HEADS, f"{url(1)},Title,maker,,10,,,,,"))
    other = imports.start(
        workspace=stranger_workspace, file=file_of(HEADS, f"{url(1)},Other,maker,,20,,,,,"), name="x.csv"
    )
    finished(other)

    assert Candidate.objects.for_workspace(stranger_workspace).get().views == 20
    assert Candidate.objects.exclude(workspace=stranger_workspace).get().views == 10
    assert SourceChannel.objects.count() == 2


def test_the_page_shows_progress_result_and_skipped_rows(member, workspace):
    lines = f"{HEADS}\n{url(1)},Good,maker,,15,,,,,\n{url(2)},=1+1,maker,,15,,,,,\n".encode()
    answer = member.post(
        reverse("discovery:import-add"),
        {"file": SimpleUploadedFile("../../my <b>export.csv", lines), "platform": ""},
    )
    row = Import.objects.get()
    before = content(member.get(answer["Location"]))
    finished(row)
    after = content(member.get(answer["Location"]))

    assert row.file_name == "my <b>export.csv"
    assert 'hx-trigger="every 2s"' in before
    assert "2 rows read, 1 stored, 1 skipped" in after
    assert "begins like a formula" in after
    assert "every 2s" not in after
    assert re.search(r'<div class="stack"\s+id="import-state"', after), "the polled part has the skipped rows"
    assert f'href="/discover/candidates/{Candidate.objects.get().pk}/"' in after
    assert "/discover/?horizon=all" in after
    assert "my &lt;b&gt;export.csv" in content(member.get("/discover/sources/"))


def test_the_downloaded_report_holds_no_formula(member, start):
    row = finished(start(HEADS, f"{url(1)},=1+1,maker,,15,,,,,", f"{url(2)},T,maker,,-1,,,,,"))

    answer = member.get(reverse("discovery:import-skipped", args=[row.pk]))
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))

    assert rows[0] == ["Line", "Reason", "Content"]
    assert [line for line, _, _ in rows[1:]] == ["2", "3"]
    assert rows[1][2] == "'=1+1"


def test_a_refused_upload_says_why_on_the_page(member, workspace):
    empty = member.post(reverse("discovery:import-add"), {"file": SimpleUploadedFile("x.csv", b"")})
    none = member.post(reverse("discovery:import-add"), {})

    assert (empty.status_code, none.status_code) == (422, 422)
    assert "The file is empty" in empty.content.decode()


def test_the_page_removes_an_import(member, start):
    row = finished(start(HEADS, f"{url(1)},Title,maker,,10,,,,,"))

    member.post(reverse("discovery:import-remove", args=[row.pk]))
    page = content(member.get("/discover/sources/"))
    advance_import(row.pk)

    assert "Removing" in page
    assert not Import.objects.exists()
