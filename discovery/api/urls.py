"""Paths to REST endpoints."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
