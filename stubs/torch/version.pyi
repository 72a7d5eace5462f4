"""Which CUDA torch was built for."""

cuda: str | None
