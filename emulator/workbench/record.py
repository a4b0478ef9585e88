import threading


class Record:
    """Every call of a state machine, in the order in which they began."""

    def __init__(self, clock):
        self._clock = clock
        self._calls = []
        self._lock = threading.Lock()

    def begin(self, place, service, action, parameters):
        entry = {**place, 'service': service, 'action': action, 'at': round(self._clock.time() * 1000), 'parameters': parameters}
        with self._lock:
            self._calls.append(entry)
        return entry

    def end(self, entry, **outcome):
        with self._lock:
            entry.update(outcome)

    def list(self):
        with self._lock:
            return [dict(entry) for entry in self._calls]

    def clear(self):
        with self._lock:
            self._calls = []
