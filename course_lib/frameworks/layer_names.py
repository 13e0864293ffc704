"""Parameters of layers by the names that people give them: other dimensions, further layers of a stack."""

from __future__ import annotations

import re

from course_lib.initializers.spelling import Spelling, fold

from .catalog import ENTRIES
from .entry import Entry

HOMES = ("torch.nn.", "keras.layers.", "tf1.layers.", "tf1.nn.rnn_cell.", "flax.linen.")
LIKE = {  # layers that start as another one does, in folded words: pattern → the row's layer
    "torch": {
        "lazylinear": "linear", "(lazy)?conv3d": "conv2d", "lazyconv([12]d)": r"conv\1",
        "(lazy)?convtranspose[123]d": "convtranspose2d",
        "(lazy|sync)?(batch|instance)norm([123]d)?": "batchnorm2d",
        "groupnorm": "batchnorm2d", "rmsnorm": "layernorm", "embeddingbag": "embedding",
        "(rnn|lstm|gru)cell": r"\1", "selfattn|multiheadattn": "multiheadattention", "linear[12]": "linear",
        "norm[123]": "layernorm",
    },
    "keras": {
        "conv3d|convolution[23]d": "conv2d", "convolution1d": "conv1d",
        "conv[123]dtranspose|convolution[23]dtranspose|deconvolution2d": "conv2dtranspose",
        "(depthwise|separable)conv[12]d": "depthwiseconv2d", "(lstm|gru|simplernn)cell": r"\1",
        "groupnormalization|batchnormalizationv[12]": "batchnormalization",
        "groupqueryattention": "multiheadattention",
    },
    "tf1": {"conv[13]d": "conv2d", "conv3dtranspose": "conv2dtranspose", "basiclstmcell": "lstmcell"},
    "flax": {
        "densegeneral|linear|lineargeneral": "dense", "optimizedlstmcell": "lstmcell",
        "groupnorm|instancenorm": "batchnorm", "rmsnorm": "layernorm",
        "multiheadattention|selfattention": "multiheaddotproductattention",
    },
}  # fmt: skip
ONLY_SCALE = {"rmsnorm"}  # layers without the bias of those that they are like
NO_WEIGHTS = {
    "relu", "leakyrelu", "elu", "selu", "gelu", "silu", "sigmoid", "tanh", "softmax", "softplus", "hardswish",
    "dropout", "flatten",
    "maxpool1d", "maxpool2d", "maxpool3d", "avgpool1d", "avgpool2d",
    "adaptiveavgpool2d",
    "maxpooling2d", "averagepooling2d", "globalaveragepooling2d", "activation", "reshape",
    "upsample", "pixelshuffle", "input", "inputlayer", "sequential", "module", "modulelist", "model",
}  # fmt: skip


def layers() -> dict[tuple[str, str], dict[str, Entry]]:
    """Framework and folded layer → its rows by parameter, `weight` before `bias`."""
    found: dict[tuple[str, str], dict[str, Entry]] = {}
    for name, entry in ENTRIES.items():
        home = next((home for home in HOMES if name.startswith(home)), None)
        if home and entry.kind != "initializer":
            layer, _, parameter = name.removeprefix(home).partition(".")
            found.setdefault((entry.framework, fold(layer)), {})[parameter.lower()] = entry
    return found


LAYERS = layers()


def row_of(framework: str, layer: str) -> dict[str, Entry]:
    """The rows of a layer or of the one that it is like, by parameter."""
    layer = fold(layer)
    rows = LAYERS.get((framework, layer))
    for pattern, like in LIKE.get(framework, {}).items():
        match = re.fullmatch(pattern, layer)
        if rows is None and match:
            rows = LAYERS.get((framework, match.expand(like)))
    if layer in ONLY_SCALE and rows:
        rows = {word: entry for word, entry in rows.items() if entry.kind == "weight"}
    return rows or {}


def parameter_of(words: tuple[str, ...]) -> str:
    """The parameter in the row's words: the first layer of a stack, PyTorch's cells as their layers."""
    name = ".".join(words).lower()
    name = re.sub(r"^(weight|bias)_([ih]h)(_l\d+)?(_reverse)?$", r"\1_\2_l0", name)
    name = re.sub(r"^(depthwise_kernel|pointwise_kernel)$", "kernel", name)
    return re.sub(r"^if_\.", "if.", name)  # nnx: `if` is a word of Python


def in_layers(found: Spelling) -> list[Entry]:
    """The rows that a `Spelling` can mean as a layer or as a parameter, one a framework."""
    words = found.words
    nnx = "nnx" in found.path.split(".")
    meant = []
    for framework in found.frameworks or ("torch", "keras", "tf1", "flax"):
        if framework == "flax" and not nnx and fold(words[0]) in ("linear", "lineargeneral"):
            continue
        for place, layer in enumerate(words):
            rows = row_of(framework, layer)
            if fold(layer) == "separableconv2d" and words[-1] == "pointwise_kernel":
                rows = row_of(framework, "conv2d")
            parameter = parameter_of(words[place + 1 :])
            entry = rows.get(parameter) if parameter else next(iter(rows.values()), None)
            if entry:
                meant.append(entry)
                break
        else:
            if words[-1] == words[-1].lower():
                meant += by_parameter(framework, parameter_of(words))
    return meant


def by_parameter(framework: str, parameter: str) -> list[Entry]:
    """The last row of a parameter whose layer is not said, where all layers that have it draw it alike."""
    rows = [by[parameter] for (owner, _), by in LAYERS.items() if owner == framework and parameter in by]
    alike = len({entry.formula for entry in rows}) == 1
    return rows[-1:] if alike and parameter not in ("weight", "bias", "kernel", "scale") else []
