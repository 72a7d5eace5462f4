"""Products of a simulated shop, from its export to a deletion that no webhook reported."""

from commerce.catalogue import pictures
from commerce.models import Product, ProductPicture, ProductStatus, Store
from commerce.tests.goods import shop
from commerce.tests.warehouse import read_all
from sandbox.tests.shopify_world import GOODS, control


def test_the_products_of_a_simulated_shop_are_those_it_counts(db, sandbox_url):
    control(sandbox_url, method="PUT", bulk_s=0, deliver=False)
    store = shop(domain=GOODS, access_token="shpat_sandbox", livemode=False)

    read_all(store)
    in_shop = Product.objects.in_shop()
    assert in_shop.count() == control(sandbox_url, f"/shops/{GOODS}")["products"]
    assert not in_shop.filter(status="active").exclude(url__startswith=sandbox_url).exists()
    pictures.store_copies(product_id=in_shop.get(handle="morning-mug").pk)
    assert ProductPicture.objects.get().problem == ""

    control(sandbox_url, f"/shops/{GOODS}/products/morning-mug", method="DELETE")
    control(sandbox_url, f"/shops/{GOODS}/products/clamp-task-lamp", method="PATCH", title="A new lamp")
    read_all(store)

    assert Product.objects.get(handle="morning-mug").status == ProductStatus.DELETED
    assert Product.objects.get(handle="clamp-task-lamp").title == "A new lamp"
    assert Store.objects.get().products_problem == ""
