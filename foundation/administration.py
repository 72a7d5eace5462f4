"""Administration of rows that operators look at and do not touch."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class LookOnly:
    """Mixed into an admin or an inline: nobody adds, changes or deletes by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


class LookOnlyAdmin(LookOnly, admin.ModelAdmin[Any]):
    """Rows that only the product itself writes."""
