"""A page without a browser: it runs cells in a real kernel and moves widgets over the comm channel."""

import os
import queue
import time
from pathlib import Path

from jupyter_client.manager import start_new_kernel

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
[one.send_state() for one in list(__widgets.values()) if hasattr(one, "continuous_update")]
"""
# How long a training lab runs, and with how many seeds, while its other controls are pushed.
SHORT = {"Steps": {"value": 100}, "Epochs": {"value": 1}, "Seeds": {"index": 1}}


class FrontEnd:
    """The state of every widget as a page would hold it, and all that went wrong.

    ``widgets`` maps a model's id to its state, ``troubles`` lists errors, what was written to stderr, and the
    problems that labs report in words.
    """

    def __init__(self, timeout=120):
        self.timeout, self.widgets, self.troubles, self.doing = timeout, {}, [], "start"
        self.subshell = None
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
        self.manager, client = start_new_kernel(
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

    def move(self, model, value):
        """Move a slider, and wait for nothing; the id of the message."""
        self.widgets[model]["value"] = value
        return self.post(model, {"method": "update", "state": {"value": value}, "buffer_paths": []})

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

    def click(self, model):
        self.send(model, {"method": "custom", "content": {"event": "click"}})

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

    # ---- finding widgets --------------------------------------------------------------------------

    def of_kind(self, *names):
        """Ids of all widgets whose model is one of ``names``, such as "ButtonModel"."""
        return [model for model, state in self.widgets.items() if state.get("_model_name") in names]

    def slider(self, label):
        """The id of the one slider with this label."""
        [slider] = [
            one
            for one in self.of_kind("IntSliderModel", "FloatSliderModel", "FloatLogSliderModel")
            if self.widgets[one]["description"] == label
        ]
        return slider

    def labs(self):
        return [
            model
            for model, state in self.widgets.items()
            if "course-lab" in state.get("_dom_classes", ()) and "children" in state
        ]

    def below(self, model):
        """Ids of a widget's descendants, in the page's order."""
        for child in self.widgets[model].get("children", ()):
            child = child.removeprefix(PREFIX)
            yield child
            yield from self.below(child)

    # ---- moving widgets ---------------------------------------------------------------------------

    def ends(self, model):
        """The states that a control's two ends have, or None for what is no control of its own."""
        state = self.widgets[model]
        if (
            state.get("description") == "Preset"
        ):  # it moves the others, and tests/lessons/test_presets.py runs them all
            return None
        match state["_model_name"]:
            case "IntSliderModel" | "FloatSliderModel":
                return [{"value": state["min"]}, {"value": state["max"]}]
            case "FloatLogSliderModel":
                return [{"value": state["base"] ** state["min"]}, {"value": state["base"] ** state["max"]}]
            case "SelectionSliderModel" | "DropdownModel":
                return [{"index": 0}, {"index": len(state["_options_labels"]) - 1}]
            case "CheckboxModel":
                return [{"value": not state["value"]}, {"value": state["value"]}]
        return None

    def push(self, model, settle=True):
        """Move a control to both ends and back to where it was."""
        ends = self.ends(model)
        before = {name: self.widgets[model][name] for name in ends[0]}
        label = self.widgets[model]["description"]
        for state in [*ends, before]:
            self.doing = f"{label} = {state}"
            self.set(model, **state)
            if settle:
                self.settle()
        assert {name: self.widgets[model][name] for name in before} == before

    def answer_predictions(self):
        """Choose the first option of every open prediction and commit to it; how many there are."""
        asked = [model for model, state in self.widgets.items() if "chosen" in state]
        for model in asked:
            self.doing = "answering a prediction"
            if not self.widgets[model]["right"]:
                self.set(model, chosen=self.widgets[model]["options"][0][0])
                self.send(model, {"method": "custom", "content": {"press": "commit"}})
                self.settle()
        return len(asked)

    def push_everything(self):
        """Move every control of every lab to both ends; how many there were.

        Of training labs with the same controls, the first is moved by all of them, the others by one.
        """
        pushed, known = 0, set()
        for lab in self.labs():
            controls = [model for model in self.below(lab) if self.ends(model)]
            names = tuple(self.widgets[one]["description"] for one in controls)
            long_ones = [one for one, name in zip(controls, names, strict=True) if name in SHORT]
            if long_ones and names in known:
                controls = [controls[0], *long_ones]
            known.add(names)
            for model in long_ones:  # short runs will do; their full length was run with the cells
                self.doing = "a shorter run"
                self.set(model, **SHORT[self.widgets[model]["description"]])
                self.settle()
            for model in controls:
                self.push(model, settle=model not in long_ones)  # there, the way back ends a long run
            self.settle()
            buttons = [one for one in self.below(lab) if self.widgets[one]["_model_name"] == "ButtonModel"]
            for model in buttons[:-1]:  # Play, Step, Rewind; the last one, Reset, would start the full length
                self.doing = self.widgets[model]["description"]
                self.click(model)
                self.settle()
            pushed += len(controls)
        return pushed
