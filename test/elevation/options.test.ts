import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ACCOUNT, elevatedAccess, jane, john, mary, PAYMENTS, session } from './support/fixture';
import { customRule, revocationRule, sealedRole, windowRule } from './support/kinds';
import { evaluate, inputOf, statesOf } from './support/reference';
import { resourcesIn } from './support/synthesized';
import { resolvedTemplate, resourcesOfType } from '../support/resolve';
import { ActivationWindow, BreakGlassUser, elevation, IncidentResponseRole, PlaybookPermissionSet, Phase, Playbook, ResponderProfile } from 'cdk-break-glass';

const templateOf = (options: Parameters<typeof elevatedAccess>[0]) => Template.fromStack(elevatedAccess(options).stack);
const inAccount = (account: string) => new Stack(new App({ analyticsReporting: false }), 'Other', { env: { account, region: 'eu-central-1' } });

describe('ledgerRetention', () => {
  test.each([[Duration.days(89), /at least 90 days|ledgerRetention/], [Duration.days(4000), /ledgerRetention/]])('%s is refused', (ledgerRetention, message) => {
    expect(() => elevatedAccess({ props: { ledgerRetention } })).toThrow(message);
  });

  test('every row that tells of a request has its time, counted from its writing', () => {
    const template = JSON.stringify(templateOf({ props: { ledgerRetention: Duration.days(90), reviewItems: false } }).toJSON());
    // 90 days and the 15 that a request can live.
    expect(template).toContain(`/ 1000) + ${105 * 86400})`);
  });
});

describe('archiveRetention', () => {
  test('creates a bucket whose objects can\'t be deleted before that time', () => {
    const template = templateOf({ props: { archiveRetention: Duration.days(400) } });
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        ObjectLockEnabled: true,
        ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 400 } } },
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      },
    });
  });

  test('without it there is no bucket', () => {
    templateOf({}).resourceCountIs('AWS::S3::Bucket', 0);
  });

  test('less than 90 days is refused', () => {
    expect(() => elevatedAccess({ props: { archiveRetention: Duration.days(30) } })).toThrow(/archiveRetention/);
  });
});

