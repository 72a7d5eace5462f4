"""Wan 2.2: the same output as diffusers, with cancellation and overlap, and independent of previous jobs."""

import threading
from dataclasses import replace

import diffusers
import numpy as np
import pytest
import torch

from render_node import engines
from render_node.contract import Preset
from render_node.engines import first_picture
from render_node.engines.base import EngineError, StoppedError
from render_node.engines.wan import Wan
from render_node.tests.engines.conftest import Recorder, Stopping, drawn, job

FROM_TEXT = ["wan2.2-ti2v-5b", "wan2.2-t2v-a14b"]
FROM_PICTURE = ["wan2.2-ti2v-5b", "wan2.2-i2v-a14b"]
BOTH = [(name, False) for name in FROM_TEXT] + [(name, True) for name in FROM_PICTURE]
SIZE = {"width": 64, "height": 96, "num_frames": 9, "num_inference_steps": 2}


def stock(folder, *, picture=None, **wanted):
    """The library's own output: uint8, (n, height, width, 3)."""
    kind = diffusers.WanImageToVideoPipeline if picture else diffusers.WanPipeline
    pipe = kind.from_pretrained(folder, dtype=torch.float32, local_files_only=True)
    pipe.set_progress_bar_config(disable=True)
    if picture:
        wanted["image"] = first_picture.fitted(picture, width_px=64, height_px=96)
    video = pipe(
        prompt="A fox in the snow",
        negative_prompt=Wan.negative_prompt,
        generator=torch.Generator("cpu").manual_seed(1),
        **SIZE,
        **wanted,
    ).frames[0]
    return np.round(video * 255).astype(np.uint8)


@pytest.mark.parametrize(("name", "has_picture"), BOTH)
def test_it_draws_what_was_promised(engine_of, picture, name, has_picture):
    clip = engine_of(name).render(job(name, picture=picture if has_picture else None), control=Recorder())

    pictures = list(clip.pictures)
    assert [one.shape for one in pictures] == [(96, 64, 3)] * 9
    assert all(one.dtype == np.uint8 for one in pictures)
    assert pictures[0].std() > 1
    assert clip.sound is None


@pytest.mark.parametrize(("name", "has_picture"), BOTH)
def test_it_draws_what_the_library_draws(engine_of, models_dir, picture, name, has_picture):
    guidance = {
        "wan2.2-ti2v-5b": {"guidance_scale": 5.0},
        "wan2.2-t2v-a14b": {"guidance_scale": 4.0, "guidance_scale_2": 3.0},
        "wan2.2-i2v-a14b": {"guidance_scale": 3.5, "guidance_scale_2": 3.5},
    }
    start = picture if has_picture else None
    expected = stock(models_dir / name, picture=start, **guidance[name])

    assert np.array_equal(drawn(engine_of(name), job(name, picture=start)), expected)


def test_a_seed_is_a_picture(engine_of):
    engine = engine_of("wan2.2-ti2v-5b")
    first = drawn(engine, job("wan2.2-ti2v-5b"))

    assert np.array_equal(drawn(engine, job("wan2.2-ti2v-5b")), first)
    assert not np.array_equal(drawn(engine, job("wan2.2-ti2v-5b", seed=2)), first)


def test_progress_counts_the_steps_and_the_pictures(engine_of):
    control = Recorder()
    drawn(engine_of("wan2.2-t2v-a14b"), job("wan2.2-t2v-a14b", steps=3), control=control)

    assert [done for stage, done in control.reports if stage == "denoising"] == [0, 1, 2, 3]
    assert [done for stage, done in control.reports if stage == "drawing"] == [0, 1, 5, 9]


@pytest.mark.parametrize("name", ["wan2.2-ti2v-5b", "wan2.2-t2v-a14b"])
@pytest.mark.parametrize("at", [("preparing", 0), ("denoising", 1), ("denoising", 2), ("drawing", 5)])
def test_a_stopped_job_leaves_no_trace_in_the_next(engine_of, name, at):
    engine = engine_of(name)
    before = drawn(engine, job(name))
    control = Stopping(*at)

    with pytest.raises(StoppedError):
        drawn(engine, job(name, seed=7, steps=4, prompt="Something else"), control=control)

    assert control.reports[-1] == at
    assert not engine.is_busy
    assert np.array_equal(drawn(engine, job(name)), before)


