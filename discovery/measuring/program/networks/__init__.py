"""The neural networks, as ONNX files, and how they are run. LICENSE says where each comes from."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent


class Network:
    """One network on one core. Raises ImportError where onnxruntime is not installed."""

    def __init__(self, name: str) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # With the patterns, or without the arena, memory grows with every run.
        options.enable_cpu_mem_arena = True
        options.enable_mem_pattern = False
        options.log_severity_level = 4
        self._session: Any = onnxruntime.InferenceSession(
            str(HERE / f"{name}.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self.first_input: str = self._session.get_inputs()[0].name

    def run(
        self, outputs: Sequence[str] | None, inputs: Mapping[str, NDArray[np.float32]]
    ) -> list[NDArray[np.float32]]:
        """The outputs of these names, or all. Raises MemoryError."""
        from onnxruntime.capi.onnxruntime_pybind11_state import Fail, RuntimeException

        try:
            found: list[NDArray[np.float32]] = self._session.run(outputs, dict(inputs))
        except (Fail, RuntimeException) as error:
            if "alloc" in str(error):
                raise MemoryError(str(error)) from error
            raise
        return found
