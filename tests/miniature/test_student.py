"""The nets and the two ways of training."""

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="pip install -e '.[benchmarks]'")

from benchmarks.miniature.nets import Net, cross_entropy, softmax
from benchmarks.miniature.student import grpo, logged


def test_gradients_are_those_of_the_loss():
    rng = np.random.default_rng(0)
    net = Net((5, 7, 4), rng)
    net.weights = [each.astype(float) for each in net.weights]
    net.biases = [each + rng.normal(0, 0.1, each.shape) for each in net.biases]
    x, y = rng.normal(size=(6, 5)), rng.integers(0, 4, 6)

    def loss():
        return -np.log(softmax(net(x))[np.arange(6), y]).mean()

    trace = net.traced(x)
    gradients, _ = net.gradients(trace, cross_entropy(softmax(trace[-1]), y))
    for parameter, gradient in zip(net.parameters, gradients, strict=True):
        at = tuple(rng.integers(0, size) for size in parameter.shape)
        was = parameter[at]
        parameter[at] = was + 1e-6
        above = loss()
        parameter[at] = was - 1e-6
        assert gradient[at] == pytest.approx((above - loss()) / 2e-6, abs=1e-6)
        parameter[at] = was


def test_a_group_without_variance_teaches_nothing():
    p = np.array([[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])
    chance = np.array([[0.1, 0.2, 0.3, 0.4], [0.1, 0.5, 0.7, 0.9]])
    keys = np.array([2, 2])  # never sampled; always sampled
    assert not grpo(p, keys, np.log(p + 1e-9), chance, kl=0.0).any()


def test_grpo_raises_what_was_right_and_lowers_what_was_wrong():
    p = np.full((1, 4), 0.25)
    slope = grpo(p, np.array([1]), np.log(p), np.array([[0.1, 0.3, 0.4, 0.9]]), kl=0.0)[0]
    assert slope[1] < 0 < slope[0]
    assert slope[2] == 0
    assert slope[0] == pytest.approx(slope[3])
    assert slope.sum() == pytest.approx(0, abs=1e-7)


def test_the_divergence_pulls_back_to_the_reference():
    p, before = np.array([[0.7, 0.3]]), np.log([[0.5, 0.5]])
    chance = np.array([[0.1, 0.2]])  # both samples alike: no advantage
    slope = grpo(p, np.array([0]), before, chance, kl=1.0)[0]
    assert slope[0] > 0 > slope[1]


def test_an_impossible_answer_keeps_the_gradient_finite():
    p = softmax(np.array([[0.0, -300.0, 300.0]], np.float32))
    assert (p == 0).any()
    assert np.isfinite(grpo(p, np.array([2]), logged(p), np.array([[0.1, 0.2]]), kl=0.1)).all()
