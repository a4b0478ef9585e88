import { LEAD_THE_INCIDENT, REPAIR_IAM, SEE_THE_ACCOUNT, WORK_ON_INSTANCES } from '../../src/identity/profile-statements';
import { PlaybookStatement } from '../../src/playbook/playbook-statement';
import { forbidden } from '../../src/private/forbidden-actions';
import { expandAction, wildcardRegex } from '../../src/private/iam-catalogue';

const actionsOf = (statements: readonly PlaybookStatement[]) => statements.flatMap(({ actions }) => actions);
const reads = (action: string) => expandAction(action).every(({ level }) => ['List', 'Read'].includes(level));

test('what every responder sees is reads alone', () => {
  expect(actionsOf(SEE_THE_ACCOUNT).filter((action) => !reads(action))).toEqual([]);
});

test('what every responder sees is no contents: no objects, secrets, parameters, code or items', () => {
  const contents = ['s3:GetObject', 'secretsmanager:GetSecretValue', 'ssm:GetParameter', 'lambda:GetFunction', 'dynamodb:GetItem', 'kms:Decrypt'];
  expect(contents.filter((action) => actionsOf(SEE_THE_ACCOUNT).some((pattern) => wildcardRegex(pattern).test(action)))).toEqual([]);
});

test('the commander publishes to the alarm topics alone, and writes incident records of the account', () => {
  const [publish] = LEAD_THE_INCIDENT.filter(({ actions }) => actions.includes('sns:Publish'));
  expect(publish.resources).toEqual(['arn:{{Partition}}:sns:*:{{Account}}:BREAK-GLASS-*']);
  const writes = LEAD_THE_INCIDENT.filter(({ actions }) => actions.some((action) => !reads(action) && !action.startsWith('support:')));
  expect(writes.filter(({ resources }) => resources === undefined)).toEqual([]);
});

test('the administrator opens logged shells alone, on instances with the tag, and ends own sessions alone', () => {
  const starts = WORK_ON_INSTANCES.filter(({ actions }) => actions.includes('ssm:StartSession'));
  expect(starts.map(({ resources, conditions }) => [resources, Object.keys(conditions ?? {})])).toEqual([
    [['arn:{{Partition}}:ec2:*:{{Account}}:instance/*'], ['StringEquals']],
    [['arn:{{Partition}}:ssm:*:{{Account}}:document/SSM-SessionManagerRunShell'], ['BoolIfExists']],
  ]);
  expect(WORK_ON_INSTANCES.find(({ actions }) => actions.includes('ssm:TerminateSession'))!.resources)
    .toEqual(['arn:{{Partition}}:ssm:*:{{Account}}:session/${aws:userid}-*']);
});

test('the repair of IAM is held to its own boundary, to the repair path, or to federation', () => {
  for (const { actions, resources, conditions } of REPAIR_IAM) {
    const bounded = JSON.stringify(conditions ?? {}).includes('{{Boundary}}');
    const byPath = JSON.stringify(resources) === JSON.stringify(['{{RepairRoles}}']);
    const federation = actions.every((action) => action.endsWith('SAMLProvider'));
    expect([actions, bounded || byPath || federation]).toEqual([actions, true]);
  }
});

test('only the repair of IAM names actions that are forbidden to sessions', () => {
  const never = forbidden('minting', 'unbounding', 'policies-of-users', 'roles', 'logging', 'alarming', 'alarm-rules', 'account', 'chaining');
  const named = (statements: readonly PlaybookStatement[]) =>
    never.filter((action) => actionsOf(statements).some((pattern) => wildcardRegex(pattern).test(action)));
  expect([SEE_THE_ACCOUNT, LEAD_THE_INCIDENT, WORK_ON_INSTANCES].flatMap(named)).toEqual([]);
  expect(named(REPAIR_IAM).filter((action) => !forbidden('roles').includes(action))).toEqual([]);
});
