"""What the parameters of a module are taken for."""

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations

from course_lib.inspection.modules import parameter_blocks


def seen(model):
    """What is said of each block: its label, role, fan-in and fan-out."""
    return [(block.label, block.role, block.fan_in, block.fan_out) for block in parameter_blocks(model)]


@pytest.mark.parametrize(
    ("layer", "fan_in", "fan_out"),
    [
        (nn.Linear(5, 3), 5, 3),
        (nn.Bilinear(5, 4, 3), 20, 12),
        (nn.Conv1d(6, 4, 3, groups=2), 9, 6),
        (nn.Conv2d(6, 6, (3, 5), groups=6), 15, 15),
        (nn.Conv3d(2, 4, 2), 16, 32),
        (nn.ConvTranspose1d(6, 4, 3, groups=2), 9, 6),
        (nn.ConvTranspose2d(6, 4, (3, 5), stride=2), 90, 60),
        (nn.ConvTranspose3d(2, 4, 2), 16, 32),
    ],
    ids=str,
)
def test_a_weight_has_the_fans_of_its_layer_and_its_bias_the_fan_in(layer, fan_in, fan_out):
    assert seen(layer) == [("weight", "weight", fan_in, fan_out), ("bias", "bias", fan_in, None)]


@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("kind", [nn.Conv1d, nn.ConvTranspose1d])
def test_the_fans_are_the_connections_that_a_convolution_has(kind, groups):
    layer = kind(6, 4, 3, groups=groups)
    jacobian = torch.autograd.functional.jacobian(layer, torch.zeros(1, 6, 9)).squeeze()
    assert jacobian.shape[0] == 4 and jacobian.shape[2] == 6
    middle_out, middle_in = jacobian.shape[1] // 2, 4
    weight = parameter_blocks(layer)[0]
    assert weight.fan_in == jacobian[0, middle_out].count_nonzero()
    assert weight.fan_out == jacobian[:, :, 0, middle_in].count_nonzero()


@pytest.mark.parametrize(
    ("layer", "gates"),
    [
        (nn.RNN(5, 3), [""]),
        (nn.LSTM(5, 3), ["[i]", "[f]", "[g]", "[o]"]),
        (nn.GRU(5, 3), ["[r]", "[z]", "[n]"]),
        (nn.RNNCell(5, 3), [""]),
        (nn.LSTMCell(5, 3), ["[i]", "[f]", "[g]", "[o]"]),
        (nn.GRUCell(5, 3), ["[r]", "[z]", "[n]"]),
    ],
    ids=str,
)
def test_a_recurrent_layer_is_taken_apart_into_its_gates(layer, gates):
    end = "_l0" if isinstance(layer, nn.RNNBase) else ""
    expected = []
    for role, *fan_out in (("weight", 3), ("bias", None)):
        for kind, fan_in in (("ih", 5), ("hh", 3)):
            expected += [(f"{role}_{kind}{end}{gate}", role, fan_in, *fan_out) for gate in gates]
    assert seen(layer) == expected
    assert [block.recurrent for block in parameter_blocks(layer)] == ["_hh" in name for name, *_ in expected]
    for block in parameter_blocks(layer):
        assert block.tensor.shape == ((3, block.fan_in) if block.role == "weight" else (3,))


def test_gates_are_in_pytorchs_order():
    layer = nn.LSTMCell(1, 2)
    with torch.no_grad():
        for block in parameter_blocks(layer):
            block.tensor.fill_({"f": 40.0, "i": -40.0}.get(block.part, 0.0) if block.role == "bias" else 0.0)
        _, kept = layer(torch.ones(1, 1), (torch.ones(1, 2), torch.full((1, 2), 7.0)))
    assert kept.tolist() == [[7.0, 7.0]]  # an open forget gate and a shut input gate keep the memory


def test_the_gates_of_a_gru_are_in_pytorchs_order():
    layer = nn.GRUCell(1, 2)
    for update, expected in ((40.0, 7.0), (-40.0, 0.0)):  # a shut reset gate hides the state's 3 from n
        for block in parameter_blocks(layer):
            of_state = 3.0 if block.recurrent else 0.0
            value = {"r": -40.0, "z": update, "n": of_state}[block.part]
            block.tensor.fill_(value if block.role == "bias" else 0.0)
        state = layer(torch.ones(1, 1), torch.full((1, 2), 7.0))
        torch.testing.assert_close(state.detach(), torch.full((1, 2), expected))


def test_a_deep_lstm_with_a_projection_in_both_directions():
    blocks = {
        block.label: block for block in parameter_blocks(nn.LSTM(5, 6, 2, bidirectional=True, proj_size=2))
    }
    assert (blocks["weight_hh_l0_reverse[f]"].fan_in, blocks["weight_hh_l0_reverse[f]"].fan_out) == (2, 6)
    assert (blocks["weight_ih_l1[o]"].fan_in, blocks["weight_ih_l1[o]"].recurrent) == (4, False)
    projection = blocks["weight_hr_l1"]
    assert (projection.fan_in, projection.fan_out, projection.recurrent) == (6, 2, False)


