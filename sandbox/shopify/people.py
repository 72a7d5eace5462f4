"""Invented customers, with addresses that don't exist, so that personal data can be tested for."""

from random import Random

from sandbox.shopify.records import Doc
from sandbox.world import chance

_FIRST = tuple(
    "Mira Jonas Aiko Priya Tomás Ines Oskar Leila Noah Yuki Freya Mateo Zoë Kwame Alma Søren Hana".split()  # noqa: SIM905
)
_LAST = tuple("Sandvik Testa Muster Beispiel Sample Ejemplo Nowak-Test Specimen O'Mock Fiktiv".split())  # noqa: SIM905
_STREETS = ("Sandbox Street", "Example Avenue", "Musterweg", "Rue de l'Essai", "Mock Lane")
# Country, its name, a city, a postcode, a province, and a telephone number that belongs to nobody.
_PLACES = {
    "DE": ("Germany", "Musterstadt", "00000", "Berlin", "BE", "+49 30 23125 {:03d}"),
    "US": ("United States", "Sampleville", "00000", "Oregon", "OR", "+1 555 555 0{:03d}"),
    "GB": ("United Kingdom", "Mockton", "ZZ1 1ZZ", "England", "ENG", "+44 7700 900{:03d}"),
    "FR": ("France", "Essai-sur-Mer", "00000", "", "", "+33 1 99 00 0{:03d}"),
    "JP": ("Japan", "サンプル市", "000-0000", "東京都", "JP-13", "+81 3 0000 0{:03d}"),
}
_AGENTS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS {ios} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/19.1 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android {android}; {phone}) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/{chrome}.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/{chrome}.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS {ios} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Mobile/15E148 musical_ly_39.4.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/en",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{firefox}.0) Gecko/20100101 Firefox/{firefox}.0",
)
_PHONES = ("Pixel 9", "Pixel 10", "SM-S931B", "SM-A556B", "CPH2653", "2407FPN8EG")
BOTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "python-requests/2.32.5",
)


def country(random: Random, home: str) -> str:
    """Return where a customer lives: mostly in the shop's country."""
    return home if random.random() < 0.7 else random.choice(sorted(_PLACES))


def browser(random: Random) -> str:
    """Return the User-Agent of a browser. There are several hundred, so that visitors differ."""
    return random.choice(_AGENTS).format(
        ios=f"19_{random.randrange(6)}_{random.randrange(4)}",
        android=random.randrange(13, 17),
        phone=random.choice(_PHONES),
        chrome=random.randrange(128, 149),
        firefox=random.randrange(128, 148),
    )


def customer(seed: str, *, place: str) -> Doc:
    """Return a person with an address and an address on the internet, the same for each seed."""
    random = chance.generator("shopify customer", seed)
    first, last = random.choice(_FIRST), random.choice(_LAST)
    number = random.randrange(1000)
    return {
        "id": 7_000_000_000_000 + random.randrange(10**9),
        "first_name": first,
        "last_name": last,
        "email": f"{first}.{last}.{number}@customers.example".lower().replace("'", ""),
        "phone": _PLACES.get(place, _PLACES["US"])[5].format(number),
        "address": _address(random, first, last, place if place in _PLACES else "US", number),
        "browser_ip": f"203.0.113.{random.randrange(1, 255)}",
        "user_agent": browser(random),
        "locale": {"DE": "de-DE", "FR": "fr-FR", "JP": "ja-JP", "GB": "en-GB"}.get(place, "en-US"),
    }


def _address(random: Random, first: str, last: str, place: str, number: int) -> Doc:
    name, city, postcode, province, province_code, phone = _PLACES[place]
    return {
        "first_name": first,
        "last_name": last,
        "name": f"{first} {last}",
        "address1": f"{random.randrange(1, 200)} {random.choice(_STREETS)}",
        "address2": None if random.random() < 0.7 else f"Flat {random.randrange(1, 40)}",
        "city": city,
        "zip": postcode,
        "province": province or None,
        "province_code": province_code or None,
        "country": name,
        "country_code": place,
        "company": None,
        "phone": phone.format(number),
        "latitude": None,
        "longitude": None,
    }
