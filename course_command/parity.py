"""The folder .venv-parity, with the other frameworks."""

from course_command import installer, torch_build, venv
from course_command.pins import wanted_packages
from course_command.project import PYTHON, ROOT, VENV, Problem, ask_python, listen

PARITY = ROOT / ".venv-parity"
PARITY_PYTHON = PARITY / PYTHON.relative_to(VENV)


def set_up():
    """Makes .venv-parity: Keras and JAX on top of .venv, whose torch and NumPy serve there too."""
    venv.set_up("test")
    with venv.one_at_a_time():
        stamp, wanted = PARITY / ".set-up", venv.fingerprint(venv.python_in_venv(), "test", "parity")
        if stamp.exists() and stamp.read_text() == wanted and ask_python("", PARITY_PYTHON) == "":
            return
        print("Setting up Keras and JAX in .venv-parity: once, about 1 minute and 600 MB.")
        venv.step("a Python environment on top of .venv", make_parity_venv)
        pins = dict(pin.split("==") for pin in wanted_packages("parity"))
        pins["torch"] = torch_build.installed_torch()  # what .venv holds is named too, so that it stays
        packages = [f"{name}=={version}" for name, version in pins.items()]
        other = ["--python", str(PARITY_PYTHON)]
        venv.step("the frameworks and what they need", installer.pip_or_stop, *other, "install", *packages)
        stamp.write_text(wanted)


def make_parity_venv():
    code, said = listen(PYTHON, "-m", "venv", "--clear", "--without-pip", PARITY)
    if code:
        raise Problem(f"The folder {PARITY} could not be made:\n{said}")
    venv.add_to_path(venv.site_packages(PYTHON), PARITY_PYTHON)