def test_attention_is_taken_apart_into_queries_keys_and_values():
    assert seen(nn.MultiheadAttention(6, 2)) == [
        ("in_proj_weight[q]", "weight", 6, 6), ("in_proj_weight[k]", "weight", 6, 6),
        ("in_proj_weight[v]", "weight", 6, 6),
        ("in_proj_bias[q]", "bias", 6, None), ("in_proj_bias[k]", "bias", 6, None),
        ("in_proj_bias[v]", "bias", 6, None),
        ("out_proj.weight", "weight", 6, 6), ("out_proj.bias", "bias", 6, None),
    ]  # fmt: skip
    separate = parameter_blocks(nn.MultiheadAttention(6, 2, kdim=4, vdim=3, add_bias_kv=True))
    assert [(block.name, block.part, block.role, block.fan_in) for block in separate] == [
        ("q_proj_weight", "q", "weight", 6), ("k_proj_weight", "k", "weight", 4),
        ("v_proj_weight", "v", "weight", 3),
        ("in_proj_bias", "q", "bias", 6), ("in_proj_bias", "k", "bias", 4), ("in_proj_bias", "v", "bias", 3),
        ("bias_k", "", "other", None), ("bias_v", "", "other", None),
        ("out_proj.weight", "", "weight", 6), ("out_proj.bias", "", "bias", 6),
    ]  # fmt: skip


def test_a_block_is_a_view_of_its_own_rows():
    layer = nn.MultiheadAttention(4, 2)
    for block in parameter_blocks(layer)[:3]:
        assert not block.tensor.requires_grad and block.parameter is layer.in_proj_weight
        block.tensor.fill_("qkv".index(block.part))
    assert layer.in_proj_weight[:, 0].tolist() == [0] * 4 + [1] * 4 + [2] * 4


@pytest.mark.parametrize(
    "layer",
    [
        nn.BatchNorm1d(3), nn.BatchNorm2d(3), nn.BatchNorm3d(3), nn.SyncBatchNorm(3),
        nn.InstanceNorm1d(3, affine=True), nn.InstanceNorm2d(3, affine=True),
        nn.InstanceNorm3d(3, affine=True), nn.LayerNorm(3), nn.GroupNorm(1, 3), nn.RMSNorm(3),
    ],
    ids=str,
)  # fmt: skip
def test_every_norm_has_a_gain_and_a_shift(layer):
    expected = [("weight", "norm gain", None, None), ("bias", "norm shift", None, None)]
    assert seen(layer) == expected[: 1 if isinstance(layer, nn.RMSNorm) else 2]


def test_a_norm_without_parameters_has_none():
    assert (
        parameter_blocks(nn.Sequential(nn.LocalResponseNorm(2), nn.LayerNorm(3, elementwise_affine=False)))
        == []
    )


class Own(nn.Module):
    """A module with parameters of its own: a number, a matrix, and one with a telling name."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(2.0))
        self.weight = nn.Parameter(torch.ones(3, 4))
        self.q_proj_weight = nn.Parameter(torch.ones(3, 4))


def test_what_no_rule_knows_is_other():
    model = nn.Sequential(Own(), nn.PReLU(3))
    assert seen(model) == [
        (name, "other", None, None) for name in ("0.scale", "0.weight", "0.q_proj_weight", "1.weight")
    ]
    assert parameter_blocks(model)[0].tensor == 2


@pytest.mark.filterwarnings("ignore:.*weight_norm.*:FutureWarning")
def test_of_a_computed_weight_only_the_bias_is_known():
    for computed in (parametrizations.weight_norm, parametrizations.spectral_norm, nn.utils.weight_norm):
        layer = computed(nn.Linear(5, 3))
        before = {name: value.clone() for name, value in layer.state_dict().items()}
        blocks = parameter_blocks(layer)
        assert {block.role for block in blocks if block.name != "bias"} == {"other"}
        (bias,) = (block for block in blocks if block.name == "bias")
        assert (bias.role, bias.fan_in) == ("bias", None)
        torch.testing.assert_close(layer.state_dict(), before, rtol=0, atol=0)


def test_a_tied_parameter_comes_once_with_all_its_names():
    model = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4))
    model[1].weight = model[0].weight
    assert [(block.name, block.also) for block in parameter_blocks(model)] == [
        ("0.weight", ("1.weight",)), ("0.bias", ()), ("1.bias", ()),
    ]  # fmt: skip
    assert [block.also for block in parameter_blocks(nn.Sequential(model[0], model[0]))] == [
        ("1.weight",), ("1.bias",),
    ]  # fmt: skip


@pytest.mark.parametrize("head_first", [False, True])
def test_a_tied_embedding_is_an_embedding_whichever_comes_first(head_first):
    head, embedding = nn.Linear(4, 9, bias=False), nn.Embedding(9, 4)
    head.weight = embedding.weight
    (block,) = parameter_blocks(nn.Sequential(*([head, embedding] if head_first else [embedding, head])))
    assert (block.name, block.also, block.role) == ("0.weight", ("1.weight",), "embedding")


def test_blocks_follow_named_parameters_and_know_their_module():
    empty = nn.Linear(1, 3, bias=False)
    empty.weight = nn.Parameter(torch.ones(3, 0))
    model = nn.Sequential(nn.TransformerEncoderLayer(4, 2, 8), nn.EmbeddingBag(5, 4), empty)
    blocks = parameter_blocks(model)
    assert list(dict.fromkeys(block.name for block in blocks)) == [
        name for name, _ in model.named_parameters()
    ]
    for block in blocks:
        assert block.module is model.get_submodule(block.module_name)
    assert (blocks[-2].role, blocks[-1].role, blocks[-1].fan_in) == ("embedding", "weight", None)


def test_a_lazy_module_is_refused_by_the_name_of_its_parameter():
    with pytest.raises(
        ValueError, match=r"^1\.weight of a lazy module has no shape yet: call model\(inputs\)"
    ):
        parameter_blocks(nn.Sequential(nn.Linear(2, 2), nn.LazyLinear(3)))


@pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")
def test_a_script_module_is_refused():
    with pytest.raises(TypeError, match=r"^model must not be a ScriptModule"):
        parameter_blocks(torch.jit.script(nn.Linear(2, 2)))


def test_parameters_without_numbers_have_fans_too():
    assert seen(nn.Linear(5, 3, bias=False, device="meta")) == [("weight", "weight", 5, 3)]
