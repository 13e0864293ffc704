"""The activation functions: value, derivative, and the gain each asks of the weights.

    >>> from course_lib.activations import relu
    >>> relu(-2.0).item(), relu.derivative(3.0).item(), round(relu.gain, 4)
    (0.0, 1.0, 1.4142)

An activation is called on a number or a NumPy array of any shape. float32 stays float32, float64
stays float64, whole numbers count as float64, NaN stays NaN, and no finite input is too large.
Where a function has a kink or a jump, at 0, the derivative is the one that PyTorch uses: that of
the left side. `ACTIVATIONS` lists them all; `get` finds one by name.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from course_lib.arguments import check_array, check_real, did_you_mean, unknown_name
from course_lib.gaussian import MASS, Z, cumulative, density

STEEPEST = 1e30  # a parameter's largest size: float32 and the squares of float64 hold its products


@dataclass(frozen=True)
class Activation:
    r"""One activation function φ; `label` is for people, the formulas are LaTeX.

    `slope` (leaky ReLU, PReLU) and `alpha` (ELU) are the parameters of those that have one, else
    None; `with_` changes them. Parameters are numbers from -1e30 to 1e30. A value too large for the
    input's precision is infinite. Raises TypeError for an input that is not made of real numbers,
    or is of another precision than float32 or float64.
    """

    name: str
    label: str
    formula: str
    derivative_formula: str
    source: str
    value_at: Callable = field(repr=False)
    derivative_at: Callable = field(repr=False)
    slope: float | None = None
    alpha: float | None = None

    def __post_init__(self):
        for parameter, value in self.parameters.items():
            value = check_real(parameter, value, -STEEPEST, STEEPEST)
            object.__setattr__(self, parameter, value)

    def __call__(self, x):
        """Return φ(x), of the shape and precision of `x`."""
        return self._apply(self.value_at, x)

    def derivative(self, x):
        """Return φ'(x), of the shape and precision of `x`; at a kink, that of the left side."""
        return self._apply(self.derivative_at, x)

    @property
    def parameters(self):
        """The parameters as a dict, such as {"slope": 0.01}; empty for most."""
        return {k: getattr(self, k) for k in ("slope", "alpha") if getattr(self, k) is not None}

    def with_(self, **parameters):
        """Return the same activation with another `slope` or `alpha`.

        Raises ValueError for a parameter that this activation does not have.

        >>> leaky_relu.with_(slope=0.2)(-1.0).item()
        -0.2
        """
        for parameter, value in parameters.items():
            if parameter not in self.parameters:
                allowed = " or ".join(self.parameters) or "no parameter at all"
                raise ValueError(f"{self.name} takes {allowed}, got {parameter}={value!r}")
            check_real(parameter, value, -STEEPEST, STEEPEST)  # None too, which `parameters` leaves out
        return replace(self, **parameters)

    @property
    def gain(self):
        r"""The factor on the weights' std that keeps the pre-activations' power at 1.

        $1 / \sqrt{\operatorname{E} \varphi(z)^2}$ for $z \sim \mathcal N(0, 1)$. With weights of
        mean 0 and variance gain²/n_in and no biases, a wide layer that receives E[z²] = 1 passes
        E[z²] = 1 on. For ReLU that is √2, He's scheme. It says nothing about gradients. Any other
        E[z²] is kept too only by functions that scale with their input: identity, ReLU, leaky
        ReLU and PReLU.

        Source: Poole et al. (2016), https://arxiv.org/abs/1606.05340; for ReLU He et al. (2015),
        https://arxiv.org/abs/1502.01852

        >>> round(tanh.gain, 4), round(relu.gain**2, 12)
        (1.5925, 2.0)
        """
        return 1 / math.sqrt(self(Z) ** 2 @ MASS)

    @property
    def torch_gain(self):
        r"""What `torch.nn.init.calculate_gain` recommends, None where PyTorch knows no gain.

        √2 for ReLU and √(2/(1 + slope²)) for leaky ReLU are the `gain` above. The others are not:
        1 for sigmoid is no gain at all, 5/3 for tanh is a little over its gain and given without a
        derivation, 3/4 for SELU *breaks* the self-normalization it was made for, which needs 1.

        Source: PyTorch (2016), https://docs.pytorch.org/docs/stable/nn.init.html

        >>> tanh.torch_gain == 5 / 3, gelu.torch_gain
        (True, None)
        """
        if self.name == "leaky_relu":
            return math.sqrt(2 / (1 + self.slope**2))
        known = {"identity": 1.0, "sigmoid": 1.0, "tanh": 5 / 3, "relu": math.sqrt(2), "selu": 0.75}
        return known.get(self.name)

    def _apply(self, function, x):
        x = check_array("x", x)
        if x.dtype.kind in "iu":
            x = x.astype(np.float64)
        if x.dtype not in (np.float32, np.float64):
            raise TypeError(f"x must hold float32, float64 or whole numbers, got {x.dtype}")
        # Far from 0 many of these are meant to round to 0, or end in an exponential of -inf.
        with np.errstate(under="ignore", over="ignore"):
            out = np.asarray(function(x, **self.parameters), dtype=x.dtype)
        unknown = np.isnan(x)
        return (np.where(unknown, x, out) if unknown.any() else out)[()]


