"""Pages: settings, invitations, and notifications."""
