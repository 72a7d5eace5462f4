"""Stripe's API of 2026-08-26.dahlia, stateful and with signed webhooks, and its two pages for people."""