# --- Values and derivatives that need more than one line, written so that nothing overflows ----


def _sigmoid(x):
    e = np.exp(-np.abs(x))  # at most 1
    return np.where(x >= 0, 1, e) / (1 + e)


def _sech_squared(x):
    e = np.exp(-2 * np.abs(x))
    return 4 * e / (1 + e) ** 2  # 1 - tanh², which would round to 0 beyond |x| = 9 in float32


def _elu(x, alpha):
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


def _elu_derivative(x, alpha):
    return np.where(x > 0, 1, alpha * np.exp(np.minimum(x, 0)))


def _leaky(x, slope):
    return np.where(x > 0, x, slope * x)


def _leaky_derivative(x, slope):
    return np.where(x > 0, 1, slope)


def _silu_derivative(x):
    return _sigmoid(x) * (1 + np.clip(x, -800, 800) * _sigmoid(-x))


# SELU's two constants make mean 0 and variance 1 a fixed point: equation 14 of its paper.
SELU_ALPHA = 1.6732632423543772848170429916717
SELU_SCALE = 1.0507009873554804934193349852946

# --- The functions -----------------------------------------------------------------------------

step = Activation(
    name="step",
    label="Step",
    formula=r"1 \text{ if } z > 0,\ \text{else } 0",
    derivative_formula=r"0",
    source="McCulloch & Pitts (1943), A logical calculus of the ideas immanent in nervous "
    "activity, https://doi.org/10.1007/BF02478259",
    value_at=lambda x: np.heaviside(x, 0),
    derivative_at=np.zeros_like,
)

sigmoid = Activation(
    name="sigmoid",
    label="Sigmoid",
    formula=r"\sigma(z) = \frac{1}{1 + e^{-z}}",
    derivative_formula=r"\sigma(z)\,(1 - \sigma(z))",
    source="Rumelhart, Hinton & Williams (1986), Learning representations by back-propagating "
    "errors, https://doi.org/10.1038/323533a0",
    value_at=_sigmoid,
    derivative_at=lambda x: _sigmoid(x) * _sigmoid(-x),
)

tanh = Activation(
    name="tanh",
    label="tanh",
    formula=r"\tanh z",
    derivative_formula=r"1 - \tanh^2 z",
    source="LeCun, Bottou, Orr & Müller (1998), Efficient BackProp, https://doi.org/10.1007/3-540-49430-8_2",
    value_at=np.tanh,
    derivative_at=_sech_squared,
)

softsign = Activation(
    name="softsign",
    label="Softsign",
    formula=r"\frac{z}{1 + |z|}",
    derivative_formula=r"\frac{1}{(1 + |z|)^2}",
    source="Glorot & Bengio (2010), Understanding the difficulty of training deep feedforward "
    "neural networks, https://proceedings.mlr.press/v9/glorot10a.html",
    value_at=lambda x: x / (1 + np.abs(x)),
    derivative_at=lambda x: (1 / (1 + np.abs(x))) ** 2,
)

relu = Activation(
    name="relu",
    label="ReLU",
    formula=r"\max(0, z)",
    derivative_formula=r"1 \text{ if } z > 0,\ \text{else } 0",
    source="Glorot, Bordes & Bengio (2011), Deep sparse rectifier neural networks, "
    "https://proceedings.mlr.press/v15/glorot11a.html",
    value_at=lambda x: np.maximum(x, 0),
    derivative_at=lambda x: np.heaviside(x, 0),
)

leaky_relu = Activation(
    name="leaky_relu",
    label="Leaky ReLU",
    formula=r"z \text{ if } z > 0,\ \text{else } a z",
    derivative_formula=r"1 \text{ if } z > 0,\ \text{else } a",
    source="Maas, Hannun & Ng (2013), Rectifier nonlinearities improve neural network acoustic "
    "models, https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf",
    value_at=_leaky,
    derivative_at=_leaky_derivative,
    slope=0.01,
)

prelu = replace(
    leaky_relu,
    name="prelu",
    label="PReLU",
    source="He, Zhang, Ren & Sun (2015), Delving deep into rectifiers, https://arxiv.org/abs/1502.01852",
    slope=0.25,  # where the slope, which is learned, starts: section 2.1 of the paper
)

