"""The layers of the package, bottom up, and the one owner of each third-party library."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "cads_ray"

# A module imports downwards or inside its own row. `stage` holds what every stage does; `tools` what an actor holds.
LAYERS = [
    ["errors"],
    ["disk"],
    ["process"],
    ["schema", "config"],
    ["command"],
    ["png", "pictures", "prompts"],
    ["models"],
    ["stage", "candidates"],
    ["pool"],
    ["engine"],
    ["paint"],
    ["embedded"],
    ["generate", "judge", "context"],
    ["corpus", "seeds"],
    ["dataset"],
    ["tools", "rewards"],
    ["rounds", "dataflow", "store", "export", "recipe", "recipes"],
    ["panel"],
    ["account"],
    ["session"],
    ["ablation"],
    ["inspect"],
    ["compare", "evaluate"],
    ["run", "train"],
]
APART = {"generate", "judge", "context"}  # the paper's three packages meet in the columns of schema

# Who may import a library; paths are relative to the package, a folder owns all below it.
OWNERS = {
    "ray": ("engine", "dataflow.py", "context/actor.py", "models/limiter_actor.py", "train"),
    "hydra": ("command/door.py", "command/sweep.py"),
    "omegaconf": ("command/door.py", "command/sweep.py"),
    "litellm": ("models",),
    "PIL": ("pictures.py",),
    "imagehash": ("pictures.py",),
    "polars": ("store.py", "export", "account/summary.py"),
    "yaml": ("export", "train"),
    "huggingface_hub": ("export",),
    "vl_convert": ("paint",),
    "rapidocr": ("embedded",),
    "aiohttp": ("models", "embedded"),
    "torch": ("train",),
    "trl": ("train",),
    "transformers": ("train",),
    "datasets": ("train",),
    "peft": ("train",),
    "sympy": ("judge",),
    "pint": ("judge",),
    "math_verify": ("judge",),
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """The top-level name of a module inside the package: a package's, or a file's."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module)
            if node.module == "cads_ray":
                found |= {f"cads_ray.{alias.name}" for alias in node.names}
    return found


def layer(name: str) -> int:
    return next(number for number, names in enumerate(LAYERS) if name in names)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_downwards_or_inside_its_own_package(path):
    own = name_of(path)
    if own == "__init__":
        return
    for imported in imports(path):
        parts = imported.split(".")
        if parts[0] != "cads_ray" or len(parts) < 2 or parts[1] in (own, "__version__"):
            continue
        assert layer(parts[1]) <= layer(own), f"{own} imports {imported}, which is above it"
        assert not {own, parts[1]} <= APART, f"{own} imports {imported}: they meet in schema's columns"


def test_every_module_has_a_layer():
    names = {name_of(path) for path in modules()} - {"__init__"}
    assert names == {name for row in LAYERS for name in row}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_library_has_one_owner(path):
    place = str(path.relative_to(PACKAGE))
    for imported in imports(path):
        library = imported.split(".")[0]
        for owner in [OWNERS.get(library, (place,))]:
            assert any(place == allowed or place.startswith(f"{allowed}/") for allowed in owner), f"{place}: {library}"


def test_solvers_never_see_the_families():
    for path in (PACKAGE / "embedded" / "solvers").rglob("*.py"):
        assert not any("families" in imported or "teachers" in imported for imported in imports(path)), path.name


def test_no_file_is_longer_than_a_reader_can_hold():
    root = PACKAGE.parent
    files = [*modules(), *(root / "tests").rglob("*.py"), *(root / "benchmarks").rglob("*.py")]
    files = [path for path in files if "venv" not in path.parts]  # of the peers, which have environments of their own
    assert not {str(path): lines for path in files if (lines := len(path.read_text().splitlines())) > 250}


def test_the_configuration_groups_are_named_like_the_packages():
    from cads_ray.config import CONF_DIR

    groups = {path.name for path in CONF_DIR.iterdir() if path.is_dir()} - {"experiment", "cluster"}
    packages = {path.name for path in PACKAGE.iterdir() if path.is_dir()}
    assert groups <= packages
