"""The table of frameworks and its translations, without the frameworks: tests/parity runs those."""

import ast
import math
import re
from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy import stats

from course_lib import frameworks
from course_lib.frameworks import (
    ENTRIES,
    FRAMEWORKS,
    KINDS,
    find,
    fingerprint,
    measured,
    parity_table,
    table,
    translate,
)
from course_lib.frameworks.layouts import sizes
from course_lib.frameworks.special_lines import SPECIAL
from course_lib.initializers import TRUNCATED_STD, Initializer, he_normal, he_uniform
from tests.kinds import error_for

PACKAGE = Path(frameworks.__file__).parent
SHAPE = (64, 32)


# --- The rows ---


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_rows_are_whole(framework):
    rows = {name: entry for name, entry in ENTRIES.items() if entry.framework == framework}
    for name, entry in rows.items():
        assert name == entry.name and name.split(".")[0] == framework
        assert entry.kind in KINDS, name
        assert isinstance(entry.initializer, Initializer) or name in SPECIAL
        for text in (entry.formula, entry.layout, entry.fans, entry.truncation, entry.code):
            assert text and "\n" not in text, name
        assert re.search(r"\d.*https://\S+$", entry.source), f"a version or a year, and a link: {name}"
        assert entry.executed is (framework != "tf1"), name
        assert all(size > 0 for size in entry.stored((3, 3, *SHAPE))), name


def test_rows_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        ENTRIES["torch.normal_"].note = ""


def test_a_spelling_belongs_to_one_row():
    spellings = [spelling for entry in ENTRIES.values() for spelling in (entry.name, *entry.aliases)]
    assert len(spellings) == len(set(spellings))
    for entry in ENTRIES.values():
        assert all(find(spelling) is entry for spelling in (entry.name, *entry.aliases))


def test_the_frameworks_come_one_after_the_other():
    order = list(dict.fromkeys(entry.framework for entry in ENTRIES.values()))
    assert order == list(FRAMEWORKS)


# What the tutorials draw: the row, and its std or its constant for 64 inputs and 32 units.
TUTORIALS = {
    "numpy.zeros": 0, "keras.zero": 0, "numpy.ones": 0, "numpy.ones_times_constant": 0, "torch.constant_": 0,
    "tf1.random_normal_initializer": 1, "keras.random_normal": 0.05,
    "numpy.random.normal(0, 0.5)": 0.5, "numpy.randn": 1,
    "numpy.randn_times_10": 10, "torch.normal_": 1, "tf1.truncated_normal_initializer": TRUNCATED_STD,
    "tf1.random_uniform_initializer": 12**-0.5, "keras.random_uniform": 0.1 / 12**0.5,
    "torch.uniform_": 12**-0.5, "numpy.random.uniform(-0.05, 0.05)": 0.1 / 12**0.5,
    "numpy.uniform_standard": 192**-0.5,
    "torch.nn.Linear.weight": 192**-0.5, "tf1.uniform_unit_scaling_initializer": 1 / 8,
    "numpy.lecun_uniform": 1 / 8, "numpy.lecun_normal": 1 / 8, "keras.lecun_normal": 1 / 8,
    "numpy.randn_over_sqrt_fan_in": 1 / 8, "keras.glorot_normal": 48**-0.5, "torch.xavier_normal_": 48**-0.5,
    "numpy.glorot_normal": 48**-0.5, "keras.glorot_uniform": 48**-0.5, "torch.xavier_uniform_": 48**-0.5,
    "numpy.glorot_uniform": 48**-0.5, "keras.he_normal": 32**-0.5, "torch.kaiming_normal_": 32**-0.5,
    "torch.kaiming_normal_(mode='fan_out')": 1 / 4, "numpy.randn_times_sqrt_2_over_fan_in": 32**-0.5,
    "keras.he_uniform": 32**-0.5, "torch.kaiming_uniform_": 32**-0.5,
    "torch.kaiming_uniform_(mode='fan_out')": 1 / 4, "numpy.he_uniform": 32**-0.5,
    "tf1.variance_scaling_initializer": TRUNCATED_STD * math.sqrt(1.3 * 2 / 64), "numpy.bias_zeros": 0,
    "numpy.bias_0.001": 0, "numpy.bias_uniform": 12**-0.5, "numpy.bias_normal": 1,
}  # fmt: skip


