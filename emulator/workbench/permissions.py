"""
What the services ask before they do what a call wants: actions, resources and condition keys of the real ones.

Sources: [SAR] the Service Authorization Reference, one page a service (action → required resource types and condition keys);
[M] botocore's models (which operations can end in KmsAccessDeniedException); others stand beside their rows.
A call that isn't in the table is refused as unknown: nobody knows here what it asks.
"""
import re
from collections import namedtuple

from . import policies

ORGANIZATION = 'o-exampleorgid'

# One action on one resource. Keys are those of the request; Authority adds those of the principal.
Ask = namedtuple('Ask', 'action resource keys policy account', defaults=({}, None, None))


class Unknown(Exception):
    """The table has no row for the call."""


class Here:
    """Where the call is made, and whose the identity store is."""

    def __init__(self, account, region, store_owner=None, membership=None):
        self.account, self.region = account, region
        self.store_owner = store_owner or account
        self.membership = membership or (lambda _: None)

    def arn(self, service, resource):
        return f'arn:aws:{service}:{self.region}:{self.account}:{resource}'


def asks(here, service, action, parameters):
    row = TABLE.get(f'{service}:{action}')
    if row is None:
        raise Unknown(f"The emulator doesn't know what {service}:{action} asks: add a row to emulator/workbench/permissions.py")
    return list(row(here, parameters or {}))


# --- DynamoDB: [SAR dynamodb]; a table with a customer key asks kms:Decrypt of every caller, by the table key's cache of five minutes:
# "DynamoDB encryption at rest: How it works", table key caching; keys of the encryption context on the same page.

def _table(here, name):
    return policies.table(here.account, here.region, name.rsplit('/', 1)[-1])


def _item(action):
    def row(here, parameters):
        yield from _on_table(here, action, parameters['TableName'], [parameters.get('Key') or parameters.get('Item')])
    return row


def _on_table(here, action, name, items, enclosing=None):
    table = _table(here, name)
    leading = sorted({_value(item[table['pk_name']]) for item in items if table['pk_name'] in item})
    keys = {'dynamodb:LeadingKeys': leading, **({'dynamodb:EnclosingOperation': enclosing} if enclosing else {})}
    yield Ask(f'dynamodb:{action}', here.arn('dynamodb', f"table/{table['TableName']}"), keys)
    yield from _table_key(here, table)


def _table_key(here, table):
    key = (table.get('SSEDescription') or {}).get('KMSMasterKeyArn')
    if key:
        yield from _through(here, 'dynamodb', policies.key_arn(here.account, here.region, key), ['kms:Decrypt'], {
            'aws:dynamodb:tableName': table['TableName'], 'aws:dynamodb:subscriberId': here.account})


def _value(value):
    return str(next(iter(value.values())))


KINDS = {'Put': 'PutItem', 'Update': 'UpdateItem', 'Delete': 'DeleteItem', 'ConditionCheck': 'ConditionCheckItem'}


def _transaction(here, parameters):
    items = [(kind, item) for entry in parameters['TransactItems'] for kind, item in entry.items()]
    for name in sorted({item['TableName'] for _, item in items}):
        # Each statement is asked with the keys of the whole transaction: one that allows some of them only doesn't allow it.
        of_table = [(kind, item) for kind, item in items if item['TableName'] == name]
        for kind in dict.fromkeys(kind for kind, _ in of_table):
            yield from _on_table(here, KINDS[kind], name, [item.get('Key') or item.get('Item') for _, item in of_table], 'TransactWriteItems')


