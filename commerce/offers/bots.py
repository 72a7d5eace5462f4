"""Which requests for a link are automatic: robots, link previews and prefetches.

People in the browsers of apps are no robots: those of TikTok, Instagram or YouTube name their app.
"""

import re
from collections.abc import Mapping

# Parts of User-Agent headers, from the vendors' own pages about their robots and link previews.
_IS_BOT = re.compile(
    r"""
    # Previews of links in messages and posts
    facebookexternalhit | facebookcatalog | meta-external | ^whatsapp/ | telegrambot | slack-imgproxy
    | skypeuripreview | vkshare | embedly | iframely | viber | line-poker | kakaotalk-scrap | mastodon/
    | tumblr/ | pinterest/0\. | preview | google-pagerenderer | google-inspectiontool | googleother
    | google-safety | google\ favicon | google-read-aloud | feedfetcher | mediapartners-google | adsbot
    # Robots. There are phones named Cubot.
    | (?<!cu)bot\b | bot[/;)_-] | spider | crawl | slurp | scrap | archiv | validator | monitor | pingdom
    | uptime | lighthouse | pagespeed | gtmetrix | scan(?:ner)?\b | safelinks | proofpoint | barracuda
    | mimecast | urlcheck | linkcheck | virustotal | claude | perplexity | semrush | ahrefs
    # Programs
    | ^curl/ | ^wget | python | aiohttp | httpx | go-http-client | okhttp | java/ | apache-httpclient
    | node-fetch | axios | undici | libwww | guzzle | ruby | ^php | perl | dart:io | postman | insomnia
    | headless | phantomjs | puppeteer | playwright | selenium | cypress
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SHORTEST_AGENT = 12
# Headers of requests that a browser or an app makes before anybody has clicked.
_AHEAD = {
    "Sec-Purpose": re.compile(r"prefetch|prerender|preview", re.IGNORECASE),
    "Purpose": re.compile(r"prefetch|preview", re.IGNORECASE),
    "X-Purpose": re.compile(r"prefetch|preview|instant", re.IGNORECASE),
    "X-Moz": re.compile(r"prefetch", re.IGNORECASE),
}
# A click opens a page. Pictures, scripts and fetches of other pages are none.
_OF_PAGES = frozenset(("", "document"))


def is_automatic(*, headers: Mapping[str, str]) -> bool:
    """True for a request that no person's click has made, as far as its headers say."""
    agent = headers.get("User-Agent", "").strip()
    if len(agent) < _SHORTEST_AGENT or _IS_BOT.search(agent):
        return True
    if any(pattern.search(headers.get(name, "")) for name, pattern in _AHEAD.items()):
        return True
    return headers.get("Sec-Fetch-Dest", "").lower() not in _OF_PAGES
