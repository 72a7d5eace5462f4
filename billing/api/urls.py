"""Paths to REST endpoints."""

from django.urls import path

from billing.api import views

urlpatterns = [
    path("me/", views.MeView.as_view(), name="me"),
    path("plans/", views.PlanListView.as_view(), name="plans"),
    path("subscription/", views.SubscriptionView.as_view(), name="subscription"),
    path("checkout-sessions/", views.CheckoutSessionListView.as_view(), name="checkout-sessions"),
    path("portal-sessions/", views.PortalSessionListView.as_view(), name="portal-sessions"),
    path("usage/", views.UsageView.as_view(), name="usage"),
    path("ledger/", views.LedgerView.as_view(), name="ledger"),
]
