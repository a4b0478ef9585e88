import { Duration, Stack } from 'aws-cdk-lib';
import { ACCOUNT, elevatedAccess, INSTANCE, JUSTIFICATION, PAYMENTS, REVIEW, session, WEB } from './support/fixture';
import { createMembers, Members } from './support/groups';
import { customRule, revocationRule, windowRule } from './support/kinds';
import { deployRevoker } from './support/revoker';
import { Bench, Deployed } from '../../emulator/bench/bench';
import { elevation, Phase, Playbook } from 'cdk-break-glass';

const UNIT = 'ou-abcd-12345678';
const SCP = 'p-examplepolicyid111';
let bench: Bench;
let aws: Deployed;
let members: Members;
let offset = 0;

const post = (person: string, path: string, body: object = {}) => aws.request('POST', path, { caller: session(person), body });
const ask = async (rule: string, more: object = {}, person = 'jane') => {
  const { status, body } = await post(person, '/requests', { rule, minutes: 30, ...more });
  if (status !== 201) throw new Error(`${rule}: ${status} ${JSON.stringify(body)}`);
  return body.id as string;
};
const status = async (id: string) => (await aws.items(`REQUEST#${id}`)).find(({ sk }) => sk.S === 'STATE')?.status.S;
const later = async (seconds: number) => bench.clock.shift(offset += seconds);
const reaches = (id: string, wanted: string, seconds = 0) => aws.waitFor(async () => {
  await bench.workbench.rest();
  if (await status(id) === wanted) return true;
  if (seconds > 0) await later(seconds);
  return false;
}, `${id} to be ${wanted}`);
/** From the request to the end, by its requester. */
const whole = async (rule: string, more: object = {}) => {
  const id = await ask(rule, more);
  await reaches(id, 'active');
  await post('jane', `/requests/${id}/release`);
  await reaches(id, 'ended', 30);
};

