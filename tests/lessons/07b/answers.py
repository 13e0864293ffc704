"""Answers to the exercise of lesson 07b, and what a wrong one is told."""

import torch
from torch import nn
from torch.nn import init

from tests.checks.functions import of


def he(w):
    init.kaiming_normal_(w, nonlinearity="relu")


def filled(weight=he, bias=init.zeros_, layers=lambda network: network.modules()):
    """Go through ``layers``, and fill by ``weight`` and ``bias`` what is there."""

    def start(network):
        for layer in layers(network):
            if isinstance(layer, nn.Linear):
                if weight:
                    weight(layer.weight)
                if bias and layer.bias is not None:
                    bias(layer.bias)

    return start


def by_name(network):
    with torch.no_grad():
        for name, one in network.named_parameters():
            if name.endswith("bias"):
                one.zero_()
            else:
                one.normal_(0, (2 / one.shape[1]) ** 0.5)


def truncated(w):
    std = (2 / w.shape[1]) ** 0.5 / 0.8796
    init.trunc_normal_(w, std=std, a=-2 * std, b=2 * std)


def one_after_the_other(layer):
    if isinstance(layer, nn.Linear):
        filled()(layer)


def no_bias_forgotten(network):
    for layer in network.modules():
        if isinstance(layer, nn.Linear):
            he(layer.weight)
            init.zeros_(layer.bias)


def recorded(network):
    for name, one in network.named_parameters():
        one.zero_() if name.endswith("bias") else he(one)


def removed(network):
    filled()(network)
    network[0].bias = None


def new_parameters(network):
    filled()(network)
    network[0].bias = nn.Parameter(torch.zeros(400))


def frozen(network):
    filled()(network)
    network.requires_grad_(False)


def new_network(network):
    return filled()(nn.Sequential(nn.Linear(256, 400)))


def first_alone(network):
    filled()(network[0])


def one_bias(network):
    init.zeros_(network[0].bias)


def he_of(nonlinearity="relu", **words):
    return lambda w: init.kaiming_normal_(w, nonlinearity=nonlinearity, **words)


RIGHT = {
    "whole_network": [
        (filled(),),
        (by_name,),
        (filled(truncated),),
        (lambda network: network.apply(one_after_the_other),),
    ]
}

UNTOUCHED = {"whole_network": [(one_bias,)]}

# (answers, a part of what is said of them)
WRONG = {
    "whole_network": of(
        (no_bias_forgotten, "One layer has no bias: its bias is None"),
        (recorded, "PyTorch wants to differentiate this change"),
        (removed, "A parameter is gone or was added"),
        (new_parameters, "There is a new Parameter in place of an old one"),
        (frozen, "Some parameters are frozen now"),
        (new_network, "Nothing in the network has changed"),
        (first_alone, "Still as PyTorch drew them: 2.0.weight, 3.bias, 3.weight"),
        (filled(layers=lambda network: network), "The Linear in the inner Sequential is as it was"),
        (filled(weight=None), "The biases are done; the weights are still"),
        (filled(bias=None), "The weights are done; the biases are still"),
        (filled(lambda w: init.constant_(w, torch.nan)), "Some entries are not finite"),
        (filled(init.zeros_), "All weights of a layer are equal"),
        (filled(he_of(mode="fan_out")), "divided by the root of the fan-out"),
        (filled(init.xavier_normal_), "The weights have Glorot's std"),
        (filled(he_of("linear")), "the factor 2 for ReLU is missing"),
        (
            filled(lambda w: init.kaiming_uniform_(w, a=5**0.5)),
            "The weights have the std of PyTorch's default",
        ),
        (filled(lambda w: init.normal_(w, 0, 2 / w.shape[1])), "You took He's variance for the std"),
        (filled(init.normal_), "The weights are from N(0, 1)"),
        (filled(lambda w: init.normal_(w, 0, 0.02)), "The std of the first layer's weights is 0.02"),
        (filled(lambda w: init.kaiming_uniform_(w, nonlinearity="relu")), "but the draw is uniform"),
        (filled(bias=lambda b: init.constant_(b, 0.001)), "Every bias is 0.001. Start them at 0"),
        (filled(bias=init.uniform_), "The biases are random numbers"),
        (lambda: None, "calls your function with (network)"),
        (nn.Linear(2, 2).weight, "Pass the function itself"),
    )
}
