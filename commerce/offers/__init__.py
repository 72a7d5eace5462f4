"""Offers: products on videos and scenes, with their links, discount codes and clicks."""
