import { spawnSync } from 'child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import Ajv from 'ajv';
import { TEMPLATE_REMEDIES } from '../../../cli/input/template-remedies';
import { ProofDocument } from '../../../cli/prove/document';
import { ACKNOWLEDGED, CLAIM_GROUPS, CLAIMS } from '../../../src/claims/internal';
import { breakGlass, OPEN_ROLE, organization, resourcesOf, temporaryFolder, withoutMfa, writeAssembly } from '../support';

const folder = temporaryFolder();
const ROOT = join(__dirname, '..', '..', '..');
const SCHEMA = JSON.parse(readFileSync(join(ROOT, 'docs', 'reference', 'prove-result.schema.json'), 'utf8'));
const whole = writeAssembly(join(folder, 'whole'), organization());
const broken = writeAssembly(join(folder, 'broken'), organization(withoutMfa));
const template = join(folder, 'emergency.yaml');
writeFileSync(template, OPEN_ROLE);

const width = (columns: number | undefined) => Object.defineProperty(process.stdout, 'columns', { value: columns, configurable: true, writable: true });
const json = async (...argv: string[]): Promise<ProofDocument> => JSON.parse((await breakGlass('prove', '--json', ...argv)).out);

test('ends with 0 where every claim holds, and says how many', async () => {
  const { code, out, err } = await breakGlass('prove', whole);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^\d+ claims hold\. [\d,]+ questions answered\.$/m);
  expect(out).not.toContain('FAILS');
});

