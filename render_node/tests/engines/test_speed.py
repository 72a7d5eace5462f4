"""Each optimization: the picture stays the same, or the recipe lists the optimization."""

import diffusers
import numpy as np
import pytest
import torch
from diffusers.models import attention_dispatch
from torch._dynamo.utils import counters
from torch._inductor import config as inductor_config

from render_node.contract import Preset
from render_node.engines.base import EngineError, StoppedError
from render_node.engines.speed import Speed, suited_to
from render_node.engines.texts import Texts
from render_node.engines.wan import Wan
from render_node.tests.engines.conftest import Recorder, Stopping, drawn, job

NAME = "wan2.2-ti2v-5b"


def test_optimizations_on_a_cpu_change_no_bit(own_engine, engine_of):
    assert np.array_equal(
        drawn(own_engine(NAME, speed=Speed()), job(NAME)), drawn(engine_of(NAME), job(NAME))
    )


def test_a_gpu_gets_every_optimization_that_keeps_the_picture():
    on_gpu = suited_to("cuda")

    assert on_gpu == Speed(
        attention="auto", compiled=True, channels_last=True, tf32=True, cached_prompts=True
    )
    assert not suited_to("cuda", compiled=False).compiled


def test_attention_is_set_for_this_model_and_no_other(own_engine, engine_of):
    default = attention_dispatch._AttentionBackendRegistry.get_active_backend()
    expected = drawn(engine_of(NAME), job(NAME))

    clip = own_engine(NAME, speed=Speed(attention="_native_math")).render(job(NAME), control=Recorder())

    assert np.abs(np.stack(list(clip.pictures)).astype(int) - expected).max() <= 1
    assert clip.settings["attention"] == "_native_math"
    assert attention_dispatch._AttentionBackendRegistry.get_active_backend() == default
    assert np.array_equal(drawn(engine_of(NAME), job(NAME)), expected)


def test_channels_last_draws_the_same_but_for_rounding(own_engine, engine_of):
    engine = own_engine(NAME, speed=Speed(channels_last=True))

    assert np.abs(drawn(engine, job(NAME)).astype(int) - drawn(engine_of(NAME), job(NAME))).max() <= 1


def test_a_step_cache_is_listed_and_reset_after_each_job(own_engine):
    engine = own_engine(NAME, speed=Speed(step_cache_threshold=10.0))
    clip = engine.render(job(NAME, steps=4), control=Recorder())
    first = np.stack(list(clip.pictures))

    assert clip.settings["step_cache_threshold"] == 10.0
    assert np.array_equal(drawn(engine, job(NAME, steps=4)), first)
    with pytest.raises(StoppedError):
        drawn(engine, job(NAME, steps=4, seed=7), control=Stopping("denoising", 2))
    assert np.array_equal(drawn(engine, job(NAME, steps=4)), first)


def test_a_model_without_step_cache_support_refuses_it(own_engine):
    with pytest.raises(EngineError, match="does not support a step cache"):
        own_engine("ltx-2", speed=Speed(step_cache_threshold=0.1))


def test_weights_kept_in_eight_bits_are_named(own_engine):
    clip = own_engine(NAME, speed=Speed(fp8_storage=True)).render(job(NAME), control=Recorder())

    assert len(list(clip.pictures)) == 9
    assert clip.settings["fp8_storage"] is True


def test_compiled_blocks_are_one_graph_for_all_sizes_and_presets(own_engine):
    engine = own_engine(NAME, with_loras=True, speed=Speed(compiled=True, compiler="eager"))
    plain = {size: drawn(engine, job(NAME, size=size)) for size in ("64x96", "96x64")}
    graphs = counters["stats"]["unique_graphs"]

    clip = engine.render(job(NAME, size="128x96", num_frames=17), control=Recorder())

    assert len(list(clip.pictures)) == 17
    assert clip.settings["compiled"] is True
    assert counters["stats"]["unique_graphs"] == graphs
    # The LoRAs are in another graph, and switching back needs no new one.
    drawn(engine, job(NAME, preset=Preset.DRAFT))
    with_loras = counters["stats"]["unique_graphs"]
    assert with_loras > graphs
    for size, before in plain.items():
        assert np.array_equal(drawn(engine, job(NAME, size=size)), before)
        drawn(engine, job(NAME, size=size, preset=Preset.DRAFT))
    assert counters["stats"]["unique_graphs"] == with_loras


@pytest.mark.slow
def test_a_model_with_sound_is_compiled_too(own_engine, engine_of):
    engine = own_engine("ltx-2", speed=Speed(compiled=True, compiler="eager"))
    unguided = job("ltx-2", preset=Preset.DRAFT, guidance_scale=1)

    clip = engine.render(unguided, control=Recorder())

    assert np.abs(np.stack(list(clip.pictures)).astype(int) - drawn(engine_of("ltx-2"), unguided)).max() <= 1
    assert clip.settings["compiled"] is True


# PyTorch's compiler uses deprecated parts of PyTorch.
@pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")
def test_a_compiler_that_fails_costs_speed_and_not_the_video(own_engine, engine_of):
    engine = own_engine(NAME, speed=Speed(compiled=True))

    with inductor_config.patch({"cpp.cxx": ("/no/such/compiler",), "force_disable_caches": True}):
        clip = engine.render(job(NAME), control=Recorder())

    assert np.array_equal(np.stack(list(clip.pictures)), drawn(engine_of(NAME), job(NAME)))
    assert "compiled" not in clip.settings


@pytest.mark.parametrize(("kept_bytes", "times"), [(2**20, 2), (0, 4)])
def test_a_text_read_before_is_not_read_again(models_dir, kept_bytes, times):
    reader = diffusers.WanPipeline.from_pretrained(
        models_dir / NAME, dtype=torch.float32, local_files_only=True
    )
    read = []
    reader.text_encoder.register_forward_hook(lambda *_: read.append(1))
    texts = Texts(
        reader, family=Wan(), device="cpu", kept_bytes=kept_bytes, reload=lambda: reader.text_encoder
    )

    first = [texts.read(text, apart=False) for text in ("a fox", "rain", "a fox", "rain")]

    assert len(read) == times
    assert torch.equal(first[0]["prompt_embeds"], first[2]["prompt_embeds"])


def test_the_cache_of_encoded_texts_is_bounded(models_dir):
    reader = diffusers.WanPipeline.from_pretrained(
        models_dir / NAME, dtype=torch.float32, local_files_only=True
    )
    read = []
    reader.text_encoder.register_forward_hook(lambda *_: read.append(1))
    # Room for two: a text is 512 tokens of 32 numbers.
    texts = Texts(
        reader,
        family=Wan(),
        device="cpu",
        kept_bytes=2 * 512 * 32 * 4,
        reload=lambda: reader.text_encoder,
    )

    for text in ("one", "two", "one", "three", "one", "two"):
        texts.read(text, apart=False)

    assert len(read) == 4
