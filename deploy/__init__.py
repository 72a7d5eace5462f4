"""What running the product elsewhere takes."""
