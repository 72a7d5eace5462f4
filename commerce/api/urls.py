"""Paths to the REST endpoints of commerce."""

from django.urls import path

from commerce.api import attributions, merch, offers, products, stores

urlpatterns = [
    path("attributions/", attributions.AttributionListView.as_view(), name="attributions"),
    path("attributions/totals/", attributions.AttributionTotalsView.as_view(), name="attribution-totals"),
    path("attributions/<str:pk>/", attributions.AttributionView.as_view(), name="attribution"),
    path("stores/", stores.StoreListView.as_view(), name="stores"),
    path("stores/<str:pk>/", stores.StoreView.as_view(), name="store"),
    path(
        "stores/<str:pk>/read-products/",
        products.StoreReadProductsView.as_view(),
        name="store-read-products",
    ),
    path("products/", products.ProductListView.as_view(), name="products"),
    path("products/<str:product_id>/", products.ProductView.as_view(), name="product"),
    path("offers/", offers.OfferListView.as_view(), name="offers"),
    path("offers/<str:offer_id>/", offers.OfferView.as_view(), name="offer"),
    path(
        "offers/<str:offer_id>/codes/<str:discount_id>/retry/",
        offers.DiscountRetryView.as_view(),
        name="discount-retry",
    ),
    path("links/", offers.LinkListView.as_view(), name="links"),
    path("links/<str:offer_link_id>/", offers.LinkView.as_view(), name="link"),
    path("merch-drafts/", merch.MerchDraftListView.as_view(), name="merch-drafts"),
    path("merch-drafts/<str:draft_id>/", merch.MerchDraftView.as_view(), name="merch-draft"),
    path("merch-drafts/<str:draft_id>/retry/", merch.MerchDraftRetryView.as_view(), name="merch-draft-retry"),
    path(
        "merch-drafts/<str:draft_id>/cancel/", merch.MerchDraftCancelView.as_view(), name="merch-draft-cancel"
    ),
]
