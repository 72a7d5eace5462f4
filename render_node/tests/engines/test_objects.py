"""The collection of pictured objects and how it is packed."""

import re
import xml.etree.ElementTree as ET
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from render_node.engines import objects
from render_node.engines.objects import packing

COLLECTION = {
    "width": 32,
    "height": 32,
    "icons": {
        "mug": {"body": "<path/>"},
        "hand": {"body": "<path/>"},
        "hand-dark": {"body": "<path/>"},
        "traffic-light": {"body": "<path/>", "width": 28},
    },
}


@pytest.fixture
def packed(tmp_path, monkeypatch):
    (tmp_path / "excluded.toml").write_text('signs = ["mug"]\n')
    monkeypatch.setattr(packing, "EXCLUDED", tmp_path / "excluded.toml")
    packing.pack(icons=COLLECTION, to=tmp_path / "pack.zip")
    return tmp_path / "pack.zip"


def test_each_object_is_a_well_formed_drawing_with_a_view_box():
    broken = [
        name
        for name in objects.names()
        if not (root := ET.fromstring(objects.svg(name))).tag.endswith("}svg")  # noqa: S314 (our data)
        or not re.fullmatch(r"[\d.]+ [\d.]+ [\d.]+ [\d.]+", root.get("viewBox", ""))
    ]

    assert broken == []


def test_no_drawing_refers_to_text_fonts_scripts_or_other_files():
    pattern = re.compile(r"<(?:text|script|image|foreignObject)|href=\"(?!#)|url\((?!#)")

    assert [name for name in objects.names() if pattern.search(objects.svg(name))] == []


def test_the_collection_has_the_usual_things_and_no_excluded_one():
    assert {"money-bag", "cooking", "alarm-clock", "bullseye", "vertical-traffic-light"} <= objects.names()
    assert objects.names().isdisjoint(packing.excluded())
    assert not any(name.endswith(("-medium-light", "-medium-dark")) for name in objects.names())


def test_an_unknown_name_is_an_error():
    with pytest.raises(KeyError):
        objects.svg("no-such-thing")


def test_threads_may_read_drawings_at_the_same_time():
    wanted = sorted(objects.names())[:200]

    with ThreadPoolExecutor(8) as pool:
        drawings = list(pool.map(objects.svg, wanted))

    assert all(drawing.endswith("</svg>") for drawing in drawings)


def test_the_pack_leaves_out_skin_tones_and_excluded_names(packed):
    assert zipfile.ZipFile(packed).namelist() == ["hand.svg", "traffic-light.svg"]


def test_a_drawing_of_another_width_keeps_its_box(packed):
    assert b'viewBox="0 0 28 32"' in zipfile.ZipFile(packed).read("traffic-light.svg")


def test_the_same_icons_give_the_same_bytes(packed, tmp_path):
    packing.pack(icons=COLLECTION, to=tmp_path / "again.zip")

    assert (tmp_path / "again.zip").read_bytes() == packed.read_bytes()


def test_excluding_an_unknown_name_is_an_error(packed, tmp_path):
    (tmp_path / "excluded.toml").write_text('signs = ["mugg"]\n')

    with pytest.raises(ValueError, match="mugg"):
        packing.pack(icons=COLLECTION, to=tmp_path / "again.zip")