def _query(here, parameters):
    table = _table(here, parameters['TableName'])
    index = parameters.get('IndexName')
    arn = here.arn('dynamodb', f"table/{table['TableName']}")
    key = table['pk_name']
    if index:
        schema = next(entry['KeySchema'] for entry in table['GlobalSecondaryIndexes'] + (table.get('LocalSecondaryIndexes') or [])
                      if entry['IndexName'] == index)
        key = next(part['AttributeName'] for part in schema if part['KeyType'] == 'HASH')
    names, values = parameters.get('ExpressionAttributeNames') or {}, parameters.get('ExpressionAttributeValues') or {}
    leading = [_value(values[value]) for name, value in re.findall(r'(#?\w+)\s*=\s*(:\w+)', parameters.get('KeyConditionExpression', ''))
               if names.get(name, name) == key]
    yield Ask('dynamodb:Query', f'{arn}/index/{index}' if index else arn, {'dynamodb:LeadingKeys': leading[:1]})
    yield from _table_key(here, table)


# --- KMS for other services: [kms:ViaService, kms:CallerAccount, kms:EncryptionContext, KMS developer guide]

def _through(here, service, key, actions, context):
    # A key of AWS is open to who may use the service.
    if ':alias/aws/' in key:
        return
    keys = {'kms:ViaService': f'{service}.{here.region}.amazonaws.com', 'kms:CallerAccount': here.account, **encryption_context(context)}
    for action in actions:
        yield Ask(action, key, keys, policies.key(key))


def encryption_context(context):
    return {**{f'kms:EncryptionContext:{name}': value for name, value in context.items()}, 'kms:EncryptionContextKeys': sorted(context)}


# --- Step Functions: [SAR states]; [M] StartExecution, StartSyncExecution, StopExecution, DescribeExecution can end in
# KmsAccessDeniedException: the caller must be able to decrypt. "Data at rest encryption in Step Functions" has the encryption context.

def machine_key(record, actions):
    key = policies.machine_key(record)
    if key and ':alias/aws/' not in key:
        for action in actions:
            yield Ask(action, key, {'kms:CallerAccount': record['stateMachineArn'].split(':')[4],
                                    **encryption_context({'aws:states:stateMachineArn': record['stateMachineArn']})}, policies.key(key))


def _machine(action, name='StateMachineArn'):
    def row(_, parameters):
        arn = parameters.get(name) or parameters[name[0].lower() + name[1:]]
        yield Ask(f'states:{action}', arn)
        try:
            record = policies.machine(arn)
        except policies.Missing:
            # The service says so itself, after it has asked.
            return
        yield from machine_key(record, ['kms:Decrypt'])
    return row


# Step Functions' own integration of itself waits by looking, and by a rule of its own: "IAM policies for calling Step Functions workflows".
# It stops the other workflow only when it is stopped itself, which nothing here does.

def _nested(here, parameters):
    arn = parameters['StateMachineArn']
    yield from _machine('StartExecution')(here, parameters)
    yield Ask('states:DescribeExecution', f"{arn.replace(':stateMachine:', ':execution:')}:{parameters.get('Name', 'name')}")
    rule = here.arn('events', 'rule/StepFunctionsGetEventsForStepFunctionsExecutionRule')
    for action in ('PutTargets', 'PutRule', 'DescribeRule'):
        yield Ask(f'events:{action}', rule)


# --- EventBridge Scheduler: [SAR scheduler]; passing the role of the target: "Set up the execution role", Scheduler user guide.

def _schedule(action, passes=False):
    def row(here, parameters):
        yield Ask(f'scheduler:{action}', here.arn('scheduler', f"schedule/{parameters.get('GroupName', 'default')}/{parameters['Name']}"))
        if passes:
            yield Ask('iam:PassRole', parameters['Target']['RoleArn'], {'iam:PassedToService': 'scheduler.amazonaws.com'})
    return row


# --- EventBridge: [SAR events]

def _put_events(here, parameters):
    for entry in parameters['Entries']:
        name = entry.get('EventBusName', 'default').rsplit('/', 1)[-1]
        yield Ask('events:PutEvents', here.arn('events', f'event-bus/{name}'), {
            'events:source': entry.get('Source', ''), 'events:detail-type': entry.get('DetailType', ''), 'events:eventBusInvocation': 'false',
        }, policies.bus(here.account, here.region, name))


