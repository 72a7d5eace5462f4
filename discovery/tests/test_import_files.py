"""The files that imports read: heads, delimiters, encodings, hostile and broken rows."""

from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from discovery import imports
from discovery.models import Candidate, ImportStatus, Snapshot
from discovery.tests.importing import DAY_BEFORE, HEADS, YESTERDAY, file_of, finished, reasons, url


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


@pytest.mark.parametrize(
    "heads",
    [
        "Video link,Video title,Author,Post time,Total views,Total likes,Total comments,Total shares",
        "VIDEO LINK;video_title;User-Name;Post Date;Plays;Like count;Comment count;Share count",
        "\ufeffvideo link\tVideo Title\tcreator\tpublished\tviews\tlikes\tcomments\tshares",
    ],
)
def test_common_heads_and_delimiters_are_understood(start, heads):
    delimiter = next(each for each in ",;\t" if each in heads)
    cells = [
        url(1),
        "Title",
        "maker",
        "2026-11-20 10:00",
        "1,234" if delimiter != "," else "1234",
        "5",
        "6",
        "7",
    ]
    row = finished(start(heads, delimiter.join(cells)))

    assert row.rows_stored == 1, reasons(row)
    assert Candidate.objects.get().views == 1234
    assert Candidate.objects.get().published_at == datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_a_german_export_is_read_with_its_lengths_and_unknown_numbers(start):
    heads = "Titel;Link;Veröffentlicht am;Aufrufe;„Mag ich“-Bewertungen;Kommentare;Dauer"
    row = finished(start(heads, f"Rakubrand;{url(1)};28.02.2026;1.234;56;k. A.;28 s"))

    assert (row.rows_stored, row.note) == (1, ""), reasons(row)
    found = Candidate.objects.get()
    assert (found.views, found.duration_s) == (1234, 28)
    assert found.published_at == datetime(2026, 2, 28, tzinfo=UTC)
    seen = Snapshot.objects.get()
    assert (seen.likes, seen.comments) == (56, None)


def test_a_line_that_names_the_delimiter_is_left_out(start):
    row = finished(start("sep=;", "url;views", f"{url(1)};10", "x;10"))

    assert row.rows_stored == 1
    assert reasons(row)[0][0] == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_texts_are_read_in_any_unicode_encoding(start, encoding):
    row = finished(start(HEADS, f"{url(1)},Café für Zoë,maker,,15,,,,,", encoding=encoding))

    assert Candidate.objects.get().title == "Café für Zoë"
    assert row.note == ""


WORDS = {
    "cp1252": ["Café für Zoë", "niño", "Übung", "It’s 10 €", "Smörgåsbord på svenska"],
    "latin-1": ["garçon naïve", "¿Cómo hacer pan?", "Perché è così"],
    "cp932": ["陶芸のろくろ入門", "釣り初心者の失敗", "毎日コーヒーを淹れる"],
    "gb18030": ["手冲咖啡的三个错误", "每天一个小知识", "烘焙入门的第一课"],
    "big5": ["手沖咖啡的三個錯誤", "每天一個小知識", "烘焙入門的第一課"],
    "cp949": ["핸드드립 커피 실수", "매일 요리하는 방법", "집에서 만드는 빵"],
    "cp1251": ["Велосипед за сто рублей", "Как варить кофе дома", "Ошибки новичков"],
    "cp1253": ["Καφές στο σπίτι", "Τρία μεγάλα λάθη", "Πώς ψήνεις ψωμί"],
    "cp1255": ["קפה בבית בבוקר", "שלוש טעויות נפוצות", "איך לאפות לחם טוב", "מתכון פשוט לעוגה"],
    "cp1256": ["القهوة في البيت", "ثلاثة أخطاء شائعة", "كيف تخبز الخبز في المنزل"],
    "cp874": ["กาแฟที่บ้านตอนเช้า", "ทำอาหารง่ายๆ ที่บ้าน", "สามข้อผิดพลาดของมือใหม่"],
}


@pytest.mark.parametrize("encoding", WORDS)
def test_texts_of_other_encodings_are_read_and_the_guess_is_named(start, encoding):
    titles = WORDS[encoding]
    lines = [f"{url(number)},{title},maker,,15,,,,," for number, title in enumerate(titles)]
    row = finished(start(HEADS, *lines, encoding=encoding))

    assert set(Candidate.objects.values_list("title", flat=True)) == set(titles)
    assert row.note.startswith("The file is not in UTF-8 and was read as")


