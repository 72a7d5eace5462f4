"""Building blocks that are independent of the product."""
