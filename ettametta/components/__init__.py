"""Display of values on pages: numbers, states, icons, charts and form controls."""
