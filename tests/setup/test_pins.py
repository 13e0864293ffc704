"""What course.py reads of the files that say what is installed; nothing is installed here."""

import pytest


def test_pins_are_read_without_options_comments_and_quotes(course):
    text = (
        "name: x\ndependencies:\n  - python=3.11\n  - pip\n  - pip:\n"
        "      # why\n      - --extra-index-url https://example.org\n"
        "      - torch==2.13.0  # a reason\n\n      - 'scikit-learn==1.9.1'\n      - -r other.txt\n"
    )
    assert course.pins.read_pins(text) == ["torch==2.13.0", "scikit-learn==1.9.1"]


@pytest.mark.parametrize(
    "entry", ["numpy", "numpy>=2", "numpy=2.4", "git+https://x.org", "numpy==2.*", "numpy == 2.4"]
)
def test_what_is_no_pin_is_refused(course, entry):
    with pytest.raises(course.project.Problem, match="name==version") as caught:
        course.pins.read_pins(f"dependencies:\n  - pip:\n    - torch==2.13.0\n    - {entry}\n")
    assert entry in str(caught.value)


def test_a_file_without_pip_list_is_refused(course):
    with pytest.raises(course.project.Problem, match="pip list"):
        course.pins.read_pins("dependencies:\n  - python=3.11\n")


def test_an_unknown_extra_is_refused(course):
    with pytest.raises(course.project.Problem, match=r"nothing called 'clasroom', only .*classroom"):
        course.venv.set_up("clasroom")
    assert not course.venv.LOCK.exists()


def test_the_fingerprint_changes_with_all_that_a_set_up_depends_on(course, copied):
    python = "3 11 linux x86_64"
    seen = [course.venv.fingerprint(python), course.venv.fingerprint(python, "test")]

    def change(name, old, new):
        text = (copied / name).read_text()
        assert old in text
        (copied / name).write_text(text.replace(old, new))

    change("environment.yml", "numpy==2", "numpy==1")
    seen += [course.venv.fingerprint(python), course.venv.fingerprint(python, "test")]
    change("pyproject.toml", "pytest==9", "pytest==8")
    assert course.venv.fingerprint(python) == seen[-2]  # readers need no tests
    seen.append(course.venv.fingerprint(python, "test"))
    change("binder/prefix/etc/jupyter/jupyter_server_config.json", "{}", "null")
    seen.append(course.venv.fingerprint(python))
    python = "3 12 linux x86_64"
    seen.append(course.venv.fingerprint(python))
    assert len(set(seen)) == len(seen)
    change("environment.yml", "name: ", "# a comment changes nothing\nname: ")
    assert course.venv.fingerprint(python) == seen[-1]
