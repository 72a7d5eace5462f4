"""Analyses: one video is measured, and watched by a model that says what it finds.

An analysis is ``queued → running → succeeded | failed | canceled``. ``requests`` creates it and counts it
against the plan and the day's budget; ``running`` runs its ``steps`` under a lease, each outside call without
an open transaction; ``endings`` ends it once; ``sweeping`` finds analyses whose message was lost.
"""

from discovery.analyses.allowance import Allowance, of_month
from discovery.analyses.endings import cancel, fail
from discovery.analyses.leases import ADVANCE_ANALYSIS, MEASURE_ANALYSIS
from discovery.analyses.reports import (
    Comparison,
    compare,
    latest_by_reference,
    latest_of,
    report_wrong,
    runs_of,
    unfinished,
    withdraw_report,
)
from discovery.analyses.requests import (
    Offer,
    again,
    cost_of_own,
    first_of_candidate,
    of_candidate,
    of_own,
    offer,
    offer_of_candidate,
    offer_of_own,
    retry,
)
from discovery.analyses.running import advance, measure
from discovery.analyses.spending import in_words as cost_in_words
from discovery.analyses.sweeping import resume_stalled

__all__ = [
    "ADVANCE_ANALYSIS",
    "MEASURE_ANALYSIS",
    "Allowance",
    "Comparison",
    "Offer",
    "advance",
    "again",
    "cancel",
    "compare",
    "cost_in_words",
    "cost_of_own",
    "fail",
    "first_of_candidate",
    "latest_by_reference",
    "latest_of",
    "measure",
    "of_candidate",
    "of_month",
    "of_own",
    "offer",
    "offer_of_candidate",
    "offer_of_own",
    "report_wrong",
    "resume_stalled",
    "retry",
    "runs_of",
    "unfinished",
    "withdraw_report",
]
