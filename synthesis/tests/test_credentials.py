"""Content credentials of files: signed and read by the real library."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import av
import pytest

from foundation.media import kinds
from synthesis.assembly import credentials
from synthesis.assembly.composition import inspection
from synthesis.assembly.credentials import CertificateProblemError, Original, Problem, certificates, reports
from synthesis.assembly.stopping import StoppedError
from synthesis.credentials import AiUse, SourceType, Trust
from synthesis.tests import signed_films

MP4 = kinds.MP4.mime_type


@pytest.fixture(autouse=True)
def _certificate(settings):
    signed_films.use(settings, signed_films.certificate_paths())


@contextmanager
def listening():
    """A server that answers 503, and the list of its requests."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(503)

        do_POST = do_GET  # noqa: N815 - http.server's name

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/there", asked
        server.shutdown()
        thread.join()


def read(path):
    return credentials.read(path, mime_type=MP4)


def test_a_signed_film_says_who_made_it_how_and_from_which_recipe():
    report = read(signed_films.signed())

    assert (report.is_intact, report.trust, report.is_development) == (True, Trust.OWN, True)
    assert (report.generator, report.signer) == ("ettametta 1.0", certificates.DEVELOPMENT)
    assert (report.ai_use, report.source_type) == (AiUse.PART, SourceType.COMPOSITE_TRAINED)
    assert report.recipe_sha256 == signed_films.RECIPE
    assert (report.stamped_at, report.ingredients) == (None, ())
    assert report.said_at is not None


