"""Reviews of publications: requests, links for reviewers, comments and decisions."""