def test_a_clip_is_drawn_the_same_while_the_next_job_denoises(engine_of, picture):
    engine = engine_of("wan2.2-ti2v-5b")
    jobs = [job("wan2.2-ti2v-5b", steps=3), job("wan2.2-ti2v-5b", picture=picture, steps=8, seed=2)]
    alone = [drawn(engine, one) for one in jobs]
    together = []

    clip = engine.render(jobs[0], control=Recorder())
    assert engine.is_busy
    thread = threading.Thread(target=lambda: together.append(np.stack(list(clip.pictures))))
    thread.start()
    # Its picture is encoded by the VAE that decodes the other clip.
    second = drawn(engine, jobs[1])
    thread.join()

    assert np.array_equal(together[0], alone[0])
    assert np.array_equal(second, alone[1])
    assert not engine.is_busy


def test_a_clip_continues_after_the_vae_was_used_in_between(engine_of, picture):
    engine = engine_of("wan2.2-ti2v-5b")
    alone = drawn(engine, job("wan2.2-ti2v-5b"))

    pictures = iter(engine.render(job("wan2.2-ti2v-5b"), control=Recorder()).pictures)
    begun = [next(pictures), next(pictures)]
    drawn(engine, job("wan2.2-ti2v-5b", picture=picture, seed=2))

    assert np.array_equal(np.stack([*begun, *pictures]), alone)


def test_an_abandoned_clip_is_released(engine_of):
    engine = engine_of("wan2.2-ti2v-5b")
    clip = engine.render(job("wan2.2-ti2v-5b"), control=Recorder())
    assert engine.is_busy

    del clip

    assert not engine.is_busy


def test_a_prompt_that_would_be_truncated_is_refused(engine_of):
    with pytest.raises(EngineError, match=r"prompt is too long: it has \d+ tokens.*reads 512"):
        drawn(engine_of("wan2.2-ti2v-5b"), job("wan2.2-ti2v-5b", prompt="word " * 400))


def test_a_negative_prompt_is_read_and_counts(engine_of):
    engine = engine_of("wan2.2-ti2v-5b")

    assert not np.array_equal(
        drawn(engine, job("wan2.2-ti2v-5b", negative_prompt="rain")), drawn(engine, job("wan2.2-ti2v-5b"))
    )
    with pytest.raises(EngineError, match="negative prompt is too long"):
        drawn(engine, job("wan2.2-ti2v-5b", negative_prompt="word " * 400))


def test_a_picture_that_cannot_be_read_is_refused(engine_of, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"not a picture")

    with pytest.raises(EngineError, match="cannot be read"):
        drawn(engine_of("wan2.2-ti2v-5b"), job("wan2.2-ti2v-5b", picture=broken))


def test_draft_is_distilled_with_its_loras_and_leaves_no_trace(own_engine, engine_of):
    engine = own_engine("wan2.2-t2v-a14b", with_loras=True)
    plain = drawn(engine_of("wan2.2-t2v-a14b"), job("wan2.2-t2v-a14b"))

    before = drawn(engine, job("wan2.2-t2v-a14b"))
    draft = engine.render(job("wan2.2-t2v-a14b", preset=Preset.DRAFT, steps=None), control=Recorder())
    draft_pictures = np.stack(list(draft.pictures))
    after = drawn(engine, job("wan2.2-t2v-a14b"))

    assert draft.settings["loras"] == ["draft.safetensors", "draft-low.safetensors"]
    assert (draft.origins.steps, draft.settings["guidance_scale"]) == (4, 1.0)
    assert "negative_prompt" not in draft.settings
    # Loaded and unused LoRAs change nothing, before and after they were used.
    assert np.array_equal(before, plain)
    assert np.array_equal(after, plain)

    undistilled = engine_of("wan2.2-t2v-a14b").render(
        job("wan2.2-t2v-a14b", preset=Preset.DRAFT, steps=4, guidance_scale=1), control=Recorder()
    )
    assert "loras" not in undistilled.settings
    assert not np.array_equal(draft_pictures, np.stack(list(undistilled.pictures)))


