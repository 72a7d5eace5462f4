"""Stripe's API of 2026-08-26.dahlia: stateful, signed and stubborn, with the two pages that people see."""
