"""Which build of torch course.py takes; nothing is installed here."""

import pytest

CUDA = ["filelock", 'nvidia-cudnn-cu13==9.20.0.48; platform_system == "Linux"']


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
    assert course.torch_build.is_cpu_build(version, requires, platform) is expected


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
            course.torch_build.install_torch("2.13.0")

    setup = TorchSetup()
    monkeypatch.setattr(course.installer, "pip", setup.pip)
    monkeypatch.setattr(course.installer, "pip_or_stop", lambda *a: setup.asked.append(" ".join(a)))
    monkeypatch.setattr(course.torch_build, "find_torch", lambda version: setup.found)
    monkeypatch.setattr(course.torch_build, "installed_torch", lambda: None)
    monkeypatch.setattr(course.torch_build.sys, "platform", "linux")
    monkeypatch.setattr(course.torch_build.sys, "stdin", None)
    monkeypatch.delenv("COURSE_ALLOW_CUDA", raising=False)
    return setup


def test_the_cpu_index_comes_first_and_can_give_nothing_but_a_cpu_build(course, torch_setup):
    torch_setup.index_works = True
    torch_setup.run()
    (asked,) = torch_setup.asked
    assert asked.startswith("install --no-deps ") and asked.endswith(" torch==2.13.0+cpu")
    assert f"--index-url {course.torch_build.CPU_INDEX} --retries 1 --timeout 15" in asked


def test_pip_may_find_the_cpu_build_elsewhere(torch_setup):
    torch_setup.found = ("2.13.0+cpu", ["filelock"])
    torch_setup.run()
    assert torch_setup.asked[1:] == ["install --no-deps torch==2.13.0+cpu"]


def test_the_build_with_cuda_is_refused_where_nobody_can_be_asked(course, torch_setup):
    with pytest.raises(course.project.Problem, match="gigabytes of CUDA") as caught:
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
    monkeypatch.setattr(course.torch_build.sys, "stdin", Keyboard)
    monkeypatch.setattr("builtins.input", lambda question: answer)
    if allowed:
        torch_setup.run()
    else:
        with pytest.raises(course.project.Problem):
            torch_setup.run()
    assert len(torch_setup.asked) == 1 + allowed


def test_on_a_mac_the_ordinary_index_will_do(course, torch_setup, monkeypatch):
    monkeypatch.setattr(course.torch_build.sys, "platform", "darwin")
    torch_setup.run()
    assert torch_setup.asked == ["install --no-deps torch==2.13.0"]


@pytest.mark.parametrize(
    ("installed", "kept"), [("2.13.0+cpu", True), ("2.13.0", True), ("2.12.0+cpu", False)]
)
def test_the_pinned_torch_is_kept(course, torch_setup, monkeypatch, installed, kept):
    torch_setup.index_works = True
    monkeypatch.setattr(course.torch_build, "installed_torch", lambda: installed)
    torch_setup.run()
    assert (torch_setup.asked == []) is kept
