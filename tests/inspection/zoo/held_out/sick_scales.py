"""Signals that grow, fade or saturate in convolutional, recurrent, residual and graph networks."""

import math

from torch import nn
from torch.nn import functional as F

from tests.inspection.zoo.case import Case, by
from tests.inspection.zoo.held_out.models import Graph, Siren, Tcn, coordinates, graphs
from tests.inspection.zoo.held_out.registry import ZOO
from tests.inspection.zoo.parts.data import digits, images, texts, waves
from tests.inspection.zoo.parts.networks import Residual, drawn, glorot, he, normal, perceptron, weighted


@ZOO.sick("explode", family="CNN", mild=("explode", "first loss"), allowed=("first loss",), sgd=0.01)
def randn_kernels(dose):
    """Strided convolutions with ELU, their kernels by randn times a number."""
    std = by(dose, None, 0.3, 1.0, 2.0)
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, 1, 1), nn.ELU(), nn.Conv2d(16, 24, 3, 2, 1), nn.ELU(),
        nn.Conv2d(24, 32, 3, 2, 1), nn.ELU(), nn.Conv2d(32, 32, 2), nn.ELU(), nn.Flatten(), nn.Linear(32, 10),
    )  # fmt: skip
    return Case(drawn(model, normal(std) if std else he), *images(64), F.cross_entropy)


@ZOO.sick("explode", family="GNN", edited=True, allowed=("first loss",), sgd=0.02)
def summed_neighbours(dose):
    """Graph convolutions that add up twenty neighbours and never divide by their number."""
    adjacency, x, kind = graphs(nodes=by(dose, 24, 12, 24, 48))
    if dose == "none":
        adjacency = adjacency / adjacency.sum(1, keepdim=True)
    widths = (4,) + (32,) * by(dose, 2, 3, 4, 5)
    return Case(drawn(Graph(adjacency, widths), he), x, kind, F.cross_entropy)


@ZOO.sick(
    "explode",
    family="autoencoder",
    mild=("explode", "gradient", "target"),
    allowed=("first loss", "target"),
    sgd=0.002,
)
def numpy_randn(dose):
    """An autoencoder whose weights somebody has copied from a NumPy tutorial: np.random.randn(out, in)."""
    std = by(dose, None, 0.5, 1.0, 1.5)
    x, _ = digits(200)
    model = perceptron([64, 100, 50, 12, 50, 100, 64], nn.LeakyReLU)
    return Case(drawn(model, normal(std) if std else he), x, x, nn.MSELoss())


@ZOO.sick("vanish", mild=("vanish", "gradient"), family="MLP", adam=1e-3, steps=100)
def keras_small_uniform(dose):
    """Tanh layers by U(-0.05, 0.05), the default of an old library."""
    hidden, limit = by(dose, (8, math.sqrt(3 / 96)), (4, 0.05), (8, 0.05), (16, 0.05))
    model = perceptron([64] + [96] * hidden + [10], nn.Tanh)
    return Case(drawn(model, lambda w: nn.init.uniform_(w, -limit, limit)), *digits(200), F.cross_entropy)


@ZOO.sick("vanish", family="CNN", adam=1e-3, steps=80)
def default_gelu_1d(dose):
    """A deep one-dimensional convolutional network with GELU, as PyTorch draws it."""
    layers = [nn.Conv1d(2, 24, 3, padding=1), nn.GELU()]
    for _ in range(by(dose, 1, 6, 15, 22)):
        layers += [nn.Conv1d(24, 24, 3, padding=1), nn.GELU()]
    x, kind = waves(128)
    return Case(nn.Sequential(*layers, nn.Flatten(), nn.Linear(384, 4)), x.mT, kind, F.cross_entropy)


@ZOO.sick("vanish", "layout", family="CNN", adam=2e-3, steps=80)
def depthwise_by_fan_out(dose):
    """Depthwise convolutions by He's fan out, which counts the channels of all groups."""
    width, layers = by(dose, 32, 24, 32, 64), []
    for _ in range(by(dose, 4, 2, 4, 5)):
        layers += [
            nn.Conv2d(width, width, 3, padding=1, groups=width),
            nn.ReLU(),
            nn.Conv2d(width, width, 1),
            nn.ReLU(),
        ]
    model = nn.Sequential(
        nn.Conv2d(1, width, 3, 2, 1), nn.ReLU(), *layers, nn.Flatten(), nn.Linear(16 * width, 10)
    )
    mode = "fan_in" if dose == "none" else "fan_out"
    drawn(model, lambda w: nn.init.kaiming_normal_(w, mode=mode, nonlinearity="relu"))
    return Case(model, *images(48), F.cross_entropy)


