"""Read-only admin of refunds and disputes. Operators act on them at Stripe."""

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from billing import money
from billing.models import PaymentReversal
from foundation.administration import ReadOnlyAdmin


@admin.register(PaymentReversal)
class PaymentReversalAdmin(ReadOnlyAdmin):
    """Refunds and disputes as last seen at Stripe, open disputes first."""

    list_display = [
        "workspace",
        "kind",
        "amount",
        "reason",
        "status",
        "opened_at",
        "evidence_due_at",
        "at_stripe",
    ]
    list_filter = ["kind", "status"]
    list_select_related = ["workspace"]
    search_fields = ["stripe_id", "charge_id", "customer_id", "workspace__name", "workspace__id"]
    readonly_fields = ["amount", "at_stripe"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PaymentReversal]:
        """Rows that need attention come first."""
        return PaymentReversal.objects.open_first()

    @admin.display(description="Amount")
    def amount(self, reversal: PaymentReversal) -> str:
        """The amount in its currency."""
        return money.in_words(reversal.amount_minor, reversal.currency)

    @admin.display(description="At Stripe")
    def at_stripe(self, reversal: PaymentReversal) -> SafeString | str:
        """A link to the payment in Stripe's dashboard; empty for the sandbox."""
        if settings.STRIPE_IS_SANDBOX:
            return reversal.charge_id
        return format_html('<a href="{}" rel="noopener noreferrer">Open</a>', reversal.dashboard_url)
