"""All routes of Shopify's stand-in, and its controls."""

from sandbox.shopify import admin_api, bulk, controls, files, oauth, pictures

routes = [
    *oauth.routes,
    *admin_api.routes,
    *bulk.routes,
    *files.routes,
    *pictures.routes,
    *controls.routes,
]