# --- IAM Identity Center: [SAR sso] requires instance, permission set and account, each; [SAR identitystore]

def _assignment(action, writes=True):
    def row(here, parameters):
        account = parameters.get('TargetId') or parameters['AccountId']
        for resource in (parameters['InstanceArn'], parameters['PermissionSetArn'], f'arn:aws:sso:::account/{account}'):
            yield Ask(f'sso:{action}', resource)
        if writes and account == here.account:
            yield from _reserved_role(here)
    return row


# In the account that calls, Identity Center writes roles and SAML provider with the caller's session. Which of these each write needs isn't
# documented: all that the published policies of aws-samples/iam-identity-center-team and fivexl/terraform-aws-sso-elevator give.
RESERVED_ROLE = (
    'AttachRolePolicy', 'CreateRole', 'DeleteRole', 'DeleteRolePermissionsBoundary', 'DeleteRolePolicy', 'DetachRolePolicy', 'GetRole',
    'ListAttachedRolePolicies', 'ListRolePolicies', 'PutRolePermissionsBoundary', 'PutRolePolicy', 'UpdateRole', 'UpdateRoleDescription')
RESERVED_PROVIDER = ('CreateSAMLProvider', 'GetSAMLProvider', 'UpdateSAMLProvider')


def _reserved_role(here):
    role = f'arn:aws:iam::{here.account}:role/aws-reserved/sso.amazonaws.com/{here.region}/AWSReservedSSO_Example_0123456789abcdef'
    provider = f'arn:aws:iam::{here.account}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE'
    forwarded = {'aws:ViaAWSService': 'true', 'aws:CalledVia': ['sso.amazonaws.com']}
    for action in RESERVED_ROLE:
        yield Ask(f'iam:{action}', role, forwarded)
    for action in RESERVED_PROVIDER:
        yield Ask(f'iam:{action}', provider, forwarded)


def _instance(action):
    return lambda _, parameters: [Ask(f'sso:{action}', parameters['InstanceArn'])]


def _store(action, parts):
    """Of the identity store, which is in the account that owns the instance: not in that of a delegated administrator."""
    def row(here, parameters):
        found = parts(here, parameters)
        store = f"arn:aws:identitystore::{here.store_owner}:identitystore/{parameters['IdentityStoreId']}"
        for resource in [store, *(f'arn:aws:identitystore:::{part}' for part in found)]:
            yield Ask(f'identitystore:{action}', resource, account=here.account)
    return row


def _user(parameters):
    return f"user/{parameters['MemberId']['UserId']}"


def _deleted_membership(here, parameters):
    known = here.membership(parameters) or {}
    return [f"membership/{parameters['MembershipId']}", *([f"group/{known['GroupId']}", _user(known)] if known else [])]


# --- Organizations: [SAR organizations]; ARNs have the management account, which no caller of these has to name.

def _organizations(action, resource, keys=None):
    def row(here, parameters):
        yield Ask(f'organizations:{action}', f'arn:aws:organizations::{here.account}:{resource(parameters)}', keys or {}, account=here.account)
    return row


# --- IAM: [SAR iam]

def _role(action, bound=False):
    def row(here, parameters):
        arn = policies.role_arn(here.account, parameters['RoleName'])
        record = policies.role(arn)
        boundary = record.get('PermissionsBoundary') if record and bound else None
        if isinstance(boundary, dict):
            boundary = boundary.get('PermissionsBoundaryArn')
        yield Ask(f'iam:{action}', arn, {'iam:PermissionsBoundary': boundary} if boundary else {})
    return row


def _policy(action):
    return lambda _, parameters: [Ask(f'iam:{action}', parameters['PolicyArn'])]


# --- STS: [SAR sts]; session tags and source identity are asked apart: "Passing session tags in AWS STS", "Monitor and control actions taken
# with assumed roles", IAM user guide.

