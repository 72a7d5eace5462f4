"""The mode of an outside system, by its keys and by whether there is a sandbox."""

import pytest

from foundation import vendors
from foundation.vendors import Access, Mode, Vendor


@pytest.fixture
def vendor(settings):
    """A system with two keys, neither of which is set. The sandbox is available."""
    settings.SANDBOX_URL = "http://127.0.0.1:8010"
    settings.ACME_URL, settings.ACME_ID, settings.ACME_SECRET = "https://acme.example", "", ""
    return Vendor(keys=("ACME_ID", "ACME_SECRET"), url="ACME_URL", sandbox_path="/acme")


@pytest.fixture
def keys(settings):
    settings.ACME_ID, settings.ACME_SECRET = "id", "secret"


LIVE = Access(base_url="https://acme.example", keys=("id", "secret"), is_live=True)
SANDBOX = Access(base_url="http://127.0.0.1:8010/acme", keys=("sandbox", "sandbox"), is_live=False)


def test_with_all_its_keys_it_is_live(vendor, keys):
    assert (vendor.mode, vendor.is_live, vendor.missing) == (Mode.LIVE, True, [])
    assert vendor.access() == LIVE


def test_without_one_of_its_keys_the_sandbox_answers(vendor, keys, settings):
    settings.ACME_SECRET = ""

    assert (vendor.mode, vendor.is_live, vendor.missing) == (Mode.SANDBOX, False, ["ACME_SECRET"])
    assert vendor.access() == SANDBOX


def test_without_keys_and_sandbox_it_is_off(vendor, settings):
    settings.SANDBOX_URL = ""

    assert vendor.mode is Mode.OFF
    assert vendor.access() is None


@pytest.mark.parametrize("stand_in", [Mode.LOCAL, Mode.OFF])
@pytest.mark.parametrize("url", ["", "http://127.0.0.1:8010"])
def test_another_stand_in_needs_no_sandbox(settings, vendor, stand_in, url):
    settings.SANDBOX_URL = url

    assert Vendor(keys=vendor.keys, url=vendor.url, stand_in=stand_in).mode is stand_in


def test_what_was_begun_with_one_goes_on_with_it(vendor, keys, settings):
    assert vendor.access(is_live=False) == SANDBOX

    settings.ACME_ID = ""
    assert vendor.access(is_live=True) is None


def test_the_first_key_is_the_key(vendor, keys):
    assert vendor.access().key == "id"


def test_systems_are_declared_in_settings(vendor, settings):
    settings.VENDORS = {"acme": vendor}

    assert vendors.named("acme") is vendor
    with pytest.raises(KeyError):
        vendors.named("other")


def test_each_declared_system_names_settings_that_exist(settings):
    for vendor in settings.VENDORS.values():
        assert [name for name in [*vendor.keys, vendor.url] if not hasattr(settings, name)] == []
