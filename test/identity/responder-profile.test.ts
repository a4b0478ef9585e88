import { Duration } from 'aws-cdk-lib';
import { A_TOKEN, accountStack, investigator, jane, messageOf, NONE, policyOf, resourceOf, tokenMinutes, tokenText } from './fixtures';
import { CustomProfileProps, Phase, Playbook, PlaybookStatement, ResponderProfile } from '../../src';
import { checkPhase } from '../../src/playbook/phase-check';

const READ: PlaybookStatement = { actions: ['ec2:Describe*'], sources: ['https://example.com'] };

function custom(props: Partial<CustomProfileProps> = {}): ResponderProfile {
  return ResponderProfile.custom({
    name: 'NETWORK_ENGINEER', description: 'Repairs routes', maxSession: Duration.hours(2), phases: [Phase.INVESTIGATION], ...props,
  });
}

function errorFor(props: Partial<CustomProfileProps>): string {
  return messageOf(() => custom(props));
}

function doing(...actions: string[]): Partial<CustomProfileProps> {
  return { statements: [{ actions, sources: ['https://example.com'] }] };
}

describe("the library's profiles", () => {
  test.each([
    ['SECURITY_INVESTIGATOR', 4, 'Finds out what happened; reads only', [Phase.INVESTIGATION]],
    ['INCIDENT_RESPONDER', 8, 'Stops the incident and puts the workload back', [Phase.INVESTIGATION, Phase.CONTAINMENT, Phase.RECOVERY]],
    ['FORENSICS_ANALYST', 4, 'Takes and keeps evidence', [Phase.INVESTIGATION, Phase.FORENSICS]],
    ['INCIDENT_COMMANDER', 8, 'Leads the incident: sees everything, keeps its record, calls for help', [Phase.INVESTIGATION]],
    ['CLOUD_ADMINISTRATOR', 4, 'Restores service, on instances that were opened for it', [Phase.INVESTIGATION, Phase.RECOVERY]],
    ['BREAK_GLASS_ADMIN', 1, 'The last resort: every phase, and the repair of IAM inside its own boundary',
      [Phase.INVESTIGATION, Phase.CONTAINMENT, Phase.RECOVERY, Phase.FORENSICS]],
  ] as [keyof typeof ResponderProfile, number, string, Phase[]][])('%s has sessions of %d hours: %s', (name, hours, description, phases) => {
    const profile = ResponderProfile[name] as ResponderProfile;
    expect(profile).toMatchObject({ name, description, phases });
    expect(profile.maxSession.toHours()).toBe(hours);

    const stack = accountStack();
    investigator(stack, [jane(stack)], { profile });
    const role = resourceOf(stack, 'AWS::IAM::Role').Properties;
    expect(role).toMatchObject({
      RoleName: `BREAK-GLASS-${name}-CREDENTIAL_COMPROMISE`,
      Description: `${description}: Credential compromise`,
      MaxSessionDuration: hours * 3600,
    });
  });

  test('are six, each once', () => {
    expect(ResponderProfile.standard().map(({ name }) => name)).toEqual([
      'SECURITY_INVESTIGATOR', 'INCIDENT_RESPONDER', 'FORENSICS_ANALYST', 'INCIDENT_COMMANDER', 'CLOUD_ADMINISTRATOR', 'BREAK_GLASS_ADMIN',
    ]);
  });

  test('make role names within the Switch Role limit with every playbook', () => {
    const names = ResponderProfile.standard()
      .flatMap((profile) => Playbook.catalogue().map((playbook) => `/bg/BREAK-GLASS-${profile.name}-${playbook.name}`));
    expect(names.filter((name) => name.length > 64)).toEqual([]);
  });

  const STATEMENTS = ResponderProfile.standard().map(({ name, statements }) => [name, statements] as const);

  test.each(STATEMENTS)('%s names known actions and no write wildcards', (name, statements) => {
    expect(() => checkPhase(name, statements, false)).not.toThrow();
  });

  test('SECURITY_INVESTIGATOR reads only', () => {
    expect(() => checkPhase('investigator', ResponderProfile.SECURITY_INVESTIGATOR.statements, true)).not.toThrow();
  });

  test('only BREAK_GLASS_ADMIN repairs IAM', () => {
    expect(ResponderProfile.standard().filter((profile) => profile._repairsIam)).toEqual([ResponderProfile.BREAK_GLASS_ADMIN]);
    const writing = ResponderProfile.standard()
      .filter((profile) => profile.statements.some(({ actions }) => actions.some((action) => /^iam:(?!Get|List)/.test(action))));
    expect(writing).toEqual([ResponderProfile.BREAK_GLASS_ADMIN]);
  });
});

