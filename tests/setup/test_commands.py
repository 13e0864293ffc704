"""What each command of course.py would set up and run; nothing is installed here."""

import os

import pytest

from tests.setup.conftest import ROOT


def test_problems_and_ctrl_c_end_in_words(course, monkeypatch, capsys):
    def fail(error):
        def set_up(extra=None):
            raise error

        monkeypatch.setattr(course.venv, "set_up", set_up)
        return course.run(["setup"])

    assert fail(course.project.Problem("Mend this.")) == 1
    assert capsys.readouterr() == ("", "Mend this.\n")
    assert fail(KeyboardInterrupt()) == 130
    assert "Stopped" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--help", "-h", "help"])
def test_help_lists_the_commands(course, capsys, option):
    assert course.run([option]) == 0
    said = capsys.readouterr().out
    for command in ("setup", "demo", "test", "parity", "notebooks", "--no-browser"):
        assert command in said


def test_a_misspelt_command_is_not_taken_for_a_file(course, monkeypatch, capsys):
    monkeypatch.setattr(course.venv, "set_up", lambda extra=None: pytest.fail("was set up"))
    assert course.run(["tset"]) == 1
    assert "no command 'tset'" in capsys.readouterr().err


@pytest.fixture
def started(course, monkeypatch):
    """What would be run, with what had been set up before."""
    started = []
    monkeypatch.setattr(course.venv, "set_up", lambda extra=None: started.append(extra))
    monkeypatch.setattr(course.project, "run", lambda *given, **_: started.append(list(given)))
    return started


@pytest.mark.skipif(os.name == "nt", reason="Windows has no root")
@pytest.mark.parametrize("root", [False, True])
def test_options_go_on_to_jupyterlab(course, started, monkeypatch, root):
    monkeypatch.setattr(course.commands.os, "geteuid", lambda: 0 if root else 1000)
    course.run(["--no-browser", "--port", "8890"])
    lesson = "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb"
    expected = ["-m", "jupyterlab", "--allow-root", lesson, "--no-browser", "--port", "8890"]
    if not root:
        expected.remove("--allow-root")
    assert started == [None, expected]


def test_side_bars_that_another_jupyterlab_has_open_stay_so(course, started, monkeypatch):
    monkeypatch.setattr(course.project, "run", lambda *_, **variables: started.append(variables))
    course.run([])
    assert started[1] == {"JUPYTERLAB_WORKSPACES_DIR": str(course.project.VENV / "workspaces")}


def test_another_first_page_replaces_ours(course, started):
    course.run(["--LabApp.default_url=/lab"])
    assert [word for word in started[1] if "default_url" in word] == ["--LabApp.default_url=/lab"]


@pytest.mark.parametrize(
    "words, expected",
    [
        (["notebooks", "01_x"], ["test", ["-m", "lesson_builder", "01_x"]]),
        (["site"], ["test", ["-m", "site_builder"]]),
        (["demo", "race", "--no-browser"], ["demo", ["-m", "classroom.demo", "race", "--no-browser"]]),
        (["setup"], [None]),
        (["setup", "classroom"], ["classroom"]),
        (["setup", "parity"], ["parity apart"]),  # Keras is left out of what readers have
    ],
)
def test_a_command_sets_up_what_it_needs_and_hands_on_what_was_asked(
    course, started, monkeypatch, words, expected
):
    monkeypatch.setattr(course.parity, "set_up", lambda: started.append("parity apart"))
    course.run(words)
    assert started == expected


@pytest.fixture
def ran(course, copied, started, monkeypatch):
    """The command lines of pytest, and the variables they get; `codes` says how each run ends."""

    class Runs(list):
        codes = (0,) * 12

    runs = Runs()
    (copied / "tests" / "setup").mkdir(parents=True)

    def call(*command, python, **variables):
        assert command[:2] == ("-m", "pytest")
        runs.append((list(command[2:]), python, variables))
        return runs.codes[len(runs) - 1]

    monkeypatch.setattr(course.project, "call", call)
    monkeypatch.setattr(course.parity, "set_up", lambda: started.append("parity"))
    return runs