/** Everything that the workflows can do, once. */
const SCENES: { readonly [what: string]: () => Promise<void> } = {
  'an assignment is approved by two, used, and ended by its schedule': async () => {
    const id = await ask('quorum', { accounts: [PAYMENTS], incident: 'INC-1234', justification: JUSTIFICATION });
    await post('john', `/requests/${id}/approve`);
    await post('mary', `/requests/${id}/approve`);
    await reaches(id, 'active');
    await later(31 * 60);
    await reaches(id, 'ended');
  },
  'an assignment in the account of the workflows': () => whole('own', { accounts: [ACCOUNT] }),
  'an account of a unit is asked for': async () => {
    await bench.faults.add({ service: 'organizations', action: 'listParents', result: { Parents: [{ Id: UNIT, Type: 'ORGANIZATIONAL_UNIT' }] }, before: true });
    await ask('units', { accounts: [WEB] });
  },
  'requests are denied, cancelled and revoked': async () => {
    const request = { accounts: [PAYMENTS], incident: 'INC-1234', justification: JUSTIFICATION };
    const [denied, cancelled] = [await ask('quorum', request), await ask('quorum', request)];
    await post('john', `/requests/${denied}/deny`, { reason: 'Not needed at all' });
    await post('jane', `/requests/${cancelled}/cancel`);
    await ask('oncall', { accounts: [PAYMENTS], startsAt: new Date((await bench.clock.now()).getTime() + 3_600_000).toISOString() });
  },
  'members of groups ask and approve': async () => {
    const id = await ask('grouped', { accounts: [PAYMENTS] });
    await post('john', `/requests/${id}/approve`);
    await reaches(id, 'active');
  },
  'a membership comes and goes, and one that is there already stays': async () => {
    await whole('membership');
    await bench.faults.add({ service: 'identitystore', action: 'createGroupMembership', error: 'States.Timeout', before: false });
    await whole('membership');
  },
  'sessions of a permission set are revoked, by the account and by the organization': async () => {
    for (let round = 0; round < 5; round++) await whole('revocable', { accounts: [PAYMENTS] });
    await bench.faults.add(
      { service: 'iam', action: 'createPolicyVersion', error: 'NoSuchEntityException', times: 9 }, { service: 'organizations', action: 'updatePolicy', result: {}, before: true },
    );
    await whole('revocable', { accounts: [WEB] });
    await bench.faults.clear();
  },
  'a session is issued, and one that can\'t be is given back': async () => {
    const id = await ask('session');
    await reaches(id, 'active');
    await bench.faults.add({ service: 'sts', action: 'assumeRole', error: 'RegionDisabledException' });
    await post('jane', `/requests/${id}/session`);
    await post('jane', `/requests/${id}/session`);
    await post('jane', `/requests/${id}/release`);
    await reaches(id, 'ended');
  },
  'a window opens and closes': () => whole('window'),
  'a deny that can\'t be removed leaves a dead letter of its schedule': async () => {
    await whole('window');
    await bench.faults.add({ service: 'iam', action: 'deleteRolePolicy', error: 'ServiceFailureException', times: 999 });
    await later(14 * 3600);
    expect((await bench.calls.list()).filter(({ schedule, action, error }) => schedule && action === 'sendMessage' && !error).length).toBeGreaterThan(0);
    await bench.faults.clear();
  },
  'custom access is given and taken': () => whole('custom'),
  'everything is read': async () => {
    const [row] = (await aws.rows()).filter(({ sk }) => sk === 'STATE');
    const get = (path: string, query = {}) => aws.request('GET', path, { caller: session('mary'), query });
    await get(`/requests/${row.id}`);
    for (const query of [{ status: 'active' }, { requester: 'jane' }, { incident: 'INC-1234' }, { rule: 'oncall' }, {}]) await get('/requests', query);
  },
  'an end that can\'t succeed leaves a dead letter': async () => {
    const id = await ask('oncall', { accounts: [WEB] });
    await reaches(id, 'active');
    await bench.faults.add({ service: 'ssoadmin', action: 'deleteAccountAssignment', error: 'ValidationException', times: 99 });
    await post('jane', `/requests/${id}/release`);
    await aws.waitFor(async () => {
      await later(120);
      await bench.workbench.rest();
      return (await bench.calls.list()).some(({ action, machine }) => action === 'sendMessage' && machine !== undefined);
    }, 'the dead letter', 0);
    await bench.faults.clear();
  },
  'the reconciler runs by its schedule, looks at everything, and starts again what is lost': async () => {
    await bench.faults.add({ service: 'sfn', action: 'startExecution', error: 'InvalidArnException', machine: 'Elevation-AccessSubmit', times: 9 });
    await post('jane', '/requests', { rule: 'oncall', minutes: 30, accounts: [PAYMENTS] });
    await bench.faults.clear();
    await ask('quorum', { accounts: [PAYMENTS], incident: 'INC-1234', justification: JUSTIFICATION });
    // Nobody asked for this one.
    await aws.call('ssoadmin', 'createAccountAssignment', {
      InstanceArn: INSTANCE, PermissionSetArn: REVIEW, TargetId: WEB, TargetType: 'AWS_ACCOUNT', PrincipalType: 'USER', PrincipalId: members.users.paul,
    });
    await later(86_400);
    await aws.waitFor(async () => {
      await bench.workbench.rest();
      await later(400);
      return (await aws.executions('AccessReconcile', 'SUCCEEDED')).length > 2;
    }, 'the reconciler', 0);
  },
  'every event is followed up': async () => {
    await bench.faults.add(
      { service: 'ssm', action: 'createOpsItem', result: { OpsItemId: 'oi-1' }, before: true, times: 99 },
      { service: 'securityhub', action: 'batchImportFindings', result: { FailedCount: 0, SuccessCount: 1 }, before: true, times: 99 },
    );
    const bus = aws.find('AWS::Events::EventBus');
    const [row] = (await aws.rows()).filter(({ sk }) => sk === 'STATE');
    const detail = { id: row.id, rule: 'oncall', title: 'Review', requester: 'jane', incident: '-', accounts: [PAYMENTS], by: 'ruth', reason: 'Nobody answers' };
    for (const type of ['Elevation Bypassed', 'Elevation Active', 'Elevation Ended']) await aws.deliver({ 'source': 'cdk-break-glass.elevation', 'detail-type': type, 'detail': detail }, bus);
    await bench.workbench.rest();
    await bench.faults.clear();
  },
};

/** Permissions that nothing here needs, and why they stay. */
const JUSTIFIED: readonly { readonly permission: RegExp; readonly because: string }[] = [
  {
    permission: /: logs:\w+ on \*/,
    because: 'Step Functions asks when a workflow with logs is made: "Using CloudWatch Logs to log execution history in Step Functions", IAM policies for logging.',
  },
  {
    permission: /: xray:\w+ on \*/,
    because: 'Step Functions writes traces with the workflow\'s role: "Trace Step Functions request data in AWS X-Ray", IAM policies. The emulator has no X-Ray.',
  },
  {
    permission: /: kms:(DescribeKey|Encrypt|GenerateDataKey|GenerateDataKeyWithoutPlaintext|ReEncryptFrom|ReEncryptTo) on \S+ \(dynamodb\)/,
    because: '"DynamoDB encryption at rest usage notes" names them as the least for who uses the table; the same page tells of kms:Decrypt only what calls use.',
  },
  {
    permission: /: kms:GenerateDataKey on \S+ \(logs\)/,
    because: 'Encrypted logs: "Data at rest encryption in Step Functions", encrypting state machine logs. aws-cdk-lib writes it.',
  },
  {
    permission: /: kms:(Decrypt|GenerateDataKey) on \S+ \(nameless workflow\)/,
    because: 'aws-cdk-lib writes it for a workflow whose name CloudFormation makes, and leaves the name out: it never holds.',
  },
  {
    permission: /: states:StopExecution on /,
    because: 'Step Functions stops the other workflow when this one is stopped: "IAM policies for calling Step Functions workflows". Nothing here stops one.',
  },
];

