"""Paths to the REST endpoints of commerce."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
