"""Where a training goes on."""

from cads_ray.train.worker import WHOLE, last_checkpoint, step_of


def test_the_last_whole_checkpoint_is_found(tmp_path):
    assert last_checkpoint(tmp_path / "none") is None
    assert step_of(None) == 0
    for step, whole in ((9, True), (10, True), (12, False)):  # killed while it wrote the last
        place = tmp_path / f"checkpoint-{step}"
        place.mkdir()
        (place / ("model.safetensors" if not whole else WHOLE)).touch()
    last = last_checkpoint(tmp_path)
    assert last == tmp_path / "checkpoint-10"
    assert step_of(last) == 10
