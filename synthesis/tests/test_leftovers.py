"""Files without a row are deleted; files with a row, and recent files, stay."""

import os
import re
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command

from foundation import ids
from synthesis import tasks
from synthesis.library import assets, leftovers
from synthesis.models import Asset
from synthesis.tests.test_assets import picture

pytestmark = pytest.mark.django_db

TWO_DAYS_S = 2 * 86_400


@pytest.fixture(autouse=True)
def _own_folders(tmp_path, settings, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))


@pytest.fixture
def asset(workspace):
    return aged(assets.store_upload(workspace=workspace, user=None, file=picture()))


def aged(asset):
    age(Path(asset.file.path))
    return asset


def age(path):
    past = time.time() - TWO_DAYS_S
    os.utime(path, (past, past))
    return path


def left_behind(workspace, content=b"film", suffix=".mp4"):
    """A file of a worker that was killed before it wrote the file's row."""
    name = default_storage.save(f"{workspace.pk}/{ids.new('ast')}{suffix}", ContentFile(content))
    age(Path(default_storage.path(name)))
    return name


def test_a_file_without_a_row_is_deleted(workspace, asset):
    names = [left_behind(workspace), left_behind(workspace, b"", ".vtt")]

    report = leftovers.sweep()

    assert sorted(report.names) == sorted(names)
    assert (report.checked, report.size_bytes) == (3, 4)
    assert not any(default_storage.exists(name) for name in names)
    assert Path(asset.file.path).exists()


def test_a_recent_file_without_a_row_is_kept(workspace):
    name = left_behind(workspace)
    os.utime(default_storage.path(name))

    assert leftovers.sweep().names == ()
    assert default_storage.exists(name)


def test_foreign_files_are_never_deleted(workspace):
    kept = [age(Path(default_storage.path(default_storage.save(name, ContentFile(b"x")))))
            for name in ("logo.png", "avatars/me.png", f"{workspace.pk}/notes.txt")]  # fmt: skip

    assert leftovers.sweep().names == ()
    assert all(path.exists() for path in kept)


def test_a_dry_run_reports_and_deletes_nothing(workspace, asset):
    name = left_behind(workspace)
    said = StringIO()

    call_command("sweep_files", "--dry-run", stdout=said)

    assert name in said.getvalue()
    assert "1 of 2 stored files would be deleted" in said.getvalue()
    assert default_storage.exists(name)


def test_the_nightly_sweep_deletes(workspace):
    name = left_behind(workspace)

    tasks.sweep_files()
    tasks.sweep_files()

    assert not default_storage.exists(name)


def test_a_sweep_in_batches_finds_everything(workspace, asset, monkeypatch):
    monkeypatch.setattr(leftovers, "AT_ONCE", 2)
    names = {left_behind(workspace) for _ in range(5)}

    assert set(leftovers.sweep(young=timedelta(hours=1)).names) == names
    assert Asset.objects.count() == 1


def test_old_temporary_files_of_ours_are_deleted(tmp_path):
    temporary = tmp_path / "temporary"
    folder = temporary / "ettametta-clip-abc"
    folder.mkdir()
    (folder / "clip.mp4").write_bytes(b"film")
    upload, young, other = (
        temporary / "tmp1.upload.png",
        temporary / "tmp2.upload.png",
        temporary / "mine.txt",
    )
    for path in (upload, young, other):
        path.write_bytes(b"x")
    for path in (folder, upload, other):
        age(path)

    report = leftovers.sweep()

    assert report.temporary == (str(folder), str(upload))
    assert sorted(path.name for path in temporary.iterdir()) == ["mine.txt", "tmp2.upload.png"]


def test_temporary_files_of_every_kind_are_swept(tmp_path):
    code = (Path(settings.BASE_DIR) / "synthesis").rglob("*.py")
    prefixes = {found for file in code for found in re.findall(r'prefix="(ettametta-\w+-)', file.read_text())}
    folders = [tmp_path / "temporary" / f"{prefix}abc" for prefix in prefixes]
    for folder in folders:
        folder.mkdir()
        age(folder)

    report = leftovers.sweep()

    assert len(prefixes) > 8
    assert set(report.temporary) == {str(folder) for folder in folders}


def test_an_empty_store_is_nothing_to_sweep():
    assert leftovers.sweep().checked == 0
