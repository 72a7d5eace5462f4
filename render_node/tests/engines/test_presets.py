"""Presets: the listed preset is the one that is used, and values of a request take precedence."""

import pytest

from render_node import engines
from render_node.contract import Preset
from render_node.engines import presets
from render_node.engines.sources import SOURCES
from render_node.tests import tiny_models
from render_node.tests.engines.conftest import job

DIFFUSION = [name for name in engines.MODELS if name != "motion"]


@pytest.mark.parametrize("name", DIFFUSION)
def test_the_listing_says_whether_draft_is_distilled(models_dir, own_models, name):
    plain = presets.offered(engines.MODELS[name], folder=models_dir / name)
    folder = own_models(name) / name
    tiny_models.add_loras(folder)
    distilled = presets.offered(engines.MODELS[name], folder=folder)

    assert plain.preset_settings[Preset.DRAFT].loras == []
    assert (plain.preset_settings[Preset.DRAFT].guidance_scale or 0) > 1
    assert "No distilled LoRA" in plain.preset_settings[Preset.DRAFT].note
    assert distilled.preset_settings[Preset.DRAFT].loras == [lora.local_name for lora in SOURCES[name].loras]
    assert distilled.preset_settings[Preset.DRAFT].guidance_scale == 1
    assert distilled.preset_settings[Preset.STANDARD] == plain.preset_settings[Preset.STANDARD]
    steps = [distilled.preset_settings[preset].steps or 0 for preset in Preset]
    assert steps == sorted(steps)


def test_half_of_a_pair_of_loras_counts_as_none(own_models):
    folder = own_models("wan2.2-t2v-a14b") / "wan2.2-t2v-a14b"
    tiny_models.add_loras(folder)
    (folder / "loras" / "draft-low.safetensors").unlink()

    assert presets.lora_files("wan2.2-t2v-a14b", folder) == ()


def test_motion_has_no_preset_settings(tmp_path):
    motion = engines.MODELS["motion"]

    assert presets.offered(motion, folder=tmp_path) == motion


def test_the_request_s_own_guidance_holds_for_both_experts():
    request = job("wan2.2-t2v-a14b", guidance_scale=6).request
    chosen = presets.for_request(request, has_loras=False)

    assert (chosen.guidance_scale, chosen.arguments["guidance_scale_2"]) == (6, 6)


def test_guidance_of_one_is_none_for_the_sound_too():
    chosen = presets.for_request(job("ltx-2", guidance_scale=1).request, has_loras=False)

    assert not chosen.is_guided


def test_other_steps_stretch_the_distilled_noise_levels():
    def levels(steps):
        request = job("ltx-2", preset=Preset.DRAFT, steps=steps).request
        return presets.for_request(request, has_loras=True).sigmas

    assert levels(8) == presets.settings("ltx-2", Preset.DRAFT, has_loras=True).sigmas
    assert levels(4) == pytest.approx((1.0, 0.9875, 0.975, 0.725))
    assert len(levels(20)) == 20
    assert list(levels(20)) == sorted(levels(20), reverse=True)
    assert min(levels(20)) > 0
