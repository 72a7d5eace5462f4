"""The layer between the web server and Django: body reading, a bounded queue, and a few threads."""
