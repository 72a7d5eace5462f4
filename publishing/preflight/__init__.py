"""Preflight: the rules that a publication has to meet, and their results."""

from publishing.preflight.checks import Check, blocking
from publishing.preflight.product import ONCE
from publishing.preflight.running import check, kept_if_refused, record, require

__all__ = ["ONCE", "Check", "blocking", "check", "kept_if_refused", "record", "require"]
