"""`init_like`: what is drawn, by which fans, what is left, and that nothing changes where it refuses.

The statistical test has a fixed seed and a false-alarm rate of 1e-4 a comparison (P_FALSE); its negative
controls are rejected at 1e-9.
"""

import copy
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy import stats
from torch import nn

from course_lib import initializers as init
from course_lib.ensemble import Ensemble
from course_lib.inspection import init_like
from course_lib.inspection.modules import parameter_blocks

P_FALSE, P_REJECT = 1e-4, 1e-9


def p_std(one, other):
    """The chance of two sample variances this far apart, if both hold normal draws of one std."""
    one, other = (w.detach().double().numpy().ravel() for w in (one, other))
    z = np.log(np.mean(one**2) / np.mean(other**2)) / np.sqrt(2 / one.size + 2 / other.size)
    return 2 * stats.norm.sf(abs(z))


def p_law(one, other):
    """The chance of two samples this unlike, if both come of one law."""
    return stats.ks_2samp(*(w.detach().numpy().ravel() for w in (one, other))).pvalue


def torchs(layer, name, **how):
    """What PyTorch's own function draws for the weight of a layer."""
    return getattr(nn.init, name)(torch.empty_like(layer.weight), generator=torch.manual_seed(5), **how)


@pytest.mark.parametrize(
    "layer", [nn.Linear(300, 400), nn.Conv2d(64, 128, 3), nn.Conv1d(64, 2048, 5, groups=4)], ids=str
)
def test_weights_are_drawn_as_torch_draws_them(layer):
    relu = {"nonlinearity": "relu"}
    init_like(layer, "he_normal", seed=3)
    he = torchs(layer, "kaiming_normal_", **relu)
    wrong = torchs(layer, "kaiming_normal_", mode="fan_out", **relu)
    assert p_std(layer.weight, he) > P_FALSE and p_law(layer.weight, he) > P_FALSE
    assert p_std(layer.weight, wrong) < P_REJECT and p_law(layer.weight, wrong) < P_REJECT
    init_like(layer, "he_uniform", seed=3)
    assert p_law(layer.weight, torchs(layer, "kaiming_uniform_", **relu)) > P_FALSE
    assert p_law(layer.weight, he) < P_REJECT, "same std, another law"


MATRICES = {
    "dense": nn.Linear(6, 4),
    "bilinear": nn.Bilinear(2, 3, 4),
    "grouped": nn.Conv2d(6, 4, 3, groups=2),
    "depthwise": nn.Conv1d(6, 6, 3, groups=6),
    "transposed": nn.ConvTranspose2d(6, 4, 3, groups=2),
    "packed": nn.MultiheadAttention(6, 2),
    "separate": nn.MultiheadAttention(6, 2, kdim=4, vdim=3),
    "LSTM": nn.LSTM(5, 4, 2, proj_size=2),
    "GRU": nn.GRUCell(5, 3),
}


@pytest.mark.parametrize("name", MATRICES)
def test_each_matrix_is_drawn_by_itself(name):
    """A scheme that acts on a matrix as a whole shows which one it was given, and on which side."""
    model = MATRICES[name].double()
    init_like(model, init.Orthogonal(2), seed=0)
    for block in parameter_blocks(model):
        if block.role != "weight":
            continue
        for kernel in block.tensor.unflatten(0, (getattr(block.module, "groups", 1), -1)):
            matrix = (kernel.transpose(0, 1) if name == "transposed" else kernel).flatten(1)
            tall = matrix.shape[0] > matrix.shape[1]
            product = matrix.T @ matrix if tall else matrix @ matrix.T
            torch.testing.assert_close(product, 4 * torch.eye(len(product), dtype=product.dtype))


@pytest.mark.parametrize("groups", [1, 2, 4])
@pytest.mark.parametrize("kind", [nn.Conv2d, nn.ConvTranspose2d])
def test_the_identity_passes_an_image_through_a_convolution(kind, groups):
    layer, image = kind(4, 4, 3, padding=1, groups=groups), torch.randn(2, 4, 5, 6)
    init_like(layer, "identity")
    torch.testing.assert_close(layer(image), image)


@pytest.mark.parametrize(("scheme", "biases"), [("he_normal", "zeros"), ("torch_default", "torch_default")])
def test_one_seed_is_one_draw_wherever_in_the_course(scheme, biases):
    model = nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 3))
    init_like(model, scheme, biases=biases, seed=7)
    ensemble = Ensemble([5, 8, 3], "relu", [scheme], seeds=[7])
    for number, layer in enumerate((model[0], model[2])):
        torch.testing.assert_close(layer.weight.data, ensemble.weights[number][0].T, rtol=0, atol=0)
        torch.testing.assert_close(layer.bias.data, ensemble.biases[number][0].flatten(), rtol=0, atol=0)


