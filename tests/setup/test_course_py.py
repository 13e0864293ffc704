"""The decisions of course.py, one by one; nothing is installed here."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = (ROOT / "course.py").read_text(encoding="utf-8")
CUDA = ["filelock", 'nvidia-cudnn-cu13==9.20.0.48; platform_system == "Linux"']


# --- Old Pythons ---


def test_an_old_python_can_read_the_file():
    ast.parse(SOURCE, feature_version=(3, 6))
    with pytest.raises(SyntaxError):  # so the line above can fail
        ast.parse("if (n := 1): pass", feature_version=(3, 6))


def run_as(version):
    pretend = f"import runpy, sys; sys.version = {version!r}; sys.argv = ['course.py', '--help']\n"
    pretend += "sys.version_info = tuple(map(int, sys.version.split('.')))\n"
    command = [sys.executable, "-c", pretend + "runpy.run_path('course.py', run_name='__main__')"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("version", ["3.6.15", "3.10.13"])
def test_an_old_python_is_refused_in_words(version):
    code, out, err = run_as(version)
    assert code == 1 and out == ""
    assert f"needs Python 3.11 or newer, and this is Python {version}." in err
    assert "Traceback" not in err


@pytest.mark.parametrize("version", ["3.11.0", "3.14.2"])
def test_a_newer_python_is_not(version):
    code, out, err = run_as(version)
    assert code == 0 and "python3 course.py test" in out and err == ""


def test_it_imports_the_standard_library_only():
    names = set()
    for node in ast.walk(ast.parse(SOURCE)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module.split(".")[0])
    assert "subprocess" in names
    assert names <= set(sys.stdlib_module_names)


# --- The pins ---


def test_pins_are_read_without_options_comments_and_quotes(course):
    text = (
        "name: x\ndependencies:\n  - python=3.11\n  - pip\n  - pip:\n"
        "      # why\n      - --extra-index-url https://example.org\n"
        "      - torch==2.13.0  # a reason\n\n      - 'scikit-learn==1.9.1'\n      - -r other.txt\n"
    )
    assert course.read_pins(text) == ["torch==2.13.0", "scikit-learn==1.9.1"]


@pytest.mark.parametrize(
    "entry", ["numpy", "numpy>=2", "numpy=2.4", "git+https://x.org", "numpy==2.*", "numpy == 2.4"]
)
def test_what_is_no_pin_is_refused(course, entry):
    with pytest.raises(course.Problem, match="name==version") as caught:
        course.read_pins(f"dependencies:\n  - pip:\n    - torch==2.13.0\n    - {entry}\n")
    assert entry in str(caught.value)


def test_a_file_without_pip_list_is_refused(course):
    with pytest.raises(course.Problem, match="pip list"):
        course.read_pins("dependencies:\n  - python=3.11\n")


def test_an_extra_adds_its_pins(course):
    readers = course.wanted_packages()
    both = course.wanted_packages("test")
    assert both[: len(readers)] == readers
    assert any(pin.startswith("pytest==") for pin in both[len(readers) :])


def test_the_tests_need_every_extra(course):
    classroom = course.wanted_packages("classroom")
    assert any(pin.startswith("jupyterhub==") for pin in classroom)
    assert not any(pin.startswith("pytest==") for pin in classroom)
    assert set(classroom) < set(course.wanted_packages("test"))


def test_an_unknown_extra_is_refused(course):
    with pytest.raises(course.Problem, match=r"nothing called 'clasroom', only .*classroom"):
        course.set_up("clasroom")
    assert not course.LOCK.exists()


def test_the_fingerprint_changes_with_all_that_a_set_up_depends_on(course, copied):
    python = "3 11 linux x86_64"
    seen = [course.fingerprint(python), course.fingerprint(python, "test")]

    def change(name, old, new):
        text = (copied / name).read_text()
        assert old in text
        (copied / name).write_text(text.replace(old, new))

    change("environment.yml", "numpy==2", "numpy==1")
    seen += [course.fingerprint(python), course.fingerprint(python, "test")]
    change("pyproject.toml", "pytest==9", "pytest==8")
    assert course.fingerprint(python) == seen[-2]  # readers need no tests
    seen.append(course.fingerprint(python, "test"))
    change("binder/prefix/etc/jupyter/jupyter_server_config.json", "{}", "null")
    seen.append(course.fingerprint(python))
    python = "3 12 linux x86_64"
    seen.append(course.fingerprint(python))
    assert len(set(seen)) == len(seen)
    change("environment.yml", "name: ", "# a comment changes nothing\nname: ")
    assert course.fingerprint(python) == seen[-1]


# --- torch without CUDA ---


@pytest.mark.parametrize(
    ("version", "requires", "platform", "expected"),
    [
        ("2.13.0+cpu", ["filelock"], "linux", True),
        ("2.13.0+cpu", ["filelock"], "win32", True),
        ("2.13.0", CUDA, "linux", False),
        ("2.13.0", ["filelock", "triton==3.7"], "linux", False),
        ("2.13.0", ["cuda-bindings>=13"], "linux", False),
        ("2.13.0", ["filelock", "sympy"], "linux", True),  # a machine without a CUDA build
        ("2.13.0", CUDA, "darwin", True),
        ("2.13.0", CUDA, "win32", True),
        ("2.13.0+cu130", [], "linux", False),
        ("2.13.0+cu130", [], "win32", False),
        ("2.13.0+rocm7.1", [], "linux", False),
    ],
)
def test_which_build_is_without_cuda(course, version, requires, platform, expected):
    assert course.is_cpu_build(version, requires, platform) is expected


@pytest.fixture
def torch_setup(course, monkeypatch):
    """install_torch with a pretended pip: what it was asked for, and how it answers."""

    class TorchSetup:
        index_works = False
        found = ("2.13.0", CUDA)

        def __init__(self):
            self.asked = []

        def pip(self, *arguments):
            self.asked.append(" ".join(arguments))
            return (0 if self.index_works else 1), "ERROR: no"

        def run(self):
            course.install_torch("2.13.0")

    setup = TorchSetup()
    monkeypatch.setattr(course, "pip", setup.pip)
    monkeypatch.setattr(course, "pip_or_stop", lambda *a: setup.asked.append(" ".join(a)))
    monkeypatch.setattr(course, "find_torch", lambda version: setup.found)
    monkeypatch.setattr(course, "installed_torch", lambda: None)
    monkeypatch.setattr(course.sys, "platform", "linux")
    monkeypatch.setattr(course.sys, "stdin", None)
    monkeypatch.delenv("COURSE_ALLOW_CUDA", raising=False)
    return setup


def test_the_cpu_index_comes_first_and_can_give_nothing_but_a_cpu_build(course, torch_setup):
    torch_setup.index_works = True
    torch_setup.run()
    (asked,) = torch_setup.asked
    assert asked.startswith("install --no-deps ") and asked.endswith(" torch==2.13.0+cpu")
    assert f"--index-url {course.CPU_INDEX} --retries 1 --timeout 15" in asked


def test_pip_may_find_the_cpu_build_elsewhere(torch_setup):
    torch_setup.found = ("2.13.0+cpu", ["filelock"])
    torch_setup.run()
    assert torch_setup.asked[1:] == ["install --no-deps torch==2.13.0+cpu"]


def test_the_build_with_cuda_is_refused_where_nobody_can_be_asked(course, torch_setup):
    with pytest.raises(course.Problem, match="gigabytes of CUDA") as caught:
        torch_setup.run()
    assert "COURSE_ALLOW_CUDA=1" in str(caught.value)
    assert len(torch_setup.asked) == 1  # the CPU index, and nothing after it


def test_the_build_with_cuda_can_be_allowed(torch_setup, monkeypatch):
    monkeypatch.setenv("COURSE_ALLOW_CUDA", "1")
    torch_setup.run()
    assert torch_setup.asked[1:] == ["install --no-deps torch==2.13.0"]


@pytest.mark.parametrize(("answer", "allowed"), [("y", True), ("", False), ("no", False)])
def test_a_reader_at_the_keyboard_is_asked(course, torch_setup, monkeypatch, answer, allowed):
    class Keyboard:
        isatty = staticmethod(lambda: True)

    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(course.sys, "stdin", Keyboard)
    monkeypatch.setattr("builtins.input", lambda question: answer)
    if allowed:
        torch_setup.run()
    else:
        with pytest.raises(course.Problem):
            torch_setup.run()
    assert len(torch_setup.asked) == 1 + allowed


def test_on_a_mac_the_ordinary_index_will_do(course, torch_setup, monkeypatch):
    monkeypatch.setattr(course.sys, "platform", "darwin")
    torch_setup.run()
    assert torch_setup.asked == ["install --no-deps torch==2.13.0"]


@pytest.mark.parametrize(
    ("installed", "kept"), [("2.13.0+cpu", True), ("2.13.0", True), ("2.12.0+cpu", False)]
)
def test_the_pinned_torch_is_kept(course, torch_setup, monkeypatch, installed, kept):
    torch_setup.index_works = True
    monkeypatch.setattr(course, "installed_torch", lambda: installed)
    torch_setup.run()
    assert (torch_setup.asked == []) is kept


def test_the_rest_is_installed_with_torch_held_to_its_build(course, monkeypatch):
    asked = []
    monkeypatch.setattr(course, "install_torch", asked.append)
    monkeypatch.setattr(course, "installed_torch", lambda: "2.13.0+cpu")
    monkeypatch.setattr(course, "pip_or_stop", lambda *arguments: asked.append(arguments))
    course.install(["numpy==2.4.6", "torch==2.13.0"])
    assert asked == ["2.13.0", ("install", "numpy==2.4.6", "torch==2.13.0+cpu")]


# --- What is said when something goes wrong ---

NOTHING = "ERROR: No matching distribution found for numpy==2.4.6"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError'\n" + NOTHING,
            "there is no network",
        ),
        ("ReadTimeoutError: HTTPSConnectionPool(host='x'): Read timed out.", "there is no network"),
        (f"ERROR: Could not find numpy==2.4.6 (from versions: none)\n{NOTHING}", "Either there is"),
        (
            f"ERROR: Could not find numpy==2.4.6 (from versions: 1.26)\n{NOTHING}",
            "only other builds",
        ),
        ("\n".join(f"line {n}" for n in range(100)), "line 99"),
    ],
)
def test_explanations(course, said, words):
    explained = course.explain(said)
    assert words in explained
    assert len(explained.splitlines()) <= 13
    assert ("no network" in explained) is (words in ("there is no network", "Either there is"))


def test_a_python_that_cannot_make_environments(course, monkeypatch):
    find = course.importlib.util.find_spec
    monkeypatch.setattr(
        course.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else find(name)
    )
    with pytest.raises(course.Problem, match="apt install python3-venv"):
        course.make_venv()


def test_problems_and_ctrl_c_end_in_words(course, monkeypatch, capsys):
    def fail(error):
        def set_up(extra=None):
            raise error

        monkeypatch.setattr(course, "set_up", set_up)
        return course.main(["setup"])

    assert fail(course.Problem("Mend this.")) == 1
    assert capsys.readouterr() == ("", "Mend this.\n")
    assert fail(KeyboardInterrupt()) == 130
    assert "Stopped" in capsys.readouterr().err


def test_variables_that_lead_astray_are_not_passed_on(course, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("PIP_INDEX_URL", "https://example.org")
    environment = course.environment()
    assert "PYTHONPATH" not in environment and "PIP_TARGET" not in environment
    assert environment["PIP_INDEX_URL"] == "https://example.org"  # the reader's own index


# --- The commands ---


@pytest.mark.parametrize("option", ["--help", "-h", "help"])
def test_help_lists_the_commands(course, capsys, option):
    assert course.main([option]) == 0
    said = capsys.readouterr().out
    for command in ("setup", "test", "parity", "notebooks", "--no-browser"):
        assert command in said


def test_a_misspelt_command_is_not_taken_for_a_file(course, monkeypatch, capsys):
    monkeypatch.setattr(course, "set_up", lambda extra=None: pytest.fail("was set up"))
    assert course.main(["tset"]) == 1
    assert "no command 'tset'" in capsys.readouterr().err


@pytest.fixture
def started(course, monkeypatch):
    """What would be run, with what had been set up before."""
    started = []
    monkeypatch.setattr(course, "set_up", lambda extra=None: started.append(extra))
    monkeypatch.setattr(course, "run", lambda *arguments: started.append(list(arguments)))
    return started


@pytest.mark.skipif(os.name == "nt", reason="Windows has no root")
@pytest.mark.parametrize("root", [False, True])
def test_options_go_on_to_jupyterlab(course, started, monkeypatch, root):
    monkeypatch.setattr(course.os, "geteuid", lambda: 0 if root else 1000)
    course.main(["--no-browser", "--port", "8890"])
    lesson = "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb"
    expected = ["-m", "jupyterlab", "--allow-root", lesson, "--no-browser", "--port", "8890"]
    if not root:
        expected.remove("--allow-root")
    assert started == [None, expected]


def test_another_first_page_replaces_ours(course, started):
    course.main(["--LabApp.default_url=/lab"])
    assert [word for word in started[1] if "default_url" in word] == ["--LabApp.default_url=/lab"]


def test_notebooks_are_rebuilt_by_their_own_script(course, started):
    course.main(["notebooks", "01_breaking_symmetry"])
    assert started == ["test", ["notebooks/build.py", "01_breaking_symmetry"]]


@pytest.fixture
def pytest_runs(course, copied, started, monkeypatch):
    """The command lines of pytest; `codes` says how each run ends."""

    class Runs(list):
        codes = ()

    runs = Runs()
    for folder in ("tests/browser", "tests/setup", "notebooks"):
        (copied / folder).mkdir(parents=True)

    def call(command, cwd, env):
        assert cwd == copied and command[:3] == [course.PYTHON, "-m", "pytest"]
        runs.append(command[3:])
        return runs.codes[len(runs) - 1]

    monkeypatch.setattr(course.subprocess, "call", call)
    return runs


@pytest.mark.parametrize(
    ("codes", "expected"),
    [((0, 0), 0), ((1, 0), 1), ((0, 2), 2), ((3, 1), 3), ((5, 0), 0), ((0, 5), 0), ((5, 5), 5)],
)
def test_all_tests_run_and_the_browser_ones_by_themselves(course, pytest_runs, codes, expected):
    pytest_runs.codes = codes
    assert course.main(["test", "-x"]) == expected
    rest, browser = pytest_runs
    apart = ["--ignore=tests/browser", "--ignore=tests/parity"]
    assert rest == ["tests", "notebooks", *apart, "-n2", "-x"]
    assert browser == ["tests/browser", "-x"]


def test_the_end_says_which_part_failed(course, pytest_runs, capsys):
    pytest_runs.codes = (1, 0)
    course.main(["test"])
    assert capsys.readouterr().out == "Failed: unit tests and notebooks; the report is above.\n"


def test_when_all_is_well_pytest_has_the_last_word(course, pytest_runs, capsys):
    pytest_runs.codes = (0, 0)
    course.main(["test"])
    assert capsys.readouterr().out == ""


def test_a_path_runs_a_part(course, started, pytest_runs):
    course.main(["test", "tests/setup", "-k", "pins"])
    assert started == ["test", ["-m", "pytest", "tests/setup", "-k", "pins"]]
    assert pytest_runs == []


def test_parity_runs_its_tests_in_an_environment_of_its_own(course, monkeypatch):
    started = []
    monkeypatch.setattr(course, "set_up_parity", lambda: started.append("set up"))
    monkeypatch.setattr(course, "run", lambda *words, **where: started.append((list(words), where)))
    course.main(["parity", "--record", "-x"])
    command = ["-m", "pytest", "tests/parity", "--record", "-x"]
    where = {"python": course.PARITY_PYTHON, "KERAS_BACKEND": "torch"}
    assert started == ["set up", (command, where)]
