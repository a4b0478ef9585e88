import { ACCOUNT, INSTANCE, OTHER, PERMISSION_SET, refused, REGION, STORE, Strict, table } from './support';

let strict: Strict;
beforeAll(async () => { strict = await Strict.open(); });
afterAll(() => strict?.close());

const put = (TableName: string, id = 'a') => strict.call('dynamodb:putItem', { TableName, Item: { id: { S: id } } });
const PUT = { Action: 'dynamodb:PutItem', Resource: table('plain') };

describe('a call of a workflow', () => {
  test('is made if the policies of its role allow it', async () => {
    await strict.allow(PUT);
    await expect(put('plain')).resolves.toMatchObject({ status: 'SUCCEEDED' });
  });

  test('is refused otherwise, as AWS says it, and isn\'t made', async () => {
    await strict.allow(PUT);
    await put('plain', 'kept');
    await strict.allow({ ...PUT, Action: 'dynamodb:GetItem' });
    await expect(put('plain', 'lost')).resolves.toMatchObject({
      error: 'DynamoDb.DynamoDbException',
      cause: expect.stringMatching(new RegExp(`^User: arn:aws:sts::${ACCOUNT}:assumed-role/Strict-Worker\\S+/session is not authorized to perform: dynamodb:PutItem `
        + `on resource: ${table('plain')} because no identity-based policy allows the dynamodb:PutItem action \\(Service: DynamoDb, `)),
    });
    const rows = await strict.aws.rows('Plain');
    expect(rows.map(({ id }) => id)).toContain('kept');
    expect(rows.map(({ id }) => id)).not.toContain('lost');
  });

  test('is decided anew where policies look at the time', async () => {
    const until = (seconds: number) => ({ Condition: { DateLessThan: { 'aws:CurrentTime': new Date(Date.now() + seconds * 1000).toISOString() } } });
    await strict.allow({ ...PUT, ...until(600) });
    const before = await put('plain');
    await strict.bench.clock.shift(601);
    const after = await put('plain');
    await strict.bench.clock.shift(0);
    expect([before.status, after.status]).toEqual(['SUCCEEDED', 'FAILED']);
  });

  test('is refused by a statement that denies it', async () => {
    await strict.allow(PUT, { ...PUT, Effect: 'Deny' });
    expect((await put('plain')).cause).toContain('with an explicit deny in an identity-based policy');
  });

  test('is refused by the boundary of the role', async () => {
    await strict.allow(PUT);
    const RoleName = strict.aws.find('AWS::IAM::Role', 'Worker');
    const { Policy } = await strict.aws.call('iam', 'createPolicy', {
      PolicyName: 'Bound', PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]}',
    });
    await strict.aws.call('iam', 'putRolePermissionsBoundary', { RoleName, PermissionsBoundary: Policy.Arn });
    const answer = await put('plain');
    await strict.aws.call('iam', 'deleteRolePermissionsBoundary', { RoleName });
    expect(answer).toMatchObject({ error: 'DynamoDb.DynamoDbException' });
  });

  test('that the emulator doesn\'t know fails loudly', async () => {
    await strict.allow({ Action: '*', Resource: '*' });
    await expect(strict.call('iam:listRoles', {})).resolves.toMatchObject({ error: 'States.Runtime', cause: expect.stringContaining('doesn\'t know what iam:listRoles asks') });
  });

  test('in the names of the API instead of the integration fails', async () => {
    await strict.allow({ Action: '*', Resource: '*' });
    await expect(strict.call('sfn:startExecution', { stateMachineArn: strict.aws.machine('Idle') }))
      .resolves.toMatchObject({ error: 'States.Runtime', cause: expect.stringContaining('sfn:startExecution has no stateMachineArn') });
    await expect(strict.call('dynamodb:putItem', { TableName: 'plain', Item: { id: { S: 'b' }, on: { BOOL: true } } }))
      .resolves.toMatchObject({ error: 'States.Runtime', cause: expect.stringContaining('Item.on.BOOL') });
  });
});

describe('an execution', () => {
  test('needs a role that Step Functions can take for this state machine', async () => {
    const principal = { Principal: { Service: 'states.amazonaws.com' } };
    const source = (name: string) => ({ ...principal, Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}` } } });
    await strict.trust('Worker', source('Other'));
    const answer = await strict.aws.run('Idle', {});
    await strict.trust('Worker', source('Idle'));
    const other = await strict.aws.run('Idle', {});
    await strict.trust('Worker', principal);
    expect(answer).toMatchObject({ status: 'FAILED', error: 'States.Runtime', cause: expect.stringContaining('sts:AssumeRole') });
    expect(other).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('DynamoDB asks', () => {
  const leading = { Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['a*'] }, 'Null': { 'dynamodb:LeadingKeys': 'false' } } };

  test('for the partition that is written', async () => {
    await strict.allow({ ...PUT, ...leading });
    await expect(put('plain', 'abc')).resolves.toMatchObject({ status: 'SUCCEEDED' });
    await expect(put('plain', 'xyz')).resolves.toMatchObject(refused('DynamoDb.DynamoDbException', 'dynamodb:PutItem', table('plain')));
  });

  test('for each kind of item of a transaction, with the keys of all of them', async () => {
    const transaction = (second: string) => strict.call('dynamodb:transactWriteItems', {
      TransactItems: [
        { Put: { TableName: 'plain', Item: { id: { S: 'a1' } } } },
        { Update: { TableName: 'plain', Key: { id: { S: second } }, UpdateExpression: 'SET x = :x', ExpressionAttributeValues: { ':x': { S: '1' } } } },
      ],
    });
    await strict.allow({ ...PUT, ...leading });
    await expect(transaction('a2')).resolves.toMatchObject(refused('DynamoDb.DynamoDbException', 'dynamodb:UpdateItem'));
    await strict.allow({ ...PUT, Action: ['dynamodb:PutItem', 'dynamodb:UpdateItem'], ...leading });
    await expect(transaction('a3')).resolves.toMatchObject({ status: 'SUCCEEDED' });
    await expect(transaction('x')).resolves.toMatchObject(refused('DynamoDb.DynamoDbException', 'dynamodb:PutItem'));
  });

  test('for the index that is queried, not for its table', async () => {
    const query = () => strict.call('dynamodb:query', {
      TableName: 'plain', IndexName: 'ByKind', KeyConditionExpression: 'kind = :kind', ExpressionAttributeValues: { ':kind': { S: 'x' } },
    });
    await strict.allow({ Action: 'dynamodb:Query', Resource: table('plain') });
    await expect(query()).resolves.toMatchObject(refused('DynamoDb.DynamoDbException', 'dynamodb:Query', `${table('plain')}/index/ByKind`));
    await strict.allow({ Action: 'dynamodb:Query', Resource: `${table('plain')}/index/ByKind` });
    await expect(query()).resolves.toMatchObject({ status: 'SUCCEEDED' });
  });

  test('for its key, through DynamoDB and for this table only', async () => {
    const write = { Action: 'dynamodb:PutItem', Resource: table('encrypted') };
    const use = (Condition: object) => ({ Action: 'kms:Decrypt', Resource: strict.key, Condition: { StringEquals: Condition } });
    await strict.allow(write);
    await expect(put('encrypted')).resolves.toMatchObject(refused('DynamoDb.DynamoDbException', 'kms:Decrypt', strict.key));
    await strict.allow(write, use({ 'kms:ViaService': 'sqs.eu-central-1.amazonaws.com' }));
    await expect(put('encrypted')).resolves.toMatchObject({ status: 'FAILED' });
    await strict.allow(write, use({
      'kms:ViaService': 'dynamodb.eu-central-1.amazonaws.com', 'kms:CallerAccount': ACCOUNT, 'kms:EncryptionContext:aws:dynamodb:tableName': 'encrypted',
    }));
    await expect(put('encrypted')).resolves.toMatchObject({ status: 'SUCCEEDED' });
  });

  test('the policy of the key too: without the account in it no role\'s policy counts', async () => {
    await strict.allow({ Action: '*', Resource: '*' });
    const keep = await strict.aws.call('kms', 'getKeyPolicy', { KeyId: strict.key, PolicyName: 'default' });
    const write = (Policy: string) => strict.aws.call('kms', 'putKeyPolicy', { KeyId: strict.key, PolicyName: 'default', Policy });
    await write(JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'kms:*', Resource: '*' }] }));
    const answer = await put('encrypted');
    await write(keep.Policy);
    expect(answer).toMatchObject({ status: 'FAILED' });
  });
});

describe('Identity Center asks', () => {
  const assign = (account: string) => ({
    InstanceArn: INSTANCE, PermissionSetArn: PERMISSION_SET, TargetId: account, TargetType: 'AWS_ACCOUNT', PrincipalType: 'USER', PrincipalId: '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000001',
  });
  const places = [INSTANCE, PERMISSION_SET, `arn:aws:sso:::account/${OTHER}`];

  test.each(places)('for instance, permission set and account: without %s it is refused', async (place) => {
    await strict.allow({ Action: 'sso:CreateAccountAssignment', Resource: places.filter((other) => other !== place) });
    await expect(strict.call('ssoadmin:createAccountAssignment', assign(OTHER))).resolves.toMatchObject(refused('SsoAdmin.AccessDeniedException', 'sso:CreateAccountAssignment', place));
  });

  test('no more than these for another account, and for its own account what the role of the permission set needs', async () => {
    await strict.allow({ Action: 'sso:CreateAccountAssignment', Resource: [...places, `arn:aws:sso:::account/${ACCOUNT}`] });
    await expect(strict.call('ssoadmin:createAccountAssignment', assign(OTHER))).resolves.toMatchObject({ status: 'SUCCEEDED' });
    await expect(strict.call('ssoadmin:createAccountAssignment', assign(ACCOUNT))).resolves.toMatchObject(refused('SsoAdmin.AccessDeniedException', 'iam:\\w+', `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/`));
  });

  test('for the identity store of the account that owns it', async () => {
    const ask = () => strict.call('identitystore:isMemberInGroups', {
      IdentityStoreId: STORE, MemberId: { UserId: '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000001' }, GroupIds: ['906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000002'],
    });
    const allow = (owner: string) => strict.allow({
      Action: 'identitystore:IsMemberInGroups', Resource: [`arn:aws:identitystore::${owner}:identitystore/${STORE}`, ...['user', 'group', 'membership'].map((kind) => `arn:aws:identitystore:::${kind}/*`)],
    });
    await strict.bench.workbench.identityCenterOwner(OTHER);
    await allow(ACCOUNT);
    await expect(ask()).resolves.toMatchObject(refused('Identitystore.AccessDeniedException', 'identitystore:IsMemberInGroups', `arn:aws:identitystore::${OTHER}:identitystore/${STORE}`));
    await allow(OTHER);
    expect((await ask()).error).not.toBe('Identitystore.AccessDeniedException');
    await strict.bench.workbench.identityCenterOwner(ACCOUNT);
  });

  test('nothing at once of a deletion whose user is gone: the write fails later, and the assignment stays listed', async () => {
    await strict.allow({ Action: '*', Resource: '*' });
    const user = { IdentityStoreId: STORE, UserName: 'gone', DisplayName: 'Gone', Name: { GivenName: 'G', FamilyName: 'G' } };
    const { UserId } = await strict.aws.call('identitystore', 'createUser', user);
    const gone = { ...assign(OTHER), PrincipalId: UserId };
    await strict.call('ssoadmin:createAccountAssignment', gone);
    await strict.aws.call('identitystore', 'deleteUser', { IdentityStoreId: STORE, UserId });
    const { output } = await strict.call('ssoadmin:deleteAccountAssignment', gone);
    expect(output.AccountAssignmentDeletionStatus.Status).toBe('IN_PROGRESS');
    await expect(strict.aws.call('ssoadmin', 'describeAccountAssignmentDeletionStatus', {
      InstanceArn: INSTANCE, AccountAssignmentDeletionRequestId: output.AccountAssignmentDeletionStatus.RequestId,
    })).resolves.toMatchObject({ AccountAssignmentDeletionStatus: { Status: 'FAILED', FailureReason: expect.stringContaining('404') } });
    expect((await strict.aws.assignments(PERMISSION_SET, OTHER)).map(({ PrincipalId }) => PrincipalId)).toContain(UserId);
  });
});

describe('other services ask', () => {
  test('Scheduler whether the role of the schedule may be passed to it', async () => {
    const schedule = () => strict.call('scheduler:createSchedule', {
      Name: 'once',
      GroupName: 'group',
      ScheduleExpression: 'at(2098-01-01T00:00:00)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: strict.aws.machine('Idle'), RoleArn: strict.aws.role('SchedulerRole') },
    });
    const create = { Action: 'scheduler:CreateSchedule', Resource: `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/group/*` };
    const pass = (service: string) => ({ Action: 'iam:PassRole', Resource: strict.aws.role('SchedulerRole'), Condition: { StringEquals: { 'iam:PassedToService': service } } });
    await strict.allow(create);
    await expect(schedule()).resolves.toMatchObject(refused('Scheduler.SchedulerException', 'iam:PassRole', strict.aws.role('SchedulerRole')));
    await strict.allow(create, pass('states.amazonaws.com'));
    await expect(schedule()).resolves.toMatchObject({ status: 'FAILED' });
    await strict.allow(create, pass('scheduler.amazonaws.com'));
    await expect(schedule()).resolves.toMatchObject({ status: 'SUCCEEDED' });
  });

  test('EventBridge for the bus, with source and type of the event', async () => {
    const send = (Source: string) => strict.call('eventbridge:putEvents', { Entries: [{ EventBusName: 'bus', Source, DetailType: 'Told', Detail: '{}' }] });
    await strict.allow({ Action: 'events:PutEvents', Resource: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/bus`, Condition: { StringEquals: { 'events:source': 'mine', 'events:detail-type': 'Told' } } });
    await expect(send('mine')).resolves.toMatchObject({ status: 'SUCCEEDED', output: { FailedEntryCount: 0 } });
    await expect(send('yours')).resolves.toMatchObject(refused('EventBridge.AccessDeniedException', 'events:PutEvents'));
    // An entry that isn't taken is no error of the call.
    await expect(strict.call('eventbridge:putEvents', { Entries: [{ EventBusName: 'bus', Source: 'mine', DetailType: 'Told', Detail: 'no JSON' }] }))
      .resolves.toMatchObject({ status: 'SUCCEEDED', output: { FailedEntryCount: 1 } });
  });

  test('Step Functions for executions of the machine', async () => {
    const execution = `arn:aws:states:${REGION}:${ACCOUNT}:execution:Idle:x`;
    await strict.allow({ Action: ['states:StartExecution', 'states:DescribeExecution'], Resource: strict.aws.machine('Idle') });
    await expect(strict.call('sfn:startExecution', { StateMachineArn: strict.aws.machine('Idle') })).resolves.toMatchObject({ status: 'SUCCEEDED' });
    await expect(strict.call('sfn:describeExecution', { ExecutionArn: execution })).resolves.toMatchObject(refused('Sfn.SfnException', 'states:DescribeExecution', execution));
  });

  test('SQS for the key of the queue as well', async () => {
    const send = () => strict.call('sqs:sendMessage', { QueueUrl: strict.aws.find('AWS::SQS::Queue', 'Secret'), MessageBody: 'x' });
    const write = { Action: 'sqs:SendMessage', Resource: `arn:aws:sqs:${REGION}:${ACCOUNT}:secret` };
    await strict.allow(write);
    await expect(send()).resolves.toMatchObject(refused('Sqs.KmsAccessDeniedException', 'kms:GenerateDataKey', strict.key));
    await strict.allow(write, { Action: ['kms:GenerateDataKey', 'kms:Decrypt'], Resource: strict.key, Condition: { StringEquals: { 'kms:ViaService': 'sqs.eu-central-1.amazonaws.com' } } });
    await expect(send()).resolves.toMatchObject({ status: 'SUCCEEDED' });
  });

  test('STS for tags and source identity apart, of the role\'s trust too', async () => {
    const worker = { Principal: { AWS: strict.aws.role('Worker') } };
    const role = await strict.makeRole(ACCOUNT, 'Tagged', { ...worker, Action: ['sts:AssumeRole', 'sts:TagSession'] });
    const take = (more: object) => strict.call('sts:assumeRole', { RoleArn: role, RoleSessionName: 'jane', ...more });
    const tags = { Tags: [{ Key: 'Incident', Value: '1' }] };
    await strict.allow({ Action: 'sts:AssumeRole', Resource: role });
    await expect(take({})).resolves.toMatchObject({ status: 'SUCCEEDED' });
    // A trust that names the role itself is enough in one account.
    await expect(take(tags)).resolves.toMatchObject({ status: 'SUCCEEDED' });
    await expect(take({ SourceIdentity: 'jane' })).resolves.toMatchObject(refused('Sts.StsException', 'sts:SetSourceIdentity', role));
  });

  test('Organizations and IAM for their resources', async () => {
    await strict.allow({ Action: 'organizations:ListParents', Resource: `arn:aws:organizations::*:account/o-*/${OTHER}` });
    expect((await strict.call('organizations:listParents', { ChildId: OTHER })).error).not.toBe('Organizations.AccessDeniedException');
    await expect(strict.call('organizations:listParents', { ChildId: '333333333333' })).resolves.toMatchObject(refused('Organizations.AccessDeniedException', 'organizations:ListParents'));
    await strict.allow({ Action: 'iam:PutRolePolicy', Resource: strict.aws.role('SchedulerRole') });
    const write = (RoleName: string) => strict.call('iam:putRolePolicy', { RoleName, PolicyName: 'None', PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}' });
    await expect(write(strict.aws.find('AWS::IAM::Role', 'ApiRole'))).resolves.toMatchObject(refused('Iam.IamException', 'iam:PutRolePolicy', strict.aws.role('ApiRole')));
  });
});
