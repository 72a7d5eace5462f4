"""Settings of PyTorch's compiler back end."""

from contextlib import AbstractContextManager

def patch(changes: dict[str, object]) -> AbstractContextManager[None]: ...
