"""What is printed is what was said: paths, overrides and models' words have brackets in them."""

import io
import os
import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table

from cads_ray.process.terminal import in_red, terminal

WORDS = st.text(st.sampled_from("ab/[]\\=,:xok"), min_size=1, max_size=30)


@given(WORDS, WORDS)
def test_words_come_out_as_they_are(one, other):
    out = io.StringIO()
    console = terminal(file=out, width=200)
    console.print(one, soft_wrap=True)
    console.print(in_red("stopped", other), soft_wrap=True)
    assert out.getvalue() == f"{one}\nstopped: {other}\n"


def test_tables_too():
    out, table = io.StringIO(), Table("judge.members=[a,b]")
    table.add_row("[client]")
    terminal(file=out, width=200).print(table)
    assert "judge.members=[a,b]" in out.getvalue()
    assert "[client]" in out.getvalue()


def test_no_other_console_is_made():
    package = Path(__file__).parents[2] / "cads_ray"
    makers = {
        path.name for path in package.rglob("*.py") if re.search(" (Console|Terminal)[(]", path.read_text("utf-8"))
    }
    assert makers == {"terminal.py"}


def test_who_reads_may_leave():
    reads, writes = os.pipe()
    os.close(reads)
    with os.fdopen(writes, "w", buffering=1) as pipe:
        console = terminal(file=pipe)
        console.print("one")
        console.print("two")
        assert console.quiet
