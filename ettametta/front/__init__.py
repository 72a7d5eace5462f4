"""What stands between the web server and Django: bodies, a bounded queue, and a few threads."""
