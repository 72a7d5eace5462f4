"""Read-only admin of dj-stripe's rows. Its own admin could store keys and make changes at Stripe."""

from django.contrib import admin
from djstripe import models as djstripe

from foundation.administration import ReadOnlyAdmin


class MirroredAdmin(ReadOnlyAdmin):
    """An object as received from Stripe."""

    list_display = ["id", "created", "livemode"]
    list_filter = ["livemode"]
    search_fields = ["id"]
    show_full_result_count = False


class CustomerAdmin(MirroredAdmin):
    """A customer and its workspace."""

    list_display = ["id", "subscriber", "email", "created", "date_purged", "livemode"]
    list_select_related = ["subscriber"]
    search_fields = ["id", "email", "subscriber__name"]


_KEPT = {
    djstripe.Customer: CustomerAdmin,
    djstripe.Invoice: MirroredAdmin,
    djstripe.Price: MirroredAdmin,
    djstripe.Product: MirroredAdmin,
    djstripe.Subscription: MirroredAdmin,
}

for _model in [model for model in admin.site._registry if model._meta.app_label == "djstripe"]:
    admin.site.unregister(_model)
for _model, _admin in _KEPT.items():
    admin.site.register(_model, _admin)