@ZOO.sick("vanish", mild=("vanish", "gradient"), family="CNN", adam=2e-3, edited=True, steps=80)
def sigmoid_cnn(dose):
    """A LeNet of sigmoids that has grown too deep."""
    act = nn.ReLU if dose == "none" else nn.Sigmoid
    layers = [nn.Conv2d(1, 8, 3, padding=1), act()]
    for _ in range(by(dose, 5, 2, 5, 9)):
        layers += [nn.Conv2d(8, 8, 3, padding=1), act()]
    model = nn.Sequential(*layers, nn.Flatten(), nn.Linear(512, 10))
    return Case(drawn(model, he) if dose == "none" else model, *images(64), F.cross_entropy)


@ZOO.sick("gradient", family="SIREN", adam=1e-3, steps=100)
def siren_by_default(dose):
    """sin(30·(Wx + b)) with PyTorch's weights, which are meant for sin(Wx + b)."""
    hidden = by(dose, 4, 3, 5, 7)
    model = Siren(hidden, omega=by(dose, 10.0, 10.0, 20.0, 30.0))
    if dose == "none":
        nn.init.uniform_(model.layers[0].weight, -1 / 2, 1 / 2)
        for layer in [*model.layers[1:], model.leave]:
            limit = math.sqrt(6 / 64) / 10
            nn.init.uniform_(layer.weight, -limit, limit)
    return Case(model, *coordinates(), F.mse_loss)


@ZOO.sick("gradient", family="CNN", allowed=("saturated",), sgd=0.005, steps=80)
def chaotic_hardtanh(dose):
    """A deep hard-tanh network of convolutions at three times the critical std."""
    gain, depth = by(dose, (1, 20), (1.6, 20), (3.0, 30), (4.0, 36))
    layers = [nn.Conv1d(2, 24, 3, padding=1), nn.Hardtanh()]
    for _ in range(depth):
        layers += [nn.Conv1d(24, 24, 3, padding=1), nn.Hardtanh()]
    model = nn.Sequential(*layers, nn.Flatten(), nn.Linear(384, 4))
    drawn(model, lambda w: nn.init.normal_(w, std=gain / math.sqrt(w[0].numel())))
    x, kind = waves()
    return Case(model, x.mT, kind, F.cross_entropy)


class Gated(nn.Module):
    """A recurrent layer over tokens that predicts each next one."""

    def __init__(self, kind, width=40, vocabulary=24, layers=1):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, width)
        self.rnn, self.out = kind(width, width, layers, batch_first=True), nn.Linear(width, vocabulary)

    def forward(self, tokens):
        return self.out(self.rnn(self.embed(tokens))[0])


def each_token(logits, targets):
    return F.cross_entropy(logits.transpose(1, 2), targets)


@ZOO.sick("saturated", family="GRU", adam=5e-3, allowed=("explode", "first loss"))
def randn_gru(dose):
    """`for p in gru.parameters(): normal_(p)`, where a first token is to be remembered."""
    model = Gated(nn.GRU, vocabulary=12)
    for parameter in model.rnn.parameters():
        if dose != "none":
            nn.init.normal_(parameter, std=by(dose, 0, 0.3, 1.0, 2.5))
    tokens, _ = texts(64, 8, 12)
    return Case(model, tokens, tokens[:, :1].expand(-1, 8), each_token)


@ZOO.sick("saturated", "gradient", family="LSTM", adam=5e-3, allowed=("explode",))
def wide_uniform_lstm(dose):
    """Two LSTM layers by U(-a, a) with the a of an older and smaller model."""
    model, limit = Gated(nn.LSTM, layers=2), by(dose, 0.15, 0.6, 1.5, 4.0)
    for parameter in model.rnn.parameters():
        nn.init.uniform_(parameter, -limit, limit)
    return Case(model, *texts(32, 16), each_token)


@ZOO.sick("saturated", "explode", family="autoencoder", adam=2e-3)
def saturated_bottleneck(dose):
    """Sigmoids under weights of size one: an autoencoder that is all 0 and 1."""
    x, _ = digits(200)
    model = perceptron([64, 80, 80, 64], nn.Sigmoid)
    return Case(drawn(model, normal(by(dose, 0.15, 0.4, 1.5, 5.0))), x, x, F.mse_loss)


