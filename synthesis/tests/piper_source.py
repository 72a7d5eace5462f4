"""A source of Piper voices on this machine: the real paths, parts, redirects, and faults; and tiny voices."""

import hashlib
import json
from http.server import BaseHTTPRequestHandler

import numpy as np
import onnx
from onnx import TensorProto, helper

from synthesis.assembly.speech.piper.catalogue import REVISION, Listed
from synthesis.tests.stand_ins import StandIn

RATE = 22_050
SAMPLES_PER_ID = 1_000
CARD = """# Model card for {speaker} ({quality})

* Language: de_DE (German, Germany)
* Speakers: 1
* Quality: medium
* Samplerate: 22,050Hz

## Dataset

* URL: https://example.org/dataset
* License: {licence}

## Training

{training}
"""


def card(licence="CC0", training="Trained from scratch.", *, speaker="thorsten", quality="high"):
    return CARD.format(licence=licence, training=training, speaker=speaker, quality=quality)


def model(*, speakers=1):
    """An ONNX file with Piper's inputs and output: a noisy tone, whose length depends on text and scale."""
    sid = [helper.make_tensor_value_info("sid", TensorProto.INT64, [1])] if speakers > 1 else []
    nodes = [
        helper.make_node("Gather", ["scales", "at_length"], ["length"], axis=0),
        helper.make_node("Cast", ["input_lengths"], ["ids"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["ids", "per_id"], ["base"]),
        helper.make_node("Mul", ["base", "length"], ["samples"]),
        helper.make_node("Cast", ["samples"], ["count"], to=TensorProto.INT64),
        helper.make_node("Squeeze", ["count"], ["limit"]),
        helper.make_node("Range", ["zero", "limit", "one"], ["place"]),
        helper.make_node("Cast", ["place"], ["time"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["time", "radians"], ["angle"]),
        helper.make_node("Sin", ["angle"], ["tone"]),
        helper.make_node("RandomNormalLike", ["tone"], ["noise"], scale=0.05),
        helper.make_node("Add", ["tone", "noise"], ["sum"]),
        helper.make_node("Unsqueeze", ["sum", "axes"], ["output"]),
    ]
    constants = [
        helper.make_tensor("at_length", TensorProto.INT64, [1], [1]),
        helper.make_tensor("per_id", TensorProto.FLOAT, [1], [float(SAMPLES_PER_ID)]),
        helper.make_tensor("zero", TensorProto.INT64, [], [0]),
        helper.make_tensor("one", TensorProto.INT64, [], [1]),
        helper.make_tensor("radians", TensorProto.FLOAT, [], [2 * np.pi * 220 / RATE]),
        helper.make_tensor("axes", TensorProto.INT64, [3], [0, 1, 2]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [
            helper.make_tensor_value_info("input", TensorProto.INT64, [1, "ids"]),
            helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
            helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
            *sid,
        ],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 1, "samples"])],
        constants,
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    made.ir_version = 9
    onnx.checker.check_model(made)
    return made.SerializeToString()


def config(*, voice="de", speakers=1, phoneme_type="espeak"):
    letters = "abcdefghijklmnopqrstuvwxyzæçðøŋœɐɑɒɔəɛɜɡɪɹɾʁʃʊʌʒʔʏθɕ ː ˈ ˌ .,;:!?"  # noqa: RUF001 - phonemes
    ids = {"_": [0], "^": [1], "$": [2]}
    ids |= {letter: [3 + place] for place, letter in enumerate(dict.fromkeys(letters))}
    return {
        "audio": {"sample_rate": RATE, "quality": "medium"},
        "espeak": {"voice": voice},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_type": phoneme_type,
        "phoneme_id_map": ids,
        "num_speakers": speakers,
        "speaker_id_map": {},
    }


class PiperSource(StandIn):
    """Serves voices below ``/<revision>/``. ``faults`` maps the end of a path to a status.

    ``redirects`` sends clients of a model elsewhere first, as the real source does. ``drops_after`` closes
    the connection of a model after that many bytes, once.
    """

    def __init__(self):
        self.files = {}
        self.index = {}
        self.faults = {}
        self.redirects = False
        self.redirects_to = ""
        self.takes_parts = True
        self.drops_after = None
        self.requests = []
        super().__init__()

    def add(self, voice: Listed, *, card_text, model_bytes=None, config_of=None):
        paths = {
            f"{voice.folder}/{voice.name}.onnx": model() if model_bytes is None else model_bytes,
            f"{voice.folder}/{voice.name}.onnx.json": json.dumps(config_of or config()).encode(),
            f"{voice.folder}/MODEL_CARD": card_text.encode(),
        }
        self.files |= paths
        self.index[voice.name] = {
            "key": voice.name,
            "files": {
                path: {
                    "size_bytes": len(content),
                    "md5_digest": hashlib.md5(content, usedforsecurity=False).hexdigest(),
                }
                for path, content in paths.items()
            },
        }

    def respond(self, path, ranged):
        """The status, the headers and the body for a path; ``ranged`` is the Range header."""
        self.requests.append((path, ranged))
        fault = next((status for end, status in self.faults.items() if path.endswith(end)), None)
        if fault:
            return fault, {}, b"as scripted"
        name = path.removeprefix(f"/{REVISION}/").removeprefix("/cdn/")
        if name == "voices.json":
            return 200, {}, json.dumps(self.index).encode()
        if name not in self.files:
            return 404, {}, b"Entry not found"
        if self.redirects and name.endswith(".onnx") and not path.startswith("/cdn/"):
            return 302, {"Location": self.redirects_to or f"/cdn/{name}"}, b""
        content = self.files[name]
        if not (ranged and self.takes_parts):
            return 200, {}, content
        first, last = map(int, ranged.removeprefix("bytes=").split("-"))
        return 206, {}, content[first : last + 1]

    def _handler(self):
        source = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                status, headers, body = source.respond(self.path, self.headers.get("Range"))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if source.drops_after is not None and self.path.endswith(".onnx"):
                    body, source.drops_after = body[: source.drops_after], None
                    self.close_connection = True
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler
