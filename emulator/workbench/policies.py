"""The policies as the emulated services keep them, read at the moment of the call: what a workflow changes counts for the next call."""
import json

from ministack.services import cloudwatch_logs, dynamodb, eventbridge, iam, kms, s3, sns, sqs, stepfunctions


class Missing(Exception):
    """A resource that isn't there. The service says so itself, when it is called."""


class Unreadable(Exception):
    """A policy that decides, and that nobody has."""


def role(arn):
    """The record of a role, by its ARN. Its path is part of that ARN: another one is no such role."""
    record = iam._roles._data.get((arn.split(':')[4], arn.rsplit('/', 1)[-1]))
    return record if record and record['Arn'] == arn else None


def role_arn(account, name):
    record = iam._roles._data.get((account, name))
    return record['Arn'] if record else f'arn:aws:iam::{account}:role/{name}'


def identity(record):
    """What the role may do: inline policies, managed policies, boundary."""
    account = record['Arn'].split(':')[4]
    inline = [_named(name, document) for name, document in record['InlinePolicies'].items()]
    managed = [_managed(account, arn) for arn in record['AttachedPolicies']]
    boundary = record.get('PermissionsBoundary')
    if isinstance(boundary, dict):
        boundary = boundary.get('PermissionsBoundaryArn')
    return {'identity': inline + managed, **({'boundary': _managed(account, boundary)} if boundary else {})}


def trust(record):
    return _named(f"trust of {record['RoleName']}", record['AssumeRolePolicyDocument'])


def _managed(account, arn):
    record = iam._aws_managed_policies.get(arn) or iam._policies._data.get((account, arn))
    if record is None:
        raise Unreadable(f'{arn} is not a policy that is deployed, or that the emulator knows of AWS')
    return _named(arn.rsplit('/', 1)[-1], record['Versions'][record['DefaultVersionId']]['Document'])


def _named(name, document):
    return {'name': name, 'text': document if isinstance(document, str) else json.dumps(document)}


def _resource(name, document):
    return _named(name, document) if document else None


def _of(store, account, region, key):
    return store._data.get((account, region, key))


def key(arn):
    """Policy of a key; None for a key of AWS, which lets in whom its service lets in."""
    _, _, _, region, account, resource = arn.split(':', 5)
    if resource.startswith('alias/aws/'):
        return None
    record = _of(kms._keys, account, region, resource.rsplit('/', 1)[-1])
    if record is None:
        raise Unreadable(f'The key {arn} is not there')
    return _resource(f'key policy of {record["KeyId"]}', record['Policy'])


def key_arn(account, region, text):
    """A key as resources name it: by ARN, by id or by alias."""
    if not text or text.startswith('arn:'):
        return text
    if text.startswith('alias/'):
        alias = f'arn:aws:kms:{region}:{account}:{text}'
        target = _of(kms._aliases, account, region, alias)
        return f'arn:aws:kms:{region}:{account}:key/{target}' if target else alias
    return f'arn:aws:kms:{region}:{account}:key/{text}'


def table(account, region, name):
    record = _of(dynamodb._tables, account, region, name)
    if record is None:
        raise Missing(f'There is no table {name}')
    return record


def queue(arn):
    """Policy and key of a queue."""
    _, _, _, region, account, name = arn.split(':', 5)
    record = next((queue for (owner, place, _), queue in list(sqs._queues._data.items())
                   if (owner, place) == (account, region) and queue['attributes'].get('QueueArn') == arn), None)
    if record is None:
        raise Missing(f'There is no queue {arn}')
    attributes = record['attributes']
    return _resource(f'queue policy of {name}', attributes.get('Policy')), key_arn(account, region, attributes.get('KmsMasterKeyId'))


def topic(arn):
    """Policy and key of a topic."""
    _, _, _, region, account, name = arn.split(':', 5)
    record = _of(sns._topics, account, region, arn)
    if record is None:
        raise Missing(f'There is no topic {arn}')
    attributes = record['attributes']
    return _resource(f'topic policy of {name}', _with_owner(account, attributes.get('Policy'))), key_arn(account, region, attributes.get('KmsMasterKeyId'))


def _with_owner(account, text):
    """SNS' own policy lets in who has the topic's account. CloudFormation here forgets that condition, and so lets in everybody."""
    policy = json.loads(text or '{}')
    if policy.get('Id') != '__default_policy_ID':
        return text
    return json.dumps({**policy, 'Statement': [{**statement, 'Condition': {'StringEquals': {'AWS:SourceOwner': account}}} for statement in policy['Statement']]})


def bus(account, region, name):
    return _resource(f'bus policy of {name}', _of(eventbridge._event_bus_policies, account, region, name))


def bucket(name):
    """Owner, policy and key of a bucket, whose name is its own in all accounts."""
    account = next((owner for (owner, bucket) in list(s3._buckets._data) if bucket == name), None)
    if account is None:
        raise Missing(f'There is no bucket {name}')
    return account, _resource(f'bucket policy of {name}', s3._bucket_policies._data.get((account, name))), _bucket_key(account, name)


def _bucket_key(account, name):
    text = str(s3._bucket_encryption._data.get((account, name)) or '')
    return text.split('<KMSMasterKeyID>')[1].split('</KMSMasterKeyID>')[0] if '<KMSMasterKeyID>' in text else None


def log_policies(account, region):
    """Resource policies for logs belong to the account, not to a log group."""
    return [_named(name, policy.get('policyDocument', policy) if isinstance(policy, dict) else policy)
            for (owner, place, name), policy in list(cloudwatch_logs._resource_policies._data.items()) if (owner, place) == (account, region)]


def machine(arn):
    """The record of a state machine, also by the ARN of one of its executions."""
    parts = arn.split(':')
    if parts[5] in ('execution', 'express'):
        arn = ':'.join([*parts[:5], 'stateMachine', parts[6]])
    record = _of(stepfunctions._state_machines, parts[4], parts[3], arn)
    if record is None:
        raise Missing(f'There is no state machine {arn}')
    return record


def machine_key(record):
    account, region = record['stateMachineArn'].split(':')[4], record['stateMachineArn'].split(':')[3]
    return key_arn(account, region, (record.get('encryptionConfiguration') or {}).get('kmsKeyId'))


def queue_url(account, region, name):
    return next(url for (owner, place, url), queue in list(sqs._queues._data.items())
                if (owner, place) == (account, region) and queue['attributes'].get('QueueArn', '').endswith(f':{name}'))
