"""Pictures, clips and watch pages of the sandbox's videos, drawn when they are first asked for."""
