"""LTX-2 and 2.3: the same picture and sound as diffusers, and no more samples per step than requested."""

import diffusers
import numpy as np
import pytest
import torch

from render_node.contract import Preset
from render_node.engines import first_picture, presets
from render_node.engines.base import EngineError, StoppedError
from render_node.engines.ltx import Ltx
from render_node.tests.engines.conftest import Recorder, Stopping, drawn, job

BOTH = [("ltx-2", False), ("ltx-2", True), ("ltx-2.3", False), ("ltx-2.3", True)]
RATES_HZ = {"ltx-2": 24_000, "ltx-2.3": 48_000}


def stock(folder, settings, *, picture=None):
    """The library's own output: uint8 (n, height, width, 3), and float32 (channels, n)."""
    kind = diffusers.LTX2ImageToVideoPipeline if picture else diffusers.LTX2Pipeline
    pipe = kind.from_pretrained(folder, dtype=torch.float32, local_files_only=True)
    pipe.set_progress_bar_config(disable=True)
    start = {"image": first_picture.fitted(picture, width_px=64, height_px=96)} if picture else {}
    video, audio = pipe(
        prompt="A fox in the snow",
        negative_prompt=Ltx.negative_prompt,
        width=64,
        height=96,
        num_frames=9,
        frame_rate=24.0,
        num_inference_steps=2,
        guidance_scale=settings.guidance_scale,
        generator=torch.Generator("cpu").manual_seed(1),
        output_type="np",
        return_dict=False,
        **settings.arguments,
        **start,
    )
    return np.round(video[0] * 255).astype(np.uint8), audio[0].clamp(-1, 1).numpy()


@pytest.mark.parametrize(("name", "has_picture"), BOTH)
def test_it_draws_and_sounds_like_the_library(engine_of, models_dir, picture, name, has_picture):
    start = picture if has_picture else None
    settings = presets.settings(name, Preset.STANDARD, has_loras=False)
    pictures, samples = stock(models_dir / name, settings, picture=start)

    clip = engine_of(name).render(job(name, picture=start), control=Recorder())

    assert np.array_equal(np.stack(list(clip.pictures)), pictures)
    assert np.array_equal(clip.sound.samples, samples)
    assert clip.sound.rate_hz == RATES_HZ[name]
    assert pictures.shape == (9, 96, 64, 3)
    # 9 pictures at 24 a second.
    assert clip.sound.samples.shape[1] / clip.sound.rate_hz == pytest.approx(9 / 24, abs=0.05)


@pytest.mark.parametrize("at", [("denoising", 1), ("drawing", 8)])
def test_a_stopped_job_leaves_no_trace_in_the_next(engine_of, at):
    engine = engine_of("ltx-2")
    before = drawn(engine, job("ltx-2"))

    with pytest.raises(StoppedError):
        drawn(engine, job("ltx-2", seed=7, steps=4, num_frames=17), control=Stopping(*at))

    assert not engine.is_busy
    assert np.array_equal(drawn(engine, job("ltx-2")), before)


@pytest.mark.parametrize("name", ["ltx-2", "ltx-2.3"])
def test_draft_with_its_lora_takes_one_sample_a_step(own_engine, engine_of, models_dir, name):
    settings = presets.settings(name, Preset.DRAFT, has_loras=True)
    assert _samples(models_dir / name, settings) == 2
    assert _samples(models_dir / name, presets.settings(name, Preset.STANDARD, has_loras=False)) == 8
    engine = own_engine(name, with_loras=True)

    draft = engine.render(job(name, preset=Preset.DRAFT, steps=None), control=Recorder())
    assert len(list(draft.pictures)) == 9

    assert draft.origins.steps == len(draft.settings["sigmas"]) == 8
    assert draft.settings["loras"] == ["draft.safetensors"]
    assert np.array_equal(drawn(engine, job(name)), drawn(engine_of(name), job(name)))


def _samples(folder, settings):
    """The number of samples in two steps."""
    pipe = diffusers.LTX2Pipeline.from_pretrained(folder, dtype=torch.float32, local_files_only=True)
    pipe.set_progress_bar_config(disable=True)
    batches = []
    pipe.transformer.register_forward_pre_hook(
        lambda _module, _values, named: batches.append(len(named["hidden_states"])), with_kwargs=True
    )
    pipe(
        prompt="A fox",
        width=64,
        height=96,
        num_frames=9,
        num_inference_steps=2,
        guidance_scale=settings.guidance_scale,
        output_type="latent",
        **settings.arguments,
    )
    return sum(batches)


def test_a_prompt_that_would_be_truncated_is_refused(engine_of):
    with pytest.raises(EngineError, match=r"it has \d+ tokens.*reads 1024"):
        drawn(engine_of("ltx-2"), job("ltx-2", prompt="word " * 400))


def test_saving_memory_leaves_no_trace(own_engine):
    engine = own_engine("ltx-2")
    large = {"size": "576x544"}
    before = drawn(engine, job("ltx-2", **large))

    saving = engine.render(job("ltx-2", saving_memory=True, **large), control=Recorder())

    assert len(list(saving.pictures)) == 9
    assert saving.sound.rate_hz == 24_000
    assert np.array_equal(drawn(engine, job("ltx-2", **large)), before)
