"""The ensemble: its order, its draws, its forward pass, and its gradients."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
import torch

from course_lib import activations
from course_lib.ensemble import Ensemble
from course_lib.ensemble.kernels import KERNELS, kernel_for, one_thread
from course_lib.initializers import get
from course_lib.propagation import propagate

RNG = np.random.default_rng(0)
X = RNG.standard_normal((30, 3))
NAMES = list(activations.ACTIVATIONS)


def double(*args, **kwargs):
    return Ensemble(*args, dtype=torch.float64, **kwargs)


# ---- order, shapes, draws -------------------------------------------------------------------


def test_members_are_scheme_major():
    e = Ensemble((2, 4, 1), initializers=["zeros", "he_normal"], seeds=[3, 1, 7])
    assert e.members == [(s, r) for s in ("zeros", "he_normal") for r in (3, 1, 7)]
    assert e.schemes == ["zeros", "he_normal"] and e.seeds == [3, 1, 7] and e.n_members == 6
    assert (e.weights[0][:3] == 0).all() and (e.weights[0][3:] != 0).all()
    assert [tuple(w.shape) for w in e.weights] == [(6, 2, 4), (6, 4, 1)]
    assert [tuple(b.shape) for b in e.biases] == [(6, 4), (6, 1)]
    assert all(w.is_contiguous() for w in e.weights + e.biases)
    assert repr(e) == "Ensemble(2-4-1, tanh, 2 schemes × 3 seeds, float32)"


def test_views_of_one_buffer():
    e = Ensemble((2, 4, 1), seeds=2)
    assert len(e.parameters_flat) == e.n_members * (2 * 4 + 4 + 4 + 1)
    e.parameters_flat.zero_()
    assert all((w == 0).all() for w in e.weights + e.biases)
    e.weights[0][...] = 2.0
    assert (e(np.ones((5, 2))) == 0).all() and e.parameters_flat.sum() == 2 * e.weights[0].numel()


def test_logits_of_some_members_only():
    e = double((3, 5, 1), seeds=3)
    assert torch.equal(e(X, members=[4, 0]), e(X)[[4, 0]])


def test_same_noise_for_every_scheme_of_a_distribution():
    normals = ["he_normal", "glorot_normal", "lecun_normal"]
    e = double((6, 5, 4, 3), initializers=normals, seeds=[0, 5])
    for layer, W in enumerate(e.weights):
        noise = [W[2 * i : 2 * i + 2] / get(n).std(tuple(W.shape[1:])) for i, n in enumerate(normals)]
        torch.testing.assert_close(noise[0], noise[1])
        torch.testing.assert_close(noise[0], noise[2])
        # negative control: other seeds and other layers have noise of their own
        assert not torch.allclose(noise[0][0], noise[0][1])
        if layer:
            above = e.weights[layer - 1][0].flatten()[: noise[0][0].numel()]
            assert abs(np.corrcoef(above, noise[0][0].flatten()[: len(above)])[0, 1]) < 0.9


def test_a_seed_draws_the_same_alone_and_in_company():
    many = Ensemble((2, 4, 1), initializers=["zeros", "torch_default"], seeds=range(5))
    one = Ensemble((2, 4, 1), initializers=["torch_default"], seeds=[3])
    member = many.members.index(("torch_default", 3))
    for a, b in zip(many.weights + many.biases, one.weights + one.biases, strict=True):
        assert torch.equal(a[member], b[0])


def test_biases():
    e = Ensemble((4, 3, 1), initializers=["he_normal", "torch_default"], seeds=3)
    assert all((b[:3] == 0).all() and (b[3:] != 0).all() for b in e.biases)
    e = Ensemble((4, 3, 1), initializers=["he_normal", "torch_default"], seeds=3, biases="ones")
    assert all((b == 1).all() for b in e.biases)
    e = Ensemble((4, 3, 1), seeds=2, biases=["normal", np.array([0.5])])
    assert (e.biases[0] != 0).all() and (e.biases[1] == 0.5).all()
    assert torch.equal(e.biases[0][:2], e.biases[0][2:])  # the same noise in every scheme


def test_entries_per_layer_arrays_callables_and_labels():
    given = np.arange(8.0).reshape(2, 4)

    def mine(shape, *, rng, dtype):
        return rng.normal(size=shape).astype(dtype)

    e = Ensemble(
        (2, 4, 1),
        initializers=[["constant", "he_normal"], [given, torch.ones(4, 1)], mine, "zeros", "zeros"],
        seeds=2,
    )
    assert e.schemes == ["constant / he_normal", "given", "mine", "zeros", "zeros (2)"]
    assert torch.equal(e.weights[0][2], torch.tensor(given, dtype=torch.float32))
    assert (e.weights[1][2] == 1).all()
    labelled = Ensemble((2, 4, 1), initializers={"big": get("normal"), "He": "he_normal"}, seeds=1)
    assert labelled.schemes == ["big", "He"]
    assert Ensemble((2, 1), initializers="zeros", seeds=[4]).members == [("zeros", 4)]


def test_reset_and_copy():
    e = Ensemble((2, 1), seeds=1, initializers=["he_normal"])  # views of one element a row
    before = e.parameters_flat.clone()
    twin = e.copy()
    e.weights[0][...] = 7.0
    assert torch.equal(twin.parameters_flat, before)
    twin.weights[0][...] = 9.0
    assert (e.weights[0] == 7).all()
    e.reset()
    twin.reset()
    assert torch.equal(e.parameters_flat, before) and torch.equal(twin.parameters_flat, before)


# ---- activations, forward, backward ---------------------------------------------------------


def test_the_table_covers_every_activation():
    assert list(KERNELS) == NAMES


@pytest.mark.parametrize("alias", [*activations.ALIASES, "LeakyReLU", "GELU"])
def test_an_activation_answers_to_all_its_names(alias):
    act = activations.get(alias)
    for nets in (Ensemble((2, 3, 1), alias, seeds=1), propagate(activation=alias, depth=1, width=2, seeds=1)):
        assert getattr(nets.activation, "name", nets.activation) == act.name


def test_an_activation_of_ones_own_has_no_kernel_even_under_a_known_name():
    for name in ("tanh", "mine"):
        own = dataclasses.replace(activations.relu, name=name)
        with pytest.raises(ValueError, match=r"^activation must be one of step, .*identity, got Act"):
            Ensemble((2, 3, 1), own, seeds=1)


ALL = activations.ACTIVATIONS.values()
CHANGED = [act.with_(**dict.fromkeys(act.parameters, 0.4)) for act in ALL if act.parameters]


@pytest.mark.parametrize("act", [*ALL, *CHANGED], ids=lambda act: f"{act.name} {act.parameters}")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_kernel_equals_activations(act, dtype):
    kernel = kernel_for(act)
    z = torch.cat([torch.linspace(-60, 60, 4001), torch.zeros(1)]).to(dtype)
    a = torch.empty_like(z) if kernel.needs_z else z.clone()
    kernel.forward(z if kernel.needs_z else a, a)
    tolerance = {"rtol": 2e-6, "atol": 2e-6} if dtype == torch.float32 else {"rtol": 1e-13, "atol": 1e-15}
    np.testing.assert_allclose(a.numpy(), act(z.numpy()), **tolerance)
    d = torch.full_like(z, 3.0)
    kernel.backward(d, z, a)
    np.testing.assert_allclose(d.numpy() / 3, act.derivative(z.numpy()), **tolerance)


def test_hidden_gives_every_layer():
    e = double((3, 5, 4, 2), "gelu", ["he_normal"], 2)
    z, a = e.hidden(X)
    assert [tuple(t.shape) for t in z] == [(2, 30, 5), (2, 30, 4), (2, 30, 2)]
    torch.testing.assert_close(a[-1], e(X))
    np.testing.assert_allclose(a[0].numpy(), activations.gelu(z[0].numpy()), atol=1e-15)
    torch.testing.assert_close(z[1], a[0] @ e.weights[1] + e.biases[1].unsqueeze(1))


def test_loss_is_stable_for_huge_logits():
    e = double((1, 1), initializers=["ones"], seeds=1)
    loss, accuracy = e.evaluate([[800.0], [-800.0]], [0, 0])
    assert loss == 400 and accuracy == 0.5
    loss, _ = e.evaluate([[50.0]], [1])
    np.testing.assert_allclose(loss, np.exp(-50), rtol=1e-12)  # not 0: nothing cancelled
    many = double((1, 3), initializers=[[np.array([[1000.0, 0, -1000]])]], seeds=1)
    assert many.evaluate([[1.0]], [2])[0] == 2000


@pytest.mark.parametrize("classes", [1, 5])
def test_accuracy_is_that_of_the_first_largest_logit(classes):
    y = RNG.integers(0, max(2, classes), 30)
    zero = double((3, 4, classes), initializers=["zeros"], seeds=1)
    assert zero.evaluate(X, y)[1].item() == pytest.approx((y == 0).mean())  # all logits tie
    e = double((3, 4, classes), initializers=["he_normal"], seeds=4)
    logits = e(X).numpy()
    guess = (logits[..., 0] > 0).astype(int) if classes == 1 else logits.argmax(-1)
    np.testing.assert_allclose(e.evaluate(X, y)[1], (guess == y).mean(1))


def test_parts_cover_the_members_and_change_nothing():
    e = double((3, 64, 1), initializers=["he_normal"], seeds=50)
    big = RNG.standard_normal((400, 3))
    parts = e.parts(400)
    assert len(parts) > 3 and parts[0].start == 0 and parts[-1].stop == 50
    assert all(a.stop == b.start for a, b in pairwise(parts))
    torch.testing.assert_close(e(big), e.hidden(big)[1][-1], rtol=1e-13, atol=1e-13)


def test_one_thread_restores_what_it_found():
    threads = torch.get_num_threads()
    tiny = torch.tensor(1e-38)
    before = (tiny * 1e-3).item()
    with one_thread():
        assert torch.get_num_threads() == 1
        with one_thread():
            pass
        assert torch.get_num_threads() == 1 and (tiny * 1e-3).item() == 0
    assert torch.get_num_threads() == threads and (tiny * 1e-3).item() == before
    with pytest.raises(KeyError), one_thread():
        raise KeyError
    assert torch.get_num_threads() == threads


# ---- misuse ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"sizes": (2,)}, ValueError, r"sizes .*got \(2,\)"),
        ({"sizes": (2, 0, 1)}, ValueError, "sizes .*≥ 1"),
        ({"activation": "than"}, ValueError, "activation must be one of .*tanh.*got 'than'"),
        ({"initializers": ["he_norml"]}, ValueError, "he_norml"),
        ({"initializers": []}, ValueError, "initializers .*at least one"),
        ({"initializers": [["zeros"]]}, ValueError, "initializers.*2 items.*got 1"),
        (
            {"initializers": [[np.zeros((2, 4)), np.zeros((2, 2))]]},
            ValueError,
            r"shape \(4, 1\), got \(2, 2\)",
        ),
        (
            {"initializers": [lambda shape, *, rng, dtype: np.zeros(3)]},
            ValueError,
            r"shape \(2, 4\), got \(3,\)",
        ),
        ({"seeds": 0}, ValueError, "seeds .*got 0"),
        ({"seeds": [-1]}, ValueError, "seeds .*≥ 0"),
        ({"seeds": [1, 1]}, ValueError, "seeds .*distinct"),
        ({"biases": ["zeros"]}, ValueError, "biases.*2 items"),
        ({"biases": [np.zeros(3), np.zeros(1)]}, ValueError, r"biases.*shape \(4,\), got \(3,\)"),
        ({"dtype": torch.float16}, TypeError, "dtype .*float32 or torch.float64, got torch.float16"),
    ],
)
def test_misuse_of_the_constructor(arguments, error, said):
    with pytest.raises(error, match=said):
        Ensemble(**{"sizes": (2, 4, 1), "seeds": 2, **arguments})


@pytest.mark.parametrize(
    ("X", "y", "error", "said"),
    [
        (np.zeros((4, 2)), [0] * 4, ValueError, r"X must have shape \(batch, 3\).*got \(4, 2\)"),
        (np.zeros((0, 3)), [], ValueError, "batch ≥ 1"),
        (np.zeros((2, 3)), [0, 1, 0], ValueError, r"y must have shape \(2,\), got \(3,\)"),
        (np.zeros((2, 3)), [0, 2], ValueError, "y must hold whole labels 0 to 1 for 1 output, got 2"),
        (np.zeros((2, 3)), [0, 0.5], ValueError, "y .*got 0.5"),
        (np.zeros((2, 3)), [0, np.nan], ValueError, "y .*got nan"),
    ],
)
def test_misuse_of_data(X, y, error, said):
    e = Ensemble((3, 4, 1), seeds=1)
    calls = [lambda: e.gradients(X, y), lambda: e.evaluate(X, y)]
    calls += [lambda: e(X), lambda: e.hidden(X)] if said.startswith("X") else []
    for call in calls:
        with pytest.raises(error, match=said):
            call()
