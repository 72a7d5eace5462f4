"""Entity tags."""

import pytest

from foundation import versions
from foundation.errors import StaleError


def test_a_tag_is_read_back():
    assert versions.read(versions.etag(7)) == 7


@pytest.mark.parametrize("header", [None, ""])
def test_a_missing_tag_is_asked_for(header):
    with pytest.raises(versions.VersionMissingError):
        versions.read(header)


@pytest.mark.parametrize("header", ["7", "*", '"7"', 'W/"v7"', '"v"', '"v-1"', '"v9999999999"'])
def test_a_tag_that_is_not_ours_matches_nothing(header):
    with pytest.raises(StaleError):
        versions.read(header)
