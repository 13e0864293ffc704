"""Any scheme as one expression of Keras or TensorFlow 1: a tensor `(*window, in, out)`."""

from __future__ import annotations

from course_lib.initializers import Orthogonal, TruncatedNormal, VarianceScaling
from course_lib.initializers.calls import AUTHORS

from .array_lines import PADDED_EYE
from .line import Line, Wanted, number, parent_std, spread

KERAS = {
    "zeros": "keras.initializers.Zeros()(shape)",
    "ones": "keras.initializers.Ones()(shape)",
    "constant": "keras.initializers.Constant({})(shape)",
    "normal": "keras.initializers.RandomNormal({}, {}, seed=seed)(shape)",
    "truncated_normal": "keras.initializers.TruncatedNormal({}, {}, seed=seed)(shape)",
    "uniform": "keras.initializers.RandomUniform({}, {}, seed=seed)(shape)",
    "orthogonal": "keras.initializers.Orthogonal({}seed=seed)",
    "scaling": "keras.initializers.VarianceScaling({}, '{}', '{}', seed=seed)(shape)",
    "identity": "keras.initializers.Identity()(shape)",
    "joined": "keras.ops.concatenate",
    "array": "keras.ops.convert_to_tensor({}, 'float32')",
}
TF1 = {
    "zeros": "tf.zeros_initializer()(shape)",
    "ones": "tf.ones_initializer()(shape)",
    "constant": "tf.constant_initializer({})(shape)",
    "normal": "tf.random_normal_initializer({}, {}, seed=seed)(shape)",
    "truncated_normal": "tf.truncated_normal_initializer({}, {}, seed=seed)(shape)",
    "uniform": "tf.random_uniform_initializer({}, {}, seed=seed)(shape)",
    "orthogonal": "tf.orthogonal_initializer({}seed=seed)",
    "scaling": "tf.initializers.variance_scaling({}, '{}', '{}', seed=seed)(shape)",
    "identity": "tf.initializers.identity()(shape)",
    "joined": "tf.concat",
    "array": "tf.constant({}, tf.float32)",
}


def keras_line(wanted: Wanted) -> Line:
    for author, law in AUTHORS.items():
        for distribution, kind in (("truncated_normal", "Normal"), ("uniform", "Uniform")):
            if wanted.scales(*law, distribution) and wanted.scheme.min_rank > 1:
                return Line(f"keras.initializers.{author.title()}{kind}(seed=seed)(shape)")
    return written(wanted, KERAS)


def tf1_line(wanted: Wanted) -> Line:
    return written(wanted, TF1)


def written(wanted: Wanted, forms: dict[str, str]) -> Line:
    """The line in either framework; they differ in their names, and in bounds other than ±2."""

    def line(form: str, *inside: str, note: str = "") -> Line:
        return Line(forms[form].format(*inside), note)

    match wanted.scheme:
        case TruncatedNormal(center=mean, spread=std, low=low, high=high):
            if (low, high) == (-2, 2) or forms is TF1:
                nearest = line("truncated_normal", number(mean), number(std))
                return nearest if (low, high) == (-2, 2) else nearest.inexact("It cuts at ±2 std only.")
            ends = ", ".join(f"math.erf({number(bound)} / 2**0.5)" for bound in (low, high))
            inverse = f"keras.ops.erfinv(keras.random.uniform(shape, {ends}, seed=seed))"
            return Line(
                f"{number(mean)} + {number(std)} * 2**0.5 * {inverse}",
                "Keras' own cuts at ±2 std only; this makes a uniform draw a normal one within bounds.",
            )
        case Orthogonal(gain=gain):
            made = forms["orthogonal"].format("" if gain == 1 else f"{number(gain)}, ")
            if wanted.parts <= 1:
                return Line(f"{made}(shape)")
            count = f"{wanted.parts:g}"
            each = f"{made.replace('seed=seed', 'seed=seed + i * 10**6')}((shape[0], shape[1] // {count}))"
            return Line(
                f"{forms['joined']}([{each} for i in range({count})], axis=1)",
                "Each gate's matrix is orthogonal by itself.",
            )
        case VarianceScaling(distribution=distribution) as scheme:
            if wanted.fans and distribution == "uniform":
                limit = f"math.sqrt({spread(scheme, wanted.fans, 3)})"
                return line("uniform", f"-{limit}", limit)
            if wanted.fans and distribution == "normal":
                return line("normal", "0", f"math.sqrt({spread(scheme, wanted.fans)})")
            if wanted.fans:
                return line("truncated_normal", "0", parent_std(scheme, wanted.fans))
            scale, mode = number(scheme.scale), scheme.mode
            if distribution == "normal":
                note = "A plain 'normal' would mean the truncated one."
                return line("scaling", scale, mode, "untruncated_normal", note=note)
            return line("scaling", scale, mode, distribution)
    return line("array", PADDED_EYE) if wanted.windowed else line("identity")
