"""Paths to pages, and to what render nodes tell us."""

from django.urls import path

from synthesis import hooks

app_name = "synthesis"
urlpatterns = [
    path("hooks/render-nodes/<str:node_id>/", hooks.render_node, name="render-node-hook"),
]
