"""Any scheme as one expression of Keras or TensorFlow 1: a tensor `(*window, in, out)`."""

from __future__ import annotations

from course_lib.initializers import Constant, Normal, Orthogonal, TruncatedNormal, Uniform, VarianceScaling

from .array_lines import NAMED, NEVER_CUT, PADDED_EYE
from .line import NEVER, Line, Wanted, number, parent_std, spread

__all__ = ["keras_line", "tf1_line"]

KERAS = {
    "zeros": "keras.initializers.Zeros()",
    "ones": "keras.initializers.Ones()",
    "constant": "keras.initializers.Constant({})",
    "normal": "keras.initializers.RandomNormal({}, seed=seed)",
    "truncated_normal": "keras.initializers.TruncatedNormal({}, seed=seed)",
    "uniform": "keras.initializers.RandomUniform({}, seed=seed)",
    "orthogonal": "keras.initializers.Orthogonal({}seed=seed)",
    "scaling": "keras.initializers.VarianceScaling({}, seed=seed)",
    "identity": "keras.initializers.Identity()",
    "joined": "keras.ops.concatenate",
    "array": "keras.ops.convert_to_tensor({}, 'float32')",
}
TF1 = {
    "zeros": "tf.zeros_initializer()",
    "ones": "tf.ones_initializer()",
    "constant": "tf.constant_initializer({})",
    "normal": "tf.random_normal_initializer({}, seed=seed)",
    "truncated_normal": "tf.truncated_normal_initializer({}, seed=seed)",
    "uniform": "tf.random_uniform_initializer({}, seed=seed)",
    "orthogonal": "tf.orthogonal_initializer({}seed=seed)",
    "scaling": "tf.initializers.variance_scaling({}, seed=seed)",
    "identity": "tf.initializers.identity()",
    "joined": "tf.concat",
    "array": "tf.constant({}, tf.float32)",
}


def keras_line(wanted: Wanted) -> Line:
    for author, (scale, mode) in NAMED.items():
        for distribution, kind in (("truncated_normal", "Normal"), ("uniform", "Uniform")):
            if wanted.scales(scale, mode, distribution) and wanted.scheme.min_rank > 1:
                return Line(f"keras.initializers.{author.title()}{kind}(seed=seed)(shape)")
    return written(wanted, KERAS)


def tf1_line(wanted: Wanted) -> Line:
    line = written(wanted, TF1)
    return Line(line.code, f"{line.note} From the documentation; not run.".strip(), line.exact)


def written(wanted: Wanted, forms: dict[str, str]) -> Line:
    """The line in either framework; they differ in their names only."""

    def line(form: str, inside: str = "", note: str = "") -> Line:
        return Line(f"{forms[form].format(inside)}(shape)", note)

    match wanted.scheme:
        case Constant(value=value):
            return line({0: "zeros", 1: "ones"}.get(value, "constant"), number(value))
        case Normal(center=mean, spread=std):
            return line("normal", f"{number(mean)}, {number(std)}")
        case TruncatedNormal(center=mean, spread=std, low=low, high=high):
            inside = f"{number(mean)}, {number(std)}"
            if min(-low, high) > NEVER:
                return line("normal", inside, NEVER_CUT)
            nearest = line("truncated_normal", inside)
            if (low, high) == (-2, 2):
                return nearest
            if forms is KERAS:
                ends = ", ".join(f"math.erf({number(bound)} / 2**0.5)" for bound in (low, high))
                inverse = f"keras.ops.erfinv(keras.random.uniform(shape, {ends}, seed=seed))"
                return Line(
                    f"{number(mean)} + {number(std)} * 2**0.5 * {inverse}",
                    "Keras' own cuts at ±2 std only; this makes a uniform draw a normal one within bounds.",
                )
            return nearest.inexact("It cuts at ±2 std only.")
        case Uniform(low=low, high=high):
            return line("uniform", f"{number(low)}, {number(high)}")
        case Orthogonal(gain=gain) if wanted.parts > 1:
            made = forms["orthogonal"].format("" if gain == 1 else f"{number(gain)}, ")
            count = f"{wanted.parts:g}"
            each = f"{made.replace('seed=seed', 'seed=seed + i * 10**6')}((shape[0], shape[1] // {count}))"
            return Line(
                f"{forms['joined']}([{each} for i in range({count})], axis=1)",
                "Each gate's matrix is orthogonal by itself.",
            )
        case Orthogonal(gain=gain):
            return line("orthogonal", "" if gain == 1 else f"{number(gain)}, ")
        case VarianceScaling() as scheme:
            if wanted.fans and scheme.distribution == "uniform":
                limit = f"math.sqrt({spread(scheme, wanted.fans, 3)})"
                return line("uniform", f"-{limit}, {limit}")
            if wanted.fans and scheme.distribution == "normal":
                return line("normal", f"0, math.sqrt({spread(scheme, wanted.fans)})")
            if wanted.fans:
                return line("truncated_normal", f"0, {parent_std(scheme, wanted.fans)}")
            law = {"normal": "untruncated_normal"}.get(scheme.distribution, scheme.distribution)
            note = "A plain 'normal' would mean the truncated one." if law == "untruncated_normal" else ""
            return line("scaling", f"{number(scheme.scale)}, '{scheme.mode}', '{law}'", note)
    if wanted.windowed:
        return Line(forms["array"].format(PADDED_EYE))
    return line("identity")