def assume(arn, keys=None, tags=(), source_identity=None):
    record = policies.role(arn)
    context = dict(keys or {})
    if source_identity:
        context['sts:SourceIdentity'] = source_identity
    if tags:
        context.update({'aws:TagKeys': [tag['Key'] for tag in tags], **{f"aws:RequestTag/{tag['Key']}": tag['Value'] for tag in tags}})
    context = {name: value for name, value in context.items() if value is not None}
    trust = policies.trust(record) if record else None
    yield Ask('sts:AssumeRole', arn, context, trust)
    if tags:
        yield Ask('sts:TagSession', arn, context, trust)
    if source_identity:
        yield Ask('sts:SetSourceIdentity', arn, context, trust)


def _assume(_, parameters):
    yield from assume(parameters['RoleArn'], {
        'sts:RoleSessionName': parameters['RoleSessionName'], 'sts:ExternalId': parameters.get('ExternalId'),
        **({'sts:TransitiveTagKeys': parameters['TransitiveTagKeys']} if parameters.get('TransitiveTagKeys') else {}),
    }, parameters.get('Tags') or (), parameters.get('SourceIdentity'))


# --- SQS: [SAR sqs]; producers need kms:GenerateDataKey and kms:Decrypt: "Configure KMS permissions for Amazon SQS", encryption context there.

def _send(here, parameters):
    account, name = parameters['QueueUrl'].rstrip('/').split('/')[-2:]
    arn = f'arn:aws:sqs:{here.region}:{account}:{name}'
    policy, key = policies.queue(arn)
    yield Ask('sqs:SendMessage', arn, {}, policy)
    if key:
        yield from _through(here, 'sqs', key, ['kms:GenerateDataKey', 'kms:Decrypt'], {'aws:sqs:arn': arn})


# --- SNS: [SAR sns]; publishers need kms:GenerateDataKey* and kms:Decrypt: "Managing Amazon SNS encryption keys", encryption context there.

def _publish(here, parameters):
    policy, key = policies.topic(parameters['TopicArn'])
    yield Ask('sns:Publish', parameters['TopicArn'], {}, policy)
    if key:
        yield from _through(here, 'sns', key, ['kms:GenerateDataKey', 'kms:Decrypt'], {'aws:sns:topicArn': parameters['TopicArn']})


# --- S3: [SAR s3]; SSE-KMS asks kms:GenerateDataKey: "Protecting data with SSE-KMS"; with a bucket key the context is the bucket.

def _put_object(here, parameters):
    owner, policy, key = policies.bucket(parameters['Bucket'])
    arn = f"arn:aws:s3:::{parameters['Bucket']}"
    yield Ask('s3:PutObject', f"{arn}/{parameters['Key']}", {'s3:ResourceAccount': owner, 'aws:ResourceAccount': owner, 's3:TlsVersion': '1.3'}, policy, owner)
    if key:
        yield from _through(here, 's3', policies.key_arn(owner, here.region, key), ['kms:GenerateDataKey'], {'aws:s3:arn': arn})


# A version, and one under governance retention, need permissions of their own: "DeleteObject" in the S3 API reference.

def _delete_object(_, parameters):
    owner, policy, _key = policies.bucket(parameters['Bucket'])
    arn = f"arn:aws:s3:::{parameters['Bucket']}/{parameters['Key']}"
    actions = ['s3:DeleteObjectVersion' if 'VersionId' in parameters else 's3:DeleteObject']
    if parameters.get('BypassGovernanceRetention'):
        actions.append('s3:BypassGovernanceRetention')
    for action in actions:
        yield Ask(action, arn, {'s3:ResourceAccount': owner, 'aws:ResourceAccount': owner, 's3:TlsVersion': '1.3'}, policy, owner)


# --- Systems Manager and Security Hub: [SAR ssm], no resource before it is there; [SAR securityhub]