describe('the follow-up', () => {
  test('is started by the bus for what must be reviewed', () => {
    templateOf({}).hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { 'source': ['cdk-break-glass.elevation'], 'detail-type': Match.arrayWith(['Elevation Bypassed', 'Elevation Unknown Access']) },
      Targets: [{ Id: 'FollowUp', Arn: { Ref: Match.stringLikeRegexp('FollowUp') } }],
    });
  });

  test('is not there where nothing is followed up', () => {
    const template = templateOf({ props: { reviewItems: false } });
    expect(Object.keys(template.findResources('AWS::StepFunctions::StateMachine')).filter((id) => id.includes('FollowUp'))).toEqual([]);
    expect(JSON.stringify(template.toJSON())).not.toContain('ssm:CreateOpsItem');
  });

  test('may do nothing in Security Hub that isn\'t asked for', () => {
    expect(JSON.stringify(templateOf({}).toJSON())).not.toContain('securityhub:');
  });

  test('looks on where break-glass access is used: sign-ins of the users and every use of the roles', () => {
    const { stack, access } = elevatedAccess();
    access.reviewUsesOf([BreakGlassUser.fromUserName(stack, 'User', 'JANE-BREAK-GLASS')], [IncidentResponseRole.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-X`)]);
    const rules = Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule')).filter(({ Properties }) => Properties.State === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' && !Properties.EventBusName);
    expect(rules.map(({ Properties }) => Object.keys(Properties.EventPattern.detail)[0]).sort()).toEqual(['eventName', 'eventName', 'eventSource', 'userIdentity']);
  });

  test('can\'t look on where nothing is reviewed', () => {
    const { access } = elevatedAccess({ props: { reviewItems: false } });
    expect(() => access.reviewUsesOf([], [])).toThrow(/reviewItems/);
  });
});

describe('an activation window', () => {
  test.each([
    ['a role without a window', undefined],
    ['a role whose window is open', ActivationWindow.between('2026-01-31T14:00:00Z', '2026-01-31T16:00:00Z')],
  ])('of %s is refused', (_, window) => {
    const stack = inAccount(ACCOUNT);
    const role = window ? sealedRole(stack, window) : new IncidentResponseRole(stack, 'Role', {
      profile: ResponderProfile.SECURITY_INVESTIGATOR,
      playbook: Playbook.CREDENTIAL_COMPROMISE,
      responders: [BreakGlassUser.fromUserName(stack, 'Jane', 'jane')],
    });
    expect(() => elevation.ElevationTarget.activationWindow(role)).toThrow(/sealed by a window that is closed/);
  });

  test('of a role of another account is refused', () => {
    expect(() => elevatedAccess({ rules: { window: windowRule(inAccount(PAYMENTS)) } })).toThrow(new RegExp(`of the account of ElevatedAccess \\(${ACCOUNT}\\)`));
  });

  test('for a person whom the role doesn\'t name is refused', () => {
    expect(() => elevatedAccess({ rules: (scope) => ({ window: { ...windowRule(scope), requesters: [jane, mary] } }) })).toThrow(/must be responders of BREAK-GLASS-/);
  });

  test('of a role whose trust policy is full is refused', () => {
    const stack = inAccount(ACCOUNT);
    const responders = Array.from({ length: 16 }, (_, index) => BreakGlassUser.fromUserArn(stack, `User${index}`, `arn:aws:iam::${ACCOUNT}:user/people/responder-with-a-long-name-${index}-${'x'.repeat(20)}`));
    const role = new IncidentResponseRole(stack, 'Role', {
      profile: ResponderProfile.SECURITY_INVESTIGATOR,
      playbook: Playbook.CREDENTIAL_COMPROMISE,
      responders,
      activationWindow: ActivationWindow.closed(),
    });
    expect(() => elevation.ElevationTarget.activationWindow(role)).toThrow(/room for a window, 2048 characters/);
  });

  test('lets the workflows write the trust of this role and of no other', () => {
    const policies = Object.values(templateOf({ rules: (scope) => ({ window: windowRule(scope) }) }).findResources('AWS::IAM::Policy'));
    const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement).filter(({ Action }) => JSON.stringify(Action).includes('UpdateAssumeRolePolicy'));
    expect(statements).toHaveLength(2);
    expect(new Set(statements.map(({ Resource }) => JSON.stringify(Resource)))).toEqual(new Set([
      JSON.stringify({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${ACCOUNT}:role/bg/BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROMISE`]] }),
    ]));
  });
});

