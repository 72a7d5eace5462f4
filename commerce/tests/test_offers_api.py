"""Offers and links over REST."""

import json

import pytest
from django.test import Client

from accounts import api_keys
from commerce.models import ClickHour, DiscountCode, DiscountStatus, Link, Offer
from commerce.offers import links, listing, offers
from commerce.tests.offering import Bench, bench, product_of, publication_of
from foundation.numbers import Source

OFFERS, LINKS = "/api/v1/offers/", "/api/v1/links/"


@pytest.fixture
def made(db) -> Bench:
    return bench()


@pytest.fixture
def member(made) -> Client:
    client = Client()
    client.force_login(made.user)
    return client


def send(member, method, path, document=None, **headers):
    data = "" if document is None else json.dumps(document)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return member.generic(method, path, data=data, content_type="application/json", headers=named)


def test_a_product_is_offered_in_a_scene(made, member):
    answer = send(
        member, "POST", OFFERS,
        {"product": made.mug.pk, "video": made.video.pk, "scene": made.scene.pk, "variant": made.blue.pk,
         "post_discount_percent": 10, "scene_discount_percent": 15, "scene_code": "nia15"},
    )  # fmt: skip

    assert answer.status_code == 201
    found = answer.json()
    assert (found["object"], found["scene"], found["variant"]) == ("offer", made.scene.pk, made.blue.pk)
    assert [(code["code"], code["percent"], code["status"]) for code in found["codes"]] == [
        ("NIA15", 15, "wanted")
    ]
    assert (answer["ETag"], answer["Location"]) == ('"v1"', f"{OFFERS}{found['id']}/")


@pytest.mark.parametrize(
    "wrong", [{"post_discount_percent": 0}, {"scene_discount_percent": 101}, {"scene_code": "NIA 15 %"}]
)
def test_values_that_no_shop_takes_are_refused(made, member, wrong):
    document = {"product": made.mug.pk, "video": made.video.pk} | wrong

    answer = send(member, "POST", OFFERS, document)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == next(iter(wrong))


def test_an_update_keeps_what_is_not_sent_and_needs_the_version(made, member):
    offer = made.offer(variant=made.blue, post_discount_percent=10)
    path = f"{OFFERS}{offer.pk}/"

    assert send(member, "PATCH", path, {"post_discount_percent": 20}).status_code == 428
    answer = send(member, "PATCH", path, {"post_discount_percent": 20}, If_Match='"v1"')
    assert (answer.json()["variant"], answer.json()["post_discount_percent"]) == (made.blue.pk, 20)
    assert send(member, "PATCH", path, {"variant": None}, If_Match='"v1"').status_code == 412
    answer = send(member, "PATCH", path, {"variant": None}, If_Match='"v2"')
    assert answer.json()["variant"] is None


def test_a_removed_offer_is_not_listed_and_its_link_stays(made, member):
    offer = made.offer()

    for _ in range(2):
        assert send(member, "DELETE", f"{OFFERS}{offer.pk}/").status_code == 204

    assert member.get(OFFERS).json()["data"] == []
    assert member.get(f"{OFFERS}{offer.pk}/").json()["removed_at"]
    assert member.get(f"{LINKS}?offer={offer.pk}").json()["data"][0]["offer"] == offer.pk


def test_a_failed_code_is_tried_again(made, member):
    offer = made.offer(scene_discount_percent=10)
    DiscountCode.objects.update(status=DiscountStatus.FAILED, problem="The shop was busy.")
    code = DiscountCode.objects.get()

    answer = send(member, "POST", f"{OFFERS}{offer.pk}/codes/{code.pk}/retry/")

    assert (answer.status_code, answer.json()["status"]) == (202, "wanted")


def test_a_post_gets_one_link_however_often_it_is_asked_for(made, member, settings):
    offer, publication = made.offer(), publication_of(made)
    document = {"offer": offer.pk, "publication": publication.pk}

    found = [send(member, "POST", LINKS, document).json() for _ in range(2)]

    assert found[0] == found[1]
    assert found[0]["url"] == f"{settings.SITE_URL}/go/{found[0]['code']}"
    assert member.get(f"{LINKS}?publication={publication.pk}").json()["data"] == found[:1]


def place(member, offer, publication, placement):
    document = {"offer": offer.pk, "publication": publication.pk, "placement": placement}
    return send(member, "POST", LINKS, document)


