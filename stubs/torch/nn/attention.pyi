"""The parts of torch.nn.attention that the render node uses."""

from contextlib import AbstractContextManager
from enum import Enum

class SDPBackend(Enum):
    CUDNN_ATTENTION = ...

def sdpa_kernel(backends: SDPBackend) -> AbstractContextManager[None]: ...
