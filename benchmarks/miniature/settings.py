"""The settings of the miniature. Those of the report were frozen after a pilot on other worlds, which was thrown away."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Settings:
    """Sizes, budgets of the nets and of training. Nothing here is a rate of errors."""

    worlds: int = 20
    first_world: int = 1000  # the pilot used worlds 0 to 9
    size: int = 600  # kept samples of each arm: the paper's 2K
    sizes: tuple[int, ...] = (75, 150, 300, 600, 1200)  # figure 3
    seeds: int = 36  # problems that the authors start from; four candidates of each in a round
    rounds: int = 8  # of the run that learns nothing, enough for every filter to find its size
    few_rounds: int = 6  # of the runs that nothing filters
    most_rounds: int = 40  # of the runs that learn, which end when they have kept enough
    members: int = 4
    test: int = 4000

    writer_pool: int = 28000
    writer_examples: int = 14000  # of the pool, that a writer of answers learns from
    writer_steps: int = 1200
    writer_batch: int = 256
    writer_width: int = 96
    writer_rate: float = 6e-3
    reader_scans: int = 300  # of the 600 for judges
    reader_rows: int = 400  # of letters in neutral typefaces, five each
    reader_steps: int = 1200
    reader_widths: tuple[int, ...] = (24, 32, 40, 48)
    reader_rate: float = 3e-3

    base_steps: int = 2000  # of cross-entropy, on two and three digits and four operations
    base_batch: int = 128
    base_rows: int = 5000  # scanned, and as many printed
    base_rate: float = 1e-3
    steps: int = 200  # of GRPO, and of cross-entropy, in every arm
    batch: int = 64  # questions a step
    group: int = 8  # answers sampled for each
    rate: float = 4e-4
    kl: float = 0.1

    @property
    def tiny(self) -> Settings:
        """A world that a test can afford."""
        return replace(
            self,
            worlds=2,
            size=24,
            sizes=(12, 24, 48),
            seeds=6,
            rounds=2,
            few_rounds=2,
            most_rounds=5,
            test=200,
            writer_pool=2000,
            writer_examples=1000,
            writer_steps=100,
            reader_steps=100,
            base_steps=60,
            base_rows=100,
            steps=10,
        )


FROZEN = Settings()
