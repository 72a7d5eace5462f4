"""The child process that runs a Piper model: a few hundred megabytes that are free again afterwards.

Run by path and isolated; it imports no other module of this project. It reads a JSON request on standard
input: the ``model``, its ``ids`` (phoneme to numbers), ``sentences`` of phonemes, ``scales`` (noise, length,
noise of the width), ``speaker`` or null, ``sample_rate``, ``pause_s`` and the ``wav`` file to write.
"""

import json
import sys
import unicodedata
import wave
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

START, END, PADDING = "^", "$", "_"
SEED = 1
PEAK = 0.9


def main() -> int:
    """Process one request."""
    request = json.load(sys.stdin)
    # The model draws noise; the same text must sound the same.
    onnxruntime.set_seed(SEED)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(request["model"], options, providers=["CPUExecutionProvider"])
    pause = np.zeros(round(request["pause_s"] * request["sample_rate"]), np.float32)
    pieces: list[npt.NDArray[np.float32]] = []
    for sentence in request["sentences"]:
        pieces += [_spoken(session, _ids(sentence, request["ids"]), request), pause]
    _write(np.concatenate(pieces[:-1]), request)
    return 0


def _ids(sentence: str, known: dict[str, list[int]]) -> list[int]:
    """The numbers of a sentence, with padding between them, as in training."""
    padding = known[PADDING]
    ids = [*known[START], *padding]
    for phoneme in unicodedata.normalize("NFD", sentence):
        # A sound that the model never heard is left out.
        if phoneme in known:
            ids += [*known[phoneme], *padding]
    return [*ids, *known[END]]


def _spoken(
    session: onnxruntime.InferenceSession, ids: list[int], request: dict[str, Any]
) -> npt.NDArray[np.float32]:
    inputs: dict[str, npt.NDArray[Any]] = {
        "input": np.array([ids], np.int64),
        "input_lengths": np.array([len(ids)], np.int64),
        "scales": np.array(request["scales"], np.float32),
    }
    if request["speaker"] is not None:
        inputs["sid"] = np.array([request["speaker"]], np.int64)
    output = session.run(None, inputs)[0]
    return np.asarray(output, np.float32).ravel()


def _write(samples: npt.NDArray[np.float32], request: dict[str, Any]) -> None:
    loudest = max(float(np.abs(samples).max(initial=0.0)), 0.01)
    with wave.open(request["wav"], "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(request["sample_rate"])
        sound.writeframes((samples / loudest * PEAK * 32767).astype("<i2").tobytes())


if __name__ == "__main__":
    sys.exit(main())
