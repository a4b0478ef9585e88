import threading


class Faults:
    """What must go wrong, and how often. The first fault that matches is the one that happens."""

    def __init__(self):
        self._faults = []
        self._lock = threading.Lock()

    def add(self, fault):
        if not (fault.get('kill') or fault.get('error') or fault.get('result') is not None or fault.get('delayMs')):
            raise ValueError('A fault has kill, error, result or delayMs')
        if fault.get('kill') and not fault.get('state'):
            raise ValueError('kill needs the name of a state')
        if not fault.get('kill') and not (fault.get('service') and fault.get('action')):
            raise ValueError('A fault of a call needs service and action')
        with self._lock:
            self._faults.append({'times': 1, 'skip': 0, 'happened': 0, **fault})

    def clear(self):
        with self._lock:
            self._faults = []

    def list(self):
        with self._lock:
            return [dict(fault) for fault in self._faults]

    def for_call(self, place, service, action, parameters):
        return self._take(lambda fault: not fault.get('kill')
                          and fault['service'].lower() == service.lower() and fault['action'].lower() == action.lower()
                          and fault.get('state', place.get('state')) == place.get('state') and _in_machine(fault, place)
                          and contains(parameters, fault.get('parameters', {})))

    def for_state(self, place):
        return self._take(lambda fault: fault.get('kill') and fault['state'] == place['state'] and _in_machine(fault, place))

    def _take(self, matches):
        with self._lock:
            for fault in self._faults:
                if fault['happened'] >= fault['times'] or not matches(fault):
                    continue
                if fault['skip'] > 0:
                    fault['skip'] -= 1
                    continue
                fault['happened'] += 1
                return fault
        return None


def contains(whole, part):
    """Whether the part is in the whole: objects by their members, everything else by equality."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(key in whole and contains(whole[key], value) for key, value in part.items())
    return whole == part


def _in_machine(fault, place):
    return (place.get('machine') or '').startswith(fault.get('machine', ''))
