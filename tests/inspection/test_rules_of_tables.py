"""`inspect` names tables whose rows are multiplied with rows, where that product is large at random."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from course_lib.inspection import fix, inspect


class Pair(nn.Module):
    """Rows of two tables, and what becomes of them."""

    def __init__(self, join, std=1.0, rows=40, width=8):
        super().__init__()
        self.one, self.other = nn.Embedding(rows, width), nn.Embedding(rows, width)
        self.head, self.join = nn.Linear(width, 1), join
        for table in (self.one, self.other):
            nn.init.normal_(table.weight, std=std)

    def forward(self, one, other):
        return self.join(self, self.one(one), self.other(other))


@pytest.fixture(autouse=True)
def seeded():
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        yield


def found(model, rows=40):
    numbers = torch.arange(64)
    report = inspect(model, (numbers % rows, (7 * numbers) % rows), torch.randn(64, 1), functional.mse_loss)
    return [one for one in report.findings if one.code == "product"]


def entries(model, a, b):
    return model.head(a * b)


def dot(model, a, b):
    return (a * b).sum(1, keepdim=True)


MULTIPLIED = {
    "entry by entry": entries,
    "summed": dot,
    "matmul": lambda model, a, b: (a[:, None] @ b[:, :, None])[:, 0],
    "einsum": lambda model, a, b: torch.einsum("nd,nd->n", a, b)[:, None],
    "divided": lambda model, a, b: dot(model, a, b) / 8**0.5,
    "by all rows": lambda model, a, b: (a @ model.other.weight.T)[:, :1],
    "three factors": lambda model, a, b: (a * b * model.one(torch.ones_like(b[:, 0]).long())).sum(1)[:, None],
}


@pytest.mark.parametrize("name", MULTIPLIED)
def test_random_products_are_found_and_mended(name):
    model = Pair(MULTIPLIED[name])
    (finding,) = found(model)
    assert finding.severity == "fault" and finding.where == ("one.weight", "other.weight")
    fix(model, finding)
    assert found(model) == []


NOT_MULTIPLIED = {
    "a dense layer after a sum": lambda model, a, b: model.head(a + b),
    "a layer between": lambda model, a, b: model.head(a) * model.head(b),
    "cosine": lambda model, a, b: dot(model, functional.normalize(a), functional.normalize(b)),
    "cosine by itself": lambda model, a, b: functional.cosine_similarity(a, b)[:, None],
    "a gate": lambda model, a, b: model.head(a * b.sigmoid()),
    "its own square": lambda model, a, b: model.head(a * a),
    "a norm written out": lambda model, a, b: dot(model, *(x / x.norm(dim=1, keepdim=True) for x in (a, b))),
}


@pytest.mark.parametrize("name", NOT_MULTIPLIED)
def test_what_is_no_product_of_rows_is_spared(name):
    assert found(Pair(NOT_MULTIPLIED[name])) == []


def test_the_limit_is_that_of_the_product_of_two_entries():
    assert found(Pair(entries, std=0.35)) == []
    assert len(found(Pair(entries, std=0.55))) == 1


def test_a_gain_near_one_is_not_what_was_drawn():
    model = Pair(lambda model, a, b: model.head(a * (1 + b)))
    nn.init.zeros_(model.other.weight)
    assert found(model) == []


def test_few_rows_are_met_often_and_frozen_ones_are_meant():
    assert found(Pair(dot, rows=10), rows=10) == []
    model = Pair(entries)
    model.one.weight.requires_grad_(False)
    (finding,) = found(model)
    assert finding.where == ("other.weight",)


def test_tables_that_have_learned_are_not_drawn_anew():
    """What rows have in common is learned; a draw has nothing of it."""
    model = Pair(dot, width=16)
    for table in (model.one, model.other):
        table.weight.data[:, 4:] /= 5
    assert found(model) == []
