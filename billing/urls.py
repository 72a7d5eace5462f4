"""Paths to pages."""

from django.urls import path

from billing import views

app_name = "billing"
urlpatterns = [
    path("settings/billing/", views.usage, name="usage"),
    path("settings/billing/ledger.csv", views.ledger_csv, name="ledger-csv"),
]