def test_all_that_tutorials_draw_is_there():
    found = {name: find(name).law(SHAPE).std for name in TUTORIALS}
    assert found == pytest.approx(TUTORIALS, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("keras.HeNorml", "keras.HeNormal"),
        ("torch.he_normal", "torch.kaiming_normal_"),  # another framework's word for the scheme
        ("keras.kaiming_normal_", "keras.HeNormal"),
    ],
)
def test_a_wrong_name_gets_the_nearest_of_its_framework(name, own):
    with pytest.raises(ValueError, match=rf"did you mean '{own}'\?"):
        find(name)


@pytest.mark.parametrize("name", ["", "qqqqqqqq", "torch.lecun_normal", "jax.trunc_normal_"])
def test_a_name_like_no_other_gets_examples(name):
    with pytest.raises(ValueError, match=r"such as torch\.kaiming_normal_, .*, got "):
        find(name)


def test_a_name_is_a_string():
    with pytest.raises(TypeError, match=r"name must be a string.*got 3"):
        find(3)


# --- Layouts ---


@pytest.mark.parametrize(
    ("layout", "shape", "expected"),
    [
        ("(out, in, *window)", (3, 5, 64, 32), (32, 64, 3, 5)),
        ("(4·out, in)", SHAPE, (128, 64)),
        ("(heads, out/heads, in)", SHAPE, (4, 8, 64)),
        ("(in+out, 4·out)", SHAPE, (96, 128)),
        ("(2, 3·out)", SHAPE, (2, 96)),
        ("(out,)", SHAPE, (32,)),
    ],
)
def test_layouts_become_numbers(layout, shape, expected):
    assert sizes(layout, shape) == expected


@pytest.mark.parametrize("layout", ["(inputs, out)", "(out-in,)"])
def test_another_word_in_a_layout_is_refused(layout):
    with pytest.raises(ValueError, match=r"layout must be made of \*window, in, out"):
        sizes(layout, SHAPE)


# --- Translations ---


@pytest.mark.parametrize("to", FRAMEWORKS)
def test_every_row_is_said_exactly_in_a_line_or_three_of_known_names(to):
    known = set(re.findall(r"\w+", frameworks.NAMES[to])) | {"max", "sum", "len", "range"}
    for name in ENTRIES:
        translation = translate(name, to)
        assert translation.exact and not translation.note.startswith("None is exact"), name
        tree = ast.parse(translation.code)
        assert len(translation.code.splitlines()) <= (3 if to == "torch" else 1), name
        assert to == "torch" or isinstance(tree.body[0], ast.Expr), name
        names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        made = {node.id for node in names if isinstance(node.ctx, ast.Store)}
        with_fan = {"fan"} if "fan is the number" in translation.note else set()
        assert {node.id for node in names} - made <= known | with_fan, name


def run_in_torch(code):
    w = torch.empty(400, 500)
    exec(code, {"torch": torch, "math": math, "w": w})
    return w.numpy().ravel().astype(np.float64)


def test_translations_say_what_the_lesson_says():
    """Keras' he_normal in PyTorch and back; at p = 1e-4, and a plain kaiming_normal_ must fail."""
    torch.manual_seed(0)
    cut = stats.truncnorm(-2, 2, 0, he_normal.std((500, 400)) / TRUNCATED_STD)
    assert stats.kstest(run_in_torch(translate("keras.HeNormal").code), cut.cdf).pvalue > 1e-4
    assert stats.kstest(run_in_torch("torch.nn.init.kaiming_normal_(w)"), cut.cdf).pvalue < 1e-9
    back = translate("torch.kaiming_normal_", to="keras")
    assert (
        back.code == "keras.initializers.VarianceScaling(2, 'fan_in', 'untruncated_normal', seed=seed)(shape)"
    )
    assert back.exact and "HeNormal has the same std but is truncated" in back.note


def test_a_line_for_a_parameter_that_is_trained_works_too():
    torch.manual_seed(0)
    w = torch.nn.Linear(64, 32).weight
    exec(translate("keras.HeUniform").code, {"torch": torch, "math": math, "w": w})
    assert w.abs().max() > 0.95 * he_uniform.limit(SHAPE)
    exec(translate("keras.GlorotNormal").code, {"torch": torch, "math": math, "w": w})
    assert w.requires_grad and w.is_leaf


def test_what_cannot_be_said_is_said_to_be_so():
    """TensorFlow 1 cuts at ±2 std only; a call has other bounds than any row."""
    translation = translate("trunc_normal_(std=0.5, a=-0.5, b=0.5)", "tf1")
    assert not translation.exact
    assert translation.note.startswith("None is exact: no line of TensorFlow 1 draws just this")