test('ends with 1 where a claim fails, and says who, what, where, with which context, why, and in which template', async () => {
  const { code, out } = await breakGlass('prove', broken);
  expect(code).toBe(1);
  expect(out.match(/^FAILS .*$/gm)).toEqual(['FAILS role-needs-mfa', 'FAILS role-needs-recent-mfa']);
  expect(out).toMatch(/^ {6}who {6}arn:aws:iam::111111111111:user\/bg\//m);
  expect(out).toMatch(/^ {6}what {5}sts:AssumeRole on/m);
  expect(out).toMatch(/^ {6}where {4}account 111111111111/m);
  expect(out).toContain('aws:MultiFactorAuthPresent false');
  // AWS sends the age only where MFA was used.
  expect(out).not.toMatch(/MultiFactorAuthPresent false;\s+aws:MultiFactorAuthAge/);
  expect(out).toMatch(/^ {6}because {2}allowed by resource policy/m);
  expect(out).toMatch(/^ {6}at {7}/m);
  expect(out).toContain('Security.template.json');
});

test('a remedy is told where the claim has one', async () => {
  const claim = CLAIMS.find(({ id }) => id === 'role-needs-mfa')!;
  const before = claim.remedy;
  Object.assign(claim, { remedy: 'Remove the override of the trust policy.' });
  try {
    expect((await breakGlass('prove', broken)).out).toContain('what to do Remove the override of the trust policy.');
  } finally {
    Object.assign(claim, { remedy: before });
  }
});

test('an acknowledged counter-example ends with 0, and is told with its reason', async () => {
  const assembly = writeAssembly(join(folder, 'acknowledged'), organization((stacks) => {
    withoutMfa(stacks);
    for (const role of resourcesOf(stacks, 'AWS::IAM::Role')) { role.Metadata = { ...role.Metadata, [ACKNOWLEDGED]: { 'role-needs-mfa': 'the device is on its way', 'role-needs-recent-mfa': 'the device is on its way' } }; }
  }));
  const { code, out } = await breakGlass('prove', assembly);
  expect(code).toBe(0);
  expect(out).toContain('ACKNOWLEDGED role-needs-mfa');
  expect(out).toContain('the device is on its way');
  expect(out).toMatch(/2 acknowledged/);
});

test.each([
  ['a reason that is too short', { 'role-needs-mfa': 'later' }, 'role-needs-mfa: \'reason\' must say in at least 10 characters what holds instead, got \'later\'; write it for an auditor who reads the report'],
  ['no text', { 'role-needs-mfa': true }, 'role-needs-mfa: \'reason\' must say in at least 10 characters what holds instead, got \'true\';'],
  ['a claim that there isn\'t', { 'role-need-mfa': 'the device is on its way' }, 'role-need-mfa: \'claim\' must be the id of a claim, got \'role-need-mfa\'; write it as \'role-needs-mfa\''],
  ['something else than reasons by claim', 'the device is on its way', 'must have a reason for each claim, got "the device is on its way"'],
])('an acknowledgement in the template with %s is told, and accepts nothing', async (_, written, text) => {
  const assembly = writeAssembly(join(folder, 'refused'), organization((stacks) => {
    withoutMfa(stacks);
    for (const role of resourcesOf(stacks, 'AWS::IAM::Role')) { role.Metadata = { ...role.Metadata, [ACKNOWLEDGED]: written }; }
  }));
  const { code, out } = await breakGlass('prove', '--claim', 'role-needs-mfa', assembly);
  expect(code).toBe(1);
  expect(out.replace(/\s+/g, ' ')).toMatch(new RegExp(`NOT ACKNOWLEDGED \\S+: .*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`));
  const { refused } = await json('--claim', 'role-needs-mfa', assembly);
  expect(refused[0]).toMatchObject({ type: 'AWS::IAM::Role', logicalId: expect.any(String), template: expect.stringContaining('.template.json'), why: expect.any(String) });
  // One line for a stack, however many resources have the mark; none where another claim is asked and the id is right.
  expect(new Set(refused.map(({ template: file }) => file)).size).toBe(refused.length);
  expect((await json('--claim', 'user-bounded', assembly)).refused).toHaveLength(/^\w[\w-]+: 'reason'/.test(text) ? 0 : refused.length);
});

test('claims that fail for one reason are told once, and named', async () => {
  const assembly = writeAssembly(join(folder, 'unbounded'), organization((stacks) => {
    for (const role of resourcesOf(stacks, 'AWS::IAM::Role')) { delete role.Properties.PermissionsBoundary; }
  }));
  const { out } = await breakGlass('prove', '--claim', 'role-capped', '--claim', 'role-mints-nobody', '--claim', 'role-keeps-alarms', '--claim', 'role-needs-mfa', assembly);
  expect([...out.matchAll(/^FAILS (.*)$/gm)].map(([, text]) => text)).toEqual(['role-capped', '2 more claims for the same reason as role-capped']);
  expect(out).toMatch(/^ +role-mints-nobody, role-keeps-alarms$/m);
  expect(out).toMatch(/3 claims fail, 1 holds\./);
});

test('how to accept a counter-example is said once, where a claim fails', async () => {
  const { out } = await breakGlass('prove', broken);
  expect(out.match(/ claims\.Claims\.acknowledge\(construct, 'role-needs-mfa', 'reason'\);/g)).toHaveLength(1);
  expect(out).toContain('import { claims } from \'cdk-break-glass\'');
  expect((await breakGlass('prove', whole)).out).not.toContain('Claims.acknowledge');
});

test('one claim holds or fails, two hold or fail', async () => {
  expect((await breakGlass('prove', '--claim', 'role-needs-mfa', '--claim', 'role-needs-recent-mfa', broken)).out).toMatch(/2 fail\n[^]*2 claims fail, 0 hold\./);
  expect((await breakGlass('prove', '--claim', 'role-needs-mfa', '--claim', 'user-bounded', broken)).out).toMatch(/1 holds\n[^]*1 fails\n[^]*1 claim fails, 1 holds\./);
});

test('a Region that no stack names is said to be assumed', async () => {
  const assembly = writeAssembly(join(folder, 'agnostic'), organization((stacks) => { Object.assign(stacks[0], { region: 'unknown-region' }); }));
  expect((await breakGlass('prove', assembly)).out).toMatch(/^Assumed Region us-east-1 for stack \w+, since it has no env\.$/m);
  expect((await json(assembly)).stacks.map(({ regionAssumed }) => regionAssumed)).toEqual([true, ...Array(3).fill(undefined)]);
  expect((await breakGlass('prove', whole)).out).not.toContain('Assumed Region');
});

test('only the claims that are named are asked', async () => {
  const { claims } = await json('--claim', 'role-needs-mfa', '--claim', 'user-bounded', whole);
  expect(claims.map(({ id }) => id)).toEqual(['user-bounded', 'role-needs-mfa']);
  expect((await breakGlass('prove', '--claim', 'user-bounded', broken)).code).toBe(0);
});

test('an app without break-glass says so and ends with 0', async () => {
  const assembly = writeAssembly(join(folder, 'without'), [{ name: 'Web', account: '111111111111', region: 'us-east-1', template: { Resources: { B: { Type: 'AWS::S3::Bucket' } } } }]);
  const { code, out } = await breakGlass('prove', assembly);
  expect(code).toBe(0);
  expect(out).toContain('Nothing to prove: the templates have no break-glass user, role or permission set.');
  expect((await json(assembly)).verdict).toBe('nothing to prove');
});

test('an import of an unknown stack is no reason to stop', async () => {
  const assembly = writeAssembly(join(folder, 'imports'), organization((stacks) => {
    resourcesOf(stacks, 'AWS::IAM::Role')[0].Properties.Description = { 'Fn::ImportValue': 'SomewhereElse' };
  }));
  expect((await breakGlass('prove', assembly)).code).not.toBe(2);
});

describe('--all', () => {
  test('fails a role that a whole account can assume without MFA', async () => {
    const { claims, all } = await json('--all', '--parameter', 'Trusted=222222222222', template);
    expect(all).toBe(true);
    expect(claims.filter(({ verdict }) => verdict === 'fails').map(({ id }) => id)).toEqual(expect.arrayContaining(['role-needs-mfa', 'role-only-its-responders', 'role-bounded']));
  });

  test('fails a role that a whole account can assume as the users of a condition, and not one that asks them for MFA', async () => {
    const condition = (more: string) => OPEN_ROLE.replace('            Action: sts:AssumeRole\n', `            Action: sts:AssumeRole\n            Condition: { StringEquals: { aws:username: [jane] }${more} }\n`);
    const verdict = async (text: string) => {
      writeFileSync(join(folder, 'condition.yaml'), text);
      return (await json('--all', '--claim', 'role-needs-mfa', '--parameter', 'Trusted=222222222222', join(folder, 'condition.yaml'))).claims[0].verdict;
    };
    expect(await verdict(condition(''))).toBe('fails');
    expect(await verdict(condition(', Bool: { "aws:MultiFactorAuthPresent": "true" }'))).toBe('holds');
  });

  test('holds where the trust asks for the age of MFA alone, which AWS sends only with MFA', async () => {
    writeFileSync(join(folder, 'age.yaml'), OPEN_ROLE.replace('            Action: sts:AssumeRole\n', '            Action: sts:AssumeRole\n            Condition: { NumericLessThan: { aws:MultiFactorAuthAge: 3600 } }\n'));
    expect((await json('--all', '--claim', 'role-needs-mfa', '--parameter', 'Trusted=222222222222', join(folder, 'age.yaml'))).claims[0].verdict).toBe('holds');
  });

  test('says what to change in the template, not what a construct does', async () => {
    const { claims } = await json('--all', template);
    expect(claims.find(({ id }) => id === 'role-needs-mfa')!.remedy).toContain('aws:MultiFactorAuthPresent');
    const elevation = new Set(CLAIM_GROUPS.find(({ title }) => title === 'Elevated access')!.claims.map(({ id }) => id));
    for (const { id, remedy } of claims.filter((claim) => !elevation.has(claim.id))) {
      expect(Object.keys(TEMPLATE_REMEDIES)).toContain(id);
      expect(`${id}: ${remedy}`).not.toMatch(/construct|\bprops?\b|BreakGlass[A-Z]|IncidentResponseRole|NotificationT|ActivationWindow|playbook|\b[a-z]+[A-Z]\w*(Ips|Id|Identity|Age|Session|Accounts|Scope)\b/);
    }
    // No remedy is left for a claim that there isn't.
    expect(Object.keys(TEMPLATE_REMEDIES).filter((id) => !claims.some((claim) => claim.id === id))).toEqual([]);
  });

  test('a parameter without a value is unknown, whatever its Default, and the text says how to give it', async () => {
    writeFileSync(join(folder, 'default.yaml'), OPEN_ROLE.replace('    Type: String\n', '    Type: String\n    Default: "222222222222"\n'));
    const { code, out } = await breakGlass('prove', '--all', join(folder, 'default.yaml'));
    expect(code).toBe(1);
    expect(out.replace(/\s+/g, ' ')).toContain('Unknown: parameter Trusted. Give the value by --parameter Trusted=VALUE. A Default doesn\'t count');
    expect((await breakGlass('prove', '--all', '--parameter', 'Trusted=222222222222', join(folder, 'default.yaml'))).out).not.toContain('Unknown: parameter');
  });

  test('thousands of users in one trust take no more time for each than one does', async () => {
    const AWS = Array.from({ length: 5_000 }, (_, index) => `arn:aws:iam::111122223333:user/u${index}`);
    const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS }, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } };
    writeFileSync(join(folder, 'many.json'), JSON.stringify({
      Resources: { Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'Emergency', AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [statement] } } } },
    }));
    const start = Date.now();
    expect((await breakGlass('prove', '--all', join(folder, 'many.json'))).code).toBe(1);
    // It took minutes when each question read the whole trust again.
    expect(Date.now() - start).toBeLessThan(20_000);
  });

  test('says where it finds nothing', async () => {
    writeFileSync(join(folder, 'none.yaml'), 'Resources:\n  B: { Type: AWS::S3::Bucket }\n');
    const { code, out } = await breakGlass('prove', '--all', join(folder, 'none.yaml'));
    expect(code).toBe(0);
    expect(out).toContain('no IAM user with a password or an access key');
  });
});

