import { writeFileSync } from 'fs';
import { join } from 'path';
import { Changes } from '../../../cli/baseline/baseline';
import { changesText } from '../../../cli/baseline/text';
import { createOnlySource } from '../../../scripts/generate-create-only';
import { SynthesizedStack } from '../../../src/claims/internal';
import { breakGlass, organization, resourcesOf, temporaryFolder, withoutMfa, writeAssembly } from '../support';

const folder = temporaryFolder();
const before = writeAssembly(join(folder, 'before'), organization());
const JOHN = 'arn:aws:iam::111111111111:user/bg/john.smith-BREAK-GLASS';
let made = 0;
const after = (change: (stacks: SynthesizedStack[]) => void) => writeAssembly(join(folder, `after${made++}`), organization(change));
const roleNamed = (stacks: readonly SynthesizedStack[], name: string) => resourcesOf(stacks, 'AWS::IAM::Role').find(({ Properties }) => String(Properties.RoleName).includes(name));

async function changes(assembly: string, baseline = before): Promise<Changes> {
  return JSON.parse((await breakGlass('prove', '--json', '--claim', 'role-needs-mfa', assembly, '--baseline', baseline)).out).changes;
}

async function textOf(assembly: string, baseline = before): Promise<string> {
  return (await breakGlass('prove', '--claim', 'role-needs-mfa', assembly, '--baseline', baseline)).out.split('\nSince ')[1];
}

test('nothing changed since itself', async () => {
  expect(await textOf(before)).toBe(`${before}\n  Nothing changed.\n`);
  expect(await changes(before)).toEqual({
    baseline: before,
    claims: [],
    principals: [],
    assumptions: [],
    deployment: { replaced: [], deleted: [], widened: [], narrowed: [], taken: [], leftBehind: [] },
  });
});

test('a claim that fails now is told, and the condition that is gone', async () => {
  const text = await textOf(after(withoutMfa));
  expect(text).toContain('role-needs-mfa: holds, now fails');
  expect(text).toMatch(/WIDENS: Trust: Allow sts:AssumeRole .*no\s+longer\s+when\s+Bool\s+aws:MultiFactorAuthPresent true/s);
  // What a reviewer looks for is the first that is said.
  expect(text).toMatch(/^.*\n {2}1 change widens access\.\n/);
});

test('a responder that is added gains the role', async () => {
  const { principals } = await changes(after((stacks) => {
    roleNamed(stacks, 'SECURITY_INVESTIGATOR').Properties.AssumeRolePolicyDocument.Statement[0].Principal.AWS = JOHN;
  }));
  expect(principals).toHaveLength(1);
  expect(principals[0]).toMatchObject({ kind: 'role', change: 'changed', accounts: ['111111111111'] });
  expect(principals[0].lines).toEqual(expect.arrayContaining([
    { change: 'added', line: `responder ${JOHN}`, widens: true },
    { change: 'removed', line: expect.stringMatching(/^responder .*jane\.doe/), widens: false },
  ]));
});

test('a deny that is gone gives access, one that is new takes it', async () => {
  const statement = { Effect: 'Deny', Action: 'ec2:StopInstances', Resource: '*' };
  const denied = after((stacks) => { roleNamed(stacks, 'SECURITY_INVESTIGATOR').Properties.Policies = [{ PolicyName: 'p', PolicyDocument: { Statement: [statement] } }]; });
  expect((await changes(denied)).principals[0].lines).toEqual([{ change: 'added', line: 'Deny ec2:StopInstances on *', widens: false }]);
  expect((await changes(before, denied)).principals[0].lines).toEqual([{ change: 'removed', line: 'Deny ec2:StopInstances on *', widens: true }]);
  expect(await textOf(before, denied)).toContain('WIDENS: no longer Deny ec2:StopInstances on *');
  expect(await textOf(denied)).toMatch(/No change widens access\.[^]*narrows changed role .*\n.*narrows: Deny ec2:StopInstances on \*/);
});

test('a boundary that comes is told in one line and widens nothing; one that goes widens, in one line', async () => {
  const without = after((stacks) => { delete roleNamed(stacks, 'SECURITY_INVESTIGATOR').Properties.PermissionsBoundary; });
  expect((await changes(before, without)).principals.map(({ lines }) => lines)).toEqual([[{ change: 'added', line: 'has a boundary now', widens: false }]]);
  expect((await changes(without)).principals.map(({ lines }) => lines)).toEqual([[{ change: 'added', line: 'no boundary any more', widens: true }]]);
  expect(await textOf(before, without)).toMatch(/No change widens access\.[^]*narrows: has a boundary now\n/);
  expect(await textOf(without)).toMatch(/1 change widens access\.[^]*WIDENS: no boundary any more\n/);
});

