"""The parts of torch.random that the render node uses."""

from contextlib import AbstractContextManager

def fork_rng() -> AbstractContextManager[None]: ...
