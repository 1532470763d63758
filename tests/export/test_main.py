"""python -m cads_ray.export: what it writes, what it refuses, and with which exit code."""

import re
import subprocess
import sys

import pytest

from cads_ray.errors import CadsError, ConfigError
from cads_ray.export.__main__ import USAGE, main, read
from cads_ray.export.formats import FORMATS
from tests.export.runs import make_run


def test_a_run_is_exported_again_without_ray_or_a_model(tmp_path):
    out = make_run(tmp_path / "run", 20)
    code = "import sys; from cads_ray.export.__main__ import main; main(sys.argv[1:]); print([m for m in "
    code += "('ray', 'litellm', 'hydra', 'torch', 'datasets', 'huggingface_hub') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code, f"run={out}", "formats=[easyr1, llava]"], capture_output=True, text=True
    )
    assert done.stdout.splitlines() == [str(out / "export/easyr1"), str(out / "export/llava"), "[]"], done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run=absent"], "no run directory"),
        (["formats=[easyr1]"], "run=DIR is missing"),
        (["run={out}", "formats=[easy_r1]"], "did you mean easyr1?"),
        (["run={out}", "format=[easyr1]"], "did you mean formats?"),
        (["run={out}", "provenance=maybe"], "true or false"),
        (["run={out}", "validation=2"], "share"),
        (["run={out}", "validation=few"], "share"),
        (["run={out}", "push_to_hub=nobody"], "org/name"),
        (["run={out}", "formats"], "key=value"),
    ],
)
def test_wrong_input_is_one_line_of_exit_code_2(arguments, words, run):
    with pytest.raises(CadsError, match=re.escape(words)) as caught:
        main([argument.format(out=run) for argument in arguments])
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)


def test_an_error_ends_the_command_with_its_exit_code_and_one_line(tmp_path):
    out = make_run(tmp_path / "run", 8)
    for blob in (out / "blobs").glob("*/*"):
        blob.unlink()
    command = [sys.executable, "-m", "cads_ray.export", f"run={out}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert "is missing from" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_defaults_are_those_of_a_run():
    place, options = read(["run=x"])
    assert (place, options.formats, options.provenance) == ("x", ["huggingface"], True)
    assert (options.validation, options.push_to_hub) == (0.1, None)


def test_values_are_read():
    _, options = read(["run=x", "formats=[trl, verl]", "provenance=false", "validation=0"])
    assert (options.formats, options.provenance, options.validation) == (["trl", "verl"], False, 0.0)


def test_help_names_every_format(capsys):
    main(["--help"])
    assert capsys.readouterr().out.strip() == USAGE
    assert all(name in USAGE for name in FORMATS)


def test_nothing_is_pushed_that_is_not_there(tmp_path):
    out = make_run(tmp_path / "run", 4)
    with pytest.raises(ConfigError, match="formats="):
        main([f"run={out}", "formats=[]", "push_to_hub=org/name"])
