import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ACCOUNT, CONTAIN_RULE, elevatedAccess, FIELDS, jane, mary } from './support/fixture';
import { customRule, revocationRule, windowRule } from './support/kinds';
import { definitionsOf, permissionsOf, resourcesIn } from './support/synthesized';
import { resolvedTemplate } from '../support/resolve';
import { elevation, Phase, Playbook } from 'cdk-break-glass';

const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
const CONTAIN = 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef';
const REVIEW = 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-fedcba0987654321';
const PLACES = ['arn:aws:sso:::account/222222222222', 'arn:aws:sso:::account/333333333333', INSTANCE, CONTAIN, REVIEW];
const MEMBERS = ['arn:aws:identitystore::111111111111:identitystore/d-1234567890',
  'arn:aws:identitystore:::group/*', 'arn:aws:identitystore:::membership/*', 'arn:aws:identitystore:::user/*'];
const GROUP = '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-0000000000aa';
const WORKFLOWS = ['Submit', 'Decide', 'Read', 'Life', 'End', 'Reconcile', 'FollowUp'];

const on = (resources: string[], ...actions: string[]) => actions.flatMap((action) => resources.map((resource) => `${action} on ${resource}`));
const ledger = (keys: string, ...actions: string[]) => on(['LedgerTable'], ...actions.map((action) => `dynamodb:${action}`))
  .map((line) => `${line} if dynamodb:LeadingKeys is ${keys}`);
