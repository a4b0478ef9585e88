import threading
import time as real_time
from datetime import datetime, timezone
from types import SimpleNamespace

from jsonata import jexception, timebox
from jsonata import jsonata as engine

# What the emulator waits before each execution; a bench has no use for it.
PAUSE_BEFORE_EXECUTION = 0.15


class Clock:
    """The time of the state machines: the machine's own, shifted. A sleeping thread wakes up when the clock moves past the end of its sleep."""

    def __init__(self, under_way):
        self._under_way = under_way
        self.retry_scale = 1.0
        self._offset = 0.0
        self._sleeps = 0
        self._moved = threading.Condition()

    @property
    def offset(self):
        return self._offset

    def time(self):
        return real_time.time() + self._offset

    def iso(self):
        return datetime.fromtimestamp(self.time(), timezone.utc).strftime('%Y-%m-%dT%H:%M:%S.%f')[:-3] + 'Z'

    def move(self, offset):
        with self._moved:
            self._offset = float(offset)
            self._moved.notify_all()

    def sleep(self, seconds):
        self.sleep_until(self.time() + seconds)

    def sleep_until(self, epoch):
        with self._under_way.waiting(), self._moved:
            sleeps = self._sleeps
            while sleeps == self._sleeps and (left := epoch - self.time()) > 0:
                self._moved.wait(min(left, 3600))

    def wake(self):
        """Ends all sleeps, however long they have to go."""
        with self._moved:
            self._sleeps += 1
            self._moved.notify_all()

    def reset(self):
        self.retry_scale = 1.0
        self.move(0)


def install(stepfunctions, clock):
    stepfunctions.now_iso = clock.iso

    def sleep(seconds):
        if seconds != PAUSE_BEFORE_EXECUTION:
            clock.sleep(seconds)

    stepfunctions.time = like(real_time, time=clock.time, sleep=sleep)

    def sleep_until(timestamp):
        clock.sleep_until(datetime.fromisoformat(timestamp.replace('Z', '+00:00')).timestamp())

    # Only Retry still comes through here: Wait has its own functions below. A retry waits in real time, as short as wanted.
    stepfunctions._scaled_sleep = lambda seconds: real_time.sleep(max(seconds, 0) * clock.retry_scale)
    stepfunctions._sleep_until = sleep_until
    wait = stepfunctions._execute_wait

    def execute_wait(state_def, raw_input, ctx=None):
        if stepfunctions._state_query_language(state_def, ctx) != 'JSONata' or 'Seconds' not in state_def:
            return wait(state_def, raw_input, ctx)
        seconds = stepfunctions._jsonata_wait_seconds(state_def, raw_input, ctx)
        clock.sleep(seconds)
        return wait({**state_def, 'Seconds': 0}, raw_input, ctx)

    stepfunctions._execute_wait = execute_wait
    _install_in_engine(clock)


def _install_in_engine(clock):
    class Timebox(timebox.Timebox):
        """One second for each expression, as on AWS: of the time that its thread computes, since it shares the machine with others."""

        def __init__(self, *args):
            super().__init__(*args)
            self._begun = real_time.thread_time()

        def check_runaway(self):
            if self.max_depth is not None and self.depth > self.max_depth:
                raise jexception.JException('D1011', -1)
            if self.timeout is not None and (real_time.thread_time() - self._begun) * 1000 > self.timeout:
                raise jexception.JException('D1012', -1, self.timeout)

        # Only $now and $millis read it from here.
        @staticmethod
        def current_milli_time():
            return round(clock.time() * 1000)

    engine.timebox = SimpleNamespace(Timebox=Timebox)


def like(module, **replaced):
    """The module with some of its members replaced, for the code that uses it by this name."""
    return SimpleNamespace(**{**{name: getattr(module, name) for name in dir(module) if not name.startswith('_')}, **replaced})
