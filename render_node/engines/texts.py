"""Prompt encoding. The text encoder is the largest component, and is used for the shortest time."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, cast

import torch

from render_node.engines.base import EngineError
from render_node.engines.family import Embeddings, Family


class Texts:
    """Encodes prompts, and caches the last results: the negative prompt is nearly always the same.

    ``reload`` loads the encoder again after it was unloaded.
    """

    def __init__(
        self,
        reader: Any,
        *,
        family: Family,
        device: str,
        kept_bytes: int,
        reload: Callable[[], torch.nn.Module],
    ) -> None:
        self._reader = reader
        self._family = family
        self._device = device
        self._kept_bytes = kept_bytes
        self._reload = reload
        # Least recently used first; in the machine's memory, because LTX-2's are 400 MB each.
        self._kept: OrderedDict[str, Embeddings] = OrderedDict()

    def check_length(self, text: str, *, what: str) -> None:
        """Raise EngineError for a text that the model would truncate."""
        tokens = self._family.count_tokens(self._reader, text)
        limit = self._family.max_tokens
        if tokens > limit:
            raise EngineError(
                f"The {what} is too long: it has {tokens} tokens; this model reads {limit}. "
                f"Remove {_share(tokens, limit)} of it."
            )

    def read(self, text: str, *, apart: bool) -> Embeddings:
        """Encode ``text``, on the device. With ``apart``, the encoder is on the device only while it runs."""
        if text not in self._kept:
            read = self._encode(text, apart=apart)
            self._kept[text] = {name: tensor.cpu() for name, tensor in read.items()}
        self._kept.move_to_end(text)
        found = {name: tensor.to(self._device) for name, tensor in self._kept[text].items()}
        self._forget()
        return found

    @torch.no_grad()
    def _encode(self, text: str, *, apart: bool) -> Embeddings:
        if self._reader.text_encoder is None:
            self._reader.text_encoder = self._reload()
        encoder = cast("torch.nn.Module", self._reader.text_encoder)
        encoder.to(self._device)
        try:
            return self._family.encode(self._reader, text, device=self._device)
        finally:
            if apart:
                self._offload(encoder)

    def _offload(self, encoder: torch.nn.Module) -> None:
        if self._device == "cpu":
            # A CPU has no other memory to offload to, so it is unloaded.
            self._reader.text_encoder = None
        else:
            encoder.to("cpu")

    def _forget(self) -> None:
        while self._kept and sum(map(_bytes, self._kept.values())) > self._kept_bytes:
            self._kept.popitem(last=False)


def _bytes(embeddings: Embeddings) -> int:
    return sum(tensor.nbytes for tensor in embeddings.values())


def _share(tokens: int, limit: int) -> str:
    over = 1 - limit / tokens
    if over < 0.15:
        return "about a tenth"
    if over < 0.3:
        return "about a quarter"
    return "about half" if over < 0.6 else "a large part"
