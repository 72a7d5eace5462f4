"""What each layout needs of a scene, and which of the scene's fields it shows."""

from collections.abc import Mapping

from synthesis.choices import Layout

_THING, _SIDES, _ROWS = "an object that its words name", "two sides", "a list of two to six points"

NEEDS: Mapping[Layout, str] = {
    Layout.HOOK_HERO: _THING,
    Layout.COUNT: "a number of things, such as “3 eggs”",
    Layout.BEFORE_AFTER: "two sides, such as “Before: …. After: ….”",
    Layout.TIMELINE: "two years, days or hours or more, in order",
    Layout.QUOTE: "words in quotation marks",
    Layout.MYTH: "a claim that it calls a myth",
    Layout.LETTERFORM: "a letter in quotation marks",
    Layout.RECEIPT: "two prices or more, or names with short values",
    Layout.CHART: "three to five figures with the same unit",
    Layout.NUMBER: "one figure",
    Layout.PODIUM: "three points of a ranking",
    Layout.PEDESTAL: _THING,
    Layout.PRODUCT_CARD: "an object and one price",
    Layout.PAPER_SCENE: "an object of nature or a place",
    Layout.ROUTE: "two places",
    Layout.TYPE_SANDWICH: "a headline of two words, and an object",
    Layout.COUNTDOWN: "something that is held for seconds or minutes",
    Layout.CHECKLIST: _ROWS,
    Layout.CALLOUTS: "two or three short points, and an object",
    Layout.CHAT: "two or three short quotations",
    Layout.NOTIFICATION: "a time of day",
    Layout.VERSUS: _SIDES,
    Layout.SCALE: "two sides of which one weighs more",
    Layout.SHARE: "a part of a whole, such as “7 of 10”",
    Layout.PATH: "three or four steps in order",
    Layout.TYPE_POSTER: "a headline",
    Layout.OUTRO: "to be the last of three scenes or more",
}

_PROMISE = frozenset({"kicker", "figure", "figure_label"})
_LIST = frozenset({"items"})

# The optional fields that a layout shows. All others do not appear in it.
SHOWS: Mapping[Layout, frozenset[str]] = {
    **dict.fromkeys((Layout.HOOK_HERO, Layout.PEDESTAL, Layout.TYPE_SANDWICH), _PROMISE),
    **dict.fromkeys((Layout.LETTERFORM, Layout.PAPER_SCENE, Layout.TYPE_POSTER), frozenset({"kicker"})),
    **dict.fromkeys((Layout.PODIUM, Layout.CHECKLIST, Layout.CALLOUTS, Layout.VERSUS), _LIST),
    **dict.fromkeys((Layout.CHART, Layout.NOTIFICATION), _LIST | {"kicker"}),
    **dict.fromkeys((Layout.COUNT, Layout.TIMELINE, Layout.MYTH, Layout.ROUTE), frozenset()),
    **dict.fromkeys((Layout.COUNTDOWN, Layout.CHAT), frozenset()),
    **dict.fromkeys((Layout.QUOTE, Layout.OUTRO), frozenset({"body"})),
    **dict.fromkeys((Layout.BEFORE_AFTER, Layout.SCALE, Layout.PATH), _LIST),
    Layout.SHARE: frozenset({"figure"}),
    Layout.RECEIPT: _LIST | {"kicker", "figure"},
    Layout.NUMBER: frozenset({"figure", "figure_label"}),
    Layout.PRODUCT_CARD: _LIST | {"figure_label"},
}
