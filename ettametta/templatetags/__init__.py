"""Tags and filters that templates use to show values; none of them asks the database."""