@pytest.mark.parametrize(
    ("codes", "expected", "failed"),
    [
        ((0, 0, 0), 0, ""), ((5, 0, 0), 0, ""), ((5, 5, 5), 5, ""), ((3, 0, 0), 3, "unit tests"),
        ((0, 2, 1), 2, "notebooks and kernels and lessons in the browser"),
    ],
)  # fmt: skip
def test_every_part_of_a_tier_runs_and_the_end_says_which_failed(
    course, ran, capsys, codes, expected, failed
):
    ran.codes = codes
    assert course.run(["test", "-x"]) == expected
    assert len(ran) == 3 and all(arguments[-1] == "-x" for arguments, _, _ in ran)
    said = capsys.readouterr().out.splitlines()[-1]
    assert said == (f"Failed: {failed}; the report is above." if failed else "lessons in the browser:")


def files_in(path):
    """The tests and notebooks in a folder; a file itself."""
    return {path} if path.is_file() else {*path.rglob("test_*.py"), *path.rglob("[0-9]*.ipynb")}


EVERY = files_in(ROOT / "tests") | files_in(ROOT / "notebooks")


def paths(arguments):
    """What a part runs: every file that its paths name and no `--ignore` takes out."""
    named = [ROOT / one for one in arguments if not one.startswith("-")]
    left_out = [ROOT / one.removeprefix("--ignore=") for one in arguments if one.startswith("--ignore=")]
    assert all(path.exists() for path in named + left_out), "a path in tiers.py names nothing"
    return set.union(*map(files_in, named)) - set().union(*map(files_in, left_out))


@pytest.mark.parametrize("tier", [[], ["--all"], ["--all", "--slow"]])
def test_no_test_runs_twice_in_a_tier_and_all_tests_run_in_the_whole(course, ran, started, tier):
    course.run(["test", *tier])
    assert started == ["parity" if tier else "test"]
    parts = [paths(arguments) for arguments, _, variables in ran if "ATEN_CPU_CAPABILITY" not in variables]
    if "--slow" in tier:
        assert parts.pop() == {ROOT / "tests" / "browser" / "test_random_moves.py"}
    every, tiers = set.union(*parts), course.tiers
    assert sum(map(len, parts)) == len(every)
    slow = paths([*tiers.SET_UP_AND_HUB, tiers.PARITY, tiers.SOLUTIONS, tiers.CONTROLS, tiers.MACHINES])
    at_length = set() if "--slow" in tier else paths([tiers.ZOO])
    assert every == EVERY - at_length if tier else every.isdisjoint(slow | at_length)
    assert every >= files_in(ROOT / tiers.LESSONS) | set((ROOT / "notebooks").glob("[0-9]*.ipynb"))


def test_the_slowest_tier_computes_as_other_processors_do_and_moves_for_longer(course, ran):
    course.run(["test", "--all", "--slow"])
    unit = ran[0][0]
    *_, default, avx2, moves = ran
    assert default[0] == avx2[0] == unit and ran[0][2] == {}
    assert default[2] == {"ATEN_CPU_CAPABILITY": "default"}
    assert avx2[2] == {"ATEN_CPU_CAPABILITY": "avx2", "MKL_ENABLE_INSTRUCTIONS": "AVX2"}
    assert moves[2] == {"RANDOM_MOVES_MINUTES": "10"}


def test_slow_alone_is_refused_in_words(course, ran, capsys):
    assert course.run(["test", "--slow"]) == 1
    assert capsys.readouterr().err == "--slow adds to --all: python3 course.py test --all --slow\n"
    assert ran == []


@pytest.mark.parametrize("cores, expected", [(1, ("-n1", "-n1")), (2, ("-n2", "-n2")), (16, ("-n16", "-n4"))])
def test_tests_run_on_the_cores_there_are(course, ran, monkeypatch, cores, expected):
    monkeypatch.setattr(course.tiers, "cores", lambda: cores)
    course.run(["test"])
    assert (ran[0][0][-1], ran[2][0][-1]) == expected


def test_a_path_runs_a_part_whatever_its_tier(course, started, ran):
    course.run(["test", "--all", "tests/setup", "-k", "pins"])
    assert started == ["test", ["-m", "pytest", "tests/setup", "-k", "pins"]]
    assert ran == []


def test_parity_runs_its_tests_in_an_environment_of_its_own(course, started, ran, monkeypatch):
    monkeypatch.setattr(course.project, "run", lambda *words, **where: started.append((list(words), where)))
    course.run(["parity", "--record", "-x"])
    command = ["-m", "pytest", "tests/parity", "--record", "-x"]
    where = {"python": course.parity.PARITY_PYTHON, "KERAS_BACKEND": "torch"}
    assert started == ["parity", (command, where)]
    course.run(["test", "--all"])
    assert ran[-1] == (command[2:3], where.pop("python"), where)
