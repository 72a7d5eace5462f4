"""The parts of torch.nn that the render node uses."""

from collections.abc import Iterator
from typing import Self

import torch
from torch.nn import attention as attention
from torch.nn import functional as functional

class Parameter(torch.Tensor):
    def __init__(self, data: torch.Tensor, requires_grad: bool = ...) -> None: ...

class Module:
    def eval(self) -> Self: ...
    def modules(self) -> Iterator[Module]: ...
    def to(self, device: str | torch.device | torch.dtype) -> Self: ...

class Conv3d(Module):
    weight: torch.Tensor

class Linear(Module):
    in_features: int
    out_features: int