elu = Activation(
    name="elu",
    label="ELU",
    formula=r"z \text{ if } z > 0,\ \text{else } \alpha\,(e^z - 1)",
    derivative_formula=r"1 \text{ if } z > 0,\ \text{else } \alpha\,e^z",
    source="Clevert, Unterthiner & Hochreiter (2016), Fast and accurate deep network learning by "
    "exponential linear units, https://arxiv.org/abs/1511.07289",
    value_at=_elu,
    derivative_at=_elu_derivative,
    alpha=1.0,
)

selu = Activation(
    name="selu",
    label="SELU",
    formula=r"\lambda z \text{ if } z > 0,\ \text{else } \lambda\alpha\,(e^z - 1)",
    derivative_formula=r"\lambda \text{ if } z > 0,\ \text{else } \lambda\alpha\,e^z",
    source="Klambauer, Unterthiner, Mayr & Hochreiter (2017), Self-normalizing neural networks, "
    "https://arxiv.org/abs/1706.02515",
    value_at=lambda x: SELU_SCALE * _elu(x, SELU_ALPHA),
    derivative_at=lambda x: SELU_SCALE * _elu_derivative(x, SELU_ALPHA),
)

softplus = Activation(
    name="softplus",
    label="Softplus",
    formula=r"\ln(1 + e^z)",
    derivative_formula=r"\sigma(z)",
    source="Dugas, Bengio, Bélisle, Nadeau & Garcia (2000), Incorporating second-order functional "
    "knowledge for better option pricing, https://www.cirano.qc.ca/en/summaries/2002s-46",
    value_at=lambda x: np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))),
    derivative_at=_sigmoid,
)

gelu = Activation(
    name="gelu",
    label="GELU",
    formula=r"z\,\Phi(z)",
    derivative_formula=r"\Phi(z) + z\,\varphi(z)",
    source="Hendrycks & Gimpel (2016), Gaussian error linear units, https://arxiv.org/abs/1606.08415",
    value_at=lambda x: x * cumulative(x),
    derivative_at=lambda x: cumulative(x) + x * density(x),
)

silu = Activation(
    name="silu",
    label="SiLU (swish)",
    formula=r"z\,\sigma(z)",
    derivative_formula=r"\sigma(z)\,(1 + z\,(1 - \sigma(z)))",
    source="Elfwing, Uchibe & Doya (2018), Sigmoid-weighted linear units for neural network "
    "function approximation, https://arxiv.org/abs/1702.03118",
    value_at=lambda x: x * _sigmoid(x),
    derivative_at=_silu_derivative,
)

identity = Activation(
    name="identity",
    label="Identity (linear)",
    formula=r"z",
    derivative_formula=r"1",
    source="Saxe, McClelland & Ganguli (2014), Exact solutions to the nonlinear dynamics of "
    "learning in deep linear neural networks, https://arxiv.org/abs/1312.6120",
    value_at=np.copy,
    derivative_at=np.ones_like,
)

ACTIVATIONS = {each.name: each for each in list(vars().values()) if isinstance(each, Activation)}

# Other names → registry name. `get` also ignores case and "_": LeakyReLU is leaky_relu.
ALIASES = {
    "heaviside": "step",
    "logistic": "sigmoid",
    "lrelu": "leaky_relu",
    "swish": "silu",
    "linear": "identity",
}
_FOUND = {name.replace("_", ""): act for name, act in ACTIVATIONS.items()}
_FOUND |= {alias: ACTIVATIONS[name] for alias, name in ALIASES.items()}


def get(activation):
    """Return an activation by any of its names; an `Activation` is passed through.

    Raises ValueError for an unknown name, with the nearest ones, TypeError for anything but a name.

    >>> get("LeakyReLU").name, get("leaky ReLU").name, get("swish").name
    ('leaky_relu', 'leaky_relu', 'silu')
    """
    if isinstance(activation, Activation):
        return activation
    if not isinstance(activation, str):
        raise TypeError(f"activation must be a name such as 'relu' or an Activation, got {activation!r}")
    key = re.sub(r"[\s_-]", "", activation.lower())
    if key not in _FOUND:
        hint = did_you_mean(activation, _FOUND, {spelling: act.name for spelling, act in _FOUND.items()})
        raise unknown_name(f"activation must be one of {', '.join(ACTIVATIONS)}", activation, hint)
    return _FOUND[key]


def name_of(activation):
    """Return the registry's name of an activation; one with other parameters comes back as it is.

    Raises what `get` raises.

    >>> name_of("swish"), name_of(leaky_relu.with_(slope=0.2)) == "leaky_relu"
    ('silu', False)
    """
    found = get(activation)
    return found.name if found in ACTIVATIONS.values() else found
