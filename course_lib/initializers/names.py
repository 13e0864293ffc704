"""`get`, which finds a scheme by any spelling of it, in this course or in a framework."""

import inspect

from course_lib.arguments import did_you_mean, unknown_name

from .base import Initializer
from .calls import CALLS, same, scheme_of
from .named import INITIALIZERS
from .spelling import alike, fold, read, spelled

# Other spellings → registry name. `get` ignores case, "_" and a final "_initializer" as well, so
# that Keras' GlorotUniform and PyTorch's xavier_uniform_ need no line of their own.
ALIASES = {
    "zero": "zeros",
    "one": "ones",
    "randn": "normal",
    "trunc_normal": "truncated_normal",
    "xavier_uniform": "glorot_uniform",
    "xavier_normal": "glorot_normal",
    "kaiming_uniform": "he_uniform",
    "kaiming_normal": "he_normal",
    "msra": "he_normal",
    "msra_uniform": "he_uniform",
    "msra_normal": "he_normal",
    "eye": "identity",
    "dirac": "identity",
    "linear_default": "torch_default",
    "pytorch_default": "torch_default",
}

# Names that draw something else than the scheme they resemble, or different things in different
# places: `get` answers with what they draw instead of guessing.
OTHER_DRAWS = {
    "random_normal": "Keras' RandomNormal draws Normal(0, 0.05), TensorFlow 1's "
    "random_normal_initializer Normal(0, 1), which is 'normal' here",
    "random_uniform": "Keras' RandomUniform draws Uniform(-0.05, 0.05), TensorFlow 1's "
    "random_uniform_initializer Uniform(0, 1), which is 'uniform' here",
    "TruncatedNormal": "Keras' TruncatedNormal draws TruncatedNormal(0, 0.05), while "
    "'truncated_normal' here is TruncatedNormal(0, 1)",
    "variance_scaling": "Keras' VarianceScaling draws 'lecun_normal' with truncated=True, "
    "TensorFlow 1's variance_scaling_initializer 'he_normal' with truncated=True; "
    "VarianceScaling(scale, mode, distribution) says which",
    "xavier": "Caffe's xavier draws 'lecun_uniform', TensorFlow 1's xavier_initializer "
    "'glorot_uniform'; xavier_uniform and xavier_normal are clear",
    "he": "say he_normal or he_uniform",
    "kaiming": "say kaiming_normal or kaiming_uniform",
    "glorot": "say glorot_normal or glorot_uniform",
    "lecun": "say lecun_normal or lecun_uniform",
    "sparse": "PyTorch's sparse_ draws Normal(0, 0.01) and sets a share of each column to 0; "
    "it is not in this course",
}
ELSE = "; course_lib.frameworks.find knows layers, and functions that are no scheme of the course"
ELSEWHERE = "is of a framework that this course does not have"
NOT_A_DRAW = {  # names around initialization that no law can answer, by their folded words
    "calculategain": "it is the factor that xavier_uniform_(w, gain=…) takes",
    "empty": "memory as it is found, with no law",
    "tensor": "memory as it is found, with no law",
    "parameter": "it holds the numbers that it is given",
    "variable": "it holds the numbers that it is given",
    "transformer": "it draws each of its matrices anew with xavier_uniform_; its encoder layer does not",
    "fixup": "a recipe for a whole residual network, not for one weight (Zhang, Dauphin & Ma, 2019)",
    "lsuv": "it depends on the data: weights are rescaled until each layer's outputs have variance 1",
    "hk": f"Haiku {ELSEWHERE}", "haiku": f"Haiku {ELSEWHERE}", "mx": f"MXNet {ELSEWHERE}",
    "mxnet": f"MXNet {ELSEWHERE}", "gluon": f"MXNet {ELSEWHERE}", "chainer": f"Chainer {ELSEWHERE}",
    "paddle": f"Paddle {ELSEWHERE}", "snt": f"Sonnet {ELSEWHERE}", "eqx": f"Equinox {ELSEWHERE}",
    "lasagne": f"Lasagne {ELSEWHERE}", "stax": f"stax {ELSEWHERE}", "mlx": f"MLX {ELSEWHERE}",
}  # fmt: skip

_FOUND = {fold(name): scheme for name, scheme in INITIALIZERS.items()}
_FOUND |= {fold(alias): INITIALIZERS[name] for alias, name in ALIASES.items()}
_OTHER = {fold(name): text for name, text in OTHER_DRAWS.items() if name != "TruncatedNormal"}


