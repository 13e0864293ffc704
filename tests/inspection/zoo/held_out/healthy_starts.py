"""Healthy starts that look odd: identity matrices, zero gates, negative biases, tiny scales, copies."""

import copy
import math

import torch
from torch import nn
from torch.nn import functional as F

from tests.inspection.zoo.case import Case
from tests.inspection.zoo.held_out.models import Graph, Llama, Mixers, Siren, Tcn, coordinates, graphs
from tests.inspection.zoo.held_out.registry import ZOO
from tests.inspection.zoo.held_out.sick_scales import Gated, each_token
from tests.inspection.zoo.held_out.sick_values import Controlled, LowRank
from tests.inspection.zoo.parts.data import digits, images, spots, table, texts, waves
from tests.inspection.zoo.parts.networks import Residual, Vit, drawn, glorot, he, perceptron, weighted


@ZOO.healthy("RNN", adam=1e-3, steps=100)
def identity_rnn():
    """IRNN: ReLU, an identity as recurrent matrix, N(0, 0.001²) in it."""
    model = Gated(lambda *sizes, batch_first: nn.RNN(*sizes, nonlinearity="relu", batch_first=True), 32)
    nn.init.eye_(model.rnn.weight_hh_l0)
    nn.init.normal_(model.rnn.weight_ih_l0, std=0.1)
    return Case(model, *texts(), each_token)


class Highway(nn.Module):
    """x + gate · (candidate − x), the gate nearly shut at first."""

    def __init__(self, width):
        super().__init__()
        self.candidate, self.gate = nn.Linear(width, width), nn.Linear(width, width)
        nn.init.constant_(self.gate.bias, -2.0)

    def forward(self, x):
        return x + self.gate(x).sigmoid() * (F.relu(self.candidate(x)) - x)


@ZOO.healthy("Highway", adam=2e-3)
def highway():
    """Ten highway layers with a gate bias of −2."""
    return Case(
        nn.Sequential(nn.Linear(64, 50), *[Highway(50) for _ in range(10)], nn.Linear(50, 10)),
        *digits(200),
        F.cross_entropy,
    )


@ZOO.healthy("ConvNeXt", adam=4e-3)
def layer_scale():
    """ConvNeXt blocks whose branches are scaled by 1e-6."""
    model = nn.Sequential(
        nn.Conv2d(1, 24, 2, 2), *[ConvNext(24) for _ in range(3)], nn.Flatten(), nn.Linear(384, 10)
    )
    return Case(model, *images(64), F.cross_entropy)


class ConvNext(nn.Module):
    """A depthwise convolution, a norm over channels, two linear layers, a scale."""

    def __init__(self, width):
        super().__init__()
        self.depthwise, self.norm = nn.Conv2d(width, width, 3, padding=1, groups=width), nn.LayerNorm(width)
        self.mlp = perceptron([width, 4 * width, width], nn.GELU)
        self.scale = nn.Parameter(1e-6 * torch.ones(width))

    def forward(self, x):
        y = self.mlp(self.norm(self.depthwise(x).permute(0, 2, 3, 1)))
        return x + (self.scale * y).permute(0, 3, 1, 2)


@ZOO.healthy("SIREN", adam=1e-3, steps=100)
def siren():
    """A SIREN with its own start."""
    model = Siren(3, omega=10.0)
    nn.init.uniform_(model.layers[0].weight, -1 / 2, 1 / 2)
    for layer in [*model.layers[1:], model.leave]:
        limit = math.sqrt(6 / 64) / 10
        nn.init.uniform_(layer.weight, -limit, limit)
    return Case(model, *coordinates(), F.mse_loss)


@ZOO.healthy("GNN", adam=5e-3)
def averaged_neighbours():
    """Graph convolutions that divide by the number of neighbours."""
    adjacency, x, kind = graphs()
    return Case(
        drawn(Graph(adjacency / adjacency.sum(1, keepdim=True), (4, 32, 32)), glorot),
        x,
        kind,
        F.cross_entropy,
    )


@ZOO.healthy("spatial transformer", adam=2e-3)
def spatial_transformer():
    """The last layer of the locator zero, its bias the identity."""
    return Case(Looking(), *images(64), F.cross_entropy)


class Looking(nn.Module):
    """Moves the picture by an affine map of its own choice, then classifies it."""

    def __init__(self):
        super().__init__()
        self.locate, self.classify = perceptron([64, 32, 6]), perceptron([64, 64, 10])
        nn.init.zeros_(self.locate[2].weight)
        self.locate[2].bias.data = torch.tensor([1.0, 0, 0, 0, 1, 0])

    def forward(self, x):
        grid = F.affine_grid(self.locate(x.flatten(1)).view(-1, 2, 3), x.shape, align_corners=False)
        return self.classify(F.grid_sample(x, grid, align_corners=False).flatten(1))


@ZOO.healthy("LoRA", notes=("frozen",), adam=1e-2)
def lora_in_a_vit():
    """B zero and A drawn, in every attention of a frozen ViT; its head trains."""
    model = Vit(blocks=2).requires_grad_(False)
    for block in model.blocks:
        block.attention.qkv = LowRank(block.attention.qkv)
    model.head.requires_grad_(True)
    return Case(model, *images(128), F.cross_entropy)


