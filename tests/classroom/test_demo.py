"""`course.py demo`: what it lists and refuses, and who may see the page that it shows."""

import json
import os
import signal
import socket
import subprocess
from queue import Queue
from urllib.parse import parse_qs, urlsplit

import psutil
import pytest
import requests
import websocket
from jupyter_client.session import Session

from classroom.demo import choice, page, server
from classroom.demo.__main__ import main
from course_lib import labs
from tests.running_course import command, running_demo

LAB, PRESET = next((lab, preset) for lab, presets in labs.PRESETS.items() for preset in presets)


def run(*arguments):
    done = subprocess.run(command("demo", *arguments), capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def lists_all(text):
    lines = {line.split()[0]: line for line in text.splitlines() if line.startswith("  ")}
    return all(name in lines and lab.__doc__.strip() in lines[name] for name, lab in labs.LABS.items())


# --- What is asked for -------------------------------------------------------------------------------------


def test_without_a_name_all_labs_are_listed_with_their_presets():
    code, out, err = run()
    assert code == 0 and err == ""
    assert lists_all(out)
    assert f"      {PRESET}: {labs.PRESETS[LAB][PRESET].label}\n" in out


def test_a_list_that_lacks_a_lab_would_be_seen():
    assert lists_all(choice.listing())
    assert not lists_all(choice.listing().replace("  samples ", "  sample "))


def test_an_unknown_lab_is_refused_with_the_nearest_and_the_list():
    code, out, err = run("raec", "--no-browser")
    assert code == 1 and out == ""
    assert err.startswith("There is no lab 'raec'; did you mean 'race'?\n")
    assert lists_all(err)


def test_a_name_that_is_near_to_nothing_is_refused_too():
    with pytest.raises(ValueError, match=r"^There is no lab 'zzz'\.$"):
        choice.check("zzz")


def test_an_unknown_preset_is_refused_with_the_presets_of_its_lab(capsys):
    code = main([LAB, PRESET[:-1]])
    out, err = capsys.readouterr()
    assert code == 1 and out == ""
    assert err.startswith(f"The lab {LAB} has no preset {PRESET[:-1]!r}; did you mean {PRESET!r}")
    assert f"Its presets: {', '.join(labs.PRESETS[LAB])}." in err


def test_a_lab_without_presets_says_so(monkeypatch):
    monkeypatch.setitem(labs.PRESETS, "samples", {})
    with pytest.raises(ValueError, match=r"no preset 'any'\. It has no presets\.$"):
        choice.check("samples", "any")


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


# --- Who may see it ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with running_demo(tmp_path_factory.mktemp("home"), "samples") as demo:
        yield demo


def parts_of(address):
    """The server and the token of a page's address."""
    url = urlsplit(address)
    return f"http://{url.netloc}", parse_qs(url.query)["token"][0]


@pytest.fixture(scope="module")
def opened(demo):
    """A browser's session that has opened the page, and the id of the page's kernel."""
    _, address = demo
    session = requests.Session()
    text = session.get(address, timeout=120).text
    config = text.split('id="jupyter-config-data" type="application/json">')[1].split("</script>")[0]
    return session, json.loads(config)["kernelId"]


def test_the_address_asks_for_the_lab_and_has_a_token(demo):
    _, address = demo
    url, token = parts_of(address)
    assert address == f"{url}/?lab=samples&token={token}"
    assert url.startswith("http://127.0.0.1:") and len(token) == 48


def test_a_demo_listens_on_this_machine_alone(demo, opened):
    process = psutil.Process(demo[0].pid)
    ours = [process, *process.children(recursive=True)]
    assert len(ours) > 1  # the page's kernel is among them
    sockets = [one for each in ours for one in each.net_connections("inet") if one.status == "LISTEN"]
    assert sockets and {one.laddr.ip for one in sockets} <= {"127.0.0.1", "::1"}


def test_without_the_token_there_is_a_form_that_asks_for_it(demo):
    process, address = demo
    url, token = parts_of(address)
    kernels = len(psutil.Process(process.pid).children())
    for query in ("lab=samples", f"lab=samples&token={token[:-1]}"):
        assert "/login?" in requests.get(f"{url}/?{query}", timeout=30).url
    assert len(psutil.Process(process.pid).children()) == kernels


def test_a_kernel_is_neither_reached_nor_stopped_without_the_token(demo, opened):
    url, _ = parts_of(demo[1])
    session, kernel = opened
    where = f"{url}/api/kernels/{kernel}"
    assert session.get(where, timeout=30).status_code == 200
    assert requests.get(where, timeout=30).status_code == 403
    assert requests.post(f"{url}/voila/api/shutdown/{kernel}", timeout=30).status_code == 403
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        websocket.create_connection(f"{where}/channels".replace("http", "ws"), timeout=30)
    assert refused.value.status_code == 403


def test_another_websites_name_for_this_machine_is_refused(demo):
    answer = requests.get(demo[1], headers={"Host": "attacker.example"}, timeout=30)
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["page.ipynb", "server.py", "index.html.j2", "../../docs/race.png"])
def test_no_file_is_served(demo, opened, name):
    url, _ = parts_of(demo[1])
    assert opened[0].get(f"{url}/voila/files/{name}", timeout=30).status_code in (403, 404)


def test_even_a_page_with_the_token_cannot_run_code(demo, opened, tmp_path):
    """It may move widgets; code it may not send. A question that it may ask shows that it was heard."""
    url, token = parts_of(demo[1])
    where = f"{url}/api/kernels/{opened[1]}/channels?token={token}".replace("http", "ws", 1)
    socket, session = websocket.create_connection(where, timeout=30), Session()
    asked = {}
    for kind in ("execute_request", "kernel_info_request"):
        content = {"code": f"open({str(tmp_path / 'ran')!r}, 'w')"} if kind == "execute_request" else {}
        message = session.msg(kind, content)
        asked[message["header"]["msg_id"]] = kind
        socket.send(json.dumps({**message, "channel": "shell", "buffers": []}, default=str))
    heard = []
    while "kernel_info_reply" not in heard:
        answer = json.loads(socket.recv())
        if answer["parent_header"].get("msg_id") in asked:
            heard.append(answer["msg_type"])
    socket.close()
    assert "execute_reply" not in heard and not (tmp_path / "ran").exists()


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


@pytest.mark.skipif(os.name == "nt", reason="sends a POSIX signal")
def test_ctrl_c_ends_the_demo_and_its_kernels_without_a_traceback(tmp_path):
    with running_demo(tmp_path, "samples") as (process, address):
        requests.get(address, timeout=120)
        (kernel,) = psutil.Process(process.pid).children()
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        assert process.wait(30) == 0
        kernel.wait(10)
        assert "Traceback" not in (tmp_path / "log").read_text()


def test_a_port_that_is_taken_is_left_for_another(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with running_demo(tmp_path, "samples", f"--port={port}") as (_, address):
            assert urlsplit(address).port != port
            assert requests.get(address, timeout=120).status_code == 200


def test_no_browser_means_none(tmp_path, capsys):
    demo = server.Demo({"lab": "race"}, 8866, browser=False)
    demo.connection_dir = str(tmp_path)
    demo.launch_browser()
    assert capsys.readouterr().out == f"The page is at http://127.0.0.1:8866/?lab=race&token={demo.token}\n"
    assert list(tmp_path.iterdir()) == []
