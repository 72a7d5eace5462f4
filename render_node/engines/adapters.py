"""The LoRAs that make the draft preset a distilled one: loaded once, and used only by that preset's jobs."""

from pathlib import Path
from typing import Any

from diffusers.loaders import PeftAdapterMixin

_NAME = "draft"
_CARRIERS = ("transformer", "transformer_2", "connectors")


class Adapters:
    """The LoRAs of one pipeline. They are not fused into the weights, so that they can be disabled."""

    def __init__(self, loaded: Any, *, files: tuple[Path, ...]) -> None:
        for index, file in enumerate(files):
            loaded.load_lora_weights(
                file.parent,
                weight_name=file.name,
                adapter_name=_NAME,
                local_files_only=True,
                # A14B's second expert has a separate file.
                **({"load_into_transformer_2": True} if index else {}),
            )
        modules = [getattr(loaded, name, None) for name in _CARRIERS]
        self._modules = [
            module
            for module in modules
            if isinstance(module, PeftAdapterMixin) and module._hf_peft_config_loaded
        ]
        self.names = [file.name for file in files]
        # Enabled after loading; the first job disables them if needed.
        self._are_used = True

    def use(self, wanted: bool) -> None:
        """Enable or disable them for the next job."""
        if wanted == self._are_used:
            return
        for module in self._modules:
            if wanted:
                module.enable_lora()
            else:
                module.disable_lora()
        self._are_used = wanted