@ZOO.healthy("ControlNet", notes=("frozen", "copies"), adam=3e-3)
def control_net():
    """A zero convolution after a trained copy of a frozen trunk."""
    model = Controlled()
    model.side.load_state_dict(model.trunk.state_dict())
    return Case(model, *spots(24), nn.BCEWithLogitsLoss())


@ZOO.healthy("linear", sgd=0.1)
def logistic_regression_from_zero():
    """One layer from zero: convex, nothing to break."""
    model = nn.Linear(64, 10)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    return Case(model, *digits(200), F.cross_entropy)


@ZOO.healthy("MLP", adam=2e-3)
def zero_head():
    """Only the head is zero."""
    model = drawn(perceptron([64, 90, 90, 10], nn.ELU), he)
    nn.init.zeros_(model[-1].weight)
    return Case(model, *digits(200), F.cross_entropy)


@ZOO.healthy("GPT", adam=5e-3)
def llama():
    """RMS norms, SwiGLU, 0.02 for all."""
    return Case(Llama(), *texts(16), each_token)


@ZOO.healthy("Transformer", adam=2e-3)
def deep_norm():
    """DeepNet: six post-LN layers, the shortcut times α, some weights times β."""
    return Case(DeepNorm(), *texts(24), each_token)


class DeepNorm(nn.Module):
    """norm(α·x + f(x)) with α = (2N)^¼ and weights drawn with β = (8N)^−¼."""

    def __init__(self, blocks=6, width=32, vocabulary=24):
        super().__init__()
        self.alpha = (2 * blocks) ** 0.25
        self.embed, self.head = nn.Embedding(vocabulary, width), nn.Linear(width, vocabulary)
        self.branches = nn.ModuleList(perceptron([width, 64, width]) for _ in range(blocks))
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(blocks))
        for layer in weighted(self.branches):
            nn.init.xavier_normal_(layer.weight, gain=(8 * blocks) ** -0.25)

    def forward(self, tokens):
        x = self.embed(tokens)
        for branch, norm in zip(self.branches, self.norms, strict=True):
            x = norm(self.alpha * x + branch(x))
        return self.head(x)


@ZOO.healthy("MLP")
def orthogonal_tanh():
    """Twenty-five tanh layers, orthogonal."""
    model = drawn(perceptron([64] * 26 + [10], nn.Tanh), nn.init.orthogonal_)
    return Case(model, *digits(200), F.cross_entropy)


@ZOO.healthy("ResNet", sgd=0.02)
def skip_init():
    """Pre-activation blocks with GroupNorm, the branch's last convolution zero."""
    blocks = []
    for _ in range(4):
        blocks.append(Residual(nn.GroupNorm(4, 16), nn.SiLU(), nn.Conv2d(16, 16, 3, padding=1, bias=False)))
        nn.init.zeros_(blocks[-1].branch[2].weight)
    model = nn.Sequential(nn.Conv2d(1, 16, 3, 2, 1), *blocks, nn.Flatten(), nn.Linear(256, 10))
    return Case(model, *images(128), F.cross_entropy)


@ZOO.healthy("flow", adam=2e-3)
def coupling_layers():
    """A RealNVP whose scales and shifts end in zero: the identity at first."""
    x, _ = table(128, 6)
    return Case(Flow(), x @ torch.randn(6, 6), torch.zeros(128), lambda loss, _: loss.mean())


class Flow(nn.Module):
    """Affine couplings; gives each example's negative log-likelihood but for a constant."""

    def __init__(self, layers=4):
        super().__init__()
        self.nets = nn.ModuleList(perceptron([3, 40, 6], nn.Tanh) for _ in range(layers))
        for net in self.nets:
            nn.init.zeros_(net[2].weight)
            nn.init.zeros_(net[2].bias)

    def forward(self, x):
        a, b = x.chunk(2, 1)
        volume = 0
        for net in self.nets:
            scale, shift = net(a).chunk(2, 1)
            a, b, volume = b * scale.tanh().exp() + shift, a, volume + scale.tanh().sum(1)
        return 0.5 * torch.cat([a, b], 1).square().sum(1) - volume


@ZOO.healthy("momentum", notes=("frozen", "copies"), adam=2e-3)
def momentum_teacher():
    """BYOL: a frozen copy of the encoder gives the targets."""
    x, _ = digits(200)
    views = (x + 0.3 * torch.randn_like(x), x + 0.3 * torch.randn_like(x))
    return Case(Byol(), views, torch.zeros(200), lambda distance, _: distance.mean())


class Byol(nn.Module):
    """Predicts a frozen teacher's view from the student's."""

    def __init__(self):
        super().__init__()
        self.student, self.predictor = perceptron([64, 64, 24]), perceptron([24, 32, 24])
        self.teacher = copy.deepcopy(self.student).requires_grad_(False)

    def forward(self, first, second):
        guess = F.normalize(self.predictor(self.student(first)), dim=1)
        return 2 - 2 * (guess * F.normalize(self.teacher(second), dim=1)).sum(1)


@ZOO.healthy("Mixer", adam=3e-3)
def mixers():
    """Three MLP-Mixer blocks as PyTorch draws them."""
    return Case(Mixers(), *images(96), F.cross_entropy)


@ZOO.healthy("TCN", adam=2e-3)
def normed_tcn():
    """Six residual blocks with a norm before each."""
    return Case(Tcn(blocks=6, norm=True), *waves(48), F.cross_entropy)
