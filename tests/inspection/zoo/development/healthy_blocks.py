"""Healthy networks of residual, attention and other blocks; zeros, copies and freezing on purpose."""

import copy
import math

import torch
from torch import nn
from torch.nn import functional as F

from tests.inspection.zoo.case import Case
from tests.inspection.zoo.development.registry import ZOO
from tests.inspection.zoo.development.sick_use import Experts
from tests.inspection.zoo.development.sick_values import Denoiser, SmallUnet, noisy_digits
from tests.inspection.zoo.parts.data import digits, images, spots, table, texts, waves
from tests.inspection.zoo.parts.networks import (
    Block,
    Gpt,
    Lora,
    Residual,
    Vit,
    drawn,
    he,
    next_token,
    perceptron,
    weighted,
)  # fmt: skip


def conv(width, bias=True):
    return nn.Conv2d(width, width, 3, padding=1, bias=bias)


@ZOO.healthy("ResNet", sgd=0.05)
def batch_norm_resnet():
    """torchvision's start: He by fan out before norms, the last gain of a branch zero."""
    blocks = []
    for _ in range(6):
        branch = [
            conv(12, False),
            nn.BatchNorm2d(12),
            nn.ReLU(inplace=True),
            conv(12, False),
            nn.BatchNorm2d(12),
        ]
        nn.init.zeros_(branch[-1].weight)
        blocks += [Residual(*branch), nn.ReLU()]
    stem = [nn.Conv2d(1, 12, 3, padding=1, bias=False), nn.BatchNorm2d(12), nn.ReLU()]
    model = nn.Sequential(*stem, *blocks, nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(48, 10))
    for layer in weighted(model)[:-1]:
        nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
    return Case(model, *images(), F.cross_entropy)


class FixupBlock(nn.Module):
    """A branch without norms that ends in zero, with Fixup's scalars."""

    def __init__(self, width, blocks):
        super().__init__()
        self.first, self.second = nn.Linear(width, width, bias=False), nn.Linear(width, width, bias=False)
        self.biases, self.scale = nn.Parameter(torch.zeros(4)), nn.Parameter(torch.ones(()))
        nn.init.normal_(self.first.weight, std=math.sqrt(2 / width) / math.sqrt(blocks))
        nn.init.zeros_(self.second.weight)

    def forward(self, x):
        y = F.relu(self.first(x + self.biases[0]) + self.biases[1])
        return F.relu(x + self.scale * self.second(y + self.biases[2]) + self.biases[3])


@ZOO.healthy("Fixup", sgd=0.05)
def fixup():
    """Ten residual blocks by Fixup, its head zero too."""
    model = nn.Sequential(
        nn.Linear(64, 48), nn.ReLU(), *[FixupBlock(48, 10) for _ in range(10)], nn.Linear(48, 10)
    )
    he(model[0].weight)
    nn.init.zeros_(model[-1].weight)
    nn.init.zeros_(model[-1].bias)
    return Case(model, *digits(), F.cross_entropy)


class Standardized(nn.Conv2d):
    """A convolution whose kernels are standardized when used, as in normalization-free networks."""

    def forward(self, x):
        weight = self.weight - self.weight.mean((1, 2, 3), keepdim=True)
        weight = weight / (weight.std((1, 2, 3), keepdim=True) * math.sqrt(self.weight[0].numel()))
        return F.conv2d(x, weight, self.bias, padding=1)


class NfBlock(nn.Module):
    """x + α · branch(x / β), β the std that is expected here."""

    def __init__(self, width, beta):
        super().__init__()
        self.first, self.second, self.beta = (
            Standardized(width, width, 3),
            Standardized(width, width, 3),
            beta,
        )

    def forward(self, x):
        y = 1.71 * F.relu(self.second(1.71 * F.relu(self.first(x / self.beta))))
        return x + 0.2 * y


@ZOO.healthy("NF", sgd=0.02)
def normalization_free():
    """An NF-ResNet of five blocks."""
    blocks = [NfBlock(12, math.sqrt(1 + 0.04 * place)) for place in range(5)]
    model = nn.Sequential(
        nn.Conv2d(1, 12, 3, padding=1), *blocks, nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(48, 10)
    )
    return Case(model, *images(64), F.cross_entropy)


@ZOO.healthy("U-Net", adam=5e-3)
def unet():
    """A U-Net with group norm on balanced masks."""
    return Case(SmallUnet(), *spots(), nn.BCEWithLogitsLoss())


@ZOO.healthy("ViT", adam=2e-3)
def vit():
    """Class token zero, positions N(0, 0.02²), head zero, as ViT's."""
    model = Vit()
    nn.init.zeros_(model.head.weight)
    return Case(model, *images(64), F.cross_entropy)


@ZOO.healthy("GPT", adam=2e-3)
def gpt_tied():
    """GPT-2's start, head and embedding tied."""
    return Case(Gpt(blocks=3), *texts(), next_token)


@ZOO.healthy("GPT", adam=2e-3)
def gpt_default():
    """PyTorch's N(0, 1) embedding and its default layers, the head apart."""
    model = Gpt(tied=False)
    for module in model.modules():
        if isinstance(module, nn.Linear | nn.Embedding):
            module.reset_parameters()
    return Case(model, *texts(), next_token)


