"""Libraries that only programs of their own load, for their licence or their size."""

import json
import subprocess
import sys

# PyAV's FFmpeg libraries and eSpeak NG are under the GPL. Janome holds a large dictionary.
APART = ["av", "espeakng_loader", "janome"]
# Imports what the web server and the workers import.
PROGRAM = f"""
import django, json, sys
django.setup()
from django.urls import get_resolver
from ettametta.celery import app
get_resolver().url_patterns
app.loader.import_default_modules()
import ettametta.wsgi, ettametta.rsgi
print(json.dumps({{
    "tasks": sorted(name.partition(".")[0] for name in app.tasks),
    "loaded": [name for name in {APART} if name in sys.modules],
}}))
"""


def test_no_process_of_the_product_loads_what_runs_apart():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)  # noqa: S603 - ours

    found = json.loads(done.stdout)
    assert "synthesis" in found["tasks"]
    assert found["loaded"] == []
