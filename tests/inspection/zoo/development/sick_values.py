"""Values that no start should have: zeros that stay, equal units, memory nobody wrote, odd gains."""

import copy

import torch
from torch import nn
from torch.nn import functional as F

from tests.inspection.zoo.case import Case, by
from tests.inspection.zoo.development.registry import ZOO
from tests.inspection.zoo.parts.data import digits, images, spots, texts, waves
from tests.inspection.zoo.parts.networks import (
    Block,
    Gpt,
    Lora,
    Vit,
    drawn,
    glorot,
    he,
    next_token,
    normal,
    perceptron,
    weighted,
)  # fmt: skip


@ZOO.sick("stuck", family="MLP", allowed=("vanish",))
def zeros(dose):
    """Zero weights: one layer's, all hidden ones, all."""
    model = drawn(perceptron([64, 48, 48, 10]), he)
    layers = weighted(model)
    for layer in by(dose, [], layers[1:2], layers[:2], layers):
        nn.init.zeros_(layer.weight)
    return Case(model, *digits(), F.cross_entropy)


@ZOO.sick("stuck", family="LoRA", notes=("frozen",), adam=1e-2)
def lora_both_zero(dose):
    """Both of LoRA's factors zero, in one layer, in all but one, in all."""
    model = drawn(perceptron([64, 64, 64, 64, 10]), he)
    for place in (0, 2, 4):
        model[place] = Lora(model[place])
    model[6].requires_grad_(False)
    for place in by(dose, (), (2,), (0, 2), (0, 2, 4)):
        nn.init.zeros_(model[place].down)
    return Case(model, *digits(), F.cross_entropy)


class Modulated(nn.Module):
    """A DiT-like block: the time scales and shifts a branch, and opens its gate."""

    def __init__(self, width):
        super().__init__()
        self.norm = nn.LayerNorm(width, elementwise_affine=False)
        self.mlp = perceptron([width, 2 * width, width], nn.SiLU)
        self.modulation = nn.Sequential(nn.SiLU(), nn.Linear(width, 3 * width))
        nn.init.zeros_(self.modulation[1].weight)
        nn.init.zeros_(self.modulation[1].bias)

    def forward(self, x, time):
        scale, shift, gate = self.modulation(time).chunk(3, -1)
        return x + gate * self.mlp(self.norm(x) * (1 + scale) + shift)


class Denoiser(nn.Module):
    """Three such blocks on noisy digits; the first column of the inputs is the time."""

    def __init__(self, width=48):
        super().__init__()
        self.enter, self.time = nn.Linear(64, width), perceptron([1, width, width], nn.SiLU)
        self.blocks = nn.ModuleList(Modulated(width) for _ in range(3))
        self.leave = nn.Linear(width, 64)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)

    def forward(self, inputs):
        time, x = self.time(inputs[:, :1]), self.enter(inputs[:, 1:])
        for block in self.blocks:
            x = block(x, time)
        return self.leave(x)


def noisy_digits():
    """Digits mixed with noise, the time in front, and the noise."""
    x, _ = digits(128)
    time, noise = torch.rand(128, 1), torch.randn(128, 64)
    return torch.cat([time, (1 - time) * x + time * noise], 1), noise


@ZOO.sick("stuck", family="DiT", adam=2e-3, steps=100)
def zero_gate_and_zero_branch(dose):
    """adaLN-zero, and the branch that the zero gate multiplies ends in zero too."""
    model = Denoiser()
    for block in model.blocks[: by(dose, 0, 1, 2, 3)]:
        nn.init.zeros_(block.mlp[2].weight)
        nn.init.zeros_(block.mlp[2].bias)
    return Case(model, *noisy_digits(), F.mse_loss)


@ZOO.sick("symmetry", family="MLP")
def constants(dose):
    """One number for all weights, or a first layer whose units are copies of a few."""
    model = drawn(perceptron([64, 48, 48, 10], nn.Tanh), glorot)
    first, second, head = weighted(model)
    if dose == "mild":
        first.weight.data, second.weight.data = (
            first.weight[:12].repeat(4, 1),
            second.weight[:, :12].repeat(1, 4) / 4,
        )
    for layer in by(dose, [], [], [first, second], [first, second, head]):
        nn.init.constant_(layer.weight, 0.05)
    return Case(model, *digits(), F.cross_entropy)


@ZOO.sick("symmetry", family="CNN", adam=2e-3)
def constant_kernels(dose):
    """Convolution kernels that somebody has filled with their mean."""
    model = nn.Sequential(
        nn.Conv2d(1, 12, 3), nn.ReLU(), nn.Conv2d(12, 12, 3), nn.ReLU(), nn.Flatten(), nn.Linear(192, 10)
    )
    drawn(model, he)
    first, second, _ = weighted(model)
    for layer in by(dose, [], [first], [first, second], [first, second]):
        nn.init.constant_(layer.weight, by(dose, 0, 0.1, 0.02, 0.2))
    if dose == "mild":
        second.weight.data[:] = second.weight[:, :1]
    return Case(model, *images(), F.cross_entropy)


