"""Where nothing is compiled beside the sources, processes share what the first one compiled; else nothing changes."""

import os
import py_compile
import subprocess
import sys

import pytest

SCRIPT = """
import os, sys
from cads_ray.process.bytecode import share_bytecode
share_bytecode(("some_package",))
import some_package
print(some_package.__cached__, os.path.exists(some_package.__cached__), os.environ.get("PYTHONPYCACHEPREFIX"))
"""


@pytest.fixture
def package(tmp_path):
    place = tmp_path / "lib" / "some_package"
    place.mkdir(parents=True)
    (place / "__init__.py").write_text("VALUE = 1\n")
    return place


def said(package, **changes):
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPYCACHEPREFIX"}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(package.parents[1])} | changes
    environment["PYTHONPATH"] = f"{package.parent}:{environment.get('PYTHONPATH', '')}"
    run = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True)
    return run.stdout.split()


def test_what_is_compiled_is_left_to_others_and_not_beside_the_sources(package):
    cached, exists, prefix = said(package)
    assert exists == "True"
    assert cached.startswith(prefix)
    assert prefix.startswith(str(package.parents[1]))
    assert not (package / "__pycache__").exists()


def test_a_package_that_is_compiled_is_read_where_it_lies(package):
    py_compile.compile(str(package / "__init__.py"))
    cached, exists, prefix = said(package)
    assert (exists, prefix) == ("True", "None")
    assert cached.startswith(str(package))


def test_a_place_that_the_user_chose_stays(package, tmp_path):
    assert said(package, PYTHONPYCACHEPREFIX=str(tmp_path / "own"))[2] == str(tmp_path / "own")
