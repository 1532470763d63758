"""Small nets in numpy: dense layers with rectifiers, trained by Adam. Single precision, one thread, the same every time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

BETAS = (0.9, 0.999)


class Net:
    """Dense layers of these sizes; the last is linear."""

    def __init__(self, sizes: Sequence[int], rng: np.random.Generator):
        pairs = list(pairwise(sizes))
        self.weights = [(rng.standard_normal(pair) * np.sqrt(2 / pair[0])).astype(np.float32) for pair in pairs]
        self.biases = [np.zeros(out, np.float32) for _, out in pairs]

    @property
    def parameters(self) -> list[np.ndarray]:
        return [*self.weights, *self.biases]

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """(B, sizes[0]) -> (B, sizes[-1])."""
        return self.traced(x)[-1]

    def traced(self, x: np.ndarray) -> list[np.ndarray]:
        """The input and what each layer made of it."""
        trace = [x]
        for i, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            x = x @ weight
            x += bias
            if i < len(self.weights) - 1:
                np.maximum(x, 0, out=x)
            trace.append(x)
        return trace

    def gradients(self, trace: list[np.ndarray], above: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
        """Those of `parameters`, in their order, and that of the input, for the gradient of the output."""
        weights: list[np.ndarray] = []
        biases: list[np.ndarray] = []
        for i in range(len(self.weights) - 1, -1, -1):
            weights.append(trace[i].T @ above)
            biases.append(above.sum(0))
            above = above @ self.weights[i].T
            if i:
                above *= trace[i] > 0
        return weights[::-1] + biases[::-1], above


class Adam:
    """Moves parameters in place."""

    def __init__(self, parameters: list[np.ndarray], rate: float):
        self.parameters, self.rate, self.steps = parameters, rate, 0
        self.first = [np.zeros_like(each) for each in parameters]
        self.second = [np.zeros_like(each) for each in parameters]

    def step(self, gradients: list[np.ndarray]) -> None:
        self.steps += 1
        one, two = BETAS
        rate = self.rate * np.sqrt(1 - two**self.steps) / (1 - one**self.steps)
        for each, m, v, g in zip(self.parameters, self.first, self.second, gradients, strict=True):
            m *= one
            m += (1 - one) * g
            v *= two
            v += (1 - two) * g * g
            each -= rate * m / (np.sqrt(v) + 1e-8)


def softmax(logits: np.ndarray) -> np.ndarray:
    e = np.exp(logits - logits.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def cross_entropy(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The gradient of the mean cross-entropy with respect to the logits. `probabilities` is changed."""
    probabilities[np.arange(len(labels)), labels] -= 1
    probabilities /= len(labels)
    return probabilities


def fit(net: Net, x: np.ndarray, y: np.ndarray, steps: int, batch: int, rate: float, rng: np.random.Generator) -> Net:
    """Trained by cross-entropy on batches drawn with replacement."""
    adam = Adam(net.parameters, rate)
    for _ in range(steps):
        at = rng.integers(0, len(y), batch)
        trace = net.traced(x[at])
        gradients, _ = net.gradients(trace, cross_entropy(softmax(trace[-1]), y[at]))
        adam.step(gradients)
    return net
