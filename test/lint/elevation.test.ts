import { execFileSync, spawnSync } from 'child_process';
import { existsSync } from 'fs';
import { join } from 'path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ACCOUNT, CONTAIN_RULE, elevatedAccess, FIELDS, jane, mary } from '../elevation/support/fixture';
import { customRule, revocationRule, windowRule } from '../elevation/support/kinds';
import { lintPolicy, PolicyKind } from '../support/policy-lint';
import { ResolvedTemplate, resolvedTemplate, resourcesOfType } from '../support/resolve';
import { elevation, Phase, Playbook } from 'cdk-break-glass';

const ROOT = join(__dirname, '..', '..');
const CFN_LINT = join(ROOT, '.venv', 'bin', 'cfn-lint');
/** W3005: aws-cdk-lib names the role of a workflow as a dependency besides referring to it. */
const NOT_OURS = ['W3005'];
const GROUP = '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-0000000000aa';
const OTHER_GROUP = '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-0000000000ab';

/** With every kind of target, groups and units: everything that can be in the template. */
function everything(): Stack {
  const { stack, access } = elevatedAccess({
    rules: (scope) => ({
      contain: { ...CONTAIN_RULE, requesterGroups: [GROUP], approverGroups: [GROUP], organizationalUnits: ['ou-abcd-12345678'] },
      revocation: revocationRule,
      window: windowRule(scope),
      database: customRule(scope),
      group: { target: elevation.ElevationTarget.groupMembership(OTHER_GROUP, 'Responders'), requesters: [jane], approvers: [mary] },
      investigate: {
        target: elevation.ElevationTarget.scopedSession(
          new elevation.ElevationSessionRole(scope, 'Sessions', { playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT })),
        requesters: [jane],
        approvers: [mary],
        requiredFields: FIELDS,
      },
    }),
    props: { archiveRetention: Duration.days(400), securityHub: true, sessionRevocationPolicyId: 'p-examplepolicyid111', callerPermissionSet: true },
  });
  access.grantCall(new iam.Role(stack, 'Portal', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
  return stack;
}

/** What an account has of it whose sessions are ended. */
function account(): Stack {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Account', { env: { account: '222222222222', region: 'eu-central-1' } });
  new elevation.ElevationSessionRevocation(stack, 'Revocation', { accessAccountId: ACCOUNT });
  return stack;
}

/** With so many policies and reasons at least: nothing is right because nothing was looked at. */
const STACKS = [
  ['with permission sets', () => elevatedAccess().stack, 10],
  ['with everything', everything, 10],
  ['in an account whose sessions are ended', account, 2],
] as const;

function findings(stack: Stack): string[] {
  return new AwsSolutionsChecks(stack.node.root as App).validateScope(stack).violations
    .flatMap((violation) => violation.violatingResources.map((resource) => `${violation.ruleName} ${resource.constructPath}`));
}

/** ARNs for the resources that test/support/resolve.ts knows by their ids only. */
function withArns(template: ResolvedTemplate): ResolvedTemplate {
  const text = JSON.stringify(template)
    .replace(/arn:aws:example:([^:]*:\d*):AWS::SQS::Queue\//g, 'arn:aws:sqs:$1:')
    .replace(/arn:aws:example:([^:]*:\d*):AWS::DynamoDB::Table\//g, 'arn:aws:dynamodb:$1:table/')
    .replace(/arn:aws:example:[^:]*:\d*:AWS::S3::Bucket\//g, 'arn:aws:s3:::');
  const machines = Object.keys(resourcesOfType(template, 'AWS::StepFunctions::StateMachine'));
  return JSON.parse(machines.reduce((all, id) => (
    all.replaceAll(`"Resource":"${id}"`, `"Resource":"arn:aws:states:eu-central-1:111111111111:stateMachine:${id}"`)), text));
}

beforeAll(() => {
  if (!existsSync(CFN_LINT)) {
    execFileSync(join(ROOT, 'scripts', 'python-env.sh'), { stdio: 'inherit' });
  }
});

describe.each(STACKS)('elevated access %s', (_, build, least) => {
  const stack = build();

  test('has no open finding of the AwsSolutions rules', () => {
    // The two workflows of a grant of one's own are the user's.
    expect(findings(stack).filter((finding) => !/ Elevation\/(Give|Take)\//.test(finding))).toEqual([]);
  });

  test('has a reason of a sentence for every finding that is acknowledged', () => {
    const reasons = stack.node.findAll().flatMap((node) => node.node.metadata)
      .filter((entry) => entry.type === 'aws:cdk:acknowledged-rules').flatMap((entry) => Object.entries(entry.data as { [id: string]: string }));
    expect(reasons.length).toBeGreaterThanOrEqual(least);
    expect(reasons.filter(([, reason]) => !/^[A-Z].{40,}\.$/.test(reason))).toEqual([]);
  });

  test('has no error and no warning of cfn-lint', () => {
    const result = spawnSync(CFN_LINT, ['--ignore-checks', ...NOT_OURS, '--format', 'parseable'], {
      encoding: 'utf8', input: JSON.stringify(Template.fromStack(stack).toJSON()),
    });
    expect(result.stdout.split('\n').filter(Boolean)).toEqual([]);
    expect(result.status).toBe(0);
  });

  test('has no policy with an action, a key or an operator that does not exist', async () => {
    const template = withArns(resolvedTemplate(stack));
    const of = (type: string, property: string, kind: PolicyKind) => Object.entries(resourcesOfType(template, type))
      .map(([id, properties]) => [id, properties[property], kind] as const);
    const inside = Object.entries(resourcesOfType(template, 'AWS::IAM::Role'))
      .flatMap(([id, { Policies = [] }]) => Policies.map(({ PolicyDocument }: any) => [id, PolicyDocument, 'identity'] as const));
    const documents = [...of('AWS::IAM::Policy', 'PolicyDocument', 'identity'), ...of('AWS::IAM::Role', 'AssumeRolePolicyDocument', 'trust'), ...inside];
    const linted = await Promise.all(documents.map(([id, document, kind]) => lintPolicy(document, kind, id)));
    const errors = linted.flat().filter(({ level }) => level === 'error').map(({ where, rule, message }) => `${where}: ${rule}: ${message}`);
    expect(documents.length).toBeGreaterThanOrEqual(least);
    expect(errors).toEqual([]);
  });
});

test('what a user adds beside our workflows is still reported', () => {
  const { stack, access } = elevatedAccess();
  const role = access.node.findChild('Life').node.findAll().find((node) => node.node.id === 'Role') as iam.Role;
  role.addToPolicy(new iam.PolicyStatement({ actions: ['sso:*'], resources: ['*'] }));
  // The pattern is acknowledged where the delivery of logs needs it, so the action is what tells.
  expect(findings(stack).map((finding) => finding.split(' ')[0])).toContain('AwsSolutions-IAM5[Action::sso:*]');
});

test('a pattern that nobody has given a reason for is open', () => {
  const { stack, access } = elevatedAccess();
  const role = access.node.findChild('Life').node.findAll().find((node) => node.node.id === 'Role') as iam.Role;
  role.addToPolicy(new iam.PolicyStatement({ actions: ['sso:CreateAccountAssignment'], resources: ['arn:aws:sso:::account/*'] }));
  expect(findings(stack).map((finding) => finding.split(' ')[0])).toEqual(['AwsSolutions-IAM5[Resource::arn:aws:sso:::account/*]']);
});
