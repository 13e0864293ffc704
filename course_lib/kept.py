"""Results that are kept for whoever asks next, in whichever thread."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any


class Kept:
    """The results asked for latest, by key: as many as weigh `limit` together, by default that many.

    JupyterLab calls from several threads. Two that ask for one key at once both make it, and both get the
    first one made: nobody waits for another's computation.
    """

    def __init__(self, limit: int, weight: Callable[[Any], int] = lambda value: 1):
        self.limit, self.weight = limit, weight
        self.total = 0
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> Any:
        """The value of `key`, or None."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The value of `key`; what `make` returns, where there is none."""
        value = self.find(key)
        return self._keep(key, make()) if value is None else value

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
            self.total = 0

    def _keep(self, key: Hashable, value: Any) -> Any:
        with self._lock:
            if key in self._values:  # another thread was faster
                return self._values[key]
            self._values[key] = value
            self.total += self.weight(value)
            while self.total > self.limit:
                self.total -= self.weight(self._values.popitem(last=False)[1])
            return value
