"""Links in posts: previewed as they are sent, one for each channel, with codes that end with them."""

from typing import Any

import pytest
from django.test import Client

from billing.errors import PlanLimitError
from billing.models import Standing
from commerce import composing
from commerce.models import DiscountCode, DiscountStatus, Link, LinkPlacement, Offer, Store
from commerce.offers import codes, offers
from commerce.tests.ordering import Seller, seller
from foundation.errors import NotFoundError
from publishing import attachments, crossposts, preflight, publications
from publishing.crossposts import Channel
from publishing.models import Choice, Crosspost, Publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Seller:
    found = seller()
    Standing.objects.create(workspace=found.workspace, assigned_plan="creator")
    return found


def offer(made: Seller, *, percent: int | None = 10) -> Any:
    found = made.offer()
    found.post_discount_percent = percent
    found.save()
    return found


def post_with(made: Seller, *choices: Choice) -> Crosspost:
    connection = made.posts[0].connection
    return crossposts.draft(
        workspace=made.workspace,
        actor=made.owner,
        video=made.video,
        channels=[Channel(connection)],
        post_text="Text.",
        choices=list(choices),
    )


def only(post: Crosspost) -> Publication:
    return crossposts.chosen(crosspost=post).get()


def chosen(made: Seller, *, with_code: bool = True) -> Choice:
    return Choice(key=offer(made).pk, with_code=with_code)


def test_the_preview_shows_the_links_and_codes_that_are_sent(made):
    choice, connection = chosen(made), made.posts[0].connection
    member = Client()
    member.force_login(made.owner)
    typed = {
        "title": "T", "post_text": "Text.", "hashtags": "", "channels": connection.pk, "shown": connection.pk,
        "new_id": crossposts.new_id(), "offers_shown": "1", "offers": choice.key, "offer_codes": choice.key,
        f"{connection.pk}-placement": "text",
    }  # fmt: skip
    preview = member.post(f"/publications/new/preview/?video={made.video.pk}", typed).content.decode()

    member.post(f"/publications/new/?video={made.video.pk}", typed)

    (line,) = only(Crosspost.objects.get()).attached.lines
    link, code = Link.objects.get(), DiscountCode.objects.get()
    assert line.text == f"Blue mug (10% off with {code.code}): {line.url}"
    assert line.url.endswith(f"/go/{link.code}")
    assert (link.discount, link.placement, code.status) == (code, LinkPlacement.TEXT, DiscountStatus.WANTED)
    assert line.text in preview
    assert "has not created the code" not in preview


def test_a_code_that_the_shop_has_for_another_offer_is_skipped(made):
    choice, post_id = chosen(made), crossposts.new_id()
    seed = f"{post_id}.{made.posts[0].connection_id}.{choice.key}"
    taken = codes.discount_code(title="Blue mug", seed=f"{seed}.0")
    made.discount(taken, offer=made.offer(scene=made.scenes[0]))

    post = crossposts.draft(
        pk=post_id,
        workspace=made.workspace,
        actor=made.owner,
        video=made.video,
        channels=[Channel(made.posts[0].connection)],
        choices=[choice],
    )

    assert only(post).attached.lines[0].code == codes.discount_code(title="Blue mug", seed=f"{seed}.1")


def test_an_offer_that_is_taken_off_a_post_ends_its_code_and_its_link_leads_on(made):
    post = post_with(made, chosen(made))

    crossposts.change(crosspost=post, version=1, actor=made.owner, choices=[])

    assert DiscountCode.objects.get().status == DiscountStatus.ENDED
    assert (Link.objects.get().placement, Link.objects.get().discount) == (LinkPlacement.NOWHERE, None)
    assert only(post).attached.lines == ()


