"""The page that checks a file, and the credentials of assets in the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string

from accounts.models import Role
from synthesis.credentials import Report, SourceType, Trust
from synthesis.tests import signed_films
from synthesis.tests.pages import browser_of, store, text_of
from synthesis.tests.programs import Api


@pytest.fixture(autouse=True)
def _certificate(settings):
    signed_films.use(settings, signed_films.certificate_paths())


@pytest.fixture
def member(workspace):
    return browser_of(workspace, Role.VIEWER)


def check(member, content, name="clip.mp4"):
    return member.post("/check-file/", {"file": SimpleUploadedFile(name, content)})


def changed(path):
    return signed_films.changed(path, path.with_name("changed.mp4")).read_bytes()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: signed_films.signed().read_bytes(), "development certificate. No one else trusts it."),
        (lambda: signed_films.signed().read_bytes(), "Yes, in part."),
        (lambda: signed_films.signed("stranger", SourceType.TRAINED).read_bytes(), "Yes, wholly."),
        (
            lambda: signed_films.signed("stranger").read_bytes(),
            "Anyone can make a certificate with any name.",
        ),
        (lambda: changed(signed_films.signed()), "were changed after they were signed"),
        (lambda: signed_films.film().read_bytes(), "This proves nothing."),
    ],
)
def test_the_page_says_in_words_what_a_file_says(member, content, words):
    answer = check(member, content())

    assert answer.status_code == 200
    assert words in text_of(answer)
    assert "a file without them can still be AI-made" in text_of(answer)


@pytest.mark.parametrize(
    ("content", "words"), [(b"no film", "cannot be opened as a picture or a video"), (b"", "file is empty")]
)
def test_another_kind_of_file_is_refused_at_its_field(member, content, words):
    answer = check(member, content)

    assert answer.status_code == 422
    assert words in text_of(answer)


def test_an_expired_certificate_is_named():
    report = Report(is_intact=True, trust=Trust.UNKNOWN, problems=("signingCredential.expired",))

    shown = render_to_string("synthesis/_credentials_report.html", {"report": report})

    assert "the certificate has expired" in shown


def test_a_name_in_a_file_is_text_and_nothing_else(member):
    answer = check(member, signed_films.film().read_bytes(), name="<script>x.mp4")

    assert "<script>x" not in text_of(answer)


def test_the_library_leads_to_the_page(member):
    assert 'href="/check-file/"' in text_of(member.get("/library/"))
    assert "What the result means" in text_of(member.get("/check-file/"))


def test_the_api_reads_the_credentials_of_a_stored_file(client, workspace):
    api = Api(client, workspace)
    signed = store(workspace, content=signed_films.signed().read_bytes())
    plain = store(workspace)

    body = api.get(f"assets/{signed.pk}/credentials/").json()

    assert (body["object"], body["asset"], body["problem"]) == ("credentials", signed.pk, "")
    assert (body["report"]["trust"], body["report"]["ai_use"]) == ("own", "part")
    assert api.get(f"assets/{plain.pk}/credentials/").json()["report"] is None
