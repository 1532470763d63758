"""Two real steps of GRPO on a tiny random Qwen2.5-VL, on a CPU without torchvision, through python -m cads_ray.train.

What this does not show: that a model learns anything, vLLM, several GPUs.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from cads_ray.errors import INTERRUPTED
from cads_ray.pictures import Blobs
from cads_ray.train.batches import batches_of
from cads_ray.train.config import GrpoConfig
from cads_ray.train.job import Job
from cads_ray.train.questions import Limits, gather
from cads_ray.train.watch import rows_of

pytestmark = pytest.mark.consumers
WHY = 'training needs an environment with torch and TRL: pip install torch==2.13.0 && pip install -e ".[train,test]"'
torch = pytest.importorskip("torch", reason=WHY)
pytest.importorskip("trl", reason=WHY)

ROOT = Path(__file__).parents[2]
SMALL = GrpoConfig(
    samples=8, global_batch=4, rollout_batch=4, max_completion=4, max_pixels=12_544, lr=1e-2, save_every=1
)
KEYS = ("samples", "global_batch", "rollout_batch", "max_completion", "max_pixels", "lr", "save_every")


ENV = os.environ | {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}


def command(module: str, *overrides: str) -> subprocess.CompletedProcess:
    arguments = [sys.executable, "-m", module, *overrides]
    return subprocess.run(arguments, cwd=ROOT, env=ENV, capture_output=True, text=True, timeout=600)


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    """A real run of the embedded models."""
    out = tmp_path_factory.mktemp("grpo") / "run"
    done = command("cads_ray.run", "experiment=smoke", f"out={out}")
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def tiny(run, tmp_path_factory) -> Path:
    """A model that can answer the run's questions, by chance."""
    from tests.train.tiny import save_tiny

    questions = gather([str(run)], None, 0, Limits(2048, 1_048_576), Blobs(tmp_path_factory.mktemp("pictures")))
    return save_tiny(tmp_path_factory.mktemp("tiny"), sorted({sample.key for sample in questions.samples()}))


@pytest.fixture(scope="module")
def trained(run, tiny, tmp_path_factory) -> Path:
    """Two steps, by the command, under Ray Train with one worker."""
    out = tmp_path_factory.mktemp("trained") / "out"
    return train(run, tiny, out, 2)


def overrides(run: Path, tiny: Path, out: Path, steps: int) -> list[str]:
    settings = [f"train.{name}={getattr(SMALL, name)}" for name in KEYS]
    return [f"data={run}", f"model={tiny}", f"out={out}", "device=cpu", f"train.steps={steps}", *settings]


def train(run: Path, tiny: Path, out: Path, steps: int) -> Path:
    done = command("cads_ray.train", *overrides(run, tiny, out, steps))
    assert done.returncode == 0, done.stderr + done.stdout
    assert f"update {steps} of {steps}" in done.stdout
    return out


def weights(folder: Path) -> dict[str, torch.Tensor]:
    from safetensors.torch import load_file

    return load_file(folder / "model.safetensors")


def job_of(model: Path, data: Path, out: Path, updates: int = 2, settings: GrpoConfig = SMALL) -> Job:
    batches = batches_of(settings.samples, settings.global_batch, settings.rollout_batch, 1, settings.at_once)
    out.mkdir(exist_ok=True)
    return Job(str(model), str(data), str(out), "cpu", 1, 0, updates, batches, settings)


def test_two_steps_are_rewarded_differently_within_a_group_and_move_language_and_vision(trained, tiny):
    rows = rows_of(trained / "metrics.jsonl")
    assert [row["step"] for row in rows] == [1, 2]
    assert sum(row["telling"] for row in rows) > 0
    assert all({"reward", "accuracy", "mixed", "length", "kl"} <= row.keys() for row in rows)
    before, after = weights(tiny), weights(trained / "model")
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert any("visual" in name for name in moved)
    assert any("visual" not in name for name in moved)
    assert moved == set(before)


def test_training_goes_on_where_it_stopped_and_comes_to_the_same(run, tiny, trained, tmp_path):
    from cads_ray.train.worker import train_loop

    train(run, tiny, trained, 4)
    rows = rows_of(trained / "metrics.jsonl")
    assert [row["step"] for row in rows] == [1, 2, 3, 4]
    unbroken = job_of(tiny, trained / "data", tmp_path / "unbroken", updates=4)
    train_loop({"job": unbroken})
    other = rows_of(unbroken.metrics)
    assert [row["step"] for row in other] == [1, 2, 3, 4]
    timeless = ("seconds_a_pass",)
    for one, two in zip(rows, other, strict=True):
        assert {k: v for k, v in one.items() if k not in timeless} == pytest.approx(
            {k: v for k, v in two.items() if k not in timeless}, rel=1e-3, abs=1e-5
        )
    state = json.loads((trained / "checkpoints/checkpoint-4/trainer_state.json").read_text())
    assert state["global_step"] == 4


