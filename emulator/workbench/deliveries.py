"""What rules do with events: who gets them, and who doesn't since the target's policy, its key or the rule's role refuses."""
import json
import threading
import uuid

from ministack.core.responses import get_account_id, get_region, set_request_account_id, set_request_region
from ministack.services import eventbridge
from ministack.services.stepfunctions import _ExecutionError

from . import permissions, policies
from .authority import Refused
from .permissions import Ask

SERVICE = 'events.amazonaws.com'
ALL_MANAGEMENT_EVENTS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'
# Read-only calls by the first word of their names, and those that CloudTrail counts to them: "AWS service events via CloudTrail", EventBridge
# user guide. AssumeRole is its example.
READ_ONLY = ('Get', 'List', 'Describe', 'AssumeRole', 'BatchGet', 'Lookup')


class Deliveries:
    def __init__(self, authority, clock, invoke):
        self._authority = authority
        self._clock = clock
        self._invoke = invoke
        self._made = []
        self._lock = threading.Lock()

    def list(self):
        with self._lock:
            return list(self._made)

    def clear(self):
        with self._lock:
            self._made = []

    def event(self, order):
        """An event comes to a bus, as a service or a workflow puts it. The answer is what became of it."""
        set_request_account_id(order['account'])
        set_request_region(order['region'])
        event = order['event']
        before = len(self.list())
        self.dispatch({
            'EventId': event.get('id', str(uuid.uuid4())), 'Source': event['source'], 'DetailType': event['detail-type'],
            'Detail': json.dumps(event.get('detail', {})), 'EventBusName': order.get('bus', 'default'), 'Time': self._clock.time(),
            'Resources': event.get('resources', []), 'Account': event.get('account', order['account']), 'Region': event.get('region', order['region']),
        })
        return self.list()[before:]

    def dispatch(self, event, view=None):
        view = view or eventbridge._pattern_event_view(event)
        for key, rule in list(eventbridge._rules.items()):
            if rule.get('EventBusName', 'default') != event.get('EventBusName', 'default') or key in set(event.get('_DispatchPath') or []):
                continue
            if not rule.get('EventPattern') or not _reaches(rule, event) or not eventbridge._matches_pattern_view(rule['EventPattern'], view, f'rule {key}'):
                continue
            for target in eventbridge._targets.get(key, []):
                self._deliver(rule, target, event, view)

    def _deliver(self, rule, target, event, view):
        entry = {'rule': rule['Name'], 'bus': rule.get('EventBusName', 'default'), 'target': target['Arn'], 'event': event['EventId'],
                 'detailType': event['DetailType'], 'at': round(self._clock.time() * 1000)}
        try:
            self._authorize(rule, target)
            entry['delivered'] = True
        except (Refused, _ExecutionError, policies.Missing) as refused:
            # Missing permissions are no reason to try again: "Event retry policy and using dead-letter queues", EventBridge user guide.
            entry.update(delivered=False, refusal=getattr(refused, 'message', str(refused)), deadLetter=self._dead_letter(rule, target))
        with self._lock:
            self._made.append(entry)
        if entry['delivered']:
            self._invoke(target, event, rule, view)

    def _authorize(self, rule, target):
        arn, role = target['Arn'], target.get('RoleArn')
        source = {'aws:SourceAccount': get_account_id(), 'aws:SourceArn': rule['Arn']}
        service = arn.split(':')[2]
        if role:
            self._authority.assume(SERVICE, role, source, get_region())
            self._authority.call(role, *_call(service, arn), get_region())
        elif service == 'sns':
            policy, key = policies.topic(arn)
            # No key of the source is sent: with a condition on one in the topic's policy the message is dropped. "Using resource-based policies
            # for EventBridge", Amazon SNS permissions; the same holds for the policy of its key.
            self._authority.service(SERVICE, [Ask('sns:Publish', arn, {}, policy), *_key_use(key, {'aws:sns:topicArn': arn})], {}, get_region())
        elif service == 'sqs':
            policy, key = policies.queue(arn)
            self._authority.service(SERVICE, [Ask('sqs:SendMessage', arn, source, policy), *_key_use(key, {'aws:sqs:arn': arn})], {}, get_region())
        elif service == 'logs':
            self._to_logs(arn, source)
        else:
            raise Refused(f'A rule needs a role for {arn}, or the emulator doesn\'t know such targets', '', arn)

    def _to_logs(self, arn, source):
        """By the account's resource policies. The stream is made without a source, so a condition on it only fits the events."""
        group = arn.removesuffix(':*')
        documents = policies.log_policies(get_account_id(), get_region())
        for action, resource, keys in (('logs:CreateLogStream', f'{group}:*', {}), ('logs:PutLogEvents', f'{group}:log-stream:events', source)):
            refused = None
            for policy in documents:
                try:
                    self._authority.service(SERVICE, [Ask(action, resource, keys, policy)], {}, get_region())
                    break
                except Refused as refusal:
                    refused = refusal
            else:
                raise refused or Refused(f'No resource policy of logs allows {action}', action, resource)

    def _dead_letter(self, rule, target):
        queue = (target.get('DeadLetterConfig') or {}).get('Arn')
        if not queue:
            return None
        try:
            policy, key = policies.queue(queue)
            source = {'aws:SourceArn': rule['Arn'], 'aws:SourceAccount': get_account_id()}
            self._authority.service(SERVICE, [Ask('sqs:SendMessage', queue, source, policy), *_key_use(key, {'aws:sqs:arn': queue})], {}, get_region())
            return queue
        except (Refused, policies.Missing):
            return None