@pytest.mark.parametrize("title", WORDS["cp1252"] + WORDS["latin-1"])
def test_a_single_western_word_is_not_taken_for_another_script(start, title):
    finished(start(HEADS, f"{url(1)},{title},maker,,15,,,,,", encoding="cp1252"))

    assert Candidate.objects.get().title == title


def test_broken_characters_are_replaced_and_counted(start, workspace):
    text = "\n".join([HEADS, *(f"{url(n)},Café für Zoë,maker,,15,,,,," for n in range(4))]).encode()
    broken = text.replace(b"f\xc3\xbcr Zo", b"f\xc3r Zo", 1)
    row = finished(imports.start(workspace=workspace, file=ContentFile(broken), name="x.csv"))

    assert row.rows_stored == 4
    assert row.note == "Unreadable characters that were replaced: 1."


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        (b"a\0b", "ab"),
        (b"a\x07b", "ab"),
        ("éééé half ".encode() + b"\xed\xa0\xbd", "éééé half \ufffd\ufffd\ufffd"),
    ],
)
def test_characters_that_cannot_be_stored_lose_no_row(workspace, title, kept):
    text = f"{HEADS}\n{url(1)},TITLE,maker,,15,,,,,\n".encode().replace(b"TITLE", title)

    row = finished(imports.start(workspace=workspace, file=ContentFile(text), name="x.csv"))

    assert (row.rows_stored, Candidate.objects.get().title) == (1, kept)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("=HYPERLINK(1),,,15,,,,,", "title begins like a formula"),
        ("+cmd|' /C calc'!A0,,,15,,,,,", "title begins like a formula"),
        ("@SUM(1+1),,,15,,,,,", "title begins like a formula"),
        ("\0=HYPERLINK(1),,,15,,,,,", "title begins like a formula"),
        (f"{'x' * 5001},,,15,,,,,", "title has more than 5,000 characters"),
        ("t,,,-5,,,,,", "views is not a whole number"),
        ("t,,,1e20,,,,,", "views is not a whole number"),
        ("t,,,1.5,,,,,", "views is not a whole number"),
        ("t,,,99999999999999999999,,,,,", "views is more than any video has"),
        ("t,,,12,many,,,,", "likes is not a whole number"),
        ("t,,,12,,,x,,", "shares is not a whole number"),
        ("t,,31/02/2026,12,,,,,", "published_at is not a date"),
        ("t,,2026-02-31,12,,,,,", "published_at is not a date"),
        ("t,,2999-01-01,12,,,,,", "published_at is in the future"),
        ("t,,1999-01-01,12,,,,,", "published_at is before the first online videos"),
        ("t,,9999-12-31T23:59:59-23:00,12,,,,,", "published_at is not a date"),
        ("t,,,12,,,,,2999-01-01", "observed_at is in the future"),
        ("t,,,12,,,,,2020-01-01", "observed_at is before published_at"),
        ("t,,,12,,,,forever,", "duration_s is not a length"),
        ("t,,,12,,,,999999999,", "duration_s is more than 48 hours"),
        (f"t,{'c' * 65},,12,,,,,", "channel has more than 64 characters"),
    ],
)
def test_a_hostile_or_wrong_cell_skips_its_row_only(start, cells, reason):
    row = finished(start(HEADS, f"{url(1)},{cells}", f"{url(2)},Good,maker,,15,,,,,"))

    assert (row.status, row.rows_stored) == ("succeeded", 1)
    assert [(line, reason in words) for line, words in reasons(row)] == [(2, True)]


