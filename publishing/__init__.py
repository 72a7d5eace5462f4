"""Connected accounts and publications."""
