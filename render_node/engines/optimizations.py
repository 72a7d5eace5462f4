"""Applies the optimizations of ``speed.py`` to a loaded pipeline."""

import logging
from collections.abc import Iterator
from typing import Any

import torch
from diffusers import FirstBlockCacheConfig
from diffusers.models import attention_dispatch
from torch._dynamo.exc import FailOnRecompileLimitHit, TorchDynamoException
from torch._inductor.exc import CppCompileError

from render_node.engines.base import EngineError
from render_node.engines.family import Family
from render_node.engines.speed import Speed

logger = logging.getLogger(__name__)

_FLASH_3 = "_flash_3"
_CUDNN = "_native_cudnn"
_NATIVE = "native"
# One graph for each kind of sample, preset and job that does not fit the existing graphs. LTX-2 with guidance
# takes six; PyTorch's default limit is eight.
_GRAPHS = 64
_HOPPER = (9, 0)
COMPILE_ERRORS = (TorchDynamoException, FailOnRecompileLimitHit, CppCompileError)


def apply(pipe: Any, *, speed: Speed, family: Family, device: str) -> dict[str, Any]:
    """Apply the optimizations in ``speed``. Returns those that a recipe has to name."""
    transformers = transformers_of(pipe)
    named: dict[str, Any] = {}
    if speed.tf32:
        # Process-wide settings: a worker uses them for nothing else.
        torch.set_float32_matmul_precision("high")
    if speed.channels_last:
        _turn_channels_last(pipe.vae)
    if speed.attention:
        chosen = _best_attention(device) if speed.attention == "auto" else speed.attention
        _set_attention(transformers, chosen=chosen, family=family)
        named["attention"] = chosen
    if speed.fp8_storage:
        named["fp8_storage"] = True
        for transformer in transformers:
            transformer.enable_layerwise_casting(
                storage_dtype=torch.float8_e4m3fn, compute_dtype=transformer.dtype
            )
    if speed.step_cache_threshold:
        named["step_cache_threshold"] = _cache_steps(transformers, speed=speed, family=family)
    if speed.compiled:
        named["compiled"] = True
        # A cache makes decisions at run time, and layerwise casting uses hooks: neither fits into one graph.
        whole = not speed.step_cache_threshold and not speed.fp8_storage
        _compile(transformers, whole_graph=whole, compiler=speed.compiler)
    return named


def stop_compiling(pipe: Any) -> None:
    """Continue without compiled blocks."""
    for transformer in transformers_of(pipe):
        for module in transformer.modules():
            module._compiled_call_impl = None


def transformers_of(pipe: Any) -> list[Any]:
    """The transformer, or A14B's two."""
    both = (pipe.transformer, getattr(pipe, "transformer_2", None))
    return [transformer for transformer in both if transformer is not None]


def _turn_channels_last(vae: torch.nn.Module) -> None:
    """Use the memory layout of the GPU's kernels for 3-D convolutions; the module's own method rejects 2-D
    ones.
    """
    for module in vae.modules():
        if isinstance(module, torch.nn.Conv3d):
            module.weight.data = module.weight.data.to(memory_format=torch.channels_last_3d)


def _set_attention(transformers: list[Any], *, chosen: str, family: Family) -> None:
    """Set it per module: the model's own method also changes every other model in the process."""
    for module in _attentions(transformers, family=family):
        module.set_attention_backend(chosen)


def _attentions(transformers: list[Any], *, family: Family) -> Iterator[Any]:
    for transformer in transformers:
        for name, module in transformer.named_modules():
            if name.rpartition(".")[2] in family.attentions:
                yield module


def _best_attention(device: str) -> str:
    """The fastest attention that is installed and runs here; nothing is downloaded for it."""
    if device != "cuda":
        return _NATIVE
    if attention_dispatch._CAN_USE_FLASH_ATTN_3 and torch.cuda.get_device_capability(0) == _HOPPER:
        return _FLASH_3
    sample = torch.zeros(1, 2, 128, 128, dtype=torch.bfloat16, device=device)
    try:
        with torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.CUDNN_ATTENTION):
            torch.nn.functional.scaled_dot_product_attention(sample, sample, sample)
    except RuntimeError:
        logger.info("cudnn attention not supported")
        return _NATIVE
    return _CUDNN


def _cache_steps(transformers: list[Any], *, speed: Speed, family: Family) -> float:
    if not family.takes_step_cache:
        raise EngineError("This model does not support a step cache. Set its threshold to 0.")
    for transformer in transformers:
        transformer.enable_cache(FirstBlockCacheConfig(threshold=speed.step_cache_threshold))
    return speed.step_cache_threshold


def _compile(transformers: list[Any], *, whole_graph: bool, compiler: str) -> None:
    torch._dynamo.config.recompile_limit = max(torch._dynamo.config.recompile_limit, _GRAPHS)
    for transformer in transformers:
        transformer.compile_repeated_blocks(fullgraph=whole_graph, dynamic=True, backend=compiler)