def test_a_code_that_is_left_out_and_wanted_again_is_the_same(made):
    choice = chosen(made)
    post = post_with(made, choice)
    before = only(post).attached.lines

    plain = choice.model_copy(update={"with_code": False})
    changed = crossposts.change(crosspost=post, version=1, actor=made.owner, choices=[plain])
    assert only(post).attached.lines[0].code == ""
    crossposts.change(crosspost=post, version=changed.version, actor=made.owner, choices=[choice])

    assert only(post).attached.lines == before
    assert DiscountCode.objects.get().status == DiscountStatus.WANTED


def test_a_canceled_post_ends_its_codes_and_a_channel_that_is_chosen_again_gets_another_link(made):
    post = post_with(made, chosen(made))
    first = only(post)

    publications.cancel(publication=first, actor=made.owner)
    again = crossposts.change(
        crosspost=post, version=1, actor=made.owner, channels=[Channel(first.connection)]
    )

    assert DiscountCode.objects.get(publication=first).status == DiscountStatus.ENDED
    assert only(again).attached.lines[0].url != first.attached.lines[0].url


def test_saving_a_post_whose_offer_was_removed_keeps_its_link(made):
    post = post_with(made, chosen(made))
    url = only(post).attached.lines[0].url
    offers.remove(offer=made.offer(), actor=made.owner)

    crossposts.change(crosspost=post, version=1, actor=made.owner, title="Neu")

    assert [each.url for each in only(post).attached.lines] == [url]


def test_a_code_that_the_shop_did_not_create_blocks_the_post(made):
    post = post_with(made, chosen(made))
    DiscountCode.objects.update(status="failed", problem="It is taken.")

    found = next(each for each in preflight.check(publication=only(post)) if each.code == "offer_codes")

    code = only(post).attached.lines[0].code
    assert found.level == "blocked"
    assert found.text == f"The shop did not create the code {code}. It is taken."


def test_a_post_is_not_sent_before_the_shop_has_its_code(made):
    row = only(post_with(made, chosen(made)))
    code = DiscountCode.objects.get()
    DiscountCode.objects.update(problem="The shop does not answer.")

    waits = attachments.awaited(publication=row)
    DiscountCode.objects.update(status=DiscountStatus.ACTIVE)

    assert waits == f"The shop has not created the code {code.code} yet. The shop does not answer."
    assert attachments.awaited(publication=row) == ""


def test_a_link_to_a_shop_whose_data_was_deleted_blocks_the_post(made):
    post = post_with(made, chosen(made))
    Offer.objects.all().delete()

    found = next(each for each in preflight.check(publication=only(post)) if each.code == "offer_codes")

    assert found.level == "blocked"
    assert "was deleted, so its link leads nowhere" in found.text


def test_a_product_that_is_no_longer_for_sale_is_a_warning(made):
    post = post_with(made, chosen(made, with_code=False))
    made.product.status = "archived"
    made.product.save()

    found = next(each for each in preflight.check(publication=only(post)) if each.code == "offers")

    assert found.level == "warning"
    assert "no longer for sale" in found.text


def test_an_offer_of_another_workspace_is_refused(made):
    elsewhere = chosen(seller("eve@example.com", domain="eve.myshopify.com"))

    with pytest.raises(NotFoundError):
        post_with(made, elsewhere)


def test_an_offer_of_a_shop_that_the_plan_does_not_cover_is_refused_and_what_is_chosen_stays(made):
    choice = chosen(made)
    post = post_with(made, choice)
    Standing.objects.update(assigned_plan="free")

    (item,) = composing.OfferLinks().offering(video=made.video, chosen=[]).items
    crossposts.change(crosspost=post, version=1, actor=made.owner, title="Neu")

    assert item.refusal == "your plan does not cover Sol's mugs"
    assert only(post).attached.choices == [choice]
    with pytest.raises(PlanLimitError):
        post_with(made, choice)


def test_the_composer_says_why_there_is_nothing_to_choose(made):
    source = composing.OfferLinks()

    def note() -> str:
        return source.offering(video=made.video, chosen=()).note

    assert note() == "This video offers no products yet."
    Store.objects.update(status="revoked")
    assert note().startswith("Connect a shop")
