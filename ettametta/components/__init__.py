"""What pages draw and format: numbers, states, icons, charts and form controls."""
