"""Paths to the REST endpoints of commerce."""

from django.urls import path

from commerce.api import stores

urlpatterns = [
    path("stores/", stores.StoreListView.as_view(), name="stores"),
    path("stores/<str:pk>/", stores.StoreView.as_view(), name="store"),
]
