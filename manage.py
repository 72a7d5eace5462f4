#!/usr/bin/env python
"""Django's command line for ettametta."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ettametta.settings.development")
    if sys.argv[1:2] == ["up"]:
        # The command itself needs no apps, and loading them takes seconds. The processes it starts load them.
        from ettametta.management.commands import up

        up.Command().run_from_argv(sys.argv)
    else:
        execute_from_command_line(sys.argv)