@ZOO.healthy("Transformer", notes=("copies",), adam=2e-3)
def encoder_as_it_comes():
    """nn.TransformerEncoder, post-LN, two layers that are copies."""
    layer = nn.TransformerEncoderLayer(32, 4, 64, dropout=0.0, batch_first=True)
    return Case(Tagger(nn.TransformerEncoder(layer, 2)), *texts(), next_token)


@ZOO.healthy("Transformer", notes=("copies",), adam=2e-3)
def pre_norm_encoder():
    """nn.TransformerEncoder, pre-LN, four layers, dropout on."""
    layer = nn.TransformerEncoderLayer(32, 4, 64, 0.1, "gelu", batch_first=True, norm_first=True)
    encoder = nn.TransformerEncoder(layer, 4, nn.LayerNorm(32), enable_nested_tensor=False)
    return Case(Tagger(encoder), *texts(), next_token)


class Tagger(nn.Module):
    """Embedding, encoder, linear layer."""

    def __init__(self, encoder, vocabulary=24, width=32):
        super().__init__()
        self.tokens, self.encoder, self.head = (
            nn.Embedding(vocabulary, width),
            encoder,
            nn.Linear(width, vocabulary),
        )

    def forward(self, tokens):
        return self.head(self.encoder(self.tokens(tokens)))


@ZOO.healthy("LoRA", notes=("frozen",), adam=5e-3)
def lora():
    """LoRA as it should be: a Gaussian, a zero, and the optimizer of those two."""
    model = drawn(perceptron([64, 64, 64, 10]), he)
    for place in (0, 2, 4):
        model[place] = Lora(model[place])
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    return Case(model, *digits(), F.cross_entropy, {"optimizer": torch.optim.AdamW(trained, 5e-3)})


@ZOO.healthy("MoE", adam=2e-3)
def mixture():
    """Top-1 routing with the router's weight."""
    return Case(Experts(weighted=True), *digits(), F.cross_entropy)


@ZOO.healthy("MoE", notes=("copies",), adam=2e-3)
def upcycled():
    """Experts that are copies of one dense layer, as sparse upcycling makes them."""
    model = Experts(weighted=True)
    model.experts = nn.ModuleList(copy.deepcopy(model.experts[0]) for _ in range(4))
    return Case(model, *digits(), F.cross_entropy)


@ZOO.healthy("DiT", adam=2e-3, steps=100)
def adaln_zero():
    """Gates, shifts, scales and the last layer zero, the branches not."""
    return Case(Denoiser(), *noisy_digits(), F.mse_loss)


class Siamese(nn.Module):
    """One encoder for two inputs, (count, 2, 64); tells how far apart they are."""

    def __init__(self):
        super().__init__()
        self.encoder = perceptron([64, 64, 16])

    def forward(self, pairs):
        return (self.encoder(pairs[:, 0]) - self.encoder(pairs[:, 1])).square().sum(1)


@ZOO.healthy("Siamese", adam=2e-3)
def siamese():
    """A contrastive loss on pairs of digits."""
    x, y = digits(256)
    pairs, same = torch.stack([x[:128], x[128:]], 1), (y[:128] == y[128:]).float()
    return Case(Siamese(), pairs, same, lambda d, same: (same * d + (1 - same) * F.relu(1 - d)).mean())


@ZOO.healthy("MLP", adam=1e-2)
def bfloat16_at_a_large_rate():
    """bfloat16 with steps that are large enough to be kept."""
    x, y = digits(128)
    model = perceptron([64, 64, 10]).bfloat16()
    return Case(model, x.bfloat16(), y, lambda z, y: F.cross_entropy(z.float(), y), {"lr": 1e-2})


@ZOO.healthy("TCN", adam=2e-3)
def weight_normed_tcn():
    """Dilated convolutions with weight norm, residual."""
    blocks = []
    for dilation in (1, 2, 4):
        layer = nn.utils.parametrizations.weight_norm(
            nn.Conv1d(16, 16, 3, padding=dilation, dilation=dilation)
        )
        blocks.append(Residual(layer, nn.ReLU()))
    model = nn.Sequential(
        nn.Conv1d(2, 16, 1), *blocks, nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(16, 4)
    )
    x, kind = waves()
    return Case(model, x.transpose(1, 2), kind, F.cross_entropy)


@ZOO.healthy("ReZero", adam=2e-3)
def rezero():
    """Eight transformer blocks' worth of depth behind gates that start at zero."""
    return Case(ReZero(), *table(), F.mse_loss)


class ReZero(nn.Module):
    """x + α·branch(x) with α zero, eight times."""

    def __init__(self, width=32, blocks=8):
        super().__init__()
        self.enter, self.leave = nn.Linear(8, width), nn.Linear(width, 1)
        self.branches = nn.ModuleList(perceptron([width, width, width]) for _ in range(blocks))
        self.gates = nn.Parameter(torch.zeros(blocks))

    def forward(self, x):
        x = self.enter(x)
        for gate, branch in zip(self.gates, self.branches, strict=True):
            x = x + gate * branch(x)
        return self.leave(x)


@ZOO.healthy("GPT", adam=2e-3)
def padded_texts():
    """A padding token whose embedding is zero and stays zero, and is ignored by the loss."""
    model = nn.Sequential(nn.Embedding(24, 32, padding_idx=0), Block(32, causal=True), nn.Linear(32, 24))
    before, after = texts()
    before[:, 9:], after[:, 9:] = 0, 0
    return Case(
        model, before, after, lambda z, y: F.cross_entropy(z.flatten(0, 1), y.flatten(), ignore_index=0)
    )
