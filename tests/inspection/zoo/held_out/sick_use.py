"""Gradients cut, parameters forgotten or frozen, in the ways in which people do it."""

import torch
from torch import nn
from torch.nn import functional as F

from tests.inspection.zoo.case import Case, by
from tests.inspection.zoo.held_out.models import Llama, Mixers, Tcn
from tests.inspection.zoo.held_out.registry import ZOO
from tests.inspection.zoo.held_out.sick_scales import each_token
from tests.inspection.zoo.parts.data import digits, images, table, texts, waves
from tests.inspection.zoo.parts.networks import perceptron


class Quantized(nn.Module):
    """A VQ autoencoder: the nearest of some codes, with a straight-through gradient if asked."""

    def __init__(self, straight_through, codes=16):
        super().__init__()
        self.encoder, self.decoder = perceptron([64, 40, 6]), perceptron([6, 40, 64])
        self.codes, self.straight_through = nn.Embedding(codes, 6), straight_through
        nn.init.normal_(self.codes.weight, std=0.2)

    def forward(self, x):
        found = self.encoder(x)
        nearest = self.codes(torch.cdist(found, self.codes.weight).argmin(1))
        pull = (nearest - found.detach()).square().mean()
        if self.straight_through:
            pull = pull + (found - nearest.detach()).square().mean()
            nearest = found + (nearest - found).detach()
        return self.decoder(nearest), pull


@ZOO.sick("unreached", family="VQ", edited=True, gains=False, adam=3e-3)
def no_straight_through(dose):
    """An argmin between encoder and decoder, and no way round it for the gradient."""
    x, _ = digits(200)
    return Case(Quantized(dose == "none", by(dose, 16, 8, 16, 32)), x, x, rebuilding)


def rebuilding(outputs, x):
    picture, pull = outputs
    return F.mse_loss(picture, x) + pull


class Adversarial(nn.Module):
    """A generator that is judged by a frozen discriminator; its pictures may be detached on the way."""

    def __init__(self, place):
        super().__init__()
        self.generator = nn.Sequential(nn.Linear(16, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64), nn.Tanh())
        self.discriminator = nn.Sequential(nn.Linear(64, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1))
        self.place = place
        if place != "both":
            self.discriminator.requires_grad_(False)

    def forward(self, noise):
        picture = self.generator(noise)
        if self.place == "round":
            picture = torch.tensor(picture.detach().numpy())
        elif self.place in ("detach", "both"):
            picture = picture.detach()
        return self.discriminator(picture)


@ZOO.sick(
    "unreached", "frozen", family="GAN", edited=True, gains=False, notes=("frozen",), adam=2e-3
)  # nothing trains where the only way is cut
def fake_detached(dose):
    """`D(G(z).detach())` in the generator's own step; with D frozen nothing trains at all."""
    model = Adversarial(by(dose, "", "both", "detach", "round"))
    target = torch.ones(64, 1)
    return Case(model, torch.randn(64, 16), target, F.binary_cross_entropy_with_logits)


class Hard(nn.Module):
    """Binary units by comparison, or tanh in their place."""

    def __init__(self, binary):
        super().__init__()
        self.first, self.second, self.third = nn.Linear(64, 90), nn.Linear(90, 50), nn.Linear(50, 10)
        self.binary = binary

    def step(self, x, layer):
        return (x > 0).float() if layer in self.binary else torch.tanh(x)

    def forward(self, x):
        x = self.step(self.first(x), 1)
        return self.third(self.step(self.second(x), 2))


@ZOO.sick("unreached", family="MLP", edited=True, adam=2e-3, gains=False)
def units_by_comparison(dose):
    """`(x > 0).float()` as activation: nothing below it learns."""
    return Case(Hard(by(dose, (), (1,), (2,), (1, 2))), *digits(200), F.cross_entropy)


@ZOO.sick("unreached", family="RNN", edited=True, adam=3e-3)
def state_rebuilt(dose):
    """A state that is written into a new tensor by `.data`: the recurrent weights get nothing."""
    model = Stepwise(by(dose, 99, 8, 4, 1))
    return Case(model, *waves(48, 8), F.cross_entropy)


class Stepwise(nn.Module):
    """A recurrent cell in a loop over time whose state, from a step on, loses its history."""

    def __init__(self, cut):
        super().__init__()
        self.cell, self.head = nn.RNNCell(2, 32), nn.Linear(32, 4)
        self.cut = cut

    def forward(self, x):
        state = x.new_zeros(len(x), 32)
        for time in range(x.shape[1]):
            state = self.cell(x[:, time], state)
            if time + 1 >= self.cut:
                state = state.data
        return self.head(state)


@ZOO.sick("left out", family="GPT", edited=True, steps=40)
def forgotten_by_decay_groups(dose):
    """Two groups, with and without decay, sorted by module type; what fits neither is in none."""
    model = Llama(std=0.08)
    kinds = by(
        dose, (nn.Linear, nn.RMSNorm, nn.Embedding), (nn.Linear, nn.Embedding), (nn.Embedding,), (nn.RMSNorm,)
    )
    held = [module for module in model.modules() if isinstance(module, kinds)]
    norms = [module.weight for module in held if isinstance(module, nn.RMSNorm)]
    others = [module.weight for module in held if not isinstance(module, nn.RMSNorm)]
    groups = [{"params": others, "weight_decay": 0.01}, {"params": norms, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW([group for group in groups if group["params"]], lr=3e-3)
    return Case(model, *texts(16), each_token, {"optimizer": optimizer})


@ZOO.sick("left out", family="TCN", edited=True, steps=40)
def made_for_another_model(dose):
    """The notebook's cell that makes the optimizer was run before the one that makes the model."""
    model, older = Tcn(norm=True), Tcn(norm=True)
    held = by(
        dose, [model], [model.enter, model.first, model.second, model.norms], [older, model.leave], [older]
    )
    optimizer = torch.optim.RMSprop([p for part in held for p in part.parameters()], lr=2e-3)
    return Case(model, *waves(48), F.cross_entropy, {"optimizer": optimizer})


@ZOO.sick("frozen", family="Mixer", adam=2e-3)
def eval_meant_frozen(dose):
    """`model.requires_grad_(False)` where `model.eval()` was meant."""
    model = Mixers(2).eval()
    model.requires_grad_(dose == "none")
    return Case(model, *images(48), nn.CrossEntropyLoss(label_smoothing=0.1))


@ZOO.sick("frozen", "unreached", family="MLP", edited=True, adam=2e-3)
def no_grad_forward(dose):
    """`@torch.no_grad()` above forward, left from the days of inference."""
    return Case(Quiet(dose != "none"), *table(), F.mse_loss)


class Quiet(nn.Module):
    """A perceptron whose forward may be without gradients."""

    def __init__(self, quiet):
        super().__init__()
        self.body, self.quiet = perceptron([8, 60, 30, 1], nn.ELU), quiet

    def forward(self, x):
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.quiet):
            return self.body(x)