const EVENTS = ['events:PutEvents on the bus if events:source is cdk-break-glass.elevation'];
const USES = { sqs: ['Decrypt', 'GenerateDataKey'] } as { readonly [service: string]: string[] };
const key = (service: string) => (USES[service] ?? ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo'])
  .map((action) => `kms:${action} on the key if kms:ViaService is ${service}.eu-central-1.amazonaws.com`);
const ofWorkflows = (action: string, name: string) =>
  `kms:${action} on the key if kms:EncryptionContext:aws:states:stateMachineArn is arn:aws:states:eu-central-1:111111111111:stateMachine:${name}`;

/** What all workflows may do to run at all: their encryption, their logs, their traces, the encrypted ledger. */
const COMMON = [
  ...key('dynamodb'),
  ...['', '*'].flatMap((name) => [ofWorkflows('Decrypt', name), ofWorkflows('GenerateDataKey', name)]),
  'kms:GenerateDataKey on the key if kms:EncryptionContext:SourceArn is arn:aws:logs:eu-central-1:111111111111:*',
  ...on(['*'], 'logs:CreateLogDelivery', 'logs:DeleteLogDelivery', 'logs:DescribeLogGroups', 'logs:DescribeResourcePolicies', 'logs:GetLogDelivery',
    'logs:ListLogDeliveries', 'logs:PutResourcePolicy', 'logs:UpdateLogDelivery'),
  ...on(['*'], 'xray:GetSamplingRules', 'xray:GetSamplingTargets', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'),
];

const { stack } = elevatedAccess();
const permissions = permissionsOf(stack);
const all = Object.entries(permissions).flatMap(([role, lines]) => lines.map((line) => ({ role, line })));
const rolesWith = (pattern: RegExp, of: { readonly [role: string]: string[] } = permissions) =>
  Object.entries(of).filter(([, lines]) => lines.some((line) => pattern.test(line))).map(([role]) => role).sort();
const own = (role: string, of: { readonly [role: string]: string[] } = permissions) => of[role].filter((line) => !COMMON.includes(line));

test('there are the roles of the workflows, of the API and its logs, of the schedules, and of the rules, and no other', () => {
  expect(Object.keys(permissions).map((name) => name.replace(/[0-9a-f]{8}$/, '')).sort()).toEqual(['AlarmsToTopicRole', 'Api', 'ApiGatewayLogs', 'Decide', 'End', 'Follow', 'FollowUp', 'Life', 'Read', 'Reconcile', 'Scheduler', 'Submit']);
});

test.each(WORKFLOWS)('%s may do what every workflow must to run', (name) => {
  expect(COMMON.filter((line) => !permissions[name].includes(line))).toEqual([]);
});

describe('beside that, each role may do exactly this:', () => {
  test('Submit records a request, and starts its life', () => {
    expect(own('Submit').filter((line) => !line.startsWith('organizations:') && !line.startsWith('identitystore:'))).toEqual([
      ...ledger('REQUEST#*', 'PutItem'),
      ...EVENTS,
      'states:StartExecution on Life',
    ]);
  });

  test('Decide records a decision, and starts life or end', () => {
    expect(own('Decide').filter((line) => !line.startsWith('identitystore:'))).toEqual([
      ...ledger('REQUEST#*', 'GetItem', 'PutItem', 'UpdateItem'),
      ...EVENTS,
      'states:StartExecution on End',
      'states:StartExecution on Life',
    ]);
  });

  test('Read reads requests and the indexes', () => {
    expect(own('Read')).toEqual([
      ...ledger('REQUEST#*', 'GetItem'),
      'dynamodb:Query on LedgerTable if dynamodb:LeadingKeys is REQUEST#*',
      'dynamodb:Query on LedgerTable/index/*',
    ].sort());
  });

  test('Life assigns, and arranges the end', () => {
    expect(own('Life').filter((line) => !line.startsWith('dynamodb:'))).toEqual([
      ...EVENTS,
      'iam:PassRole on SchedulerRole if iam:PassedToService is scheduler.amazonaws.com',
      'scheduler:CreateSchedule on Schedules/*',
      ...on(PLACES, 'sso:CreateAccountAssignment'),
      ...on([INSTANCE], 'sso:DescribeAccountAssignmentCreationStatus'),
      'states:StartExecution on End',
    ]);
  });

  test('End unassigns, and leaves dead letters', () => {
    expect(own('End').filter((line) => !line.startsWith('dynamodb:'))).toEqual([
      ...EVENTS,
      ...key('sqs'),
      'sqs:SendMessage on DeadLetters',
      ...on(['arn:aws:sso:::account/*', INSTANCE, 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/*'], 'sso:DeleteAccountAssignment'),
      ...on([INSTANCE], 'sso:DescribeAccountAssignmentDeletionStatus'),
    ]);
  });

  test('Reconcile lists assignments, lets requests expire, and starts life and end again', () => {
    expect(own('Reconcile').filter((line) => !line.startsWith('dynamodb:Query'))).toEqual([
      ...ledger('REQUEST#*', 'PutItem', 'UpdateItem'),
      ...EVENTS,
      ...on(['arn:aws:sso:::account/*', INSTANCE, CONTAIN, REVIEW], 'sso:ListAccountAssignments'),
      'states:StartExecution on End',
      'states:StartExecution on Life',
    ]);
    const queried = permissions.Reconcile.filter((line) => line.startsWith('dynamodb:Query'));
    expect(queried.filter((line) => !/ on LedgerTable(\/index\/\w+$| if dynamodb:LeadingKeys is ACCESS#\*$)/.test(line))).toEqual([]);
  });

  test('the API runs the three workflows that answer, and reads their definitions', () => {
    expect(permissions.Api).toEqual([ofWorkflows('Decrypt', '*'), ...on(['Decide', 'Read', 'Submit'], 'states:StartSyncExecution')]);
  });

  test('schedules start the end and the reconciler, and leave dead letters', () => {
    expect(permissions.Scheduler).toEqual([
      ofWorkflows('Decrypt', '*'), ...key('sqs'), 'sqs:SendMessage on DeadLetters', ...on(['End', 'Reconcile'], 'states:StartExecution'),
    ]);
  });
});

describe('what comes afterwards', () => {
  test('FollowUp asks for reviews, and reads nothing of the ledger', () => {
    expect(own('FollowUp')).toEqual(['ssm:CreateOpsItem on *']);
  });

  test('only the rules on the bus start it', () => {
    expect(permissions.Follow).toEqual([ofWorkflows('Decrypt', '*'), 'states:StartExecution on FollowUp']);
  });

  test('with copies and findings it may read requests, write copies, and show findings, each in one place', () => {
    const more = permissionsOf(elevatedAccess({ props: { archiveRetention: Duration.days(400), securityHub: true } }).stack);
    expect(own('FollowUp', more).filter((line) => !line.startsWith('kms:'))).toEqual([
      'dynamodb:Query on LedgerTable if dynamodb:LeadingKeys is REQUEST#*',
      's3:PutObject on ArchiveBucket/requests/*',
      `securityhub:BatchImportFindings on arn:aws:securityhub:eu-central-1:${ACCOUNT}:product/${ACCOUNT}/default`,
      'ssm:CreateOpsItem on *',
    ]);
  });
});

describe('what only some rules need', () => {
  const REVOKER = (account: string) => `sts:AssumeRole on arn:aws:iam::${account}:role/elevation/elevation-session-revoker`;

  test('the workflow that ends sessions assumes the role in the rules\' accounts, and notes whom to deny', () => {
    const revoking = permissionsOf(elevatedAccess({ rules: { contain: revocationRule } }).stack);
    expect(rolesWith(/^sts:/, revoking)).toEqual(['Revoker']);
    expect(revoking.Revoker.filter((line) => line.startsWith('sts:'))).toEqual(['222222222222', '333333333333'].map(REVOKER));
    expect(revoking.Revoker.filter((line) => line.includes('REVOCATION#'))).toEqual(ledger('REVOCATION#*', 'PutItem', 'Query'));
    expect(rolesWith(/^iam:(?!PassRole)|^organizations:/, revoking)).toEqual([]);
  });

  test('with a service control policy it may write this one', () => {
    const revoking = permissionsOf(elevatedAccess({ rules: { contain: revocationRule }, props: { sessionRevocationPolicyId: 'p-examplepolicyid111' } }).stack);
    expect(Object.values(revoking).flat().filter((line) => line.startsWith('organizations:')))
      .toEqual(['organizations:UpdatePolicy on arn:aws:organizations::*:policy/o-*/service_control_policy/p-examplepolicyid111']);
  });

  test('windows are written by Life and End, of the roles of the rules alone', () => {
    const windows = permissionsOf(elevatedAccess({ rules: (scope) => ({ window: windowRule(scope) }) }).stack);
    const role = `arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROMISE`;
    const ofIam = (name: string) => windows[name].filter((line) => /^iam:(?!PassRole)/.test(line));
    expect(ofIam('Life')).toEqual(on([role], 'iam:UpdateAssumeRolePolicy'));
    expect(ofIam('End')).toEqual(on([role], 'iam:PutRolePolicy', 'iam:UpdateAssumeRolePolicy'));
    expect(ofIam('Scheduler')).toEqual(on([role], 'iam:DeleteRolePolicy'));
    expect(rolesWith(/^iam:(?!PassRole)/, windows)).toEqual(['End', 'Life', 'Scheduler']);
  });

  test('of a grant of one\'s own each workflow runs its own half', () => {
    const custom = permissionsOf(elevatedAccess({ rules: (scope) => ({ database: customRule(scope) }) }).stack);
    const runs = (name: string) => custom[name].filter((line) => /^states:StartExecution on (Give|Take)/.test(line)).map((line) => line.slice(0, -8));
    expect([runs('Life'), runs('End')]).toEqual([['states:StartExecution on Give'], ['states:StartExecution on Take']]);
  });
});

describe('the privilege that everything is about', () => {
  test('only Life may assign, and only the permission sets and accounts of the rules', () => {
    expect(rolesWith(/^sso:CreateAccountAssignment/)).toEqual(['Life']);
    expect(permissions.Life.filter((line) => line.startsWith('sso:Create'))).toEqual(on(PLACES, 'sso:CreateAccountAssignment'));
  });

  test('only End may unassign', () => {
    expect(rolesWith(/^sso:DeleteAccountAssignment/)).toEqual(['End']);
  });

  test('a rule of another account adds it, and one with a unit any account, while permission sets stay named', () => {
    const life = (props: Partial<elevation.ElevationRuleProps>) =>
      permissionsOf(elevatedAccess({ rules: { contain: { ...CONTAIN_RULE, ...props } } }).stack).Life.filter((line) => line.startsWith('sso:Create'));
    expect(life({ accounts: ['444444444444'] })).toEqual(on(['arn:aws:sso:::account/444444444444', INSTANCE, CONTAIN], 'sso:CreateAccountAssignment'));
    expect(life({ organizationalUnits: ['ou-abcd-12345678'] })).toEqual(on(['arn:aws:sso:::account/*', INSTANCE, CONTAIN], 'sso:CreateAccountAssignment'));
  });

  test('what no rule grants is in no role', () => {
    const membership = permissionsOf(elevatedAccess({
      rules: { group: { ...CONTAIN_RULE, accounts: [], target: elevation.ElevationTarget.groupMembership(GROUP, 'Responders') } },
    }).stack);
    expect(rolesWith(/^sso:/, membership)).toEqual([]);
    expect(rolesWith(/^identitystore:CreateGroupMembership/, membership)).toEqual(['Life']);
    expect(rolesWith(/^identitystore:DeleteGroupMembership/, membership)).toEqual(['End']);
    expect(membership.Life.filter((line) => line.includes('CreateGroupMembership on') && line.includes('group/')))
      .toEqual([`identitystore:CreateGroupMembership on arn:aws:identitystore:::group/${GROUP}`]);
    expect(rolesWith(/^identitystore:(Create|Delete)/)).toEqual([]);
    expect(rolesWith(/^sts:|^iam:(?!PassRole)/)).toEqual([]);
  });

  test('without groups and units in the rules no workflow calls the identity store or Organizations', () => {
    expect(rolesWith(/^(identitystore|organizations):/)).toEqual([]);
  });

  test('with groups and units those ask that must, and they only read', () => {
    const grouped = permissionsOf(elevatedAccess({
      rules: { contain: { ...CONTAIN_RULE, requesterGroups: [GROUP], approverGroups: [GROUP], organizationalUnits: ['ou-abcd-12345678'] } },
    }).stack);
    const asking = Object.values(grouped).flat().filter((line) => /^(identitystore|organizations):/.test(line));
    expect([...new Set(asking)].sort()).toEqual([...on(MEMBERS, 'identitystore:IsMemberInGroups'), 'organizations:ListParents on *']);
  });

  test('sessions are issued by the broker alone, of the roles of the rules alone', () => {
    const sessions = permissionsOf(elevatedAccess({
      rules: (scope) => ({
        investigate: {
          target: elevation.ElevationTarget.scopedSession(
            new elevation.ElevationSessionRole(scope, 'Sessions', { playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT })),
          requesters: [jane],
          approvers: [mary],
          requiredFields: FIELDS,
        },
      }),
    }).stack);
    const role = `arn:aws:iam::${ACCOUNT}:role/elevation/${Playbook.CREDENTIAL_COMPROMISE.name}-containment`;
    expect(rolesWith(/^sts:/, sessions)).toEqual(['Broker']);
    expect(sessions.Broker.filter((line) => line.startsWith('sts:'))).toEqual(on([role], 'sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'));
    expect(Object.values(sessions).flat().filter((line) => /^iam:(?!PassRole)/.test(line)).sort())
      .toEqual(on([role], 'iam:DeleteRolePolicy', 'iam:PutRolePolicy'));
  });
});

describe('the ledger', () => {
  const WRITES = /^dynamodb:(PutItem|UpdateItem|DeleteItem)/;

  test('is written under a condition on the key, by every role that writes it', () => {
    expect(all.filter(({ line }) => WRITES.test(line) && !line.includes(' if dynamodb:LeadingKeys is '))).toEqual([]);
  });

  test('has its accesses written by Life and End alone', () => {
    expect(rolesWith(/^dynamodb:(PutItem|UpdateItem|DeleteItem) .*( is | or )ACCESS#\*/).filter((role) => !['End', 'Life'].includes(role))).toEqual([]);
  });

  test('has its requests written by the workflows that record steps', () => {
    expect(rolesWith(/^dynamodb:(PutItem|UpdateItem) .*( is | or )REQUEST#\*/)).toEqual(['Decide', 'End', 'Life', 'Reconcile', 'Submit']);
  });

  test('has entries deleted by End alone, which takes accesses out in one transaction with what it records', () => {
    expect(all.filter(({ line }) => line.startsWith('dynamodb:DeleteItem')).map(({ role }) => role)).toEqual(['End']);
    expect(permissions.End.filter((line) => line.startsWith('dynamodb:DeleteItem'))).toEqual(ledger('REQUEST#* or ACCESS#*', 'DeleteItem'));
    const deleted = deletesOf(definitionsOf(stack)).map(({ Key: { pk } }) => pk.S);
    expect(deleted.length).toBeGreaterThan(0);
    expect(deleted.filter((expression: string) => !expression.includes('"ACCESS#"'))).toEqual([]);
  });

  test('holds its conditions also where a request has no key: such a request is refused', () => {
    const statements = Object.values(resourcesIn(stack, 'AWS::IAM::Policy')).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const conditional = statements.filter(({ Condition }) => Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']);
    expect(conditional.length).toBeGreaterThan(5);
    expect(conditional.filter(({ Condition }) => Condition.Null?.['dynamodb:LeadingKeys'] !== 'false')).toEqual([]);
  });
});

describe('wildcards', () => {
  test('there is none in an action', () => {
    expect(all.filter(({ line }) => line.split(' on ')[0].includes('*'))).toEqual([]);
  });

  /** Where a pattern of resources stands, and why; src/elevation/wildcards.ts says it to auditors. */
  const KNOWN = [
    /^(logs|xray):\w+ on \*$/, // neither delivery of logs nor tracing knows resources
    /^dynamodb:Query on LedgerTable\/index\/\*$/, // the five indexes of this table
    /^scheduler:CreateSchedule on Schedules\/\*$/, // named after the request, in a group of their own
    /^sso:ListAccountAssignments on arn:aws:sso:::account\/\*$/, // reads
    /^sso:DeleteAccountAssignment on arn:aws:sso:::(account|permissionSet\/ssoins-1234567890abcdef)\/\*$/, // ends accesses whose rule is gone
    /^identitystore:IsMemberInGroups on arn:aws:identitystore:::(user|group|membership)\/\*$/, // reads
    /^organizations:ListParents on \*$/, // reads
    /^ssm:CreateOpsItem on \*$/, // an OpsItem knows no resource before it is there
  ];

  test('there is none in a resource but where nothing narrower can stand', () => {
    const unknown = all.map(({ line }) => line.split(' if ')[0]).filter((line) => line.includes('*') && !KNOWN.some((pattern) => pattern.test(line)));
    expect(unknown).toEqual([]);
  });
});

describe('who can take these roles', () => {
  test('services, each for this account only, where the service says for which', () => {
    const trusts = Object.entries(resourcesIn(stack, 'AWS::IAM::Role')).map(([name, { AssumeRolePolicyDocument: { Statement } }]) => [name, Statement]);
    for (const [name, [statement, ...others]] of trusts) {
      expect(others).toEqual([]);
      const service = { ApiRole: 'apigateway', ApiGatewayLogsRole: 'apigateway', FollowRole: 'events', SchedulerRole: 'scheduler' }[name as string]
        ?? ((name as string).startsWith('AlarmsToTopicRole') ? 'events' : 'states');
      expect(statement).toEqual({
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: `${service}.amazonaws.com` },
        // API Gateway sends no source account.
        ...(service !== 'apigateway' && { Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } }),
      });
    }
  });

  test('only identities with a grant can call the API', () => {
    const invoking = (scope: Stack) => Object.values(resourcesIn(scope, 'AWS::IAM::Policy'))
      .filter(({ PolicyDocument }) => JSON.stringify(PolicyDocument).includes('execute-api'));
    expect(invoking(stack)).toEqual([]);
    const { stack: other, access } = elevatedAccess();
    access.grantCall(new iam.User(other, 'Caller'));
    const [policy, ...others] = invoking(other);
    expect(others).toEqual([]);
    expect(policy.PolicyDocument.Statement).toEqual([{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: expect.any(Array) }]);
    // No wildcard but for the id of a request.
    expect(policy.PolicyDocument.Statement[0].Resource.filter((arn: string) => !/\/v1\/(GET|POST)\/(audit|requests(\/\*(\/[a-z]+)?)?)$/.test(arn))).toEqual([]);
  });
});

test('no code runs: there is no function, no layer, no container, no custom resource', () => {
  const types = Object.values(resolvedTemplate(stack).Resources).map(({ Type }) => Type);
  expect(types.filter((type) => /Lambda|ECS|EC2|CodeBuild|CustomResource|^Custom::/.test(type))).toEqual([]);
});

function deletesOf(value: any): any[] {
  if (value === null || typeof value !== 'object') { return []; }
  return [...value.Delete ? [value.Delete] : [], ...Object.values(value).flatMap(deletesOf)];
}
