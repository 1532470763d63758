"""The benchmarks by name: one file each, faithful to what its authors publish."""

from cads_ray.evaluate.benchmarks.base import Benchmark
from cads_ray.evaluate.benchmarks.charxiv import CHARXIV_DESCRIPTIVE, CHARXIV_REASONING
from cads_ray.evaluate.benchmarks.mathverse import MATHVERSE
from cads_ray.evaluate.benchmarks.mathvision import MATHVISION
from cads_ray.evaluate.benchmarks.mathvista import MATHVISTA
from cads_ray.evaluate.benchmarks.mmmu import MMMU, MMMU_PRO, MMMU_PRO_VISION

BENCHMARKS: dict[str, Benchmark] = {
    benchmark.name: benchmark
    for benchmark in (
        MATHVISTA,
        MATHVERSE,
        MATHVISION,
        MMMU,
        MMMU_PRO,
        MMMU_PRO_VISION,
        CHARXIV_REASONING,
        CHARXIV_DESCRIPTIVE,
    )
}
ANY = Benchmark("dataset", ("domain", "source", "kind", "strategy"))  # whatever `corpus` reads
