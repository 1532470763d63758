import json

from cads_ray.export.history import suspects


def test_what_reflection_holds_to_be_flawed_is_named(tmp_path):
    assert suspects(tmp_path) == {}
    (tmp_path / "context").mkdir()
    state = {"suspects": {"r000-s1-ann-0": "wrong_key"}}
    (tmp_path / "context" / "state.json").write_text(json.dumps(state))
    assert suspects(tmp_path) == {"r000-s1-ann-0": "reflection suspects: wrong key"}