def test_other_pictures_change_the_loss_of_the_same_completions(tiny, trained, tmp_path):
    from cads_ray.train.grpo import make_trainer

    # Two updates a generation, as in the paper: the second is measured against the completions' first probabilities.
    settings = replace(SMALL, global_batch=2, at_once=8)
    trainer = make_trainer(job_of(tiny, trained / "data", tmp_path / "out", settings=settings))
    trainer.model.train()
    trainer.current_gradient_accumulation_steps = trainer.args.gradient_accumulation_steps  # as its loop does
    questions = of_equal_size(trainer, 4)
    inputs = dict(trainer._prepare_inputs([row for row in questions for _ in range(settings.samples)]))
    inputs["advantages"] = torch.linspace(-1, 1, 8)
    pictures = inputs["pixel_values"].reshape(8, -1, inputs["pixel_values"].shape[-1])
    swapped = pictures.flip(0).reshape(inputs["pixel_values"].shape)
    assert not torch.equal(swapped, inputs["pixel_values"])
    with torch.no_grad():
        loss, again, other = (
            trainer.compute_loss(trainer.model, inputs | {"pixel_values": values}).item()
            for values in (inputs["pixel_values"], inputs["pixel_values"], swapped)
        )
    assert loss == again
    assert abs(other - loss) > 1e-6, (loss, other)


def of_equal_size(trainer, count: int) -> list[dict]:
    """Questions whose pictures are cut into equally many patches, so that they can be swapped."""
    by_grid = defaultdict(list)
    for row in trainer.train_dataset:
        grid = trainer.processing_class.image_processor(row["images"])["image_grid_thw"]
        by_grid[str(grid)].append(row)
    return max(by_grid.values(), key=len)[:count]


def test_trl_counts_the_papers_batches(tiny, trained, tmp_path):
    from cads_ray.train.grpo import trl_config

    paper = trl_config(job_of(tiny, trained / "data", tmp_path / "out", settings=GrpoConfig()), [])
    assert paper.generation_batch_size == 2048
    assert paper.per_device_train_batch_size * paper.gradient_accumulation_steps == 1024
    assert (paper.num_generations, paper.temperature, paper.learning_rate) == (8, 1.0, 1e-6)
    assert (paper.logging_steps, paper.save_steps) == (2, 10)


def test_adapters_train_in_place_of_the_weights(tiny, trained, tmp_path):
    pytest.importorskip("peft")
    from cads_ray.train.worker import train_loop

    job = job_of(tiny, trained / "data", tmp_path / "out", updates=1, settings=replace(SMALL, lora=2))
    train_loop({"job": job})
    assert (job.trained / "adapter_model.safetensors").exists()
    assert not (job.trained / "model.safetensors").exists()


def test_ctrl_c_stops_it_and_says_that_it_can_continue(run, tiny, tmp_path):
    arguments = [sys.executable, "-m", "cads_ray.train", *overrides(run, tiny, tmp_path / "out", 1000)]
    training = subprocess.Popen(
        arguments, cwd=ROOT, env=ENV, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert any("update 1 of 1000" in line for line in training.stdout)  # waits for it
        training.send_signal(signal.SIGINT)
        _, told = training.communicate(timeout=120)
    finally:
        training.kill()
    assert training.returncode == INTERRUPTED, told
    assert "continues" in told


def test_an_error_of_a_worker_is_told(run, tiny, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(tiny, broken)
    (broken / "model.safetensors").write_bytes(b"no weights")
    done = command("cads_ray.train", *overrides(run, broken, tmp_path / "out", 1))
    assert done.returncode == 1
    assert "training stopped: " in done.stderr
    assert "header" in done.stderr


def test_without_a_gpu_it_says_what_to_do(run, tmp_path):
    done = command("cads_ray.train", f"data={run}", f"out={tmp_path / 'out'}")
    assert done.returncode == 2
    assert "no GPU for workers=1" in done.stderr
    assert "device=cpu" in done.stderr
    assert not (tmp_path / "out").exists()
