"""What people read about the certificate that signs finished videos."""

import pytest
from django.test import Client

from ettametta import status
from synthesis.library import development_certificates, signatures
from synthesis.tests import signed_films
from tests import world


@pytest.fixture
def page(db):
    client = Client()
    client.force_login(
        world.empty("ada@example.com").owner, backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


@pytest.mark.parametrize(
    ("paths", "badge", "words", "public"),
    [
        (lambda: ("", ""), "Off", "No certificate is set.", "Off. New videos"),
        (signed_films.expired_paths, "Not working", "The certificate has expired.", "Not working. New"),
        (
            signed_films.certificate_paths, "Development certificate", "No one else trusts it.",
            "Working, with a development certificate.",
        ),
    ],
)  # fmt: skip
def test_integrations_and_status_say_whether_videos_are_signed(page, settings, paths, badge, words, public):
    signed_films.use(settings, paths())
    status._lines.cache_clear()

    shown = page.get("/settings/integrations/").content.decode()
    assert badge in shown
    assert words in shown
    assert public in page.get("/status/").content.decode()


def test_a_development_certificate_is_made_once(tmp_path, settings):
    first = development_certificates.keep(tmp_path)

    assert development_certificates.keep(tmp_path) == first
    settings.C2PA_CERTIFICATE_PATH, settings.C2PA_KEY_PATH = first.values()
    assert signatures.state().is_development
