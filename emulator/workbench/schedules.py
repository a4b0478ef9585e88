import json
import threading
import time

from ministack.core.responses import get_account_id, get_region
from ministack.services import eventbridge, scheduler
from ministack.services.stepfunctions import _ExecutionError

from . import policies
from .authority import Refused
from .clock import like

SERVICE = 'scheduler.amazonaws.com'
UNIVERSAL_TARGET = 'arn:aws:scheduler:::aws-sdk:'
# "Retry policy", EventBridge Scheduler user guide.
RETRIES = 185


class Schedules:
    """
    EventBridge Scheduler on the clock of the state machines, with universal targets.

    It takes the schedule's role for a target, as the role's trust and policy allow it. What nobody allows isn't tried again; other errors are, as
    often as the schedule says, without waiting. What is given up goes to the schedule's dead-letter queue, with the same role.
    """

    def __init__(self, calls, authority, invoke):
        self._calls = calls
        self._authority = authority
        self._invoke = invoke

    def fire(self, schedule, target, event):
        retries = (target.get('RetryPolicy') or {}).get('MaximumRetryAttempts', RETRIES)
        for attempt in range(retries + 1):
            try:
                self._try(schedule, target, event)
                return
            except Refused as refused:
                return self._give_up(schedule, target, 'AccessDenied', refused.message, attempt)
            except _ExecutionError as error:
                if 'AccessDenied' in error.error or attempt == retries:
                    return self._give_up(schedule, target, error.error, error.cause, attempt)

    def _try(self, schedule, target, event):
        place = {'schedule': schedule['Name'], 'role': target['RoleArn']}
        self._take_role(schedule, target)
        arn = target['Arn']
        if arn.startswith(UNIVERSAL_TARGET):
            service, action = arn[len(UNIVERSAL_TARGET):].split(':')
            self._calls.make(place, service, action, json.loads(target.get('Input') or '{}'))
            return
        if ':states:' not in arn:
            raise _ExecutionError('States.Runtime', f'A target of schedules that the workbench doesn\'t know: {arn}')
        self._authority.call(target['RoleArn'], 'sfn', 'startExecution', {'StateMachineArn': arn}, get_region())
        self._invoke(target, event, schedule)

    def _take_role(self, schedule, target):
        # "Confused deputy prevention", EventBridge Scheduler user guide: the ARN is that of the group.
        group = f"arn:aws:scheduler:{get_region()}:{get_account_id()}:schedule-group/{schedule.get('GroupName', 'default')}"
        self._authority.assume(SERVICE, target['RoleArn'], {'aws:SourceAccount': get_account_id(), 'aws:SourceArn': group}, get_region())

    def _give_up(self, schedule, target, code, message, attempts):
        queue = (target.get('DeadLetterConfig') or {}).get('Arn')
        if not queue:
            return
        _, _, _, region, account, name = queue.split(':')
        attributes = {
            'ERROR_CODE': code, 'ERROR_MESSAGE': message, 'SCHEDULE_ARN': schedule['Arn'], 'TARGET_ARN': target['Arn'],
            'RETRY_ATTEMPTS': str(attempts),
        }
        try:
            self._take_role(schedule, target)
            self._calls.make({'schedule': schedule['Name'], 'role': target['RoleArn']}, 'sqs', 'sendMessage', {
                'QueueUrl': policies.queue_url(account, region, name), 'MessageBody': target.get('Input') or '{}',
                'MessageAttributes': {key: {'DataType': 'String', 'StringValue': value} for key, value in attributes.items()},
            })
        except (Refused, _ExecutionError):
            # Lost: a role that can't be taken can't send either. The refusal is in the record.
            pass


def install(clock, calls, authority):
    """Returns what fires everything that is due."""
    tick, invoke = scheduler._tick_schedules, eventbridge._invoke_target
    schedules = Schedules(calls, authority, invoke)
    lock = threading.Lock()

    def tick_schedules():
        # The emulator also looks every ten seconds; a schedule must not fire twice.
        with lock:
            tick()

    def invoke_target(target, event, rule, view=None):
        if event.get('Source') == 'aws.scheduler':
            return schedules.fire(rule, target, event)
        return invoke(target, event, rule, view)

    scheduler.time = like(time, time=clock.time)
    scheduler._tick_schedules = tick_schedules
    eventbridge._invoke_target = invoke_target
    return tick_schedules
