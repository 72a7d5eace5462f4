"""The parts of PyTorch's compiler back end that the render node uses."""

from torch._inductor import config as config
