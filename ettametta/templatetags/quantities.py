"""Formats of numbers and ages, for admin pages."""

from django import template

from ettametta.components import quantities
from foundation import ages

register = template.Library()
for words in (ages.ago, quantities.spell_duration):
    register.filter(words)
