import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Phase, Playbook, PlaybookPhaseProps, PlaybookProps } from '../../src';

const SOURCES = ['https://example.com/runbook'];
const READ: PlaybookPhaseProps = { statements: [{ actions: ['iam:ListUsers'], sources: SOURCES }] };
const WRITE: PlaybookPhaseProps = { statements: [{ actions: ['iam:UpdateAccessKey'], sources: SOURCES }] };

function playbook(props: Partial<PlaybookProps> = {}): Playbook {
  return new Playbook({ name: 'OWN', title: 'Something of our own', ...props });
}

describe('a playbook of one\'s own', () => {
  test('has the phases it was given, in the order of an incident', () => {
    const own = playbook({ forensics: READ, recovery: WRITE, investigation: READ });
    expect(own.phases).toEqual([Phase.INVESTIGATION, Phase.RECOVERY, Phase.FORENSICS]);
    expect(own._hasPhase(Phase.RECOVERY)).toBe(true);
    expect(own._hasPhase(Phase.CONTAINMENT)).toBe(false);
  });

  test('has a read-only investigation and sessions of 4, 2, 1 and 3 hours unless told otherwise', () => {
    const own = playbook({ investigation: READ, containment: WRITE, recovery: WRITE, forensics: WRITE });
    expect(own.phases.map((phase) => own.isReadOnly(phase))).toEqual([true, false, false, false]);
    expect(own.phases.map((phase) => own.maxSession(phase).toHours())).toEqual([4, 2, 1, 3]);
  });

  test('may have writing investigations and read-only forensics', () => {
    const own = playbook({ investigation: { ...WRITE, readOnly: false }, forensics: { ...READ, readOnly: true } });
    expect(own.phases.map((phase) => own.isReadOnly(phase))).toEqual([false, true]);
  });

  test.each([Duration.minutes(15), Duration.hours(12)])('may have sessions of %s', (maxSession) => {
    expect(playbook({ containment: { ...WRITE, maxSession } }).maxSession(Phase.CONTAINMENT)).toEqual(maxSession);
  });

  test('is described by its title unless told otherwise', () => {
    expect(playbook({ investigation: READ }).description).toBe('Something of our own');
    expect(playbook({ investigation: READ, description: 'When all else fails.' }).description).toBe('When all else fails.');
  });

  test('gives back its statements as they were written', () => {
    expect(playbook({ containment: WRITE }).statements(Phase.CONTAINMENT)).toEqual(WRITE.statements);
  });

  test.each(['A', 'A1_B', 'ABCDEFGHIJKLMNOPQRSTUV'])('may be called %s', (name) => {
    expect(playbook({ name, investigation: READ }).name).toBe(name);
  });
});

test.each([
  ['an empty name', '', 'CREDENTIAL_COMPROMISE'],
  ['small letters', 'Own', 'OWN'],
  ['words', 'printer outbreak', 'PRINTER_OUTBREAK'],
  ['a hyphen', 'MY-OWN', 'MY_OWN'],
  ['a digit in front', '1OWN', 'CREDENTIAL_COMPROMISE'],
  ['a name of 23 characters', 'ABCDEFGHIJKLMNOPQRSTUVW', 'ABCDEFGHIJKLMNOPQRSTUV'],
  ['a name with a line break behind', 'OWN\n', 'OWN'],
])('fails on %s', (_, name, fixed) => {
  expect(() => playbook({ name, investigation: READ })).toThrow(
    `'name' must be 1 to 22 capital letters, digits and underscores, got '${name}'; write it as '${fixed}'`);
});

test('fails on a token for a name', () => {
  expect(() => playbook({ name: Lazy.string({ produce: () => 'OWN' }), investigation: READ })).toThrow(
    "'name' must be 1 to 22 capital letters, digits and underscores, got a token; write it as 'CREDENTIAL_COMPROMISE'");
});

test('fails without any phase', () => {
  expect(() => playbook()).toThrow("playbook 'OWN' has no phase; give at least one of 'investigation', 'containment', 'recovery', 'forensics'");
});

test('fails on sessions of 14 minutes', () => {
  expect(() => playbook({ containment: { ...WRITE, maxSession: Duration.minutes(14) } }))
    .toThrow("'containment.maxSession' must be at least 15 minutes, got 14 minutes; STS allows no shorter session");
});

test('fails on sessions of 12 hours and 1 second', () => {
  expect(() => playbook({ recovery: { ...WRITE, maxSession: Duration.seconds(12 * 3600 + 1) } }))
    .toThrow("'recovery.maxSession' must be at most 12 hours, got 12 hours 1 second; IAM allows no longer session; assume the role again");
});

test('fails on sessions whose length isn\'t known', () => {
  expect(() => playbook({ recovery: { ...WRITE, maxSession: Duration.minutes(Lazy.number({ produce: () => 30 })) } }))
    .toThrow("'recovery.maxSession' must be known at synthesis");
});

test('fails on a write in the investigation, and says in which playbook', () => {
  expect(() => playbook({ investigation: WRITE })).toThrow(/^playbook 'OWN', phase INVESTIGATION is read-only, but 'iam:UpdateAccessKey'/);
});

test('fails on an unknown action, with the nearest one', () => {
  expect(() => playbook({ containment: { statements: [{ actions: ['iam:CreateAcessKey'], sources: SOURCES }] } }))
    .toThrow("playbook 'OWN', phase CONTAINMENT: unknown action 'iam:CreateAcessKey'; did you mean 'iam:CreateAccessKey'?");
});

test('fails on a phase without statements', () => {
  expect(() => playbook({ forensics: { statements: [] } })).toThrow("playbook 'OWN', phase FORENSICS has no statement");
});

describe('a phase that the playbook doesn\'t have', () => {
  const own = playbook({ investigation: READ, containment: WRITE });
  const stack = new Stack(new App(), 'Stack');

  test.each<[string, () => unknown]>([
    ['statements', () => own.statements(Phase.FORENSICS)],
    ['longest session', () => own.maxSession(Phase.FORENSICS)],
    ['promise to read', () => own.isReadOnly(Phase.FORENSICS)],
    ['session policy', () => own.sessionPolicy(stack, Phase.FORENSICS)],
    ['managed policies', () => own.managedPolicyDocuments(stack, [Phase.INVESTIGATION, Phase.FORENSICS])],
  ])('fails when asked for its %s', (_, ask) => {
    expect(ask).toThrow("'phase' must be a phase that playbook 'OWN' has (INVESTIGATION, CONTAINMENT), got 'FORENSICS'; choose one of these");
  });
});

describe('the name of a playbook of the catalogue', () => {
  test.each(['RANSOMWARE', 'CREDENTIAL_COMPROMISE'])('is refused for an own one: %s', (name) => {
    expect(() => playbook({ name, investigation: READ })).toThrow("'name' must not be that of a playbook of the library, from which proofs and runbooks know what it allows, "
      + `got '${name}'; use Playbook.${name}, or choose another name`);
  });

  test('may be part of an own name', () => {
    expect(playbook({ name: 'RANSOMWARE_2', investigation: READ }).name).toBe('RANSOMWARE_2');
  });
});
