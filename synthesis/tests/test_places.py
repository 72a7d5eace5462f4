"""The places that routes are drawn between."""

import pytest

from synthesis.studio.looks import places


def spots(text):
    return [(place.name, round(place.latitude, 1), round(place.longitude, 1)) for place in places.find(text)]


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("Start in Coimbra.", ("Coimbra", 40.2, -8.4)),
        ("A day in Oxford.", ("Oxford", 51.8, -1.3)),
        ("Dinner in Siena.", ("Siena", 43.3, 11.3)),
        ("Canals in Bruges.", ("Bruges", 51.2, 3.2)),
        ("Hallstatt is tiny.", ("Hallstatt", 47.6, 13.7)),
        ("On to Vernazza.", ("Vernazza", 44.1, 9.7)),
        ("Deer in Nara.", ("Nara", 34.7, 135.8)),
        ("A night in Porto.", ("Porto", 41.1, -8.6)),
        ("Masks in Venice.", ("Venice", 45.4, 12.3)),
        ("Across the United States.", ("United States", 38.9, -77.0)),
        ("Across Brazil.", ("Brazil", -15.8, -47.9)),
        ("Around Iceland.", ("Iceland", 64.1, -21.9)),
    ],
)
def test_well_known_places_have_their_coordinates(text, spot):
    assert spots(text) == [spot]


@pytest.mark.parametrize(
    ("text", "spot"),
    [("コインブラへ行く", (40.2, -8.4)), ("前往牛津大学", (51.8, -1.3)), ("Коимбра", (40.2, -8.4))],
)
def test_smaller_places_have_names_in_other_scripts(text, spot):
    assert [(latitude, longitude) for _, latitude, longitude in spots(text)] == [spot]


@pytest.mark.parametrize(
    "text", ["Como fazer pão em casa.", "Bath time.", "Tomar café.", "Ella baila.", "Von hier an."]
)
def test_words_that_are_also_places_are_words(text):
    assert spots(text) == []


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("Lisboa, Sevilla, Valencia y Barcelona", ("Valencia", 39.5, -0.4)),
        ("Caracas, Valencia, Maracaibo", ("Valencia", 10.2, -68.0)),
        ("De Córdoba a Granada", ("Córdoba", 37.9, -4.8)),
        ("De Córdoba a Buenos Aires", ("Córdoba", -31.4, -64.2)),
    ],
)
def test_of_several_places_of_a_name_the_one_near_the_others_is_meant(text, spot):
    assert spot in spots(text)
