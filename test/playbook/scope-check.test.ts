import { App, aws_iam as iam, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { elevation, Phase, Playbook, PlaybookPermissionSet, PlaybookScope, ResponderProfile } from '../../src';
import { ACCOUNT, accountStack, ENV, investigator, jane, messageOf, tokenText } from '../identity/fixtures';

const POLICY = `arn:aws:iam::${ACCOUNT}:policy/Quarantine`;

/** A role that has the scope. */
function roleWith(playbookScope: PlaybookScope, stack: Stack = accountStack()): Stack {
  investigator(stack, [jane(stack)], { profile: ResponderProfile.INCIDENT_RESPONDER, playbookScope });
  return stack;
}

const USES: [string, (stack: Stack, playbookScope: PlaybookScope) => unknown][] = [
  ['a role', (stack, playbookScope) => roleWith(playbookScope, stack)],
  ['a permission set', (stack, playbookScope) => new PlaybookPermissionSet(stack, 'Set', {
    instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT, playbookScope,
  })],
  ['a role that issues sessions', (stack, playbookScope) => new elevation.ElevationSessionRole(stack, 'Session', {
    playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT, playbookScope,
  })],
  ['a session policy', (stack, playbookScope) => Playbook.CREDENTIAL_COMPROMISE.sessionPolicy(stack, Phase.CONTAINMENT, playbookScope)],
  ['managed policies', (stack, playbookScope) => Playbook.CREDENTIAL_COMPROMISE.managedPolicyDocuments(stack, [Phase.CONTAINMENT], playbookScope)],
];

describe.each(USES)('%s', (_, use) => {
  test('fails for a document of AWS', () => {
    expect(messageOf(() => use(accountStack(), { commandDocuments: ['AWS-RunShellScript'] }))).toBe("'commandDocuments' must hold documents of your own: "
      + "those of AWS accept command lines, or change without notice, got 'AWS-RunShellScript'; copy its steps into a document of your own, such as 'BREAK-GLASS-RunShellScript'");
  });

  test('fails for a quarantine policy of the app that allows something, also if that is added later', () => {
    const stack = accountStack();
    const policy = new iam.ManagedPolicy(stack, 'Quarantine', {
      managedPolicyName: 'Quarantine',
      statements: [new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['*'], resources: ['*'] })],
    });
    use(stack, { quarantinePolicyArns: [POLICY] });
    policy.addStatements(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
    expect(messageOf(() => (stack.node.root as App).synth())).toContain("'quarantinePolicyArns' must hold policies that only deny, got Stack/Quarantine/Resource, "
      + 'which has a statement with Effect "Allow" on "s3:GetObject": with it responders could grant that; take the statement out, or contain with another policy');
  });
});

describe('command documents', () => {
  test.each(['AWS-Run*', 'aws-collect', 'AmazonCloudWatch-ManageAgent', 'AWSSupport-CollectECSInstanceLogs', 'amzn-x'])('fail for %s, of AWS', (name) => {
    expect(() => roleWith({ commandDocuments: ['BREAK-GLASS-*', name] })).toThrow(`'commandDocuments' must hold documents of your own: those of AWS accept command lines, or change without notice, got '${name}'`);
  });

  test.each(['Collect-AWS', 'My-AWS-RunShellScript', 'BREAK-GLASS-*'])('may be %s', (name) => {
    expect(() => roleWith({ commandDocuments: [name] })).not.toThrow();
  });

  test('fail for a token, as before', () => {
    expect(() => roleWith({ commandDocuments: [tokenText()] })).toThrow("'commandDocuments' must be known at synthesis");
  });
});

describe('the tag of instances for commands', () => {
  test.each(['IncidentId', 'incidentid'])('fails for %s, which responders set', (commandTagKey) => {
    expect(messageOf(() => roleWith({ commandTagKey }))).toBe("'commandTagKey' must not be the tag of incidents, which responders may set themselves: "
      + `every instance would be open to commands, got '${commandTagKey}'; choose a tag that only administrators set, such as 'IncidentResponse'`);
  });

  test('may be another one', () => {
    expect(() => roleWith({ commandTagKey: 'IncidentIdentifier' })).not.toThrow();
  });

  test('fails for a token, as before', () => {
    expect(() => roleWith({ commandTagKey: tokenText() })).toThrow("'commandTagKey' must be known at synthesis");
  });
});

