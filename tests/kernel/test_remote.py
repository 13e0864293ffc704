"""A kernel behind a websocket that says nothing is given up in time, whatever else the server sends."""

import queue
import time

import pytest
import websocket

from tests.kernel.remote import KernelSocket


class Pinging:
    """A websocket whose server sends nothing but pings, or closes it."""

    def __init__(self, kind):
        self.kind = kind

    def settimeout(self, seconds):
        assert seconds > 0

    def recv_data(self, control_frame):
        assert control_frame
        time.sleep(0.01)
        return self.kind, b""


@pytest.mark.parametrize(
    ("kind", "error"),
    [(websocket.ABNF.OPCODE_PING, queue.Empty), (websocket.ABNF.OPCODE_CLOSE, ConnectionError)],
)
def test_pings_do_not_lengthen_the_wait(kind, error):
    with pytest.raises(error):
        KernelSocket(Pinging(kind)).get_iopub_msg(timeout=0.1)