def shown(publication):
    publication.refresh_from_db()
    post = publication.post
    return post.text, post.options.first_comment


@pytest.mark.parametrize("status", ["draft", "scheduled", "failed"])
def test_a_post_that_was_not_sent_shows_its_link_where_it_is_placed(made, member, status):
    offer, publication = made.offer(), publication_of(made, status=status)

    link = place(member, offer, publication, "text").json()
    assert link["placement"] == "text"
    assert link["url"] in shown(publication)[0]
    assert place(member, offer, publication, "comment").json()["placement"] == "comment"
    assert [link["url"] in each for each in shown(publication)] == [False, True]
    assert place(member, offer, publication, "nowhere").json() == {**link, "placement": "nowhere"}
    assert [link["url"] in each for each in shown(publication)] == [False, False]


def test_a_repeated_placement_changes_nothing_and_none_leaves_the_post_as_it_is(made, member):
    offer, publication = made.offer(), publication_of(made)
    first = place(member, offer, publication, "text").json()
    publication.refresh_from_db()
    version = publication.version

    assert place(member, offer, publication, "text").json() == first
    document = {"offer": offer.pk, "publication": publication.pk}
    assert send(member, "POST", LINKS, document).json() == first

    assert first["url"] in shown(publication)[0]
    assert publication.version == version


def test_a_post_that_was_sent_gets_a_link_to_copy_and_does_not_pretend_to_show_it(made, member):
    offer, publication = made.offer(), publication_of(made, status="published")

    refusal = place(member, offer, publication, "text")
    copied = send(member, "POST", LINKS, {"offer": offer.pk, "publication": publication.pk})

    assert (refusal.status_code, refusal.json()["code"]) == (409, "publication_not_editable")
    assert (copied.status_code, copied.json()["placement"]) == (201, "nowhere")
    assert place(member, offer, publication, "nowhere").json() == copied.json()


def test_a_key_that_may_not_change_posts_places_no_link(made):
    offer, publication = made.offer(), publication_of(made)
    _, secret = api_keys.issue(
        workspace=made.workspace, issued_by=made.user, name="Shop", scopes=["shop:write"]
    )
    key = {"Authorization": f"Bearer {secret}"}
    document = {"offer": offer.pk, "publication": publication.pk}

    assert send(Client(), "POST", LINKS, document, **key).status_code == 201
    refusal = send(Client(), "POST", LINKS, {**document, "placement": "text"}, **key)

    assert (refusal.status_code, refusal.json()["code"]) == (403, "scope_missing")


def test_clicks_are_shown_with_offer_and_link(made, member):
    offer = made.offer()
    link, hour = links.own(offer=offer), offer.created_at
    ClickHour.objects.create(workspace=made.workspace, link=link, hour=hour, clicks=3, bots=7)

    found = member.get(f"{LINKS}{link.pk}/").json()
    assert (found["clicks"], found["bots"]) == (3, 7)
    assert found["livemode"] is made.store.livemode
    assert member.get(f"{OFFERS}{offer.pk}/").json()["clicks"] == 3


def test_lists_take_as_many_queries_for_many_offers_as_for_one(made, member, django_assert_num_queries):
    def ask(path):
        with django_assert_num_queries(30, exact=False) as queries:
            assert member.get(path).status_code == 200
        return len(queries)

    made.offer(scene_discount_percent=10)
    member.get(OFFERS)
    before = ask(OFFERS), ask(LINKS)
    for n in range(5):
        product = product_of(made.store, shop_id=f"9{n}", title=f"Jug {n}", handle=f"jug-{n}")
        offer = made.offer(product=product, scene_discount_percent=10)
        links.for_publication(publication=publication_of(made), offer=offer)

    assert (ask(OFFERS), ask(LINKS)) == before


def test_a_figure_of_clicks_says_what_was_left_out(made):
    offer = made.offer()
    ClickHour.objects.create(
        workspace=made.workspace, link=links.own(offer=offer), hour=offer.created_at, clicks=1, bots=2
    )

    shown = listing.show(offers=offers.of_video(video=made.video))[0]
    figure = shown.clicks.figure(livemode=False)

    assert (figure.value, figure.unit, figure.source) == (1, "click", Source.COMPUTED)
    assert figure.note == "2 requests of robots not counted"
    assert Offer.objects.count() == Link.objects.count() == 1
