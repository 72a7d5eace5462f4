"""Stock in the library: shared searches, the provider's limits, and files that are kept once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from foundation.errors import UpstreamError, UpstreamUnavailableError
from synthesis.library import assets, stock, stock_allowance
from synthesis.library.errors import (
    StockBusyError,
    StockClipFieldError,
    StockClipGoneError,
    StockClipUnusableError,
    StockLimitError,
    StockOffError,
    StockQueryError,
)
from synthesis.library.stock import Kind, Orientation, Search
from synthesis.models import Asset, AssetOrigin, AssetRole, StockUse
from synthesis.tests.stock import FILES, SEARCHES, count, put_faults
from tests import waiting

COFFEE = Search(query="coffee", orientation=Orientation.PORTRAIT)
NOON = datetime(2026, 11, 30, 12, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _stand_in(sandbox_url, settings):
    settings.SANDBOX_URL, settings.PEXELS_API_KEY = sandbox_url, ""


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def clip(db):
    """The id of a photo, which is drawn quickly."""
    return stock.search(Search(query="coffee", kind=Kind.PHOTO))[0].id


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.django_db
class TestSearching:
    def test_the_same_search_is_sent_once(self, sandbox_url):
        first, second = stock.search(COFFEE), stock.search(COFFEE.model_copy(update={"query": " Coffee "}))

        assert first == second != []
        assert count(sandbox_url) == 1

    def test_another_locale_is_another_search(self, sandbox_url):
        stock.search(COFFEE)
        stock.search(COFFEE.model_copy(update={"locale": "de-DE"}))

        assert count(sandbox_url) == 2

    def test_an_empty_result_is_kept_too(self, sandbox_url):
        assert stock.search(Search(query="xqzzz")) == stock.search(Search(query="xqzzz")) == []
        assert count(sandbox_url) == 1

    def test_results_of_the_sandbox_are_not_those_of_the_provider(self, sandbox_url, settings):
        stock.search(COFFEE)
        settings.PEXELS_API_KEY, settings.PEXELS_API_URL = "a-key", f"{sandbox_url}/pexels"

        stock.search(COFFEE)

        assert count(sandbox_url) == 2

    @pytest.mark.parametrize("query", ["", "   ", "a" * 101])
    def test_words_are_required(self, query):
        with pytest.raises(StockQueryError):
            stock.search(Search(query=query))

    def test_without_key_and_sandbox_it_is_off(self, settings):
        settings.SANDBOX_URL = ""

        assert not stock.is_offered()
        with pytest.raises(StockOffError):
            stock.search(COFFEE)

    def test_a_clip_of_a_search_is_known_without_another_request(self, clip, sandbox_url):
        sent = count(sandbox_url)

        assert stock.find(item_id=clip).id == clip
        assert count(sandbox_url) == sent

    def test_a_clip_of_no_search_is_requested(self, clip, sandbox_url):
        cache.clear()

        assert stock.find(item_id=clip) == stock.find(item_id=clip)
        assert count(sandbox_url) == 2


@pytest.mark.django_db
class TestLimits:
    def spend(self, at=NOON, livemode=True):
        stock_allowance.spend(provider="Pexels", livemode=livemode, at=at)

    def test_each_request_is_counted_for_the_hour_and_the_month(self):
        self.spend()
        self.spend()

        used = {row.period: row.used for row in StockUse.objects.all()}
        assert used == {"hour": 2, "month": 2}

    def test_beyond_the_hour_it_refuses_and_says_when_the_next_begins(self, settings):
        settings.PEXELS_HOURLY_REQUESTS = 1
        self.spend()

        with pytest.raises(StockLimitError, match="in 50 minutes") as refused:
            self.spend()

        assert (refused.value.status, refused.value.retry_after_s) == (429, 50 * 60)

    def test_a_refused_request_is_not_counted(self, settings):
        settings.PEXELS_HOURLY_REQUESTS = 1
        self.spend()
        with pytest.raises(StockLimitError):
            self.spend()

        assert StockUse.objects.get(period="month").used == 1

    def test_the_next_hour_has_requests_again(self, settings):
        settings.PEXELS_HOURLY_REQUESTS = 1
        self.spend()

        self.spend(at=NOON + timedelta(hours=1))

    def test_beyond_the_month_it_refuses_until_the_next(self, settings):
        settings.PEXELS_MONTHLY_REQUESTS = 1
        self.spend()

        with pytest.raises(StockLimitError, match="this month"):
            self.spend(at=NOON + timedelta(minutes=5))
        self.spend(at=NOON + timedelta(days=1))

    def test_the_sandbox_has_its_own_count(self, settings):
        settings.PEXELS_HOURLY_REQUESTS = 1
        self.spend(livemode=True)

        self.spend(livemode=False)

    def test_old_hours_are_deleted(self):
        self.spend(at=NOON - timedelta(days=100))
        self.spend()

        assert StockUse.objects.filter(starts_at__lt=NOON - timedelta(days=70)).count() == 0

    def test_a_search_beyond_the_limit_is_not_sent(self, settings, sandbox_url):
        settings.PEXELS_HOURLY_REQUESTS = 0

        with pytest.raises(StockLimitError):
            stock.search(COFFEE)

        assert count(sandbox_url) == 0

    def test_a_known_search_needs_no_request(self, settings):
        found = stock.search(COFFEE)
        settings.PEXELS_HOURLY_REQUESTS = 0

        assert stock.search(COFFEE) == found

    def test_after_a_throttled_request_none_is_sent_this_hour(self, sandbox_url):
        put_faults(sandbox_url, {"kind": "status", "status": 429, "match": {"path": SEARCHES}})

        for _ in range(2):
            with pytest.raises(StockLimitError):
                stock.search(COFFEE)

        assert count(sandbox_url) == 1
        assert stock_allowance.left(provider="Pexels", livemode=False) == 0

    def test_what_is_left_is_known(self, settings):
        settings.PEXELS_HOURLY_REQUESTS = 5
        stock.search(COFFEE)

        assert stock_allowance.left(provider="Pexels", livemode=False) == 4


class TestTaking:
    @pytest.mark.django_db
    def test_a_clip_is_kept_with_its_creator_source_and_licence(self, workspace):
        found = min(stock.search(COFFEE), key=lambda each: (each.width_px, each.duration_s))

        asset = stock.take(workspace=workspace, item_id=found.id)

        assert (asset.role, asset.origin, asset.livemode) == (AssetRole.STOCK, AssetOrigin.STOCK, False)
        assert (asset.provider, asset.provider_id) == ("Pexels", found.id)
        assert (asset.creator, asset.creator_url) == (found.creator, found.creator_url)
        assert (asset.page_url, asset.licence, asset.title) == (found.page_url, "Pexels License", found.title)
        assert asset.duration_s == pytest.approx(found.duration_s, abs=0.1)
        assert asset.mime_type == "video/mp4"
        assert asset.downloaded_at is not None
        assert asset.credit is not None
        assert asset.credit.words == f"Video by {found.creator} on Pexels"

    @pytest.mark.django_db
    def test_a_photo_is_kept_as_a_picture(self, workspace, clip):
        asset = stock.take(workspace=workspace, item_id=clip)

        assert (asset.mime_type, asset.duration_s) == ("image/jpeg", None)
        assert asset.credit is not None
        assert asset.credit.words.startswith("Photo by ")

    @pytest.mark.django_db
    def test_the_same_clip_is_downloaded_once(self, workspace, clip, sandbox_url):
        first = stock.take(workspace=workspace, item_id=clip)

        assert stock.take(workspace=workspace, item_id=clip) == first
        assert count(sandbox_url, FILES) == 1

    @pytest.mark.django_db
    def test_another_workspace_has_its_own_file(self, workspace, other_workspace, clip):
        first = stock.take(workspace=workspace, item_id=clip)

        assert stock.take(workspace=other_workspace, item_id=clip) != first

    @pytest.mark.django_db(transaction=True)
    def test_two_threads_download_the_same_clip_once(self, workspace, sandbox_url):
        clip_id = stock.search(Search(query="coffee", kind=Kind.PHOTO))[0].id
        put_faults(sandbox_url, {"kind": "slow", "delay_s": 0.5, "match": {"path": FILES}})
        outcomes = []

        def ask():
            try:
                outcomes.append(stock.take(workspace=workspace, item_id=clip_id).pk)
            except StockBusyError:
                outcomes.append("busy")
            finally:
                connection.close()

        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert count(sandbox_url, FILES) == 1
        assert {*outcomes} == {"busy", Asset.objects.get().pk}
        assert stock.take(workspace=workspace, item_id=clip_id).pk in outcomes

    @pytest.mark.django_db(transaction=True)
    def test_if_the_lock_is_lost_the_first_row_wins_and_the_second_file_is_deleted(
        self, workspace, tmp_path, sandbox_url
    ):
        clip_id = stock.search(Search(query="coffee", kind=Kind.PHOTO))[0].id
        put_faults(sandbox_url, {"kind": "slow", "delay_s": 1.0, "match": {"path": FILES}})
        outcomes = []

        def ask():
            outcomes.append(stock.take(workspace=workspace, item_id=clip_id).pk)
            connection.close()

        late = threading.Thread(target=ask)
        late.start()
        waiting.until(lambda: count(sandbox_url, FILES) == 1, within_s=20, what="a download began")
        cache.clear()
        ask()
        late.join()

        assert outcomes == [Asset.objects.get().pk] * 2
        assert len(files_in(tmp_path)) == 1

    @pytest.mark.django_db
    @pytest.mark.parametrize("fault", [{"kind": "status", "status": 404}, {"kind": "status", "status": 410}])
    def test_a_clip_that_is_gone_leaves_nothing(self, workspace, clip, tmp_path, sandbox_url, fault):
        put_faults(sandbox_url, {**fault, "match": {"path": FILES}})

        with pytest.raises(StockClipGoneError):
            stock.take(workspace=workspace, item_id=clip)

        assert (Asset.objects.count(), files_in(tmp_path)) == (0, [])

    @pytest.mark.django_db
    def test_after_a_failure_the_clip_can_be_taken_at_once(self, workspace, clip, sandbox_url):
        put_faults(sandbox_url, {"kind": "status", "status": 503, "match": {"path": FILES}})
        with pytest.raises(UpstreamUnavailableError):
            stock.take(workspace=workspace, item_id=clip)

        assert stock.take(workspace=workspace, item_id=clip).provider_id == clip

    @pytest.mark.django_db
    def test_a_file_of_another_type_is_refused(self, workspace, clip, tmp_path, sandbox_url):
        url = stock.search(COFFEE)[0].renditions[-1].url
        cache.clear()
        edit = {"path": ["src", "original"], "value": url}
        put_faults(sandbox_url, {"kind": "rewrite", "edits": [edit], "match": {"path": "/v1/photos/"}})

        with pytest.raises(UpstreamError, match="something else"):
            stock.take(workspace=workspace, item_id=clip)

        assert files_in(tmp_path) == []

    @pytest.mark.django_db
    def test_a_file_on_another_host_is_refused(self, workspace, clip, tmp_path, sandbox_url):
        cache.clear()
        edit = {"path": ["src", "original"], "value": "https://evil.example/a.jpg"}
        put_faults(sandbox_url, {"kind": "rewrite", "edits": [edit], "match": {"path": "/v1/photos/"}})

        with pytest.raises(UpstreamError, match="host"):
            stock.take(workspace=workspace, item_id=clip)

        assert files_in(tmp_path) == []

    @pytest.mark.django_db
    def test_a_damaged_clip_is_refused(self, workspace, tmp_path, sandbox_url):
        # The file is announced as a clip, but is a document.
        found = stock.search(COFFEE)[0]
        fault = {"kind": "answer", "body": {}, "headers": {"content-type": "video/mp4"}}
        put_faults(sandbox_url, {**fault, "match": {"path": FILES}})

        with pytest.raises(StockClipUnusableError):
            stock.take(workspace=workspace, item_id=found.id)

        assert files_in(tmp_path) == []

    @pytest.mark.django_db
    @pytest.mark.parametrize("item_id", ["", "1001", "video/", "video/../1", "film/1", "video/" + "1" * 19])
    def test_an_id_is_a_kind_and_a_number(self, workspace, item_id):
        with pytest.raises(StockClipFieldError):
            stock.take(workspace=workspace, item_id=item_id)

    @pytest.mark.django_db
    def test_a_deleted_clip_can_be_taken_again(self, workspace, clip):
        assets.delete(asset=stock.take(workspace=workspace, item_id=clip))

        assert stock.take(workspace=workspace, item_id=clip).provider_id == clip
