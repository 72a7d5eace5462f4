"""Shopify: shops with OAuth, the GraphQL Admin API, webhooks, and storefronts where people can buy."""