def test_draft_is_what_the_library_draws_with_the_loras(own_engine, tmp_path):
    engine = own_engine("wan2.2-t2v-a14b", with_loras=True)
    folder = tmp_path / "models" / "wan2.2-t2v-a14b"
    pipe = diffusers.WanPipeline.from_pretrained(folder, dtype=torch.float32, local_files_only=True)
    loras = folder / "loras"
    pipe.load_lora_weights(loras, weight_name="draft.safetensors", adapter_name="high")
    pipe.load_lora_weights(
        loras, weight_name="draft-low.safetensors", adapter_name="low", load_into_transformer_2=True
    )
    # The checkpoint's own is 3.
    pipe.scheduler = type(pipe.scheduler).from_config(pipe.scheduler.config, flow_shift=5.0)
    pipe.set_progress_bar_config(disable=True)
    video = pipe(
        prompt="A fox in the snow",
        guidance_scale=1.0,
        generator=torch.Generator("cpu").manual_seed(1),
        **(SIZE | {"num_inference_steps": 4}),
    ).frames[0]

    draft = drawn(engine, job("wan2.2-t2v-a14b", preset=Preset.DRAFT, steps=None))

    assert np.array_equal(draft, np.round(video * 255).astype(np.uint8))


def test_saving_memory_decodes_in_tiles_and_leaves_no_trace(own_engine, picture):
    engine = own_engine("wan2.2-ti2v-5b")
    large = {"size": "288x320", "num_frames": 5}
    before = drawn(engine, job("wan2.2-ti2v-5b", **large))

    saving = engine.render(
        job("wan2.2-ti2v-5b", saving_memory=True, picture=picture, **large), control=Recorder()
    )

    # It is complete already: components that share the device in turns stay in one thread.
    assert not engine.is_busy
    assert len(list(saving.pictures)) == 5
    assert saving.settings["tiled"] is True
    # The text encoder was unloaded, and is loaded again for a new text.
    assert len(drawn(engine, job("wan2.2-ti2v-5b", prompt="Another text"))) == 9
    assert np.array_equal(drawn(engine, job("wan2.2-ti2v-5b", **large)), before)


def test_saving_memory_waits_for_the_clip_before(own_engine):
    engine = own_engine("wan2.2-ti2v-5b")
    clip = engine.render(job("wan2.2-ti2v-5b"), control=Recorder())
    pictures = []
    thread = threading.Timer(0.3, lambda: pictures.extend(clip.pictures))
    thread.start()
    control = Recorder()

    drawn(engine, job("wan2.2-ti2v-5b", saving_memory=True), control=control)

    assert len(pictures) == 9
    assert control.reports[0] == ("preparing", 0)
    thread.join()


def test_the_recipe_lists_the_origin_of_a_clip(engine_of):
    engine = engine_of("wan2.2-ti2v-5b")
    clip = engine.render(job("wan2.2-ti2v-5b"), control=Recorder())

    origins = clip.origins
    assert origins.revision == "tiny/wan2.2-ti2v-5b@" + "0" * 40
    assert len(origins.weights_sha256) == 64
    assert (origins.scheduler, origins.steps, origins.dtype) == ("UniPCMultistepScheduler", 2, "float32")
    assert origins.node_class
    assert {"torch", "diffusers", "transformers"} <= clip.libraries.keys()
    assert clip.settings["guidance_scale"] == 5.0


def test_warming_up_draws_at_each_size_the_model_takes(machine):
    engine = engines.build(
        "wan2.2-i2v-a14b", machine=replace(machine, warm_sizes=("64x96", "80x64", "70x70"))
    )
    engine.load()
    control = Recorder()

    engine.warm_up(control)

    # Two sizes fit this model; each is drawn for two presets, in two steps.
    assert control.reports.count(("denoising", 2)) == 4
    assert not engine.is_busy
