"""Renders with a diffusion model: encodes the prompt, denoises, and decodes frames lazily."""

import logging
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers
from PIL import Image

from render_node import errors
from render_node.contract import CompleteRequest, Model, Preset, VideoRequest
from render_node.engines import first_picture, loading, memory, optimizations, presets
from render_node.engines.base import Clip, Control, EngineError, Job, Origins, OutOfMemoryError, complete
from render_node.engines.decoding import DecodedFrames
from render_node.engines.family import Denoised, Embeddings, Family
from render_node.engines.loading import Loaded, Placement
from render_node.engines.machine import Machine
from render_node.engines.presets import Settings

logger = logging.getLogger(__name__)

WAIT_FOR_CLIPS_S = 300.0
_WARM_UP_STEPS = 2
_WARM_UP_PROMPT = "A calm sea at dawn"


class DiffusionEngine:
    """The engine of one checkpoint."""

    version = "1"
    overlaps = True

    def __init__(self, model: Model, *, machine: Machine, family: Family) -> None:
        self._model = model
        self._machine = machine
        self._family = family
        self._device = memory.device(machine.device)
        self._loaded: Loaded | None = None
        # Running jobs, and clips that are not consumed completely.
        self._in_progress = 0
        self._changed = threading.Condition()
        self._stream = torch.cuda.Stream() if self._device == "cuda" else None

    @property
    def weight_bytes(self) -> int:
        if self._loaded is not None:
            return self._loaded.weight_bytes
        return sum(loading.expected_sizes(self._model, machine=self._machine, family=self._family).values())

    @property
    def is_busy(self) -> bool:
        return self._in_progress > 0

    def load(self) -> None:
        with memory.guarded(f"the weights of {self._model.id}"):
            try:
                self._loaded = loading.load(self._model, machine=self._machine, family=self._family)
            except (OSError, ValueError) as error:
                if memory.is_out_of_memory(error):
                    raise
                # Complete files that the library cannot use, such as a tokenizer of another kind.
                raise EngineError(f"{self._model.id} cannot be loaded from its folder: {error}") from error

    def unload(self) -> None:
        self._loaded = None
        memory.free()

    def warm_up(self, control: Control) -> None:
        """Run two steps of the shortest clip at each size: that selects kernels and compiles graphs."""
        sizes = self._machine.warm_sizes or (tuple(self._model.sizes) if self._device == "cuda" else ())
        with tempfile.TemporaryDirectory() as folder:
            picture = Path(folder) / "grey.png"
            Image.new("RGB", (64, 64), "grey").save(picture)
            for size in sizes:
                for preset in (Preset.STANDARD, Preset.DRAFT):
                    self._warm_up(size, preset=preset, picture=picture, control=control)

    def render(self, job: Job, *, control: Control) -> Clip:
        request = job.request
        self._begin()
        try:
            with memory.guarded(f"{request.num_frames} frames of {request.size}"):
                return self._render_compiled_or_not(job, control)
        finally:
            self._end()

    def _warm_up(self, size: str, *, preset: Preset, picture: Path, control: Control) -> None:
        model = self._model
        asked = VideoRequest(
            model=model.id,
            prompt=_WARM_UP_PROMPT,
            size=size,
            num_frames=model.frame_step + model.frame_offset,
            steps=_WARM_UP_STEPS,
            preset=preset,
            input_reference=None if model.takes_text else "",
        )
        try:
            request = complete(asked, model=model)
        except errors.RefusalError:
            # The setting applies to all models; this model does not support this size.
            return
        job = Job(request=request, seed=0, picture=None if model.takes_text else picture)
        for _ in self.render(job, control=control).pictures:
            pass

    def _render_compiled_or_not(self, job: Job, control: Control) -> Clip:
        """Render; if the compiler fails, render without it, at lower speed."""
        loaded = self._ready()
        try:
            return self._render(job, control)
        except optimizations.COMPILE_ERRORS:
            if not loaded.named.pop("compiled", False):
                raise
            logger.exception("compilation failed", extra={"model": self._model.id})
            for pipe in loaded.pipelines.all:
                optimizations.stop_compiling(pipe)
        return self._render(job, control)

    def _render(self, job: Job, control: Control) -> Clip:
        loaded = self._ready()
        request = job.request
        settings = presets.for_request(request, has_loras=bool(loaded.adapters.names))
        saving = job.saving_memory or loaded.placement is Placement.IN_TURNS
        pipe = loaded.pipelines.from_text if job.picture is None else loaded.pipelines.from_picture
        if pipe is None:
            verb = "requires" if job.picture is None else "does not support"
            raise EngineError(f"{self._model.id} {verb} a start picture.")
        if saving:
            self._wait_for_clips()
        control.step(stage="preparing", done=0, total=settings.steps)
        arguments = self._arguments(job, settings, apart=saving or loaded.placement is not Placement.WHOLE)
        control.step(stage="preparing", done=0, total=settings.steps)
        loaded.adapters.use(settings.loras)
        with self._offloaded(pipe, loaded) if saving else nullcontext():
            denoised = self._denoise(pipe, arguments, settings=settings, seed=job.seed, control=control)
            sound = self._family.sound(pipe, denoised)
            decoded = self._decoded(pipe, denoised, request=request, control=control, tiled=saving)
            # Components that are offloaded in turns must stay in one thread.
            pictures = list(decoded) if saving else decoded
        return Clip(
            pictures=pictures,
            sound=sound,
            settings=self._recorded(settings, request=request, saving=saving),
            libraries=_libraries(),
            origins=Origins(
                revision=loaded.revision,
                weights_sha256=_hash(loaded, control),
                scheduler=type(loaded.scheduler).__name__,
                steps=settings.steps,
                dtype=str(loaded.dtype).removeprefix("torch."),
                node_class=memory.device_name(self._device),
            ),
        )

    def _arguments(self, job: Job, settings: Settings, *, apart: bool) -> dict[str, Any]:
        """The arguments of the pipeline, with encoded texts."""
        request = job.request
        arguments: dict[str, Any] = {
            "width": request.width_px,
            "height": request.height_px,
            "num_frames": request.num_frames,
            "num_inference_steps": settings.steps,
            "guidance_scale": settings.guidance_scale,
            **settings.arguments,
            **self._family.arguments(request, has_picture=job.picture is not None),
            **self._read(request, settings, apart=apart),
        }
        if settings.sigmas:
            arguments["sigmas"] = list(settings.sigmas)
        if job.picture is not None:
            arguments["image"] = first_picture.fitted(
                job.picture, width_px=request.width_px, height_px=request.height_px
            )
        return arguments

    def _read(self, request: CompleteRequest, settings: Settings, *, apart: bool) -> Embeddings:
        texts = self._ready().texts
        texts.check_length(request.prompt, what="prompt")
        read = dict(texts.read(request.prompt, apart=apart))
        if settings.is_guided:
            negative = request.negative_prompt or self._family.negative_prompt
            texts.check_length(negative, what="negative prompt")
            away = texts.read(negative, apart=apart)
            read |= {f"negative_{name}": tensor for name, tensor in away.items()}
        return read

    def _denoise(
        self, pipe: Any, arguments: dict[str, Any], *, settings: Settings, seed: int, control: Control
    ) -> Denoised:
        def on_step_end(_pipe: Any, index: int, _timestep: Any, _tensors: dict[str, Any]) -> dict[str, Any]:
            control.step(stage="denoising", done=index + 1, total=pipe.num_timesteps)
            return {}

        clean = self._ready().scheduler
        # A new scheduler for each job: it keeps state between steps, and a stopped job leaves that state
        # behind.
        pipe.scheduler = type(clean).from_config(clean.config, **settings.scheduler)
        try:
            control.step(stage="denoising", done=0, total=settings.steps)
            video, *audio = pipe(
                **arguments,
                # On the CPU, so that a seed gives the same noise on every GPU.
                generator=torch.Generator("cpu").manual_seed(seed),
                output_type="latent",
                return_dict=False,
                callback_on_step_end=on_step_end,
            )
        finally:
            pipe.scheduler = clean
            # Otherwise the next job would begin with this one's caches.
            pipe.maybe_free_model_hooks()
        return Denoised(video=video, audio=audio[0] if audio else None)

    def _decoded(
        self, pipe: Any, denoised: Denoised, *, request: CompleteRequest, control: Control, tiled: bool
    ) -> DecodedFrames:
        self._begin()
        return DecodedFrames(
            self._family.pieces(pipe, denoised, tiled=tiled),
            total=request.num_frames,
            control=control,
            lock=self._ready().vae_lock,
            beside=self._decoding_stream(denoised),
            on_end=self._end,
        )

    def _decoding_stream(self, denoised: Denoised) -> Callable[[], AbstractContextManager[Any]]:
        """The CUDA stream for decoding: on a GPU a separate one, so that denoising continues."""
        stream = self._stream
        if stream is None:
            return nullcontext
        ready = torch.cuda.Event()
        ready.record()
        # The allocator must not reuse the memory before this stream has read it.
        denoised.video.record_stream(stream)

        def decode_here() -> AbstractContextManager[Any]:
            stream.wait_event(ready)
            return torch.cuda.stream(stream)

        return decode_here

    @contextmanager
    def _offloaded(self, pipe: Any, loaded: Loaded) -> Iterator[None]:
        """Move each component to the GPU only while it runs, and tile the VAE."""
        takes_turns = loaded.placement is not Placement.IN_LAYERS
        pipe.vae.enable_tiling()
        if takes_turns:
            pipe.enable_model_cpu_offload(device=self._device)
        try:
            yield
        finally:
            pipe.vae.disable_tiling()
            if takes_turns:
                pipe.remove_all_hooks()
                loading.put(pipe, placement=loaded.placement, device=self._device)

    def _recorded(self, settings: Settings, *, request: CompleteRequest, saving: bool) -> dict[str, Any]:
        """The facts for a recipe, besides the request."""
        loaded = self._ready()
        recorded: dict[str, Any] = {"guidance_scale": settings.guidance_scale, **settings.arguments}
        if settings.is_guided:
            recorded["negative_prompt"] = request.negative_prompt or self._family.negative_prompt
        if settings.sigmas:
            recorded["sigmas"] = list(settings.sigmas)
        if settings.scheduler:
            recorded["scheduler"] = dict(settings.scheduler)
        if settings.loras:
            recorded["loras"] = loaded.adapters.names
        if saving:
            # Tiles are blended at their seams.
            recorded["tiled"] = True
        return recorded | dict(loaded.named)

    def _ready(self) -> Loaded:
        if self._loaded is None:
            raise RuntimeError(f"{self._model.id} is not loaded")
        return self._loaded

    def _begin(self) -> None:
        with self._changed:
            self._in_progress += 1

    def _end(self) -> None:
        with self._changed:
            self._in_progress -= 1
            self._changed.notify_all()

    def _wait_for_clips(self) -> None:
        """Reserve the device for this job. Raises OutOfMemoryError if an unfinished clip does not end in
        time.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._in_progress == 1, timeout=WAIT_FOR_CLIPS_S):
                raise OutOfMemoryError("Another clip is still being decoded and leaves no free memory.")


def _hash(loaded: Loaded, control: Control) -> str:
    """Wait for the hash: the first job may finish before the hash of a hundred gigabytes."""
    while not loaded.weights_hash.is_known(within_s=1.0):
        control.step(stage="preparing", done=0, total=1)
    return loaded.weights_hash.sha256


def _libraries() -> dict[str, str]:
    found = {
        "torch": torch.__version__,
        "diffusers": diffusers.__version__,
        "transformers": transformers.__version__,
    }
    return found | ({"cuda": torch.version.cuda} if torch.version.cuda else {})
