"""Reading a name as people write it: `nn.init.kaiming_normal_(m.weight, a=0.2)` in its parts.

Nothing is evaluated: a call is read from its syntax tree, and only numbers, words and simple arithmetic
count.
"""

import ast
import functools
import inspect
import math
import operator
import re
from dataclasses import dataclass, field, replace

from course_lib.arguments import NEAR, likeness

UNKNOWN = object()  # an argument that is no number or word: a tensor, a shape, a variable

PREFIXES = {  # in words of a dotted name, folded → frameworks that write so; the longest one counts
    "torch nn init": ("torch",), "torch nn": ("torch",), "torch": ("torch",), "pytorch": ("torch",),
    "nn init": ("torch",), "init": ("torch",), "nn": ("torch", "flax"), "keras": ("keras",),
    "tf keras": ("keras",), "tensorflow keras": ("keras",), "tensorflow python keras": ("keras",),
    "tf compat v2 keras": ("keras",), "k": ("keras",), "tf": ("tf1",), "tensorflow": ("tf1",),
    "tf1": ("tf1",), "tf compat v1": ("tf1",), "tf compat v1 keras": ("keras",),
    "tensorflow compat v1": ("tf1",), "initializers": ("keras", "jax"), "layers": ("keras", "tf1"),
    "jax nn initializers": ("jax",), "jax": ("jax",), "jnn": ("jax",), "jnp": ("jax",),
    "nn initializers": ("jax",), "flax": ("flax",), "linen": ("flax",), "nnx": ("flax",), "np": ("numpy",),
    "numpy": ("numpy",), "rng": ("numpy",), "random": ("numpy",),
}  # fmt: skip
INSIDE = {  # modules inside a framework that say nothing more
    "torch": {"nn", "init", "modules"},
    "keras": {"initializers", "layers", "src", "api", "python", "keras", "random_initializers",
              "constant_initializers", "initializers_v2", "core", "convolutional", "rnn", "normalization"},
    "tf1": {"initializers", "layers", "contrib", "nn", "rnn_cell", "python", "ops", "init_ops", "random"},
    "jax": {"nn", "initializers", "random", "numpy", "_src"},
    "flax": {"linen", "nnx", "nn", "initializers"},
    "numpy": {"random", "default_rng", "rng", "generator"},
}  # fmt: skip
TWICE = ("random_normal_initializer", "random_uniform_initializer", "constant_initializer")
GENERATORS = {"default_rng", "RandomState", "Generator", "PRNGKey"}  # calls on the way to a name
OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}  # fmt: skip
FAN_IN = re.compile(  # variables that can only be the number of inputs
    r"(\w*_)?(n_?in|fan_?in|in_?features|in_?dim|in_?channels|n_?inputs?|inputs?(_\w+)?|d_?in|prev\w*)"
    r"|\w+\[l ?- ?1\]|\w+\.shape\[0\]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PerRoot:
    """An argument c/√n, n a variable: ``top`` is c, ``fan`` how n is written."""

    top: float
    fan: str

    def __neg__(self):
        return PerRoot(-self.top, self.fan)


@dataclass(frozen=True)
class Spelling:
    """A name in its parts: who writes so (none: anybody), the words left of it, what it is called with.

    ``words`` are the parts of the dotted name without what only says where it is found; ``path`` is the
    whole of it. ``factor`` is what an expression multiplies the draw by: a number or a `PerRoot`.
    """

    text: str
    frameworks: tuple[str, ...]
    words: tuple[str, ...]
    path: str = ""
    positional: tuple = ()
    keywords: dict = field(default_factory=dict)
    factor: float | PerRoot = 1.0

    def writers(self, known):
        """Who can have written it, of the frameworks ``known``: by prefix, capitals or a final underscore."""
        if self.frameworks:
            return [name for name in self.frameworks if name in known]
        word = self.words[-1]
        if word.endswith("_"):
            return ["torch"]
        plain = word == word.lower() or word == word.upper()
        return [name for name in known if name != "flax" and (plain or name in ("course", "keras", "tf1"))]


def fold(word):
    """A word without case, underscores and a final "initializer": how two spellings are compared."""
    return re.sub(r"[\s_-]|_?initializer_?$", "", word.strip().lower())


def alike(one, other):
    """How alike two spellings are, from 0 to 1, word by word: 0 where one has another word than the other.

    So `he_nromal` is like `HeNormal`, and not like `normal` or `lecun_normal`, which mean something else.
    """
    ours, theirs = (re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", text) for text in (one, other))
    if len(ours) != len(theirs) or not ours:
        return 0.0
    least = min(map(likeness, ours, theirs))
    return least if least >= NEAR else 0.0


def spelled(thing):
    """The name of a framework's own function, class, layer or initializer object, or None.

    >>> spelled(functools.partial(math.sqrt)), spelled("HeNormal")
    ('math.sqrt()', 'HeNormal')
    """
    if isinstance(thing, str):
        return thing
    if isinstance(thing, functools.partial):
        name = spelled(thing.func)
        return name and f"{name}({', '.join(f'{key}={value!r}' for key, value in thing.keywords.items())})"
    if inspect.isclass(thing) or inspect.isroutine(thing):
        return f"{thing.__module__ or ''}.{thing.__qualname__}".removeprefix("builtins.")
    if hasattr(thing, "get_config") and not inspect.ismodule(thing):  # how Keras describes an object
        given = {
            key: value for key, value in thing.get_config().items() if isinstance(value, int | float | str)
        }
        given.pop("seed", None)
        name = spelled(type(thing))
        return f"{name}({', '.join(f'{key}={value!r}' for key, value in given.items())})"
    return None


def read(text):
    """The `Spelling` in a text, or None where it is no name, call or simple product of one.

    >>> found = read("nn.init.kaiming_normal_(m.weight, mode='fan_out', a=0.2)")
    >>> found.frameworks, found.words, found.keywords
    (('torch',), ('kaiming_normal_',), {'mode': 'fan_out', 'a': 0.2})
    """
    plain = re.sub(r"√(\w+)", r"sqrt(\1)", text.strip().replace("::", ".")).replace("√", "sqrt")
    if re.fullmatch(r"[\w.]+([\s-]+[\w.]+)+", plain):
        plain = re.sub(r"[\s-]+", "_", plain)
    try:
        node = ast.parse(plain, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return _read(node, text)


def _read(node, text):
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
        return _product(node, text)
    called, positional, keywords, words = False, (), {}, []
    while True:
        match node:
            case ast.Call(func=ast.Call() as made):  # he_normal()(key, shape): what matters is what made it
                node = made
            case ast.Call(func=inner):
                if not called and not words:
                    called = True
                    positional = tuple(map(_value, node.args))
                    keywords = {word.arg or "**": _keyword(word) for word in node.keywords}
                node = inner
            case ast.Attribute(value=inner, attr=word):
                words.insert(0, word)
                node = inner
            case ast.Name(id=word):
                words.insert(0, word)
                break
            case _:
                return None
    frameworks, rest = _framework([word for word in words if word not in GENERATORS])
    return rest and Spelling(text, frameworks, rest, ".".join(words), positional, keywords)


def _keyword(word):
    """The value of a keyword; of a layer's kernel_initializer and the like, the text."""
    if (word.arg or "").endswith(("_initializer", "_init")):
        return word.value.value if isinstance(word.value, ast.Constant) else ast.unparse(word.value)
    return _value(word.value)


def _framework(words):
    """Who writes so, and the words that are left."""
    for count in range(len(words) - 1, 0, -1):
        owners = PREFIXES.get(" ".join(words[:count]).lower())
        if owners:
            inside = set().union(*(INSIDE[owner] for owner in owners))
            rest = words[count:]
            while len(rest) > 1 and rest[0] in inside:
                if rest[0] in ("linen", "nnx"):
                    owners = ("flax",)
                rest = rest[1:]
            while len(rest) > 1 and rest[0] == rest[0].lower() and rest[1][0].isupper():
                rest = rest[1:]  # torch.nn.modules.conv.Conv2d: the file that a class is in
            if owners == ("torch", "flax") and words[count] == "initializers":
                owners = ("jax",)
            twice = words[1] == "initializers" or rest[-1] in TWICE  # TensorFlow 2 has them too, as Keras'
            if twice and count == 1 and owners == ("tf1",) and words[0] != "tf1":
                owners = ("tf1", "keras")
            return owners, tuple(rest)
    return (), tuple(words)


def _product(node, text):
    """A draw times or over a number, or over a root: `np.random.randn(n_in, n_out) * np.sqrt(2 / n_in)`."""
    left, right = node.left, node.right
    if isinstance(node.op, ast.Mult) and _read(left, text) is None:
        left, right = right, left
    found, factor = _read(left, text), _value(right)
    if isinstance(node.op, ast.Div):
        factor = _value(ast.BinOp(ast.Constant(1.0), ast.Div(), right))
    number = isinstance(factor, int | float | PerRoot) and not isinstance(factor, bool)
    if found is None or found.factor != 1 or not number:
        return None
    return replace(found, factor=factor)


def _root(func, inside):
    """Whether a call is the square root of a variable."""
    return _last(func) == "sqrt" and isinstance(inside, ast.Name | ast.Attribute | ast.Subscript)


def _last(node):
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", None)


def _value(node):
    """The number or word that an argument is, from its syntax; UNKNOWN for all else."""
    match node:
        case ast.Constant(value=value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            value = _value(inner)
            return -value if isinstance(value, int | float | PerRoot) else UNKNOWN
        case ast.BinOp(left=top, op=ast.Div(), right=ast.Call(func=func, args=[fan])) if _root(func, fan):
            top = _value(top)  # c / √n
            return PerRoot(float(top), ast.unparse(fan)) if isinstance(top, int | float) else UNKNOWN
        case ast.Call(func=func, args=[ast.BinOp(left=top, op=ast.Div(), right=fan)]) if _root(func, fan):
            top = _value(top)  # √(c / n)
            known = isinstance(top, int | float) and top >= 0
            return PerRoot(math.sqrt(top), ast.unparse(fan)) if known else UNKNOWN
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            left, right = _value(left), _value(right)
            if not all(isinstance(side, int | float) for side in (left, right)):
                return UNKNOWN
            try:
                return OPERATORS[type(op)](float(left), float(right))
            except (ZeroDivisionError, OverflowError):
                return UNKNOWN
        case ast.Call(func=func, args=args, keywords=[]):
            given = [_value(each) for each in args]
            number = len(given) == 1 and isinstance(given[0], int | float)
            if _last(func) == "sqrt" and number and given[0] >= 0:
                return math.sqrt(given[0])
            if _last(func) == "calculate_gain" and given and UNKNOWN not in given:
                return gain(*given)
    return UNKNOWN


def gain(nonlinearity, slope=0.01):
    """PyTorch's `calculate_gain`."""
    gains = {"tanh": 5 / 3, "relu": math.sqrt(2), "selu": 3 / 4}
    gains |= dict.fromkeys(
        ("linear", "sigmoid", *(f"conv{'_transpose' * t}{n}d" for n in (1, 2, 3) for t in (0, 1))), 1.0
    )
    if nonlinearity == "leaky_relu":
        return math.sqrt(2 / (1 + slope**2))
    if nonlinearity not in gains:
        raise ValueError(
            f"nonlinearity must be leaky_relu or one of {', '.join(gains)}; got {nonlinearity!r}"
        )
    return gains[nonlinearity]
