"""Places: routes on a map, and landscapes."""

from synthesis.choices import Layout
from synthesis.studio.looks import amounts, places, themes
from synthesis.studio.looks.cues import Cue
from synthesis.studio.looks.readings.base import Fields, Reader, Reading, all_pictured
from synthesis.studio.looks.subjects import Subject

_MOST_STOPS = 4


def _route(subject: Subject) -> Reading | None:
    stops = places.find(subject.text)
    prices = [amount for amount in amounts.find(subject.text) if amount.unit and amount.unit != "%"]
    # Prices in two places are no journey.
    if len(stops) < 2 or len(prices) >= len(stops):
        return None

    def fields(cue: Cue) -> Fields:
        made = [
            {
                "name": stop.name,
                "latitude": stop.latitude,
                "longitude": stop.longitude,
                "cue_s": cue(stop.name),
            }
            for stop in stops[:_MOST_STOPS]
        ]
        return {"places": made, "objects": all_pictured(subject, cue, 1)}

    return Reading(Layout.ROUTE, 8.3, f"it goes from {stops[0].name} to {stops[-1].name}", fields)


def _paper_scene(subject: Subject) -> Reading | None:
    outdoors = [thing for thing in subject.things if themes.is_outdoors(thing.name)]
    if not outdoors:
        return None

    def fields(cue: Cue) -> Fields:
        return {"objects": all_pictured(subject, cue), "kicker": subject.scene.kicker}

    score = 6.6 if subject.theme == "voyage" else 5.2
    return Reading(Layout.PAPER_SCENE, score, "it is about a place or nature", fields)


READERS: tuple[Reader, ...] = (_route, _paper_scene)
