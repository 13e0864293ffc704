"""A page without a browser: it runs cells in a real kernel and moves widgets over the comm channel."""

import os
import queue
import time
from itertools import count
from pathlib import Path
from typing import NamedTuple

from jupyter_client.manager import start_new_kernel

from tests.kernel_start import persistent

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "IPY_MODEL_"

# Waits in the kernel until no lab is computing; labs are the widgets that can be waited for.
SETTLE = """
from ipywidgets.widgets.widget import _instances as __widgets
for __lab in [one for one in list(__widgets.values()) if hasattr(one, "settled")]:
    await __lab.settled()
"""


ADOPT = """
from ipywidgets.widgets.widget import _instances as __widgets
[one.send_state() for one in list(__widgets.values()) if hasattr(one, "answered")]
"""
# How long a training lab runs, and with how many seeds, while its other controls are pushed.
SHORT = {"Steps": 100, "Epochs": 1, "Seeds": 1}


class Control(NamedTuple):
    """A control of a lab: the id of the lab's state, and what that says of it (`Control.spec`)."""

    model: str
    spec: dict


class FrontEnd:
    """The state of every widget as a page would hold it, and all that went wrong.

    ``widgets`` maps a model's id to its state, ``troubles`` lists errors, what was written to stderr, and the
    problems that labs report in words.
    """

    def __init__(self, timeout=120):
        self.timeout, self.widgets, self.troubles, self.doing = timeout, {}, [], "start"
        self.subshell, self.counts = None, count(1)
        self.client = self._connect()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self._shut_down()

    # ---- talking to the kernel --------------------------------------------------------------------

    def _connect(self):
        """Start a kernel of our own; its client."""
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        environment = os.environ | {"PYTHONPATH": path}
        self.manager, client = persistent(start_new_kernel)(
            kernel_name="python3", cwd=str(ROOT / "notebooks"), env=environment
        )
        return client

    def _shut_down(self):
        self.manager.shutdown_kernel(now=True)

    def run(self, source):
        """Run a cell."""
        self.doing = source.strip().splitlines()[-1] if source.strip() else "an empty cell"
        self._wait(self.client.execute(source))

    def settle(self):
        """Wait until no lab is computing."""
        self._wait(self.client.execute(SETTLE, store_history=False))

    def open_subshell(self):
        """From now on messages ask for a thread of their own, as JupyterLab's do; see `adopt`."""
        request = self.client.session.msg("create_subshell_request")
        self.client.control_channel.send(request)
        self.subshell = self.client.get_control_msg(timeout=self.timeout)["content"]["subshell_id"]

    def adopt(self):
        """Let the subshell update every slider: ipykernel delivers a message where that was done last."""
        content = {"code": ADOPT, "silent": True, "store_history": False, "user_expressions": {}}
        message = self.client.session.msg("execute_request", content | {"allow_stdin": False})
        message["header"]["subshell_id"] = self.subshell
        self.client.shell_channel.send(message)
        self._wait(message["header"]["msg_id"])

    def move(self, control, value):
        """Move a control, as JSON, and wait for nothing; the id of the message."""
        name = control.spec["name"]
        self.widgets[control.model]["values"][name] = value
        content = {"kind": "move", "name": name, "value": value, "view": "page", "count": next(self.counts)}
        return self.post(control.model, {"method": "custom", "content": content})

    def put(self, control, value):
        """Move a control, and wait until the kernel has dealt with it."""
        self._wait(self.move(control, value))

    def post(self, model, data):
        """Send a widget a message, and do not wait; the message's id."""
        message = self.client.session.msg("comm_msg", {"comm_id": model, "data": data})
        if self.subshell is not None:
            message["header"]["subshell_id"] = self.subshell
        self.client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def send(self, model, data):
        self._wait(self.post(model, data))

    def set(self, model, **state):
        """What the page sends when a reader moves a widget; the page's own state changes at once."""
        self.widgets[model].update(state)
        self.send(model, {"method": "update", "state": state, "buffer_paths": []})

    def press(self, model, name):
        """Press a button of the lab with this state."""
        self.doing = name
        self.send(model, {"method": "custom", "content": {"kind": "press", "name": name}})

    def _wait(self, request, seconds=None):
        """Take messages until the kernel has dealt with ``request``."""
        seconds = seconds or self.timeout
        until = time.monotonic() + seconds
        while True:
            try:
                message = self.client.get_iopub_msg(timeout=max(0.01, until - time.monotonic()))
            except queue.Empty:
                raise TimeoutError(f"no answer in {seconds} s to: {self.doing}") from None
            self._take(message)
            ours = message["parent_header"].get("msg_id") == request
            if ours and message["content"].get("execution_state") == "idle":
                return

    def _take(self, message):
        kind, content = message["msg_type"], message["content"]
        if kind in ("comm_open", "comm_msg"):
            self._update(content["comm_id"], content["data"].get("state", {}))
        elif kind == "error":
            self._note(f"{content['ename']}: {content['evalue']}")
        elif kind == "stream" and content["name"] == "stderr":
            self._note(f"stderr: {content['text']}")

    def _update(self, model, state):
        self.widgets.setdefault(model, {}).update(state)
        if state.get("problem"):
            self._note(f"a lab says: {state['problem']}")

    def _note(self, trouble):
        self.troubles.append(f"{self.doing} → {trouble}")

    # ---- finding and moving controls --------------------------------------------------------------

    def states(self):
        """Ids of the states of all labs."""
        return [model for model, state in self.widgets.items() if state.get("parts")]

    def controls(self, *models):
        """All controls, or those of labs with these states; not the menu of presets, which moves the rest."""
        return [
            Control(model, spec)
            for model in models or self.states()
            for spec in self.widgets[model]["parts"]
            if spec["name"] != "preset"
        ]

    def numbers(self, label=None):
        """The controls for numbers, or those with this label."""
        found = [one for one in self.controls() if one.spec["kind"] == "number"]
        return [one for one in found if label in (None, one.spec["label"])]

    def ends(self, control):
        """The values that a control's two ends have, as JSON."""
        spec = control.spec
        match spec["kind"]:
            case "number":
                return [spec["low"], spec["high"]]
            case "box":
                now = self.widgets[control.model]["values"][spec["name"]]
                return [not now, now]
            case "boxes":
                return [[0], list(range(len(spec["options"])))]
        return [0, len(spec["options"]) - 1]

    def push(self, control, settle=True):
        """Move a control to both ends and back to where it was."""
        shown, name = self.widgets[control.model]["values"], control.spec["name"]
        before = shown[name]
        for value in [*self.ends(control), before]:
            self.doing = f"{control.spec['label']} = {value}"
            self.put(control, value)
            if settle:
                self.settle()
        assert self.widgets[control.model]["values"][name] == before

    def answer_predictions(self):
        """Choose the first option of every open prediction and commit to it; how many there are."""
        asked = [model for model, state in self.widgets.items() if "chosen" in state]
        for model in asked:
            self.doing = "answering a prediction"
            if not self.widgets[model]["right"]:
                self.set(model, chosen=self.widgets[model]["options"][0][0])
                self.send(model, {"method": "custom", "content": {"press": "commit"}})
                self.settle()
                for lab in [lab for lab in self.states() if self.widgets[lab]["waits"]]:
                    self.press(lab, "seen")
                    self.settle()
        return len(asked)

    def push_everything(self):
        """Move every control of every lab to both ends; how many there were.

        Of training labs with the same controls, the first is moved by all of them, the others by one.
        """
        pushed, known = 0, set()
        for model in self.states():
            controls = self.controls(model)
            names = tuple(one.spec["label"] for one in controls)
            long_ones = [
                one for one in controls if one.spec["label"] in SHORT and not self.widgets[model]["live"]
            ]
            if long_ones and names in known:
                controls = [controls[0], *long_ones]
            known.add(names)
            for one in long_ones:  # short runs will do; their full length was run with the cells
                self.doing = "a shorter run"
                self.put(one, SHORT[one.spec["label"]])
                self.settle()
            for one in controls:
                self.push(one, settle=one not in long_ones)  # there, the way back ends a long run
            self.settle()
            for name in ("play", "step", "rewind"):
                if name in self.widgets[model]["buttons"]:
                    self.press(model, name)
                    self.settle()
            pushed += len(controls)
        return pushed
