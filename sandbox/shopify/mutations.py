"""The root of all mutations."""

from collections.abc import Mapping

from sandbox.shopify import bulk, discount_fields, events, files, payloads, product_changes, queries, webhooks
from sandbox.shopify.records import Doc
from sandbox.shopify.schema import Args, Call, Resolver


def uninstall(call: Call, _: Args) -> Doc:
    """Remove the app that asks. Its tokens stop working at once."""
    app = queries.app(call)
    is_done = events.uninstall(call.work, client_id=call.grant.client_id, payload=payloads.shop(call.work))
    if not is_done:
        error = {"field": None, "message": "The app is not installed.", "code": "APP_NOT_INSTALLED"}
        return {"app": None, "userErrors": [error]}
    return {"app": app, "userErrors": []}


def revoke(_: Call, args: Args) -> Doc:
    """Refuse to give permissions back: the sandbox's apps have required ones only."""
    error = {
        "field": ["scopes"],
        "message": f"Required scopes can't be revoked: {', '.join(args['scopes'])}",
        "code": "CANNOT_REVOKE_REQUIRED_SCOPES",
    }
    return {"revoked": None, "userErrors": [error]}


MUTATIONS: Mapping[str, Resolver] = {
    **product_changes.CHANGES,
    **discount_fields.CHANGES,
    **files.CHANGES,
    **bulk.CHANGES,
    **webhooks.CHANGES,
    "appUninstall": uninstall,
    "appRevokeAccessScopes": revoke,
}
