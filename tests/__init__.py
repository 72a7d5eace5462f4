"""Journeys across apps, rules of the house, and the servers that tests run against."""
