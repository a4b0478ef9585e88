import contextvars
import threading
from contextlib import contextmanager

from . import policies
from .authority import Refused

_place = contextvars.ContextVar('place', default={})
_TYPES = ('pass', 'task', 'choice', 'wait', 'parallel', 'map')


class Killed(BaseException):
    """Ends the thread of an execution. Not an Exception, so that nothing on the way catches it."""


# How long nothing must happen until it counts as rest: a Map begins its items one after the other.
REST = 0.01


class UnderWay:
    """Executions that run, and threads of theirs that are busy: that neither wait for the clock nor for others."""

    def __init__(self):
        self.ending = False
        self.begun = set()
        self._executions = 0
        self._busy = 0
        self._steps = 0
        self._changed = threading.Condition()

    def _change(self, executions, busy):
        with self._changed:
            self._executions += executions
            self._busy += busy
            self._steps += 1
            self._changed.notify_all()

    @contextmanager
    def execution(self):
        self._change(1, 1)
        try:
            yield
        finally:
            self._change(-1, -1)

    @contextmanager
    def busy(self):
        self._change(0, 1)
        try:
            yield
        finally:
            self._change(0, -1)

    @contextmanager
    def waiting(self):
        self._change(0, -1)
        try:
            yield
        finally:
            self._change(0, 1)

    def rest(self, executions):
        """Returns when nothing more happens until the clock moves or a call arrives."""
        with self._changed:
            while True:
                if not self._changed.wait_for(lambda: self._busy == 0, timeout=60):
                    raise TimeoutError('The executions do not come to rest')
                steps = self._steps
                if not self._changed.wait_for(lambda: self._steps != steps, timeout=REST) and self.begun >= running(executions):
                    return

    def end(self, wake):
        """Lets none of them enter another state, and waits until all are over."""
        self.ending = True
        try:
            with self._changed:
                wake()
                if not self._changed.wait_for(lambda: self._executions == 0, timeout=10):
                    raise TimeoutError(f'{self._executions} executions do not end')
        finally:
            self.ending = False


def running(executions):
    return {execution['executionArn'] for execution in list(executions._data.values()) if execution['status'] == 'RUNNING'}


def place():
    """The state machine, execution and state that this thread works for."""
    return _place.get()


def install(stepfunctions, faults, under_way, authority):
    """Lets executions end right before a state, and lets none of an ended execution's states run."""
    def runs(ctx):
        if under_way.ending:
            return False
        execution = stepfunctions._executions.get((ctx or {}).get('Execution', {}).get('Id'))
        return execution is None or execution['status'] == 'RUNNING'

    def enter(ctx):
        if not runs(ctx):
            raise Killed()
        here = _place_of(ctx)
        fault = faults.for_state(here) if here else None
        if fault is None:
            return here
        _end(stepfunctions, here['execution'], fault['kill'])
        raise Killed()

    def role(state_def, raw_input, ctx):
        # The emulator ignores the credentials of a task.
        credentials = state_def.get('Credentials')
        return {'role': stepfunctions._apply_jsonata_template(credentials, raw_input, ctx)['RoleArn']} if credentials else {}

    def guarded(handler):
        def handle(*args):
            ctx = args[-1]
            token = _place.set({**enter(ctx), **role(*args[:2], ctx)})
            try:
                outcome = handler(*args)
            except Exception:
                # A Map with ended items has no result to report.
                if not runs(ctx):
                    raise Killed() from None
                raise
            finally:
                _place.reset(token)
            if not runs(ctx):
                raise Killed()
            return outcome
        return handle

    for name in _TYPES:
        setattr(stepfunctions, f'_execute_{name}', guarded(getattr(stepfunctions, f'_execute_{name}')))

    # Fail and Succeed have no handler; each begins with one of these functions.
    fail, input_path = stepfunctions._fail_state_error, stepfunctions._apply_input_path

    def fail_state_error(state_def, raw_input, ctx=None):
        enter(ctx)
        return fail(state_def, raw_input, ctx)

    def apply_input_path(state_def, data, ctx=None):
        if state_def.get('Type') == 'Succeed':
            enter(ctx)
        return input_path(state_def, data, ctx)

    run, run_inside, wait = stepfunctions._run_execution, stepfunctions._run_sub_machine, stepfunctions.futures_wait

    def admit(execution_arn):
        execution = stepfunctions._executions[execution_arn]
        try:
            authority.execution(policies.machine(execution['stateMachineArn']))
        except Refused as refused:
            stepfunctions._fail_execution(execution, 'States.Runtime', refused.message)
            raise Killed()

    def run_execution(execution_arn):
        with under_way.execution():
            under_way.begun.add(execution_arn)
            try:
                admit(execution_arn)
                run(execution_arn)
            except Killed:
                pass

    def run_sub_machine(*args):
        with under_way.busy():
            return run_inside(*args)

    def futures_wait(futures):
        with under_way.waiting():
            return wait(futures)

    stepfunctions._fail_state_error = fail_state_error
    stepfunctions._apply_input_path = apply_input_path
    stepfunctions._run_execution = run_execution
    stepfunctions._run_sub_machine = run_sub_machine
    stepfunctions.futures_wait = futures_wait
    _silence()


def _place_of(ctx):
    execution = (ctx or {}).get('Execution', {}).get('Id')
    if execution is None:
        return {}
    return {'machine': ctx['StateMachine']['Name'], 'execution': execution, 'state': ctx['State']['Name']}


def _end(stepfunctions, execution_arn, kill):
    # An Express workflow can't be aborted; the clock ends it.
    if kill != 'TIMED_OUT':
        stepfunctions._stop_execution({'executionArn': execution_arn, 'error': 'Killed', 'cause': 'A fault of the workbench'})
        return
    execution = stepfunctions._executions[execution_arn]
    execution.update(status='TIMED_OUT', stopDate=stepfunctions.now_iso(), error='States.Timeout', cause='')
    stepfunctions._add_event(execution, 'ExecutionTimedOut', {'executionTimedOutEventDetails': {'error': 'States.Timeout'}})
    stepfunctions._emit_execution_status_event(execution)


def _silence():
    report = threading.excepthook
    threading.excepthook = lambda args: None if args.exc_type is Killed else report(args)