describe('on a narrow screen', () => {
  const before = process.stdout.columns;
  afterEach(() => width(before));

  test.each([60, 120])('of %i columns no line is longer but for an argument of a command to copy', async (columns) => {
    width(columns);
    const { out } = await breakGlass('prove', broken);
    const long = out.split('\n').filter((line) => line.length > columns && !/^ +(aws |.* \\$|"[^"]*"$)/.test(line));
    expect(long).toEqual([]);
  });
});

describe('JSON', () => {
  const valid = new Ajv({ strict: false, allErrors: true }).compile(SCHEMA);

  test.each([['whole', whole], ['broken', broken]])('of the %s organization is as its schema says', async (_, assembly) => {
    const document = await json(assembly);
    valid(document);
    expect(valid.errors).toBeNull();
    expect(document.access.users.length).toBeGreaterThan(1);
    expect(document.access.roles[0].responders[0]).toMatch(/^arn:aws:iam::/);
  });

  test('has every counter-example with its whole context', async () => {
    const { claims, verdict } = await json(broken);
    expect(verdict).toBe('fails');
    const [{ counterExamples }] = claims.filter((claim) => claim.verdict === 'fails');
    expect(counterExamples).toHaveLength(2);
    expect(counterExamples[0]).toMatchObject({ template: join(broken, 'Security.template.json'), type: 'AWS::IAM::Role', request: { action: 'sts:AssumeRole' } });
    expect(Object.keys(counterExamples[0].request!.context)).toEqual(expect.arrayContaining(['aws:SourceIp', 'aws:MultiFactorAuthPresent']));
  });

  test('fails the schema when a verdict is another', async () => {
    expect(valid({ ...await json(whole), verdict: 'perhaps' })).toBe(false);
    expect(valid({ ...await json(whole), format: 2 })).toBe(false);
  });

  test('equal roles share their permissions, so that many accounts don\'t make it long', async () => {
    const copies = Array.from({ length: 20 }, (_, index) => organization().filter(({ name }) => name === 'Workload')
      .map((stack) => ({ ...stack, name: `W${index}`, account: String(300_000_000_000 + index) }))).flat();
    const { access } = await json('--claim', 'role-bounded', writeAssembly(join(folder, 'many'), copies));
    expect(access.roles.length).toBeGreaterThanOrEqual(20);
    expect(Object.keys(access.permissions).length).toBeLessThan(access.roles.length);
  });
});

describe('outputs', () => {
  test('go to files in folders that aren\'t there yet, beside the text', async () => {
    const files = ['junit.xml', 'proof.sarif'].map((name) => join(folder, 'new', 'folder', name));
    const { code, out } = await breakGlass('prove', broken, '--junit', files[0], '--sarif', files[1]);
    expect(code).toBe(1);
    expect(out).toContain('FAILS role-needs-mfa');
    expect(readFileSync(files[0], 'utf8')).toContain('<testsuites');
    expect(JSON.parse(readFileSync(files[1], 'utf8')).version).toBe('2.1.0');
  });

  test('\'-\' prints one instead of the text', async () => {
    expect((await breakGlass('prove', whole, '--junit', '-')).out).toMatch(/^<\?xml/);
    expect(JSON.parse((await breakGlass('prove', whole, '--sarif', '-')).out).runs).toHaveLength(1);
  });

  test('fails where two would be printed', async () => {
    const { code, err } = await breakGlass('prove', whole, '--json', '--sarif', '-');
    expect(code).toBe(2);
    expect(err).toContain('only one of');
  });

  test.each([
    ['two outputs', ['--junit', 'same.xml', '--sarif', './nowhere/../same.xml'], 'it is another output as well'],
    ['an output and the template', ['--junit', 'emergency.yaml'], 'it is the input as well'],
    ['an output and the baseline', ['--sarif', 'base.json', '--baseline', 'base.json'], 'it is the baseline as well'],
  ])('fails where one file stands for %s', async (_, options, text) => {
    const { code, out, err } = await breakGlass('prove', template, ...options.map((option) => (option.startsWith('--') ? option : join(folder, option))));
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(text);
  });

  test('fails where a file can\'t be written', async () => {
    mkdirSync(join(folder, 'taken'), { recursive: true });
    const { code, err } = await breakGlass('prove', whole, '--sarif', join(folder, 'taken'));
    expect(code).toBe(2);
    expect(err).toContain('can\'t be written');
  });
});

describe('as a process', () => {
  const tsx = join(ROOT, 'node_modules', '.bin', 'tsx');
  const run = (command: string) => spawnSync('bash', ['-c', `${tsx} --tsconfig tsconfig.dev.json cli/bin.ts ${command}`], { cwd: ROOT, encoding: 'utf8', env: { ...process.env, NODE_NO_WARNINGS: '1' } });

  test('a reader that closes the pipe changes neither the exit code nor prints an error', () => {
    const { stdout, stderr } = run(`prove --json ${broken} | head -c 10 > /dev/null; echo "\${PIPESTATUS[0]}"`);
    expect([stdout, stderr]).toEqual(['1\n', '']);
  });

  test('a full disk is no failing claim: it ends with 2, whether the result is printed or written', () => {
    const printed = run(`prove ${broken} > /dev/full`);
    expect([printed.status, printed.stderr]).toEqual([2, expect.stringContaining('can\'t be printed: ENOSPC')]);
    const written = run(`prove ${broken} --sarif /dev/full`);
    expect([written.status, written.stderr]).toEqual([2, expect.stringContaining('\'/dev/full\' can\'t be written: ENOSPC')]);
  });

  test('without a terminal there are no colours', () => {
    expect(run(`prove ${broken}`).stdout).not.toContain('\u001b');
  });

  test('a template of a megabyte is proven', () => {
    const assembly = writeAssembly(join(folder, 'large'), organization((stacks) => {
      for (let index = 0; index < 400; index++) {
        stacks[0].template.Resources[`Filler${index}`] = { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: 'x'.repeat(2_600) } };
      }
    }));
    expect(readFileSync(join(assembly, 'Security.template.json')).length).toBeGreaterThan(1_000_000);
    expect(run(`prove ${assembly}`).status).toBe(0);
  });
});
