"""Rules that ask how a model is built: what follows what, what is one scheme, what is meant."""

from itertools import pairwise

import pytest
import torch
from torch import nn

from course_lib.activations import ACTIVATIONS
from course_lib.inspection import inspect
from tests.inspection.networks import BATCH, CLASSES, CROSS_ENTROPY, INPUTS, WIDTH, batch, codes, linears, mlp


@pytest.fixture(autouse=True)
def seeded():
    """What these networks draw does not depend on the tests before."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        yield


# --- The scheme of a layer ------------------------------------------------------------------------------


def stack(sizes, draw, seed, **how):
    """Layers of these widths with ReLU between them, and a batch."""
    torch.manual_seed(seed)
    layers = [(nn.Linear(*fans), nn.ReLU()) for fans in pairwise(sizes)]
    model = nn.Sequential(*[module for pair in layers for module in pair][:-1])
    for layer in linears(model):
        draw(layer.weight, **how)
        nn.init.zeros_(layer.bias)
    return model, torch.randn(BATCH, sizes[0]), torch.arange(BATCH) % CLASSES


def of_stack(*arguments, **how):
    """The codes of the faults of such layers."""
    return [one.code for one in inspect(*stack(*arguments, **how), CROSS_ENTROPY).faults]


@pytest.mark.parametrize("seed", range(4))
def test_a_scheme_by_both_fans_exchanges_none(seed):
    sizes = INPUTS, 512, 8, 512, CLASSES
    assert "layout" not in of_stack(sizes, nn.init.xavier_normal_, seed)
    assert "layout" not in of_stack(sizes, nn.init.xavier_uniform_, seed)
    assert "layout" in of_stack(sizes, nn.init.kaiming_normal_, seed, mode="fan_out")


@pytest.mark.parametrize("seed", range(4))
def test_layers_of_one_width_tell_that_the_first_has_its_fans_exchanged(seed):
    sizes = 8, 256, 256, 256
    assert of_stack(sizes, nn.init.xavier_normal_, seed) == []
    assert of_stack(sizes, nn.init.kaiming_normal_, seed, mode="fan_out") == ["layout"]


def test_a_rectifier_with_a_gain_of_its_own_is_drawn_by_it():
    model = mlp(nn.GELU, draw=nn.init.normal_)
    (finding,) = inspect(model, *batch(), CROSS_ENTROPY).faults
    assert f"std={ACTIVATIONS['gelu'].gain / WIDTH**0.5:.2g}" in finding.line


# --- What follows what ----------------------------------------------------------------------------------


class Branches(nn.Module):
    """Two networks side by side, the second of which counts little; or the first after the second."""

    def __init__(self, chained):
        super().__init__()
        self.main, self.side, self.chained = mlp(nn.Tanh, depth=2), mlp(nn.Tanh, depth=2), chained

    def forward(self, x):
        side = 1e-4 * self.side(x)
        return self.main(torch.cat([x[:, 1:], side[:, :1]], 1)) if self.chained else self.main(x) + side


@pytest.mark.parametrize(("chained", "expected"), [(False, []), (True, ["gradient"])])
def test_gradients_are_compared_along_a_way_only(chained, expected):
    assert codes(Branches(chained)) == expected


def test_a_layer_without_any_gradient_leaves_the_others_to_be_judged():
    class Beside(nn.Module):
        def __init__(self):
            super().__init__()
            self.body, self.idle = mlp(nn.Identity, depth=8), nn.Linear(WIDTH, 1)
            for layer in linears(self.body)[1:]:
                nn.init.normal_(layer.weight, std=0.02)

        def forward(self, x):
            h = self.body[0](x)
            return self.body[1:](h) + 0 * self.idle(h).sum()

    x, y = batch()
    report = inspect(Beside(), x, y, CROSS_ENTROPY)
    assert [layer.gradient for layer in report.layers if layer.name == "idle"] == [0.0]
    assert [one.code for one in report.faults] == ["gradient"]


def test_growth_is_measured_from_the_start_of_a_way():
    class Scaled(nn.Module):
        def __init__(self):
            super().__init__()
            self.small, self.large, self.head = nn.Linear(16, 8), nn.Linear(16, 8), nn.Linear(8, CLASSES)
            nn.init.normal_(self.small.weight, std=1e-3)
            nn.init.zeros_(self.small.bias)

        def forward(self, x):
            return self.head(torch.cat([self.small(x)[:, :4], torch.relu(self.large(x))[:, :4]], 1))

    assert codes(Scaled()) == []


# --- What learns ----------------------------------------------------------------------------------------


class Featured(nn.Module):
    """A head on features that are computed where no gradient is recorded."""

    def __init__(self):
        super().__init__()
        self.body, self.head = mlp()[:-1], nn.Linear(WIDTH, CLASSES)

    def forward(self, x):
        with torch.no_grad():
            features = self.body(x)
        return self.head(features)


def unreached(model, **how):
    """The severities of the findings that no gradient arrives."""
    found = inspect(model, *batch(), CROSS_ENTROPY, **how).findings
    return [one.severity for one in found if one.code == "unreached"]


def test_what_no_grad_cuts_off_is_a_fault():
    (finding,) = inspect(Featured(), *batch(), CROSS_ENTROPY).faults
    assert (finding.code, len(finding.where)) == ("unreached", 8)
    assert "outside torch.no_grad()" in finding.line
    model = mlp()
    model.forward = torch.no_grad()(model.forward)
    assert codes(model) == ["unreached"]


def test_one_of_two_parameters_of_a_module_can_be_cut_off():
    class Two(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = nn.Parameter(torch.randn(INPUTS, WIDTH) / 4)
            self.second = nn.Parameter(torch.randn(WIDTH, CLASSES) / 6)

        def forward(self, x):
            return torch.tanh(x @ self.first).detach() @ self.second

    (finding,) = inspect(nn.Sequential(Two()), *batch(), CROSS_ENTROPY).faults
    assert (finding.code, finding.where) == ("unreached", ("0.first",))


def test_what_is_meant_not_to_learn_is_a_note():
    model = Featured()
    model.body.requires_grad_(False)
    assert (unreached(model), codes(model)) == ([], [])
    model = Featured()
    model.body.eval()
    assert (unreached(model), codes(model)) == (["note"], [])
    model = Featured()
    optimizer = torch.optim.SGD(model.head.parameters(), lr=0.1)
    assert unreached(model, optimizer=optimizer) == ["note"]
    assert codes(model, optimizer=optimizer) == []


def test_a_teacher_under_no_grad_is_a_note():
    class Taught(nn.Module):
        def __init__(self):
            super().__init__()
            self.student, self.teacher = mlp(), mlp(seed=1)

        def forward(self, x):
            with torch.no_grad():
                target = self.teacher(x).detach()
            return self.student(x), target

    report = inspect(Taught(), batch()[0], loss=lambda both: (both[0] - both[1]).square().mean())
    assert [(one.code, one.severity) for one in report.findings] == [("unreached", "note")]


# --- The inputs of the model ------------------------------------------------------------------------------


class Graph(nn.Module):
    """Each node gets the sum over its neighbours, by a matrix or by a list of edges."""

    def __init__(self, edges=False):
        super().__init__()
        self.body, self.edges = mlp(), edges
        nn.init.normal_(self.body[-1].weight, std=0.01)

    def forward(self, x, graph):
        if self.edges:
            return self.body(torch.zeros_like(x).index_add(0, graph[1], x[graph[0]]))
        return self.body(graph @ x)


@pytest.mark.parametrize("edges", [False, True])
def test_a_sum_over_neighbours_is_no_input(edges):
    x, y = torch.randn(64, INPUTS, generator=torch.Generator().manual_seed(0)), torch.arange(64) % CLASSES
    graph = torch.ones(64, 64).tril(40)
    graph = graph.nonzero().T if edges else graph
    report = inspect(Graph(edges), (x, graph), y, CROSS_ENTROPY)
    assert report.layers[0].input_mean_square > 25 and report.faults == []
    report = inspect(Graph(edges), (10 * x, graph), y, CROSS_ENTROPY)
    assert [one.code for one in report.faults] == ["inputs"]


@pytest.mark.parametrize(("scale", "expected"), [(255, []), (1, ["inputs"])])
def test_whole_numbers_are_inputs_once_they_become_fractions(scale, expected):
    pixels = torch.randint(256, (BATCH, INPUTS), generator=torch.Generator().manual_seed(0)).byte()
    model = mlp()
    model.forward = lambda x: nn.Sequential.forward(model, 2 * x.float() / scale)
    assert [one.code for one in inspect(model, pixels, batch()[1], CROSS_ENTROPY).faults] == expected


def test_inputs_explain_what_saturates_and_fades_after_them():
    x, y = batch()
    draw = nn.init.xavier_normal_
    assert codes(mlp(nn.Tanh, draw=draw)) == []
    report = inspect(mlp(nn.Tanh, draw=draw), 1e3 * x, y, CROSS_ENTROPY)
    assert [one.code for one in report.faults] == ["inputs"]


# --- LoRA -------------------------------------------------------------------------------------------------


class Adapted(nn.Module):
    """Frozen matrices with a product of two thin ones beside each, the second times ``up``."""

    def __init__(self, up, thin=4, activation=nn.Identity, after=nn.ReLU):
        super().__init__()
        self.enter, self.head = nn.Linear(INPUTS, WIDTH), nn.Linear(WIDTH, CLASSES)
        self.enter.requires_grad_(False)
        for number in range(4):
            self.register_buffer(f"base{number}", torch.randn(WIDTH, WIDTH) * (2 / WIDTH) ** 0.5)
        self.downs = nn.ModuleList(nn.Linear(WIDTH, thin, bias=False) for _ in range(4))
        self.ups = nn.ModuleList(nn.Linear(thin, WIDTH, bias=False) for _ in range(4))
        self.activation, self.after = activation(), after()
        for layer in self.ups:
            nn.init.normal_(layer.weight, std=up)

    def forward(self, x):
        x = self.enter(x)
        for number, (down, up) in enumerate(zip(self.downs, self.ups, strict=True)):
            x = self.after(x @ getattr(self, f"base{number}") + up(self.activation(down(x))))
        return self.head(x)


def test_the_sum_with_a_low_rank_product_is_no_residual_sum():
    def sums(model):
        return len(inspect(model, *batch(), CROSS_ENTROPY).sums)

    assert sums(Adapted(0.1)) == 0
    assert sums(Adapted(0.1, activation=nn.Tanh)) == sums(Adapted(0.1, thin=WIDTH)) == 4


def test_what_lora_has_trained_is_judged_by_no_scheme():
    by_chance = WIDTH**-0.5  # what He's scheme asks for of the fan-out, where no activation follows
    model = Adapted(by_chance, thin=3, after=nn.Identity)
    assert codes(model) == []
    model.enter.requires_grad_(True)
    assert codes(model) == ["layout"]
    for up, expected in ((0.0, ["centre"]), (by_chance, [])):
        model = Adapted(up, thin=3)
        model.downs[0].weight.data += 0.3
        assert codes(model) == expected


def test_a_head_that_lora_leaves_as_it_was_trained_is_not_too_large():
    model = Adapted(0.0)
    nn.init.normal_(model.head.weight, std=5.0)
    x, y = batch()
    report = inspect(model, x, y, CROSS_ENTROPY)
    assert report.faults == [] and report.loss > report.expected_loss + 4


# --- Few units --------------------------------------------------------------------------------------------


def convolutions(draw):
    torch.manual_seed(0)
    layers = [(nn.Conv2d(1 if place == 0 else 8, 8, 3, padding=1), nn.ReLU()) for place in range(14)]
    model = nn.Sequential(*[module for pair in layers for module in pair], nn.Flatten(), nn.Linear(128, 4))
    for layer in model[:-1:2]:
        if draw and isinstance(layer, nn.Conv2d):
            draw(layer.weight)
            nn.init.zeros_(layer.bias)
    return model


@pytest.mark.parametrize(
    ("draw", "held_down", "expected"),
    [(None, [20], ["vanish"]), (nn.init.kaiming_normal_, [20], ["dead"]), (None, range(0, 28, 2), ["dead"])],
)
def test_a_dead_layer_hides_no_signal_that_fades_elsewhere(draw, held_down, expected):
    model = convolutions(draw)
    for place in held_down:
        nn.init.constant_(model[place].bias, -5.0)
    x = torch.randn(BATCH, 1, 4, 4, generator=torch.Generator().manual_seed(0))
    report = inspect(model, x, batch()[1], CROSS_ENTROPY)
    assert [one.code for one in report.faults] == expected