/** Which of the statements about the key it is, by its condition. */
function about(document: any, statement: number): string {
  const text = JSON.stringify(document.Statement[statement - 1]?.Condition ?? '');
  return /"kms:ViaService":"(\w+)\./.exec(text)?.[1] ?? (text.includes('EncryptionContext:SourceArn') ? 'logs' : text.includes('stateMachine:"') ? 'nameless workflow' : String(statement));
}

beforeAll(async () => {
  bench = await Bench.start();
  await bench.workbench.clock.retryScale(0.001);
  members = await createMembers(bench, { members: ['jane', 'john'], granted: [] });
  const { people: { jane, john, mary, paul, ruth }, groups } = members;
  for (const UserName of ['jane', 'john']) await bench.workbench.call(ACCOUNT, 'eu-central-1', 'iam', 'createUser', { UserName, Path: '/people/' });
  for (const account of [PAYMENTS, WEB]) await deployRevoker(bench, account);
  const usual = { requesters: [jane, john], approvers: [jane, john, mary], automaticRequesters: [jane], requiredFields: [] };
  const review = { ...usual, target: elevation.ElevationTarget.permissionSetArn(REVIEW, 'Review'), accounts: [PAYMENTS, WEB], maxScheduleAhead: Duration.days(1) };
  const people = { requesters: usual.requesters, approvers: [mary], automaticRequesters: [jane] };
  const { stack } = elevatedAccess({
    rules: (scope: Stack) => ({
      oncall: review,
      quorum: { ...review, automaticRequesters: undefined, quorum: 2, fallbackApprovers: [paul], bypassers: [ruth], requiredFields: [elevation.RequiredField.incident('INC-[0-9]{4,8}'), elevation.RequiredField.justification()] },
      own: { ...review, accounts: [ACCOUNT] },
      units: { ...review, accounts: [], organizationalUnits: [UNIT] },
      grouped: {
        ...review, requesters: [], automaticRequesters: undefined, approvers: [], requesterGroups: [groups.members], approverGroups: [groups.members],
      },
      membership: { ...usual, target: elevation.ElevationTarget.groupMembership(groups.granted, 'Granted') },
      revocable: { ...revocationRule, ...people },
      session: { ...usual, target: elevation.ElevationTarget.scopedSession(new elevation.ElevationSessionRole(scope, 'Role', { playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT })) },
      window: { ...windowRule(scope), ...people },
      custom: { ...customRule(scope), ...people },
    }),
    props: {
      people: [jane, john, mary, paul, ruth],
      auditors: [mary],
      securityHub: true,
      archiveRetention: Duration.days(400),
      sessionRevocationPolicyId: SCP,
    },
  });
  aws = await bench.deploy(stack);
});
afterAll(() => bench?.stop());

describe('the workflows do', () => {
  test.each(Object.entries(SCENES))('%s', async (_, scene) => {
    await bench.faults.clear();
    await scene();
  });

  test('and nothing of it was refused', () => {
    expect(bench.aws.authorizer.refusals.map(({ message }) => message)).toEqual([]);
  });
});

test('each permission of a role was needed by one of the calls, or is justified', () => {
  const { used } = bench.aws.authorizer;
  const roles = aws.result.created.filter(({ type, logicalId }) => type === 'AWS::IAM::Role' && /^Access/.test(logicalId));
  const idle = roles.flatMap(({ logicalId, physicalId }) => {
    const arn = used.callers.find((caller) => caller.endsWith(`/${physicalId}`));
    const name = logicalId.replace(/[0-9A-F]{8}$/, '').replace(/^Access/, '').replace(/Role$/, '');
    return arn === undefined ? [`${name}: was never taken`] : used.idle(arn).map(({ action, resource, document, statement }) => `${name}: ${action} on ${resource} (${about(document, statement)})`);
  });
  expect(idle.filter((line) => !JUSTIFIED.some(({ permission }) => permission.test(line)))).toEqual([]);
});
