"""What signals are measured from: the weights, the noise, seeds in parts; and their histograms."""

from itertools import pairwise

import numpy as np
import pytest
import torch

from course_lib.ensemble import Ensemble, draws
from course_lib.initializers import Initializer
from course_lib.kept import Kept
from course_lib.propagation import COUNTED, join_seeds, propagate
from course_lib.propagation import signals as engine
from course_lib.propagation.bins import RANGES
from tests.propagation.plain_networks import BATCH, MEASURED, SCHEMES, SEEDS, SIZES, Plain, double

SILENCE = ("overflow", "silent", "gradient_overflow", "gradient_silent")


# ---- weights, noise, parts ----------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_weights_are_those_of_an_ensemble(dtype):
    entries = draws.scheme_entries(SCHEMES, 4)
    nets = Ensemble(SIZES, "tanh", SCHEMES, SEEDS, dtype=dtype)
    networks = engine.Networks(entries.values(), [None] * 4, SIZES, SEEDS, 1.0, dtype)
    members = [s * len(SEEDS) + k for s, k in zip(networks.schemes, networks.seeds, strict=True)]
    assert sorted(members) == list(range(nets.n_members))
    for layer, (n_in, n_out) in enumerate(pairwise(SIZES)):
        eye = torch.eye(n_in, dtype=dtype).expand(len(members), n_in, n_in).contiguous()
        mine = eye.new_empty(len(members), n_in, n_out)
        networks.times_weights(layer, eye, mine)
        back = torch.eye(n_out, dtype=dtype).expand(len(members), n_out, n_out).contiguous()
        transposed = eye.new_empty(len(members), n_out, n_in)
        networks.times_weights(layer, back, transposed, back=True)
        # std · noise is rounded once either way; the std itself may be rounded another way
        torch.testing.assert_close(
            mine, nets.weights[layer][members], rtol=4 * torch.finfo(dtype).eps, atol=0
        )
        torch.testing.assert_close(mine, transposed.transpose(1, 2), rtol=0, atol=0)
        if networks.biases[layer] is not None:
            assert torch.equal(networks.biases[layer][:, 0], nets.biases[layer][members])


@pytest.fixture
def counted(monkeypatch):
    """Empties what was kept, and counts the calls of the noise and of the generators."""
    calls = []
    monkeypatch.setattr(draws, "_kept", Kept(draws.KEPT_BYTES, draws._kept.weight))
    for owner, name in ((Initializer, "draw_noise"), (draws, "weight_generator")):
        original = getattr(owner, name)

        def counting(*args, original=original, name=name, **kwargs):
            calls.append(name)
            return original(*args, **kwargs)

        monkeypatch.setattr(owner, name, counting)
    return calls


def test_another_gain_or_scheme_of_a_distribution_draws_nothing_anew(counted):
    normal = ["he_normal", "lecun_normal", "glorot_normal", "normal"]
    first = double(normal[:1])
    assert counted.count("draw_noise") == len(SEEDS) * (len(SIZES) - 1) == counted.count("weight_generator")
    counted.clear()
    again = double(normal, gain=2.0)
    assert double(normal[:1]).preactivation_power.tolist() == first.preactivation_power.tolist()
    assert counted == []
    ratio = again.preactivation_power[:, :, 0] / first.preactivation_power[0, :, 0]
    by_theory = [4 * draws.law_of(draws.rule_of("", n), (5, 9)).std ** 2 * 5 / 2 for n in normal]
    np.testing.assert_allclose(ratio, np.outer(by_theory, [1, 1, 1]), rtol=1e-12)
    double(["he_uniform"])
    assert counted.count("draw_noise") == len(SEEDS) * (len(SIZES) - 1), "another distribution draws"
    counted.clear()
    double(normal, seeds=[1])
    double(normal, dtype=torch.float32)
    assert counted.count("draw_noise") == 4 + 4 * len(SEEDS), "so do other seeds, and another precision"


def test_what_is_kept_stays_under_its_limit(counted, monkeypatch):
    monkeypatch.setattr(draws._kept, "limit", 2000)
    few = double(["he_normal", "glorot_uniform", "orthogonal"])
    assert 0 < draws._kept.total <= 2000
    monkeypatch.setattr(draws._kept, "limit", 10**9)
    many = double(["he_normal", "glorot_uniform", "orthogonal"])
    assert (few.gradient_power == many.gradient_power).all()


def test_functions_and_arrays_are_asked_every_time():
    state = [0.5]

    def mine(shape, *, rng, dtype):
        return np.full(shape, state[0], dtype)

    given = np.full((3, 3), 0.5)
    first = propagate([mine, [given, given]], "identity", sizes=(3, 3, 3), seeds=1)
    state[0], given[...] = 1.0, 1.0
    second = propagate([mine, [given, given]], "identity", sizes=(3, 3, 3), seeds=1)
    np.testing.assert_allclose(second.preactivation_power, [[[4, 16]]] * first.preactivation_power, rtol=1e-6)
    assert first.schemes == ("mine", "given") and np.isnan(first.theory.preactivation_power).all()