def _reaches(rule, event):
    """Read-only management events that CloudTrail records come only to rules in the state that asks for them."""
    if rule.get('State') == ALL_MANAGEMENT_EVENTS:
        return True
    if rule.get('State') != 'ENABLED':
        return False
    detail = json.loads(event.get('Detail') or '{}')
    return not (event['DetailType'].endswith('via CloudTrail') and str(detail.get('eventName', '')).startswith(READ_ONLY))


def _call(service, arn):
    if service == 'states':
        return 'sfn', 'startExecution', {'StateMachineArn': arn}
    if service == 'sns':
        return 'sns', 'publish', {'TopicArn': arn}
    if service == 'sqs':
        return 'sqs', 'sendMessage', {'QueueUrl': policies.queue_url(*_place(arn))}
    if service == 'events':
        return 'eventbridge', 'putEvents', {'Entries': [{'EventBusName': arn}]}
    raise Refused(f'A target of rules that the emulator doesn\'t know: {arn}', '', arn)


def _place(arn):
    _, _, _, region, account, name = arn.split(':')
    return account, region, name


def _key_use(key, context):
    if not key or ':alias/aws/' in key:
        return []
    return [Ask(action, key, permissions.encryption_context(context), policies.key(key)) for action in ('kms:GenerateDataKey', 'kms:Decrypt')]


def install(clock, authority):
    deliveries = Deliveries(authority, clock, lambda *delivery: eventbridge._invoke_target(*delivery))
    eventbridge._dispatch_event = deliveries.dispatch
    put_events = eventbridge._put_events

    def put_well_formed(data, **rest):
        """An entry whose detail is no JSON object fails by itself, and the call doesn't: "Handling failures with PutEvents", EventBridge user guide."""
        entries = data.get('Entries', [])
        wrong = [not _is_object(entry.get('Detail', '{}')) for entry in entries]
        if True not in wrong:
            return put_events(data, **rest)
        status, headers, body = put_events({**data, 'Entries': [entry for entry, bad in zip(entries, wrong) if not bad]}, **rest)
        taken = json.loads(body)
        good = iter(taken['Entries'])
        results = [{'ErrorCode': 'MalformedDetail', 'ErrorMessage': 'Detail is malformed.'} if bad else next(good) for bad in wrong]
        answer = {'FailedEntryCount': taken['FailedEntryCount'] + wrong.count(True), 'Entries': results}
        return status, headers, json.dumps(answer).encode()

    eventbridge._put_events = put_well_formed
    return deliveries


def _is_object(text):
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
