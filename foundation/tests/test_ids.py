"""Public ids."""

from accounts.models import Workspace
from foundation import ids


def test_an_id_says_what_it_is_the_id_of():
    assert ids.new("vid").startswith("vid_")
    assert len(ids.new("vid")) == len("vid_") + ids.LENGTH


def test_ids_sort_as_they_were_made():
    made = [ids.new("vid") for _ in range(2000)]

    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_ids_sort_by_time(monkeypatch):
    monkeypatch.setattr(ids, "_last", 0)
    moment = 1_800_000_000.0
    made = []
    for step in range(50):
        monkeypatch.setattr("time.time", lambda step=step: moment + step)
        made.append(ids.new("vid"))

    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_a_row_knows_its_key_before_it_is_written():
    assert Workspace(name="x").pk.startswith("wsp_")


def test_a_migration_names_the_prefix_alone():
    _, path, args, kwargs = Workspace._meta.get_field("id").deconstruct()

    assert (path, args) == ("foundation.ids.PrefixedIdField", [])
    assert kwargs == {"prefix": "wsp", "serialize": False}
