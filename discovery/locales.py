"""English names of languages and countries."""

from django.utils.translation import get_language_info

_LISTED = """
AD Andorra|AE United Arab Emirates|AF Afghanistan|AL Albania|AM Armenia|AO Angola|AR Argentina|AT Austria
AU Australia|AZ Azerbaijan|BA Bosnia and Herzegovina|BD Bangladesh|BE Belgium|BF Burkina Faso|BG Bulgaria
BH Bahrain|BJ Benin|BN Brunei|BO Bolivia|BR Brazil|BW Botswana|BY Belarus|CA Canada|CD Congo (Kinshasa)
CH Switzerland|CI Côte d’Ivoire|CL Chile|CM Cameroon|CN China|CO Colombia|CR Costa Rica|CU Cuba|CY Cyprus
CZ Czechia|DE Germany|DK Denmark|DO Dominican Republic|DZ Algeria|EC Ecuador|EE Estonia|EG Egypt|ES Spain
ET Ethiopia|FI Finland|FR France|GB United Kingdom|GE Georgia|GH Ghana|GR Greece|GT Guatemala|HK Hong Kong
HN Honduras|HR Croatia|HU Hungary|ID Indonesia|IE Ireland|IL Israel|IN India|IQ Iraq|IR Iran|IS Iceland
IT Italy|JM Jamaica|JO Jordan|JP Japan|KE Kenya|KH Cambodia|KR South Korea|KW Kuwait|KZ Kazakhstan|LA Laos
LB Lebanon|LK Sri Lanka|LT Lithuania|LU Luxembourg|LV Latvia|LY Libya|MA Morocco|MC Monaco|MD Moldova
ME Montenegro|MK North Macedonia|ML Mali|MM Myanmar|MN Mongolia|MT Malta|MX Mexico|MY Malaysia|MZ Mozambique
NG Nigeria|NI Nicaragua|NL Netherlands|NO Norway|NP Nepal|NZ New Zealand|OM Oman|PA Panama|PE Peru
PH Philippines|PK Pakistan|PL Poland|PR Puerto Rico|PS Palestine|PT Portugal|PY Paraguay|QA Qatar|RO Romania
RS Serbia|RU Russia|RW Rwanda|SA Saudi Arabia|SE Sweden|SG Singapore|SI Slovenia|SK Slovakia|SN Senegal
SV El Salvador|SY Syria|TH Thailand|TN Tunisia|TR Türkiye|TW Taiwan|TZ Tanzania|UA Ukraine|UG Uganda
US United States|UY Uruguay|UZ Uzbekistan|VE Venezuela|VN Vietnam|YE Yemen|ZA South Africa|ZM Zambia
ZW Zimbabwe
"""
_COUNTRIES = dict(each.split(" ", maxsplit=1) for each in _LISTED.strip().replace("\n", "|").split("|"))


def language(code: str) -> str:
    """The name of a language such as ``de``, or the code."""
    try:
        return str(get_language_info(code)["name"])
    except KeyError:
        return code


def country(code: str) -> str:
    """The name of a country such as ``DE``, or the code."""
    return _COUNTRIES.get(code, code)


def countries() -> list[tuple[str, str]]:
    """The known countries by name, as codes and names."""
    return sorted(_COUNTRIES.items(), key=lambda each: each[1])
