"""The calendar: what is planned when, the queue's slots, warnings, and the feeds of other calendars."""