def _findings(_, parameters):
    for finding in parameters['Findings']:
        yield Ask('securityhub:BatchImportFindings', finding['ProductArn'], {'securityhub:TargetAccount': finding['AwsAccountId']})


TABLE = {
    'dynamodb:getItem': _item('GetItem'),
    'dynamodb:putItem': _item('PutItem'),
    'dynamodb:updateItem': _item('UpdateItem'),
    'dynamodb:deleteItem': _item('DeleteItem'),
    'dynamodb:transactWriteItems': _transaction,
    'dynamodb:query': _query,
    'sfn:startExecution': _machine('StartExecution'),
    'sfn:startSyncExecution': _machine('StartSyncExecution'),
    'sfn:describeExecution': _machine('DescribeExecution', 'ExecutionArn'),
    'sfn:stopExecution': _machine('StopExecution', 'ExecutionArn'),
    'states:startExecution': _machine('StartExecution'),
    'states:startExecution.sync': _nested,
    'scheduler:createSchedule': _schedule('CreateSchedule', passes=True),
    'scheduler:updateSchedule': _schedule('UpdateSchedule', passes=True),
    'scheduler:deleteSchedule': _schedule('DeleteSchedule'),
    'scheduler:getSchedule': _schedule('GetSchedule'),
    'eventbridge:putEvents': _put_events,
    'ssoadmin:createAccountAssignment': _assignment('CreateAccountAssignment'),
    'ssoadmin:deleteAccountAssignment': _assignment('DeleteAccountAssignment'),
    'ssoadmin:listAccountAssignments': _assignment('ListAccountAssignments', writes=False),
    'ssoadmin:describeAccountAssignmentCreationStatus': _instance('DescribeAccountAssignmentCreationStatus'),
    'ssoadmin:describeAccountAssignmentDeletionStatus': _instance('DescribeAccountAssignmentDeletionStatus'),
    'identitystore:isMemberInGroups': _store(
        'IsMemberInGroups', lambda _, p: [_user(p), *(f'group/{group}' for group in p['GroupIds']), 'membership/*']),
    'identitystore:createGroupMembership': _store('CreateGroupMembership', lambda _, p: [f"group/{p['GroupId']}", _user(p)]),
    'identitystore:getGroupMembershipId': _store('GetGroupMembershipId', lambda _, p: [f"group/{p['GroupId']}", _user(p), 'membership/*']),
    'identitystore:deleteGroupMembership': _store('DeleteGroupMembership', _deleted_membership),
    'organizations:listParents': _organizations('ListParents', lambda p: (
        f"ou/{ORGANIZATION}/{p['ChildId']}" if p['ChildId'].startswith('ou-') else f"account/{ORGANIZATION}/{p['ChildId']}")),
    'organizations:updatePolicy': _organizations(
        'UpdatePolicy', lambda p: f"policy/{ORGANIZATION}/service_control_policy/{p['PolicyId']}", {'organizations:PolicyType': 'SERVICE_CONTROL_POLICY'}),
    'iam:getRole': _role('GetRole'),
    'iam:putRolePolicy': _role('PutRolePolicy', bound=True),
    'iam:deleteRolePolicy': _role('DeleteRolePolicy', bound=True),
    'iam:updateAssumeRolePolicy': _role('UpdateAssumeRolePolicy'),
    'iam:listPolicyVersions': _policy('ListPolicyVersions'),
    'iam:createPolicyVersion': _policy('CreatePolicyVersion'),
    'iam:deletePolicyVersion': _policy('DeletePolicyVersion'),
    'sts:assumeRole': _assume,
    'sts:getCallerIdentity': lambda *_: [],
    'sqs:sendMessage': _send,
    'sns:publish': _publish,
    's3:putObject': _put_object,
    's3:deleteObject': _delete_object,
    'ssm:createOpsItem': lambda *_: [Ask('ssm:CreateOpsItem', '*')],
    'securityhub:batchImportFindings': _findings,
}