describe('a profile of your own', () => {
  test('is what was given', () => {
    const profile = custom({ statements: [READ] });
    expect(profile).toMatchObject({ name: 'NETWORK_ENGINEER', description: 'Repairs routes', phases: [Phase.INVESTIGATION], statements: [READ] });
    expect(profile.maxSession.toHours()).toBe(2);
    expect(profile._repairsIam).toBe(false);
  });

  test('sees the account unless it says what it allows', () => {
    expect(custom().statements).toEqual(ResponderProfile.SECURITY_INVESTIGATOR.statements);
  });

  test('counts a phase once', () => {
    expect(custom({ phases: [Phase.RECOVERY, Phase.INVESTIGATION, Phase.RECOVERY] }).phases).toEqual([Phase.RECOVERY, Phase.INVESTIGATION]);
  });

  test('gives the role its name, session, statements and the phases of the playbook', () => {
    const stack = accountStack();
    const profile = custom({ phases: [Phase.CONTAINMENT], statements: [{ actions: ['ec2:ReplaceRoute'], sources: ['https://example.com'] }] });
    investigator(stack, [jane(stack)], { profile });
    expect(resourceOf(stack, 'AWS::IAM::Role').Properties).toMatchObject({
      RoleName: 'BREAK-GLASS-NETWORK_ENGINEER-CREDENTIAL_COMPROMISE', Description: 'Repairs routes: Credential compromise', MaxSessionDuration: 7200,
    });
    const actions = policyOf(stack, 'BREAK-GLASS-NETWORK_ENGINEER-CREDENTIAL_COMPROMISE-permissions-1').Statement.flatMap(({ Action }) => Action);
    expect(actions).toEqual(expect.arrayContaining(['ec2:ReplaceRoute', 'iam:AttachUserPolicy']));
    expect(actions).not.toContain('secretsmanager:ListSecrets');
  });

  test.each([['A'], ['A'.repeat(21)], ['A_1']])('may be named %s', (name) => {
    expect(custom({ name }).name).toBe(name);
  });

  test.each([[Duration.hours(1)], [Duration.hours(12)], [Duration.minutes(90)]])('may have sessions of %s', (maxSession) => {
    expect(custom({ maxSession }).maxSession).toBe(maxSession);
  });

  test('may have write wildcards with a reason', () => {
    expect(() => custom({ ...doing('ec2:*'), wildcardReason: 'agreed with the CISO' })).not.toThrow();
  });

  test('may have read wildcards without a reason', () => {
    expect(() => custom(doing('ec2:Describe*', 'EC2:describe*'))).not.toThrow();
  });

  test.each([
    ['', 'NETWORK_ENGINEER'], ['network', 'NETWORK'], ['NETWORK-ENGINEER', 'NETWORK_ENGINEER'], ['network engineer', 'NETWORK_ENGINEER'],
    ['databaseEngineer', 'DATABASE_ENGINEER'], ['1NETWORK', 'NETWORK_ENGINEER'], ['_NETWORK', 'NETWORK'], ['A'.repeat(22), 'A'.repeat(21)],
    ['NETZWERKPRÜFER', 'NETZWERKPRUFER'], ['A\n', 'A'], ['incident commander', 'NETWORK_ENGINEER'],
  ])('fails for the name %j, and writes it as %s', (name, fixed) => {
    expect(errorFor({ name })).toBe(`'name' must be 1 to 21 capital letters, digits and underscores, got '${name}'; write it as '${fixed}'`);
  });

  test('fails for a name that is a token', () => {
    expect(errorFor({ name: tokenText() }))
      .toBe(`'name' must be 1 to 21 capital letters, digits and underscores, got ${A_TOKEN}; write it as 'NETWORK_ENGINEER'`);
  });

  test("fails for the name of one of the library's profiles", () => {
    expect(errorFor({ name: 'INCIDENT_COMMANDER' }))
      .toBe("'name' must not be that of one of the library's profiles, got 'INCIDENT_COMMANDER'; choose another name");
  });

  test('fails without phases', () => {
    expect(errorFor({ phases: [] })).toBe(`'phases' must hold at least one phase, got ${NONE}; add Phase.INVESTIGATION`);
  });

  test.each([
    [Duration.minutes(59), 'at least 1 hour, got 59 minutes; IAM allows no shorter session of a role'],
    [Duration.seconds(3599), 'at least 1 hour, got 59 minutes 59 seconds; IAM allows no shorter session of a role'],
    [Duration.minutes(721), 'at most 12 hours, got 12 hours 1 minute; IAM allows no longer session of a role; assume the role again'],
    [Duration.seconds(43_201), 'at most 12 hours, got 12 hours 1 second; IAM allows no longer session of a role; assume the role again'],
    [Duration.days(1), 'at most 12 hours, got 1 day; IAM allows no longer session of a role; assume the role again'],
  ])('fails for sessions of %s', (maxSession, problem) => {
    expect(errorFor({ maxSession })).toBe(`'maxSession' must be ${problem}`);
  });

  test('fails for sessions that are tokens', () => {
    expect(errorFor({ maxSession: tokenMinutes() })).toBe(`'maxSession' must be known at synthesis, got ${A_TOKEN}; give a Duration with a number`);
  });

  test.each([
    ['s3:GetObjekt', "unknown action 's3:GetObjekt'; did you mean 's3:GetObject'?"],
    ['ec2:DescribeInstance', "unknown action 'ec2:DescribeInstance'; did you mean 'ec2:DescribeInstances'?"],
    ['cloudtrial:LookupEvents', "unknown service 'cloudtrial' in 'cloudtrial:LookupEvents'; did you mean 'cloudtrail:LookupEvents'?"],
    ['DescribeInstances', "'DescribeInstances' is not an action; write it as 'service:Action'"],
    ['ec2:', "'ec2:' is not an action; write it as 'service:Action'"],
    ['', "'' is not an action; write it as 'service:Action'"],
    ['*', "'*' stands for every action; name the services and actions that the phase needs"],
  ])("fails for the action '%s'", (action, problem) => {
    expect(errorFor(doing(action))).toBe(`profile 'NETWORK_ENGINEER': ${problem}`);
  });

  test.each([
    ['ec2:Frobnicate', "unknown action 'ec2:Frobnicate'; see the AWS service authorization reference"],
    ['ec2:Frobnicate*', "unknown action 'ec2:Frobnicate*'; see the AWS service authorization reference"],
    ['nosuchservice:Get', "unknown service 'nosuchservice' in 'nosuchservice:Get'; see the AWS service authorization reference"],
    ['*:*', "'*:*' stands for every action; name the services and actions that the phase needs"],
  ])("fails for the action '%s', which resembles none", (action, problem) => {
    expect(errorFor(doing(action))).toBe(`profile 'NETWORK_ENGINEER': ${problem}`);
  });

  test('fails for a write wildcard without a reason, and for a blank reason', () => {
    const message = "profile 'NETWORK_ENGINEER': 'ec2:*Route' stands for 13 write actions, such as 'ec2:CreateClientVpnRoute'; "
      + "name each action, or give the reason in 'wildcardReason'";
    expect(errorFor(doing('ec2:*Route'))).toBe(message);
    expect(errorFor({ ...doing('ec2:*Route'), wildcardReason: ' ' })).toBe(message);
  });

  test('fails for a statement without actions or without sources', () => {
    expect(errorFor({ statements: [{ actions: [], sources: ['https://example.com'] }] }))
      .toBe("profile 'NETWORK_ENGINEER': 'actions' must name at least one action, got none");
    expect(errorFor({ statements: [{ actions: ['ec2:ReplaceRoute'], sources: [] }] }))
      .toBe("profile 'NETWORK_ENGINEER': 'sources' must name a document that explains the need for ec2:ReplaceRoute, got none");
  });

  test('fails for an empty list of statements', () => {
    expect(errorFor({ statements: [] }))
      .toBe(`'statements' must hold at least one statement, got ${NONE}; leave 'statements' out for reading configuration and findings`);
  });
});
