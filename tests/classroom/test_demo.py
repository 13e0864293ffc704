"""`course.py demo`: what it lists and refuses, what its page shows, and how it opens."""

import subprocess
from queue import Queue

import pytest

from classroom.demo import choice, page, server
from classroom.demo.__main__ import main
from course_lib import labs
from tests.running_course import command

LAB, PRESET = next((lab, preset) for lab, presets in labs.PRESETS.items() for preset in presets)


def lists_all(text):
    lines = {line.split()[0]: line for line in text.splitlines() if line.startswith("  ")}
    return all(name in lines and lab.__doc__.strip() in lines[name] for name, lab in labs.LABS.items())


# --- What is asked for -------------------------------------------------------------------------------------


def test_without_a_name_all_labs_are_listed_with_their_presets():
    done = subprocess.run(command("demo"), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and done.stderr == ""
    assert lists_all(done.stdout)
    assert f"      {PRESET}: {labs.PRESETS[LAB][PRESET].label}\n" in done.stdout
    assert not lists_all(done.stdout.replace("  samples ", "  sample ")), "a list that lacks one is seen"


def test_an_unknown_name_is_refused_with_the_nearest_and_the_list(capsys):
    assert main(["raec", "--no-browser"]) == main([LAB, PRESET[:-1]]) == 1
    out, err = capsys.readouterr()
    of_lab, of_preset = err.split(f"The lab {LAB} has no preset {PRESET[:-1]!r}; did you mean {PRESET!r}")
    assert out == "" and of_lab.startswith("There is no lab 'raec'; did you mean 'race'?\n")
    assert lists_all(of_lab) and f"Its presets: {', '.join(labs.PRESETS[LAB])}." in of_preset


def test_a_name_near_to_nothing_or_of_a_lab_without_presets_is_refused_too(monkeypatch):
    monkeypatch.setitem(labs.PRESETS, "samples", {})
    for names, said in (
        (["zzz"], r"^There is no lab 'zzz'\.$"),
        (["samples", "any"], r"It has no presets\.$"),
    ):
        with pytest.raises(ValueError, match=said):
            choice.check(*names)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "8e3"])
def test_what_is_no_port_is_refused(port, capsys):
    with pytest.raises(SystemExit, match=r"^2$"):
        main(["race", f"--port={port}"])
    assert f"a port is a whole number from 1 to 65535; got {port!r}" in capsys.readouterr().err


@pytest.mark.parametrize("lab", labs.LABS)
def test_every_lab_says_in_one_line_what_it_is_for(lab):
    choice.check(lab)
    assert 20 < len(choice.line(lab)) < 120 and "\n" not in choice.line(lab)


# --- What the page's kernel makes of it --------------------------------------------------------------------


@pytest.fixture
def shown(monkeypatch):
    """What the page shows for a query: the HTML of each part, or the part itself."""

    def shown(query):
        parts = []
        monkeypatch.setenv("QUERY_STRING", query)
        monkeypatch.setattr(page, "display", lambda *these: parts.extend(these))
        page.show()
        return [getattr(part, "data", part) for part in parts]

    return shown


def test_the_page_shows_title_purpose_and_lab(shown):
    head, lab = shown("token=abc&lab=samples")
    assert "<h1>Samples</h1>" in head and "Weights drawn by any scheme" in head
    assert lab.title == "Samples" and lab.settings == labs.samples().settings


def test_a_preset_is_handed_on(shown, monkeypatch):
    asked = []
    monkeypatch.setitem(labs.LABS, LAB, lambda **settings: asked.append(settings) or labs.samples())
    monkeypatch.setattr(page, "line", lambda lab: "")
    shown(f"lab={LAB}&preset={PRESET}")
    shown(f"lab={LAB}&scene={PRESET}")  # what an address called it before
    shown(f"lab={LAB}")
    assert asked == [{"preset": PRESET, "paused": True}] * 2 + [{"preset": None, "paused": True}]


def test_the_old_name_of_a_preset_opens_the_preset(shown):
    choice.check("samples", "limit-and-std")
    _, lab = shown("lab=samples&preset=limit-and-std")
    assert lab.settings == labs.samples(preset="glorot-uniform-64").settings


def test_settings_in_the_address_are_applied_and_what_is_wrong_is_named(shown):
    head, lab = shown("lab=samples&fan_in=784&sheme=zeros&seed=100&versus=he_normal")
    assert lab.settings == labs.samples().settings | {"fan_in": 784, "versus": "he_normal"}
    assert "has no setting &#x27;sheme&#x27;; did you mean &#x27;scheme&#x27;?" in head
    assert "seed (Seed) must be a whole number from 0 to 99; got 100." in head
    assert lab.state.addressed and lab.state.query == "fan_in=784&versus=he_normal"
    head, lab = shown("lab=one_seed&seed=30&shown=10")
    assert "seed must be below" in head and lab.settings == labs.one_seed().settings


@pytest.mark.parametrize(
    "query", ["", "lab=", "lab=raec", "lab=__init__", "lab=race.make", "lab=samples&preset=x"]
)
def test_what_is_no_name_gets_words_and_the_list(shown, query):
    problem, names = shown(query)[0].split("<pre>")
    assert "There is no lab" in problem or "has no preset" in problem
    assert "samples" in names


def test_a_query_stays_text(shown):
    (said,) = shown("lab=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script" not in said and "&lt;script&gt;alert(1)" in said


# --- How it opens ------------------------------------------------------------------------------------------


def test_the_browser_gets_a_file_that_leads_to_the_page_and_no_token(tmp_path, monkeypatch):
    opened = Queue()
    monkeypatch.setattr(server.webbrowser, "open", opened.put)
    demo = server.Demo({"lab": "race", "preset": "a&b"}, 8866, browser=True)
    demo.connection_dir = str(tmp_path)
    demo.launch_browser()
    (file,) = tmp_path.iterdir()
    address = opened.get(timeout=10)
    assert address == file.as_uri() and demo.token not in address
    assert f"lab=race&amp;preset=a%26b&amp;token={demo.token}" in file.read_text()


def test_no_browser_means_none(tmp_path, capsys):
    demo = server.Demo({"lab": "race"}, 8866, browser=False)
    demo.connection_dir = str(tmp_path)
    demo.launch_browser()
    assert capsys.readouterr().out == f"The page is at http://127.0.0.1:8866/?lab=race&token={demo.token}\n"
    assert list(tmp_path.iterdir()) == []