@ZOO.sick("dead", family="CNN", allowed=("vanish",), mild=("dead", "vanish"), adam=1e-3)
def sparse_by_bias(dose):
    """Convolutions with biases of −1, −3 or −6, in a network that should be sparse."""
    model = nn.Sequential(
        nn.Conv2d(1, 24, 3, padding=1), nn.ReLU(), nn.Conv2d(24, 24, 3, 2, 1), nn.ReLU(),
        nn.Conv2d(24, 24, 3, 2, 1), nn.ReLU(), nn.Flatten(), nn.Linear(96, 10),
    )  # fmt: skip
    return Case(drawn(model, he, biases=by(dose, 0.0, -2.0, -4.0, -7.0)), *images(64), F.cross_entropy)


@ZOO.sick("dead", "centre", family="MLP", allowed=("vanish",), adam=1e-3)
def after_a_wild_step(dose):
    """The same network after one step at a rate that was far too large, on inputs that are all positive."""
    x, y = digits(200)
    x = x - x.min()
    model = drawn(perceptron([64, 80, 80, 10]), he)
    for layer in weighted(model)[:2]:
        layer.weight.data -= by(dose, 0, 0.03, 0.12, 0.4)
    return Case(model, x / x.pow(2).mean().sqrt(), y, F.cross_entropy)


@ZOO.sick("stream", family="TCN", allowed=("first loss", "explode"), sgd=0.005)
def tcn_without_norm(dose):
    """Residual convolutions by He with no norm in any branch."""
    model = drawn(Tcn(blocks=by(dose, 8, 4, 8, 14)), he)
    if dose == "none":
        for layer in model.second:
            nn.init.zeros_(layer.weight)
    return Case(model, *waves(48), F.cross_entropy)


@ZOO.sick("stream", family="MLP", allowed=("first loss", "explode"), sgd=0.003)
def gelu_residual(dose):
    """Pre-activation residual blocks with GELU, orthogonal weights with gain √2, and no norm."""
    blocks = [
        Residual(nn.GELU(), nn.Linear(56, 56), nn.GELU(), nn.Linear(56, 56))
        for _ in range(by(dose, 16, 5, 16, 28))
    ]
    model = nn.Sequential(nn.Linear(64, 56), *blocks, nn.Linear(56, 10))
    for layer in weighted(model):
        nn.init.orthogonal_(layer.weight, math.sqrt(2) if layer.out_features == layer.in_features else 1)
    if dose == "none":
        for block in blocks:
            nn.init.zeros_(block.branch[3].weight)
    return Case(model, *digits(200), F.cross_entropy)


@ZOO.sick("centre", family="CNN", allowed=("explode", "dead", "first loss"), sgd=0.01)
def half_normal(dose):
    """abs() of a normal draw: kernels that are all positive, or shifted towards that."""
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.SiLU(), nn.Conv2d(16, 32, 3), nn.SiLU(), nn.Conv2d(32, 32, 3), nn.SiLU(),
        nn.Flatten(), nn.Linear(128, 10),
    )  # fmt: skip
    drawn(model, he)
    for layer in weighted(model)[:3]:
        if dose != "none":
            shift = by(dose, 0, 0.25, 0.8, 0) * layer.weight.std().item()
            layer.weight.data = layer.weight.abs() if dose == "gross" else layer.weight + shift
    return Case(model, *images(64), F.cross_entropy)


@ZOO.sick("centre", family="DeepSets", allowed=("explode", "dead", "first loss", "saturated"), sgd=0.01)
def rand_sets(dose):
    """A network on sets, its weights torch.rand divided by something."""
    model = Sets()
    for layer in weighted(model):
        if dose != "none":
            nn.init.uniform_(layer.weight, 0, 1)
            layer.weight.data *= by(dose, 0, 0.05, 0.2, 1)
    _, x, kind = graphs()
    return Case(model, x, kind, F.cross_entropy)


class Sets(nn.Module):
    """A mean over the elements between two perceptrons."""

    def __init__(self):
        super().__init__()
        self.inner, self.outer = perceptron([4, 48, 48, 48]), perceptron([48, 48, 3])
        drawn(self, glorot)

    def forward(self, x):
        return self.outer(self.inner(x).mean(1))
