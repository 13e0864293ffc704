"""The schemes by name; `names` finds them by the names that frameworks use."""

from .base import Initializer
from .matrices import Identity, Orthogonal
from .plain import Constant, Normal, TruncatedNormal, Uniform
from .scaling import TorchDefault, VarianceScaling

LECUN = "LeCun, Bottou, Orr & Müller (1998), Efficient BackProp, https://doi.org/10.1007/3-540-49430-8_2"
HE = "He, Zhang, Ren & Sun (2015), Delving deep into rectifiers, https://arxiv.org/abs/1502.01852"
SUSSILLO = (
    "Sussillo & Abbott (2014), Random walk initialization for training very deep feedforward "
    "networks, https://arxiv.org/abs/1412.6558"
)

UNTRUNCATED = (
    "Keras, TensorFlow and JAX cut theirs at ±2 std of a wider normal; the std is the same. "
    "truncate() gives theirs."
)

zeros = Constant(0, name="zeros", label="Zeros")
ones = Constant(1, name="ones", label="Ones")
constant = Constant(0, name="constant", label="Constant")

# fmt: off
normal = Normal(
    0, 1, name="normal", label="Normal",
    note="As PyTorch's normal_. Keras' normal is N(0, 0.05²), JAX's N(0, 0.01²).",
)
truncated_normal = TruncatedNormal(
    0, 1, -2, 2, name="truncated_normal", label="Truncated normal",
    note="As PyTorch's trunc_normal_. Keras' has std 0.05 before the cut, JAX's 0.01.",
)
uniform = Uniform(
    0, 1, name="uniform", label="Uniform",
    note="As PyTorch's uniform_. Keras' uniform is U(-0.05, 0.05), JAX's U(0, 0.01).",
)

standard = VarianceScaling(1 / 3, "fan_in", "uniform", name="standard", label="Standard (1/√n)")
uniform_unit_scaling = VarianceScaling(
    1, "fan_in", "uniform", name="uniform_unit_scaling", label="Uniform unit scaling",
    source=SUSSILLO, min_rank=1,
)
scaled_normal = VarianceScaling(
    1, "fan_in", "normal", name="scaled_normal", label="Scaled normal", source=LECUN)
lecun_uniform = VarianceScaling(
    1, "fan_in", "uniform", name="lecun_uniform", label="LeCun uniform", source=LECUN)
lecun_normal = VarianceScaling(
    1, "fan_in", "normal", name="lecun_normal", label="LeCun normal", source=LECUN,
    note=UNTRUNCATED)
glorot_uniform = VarianceScaling(
    1, "fan_avg", "uniform", name="glorot_uniform", label="Glorot uniform")
glorot_normal = VarianceScaling(
    1, "fan_avg", "normal", name="glorot_normal", label="Glorot normal",
    note=UNTRUNCATED)
he_uniform = VarianceScaling(
    2, "fan_in", "uniform", name="he_uniform", label="He uniform", source=HE)
he_normal = VarianceScaling(
    2, "fan_in", "normal", name="he_normal", label="He normal", source=HE,
    note=UNTRUNCATED)
# fmt: on

orthogonal = Orthogonal(1, name="orthogonal", label="Orthogonal")
identity = Identity(name="identity", label="Identity")
torch_default = TorchDefault(name="torch_default", label="PyTorch default")

INITIALIZERS = {each.name: each for each in list(vars().values()) if isinstance(each, Initializer)}
