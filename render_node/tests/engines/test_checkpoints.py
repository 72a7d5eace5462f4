"""A missing, incomplete or wrong model folder: each gives its own message, before anything is loaded."""

import json
import struct

import pytest

from render_node import engines
from render_node.engines import checkpoints
from render_node.engines.base import EngineError
from render_node.engines.machine import Machine
from render_node.engines.weights import WeightsHash
from render_node.tests import tiny_models

NAME = "wan2.2-ti2v-5b"
WEIGHTS = "transformer/diffusion_pytorch_model.safetensors"


def remove(path):
    path.unlink()


def cut_short(path):
    path.write_bytes(path.read_bytes()[:-100])


def empty(path):
    path.write_bytes(b"")


def claim_a_huge_header(path):
    path.write_bytes(struct.pack("<Q", 2**63) + path.read_bytes()[8:])


def scramble(path):
    path.write_bytes(b"\x80" + path.read_bytes()[1:])


def write_a_list(path):
    path.write_text("[]")


def change(**facts):
    def rewrite(path):
        path.write_text(json.dumps(json.loads(path.read_text()) | facts))

    rewrite.__name__ = f"say_{next(iter(facts))}"
    return rewrite


@pytest.mark.parametrize(
    ("file", "damage", "sentence"),
    [
        ("model_index.json", remove, "no model_index.json"),
        ("model_index.json", scramble, "not JSON"),
        ("model_index.json", write_a_list, "not an object"),
        ("model_index.json", change(_class_name="FluxPipeline"), "its pipeline is FluxPipeline"),
        ("model_index.json", change(transformer_2=["diffusers", "X"]), "it has a second transformer"),
        ("model_index.json", change(vae=[None, None]), "it has no vae"),
        ("vae/config.json", remove, "is missing"),
        ("vae/config.json", change(scale_factor_spatial=8), "scale_factor_spatial of its vae is 8, not 16"),
        (WEIGHTS, remove, "is missing"),
        (WEIGHTS, cut_short, "truncated"),
        (WEIGHTS, empty, "truncated"),
        (WEIGHTS, claim_a_huge_header, "is invalid"),
        ("text_encoder/model.safetensors", cut_short, "truncated"),
        ("transformer/config.json", change(in_channels=16), "in_channels of its transformer is 16, not 48"),
        ("loras/draft.safetensors", cut_short, "truncated"),
    ],
)
def test_a_damaged_folder_is_named_and_never_loaded(own_models, tmp_path, file, damage, sentence):
    models_dir = own_models(NAME)
    tiny_models.add_loras(models_dir / NAME)
    machine = Machine(models_dir=models_dir, data_dir=tmp_path, device="cpu")
    assert checkpoints.problem(NAME, machine=machine) == ""

    damage(models_dir / NAME / file)

    assert sentence in checkpoints.problem(NAME, machine=machine)
    with pytest.raises(EngineError, match=sentence):
        engines.build(NAME, machine=machine).load()


def test_a_missing_folder_says_how_to_fetch_it(tmp_path):
    machine = Machine(models_dir=tmp_path, data_dir=tmp_path)

    assert "python -m render_node pull ltx-2" in checkpoints.problem("ltx-2", machine=machine)


def test_a_missing_component_is_named(own_models):
    models_dir = own_models(NAME)
    (models_dir / NAME / "tokenizer").rename(models_dir / "elsewhere")

    with pytest.raises(EngineError, match="its folder tokenizer is missing"):
        checkpoints.check(NAME, folder=models_dir / NAME)


@pytest.mark.parametrize("wanted", tiny_models.IDS)
@pytest.mark.parametrize("there", tiny_models.IDS)
def test_a_folder_of_another_model_is_refused(models_dir, wanted, there):
    if wanted == there:
        assert checkpoints.check(wanted, folder=models_dir / there)
        return
    with pytest.raises(EngineError, match=f"does not contain {wanted}"):
        checkpoints.check(wanted, folder=models_dir / there)


def test_every_shard_that_the_index_lists_must_be_there(own_models):
    folder = own_models(NAME) / NAME
    index = {"weight_map": {"a": "diffusion_pytorch_model.safetensors", "b": "part-2.safetensors"}}
    (folder / f"{WEIGHTS}.index.json").write_text(json.dumps(index))

    with pytest.raises(EngineError, match=r"part-2\.safetensors is missing"):
        checkpoints.check(NAME, folder=folder)


def test_files_that_the_library_rejects_give_a_message(own_models, tmp_path):
    models_dir = own_models(NAME)
    scramble(models_dir / NAME / "tokenizer" / "tokenizer.json")
    scramble(models_dir / NAME / "scheduler" / "scheduler_config.json")
    machine = Machine(models_dir=models_dir, data_dir=tmp_path, device="cpu")

    with pytest.raises(EngineError, match="cannot be loaded from its folder"):
        engines.build(NAME, machine=machine).load()


def test_motion_needs_no_folder(tmp_path):
    assert checkpoints.problem("motion", machine=Machine(models_dir=tmp_path, data_dir=tmp_path)) == ""


def test_the_hash_is_of_every_weight_file_and_kept(own_models, tmp_path):
    folder = own_models(NAME) / NAME

    def found():
        files = checkpoints.check(NAME, folder=folder)
        weights = WeightsHash(files, folder=folder, data_dir=tmp_path)
        assert weights.is_known(within_s=20)
        return weights.sha256

    first = found()
    assert found() == first

    tiny_models.add_loras(folder)
    with_loras = found()
    assert with_loras != first

    # A cached hash is valid while size and modification time match.
    kept = json.loads((tmp_path / "weights.json").read_text())
    (tmp_path / "weights.json").write_text(json.dumps(dict.fromkeys(kept, "0" * 64)))
    assert found() not in {first, with_loras}
    (tmp_path / "weights.json").write_text("broken")
    assert found() == with_loras

    weights = folder / WEIGHTS
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")
    assert found() not in {first, with_loras}
