"""What the paper reports (arXiv 2602.03300), as rows to stand beside one's own. Accuracy in percent; single runs, no intervals.

Only the column of MathVista (testmini, 1,000 problems) is here: the other columns of its Table 2 were not at hand when this was
written, and are not guessed.
"""

from __future__ import annotations

PAPER: dict[str, dict[str, float]] = {
    "Qwen2.5-VL-7B, the base (paper)": {"mathvista": 68.2},
    "ThinkLite-VL-7B (paper)": {"mathvista": 75.1},
    "R1-SyntheticVL-7B, direct image model (paper)": {"mathvista": 70.8},
    "R1-SyntheticVL-7B, + CAD-Generate (paper)": {"mathvista": 73.0},
    "R1-SyntheticVL-7B, + CAD-Judge (paper)": {"mathvista": 74.6},
    "R1-SyntheticVL-7B (paper)": {"mathvista": 75.6},
}