def test_an_initializer_in_its_own_framework_is_its_own_line():
    assert translate("torch.kaiming_normal_").code == "torch.nn.init.kaiming_normal_(w)"
    assert translate("torch.nn.Linear.weight").code == "torch.nn.init.kaiming_uniform_(w, a=math.sqrt(5))"


@pytest.mark.parametrize("to", ["pytorch", None, "Torch"])
def test_an_unknown_framework_is_refused(to):
    with pytest.raises(
        error_for(to, str), match="to must be one of numpy, torch, keras, tf1, jax, flax; got"
    ):
        translate("torch.normal_", to)


# --- What was measured ---


def test_the_record_is_of_these_rows_and_lines():
    """Stale after a change of what a row or a line draws: run `python3 course.py parity --record`."""
    assert measured()["fingerprint"] == fingerprint()
    assert set(measured()["entries"]) == {name for name, entry in ENTRIES.items() if entry.executed}


def test_a_changed_row_makes_the_record_stale(monkeypatch):
    before = fingerprint()
    monkeypatch.setitem(ENTRIES, "torch.normal_", find("torch.uniform_"))
    assert fingerprint() != before


def test_the_record_is_of_the_pinned_versions():
    pins = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    versions = measured()["versions"]
    for name in ("keras", "jax", "flax"):
        assert f'"{name}=={versions[name]}"' in pins
    assert versions["torch"] == torch.__version__.split("+")[0] and versions["numpy"] == np.__version__


def test_what_was_measured_is_what_theory_says():
    """Every recorded std within five standard errors, as large as for a normal."""
    for name, found in measured()["entries"].items():
        if "std" in found:
            theory = ENTRIES[name].law(tuple(found["shape"])).std
            assert found["theory"] == pytest.approx(theory, rel=1e-4)
            assert abs(found["std"] / theory - 1) < 5 / math.sqrt(2 * found["numbers"]) + 1e-4, name


def test_the_table_has_a_line_for_every_row():
    rows = parity_table()
    assert [row.name for row in rows] == list(ENTRIES)
    for row in rows:
        entry = ENTRIES[row.name]
        assert (row.std is None) == (entry.initializer is None)
        if row.std is not None:
            law = entry.law(row.shape)
            assert (row.std, row.limit) == (law.std, max(map(abs, law.support)))
            assert f"of ({', '.join(map(str, row.shape))})" in row.verdict or not row.verdict.startswith(
                "agrees"
            )
        start = (
            "agrees in" if entry.executed and "std" in measured()["entries"][row.name] else "as described in"
        )
        assert row.verdict.startswith(start if entry.executed else "not run: documented by TensorFlow 1.15")


def test_a_verdict_names_version_std_and_checks():
    (row,) = [row for row in parity_table() if row.name == "torch.kaiming_normal_"]
    found = measured()["entries"][row.name]
    assert row.verdict == (
        f"agrees in PyTorch {measured()['versions']['torch']}: std {found['std']:.4g} where 0.1768 is "
        f"expected, in {found['numbers']:,} numbers of (64, 32); {found['checks']} checks"
    )
    assert math.isinf(row.limit) and not row.truncated


def test_a_limit_is_how_far_a_draw_can_go():
    limits = {row.name: row.limit for row in parity_table()}
    assert (limits["torch.uniform_"], limits["torch.ones_"], limits["torch.trunc_normal_"]) == (1, 1, 2)


def test_a_row_that_was_not_measured_says_so(monkeypatch):
    monkeypatch.setattr(table, "measured", lambda: {"entries": {}, "versions": {}})
    rows = [row for row in parity_table() if row.framework != "tf1"]
    assert {row.verdict for row in rows} == {"not measured yet: python3 course.py parity --record"}


# --- What is written about it ---


def test_the_readme_shows_what_the_calls_give():
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    translation = translate("torch.kaiming_normal_", to="keras")
    assert f"# {find('torch.nn.Linear.weight').formula!r}\n" in readme
    assert f"t.code  # {translation.code!r}\n" in readme
    call = "kaiming_normal_(w, mode='fan_out', a=0.2)"
    assert f'find("{call}").formula  # {find(call).formula!r}:' in readme
    assert f"t.exact, t.note  # {translation.exact}; Keras' HeNormal has" in readme