test('a boundary of a permission set narrows when it comes, and widens when it goes', async () => {
  const bounded = (more: object) => writeAssembly(join(folder, `set${made++}`), [{
    name: 'Sets', account: '111111111111', region: 'us-east-1', template: { Resources: { Set: { Type: 'AWS::SSO::PermissionSet', Properties: { Name: 'Set', InstanceArn: 'arn:aws:sso:::instance/ssoins-1', ...more } } } },
  }]);
  const [free, held] = [bounded({}), bounded({ PermissionsBoundary: { ManagedPolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' } })];
  expect((await changes(held, free)).principals[0].lines).toEqual([{ change: 'added', line: 'has a boundary now', widens: false }]);
  expect((await changes(free, held)).principals[0].lines).toEqual([{ change: 'added', line: 'no boundary any more', widens: true }]);
});

test('a boundary whose text is elsewhere is one, too', async () => {
  const boundary = (arn: string | undefined) => after((stacks) => { roleNamed(stacks, 'SECURITY_INVESTIGATOR').Properties.PermissionsBoundary = arn; });
  const { principals } = await changes(boundary('arn:aws:iam::111111111111:policy/elsewhere'), boundary(undefined));
  expect(principals.map(({ lines }) => lines)).toEqual([[{ change: 'added', line: 'has a boundary now', widens: false }]]);
});

test('a user and a role that are new or gone are told, with who can become them', async () => {
  const less = after((stacks) => stacks.splice(1, 1));
  expect((await changes(less)).principals.map(({ kind, change }) => [kind, change])).toEqual(expect.arrayContaining([['role', 'gone']]));
  const back = (await changes(before, less)).principals.find(({ kind, change }) => kind === 'role' && change === 'new')!;
  expect(back.lines.every(({ line }) => line.startsWith('responder '))).toBe(true);
  expect((await changes(less)).deployment!.leftBehind).toEqual(['Workload']);
});

test('what widens comes before what narrows; a condition in the place of another may widen', async () => {
  const text = await textOf(after((stacks) => {
    const investigator = roleNamed(stacks, 'SECURITY_INVESTIGATOR').Properties;
    const { Condition } = investigator.AssumeRolePolicyDocument.Statement[0];
    delete Condition.NumericLessThanEquals;
    Condition.StringEquals = { ...Condition.StringEquals, 'aws:PrincipalTag/team': 'security' };
    investigator.Policies = [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Deny', Action: 'ec2:StopInstances', Resource: '*' }, { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] } }];
  }));
  const marks = [...text.matchAll(/^ {6}(WIDENS|MAY WIDEN|narrows): /gm)].map(([, mark]) => mark);
  expect(marks).toEqual(['WIDENS', 'MAY WIDEN', 'narrows']);
});

test.each([[43_200, 'WIDENS'], [3_600, 'narrows']])('sessions of up to %i s: %s', async (seconds, mark) => {
  const changed = after((stacks) => { roleNamed(stacks, 'SECURITY_INVESTIGATOR').Properties.MaxSessionDuration = seconds; });
  expect(await textOf(changed)).toMatch(new RegExp(`${mark}: session up to ${seconds} s, before \\d+ s`));
  const widens = (await changes(changed)).principals[0].lines.map((line) => line.widens);
  expect(widens).toEqual([mark === 'WIDENS', mark === 'WIDENS']);
});

test('the same change in many accounts is told once', async () => {
  const copies = (change: (stacks: SynthesizedStack[]) => void) => after((stacks) => {
    const [workload] = stacks.filter(({ name }) => name === 'Workload');
    stacks.push(...Array.from({ length: 10 }, (_, index) => JSON.parse(JSON.stringify({ ...workload, name: `W${index}`, account: String(300_000_000_000 + index) }))));
    change(stacks);
  });
  const { principals } = await changes(copies((stacks) => stacks.filter(({ name }) => /^W\d/.test(name))
    .flatMap((stack) => resourcesOf([stack], 'AWS::IAM::Role')).forEach(({ Properties }) => { Properties.MaxSessionDuration = 7_500; })), copies(() => undefined));
  expect(principals.length).toBeGreaterThan(0);
  for (const { accounts } of principals) { expect(accounts).toHaveLength(10); }
});

describe('a deployment', () => {
  test('would replace a resource whose create-only property changes', async () => {
    const { deployment } = await changes(after((stacks) => {
      resourcesOf(stacks, 'AWS::IAM::User')[0].Properties.UserName = 'other-BREAK-GLASS';
      resourcesOf(stacks, 'AWS::SNS::Topic')[0].Properties.DisplayName = 'can be changed';
    }));
    expect(deployment!.replaced).toEqual([expect.objectContaining({ type: 'AWS::IAM::User', because: ['UserName'] })]);
  });

  test('would replace a resource that becomes one of another type', async () => {
    const { deployment } = await changes(after((stacks) => { resourcesOf(stacks, 'AWS::SNS::Topic')[0].Type = 'AWS::SQS::Queue'; }));
    expect(deployment!.replaced[0].because).toEqual(['Type AWS::SNS::Topic becomes AWS::SQS::Queue']);
  });

  test('would delete what is gone, unless it is retained', async () => {
    const { deployment } = await changes(after((stacks) => {
      for (const stack of stacks) {
        for (const [id, { Type }] of Object.entries<any>(stack.template.Resources)) {
          if (['AWS::IAM::User', 'AWS::SNS::TopicPolicy'].includes(Type)) { delete stack.template.Resources[id]; }
        }
      }
    }));
    expect(new Set(deployment!.deleted.map(({ type, retained }) => `${type} ${retained}`))).toEqual(new Set(['AWS::IAM::User true', 'AWS::SNS::TopicPolicy false']));
  });

  test('says of a user that would be left behind that it can still sign in', () => {
    const left = (type: string) => changesText({
      baseline: 'cdk.out',
      claims: [],
      principals: [],
      assumptions: [],
      deployment: { replaced: [], widened: [], narrowed: [], taken: [], leftBehind: [], deleted: [{ stack: 'Users', logicalId: 'Jane', type, path: 'Users/Jane', retained: true }] },
    } as any).replace(/\s+/g, ' ');
    expect(left('AWS::IAM::User')).toContain("AWS::IAM::User Users/Jane: the user can still sign in, and isn't watched; deploy it with UserState.FORMER first, and name it in 'formerUsers' of the alarms");
    expect(left('AWS::KMS::Key')).not.toContain('sign in');
  });

  describe('of a renamed construct', () => {
    const renamed = (type: string, change: (resource: any) => void = () => undefined) => after((stacks) => {
      for (const { template: { Resources } } of stacks) {
        for (const [id, resource] of Object.entries<any>(Resources).filter(([, { Type }]) => Type === type)) {
          delete Resources[id];
          Resources[`Renamed${id}`] = resource;
          change(resource);
        }
      }
    });

    test.each(['AWS::IAM::User', 'AWS::IAM::Role', 'AWS::IAM::ManagedPolicy', 'AWS::SecretsManager::Secret'])('would fail: the old %s keeps the name', async (type) => {
      const { deployment } = await changes(renamed(type));
      expect(deployment!.taken.length).toBeGreaterThan(0);
      for (const { name, by, ...own } of deployment!.taken) {
        expect(own).toMatchObject({ type, logicalId: `Renamed${by.logicalId}` });
        expect(name).toEqual(expect.any(String));
      }
      const text = (await textOf(renamed(type))).replace(/\s+/g, ' ');
      expect(text).toMatch(new RegExp(`A deployment would FAIL: the name is taken ${type} \\S+: \\S+ still has the name `));
      expect(text).toContain('Keep the id and the scope of the construct.');
      expect(text).toContain('\'cdk import\'');
    });

    test('would fail also if the old one is deleted: CloudFormation creates before it deletes', async () => {
      expect((await changes(renamed('AWS::IAM::User', (user) => { delete user.DeletionPolicy; }))).deployment!.taken.length).toBeGreaterThan(0);
    });

    test('would not fail with another name, and a name of another case is the same', async () => {
      const named = async (name: (old: string) => string) => (await changes(renamed('AWS::IAM::User', ({ Properties }) => { Properties.UserName = name(Properties.UserName); }))).deployment!.taken.length;
      expect(await named((old) => `x${old}`)).toBe(0);
      expect(await named((old) => old.toUpperCase())).toBeGreaterThan(0);
    });

    test('would fail in a stack of another name, since the old stack stays', async () => {
      const { deployment } = await changes(after((stacks) => { Object.assign(stacks[1], { name: 'Renamed' }); }));
      expect(deployment!.leftBehind).toEqual(['Workload']);
      expect(deployment!.taken.map(({ type, stack, by }) => [type, stack, by.stack])).toContainEqual(['AWS::IAM::Role', 'Renamed', 'Workload']);
    });
  });

  test('would widen a policy that allows more', async () => {
    const more = after((stacks) => {
      resourcesOf(stacks, 'AWS::SNS::TopicPolicy')[0].Properties.PolicyDocument.Statement.push({ Effect: 'Allow', Principal: '*', Action: 'sns:Subscribe', Resource: '*' });
    });
    const { deployment } = await changes(more);
    expect(deployment!.widened).toEqual([expect.objectContaining({ type: 'AWS::SNS::TopicPolicy', lines: [{ change: 'added', line: 'Allow sns:Subscribe to * on *', widens: true }] })]);
    expect(await textOf(more)).toMatch(/A deployment would also widen\n.*TopicPolicy.*\n\s+WIDENS: Allow sns:Subscribe/s);
    expect(await textOf(more)).toContain('1 change widens access.');
    // Less is no widening.
    expect((await changes(before, more)).deployment!.widened).toEqual([]);
  });
});

describe('a result in JSON as baseline', () => {
  const file = (name: string, content: unknown) => {
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
    return join(folder, name);
  };
  const result = async () => JSON.parse((await breakGlass('prove', '--json', before)).out);

  test('gives the same changes of access, and none of the deployment', async () => {
    const assembly = after(withoutMfa);
    const byFile = await changes(assembly, file('before.json', await result()));
    const byFolder = await changes(assembly);
    expect(byFile.principals).toEqual(byFolder.principals);
    expect(byFile.claims).toEqual(byFolder.claims);
    expect(byFile.deployment).toBeUndefined();
  });

  test('tells assumptions that are new and gone', async () => {
    const old = await result();
    const claim = old.claims.find(({ id }: any) => id === 'role-needs-mfa');
    claim.assumptions = [{ subject: 'trail', text: 'is there', check: 'aws x' }];
    // Those of claims that aren't asked now are no change.
    expect((await changes(before, file('assumed.json', old))).assumptions).toEqual([{ change: 'gone', claim: 'role-needs-mfa', subject: 'trail', text: 'is there', check: 'aws x' }]);
  });

  test.each([
    ['another format', async () => ({ ...await result(), format: 99 }), 'has format 99, this version reads format 1'],
    ['a result without access', async () => ({ ...await result(), access: undefined }), 'is incomplete'],
    ['something else', async () => '{"hello": 1}', 'something else.json\', the baseline, is not a CloudFormation template: it has no Resources'],
    ['no JSON', async () => 'x: [', 'no JSON.json\', the baseline, is neither JSON nor YAML'],
  ])('fails on %s', async (name, content, text) => {
    const { code, err } = await breakGlass('prove', before, '--baseline', file(`${name}.json`, await content()));
    expect(code).toBe(2);
    expect(err).toContain(text);
  });

  test('fails on a file that isn\'t there', async () => {
    expect((await breakGlass('prove', before, '--baseline', join(folder, 'none.json'))).err).toContain('none.json\', the baseline, doesn\'t exist; name a result of');
  });

  test('fails on one that the options don\'t fit, and says that it is the baseline', async () => {
    const { code, err } = await breakGlass('prove', '--all', '--roles', '*INVESTIGATOR*', before, '--baseline', file('no-role.json', { Resources: {} }));
    expect([code, err]).toEqual([2, expect.stringMatching(/in '.*no-role\.json', the baseline: no roles? of the templates match/)]);
  });
});

test('the exit code is that of the claims, whatever changed', async () => {
  const wider = after((stacks) => { resourcesOf(stacks, 'AWS::IAM::User')[0].Properties.UserName = 'x-BREAK-GLASS'; });
  expect((await breakGlass('prove', '--claim', 'user-no-access-key', wider, '--baseline', before)).code).toBe(0);
});

test('the create-only properties are those of the resource schemas; otherwise run `npm run generate`', () => {
  const { CREATE_ONLY } = jest.requireActual('../../../cli/baseline/create-only.generated');
  expect(CREATE_ONLY['AWS::IAM::User']).toBe('UserName');
  for (const line of createOnlySource().split('\n').filter((text) => text.startsWith('  \''))) {
    const [, type, names] = /^ {2}'(.*)': '(.*)',$/.exec(line)!;
    if (CREATE_ONLY[type] !== names) { throw new Error(`${type} is ${CREATE_ONLY[type]}, and must be ${names}`); }
  }
});
