"""Whether somebody may. The questions are put together here, from what is deployed; the library's own evaluator answers them."""
import http.client
import json
import re
from urllib.parse import urlsplit

from ministack.services import stepfunctions

from . import permissions, policies
from .permissions import Ask, Here

# A policy that looks at the time, within the text of a question; and the time within its keys.
DEPENDS_ON_TIME = re.compile(r'aws:(CurrentTime|EpochTime|TokenIssueTime)(?!": ")', re.IGNORECASE)
INSTANTS = re.compile(r'"aws:(CurrentTime|EpochTime|TokenIssueTime)": "[^"]*"')

# Services choose the names of their sessions, and no policy knows them beforehand.
SESSION = 'session'


class Refused(Exception):
    """Nobody may do that: the reason as AWS writes it, and as the evaluator does."""

    def __init__(self, message, action='', resource='', because=''):
        super().__init__(message)
        self.message, self.action, self.resource, self.because = message, action, resource, because

    def json(self):
        return {'message': self.message, 'action': self.action, 'resource': self.resource, 'because': self.because}


class Authority:
    def __init__(self, endpoint, clock, identity_center):
        self._place = urlsplit(endpoint)
        self._clock = clock
        self._identity_center = identity_center
        # Each task has a thread of its own: connections are handed on.
        self._idle = []
        # What was allowed before, with the same policies: the texts of the questions without the time of day.
        self._allowed = set()

    def call(self, role, service, action, parameters, region):
        """The call of a session of the role, in the role's account."""
        account = role.split(':')[4]
        here = Here(account, region, self._identity_center.owner(account), lambda p: self._identity_center.membership(account, region, p))
        self._ask(role, here, self._asks(here, service, action, parameters))

    def workflow(self, machine, service, action, parameters, region, role=None):
        """The call of a workflow, with its own role or with one that the task names."""
        if role is None:
            return self.call(machine['roleArn'], service, action, parameters, region)
        # Step Functions sends the ARN of the state machine as external id: "Cross-account access", Step Functions developer guide.
        asks = list(permissions.assume(role, {'sts:ExternalId': machine['stateMachineArn'], 'sts:RoleSessionName': machine['name']}))
        self._ask(machine['roleArn'], Here(machine['roleArn'].split(':')[4], region), asks)
        return self.call(role, service, action, parameters, region)

    def execution(self, machine):
        """The start of an execution: Step Functions takes the workflow's role, and decrypts the definition with it."""
        arn = machine['stateMachineArn']
        region, account = arn.split(':')[3:5]
        self.assume('states.amazonaws.com', machine['roleArn'], {'aws:SourceAccount': account, 'aws:SourceArn': arn}, region)
        self._ask(machine['roleArn'], Here(account, region), list(permissions.machine_key(machine, ['kms:Decrypt', 'kms:GenerateDataKey'])))

    def assume(self, service, role, keys, region):
        """A service takes a role that was given to it."""
        if policies.role(role) is None:
            raise Refused(f'{service} can\'t assume {role}: there is no such role', 'sts:AssumeRole', role)
        self.service(service, list(permissions.assume(role)), keys, region)

    def service(self, service, asks, keys, region):
        """A service in its own name, by the policy of the resource."""
        context = {**self._circumstances(region), 'aws:PrincipalServiceName': service, 'aws:PrincipalIsAWSService': 'true', **keys}
        self._decide([_question(service, ask, context) for ask in asks])

    def asked(self, order):
        """What the bench asks for services that are emulated there: a call of a role that a service takes."""
        try:
            if 'service' in order:
                self.assume(order['service'], order['role'], order.get('keys', {}), order['region'])
            service, action = order['call'].split(':')
            self.call(order['role'], service, action, order['parameters'], order['region'])
            return None
        except Refused as refusal:
            return refusal.json()

    def topic(self, order):
        """A message of a service in its own name to a topic, and to its key. None if both let it in."""
        try:
            policy, key = policies.topic(order['topic'])
            asks = [Ask('sns:Publish', order['topic'], {}, policy)]
            if key:
                context = permissions.encryption_context({'aws:sns:topicArn': order['topic']})
                asks += [Ask(action, key, context, policies.key(key)) for action in ('kms:GenerateDataKey', 'kms:Decrypt')]
            self.service(order['service'], asks, order['keys'], order['region'])
            return None
        except policies.Missing as missing:
            return Refused(str(missing), 'sns:Publish', order['topic']).json()
        except Refused as refusal:
            return refusal.json()

    def _asks(self, here, service, action, parameters):
        try:
            return permissions.asks(here, service, action, parameters)
        except KeyError as error:
            raise stepfunctions._ExecutionError('States.Runtime', f'{service}:{action} lacks {error}')
        except (permissions.Unknown, policies.Unreadable) as error:
            raise stepfunctions._ExecutionError('States.Runtime', str(error))

    def _ask(self, role, here, asks):
        record = policies.role(role)
        if record is None:
            raise Refused(f'There is no role {role}', 'sts:AssumeRole', role)
        account = role.split(':')[4]
        principal = f"arn:aws:sts::{account}:assumed-role/{record['RoleName']}/{SESSION}"
        context = {
            **self._circumstances(here.region), 'aws:PrincipalArn': role, 'aws:PrincipalAccount': account, 'aws:PrincipalType': 'AssumedRole',
            'aws:userid': f"{record['RoleId']}:{SESSION}", 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false',
            'aws:TokenIssueTime': self._clock.iso(), **{f"aws:PrincipalTag/{tag['Key']}": tag['Value'] for tag in record.get('Tags') or []},
        }
        mine = policies.identity(record)
        # An ARN without account is of the caller's; so is what a service shows to the accounts of an organization.
        self._decide([{'role': role, **mine, **_question(principal, ask, context)} for ask in asks])

    def _circumstances(self, region):
        now = self._clock.iso()
        return {'aws:CurrentTime': now, 'aws:EpochTime': str(int(self._clock.time())), 'aws:SecureTransport': 'true', 'aws:RequestedRegion': region}

    def _decide(self, questions):
        if not questions:
            return
        text = json.dumps(questions)
        known = None if DEPENDS_ON_TIME.search(text) else INSTANTS.sub('', text)
        if known in self._allowed:
            return
        body = text.encode()
        try:
            refusal = self._send(body)
        except (http.client.HTTPException, OSError):
            # The bench closed idle connections.
            self._idle.clear()
            refusal = self._send(body)
        if refusal:
            raise Refused(**{name: refusal[name] for name in ('message', 'action', 'resource', 'because')})
        if known is not None:
            self._allowed.add(known)

    def reset(self):
        self._allowed.clear()

    def _send(self, body):
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = http.client.HTTPConnection(self._place.hostname, self._place.port, timeout=60)
        connection.request('POST', '/', body, {'Content-Type': 'application/json'})
        answer = connection.getresponse()
        said = json.loads(answer.read())
        self._idle.append(connection)
        if answer.status != 200:
            raise RuntimeError(f"The authorizer can't answer: {said['error']}")
        return said


def _question(principal, ask: Ask, context):
    return {
        'principal': principal, 'action': ask.action, 'resource': ask.resource,
        # Keys with no value aren't sent.
        'context': {name: value for name, value in {**context, **ask.keys}.items() if value != []},
        **({'resourcePolicy': ask.policy} if ask.policy else {}), **({'resourceAccount': ask.account} if ask.account else {}),
    }
