import json
import threading
import time

from ministack.services import eventbridge, scheduler
from ministack.services.stepfunctions import _ExecutionError

from .clock import like

UNIVERSAL_TARGET = 'arn:aws:scheduler:::aws-sdk:'


def install(clock, calls):
    """Puts EventBridge Scheduler on the clock of the state machines, and gives it universal targets. Returns what fires everything that is due."""
    tick, invoke = scheduler._tick_schedules, eventbridge._invoke_target
    lock = threading.Lock()

    def tick_schedules():
        # The emulator also looks every ten seconds; a schedule must not fire twice.
        with lock:
            tick()

    def invoke_target(target, event, rule, view=None):
        arn = target.get('Arn', '')
        if not arn.startswith(UNIVERSAL_TARGET):
            return invoke(target, event, rule, view)
        service, action = arn[len(UNIVERSAL_TARGET):].split(':')
        try:
            calls.make({'schedule': rule.get('Name')}, service, action, json.loads(target.get('Input') or '{}'))
        except _ExecutionError:
            # It is in the record. Retries and the dead-letter queue of a schedule aren't there.
            pass

    scheduler.time = like(time, time=clock.time)
    scheduler._tick_schedules = tick_schedules
    eventbridge._invoke_target = invoke_target
    return tick_schedules
