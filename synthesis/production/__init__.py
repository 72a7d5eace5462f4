"""The life of a render: quoted, requested, rendered scene by scene, assembled, checked."""
