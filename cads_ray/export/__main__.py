"""python -m cads_ray.export run=DIR formats=[easyr1]: exports a run again, at any time, without a model call."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

from cads_ray.command.checks import check_export
from cads_ray.command.names import nearest
from cads_ray.config import ExportConfig
from cads_ray.errors import ConfigError
from cads_ray.export.formats import Options, export_run, place_of
from cads_ray.export.hub import push_to_hub
from cads_ray.export.source import open_run
from cads_ray.process.terminal import exit_code

USAGE = """python -m cads_ray.export run=DIR [formats=[easyr1,trl]] [provenance=false] [validation=0.1] [push_to_hub=org/name]

  run=DIR          a run directory, finished or not
  formats=[...]    huggingface (to DIR/dataset) or, to DIR/export/NAME: easyr1, verl, trl, llamafactory, ms_swift, llava,
                   webdataset, vlmevalkit, jsonl
  provenance       whether rows carry seed, author, strategy, votes, cost, ...; default true
  validation       share of the seeds whose samples are for validation; default 0.1
  push_to_hub      upload DIR/dataset to the Hugging Face Hub (a new repository is private)"""
KEYS = ("run", "formats", "provenance", "validation", "push_to_hub")


def main(arguments: Sequence[str]) -> None:
    """Export what `arguments` say. Raises ConfigError for wrong ones."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(USAGE)
        return
    run, options = read(arguments)
    source = open_run(run)
    chosen = Options(options.formats, options.provenance, options.validation)
    for place in export_run(source, chosen):
        print(place)
    if options.push_to_hub is not None:
        place = place_of(source.out, "huggingface")
        if not place.is_dir():
            raise ConfigError(f"{place} is not there: add formats=[huggingface]")
        print(push_to_hub(place, options.push_to_hub))


def read(arguments: Sequence[str]) -> tuple[str, ExportConfig]:
    """The run and what is wanted of it, checked."""
    given: dict[str, str] = {}
    for argument in arguments:
        key, equals, value = argument.partition("=")
        if not equals:
            raise ConfigError(f"cannot read {argument!r}: write key=value")
        if key not in KEYS:
            raise ConfigError(f"unknown key {key}: {nearest(key, KEYS)}")
        given[key] = value
    if not given.get("run"):
        raise ConfigError("run=DIR is missing")
    options = ExportConfig()
    if "formats" in given:
        names = given["formats"].strip("[]").split(",")
        options = replace(options, formats=[name.strip() for name in names if name.strip()])
    if "provenance" in given:
        if given["provenance"].lower() not in ("true", "false"):
            raise ConfigError(f"provenance={given['provenance']}: true or false")
        options = replace(options, provenance=given["provenance"].lower() == "true")
    if "validation" in given:
        try:
            options = replace(options, validation=float(given["validation"]))
        except ValueError:
            raise ConfigError(f"validation={given['validation']}: a share between 0 and 1") from None
    options = replace(options, push_to_hub=given.get("push_to_hub"))
    check_export(options)
    return given["run"], options


if __name__ == "__main__":
    raise SystemExit(exit_code(lambda: main(sys.argv[1:])))
