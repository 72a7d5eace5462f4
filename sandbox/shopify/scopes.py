"""The permissions that an app can ask for, in the words of the consent page."""

IN_WORDS = {
    "read_products": "View products, variants and collections",
    "write_products": "Edit products, variants and collections",
    "read_orders": "View orders, transactions and fulfillments of the last 60 days",
    "read_all_orders": "View all orders",
    "write_orders": "Edit orders, transactions and fulfillments",
    "read_discounts": "View discounts",
    "write_discounts": "Edit discounts",
    "read_customers": "View customer information",
    "read_files": "View files",
    "write_files": "Edit files",
}