describe('a grant of one\'s own', () => {
  test.each(['Database', 'd', '${Token[1]}', 'a b'])('named %s is refused', (name) => {
    const { target } = customRule(inAccount(ACCOUNT));
    expect(() => elevation.ElevationTarget.custom(name, target._of.machines!)).toThrow(/'name' must be/);
  });

  test('lets the workflows run its two workflows and no other', () => {
    const template = JSON.stringify(Object.values(templateOf({ rules: (scope) => ({ database: customRule(scope) }) }).findResources('AWS::IAM::Policy')));
    expect(template).toMatch(/"states:StartExecution","Effect":"Allow","Resource":\{"Ref":"Give/);
    expect(template).toMatch(/"states:StartExecution","Effect":"Allow","Resource":\{"Ref":"Take/);
  });
});

describe('the end of sessions', () => {
  test('is by a role of a name that the other accounts know', () => {
    templateOf({ rules: { contain: revocationRule } }).hasResourceProperties('AWS::IAM::Role', { RoleName: 'elevation-revoker', Path: '/elevation/' });
  });

  test('is in no workflow where no permission set is made for it', () => {
    const { stack } = elevatedAccess();
    const called = (of: Stack) => Object.values(statesOf(of, 'AccessEnd')).flatMap(({ Resource }) => Resource ?? []);
    expect(called(stack)).not.toContainEqual(expect.stringMatching(/:iam:createPolicyVersion$/));
    expect(called(elevatedAccess({ rules: { contain: revocationRule } }).stack)).toContainEqual(expect.stringMatching(/:iam:createPolicyVersion$/));
    expect(Object.values(resourcesIn(stack, 'AWS::IAM::Role')).map(({ RoleName }) => RoleName)).not.toContain('elevation-revoker');
  });

  test('may assume the role of the rule\'s accounts and of no other', () => {
    const policies = JSON.stringify(templateOf({ rules: { contain: { ...revocationRule, accounts: [PAYMENTS] } } }).findResources('AWS::IAM::Policy'));
    expect(policies).toContain(`:iam::${PAYMENTS}:role/elevation/elevation-session-revoker`);
    expect(policies).not.toMatch(/:iam::\*:role\/elevation/);
  });

  test('through a service control policy needs its id, and something to end', () => {
    expect(() => elevatedAccess({ rules: { contain: revocationRule }, props: { sessionRevocationPolicyId: 'policy' } })).toThrow(/sessionRevocationPolicyId/);
    expect(() => elevatedAccess({ props: { sessionRevocationPolicyId: 'p-examplepolicyid111' } })).toThrow(/whose sessions can be ended/);
  });

  test('bounds a permission set, which then has no other boundary', () => {
    const stack = inAccount(ACCOUNT);
    const props = { instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT, sessionRevocation: true };
    new PlaybookPermissionSet(stack, 'Set', props);
    Template.fromStack(stack).hasResourceProperties('AWS::SSO::PermissionSet', {
      PermissionsBoundary: { CustomerManagedPolicyReference: { Name: 'elevation-session-revocation', Path: '/elevation/' } },
    });
    expect(() => new PlaybookPermissionSet(stack, 'Other', { ...props, permissionsBoundaryName: 'Boundary' })).toThrow(/permissionsBoundaryName/);
  });

  test('consists of a boundary policy and a role that writes it, in each account', () => {
    const stack = inAccount(PAYMENTS);
    const { policyArn } = new elevation.ElevationSessionRevocation(stack, 'Revocation', { accessAccountId: ACCOUNT });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 1);
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', Action: ['iam:CreatePolicyVersion', 'iam:DeletePolicyVersion', 'iam:ListPolicyVersions'], Resource: stack.resolve(policyArn) }] } }],
    });
  });

  test.each(['11111111111', '${Token[1]}', 'account'])('for %s is refused', (accessAccountId) => {
    expect(() => new elevation.ElevationSessionRevocation(inAccount(PAYMENTS), 'Revocation', { accessAccountId })).toThrow(/accessAccountId/);
  });
});

test('one who may ask by a group, and isn\'t named by the role, is left to the request', async () => {
  const { stack } = elevatedAccess({ rules: (scope) => ({ window: { ...windowRule(scope), requesters: [john], requesterGroups: ['906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-0000000000aa'], automaticRequesters: [john] } }) });
  const ask = statesOf(stack, 'AccessSubmit')['Check the request: evaluate'].Output;
  const asked = (by: string) => evaluate(ask, { states: { input: inputOf({ caller: session(by), body: { rule: 'window' } }) } });
  expect(await asked('jane')).toMatchObject({ status: 0, needsGroup: true });
  expect(await asked('mary')).toMatchObject({ status: 403, reason: expect.stringContaining('trusts, so its window') });
});

describe('accounts by name', () => {
  const named = (count: number) => Array.from({ length: count }, (_, index) => String(400000000000 + index));
  const rules = (count: number, sets = 1) => Object.fromEntries(Array.from({ length: sets }, (_, index) => [`rule-${index}`, {
    ...revocationRule,
    target: elevation.ElevationTarget.permissionSetArn(`arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-${String(index).padStart(16, '0')}`, `Set${index}`),
    accounts: named(count),
  }]));

  test('are as many as fit into the policies of those who assign', () => {
    const template = resolvedTemplate(elevatedAccess({ rules: rules(150) }).stack);
    const sizes = (type: string) => Object.values(resourcesOfType(template, type)).map(({ PolicyDocument }) => JSON.stringify(PolicyDocument).length);
    expect(Math.max(...sizes('AWS::IAM::Policy'))).toBeLessThan(10_240);
    expect(Math.max(0, ...sizes('AWS::IAM::ManagedPolicy'))).toBeLessThan(6_144);
    expect(() => elevatedAccess({ rules: rules(151) })).toThrow(/at most 150 in all rules together, got 151; name 'organizationalUnits'/);
  });

  test('are as many, for all permission sets, as one comparison can look at', () => {
    expect(() => elevatedAccess({ rules: rules(126, 8) })).toThrow(/at most 1000 for all permission sets together, got 1008/);
  });

  test('are too many to name the roles that end their sessions in each: then the role is named in any', () => {
    const many = JSON.stringify(templateOf({ rules: { contain: { ...revocationRule, accounts: named(41) } } }).findResources('AWS::IAM::Policy'));
    expect(many).toContain(':iam::*:role/elevation/elevation-session-revoker');
  });
});
