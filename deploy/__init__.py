"""Files for running the product on other machines."""