def drawn(model, *arguments, **how):
    """The parameters after `init_like`, copied."""
    init_like(model, *arguments, **how)
    return {name: parameter.detach().clone() for name, parameter in model.named_parameters()}


def test_seeds_and_generators():
    model = nn.Sequential(nn.Linear(4, 4), nn.GRU(4, 4))
    first = drawn(model, "he_normal", seed=0, biases="normal")
    torch.testing.assert_close(drawn(model, "he_normal", seed=0, biases="normal"), first, rtol=0, atol=0)
    numbers = torch.cat([parameter.flatten() for parameter in first.values()])
    assert len(numbers.unique()) > 0.99 * len(numbers), "no two blocks have the same draw"
    assert not torch.equal(drawn(model, "he_normal", seed=1)["0.weight"], first["0.weight"])
    rng = [np.random.default_rng(0) for _ in range(2)]
    torch.testing.assert_close(*(drawn(model, "he_normal", rng=one) for one in rng), rtol=0, atol=0)
    assert rng[0].random() == rng[1].random() != np.random.default_rng(0).random(), "the generator went on"


@pytest.mark.parametrize(
    "biases", [0.5, "Constant(0.5)", init.Constant(0.5)], ids=["number", "name", "object"]
)
def test_biases_are_set_beside_weights(biases):
    model = nn.Sequential(nn.Conv1d(2, 3, 1), nn.LSTM(3, 2))
    init_like(model, "ones", biases=biases)
    for name, parameter in model.named_parameters():
        assert (parameter == (0.5 if "bias" in name else 1)).all()


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16, torch.float16])
def test_a_parameter_stays_the_same_object_in_the_same_memory(dtype):
    model = nn.Sequential(nn.Conv2d(4, 6, 3), nn.MultiheadAttention(4, 2)).to(dtype)
    model.to(memory_format=torch.channels_last)
    model[0].weight.requires_grad_(False)
    model[1].in_proj_weight.grad = torch.ones_like(model[1].in_proj_weight)
    before = [(p, p.data_ptr(), p.stride(), p.dtype, p.requires_grad, p.grad) for p in model.parameters()]
    random_state = torch.get_rng_state()
    precision = np.float64 if dtype == torch.float64 else np.float32
    expected = init.he_normal((3, 3, 4, 6), rng=np.random.default_rng([0, 0, 0]), dtype=precision)
    init_like(model, seed=0)
    for now, (parameter, *then) in zip(model.parameters(), before, strict=True):
        assert now is parameter
        assert [now.data_ptr(), now.stride(), now.dtype, now.requires_grad, now.grad] == then
    assert torch.equal(model[0].weight, init.to_torch(expected).to(dtype))
    assert torch.equal(torch.get_rng_state(), random_state)
    assert (model[1].in_proj_weight.grad == 1).all()


