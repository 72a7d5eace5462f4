"""URLs of pages and of the webhook."""

from django.urls import path

from billing import hooks, views

app_name = "billing"
urlpatterns = [
    path("settings/billing/", views.usage, name="usage"),
    path("settings/billing/ledger.csv", views.ledger_csv, name="ledger-csv"),
    path("settings/billing/checkout/", views.checkout_start, name="checkout"),
    path("settings/billing/return/", views.checkout_return, name="checkout-return"),
    path("settings/billing/change/", views.plan_change, name="plan-change"),
    path("settings/billing/change/amount/", views.change_amount, name="change-amount"),
    path("settings/billing/cancel/", views.plan_cancel, name="plan-cancel"),
    path("settings/billing/resume/", views.plan_resume, name="plan-resume"),
    path("settings/billing/drop/", views.plan_drop, name="plan-drop"),
    path("settings/billing/pay/", views.plan_pay, name="plan-pay"),
    path("settings/billing/portal/", views.portal, name="portal"),
    path("settings/billing/portal/return/", views.portal_return, name="portal-return"),
    path("hooks/stripe/", hooks.StripeHook.as_view(), name="stripe-hook"),
    path("hooks/stripe/<uuid:uuid>/", hooks.StripeHook.as_view(), name="stripe-hook-of"),
]
