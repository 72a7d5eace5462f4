"""All routes of Shopify's stand-in, and its controls."""

from sandbox.shopify import admin_api, admin_page, bulk, controls, files, oauth, pictures, storefront

routes = [
    *oauth.routes,
    *admin_page.routes,
    *admin_api.routes,
    *bulk.routes,
    *files.routes,
    *pictures.routes,
    *storefront.routes,
    *controls.routes,
]