describe('quarantine policies', () => {
  test.each(['AdministratorAccess', 'ReadOnlyAccess', 'AWSDenyAllExcept', 'AWSCompromisedKeyQuarantineVX', 'service-role/AWSDenyAll', 'aws-service-role/AWSCompromisedKeyQuarantine'])(
    'fail for %s of AWS, which may grant', (name) => {
      const arn = `arn:aws:iam::aws:policy/${name}`;
      expect(messageOf(() => roleWith({ quarantinePolicyArns: [arn] }))).toBe("'quarantinePolicyArns' must hold policies that only deny, and of AWS's own these are AWSDenyAll and "
        + `AWSCompromisedKeyQuarantine, V2 and V3, got '${arn}'; leave it out: those are there already, or name a policy of your own that only denies`);
    });

  test.each(['AWSCompromisedKeyQuarantine', 'AWSCompromisedKeyQuarantineV4'])('may be %s of AWS', (name) => {
    expect(() => roleWith({ quarantinePolicyArns: [`arn:aws:iam::aws:policy/${name}`] })).not.toThrow();
  });

  test('fail for another partition, and may be of any where the Region isn\'t known', () => {
    const arn = `arn:aws-cn:iam::${ACCOUNT}:policy/Quarantine`;
    expect(messageOf(() => roleWith({ quarantinePolicyArns: [arn] })))
      .toBe(`'quarantinePolicyArns' must be of the stack's partition (aws, Region eu-central-1), got '${arn}'; write it as '${POLICY}'`);
    expect(() => roleWith({ quarantinePolicyArns: [arn] }, accountStack({}))).not.toThrow();
  });

  const deny = { Effect: 'Deny', Action: '*', Resource: '*' };
  const quarantine = (stack: Stack, Statement: any, more: Partial<iam.CfnManagedPolicyProps> = {}) => new iam.CfnManagedPolicy(stack, 'Quarantine', {
    managedPolicyName: 'Quarantine', policyDocument: { Version: '2012-10-17', Statement }, ...more,
  });
  const errorOf = (stack: Stack) => messageOf(() => (stack.node.root as App).synth());

  test.each<[string, any]>([
    ['an allow beside a deny', [deny, { Effect: 'Allow', Action: ['iam:*'], Resource: '*' }]],
    ['one allow without a list', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
    ['an effect that is decided at deployment', [{ ...deny, Effect: { Ref: 'Effect' } }]],
    ['no effect', [{ Action: '*', Resource: '*' }]],
  ])('fail for one of the app with %s', (_, Statement) => {
    const stack = accountStack();
    quarantine(stack, Statement);
    roleWith({ quarantinePolicyArns: [POLICY] }, stack);
    expect(errorOf(stack)).toContain("'quarantinePolicyArns' must hold policies that only deny, got Stack/Quarantine, which has a statement with Effect ");
  });

  test.each<[string, (stack: Stack) => string]>([
    ['by its reference', (stack) => quarantine(stack, [{ ...deny, Effect: 'Allow' }]).ref],
    ['by its attribute', (stack) => new iam.ManagedPolicy(stack, 'Quarantine', { statements: [new iam.PolicyStatement({ actions: ['*'], resources: ['*'] })] }).managedPolicyArn],
    ['by an ARN with references', (stack) => (quarantine(stack, [{ ...deny, Effect: 'Allow' }]), `arn:${stack.partition}:iam::${stack.account}:policy/Quarantine`)],
    ['under a path', (stack) => (quarantine(stack, [{ ...deny, Effect: 'Allow' }], { path: '/bg/' }), `arn:aws:iam::${ACCOUNT}:policy/bg/Quarantine`)],
    ['in another stack', (stack) => {
      const other = new Stack(stack.node.root as App, 'Other', { env: ENV });
      quarantine(other, [{ ...deny, Effect: 'Allow' }]);
      return POLICY;
    }],
  ])('are found %s', (_, arnOf) => {
    const stack = accountStack();
    roleWith({ quarantinePolicyArns: [arnOf(stack)] }, stack);
    expect(errorOf(stack)).toContain('which has a statement with Effect "Allow"');
  });

  test.each<[string, (stack: Stack) => unknown]>([
    ['the app makes it and it only denies', (stack) => quarantine(stack, [deny, { ...deny, Condition: {} }])],
    ['another policy of the app allows', (stack) => quarantine(stack, [{ ...deny, Effect: 'Allow' }], { managedPolicyName: 'Other' })],
    ['a policy of that name allows in another account', (stack) => {
      quarantine(new Stack(stack.node.root as App, 'Other', { env: { account: '999999999999', region: 'eu-central-1' } }), [{ ...deny, Effect: 'Allow' }]);
    }],
    ['another app makes it', () => undefined],
  ])('pass where %s', (_, make) => {
    const stack = accountStack();
    make(stack);
    roleWith({ quarantinePolicyArns: [POLICY] }, stack);
    expect(() => (stack.node.root as App).synth()).not.toThrow();
  });

  test('pass as a token that the app can\'t look into', () => {
    const stack = roleWith({ quarantinePolicyArns: [tokenText()] });
    expect(() => (stack.node.root as App).synth()).not.toThrow();
  });
});

describe('resources of an own playbook', () => {
  const containing = (resource: string) => new Playbook({
    name: 'OWN', title: 'Own', containment: { statements: [{ actions: ['ec2:StopInstances'], resources: [resource], sources: ['https://example.com'] }] },
  });
  const use = (resource: string, stack: Stack) => containing(resource).managedPolicyDocuments(stack, [Phase.CONTAINMENT]);

  test('fail for another partition', () => {
    expect(messageOf(() => use('arn:aws:ec2:*:*:instance/*', accountStack({ env: { account: ACCOUNT, region: 'cn-north-1' } })))).toBe("'resources' of playbook 'OWN' "
      + "must be of the stack's partition (aws-cn, Region cn-north-1), got 'arn:aws:ec2:*:*:instance/*'; write it as 'arn:{{Partition}}:ec2:*:*:instance/*'");
  });

  test.each(['arn:{{Partition}}:ec2:*:*:instance/*', 'arn:*:ec2:*:*:instance/*', 'arn:aws-cn:ec2:*:*:instance/*', '*'])('may be %s in China', (resource) => {
    expect(() => use(resource, accountStack({ env: { account: ACCOUNT, region: 'cn-north-1' } }))).not.toThrow();
  });

  test('fail in a profile as well', () => {
    const statements = [{ actions: ['ec2:StopInstances'], resources: ['arn:aws-cn:ec2:*:*:instance/*'], sources: ['https://example.com'] }];
    const profile = ResponderProfile.custom({ name: 'OWN', description: 'Own', maxSession: Duration.hours(1), phases: [Phase.INVESTIGATION], statements });
    const stack = accountStack();
    expect(messageOf(() => investigator(stack, [jane(stack)], { profile }))).toContain("'resources' of profile 'OWN' must be of the stack's partition (aws, Region eu-central-1)");
  });

  test('may be of any partition where the Region isn\'t known or is new', () => {
    for (const env of [undefined, { account: ACCOUNT, region: 'xy-central-1' }]) {
      expect(() => use('arn:aws-cn:ec2:*:*:instance/*', accountStack({ env }))).not.toThrow();
    }
  });

  test('keys that the catalogue doesn\'t have are a warning on a permission set as well', () => {
    const stack = accountStack();
    const playbook = new Playbook({
      name: 'OWN', title: 'Own', containment: { statements: [{ actions: ['ec2:StopInstances'], conditions: { Bool: { 'ec2:SomethingOfNextYear': 'true' } }, sources: ['https://example.com'] }] },
    });
    new PlaybookPermissionSet(stack, 'Set', { instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', playbook, phase: Phase.CONTAINMENT });
    Annotations.fromStack(stack).hasWarning('/Stack/Set', Match.stringLikeRegexp("playbook 'OWN' name 'ec2:SomethingOfNextYear'.*cdk-break-glass:unknownKey"));
  });
});
