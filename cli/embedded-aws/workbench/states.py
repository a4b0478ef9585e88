import contextvars
import threading

_place = contextvars.ContextVar('place', default={})
_TYPES = ('pass', 'task', 'choice', 'wait', 'parallel', 'map')


class Killed(BaseException):
    """Ends the thread of an execution. Not an Exception, so that nothing on the way catches it."""


def place():
    """The state machine, execution and state that this thread works for."""
    return _place.get()


def install(stepfunctions, faults):
    """Lets executions end right before a state, and lets none of an ended execution's states run."""

    def running(ctx):
        execution = stepfunctions._executions.get((ctx or {}).get('Execution', {}).get('Id'))
        return execution is None or execution['status'] == 'RUNNING'

    def enter(ctx):
        if not running(ctx):
            raise Killed()
        here = _place_of(ctx)
        fault = faults.for_state(here) if here else None
        if fault is None:
            return here
        _end(stepfunctions, here['execution'], fault['kill'])
        raise Killed()

    def role(state_def, raw_input, ctx):
        # The emulator ignores the credentials of a task. Whether its role may be assumed, and what it may do, isn't checked here.
        credentials = state_def.get('Credentials')
        return {'role': stepfunctions._apply_jsonata_template(credentials, raw_input, ctx)['RoleArn']} if credentials else {}

    def guarded(handler):
        def handle(*args):
            ctx = args[-1]
            token = _place.set({**enter(ctx), **role(*args[:2], ctx)})
            try:
                outcome = handler(*args)
            except Exception:
                # Of a Map whose items were killed no result is worth reporting.
                if not running(ctx):
                    raise Killed() from None
                raise
            finally:
                _place.reset(token)
            if not running(ctx):
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

    run = stepfunctions._run_execution

    def run_execution(execution_arn):
        try:
            run(execution_arn)
        except Killed:
            pass

    stepfunctions._fail_state_error = fail_state_error
    stepfunctions._apply_input_path = apply_input_path
    stepfunctions._run_execution = run_execution
    _silence()


def _place_of(ctx):
    execution = (ctx or {}).get('Execution', {}).get('Id')
    if execution is None:
        return {}
    return {'machine': ctx['StateMachine']['Name'], 'execution': execution, 'state': ctx['State']['Name']}


def _end(stepfunctions, execution_arn, kill):
    # An Express workflow nobody can abort ends by the clock.
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