@pytest.mark.parametrize(
    ("text", "views"),
    [("1.000", 1000), ("12.000", 12_000), ("1.234", 1234), ("15.0", 15), ("15.00", 15), ("1500.000", 1500)],
)
def test_a_point_before_three_digits_separates_thousands(start, text, views):
    finished(start(HEADS, f"{url(1)},Title,maker,,{text},,,,,"))

    assert Candidate.objects.get().views == views


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("https://vm.tiktok.com/ZM1/", "short link"),
        ("https://example.com/1", "not that of a video"),
        ("", "neither a URL nor a video id"),
        ("https://www.youtube.com/watch?v=abcdefghijk", "no channel"),
        ("https://www.tiktok.com/@maker/video/12345", "no published_at"),
    ],
)
def test_a_row_without_a_usable_video_is_skipped(start, address, reason):
    row = finished(start("url,views", f"{address},5"))

    assert reason in reasons(row)[0][1]


def test_ids_are_of_the_chosen_platform(start):
    video_id = url(1).rpartition("/")[2]
    first = finished(start("video id,channel,views", f"{video_id},maker,5", platform="tiktok"))
    second = finished(start("video id,channel,views", f"{video_id},maker,5", platform="youtube"))

    assert (first.rows_stored, second.rows_stored) == (1, 0)
    assert "not the id of a YouTube video" in reasons(second)[0][1]


def test_a_platform_column_decides_for_its_row(start):
    row = finished(
        start(
            "id,channel,published,views,platform",
            "abcdefghijk,maker,2026-11-01,5,YouTube",
            "abcdefghijk,maker,2026-11-01,5,Vine",
        )
    )

    assert Candidate.objects.get().platform == "youtube"
    assert reasons(row) == [(3, "the platform is unknown")]


def test_an_unclosed_quote_loses_its_own_row_only(start):
    good = [f"{url(n)},Good {n},maker,,15,,,,," for n in range(2, 60)]
    row = finished(start(HEADS, f'{url(1)},"Open,maker,,15,,,,,', *good))

    assert row.rows_stored == 58
    assert reasons(row) == [(2, "a quote is not closed")]


def test_a_quoted_text_may_have_several_lines(start):
    row = finished(start(HEADS, f'{url(1)},"Two\nlines, ""quoted""",maker,,15,,,,,', "x,,,,1"))

    assert Candidate.objects.get().title == 'Two lines, "quoted"'
    assert reasons(row)[0][0] == 4


def test_a_huge_line_is_skipped_in_bounded_memory(start):
    row = finished(start(HEADS, "x" * 3_000_000, f"{url(1)},Good,maker,,15,,,,,"))

    assert row.rows_stored == 1
    assert "longer than" in reasons(row)[0][1]


def test_a_repeated_row_is_skipped(start):
    line = f"{url(1)},Title,maker,,15,,,,,{YESTERDAY}"
    row = finished(start(HEADS, line, line))

    assert (row.rows_stored, row.rows_skipped) == (1, 1)
    assert "earlier row" in reasons(row)[0][1]


def test_observations_of_one_video_are_a_series(start):
    lines = [f"{url(1)},Title,maker,,{views},,,,,{at}" for views, at in ((30, YESTERDAY), (10, DAY_BEFORE))]
    finished(start(HEADS, *lines))

    assert list(Snapshot.objects.order_by("observed_at").values_list("views", flat=True)) == [10, 30]
    assert Candidate.objects.get().views == 30


@pytest.mark.parametrize("heads", ["", "a,b,c", "title,views", "\0\0\0", '"'])
def test_a_file_without_a_column_for_the_video_fails_with_words(start, heads):
    row = finished(start(heads, "1,2,3"))

    assert row.status == ImportStatus.FAILED
    assert "no column for a video" in row.problem
    assert not default_storage.exists(row.file_key or "imports/none")


@pytest.mark.parametrize("junk", [bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n" + b"\0" * 5000, b"PK\x03\x04"])
def test_a_file_that_is_no_text_fails_with_words(workspace, junk):
    row = finished(imports.start(workspace=workspace, file=ContentFile(junk), name="x.csv"))

    assert row.status == ImportStatus.FAILED
    assert "no column for a video" in row.problem


def test_of_rows_about_one_video_the_first_counts(start):
    row = finished(start("url;views;likes", f"{url(1)};1234;56", f"{url(2)};10;1", f"{url(1)};1240;57"))

    assert (row.rows_stored, row.rows_skipped) == (2, 1)
    seen = Snapshot.objects.exclude(views=10).get()
    assert (seen.views, seen.likes) == (1234, 56)
    assert Candidate.objects.get(source_id=seen.source_id).views == 1234
