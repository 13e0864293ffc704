"""The networks of an `Ensemble` as a tutorial writes them: one `torch.nn.Module` each, with autograd."""

import torch
from torch import nn

from course_lib.activations import ACTIVATIONS

FUNCTIONS = {
    "step": lambda z: 0 * z + torch.heaviside(z.detach(), z.new_tensor(float(ACTIVATIONS["step"](0.0)))),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softsign": nn.functional.softsign,
    "relu": torch.relu,
    "leaky_relu": lambda z: nn.functional.leaky_relu(z, ACTIVATIONS["leaky_relu"].slope),
    "prelu": lambda z: nn.functional.leaky_relu(z, ACTIVATIONS["prelu"].slope),
    "elu": nn.functional.elu,
    "selu": nn.functional.selu,
    "softplus": nn.functional.softplus,
    "gelu": nn.functional.gelu,
    "silu": nn.functional.silu,
    "identity": lambda z: z,
}


class Plain(nn.Module):
    """Member number `m` of an ensemble."""

    def __init__(self, ensemble, m):
        super().__init__()
        self.function, self.residual = FUNCTIONS[ensemble.activation.name], ensemble.residual
        pairs = list(zip(ensemble.sizes, ensemble.sizes[1:], strict=False))
        self.linears = nn.ModuleList(nn.Linear(a, b, dtype=torch.float64) for a, b in pairs)
        hidden = ensemble.sizes[1:-1] if ensemble.batch_norm else ()
        self.norms = nn.ModuleList(nn.BatchNorm1d(n, dtype=torch.float64) for n in hidden)
        with torch.no_grad():
            for layer, linear in enumerate(self.linears):
                linear.weight.copy_(ensemble.weights[layer][m].T)
                linear.bias.copy_(ensemble.biases[layer][m])

    def forward(self, a):
        for layer, linear in enumerate(self.linears[:-1]):
            z = linear(a)
            if self.norms:
                z = self.norms[layer](z)
            value = self.function(z)
            same = layer > 0 and value.shape == a.shape
            a = a + value if self.residual and same else value
        return self.linears[-1](a)
