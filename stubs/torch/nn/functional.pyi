"""The parts of torch.nn.functional that the render node uses."""

from torch import Tensor

def scaled_dot_product_attention(query: Tensor, key: Tensor, value: Tensor) -> Tensor: ...
