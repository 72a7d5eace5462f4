"""Titles for the discovery bench: phrases of common and rare words, in several languages and scripts."""
# ruff: noqa: RUF001 - letters of other scripts look like Latin ones

import random
from collections.abc import Iterator

_WORDS = {
    "en": "how to make the best coffee at home with cheap beans why nobody talks about this simple "
    "trick for better espresso I tried every budget grinder so you do not have to review "
    "morning routine of a small business owner history that they never taught us in school "
    "easy dinner under ten minutes travel alone",
    "de": "wie man zu Hause besseren Kaffee macht warum niemand über diesen einfachen Fehler "
    "spricht schnelle Küche für Anfänger die Geschichte hinter dem größten Umbau aller Zeiten "
    "im Test günstige Mühlen Übersicht",
    "es": "cómo hacer el mejor café en casa sin gastar mucho el error que todos cometen al cocinar "
    "arroz historia secreta de la ciudad viaje barato por españa truco fácil para ahorrar "
    "tiempo cada mañana",
    "ja": "自宅で簡単に作れる 美味しいコーヒー 誰も知らない裏技 日本料理の基本 失敗しない炊き方 "
    "初心者向け 完全解説 朝の習慣 旅行記 東京散歩 節約術 検証してみた 最新版",
    "hi": "घर पर कॉफी कैसे बनाएं आसान तरीका जो कोई नहीं बताता पैसे बचाने का सही समय सुबह की आदत "
    "इतिहास की कहानी सस्ता सफर पूरी जानकारी",
    "ru": "как сварить лучший кофе дома простой секрет о котором никто не говорит обзор дешёвых "
    "кофемолок история города быстрый ужин за десять минут утренняя привычка",
}
LANGUAGES = list(_WORDS)
SHARES = [50, 12, 14, 10, 8, 6]
PHRASES = 4000
# In a tenth of the titles of their language, and in about ten titles of the full world.
COMMON = ("coffee", "Kaffee", "コーヒー", "कॉफी", "кофе")
_RARE = 60_000


def phrases(chance: random.Random) -> Iterator[tuple[str, int, str]]:
    """Yield language, number and words. A title consists of two phrases of its language."""
    for language, text in _WORDS.items():
        words = text.split()
        weights = [1 / (1 + place) ** 0.7 for place in chance.sample(range(len(words)), len(words))]
        for number in range(PHRASES):
            chosen = chance.choices(words, weights, k=chance.randint(3, 5))
            if chance.random() < 0.3:
                chosen.append(f"{chance.choice('KXZ')}{chance.randrange(_RARE)}")
            yield language, number, " ".join(chosen)
