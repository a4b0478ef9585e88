import { smallOrganization } from './fixture';
import { ClaimResult, prove, SynthesizedStack } from '../../src/claims/internal';

const untouched = JSON.stringify(smallOrganization());

interface Policy {
  readonly statement: unknown;
  readonly type?: string;
  readonly targets?: unknown;
}

/** Results of the claims on an organization that has these policies as well. */
function withPolicies(...policies: Policy[]): ClaimResult[] {
  const stacks: SynthesizedStack[] = JSON.parse(untouched);
  policies.forEach(({ statement, type = 'SERVICE_CONTROL_POLICY', targets = ['r-ab12'] }, index) => {
    stacks[0].template.Resources[`Guardrail${index}`] = {
      Type: 'AWS::Organizations::Policy',
      Properties: { Name: `guardrail-${index}`, Type: type, TargetIds: targets, Content: { Version: '2012-10-17', Statement: [statement].flat() } },
    };
  });
  return prove(stacks);
}

const failing = (results: readonly ClaimResult[]) => results.filter(({ verdict }) => verdict === 'fails').map(({ id }) => id);
const deny = (action: unknown, condition?: unknown, resource: unknown = '*') => ({ Effect: 'Deny', Action: action, Resource: resource, Condition: condition });
const rcp = (statement: object, targets?: unknown) => ({ statement: { ...statement, Principal: '*' }, type: 'RESOURCE_CONTROL_POLICY', targets });

const BREAK_GLASS = ['arn:aws:iam::*:user/bg/*', 'arn:aws:iam::*:role/bg/*', 'arn:aws:iam::*:role/elevation/*'];
/** Roles that EventBridge, Step Functions and the Scheduler have: they call from networks of AWS. */
const MACHINES = ['arn:aws:iam::*:role/*ToTopicRole*', 'arn:aws:iam::*:role/*Elevation*'];
const GLOBAL = ['iam:*', 'organizations:*', 'sts:*', 'support:*', 'health:*', 'signin:*', 'cloudfront:*', 'route53:*'];

describe('holds beside what organizations usually forbid', () => {
  test.each<[string, Policy]>([
    ['leaving the organization', { statement: deny('organizations:LeaveOrganization') }],
    ['what the root user does', { statement: deny('*', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' } }) }],
    ['other Regions, global services apart', { statement: { Effect: 'Deny', NotAction: GLOBAL, Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'us-east-1'] } } } }],
    ['instances with the old metadata service', { statement: deny('ec2:RunInstances', { StringNotEquals: { 'ec2:MetadataHttpTokens': 'required' } }, 'arn:aws:ec2:*:*:instance/*') }],
    ['calls without TLS', { statement: deny('*', { BoolIfExists: { 'aws:SecureTransport': 'false' } }) }],
    ['a change of break-glass by others', { statement: deny(['iam:*', 'secretsmanager:PutSecretValue'], { ArnNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/cdk-*', ...BREAK_GLASS] } }, BREAK_GLASS) }],
    ['keys and users to all but break-glass', { statement: deny(['iam:CreateUser', 'iam:CreateAccessKey']) }],
    ['calls from outside of the network to all but break-glass', { statement: deny('*', { NotIpAddressIfExists: { 'aws:SourceIp': '203.0.113.0/24' }, BoolIfExists: { 'aws:ViaAWSService': 'false' }, ArnNotLikeIfExists: { 'aws:PrincipalArn': [...BREAK_GLASS, ...MACHINES, 'arn:aws:iam::*:role/Custodian*', 'arn:aws:iam::*:role/cdk-*'] } }) }],
    ['everything in an account that isn\'t ours', { statement: deny('*'), targets: ['999999999999'] }],
    ['everything, and attached to nothing', { statement: deny('*'), targets: [] }],
    ['nothing: all is allowed', { statement: { Effect: 'Allow', Action: '*', Resource: '*' } }],
    ['a role that isn\'t ours, by a parameter', { statement: deny('*', { ArnLike: { 'aws:PrincipalArn': { 'Fn::Sub': 'arn:aws:iam::*:role/workload/${Name}' } }, StringEquals: { 'aws:PrincipalTag/quarantine': { Ref: 'Tag' } } }) }],
    ['principals of others to assume roles', rcp(deny('sts:AssumeRole', { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorg1' }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } }))],
    ['principals outside of an OU to read secrets', rcp(deny('secretsmanager:*', { 'ForAllValues:StringNotLikeIfExists': { 'aws:PrincipalOrgPaths': 'o-exampleorg1/r-ab12/ou-ab12-security/*' } }))],
  ])('%s', (_, policy) => {
    expect(failing(withPolicies(policy))).toEqual([]);
  });
});

test('an organization that only a parameter tells is taken for that of the app, and listed where no trust says so', () => {
  const stacks: SynthesizedStack[] = JSON.parse(untouched.split('o-exampleorg1').join('o-anotherorg2'));
  stacks[0].template.Resources.Guardrail = {
    Type: 'AWS::Organizations::Policy',
    Properties: {
      Name: 'perimeter',
      Type: 'RESOURCE_CONTROL_POLICY',
      TargetIds: ['r-ab12'],
      Content: { Version: '2012-10-17', Statement: [{ ...deny('sts:AssumeRole', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-anotherorg2' } }), Principal: '*' }] },
    },
  };
  expect(failing(prove(stacks))).toEqual([]);
  stacks[0].template.Resources.Guardrail.Properties.Content.Statement[0].Condition.StringNotEquals['aws:PrincipalOrgID'] = 'o-exampleorg1';
  expect(failing(prove(stacks))).toContain('role-can-be-assumed');
});

test('a list of what a service control policy allows is an assumption: AWS attaches FullAWSAccess beside it', () => {
  const results = withPolicies({ statement: { Effect: 'Allow', Action: ['ec2:*', 's3:*'], Resource: '*' } });
  expect(failing(results)).toEqual([]);
  expect(results.flatMap(({ assumptions }) => assumptions.map(({ text }) => text))).toContainEqual(expect.stringContaining('guardrail-0 allows a list'));
});

describe('fails', () => {
  test.each<[string, Policy, string]>([
    ['with a content that only the deployment knows', { statement: { Ref: 'Statement' } }, 'role-can-be-assumed'],
    ['in a nested OU of the app', { statement: deny('sts:AssumeRole'), targets: [{ Ref: 'Unit' }] }, 'role-can-be-assumed'],
    ['where break-glass is not exempt from a network', { statement: deny('*', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }) }, 'user-can-assume-its-roles'],
    ['where IAM is not exempt from a list of Regions', { statement: deny('iam:*', { StringNotEquals: { 'aws:RequestedRegion': 'eu-central-1' } }) }, 'role-does-its-job'],
    ['at a path of the organization that may be ours', rcp(deny('sts:AssumeRole', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-exampleorg1/r-ab12/*' } })), 'role-can-be-assumed'],
    ['of a type that only the deployment knows', { statement: deny('sts:AssumeRole'), type: { Ref: 'Type' } as any }, 'role-can-be-assumed'],
  ])('%s', (_, policy, claim) => {
    expect(failing(withPolicies(policy))).toContain(claim);
  });

  test('with the policy as the reason', () => {
    const [first] = withPolicies({ statement: { Sid: 'Lockout', ...deny('sts:AssumeRole') } }).find(({ id }) => id === 'role-can-be-assumed')!.counterExamples;
    expect(first.because).toBe('denied by service control policy guardrail-0, Lockout');
  });
});
