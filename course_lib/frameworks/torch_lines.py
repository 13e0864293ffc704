"""Any scheme as code of PyTorch that fills a weight ``w`` in place; its fans are of the dense layout."""

from __future__ import annotations

from course_lib.initializers import Orthogonal, TruncatedNormal, VarianceScaling

from .line import Line, Wanted, number, parent_std, spread

FANS = {"fan_in": "w[0].numel()", "fan_out": "w[:, 0].numel()", "sum": "w[0].numel() + w[:, 0].numel()"}
TORCH = {
    "zeros": "torch.nn.init.zeros_(w)", "ones": "torch.nn.init.ones_(w)",
    "constant": "torch.nn.init.constant_(w, {})", "normal": "torch.nn.init.normal_(w, {}, {})",
    "uniform": "torch.nn.init.uniform_(w, {}, {})",
}  # fmt: skip
KAIMING = {
    (1 / 3, "uniform"): "kaiming_uniform_(w, a=math.sqrt(5){})",
    (1, "normal"): "kaiming_normal_(w, nonlinearity='linear'{})",
    (1, "uniform"): "kaiming_uniform_(w, nonlinearity='linear'{})",
    (2, "normal"): "kaiming_normal_(w, nonlinearity='relu'{})",
    (2, "uniform"): "kaiming_uniform_(w, nonlinearity='relu'{})",
}


def torch_line(wanted: Wanted) -> Line:
    scheme = wanted.scheme
    match scheme:
        case TruncatedNormal(center=mean, spread=std, low=low, high=high):
            bounds = f"a={number(mean + low * std)}, b={number(mean + high * std)}"
            return Line(
                f"torch.nn.init.trunc_normal_(w, {number(mean)}, {number(std)}, {bounds})",
                "a and b are absolute: they have to be given with the std.",
            )
        case Orthogonal(gain=gain):
            times = "" if gain == 1 else f", {number(gain)}"
            if wanted.parts > 1:
                each = (
                    f"for gate in w.data.chunk({wanted.parts:g}):\n    torch.nn.init.orthogonal_(gate{times})"
                )
                return Line(each, "Each gate's matrix is orthogonal by itself.")
            return Line(f"torch.nn.init.orthogonal_(w{times})")
        case VarianceScaling():
            return scaled(wanted, scheme)
    return Line(f"torch.nn.init.{'dirac_' if wanted.windowed else 'eye_'}(w)")


def scaled(wanted: Wanted, scheme: VarianceScaling) -> Line:
    """Variance over a fan: one of PyTorch's named functions where there is one."""
    fans = wanted.fans or FANS
    if scheme.distribution == "truncated_normal":
        return Line(
            f"torch.nn.init.trunc_normal_(w, 0, s := {parent_std(scheme, fans)}, -2 * s, 2 * s)",
            "PyTorch has no truncated scheme: the std is that of the parent, and the bounds are absolute.",
        )
    if wanted.fans is None and scheme.min_rank > 1:
        if scheme.mode == "fan_avg" and scheme.scale == 1:
            return Line(f"torch.nn.init.xavier_{scheme.distribution}_(w)")
        named = KAIMING.get((scheme.scale, scheme.distribution))
        if named and scheme.mode != "fan_avg":
            mode = ", mode='fan_out'" if scheme.mode == "fan_out" else ""
            return Line(f"torch.nn.init.{named.format(mode)}")
    if scheme.distribution == "normal":
        return Line(f"torch.nn.init.normal_(w, 0, math.sqrt({spread(scheme, fans)}))")
    return Line(f"torch.nn.init.uniform_(w, -(a := math.sqrt({spread(scheme, fans, 3)})), a)")
