"""End-to-end tests across apps, architecture rules, and the servers that tests run against."""