@ZOO.sick("norm gain", family="GPT", allowed=("vanish", "stuck"), sgd=0.1, steps=30)
def gains_like_weights(dose):
    """`for p in model.parameters(): normal_(p, std=…)`, the gains of the norms too."""
    model = Gpt(blocks=3)
    for norm in [module for module in model.modules() if isinstance(module, nn.LayerNorm)]:
        mean, std = by(dose, (1, 0), (0.5, 0.3), (0, 0.1), (0, 0.02))
        nn.init.normal_(norm.weight, mean, std)
    return Case(model, *texts(), next_token)


@ZOO.sick("norm gain", family="GAN", sgd=0.03, allowed=("vanish",))
def dcgan_gains(dose):
    """A discriminator drawn N(0, 0.02²), as DCGAN's is, but its gains with mean 0 in place of 1."""
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.LeakyReLU(0.2),
        nn.Conv2d(16, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.LeakyReLU(0.2),
        nn.Flatten(), nn.Linear(128, 1),
    )  # fmt: skip
    drawn(model, normal(0.02))
    for norm in (model[1], model[4]):
        nn.init.normal_(norm.weight, *by(dose, (1, 0.02), (0.3, 0.15), (0, 0.1), (0, 0.02)))
    real, _ = images(64)
    x = torch.cat([real, torch.randn(64, 1, 8, 8)])
    return Case(
        model,
        x,
        torch.arange(128)[:, None] < 64,
        lambda z, y: F.binary_cross_entropy_with_logits(z, y.float()),
    )


@torch.no_grad()
def unwritten(tensor):
    """Fill with what fresh memory holds: zeros, and here and there half of a pointer."""
    words = torch.randint(2**15, tensor.shape, dtype=torch.int32)
    tensor.copy_(torch.where(torch.rand(tensor.shape) < 0.1, words.view(torch.float32), 0.0))


@torch.no_grad()
def garbage(tensor):
    """Fill with any words, read as numbers."""
    tensor.copy_(torch.randint(-(2**31), 2**31, tensor.shape).int().view(torch.float32))


@ZOO.sick("memory", family="MLP")
def to_empty(dose):
    """Built on the meta device, given memory, never drawn: wholly, or in one layer."""
    model = drawn(perceptron([64, 64, 64, 10]), he)
    for layer in by(dose, [], weighted(model)[:1], weighted(model), weighted(model)):
        unwritten(layer.weight)
        unwritten(layer.bias)
    if dose == "gross":
        garbage(model[2].weight)
    return Case(model, *digits(), F.cross_entropy)


@ZOO.sick("memory", family="ViT")
def old_words(dose):
    """torch.empty for the head of a transformer: one row, its weight, its weight and the positions."""
    model = Vit()
    if dose != "none":
        garbage(model.head.weight[: by(dose, 0, 1, 10, 10)])
    if dose == "gross":
        garbage(model.places)
    return Case(model, *images(32), F.cross_entropy)


@ZOO.sick("copies", family="GPT", as_note=True, gains=False)
def copied_blocks(dose):
    """Blocks made by copy.deepcopy of the first."""
    model, blocks = Gpt(), by(dose, 0, 2, 3, 5)
    block = Block(64, causal=True)
    model.blocks = nn.ModuleList(copy.deepcopy(block) for _ in range(blocks))
    return Case(model, *texts(16), next_token)


@ZOO.sick("prior", family="U-Net", steps=15, sgd=0.1)
def rare_spots(dose):
    """A small U-Net that marks rare pixels, and starts at a probability of one half."""
    return Case(SmallUnet(), *spots(share=by(dose, 0.5, 0.15, 0.04, 0.01)), nn.BCEWithLogitsLoss())


class SmallUnet(nn.Module):
    """Down once, up once, with a shortcut beside."""

    def __init__(self, width=12):
        super().__init__()
        self.enter = nn.Sequential(nn.Conv2d(1, width, 3, padding=1), nn.GroupNorm(4, width), nn.ReLU())
        self.low = nn.Sequential(nn.Conv2d(width, width, 3, padding=1), nn.GroupNorm(4, width), nn.ReLU())
        self.up = nn.ConvTranspose2d(width, width, 2, stride=2)
        self.leave = nn.Conv2d(2 * width, 1, 3, padding=1)

    def forward(self, x):
        high = self.enter(x)
        return self.leave(torch.cat([high, self.up(self.low(F.max_pool2d(high, 2)))], 1))


@ZOO.sick("prior", family="LSTM", steps=15, sgd=0.1)
def rare_class(dose):
    """A class of alarms among many quiet hours, and the head knows nothing of it."""
    x, _ = waves(512, length=6)
    rare = by(dose, 0.5, 0.2, 0.06, 0.05)
    y = (torch.rand(512) < rare).long()
    return Case(Alarm(), x, y, F.cross_entropy)


class Alarm(nn.Module):
    """A GRU with its mean state read out."""

    def __init__(self):
        super().__init__()
        self.gru, self.head = nn.GRU(2, 24, batch_first=True), nn.Linear(24, 2)

    def forward(self, x):
        return self.head(self.gru(x)[0].mean(1))
