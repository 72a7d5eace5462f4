"""The neural networks, as ONNX files, and how they are run. LICENSE says where each comes from."""

from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def load(name: str) -> Any:
    """An inference session on one core. Raises ImportError where onnxruntime is not installed."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # With the patterns, or without the arena, memory grows with every run.
    options.enable_cpu_mem_arena = True
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(HERE / f"{name}.onnx"), options, providers=["CPUExecutionProvider"]
    )