class Translator(nn.Module):
    """One of everything: a tied embedding, a norm, a table of its own, computed and complex weights."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(9, 4)
        self.position = nn.Parameter(torch.ones(3, 4))
        self.norm = nn.LayerNorm(4)
        self.slope = nn.PReLU()
        self.normed = nn.utils.parametrizations.weight_norm(nn.Linear(4, 4))
        self.phase = nn.Linear(4, 4, bias=False, dtype=torch.complex64)
        self.up = nn.Linear(4, 8, bias=False)
        self.again = nn.Linear(4, 8, bias=False)
        self.again.weight = self.up.weight
        self.head = nn.Linear(4, 9, bias=False)
        self.head.weight = self.embedding.weight


def test_what_has_no_fan_is_left_and_named():
    model = Translator()
    before = copy.deepcopy(model.state_dict())
    report = init_like(model, "glorot_normal", seed=0, biases="torch_default")
    assert report.drawn == {
        "up.weight": "glorot_normal, fan-in 4, fan-out 8, std 0.408; it is also again.weight",
    }
    assert report.left == {
        "position": "parameter of Translator, of no kind that init_like knows",
        "embedding.weight": "embedding, whose rows are looked up: it has no fan-in; it is also head.weight",
        "norm.weight": "gain of a norm",
        "norm.bias": "shift of a norm",
        "slope.weight": "slope of PReLU",
        "normed.bias": "bias of a weight whose fan-in is not known",
        "normed.parametrizations.weight.original0": "its layer computes the weight from it",
        "normed.parametrizations.weight.original1": "its layer computes the weight from it",
        "phase.weight": "complex64 numbers, which no scheme draws",
    }
    after = model.state_dict()
    changed = {name for name in after if not torch.equal(after[name], before[name])}
    assert changed == {"up.weight", "again.weight"}
    assert init_like(model, "zeros").drawn["normed.bias"] == "zeros"


def test_a_weight_without_entries_is_left():
    layer = nn.Linear(1, 3, bias=False)
    layer.weight = nn.Parameter(torch.ones(3, 0))
    assert init_like(layer, "zeros").left == {"weight": "no entries"}


def test_a_report_names_the_first_of_each_kind():
    layers = [nn.Linear(4, 4, bias=False) for _ in range(3)] + [
        nn.Linear(4, n, bias=False) for n in range(5, 16)
    ]
    assert repr(init_like(nn.Sequential(*layers), "zeros")).splitlines() == [
        "drawn",
        "  0.weight and 2 more: zeros, fan-in 4, fan-out 4, std 0",
        *(f"  {n - 2}.weight: zeros, fan-in 4, fan-out {n}, std 0" for n in range(5, 14)),
        "  and 2 more kinds: drawn holds them all",
        "left as they were",
        "  nothing",
    ]


class SquareOnly(init.Identity):
    """An identity that refuses what is not square."""

    def law(self, shape):
        if shape[-1] != shape[-2]:
            raise ValueError(f"shape must be square, got {shape}")
        return super().law(shape)


class Misshapen(init.Identity):
    """An identity that draws one row, which PyTorch would repeat."""

    def from_noise(self, noise, shape):
        return super().from_noise(noise, shape)[..., :1]


HALF, META = {"dtype": torch.float16}, {"device": "meta"}
# What comes after a square layer in single precision, the scheme, other arguments, and the error's beginning.
NOTHING = nn.Identity()
REFUSED = {
    "a shape": (nn.Linear(3, 5), SquareOnly(), {}, r"1\.weight: shape must be square, got \(3, 5\)"),
    "a draw": (NOTHING, Misshapen(), {}, r"0\.weight: its draw must have shape \(3, 3\); got \(1, 3\)"),
    "large": (nn.Linear(3, 3, **HALF), init.Constant(1e6), {}, r"1\.weight: torch\.float16 cannot .* 1e\+06"),
    "small": (nn.Linear(3, 3, **HALF), init.Constant(1e-9), {}, r"1\.weight: torch\.float16 cannot .* 1e-09"),
    "larger": (NOTHING, init.Normal(0, 1e90), {}, r"0\.weight: dtype float32 cannot hold the weights"),
    "large bias": (nn.Linear(3, 3, **HALF), "zeros", {"biases": 1e6}, r"1\.bias: torch\.float16 cannot hold"),
    "lazy": (nn.LazyLinear(2), "zeros", {}, r"1\.weight of a lazy module has no shape yet"),
    "meta": (nn.Linear(2, 2, **META), "zeros", {}, r"1\.weight has no numbers.* model\.to_empty"),
    "meta norm": (nn.LayerNorm(2, **META), "zeros", {}, r"1\.weight has no numbers"),
    "a name": (NOTHING, "he_normall", {}, "scheme must be one of .* did you mean 'he_normal'"),
    "no seed": (NOTHING, "he_normal", {"seed": None}, "seed or rng is needed"),
    "no bias's seed": (NOTHING, "zeros", {"seed": None, "biases": "normal"}, "seed or rng is needed"),
    "two sources": (NOTHING, "zeros", {"rng": np.random.default_rng(0)}, "pass seed or rng, not both"),
    "a seed": (NOTHING, "zeros", {"seed": -1}, "seed must be a whole number ≥ 0; got -1"),
    "a bias's fan": (NOTHING, "zeros", {"biases": "he_normal"}, "biases must be .* fans.*; got he_normal"),
    "a bias's name": (NOTHING, "zeros", {"biases": "nothing"}, "biases: scheme must be one of"),
    "a bias's size": (NOTHING, "zeros", {"biases": float("inf")}, "biases must be a finite number"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_all_or_nothing(case):
    second, scheme, how, words = REFUSED[case]
    first = nn.Linear(3, 3)
    before = copy.deepcopy(first.state_dict())
    with pytest.raises(ValueError, match=f"^{words}"):
        init_like(nn.Sequential(first, second), scheme, **{"seed": 0, **how})
    torch.testing.assert_close(first.state_dict(), before, rtol=0, atol=0)


def test_what_is_of_another_kind():
    with pytest.raises(TypeError, match=r"^model must be a torch\.nn\.Module; got list"):
        init_like([nn.Linear(2, 2)], "zeros")
    with pytest.raises(TypeError, match=r"^biases: .*got None"):
        init_like(nn.Linear(2, 2), "zeros", biases=None)


def test_the_readme_shows_what_the_calls_give():
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (example,) = [part for part in readme.split("```") if "init_like(" in part]
    names = {}
    exec(example.removeprefix("python\n"), names)
    assert f'layout="torch")  # {names["fans"](names["layer"].weight, layout="torch")}\n' in example
    drawn_again = copy.deepcopy(names["layer"])
    init_like(drawn_again, seed=0)
    assert torch.equal(names["layer"].weight, drawn_again.weight)
