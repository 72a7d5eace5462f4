"""URLs of commerce's pages."""

from django.urls import path, register_converter

from commerce import hooks
from commerce.views import go, merch, offers, orders, pictures, products, shop, shop_offers, stores

register_converter(hooks.ShopPlatformConverter, "shop_platform")

app_name = "commerce"
urlpatterns = [
    # As short as a post needs it; people add a slash.
    path("go/<str:code>", go.go, name="go"),
    path("go/<str:code>/", go.go),
    path("videos/<str:pk>/merch/", merch.video_merch, name="video-merch"),
    path("videos/<str:pk>/merch/drafts/", merch.merch_drafts, name="merch-drafts"),
    path("videos/<str:pk>/merch/<str:draft_id>/retry/", merch.merch_retry, name="merch-retry"),
    path("videos/<str:pk>/merch/<str:draft_id>/cancel/", merch.merch_cancel, name="merch-cancel"),
    path("shop/", shop.shop_page, name="shop"),
    path("shop/orders/", orders.order_list, name="orders"),
    path("shop/orders.csv", orders.orders_csv, name="orders-csv"),
    path("shop/stores/<str:store_id>/", stores.store_page, name="store"),
    path("shop/stores/<str:store_id>/disconnect/", stores.store_disconnect, name="store-disconnect"),
    path("shop/stores/<str:store_id>/read-products/", products.products_read, name="products-read"),
    path("shop/products/", products.product_list, name="products"),
    path("shop/products/choices/", products.product_choices, name="product-choices"),
    path("shop/products/<str:product_id>/", products.product_page, name="product"),
    path(
        "pictures/products/<str:product_id>/<slug:version>-<int:width>.jpg",
        pictures.picture,
        name="product-picture",
    ),
    path("shop/connect/<slug:platform>/", stores.store_start, name="store-start"),
    path("shop/connect/<slug:platform>/own/", stores.store_own, name="store-own"),
    path("shop/<slug:platform>/callback/", stores.store_callback, name="store-callback"),
    path("hooks/<shop_platform:platform>/", hooks.shop_hook, name="hook"),
    path("videos/<str:pk>/offers/", offers.video_offers, name="video-offers"),
    path("videos/<str:pk>/offers/<str:offer_id>/", offers.offer_page, name="offer"),
    path("videos/<str:pk>/offers/<str:offer_id>/remove/", offers.offer_remove, name="offer-remove"),
    path(
        "videos/<str:pk>/offers/<str:offer_id>/codes/<str:discount_id>/retry/",
        offers.discount_retry,
        name="discount-retry",
    ),
    path("shop/offers/", shop_offers.shop_offers, name="shop-offers"),
    path("shop/links/<str:offer_link_id>/qr.<str:kind>", offers.qr_code, name="qr-code"),
]