def same(one, other, exact=True):
    for name in (*MEASURED, *SILENCE):
        a, b = getattr(one, name), getattr(other, name)
        assert a.dtype == b.dtype and (np.array_equal(a, b) if exact else np.allclose(a, b, 1e-12, 1e-14)), (
            name
        )
    for name in COUNTED:
        assert np.array_equal(one.histograms[name], other.histograms[name])


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_seeds_in_parts_are_seeds_at_once(parts, monkeypatch):
    passes, run = [], engine._pass
    monkeypatch.setattr(engine, "_pass", lambda *args: (passes.append(1), run(*args)))
    whole = double(SCHEMES, "relu", biases="normal")
    each = 4 * 9 * (2 * BATCH + 9) * 8 * len(SCHEMES)  # what the engine reckons for one seed
    monkeypatch.setattr(engine, "PART_BYTES", each * -(-len(SEEDS) // parts))
    same(whole, double(SCHEMES, "relu", biases="normal"), exact=False)
    assert len(passes) == 1 + parts


def test_joined_seeds_are_seeds_at_once():
    whole = double(SCHEMES, "gelu")
    parts = [double(SCHEMES, "gelu", seeds=[seed]) for seed in SEEDS]
    joined = join_seeds(parts)
    same(whole, joined, exact=False)
    assert joined.seeds == whole.seeds and joined.theory is parts[0].theory
    assert all((joined.edges[name] == whole.edges[name]).all() for name in COUNTED)
    for wrong in ([], [parts[0]] * 2, [parts[0], double(SCHEMES, "gelu", seeds=[3], gain=2.0)]):
        with pytest.raises(
            ValueError, match="parts must be signals of the same networks and distinct seeds, got"
        ):
            join_seeds(wrong)


# ---- histograms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("bins", [1, 7, 60])
@pytest.mark.parametrize("name", ["tanh", "relu", "step", "identity"])
def test_histograms_equal_numpys_with_the_ends_clipped(name, bins):
    signals, plain = double(SCHEMES, name, bins=bins, gain=2.0), Plain(SCHEMES, name, gain=2.0)
    tensors = {"activations": plain.a, "gradients": plain.delta}
    on_edges = 0
    tensors["weights"] = [[W[m] for W in plain.weights] for m in range(len(plain.a))]
    for kind in COUNTED:
        edges, reach = signals.edges[kind], RANGES[kind]
        np.testing.assert_allclose(edges, np.linspace(-reach, reach, bins + 1))
        for member, layers in enumerate(tensors[kind]):
            for layer, values in enumerate(layers):
                found = signals.histograms[kind][member // len(SEEDS), member % len(SEEDS), layer]
                assert found.sum() == values.size
                low, high = (
                    np.histogram(np.clip(values + shift, -reach, reach), edges)[0].cumsum()
                    for shift in (1e-12, -1e-12)  # an entry on an edge, to rounding, may count on either side
                )
                assert ((low <= found.cumsum()) & (found.cumsum() <= high)).all(), (kind, layer)
                on_edges += int((low != high).sum())
    assert name in ("relu", "step") or on_edges < 30, "as good as all of them are told apart"


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_what_lies_beyond_counts_in_the_end_bins_however_many_networks(dtype):
    """Each network's entries stay its own: 400 rows of bins in one count."""
    how = dict(gain=1000.0, bins=50, histograms=["activations"], dtype=dtype)
    s = propagate(["normal"], "identity", 2, 8, 4, seeds=400, **how)
    counts = s.histograms["activations"]
    assert (counts.sum(-1) == 32).all() and (counts[..., [0, -1]].sum(-1) >= 30).all()
    assert 0.45 < counts[..., -1].mean() / 32 < 0.55


def test_the_weights_gradient_is_measured_only_when_asked_for():
    without = double(["he_normal"], weight_gradients=False)
    assert np.isnan(without.weight_gradient_power).all()
    assert np.array_equal(without.gradient_power, double(["he_normal"]).gradient_power)


def test_only_the_histograms_asked_for_are_counted():
    full = double(["he_normal"])
    for asked in ((), ("weights",), "gradients", ["activations", "gradients"]):
        some = double(["he_normal"], histograms=asked)
        wanted = (asked,) if isinstance(asked, str) else tuple(asked)
        assert tuple(some.histograms) == wanted == tuple(some.edges)
        for name in wanted:
            assert np.array_equal(some.histograms[name], full.histograms[name])
