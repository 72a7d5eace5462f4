"""The parts of PyTorch's compiler front end that the render node uses."""

from torch._dynamo import config as config