def test_a_signed_film_still_plays_while_it_loads():
    path = signed_films.signed()

    kinds_in_order = list(inspection.boxes(path))
    assert kinds_in_order.index("moov") < kinds_in_order.index("mdat")
    with av.open(str(path)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 15


def test_one_changed_byte_is_noticed(tmp_path):
    report = read(signed_films.changed(signed_films.signed(), tmp_path / "changed.mp4"))

    assert (report.is_intact, report.problems[-1]) == (False, "assertion.bmffHash.mismatch")


def test_changed_credentials_belong_to_nobody(tmp_path):
    forged = tmp_path / "forged.mp4"
    forged.write_bytes(signed_films.signed().read_bytes().replace(b"c2pa.assertions", b"c2pa.assertionz"))

    report = read(forged)

    assert (report.is_intact, report.trust) == (False, Trust.UNKNOWN)


def test_a_copy_that_ffmpeg_wrote_has_no_credentials(tmp_path):
    assert read(signed_films.remuxed(signed_films.signed(), tmp_path / "remuxed.mp4")) is None


def test_a_film_without_credentials_has_no_report():
    assert read(signed_films.film()) is None


def test_a_stranger_s_certificate_is_valid_and_not_trusted():
    report = read(signed_films.signed("stranger"))

    assert (report.is_intact, report.trust) == (True, Trust.UNKNOWN)


def test_a_certificate_of_the_trust_list_is_trusted(tmp_path):
    root = signed_films.certificate_paths("stranger")[0].with_name("root.pem")

    report = credentials.read(signed_films.signed("stranger"), mime_type=MP4, listed=[root])

    assert report is not None
    assert report.trust is Trust.LISTED


def test_a_film_stays_one_of_ours_after_the_certificate_has_expired(settings):
    signed_films.use(settings, signed_films.expired_paths())

    with pytest.raises(CertificateProblemError) as caught:
        certificates.configured()

    assert caught.value.problem is Problem.EXPIRED
    assert read(signed_films.signed("expired")).trust is Trust.OWN


@pytest.mark.parametrize("flaw", ["missing", "mismatched", "password", "text", "unsuitable"])
def test_an_unusable_certificate_is_named(settings, tmp_path, flaw):
    paths, others = signed_films.certificate_paths(), signed_films.certificate_paths("stranger")
    text = tmp_path / "text.pem"
    text.write_text("no certificate")
    root = paths[0].with_name("root.pem"), paths[0].with_name("root_key.pem")
    chosen, problem = {
        "missing": ((paths[0], ""), Problem.INCOMPLETE),
        "mismatched": ((paths[0], others[1]), Problem.MISMATCHED),
        "password": ((paths[0], text), Problem.UNREADABLE),
        "text": ((text, paths[1]), Problem.UNREADABLE),
        "unsuitable": (root, Problem.UNSUITABLE),
    }[flaw]
    signed_films.use(settings, chosen)

    with pytest.raises(CertificateProblemError) as caught:
        certificates.configured()

    assert caught.value.problem is problem


def test_a_development_certificate_is_kept_and_renewed_before_it_expires(tmp_path):
    first = credentials.keep_development_certificate(tmp_path)[0].read_bytes()

    assert credentials.keep_development_certificate(tmp_path)[0].read_bytes() == first
    assert (tmp_path / "key.pem").stat().st_mode & 0o077 == 0
    (tmp_path / "key.pem").write_bytes((tmp_path / "root_key.pem").read_bytes())
    renewed = certificates.load(
        **dict(zip(("certificate", "key"), credentials.keep_development_certificate(tmp_path), strict=True))
    )
    assert renewed.own_root.encode() in first


def test_the_credentials_of_a_clip_are_kept_as_an_ingredient():
    clip = signed_films.signed("stranger", SourceType.TRAINED)
    original = Original(path=clip, mime_type=MP4, title="Scene 2")

    report = read(
        signed_films.sign(signed_films.film(), originals=[original], source_type=SourceType.COMPOSITE)
    )

    [kept] = report.ingredients
    assert (kept.title, kept.has_credentials, kept.is_intact) == ("Scene 2", True, True)
    assert (kept.ai_use, report.ai_use) == (AiUse.ALL, AiUse.PART)


def test_a_changed_clip_stays_marked_as_changed(tmp_path):
    clip = signed_films.changed(signed_films.signed("stranger"), tmp_path / "clip.mp4")

    report = read(
        signed_films.sign(
            signed_films.film(), originals=[Original(path=clip, mime_type=MP4, title="Scene 1")]
        )
    )

    assert report.is_intact
    assert [each.is_intact for each in report.ingredients] == [False]


def test_a_time_stamp_authority_that_fails_does_not_hold_up_the_signature():
    with listening() as (address, asked):
        path = signed_films.sign(signed_films.film(), time_stamps=address)

    report = read(path)
    assert len(asked) == 3
    assert (report.is_intact, report.stamped_at) == (True, None)


def test_a_signature_that_is_stopped_leaves_no_file(tmp_path):
    with pytest.raises(StoppedError):
        signed_films.sign(signed_films.film(), workdir=tmp_path, should_stop=lambda: True)

    assert list(tmp_path.iterdir()) == []


def test_a_repeated_step_finds_its_signed_film(tmp_path):
    first = signed_films.sign(signed_films.film(), workdir=tmp_path)
    made_at = first.stat().st_mtime_ns

    again = signed_films.sign(signed_films.film(), workdir=tmp_path)

    assert (again, again.stat().st_mtime_ns) == (first, made_at)


def test_an_address_in_a_file_is_not_visited(tmp_path):
    with listening() as (address, asked):
        path = signed_films.with_credentials_at(address, tmp_path / "elsewhere.mp4")
        with pytest.raises(credentials.UnreadableError, match="only names an address"):
            read(path)

    assert asked == []


@pytest.mark.parametrize("content", [b"c2pa" * 100, b"\x00\x00\x00\x18ftypmp42" + b"c2pa" * 4000])
def test_a_damaged_file_is_reported_and_hurts_nothing(tmp_path, content):
    path = tmp_path / "damaged.mp4"
    path.write_bytes(content)

    report = read(path)

    assert report is None or not report.is_intact


def test_a_description_that_lies_about_its_types_makes_a_report():
    store = {"active_manifest": "a", "manifests": {"a": {"assertions": 5, "ingredients": [3, {"title": []}]}}}

    assert reports.of(store).ingredients[0].title == ""