def get(scheme):
    """Return a scheme by any of its names; a scheme itself is passed through.

    A name alone is the course's, which is the papers': case, underscores and a final "_initializer" do not
    matter, so "he_normal", "HeNormal" and "kaiming_normal_" are the same, and "normal" is N(0, 1), as in
    PyTorch; `note` says what others draw by that name (Keras' "normal" is N(0, 0.05²)). A name with its
    framework, such as "tf.keras.initializers.HeNormal", is what that framework draws; a call is read with
    its arguments; a framework's own function, class or object is known by its name. Nothing is run. Raises
    ValueError for an unknown name, with the nearest ones, and for one that draws different things in
    different frameworks, with what they draw; TypeError for anything but a name. What a layer draws for its
    parameters is asked of `course_lib.frameworks.find`.

    >>> get("xavier_uniform_").name, get("HeNormal").name, get("keras.initializers.HeNormal").name
    ('glorot_uniform', 'he_normal', 'he_normal_truncated')
    >>> get("nn.init.kaiming_normal_(w, mode='fan_out', nonlinearity='relu')")
    VarianceScaling(scale=2.0, mode='fan_out', distribution='normal')
    """
    if isinstance(scheme, Initializer):
        return scheme
    if inspect.isclass(scheme) and issubclass(scheme, Initializer):
        raise TypeError(f"scheme must be an object, not a class: {scheme.__name__}(...); got {scheme!r}")
    text = spelled(scheme)
    if text is None:
        raise TypeError(
            "scheme must be a name such as 'he_normal' or an Initializer such as "
            f"Normal(0, 0.05), got {scheme!r}"
        )
    other = several(text)
    if other:
        raise ValueError(f"scheme {text!r} has no single meaning: {other}")
    if fold(text) in _FOUND:
        return _FOUND[fold(text)]
    found = read(text)
    given = layer_given("scheme", found) if found else None
    if given:
        return get(given)
    drawn = meanings(found) if found else {}
    if not drawn:
        raise unknown(text, found)
    first, *others = drawn.values()
    if not all(same(first, one) for one in others):
        each = [f"{framework}.{found.words[-1]} draws {scheme!r}" for framework, scheme in drawn.items()]
        meant = f"{'; '.join(each)}. Write the framework before the name."
        raise ValueError(f"scheme {text!r} has no single meaning: {meant}")
    return registered(first)


def layer_given(argument, found):
    """The initializer that a layer is called with, as in `Dense(8, kernel_initializer="he_normal")`, or None.

    Raises ValueError for names around initialization that no law can answer.
    """
    for word in found.words:
        if fold(word) in NOT_A_DRAW:
            raise ValueError(f"{argument} {found.text!r} is no draw of weights: {NOT_A_DRAW[fold(word)]}")
    given = found.keywords.get("kernel_initializer") or found.keywords.get("kernel_init")
    if not isinstance(given, str):
        return None
    return given if "." in given or "flax" in found.frameworks else f"keras.{given}"


def name_of(spelling):
    """The name of the scheme that a spelling means, for those who choose by name. Raises what `get` raises.

    >>> name_of("torch.nn.init.kaiming_normal_"), name_of("Glorot uniform"), name_of("keras.HeNormal")
    ('he_normal', 'glorot_uniform', 'he_normal_truncated')
    """
    return get(spelling).name


def several(text):
    """What a bare name of several meanings draws where, or None."""
    return OTHER_DRAWS.get(text) or _OTHER.get(fold(text))


def meanings(found, known=tuple(CALLS)):
    """What a `Spelling` draws in each framework of ``known`` that has it, by framework.

    Raises ValueError where those that have it do not take its arguments.
    """
    drawn, refused = {}, []
    for framework in found.writers(known):
        try:
            scheme = scheme_of(framework, found)
        except ValueError as error:
            refused.append(error)
            continue
        if scheme is not None:
            drawn[framework] = scheme
    if refused and not drawn:
        raise refused[0]
    return drawn


def registered(scheme):
    """The course's scheme that draws the same, or else ``scheme`` itself.

    >>> registered(get("torch.nn.init.normal_(w, 0, 1)")) is INITIALIZERS["normal"]
    True
    """
    schemes = [one for one in INITIALIZERS.values() if one.name != "scaled_normal"]  # it is lecun_normal
    plain = [one for one in schemes if same(one, scheme)]
    if plain:
        return next((one for one in plain if type(one) is type(scheme)), plain[0])
    cut = [one for one in schemes if one.distribution == "normal" and hasattr(one, "scale")]
    return next((one.truncate() for one in cut if same(one.truncate(), scheme)), scheme)


def unknown(text, found):
    """The error for a name that nobody has, with the nearest of the family and the framework it is in."""
    last = found.words[-1] if found else text
    owners = found.frameworks if found else ()
    near = {
        name: text.replace(last, name + "_" * last.endswith("_"))
        for name in (*INITIALIZERS, *ALIASES)
        if alike(last, name) and (not owners or any(fold(name) in CALLS[owner] for owner in owners))
    }
    hint = did_you_mean(last, near, near) or ELSE
    return unknown_name(
        f"scheme must be one of {', '.join(INITIALIZERS)}, or another spelling of one", text, hint
    )
