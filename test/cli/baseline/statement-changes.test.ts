import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import { Changes } from '../../../cli/baseline/baseline';
import { effectOf, lineChanges } from '../../../cli/baseline/statement-changes';
import { BreakGlassUser, IncidentResponseRole, Playbook, ResponderProfile, UserState } from '../../../src';
import { breakGlass, temporaryFolder } from '../support';

const folder = temporaryFolder();
const ACCOUNT = '111111111111';
let made = 0;

interface Choices {
  readonly custodians?: readonly string[];
  readonly allowAwsLogin?: boolean;
  readonly roles?: readonly ResponderProfile[];
  /** How many of the two responders the roles have. */
  readonly responders?: number;
}

const INVESTIGATOR = [ResponderProfile.SECURITY_INVESTIGATOR];

function synthesized({ custodians = ['Alice', 'Bob'], allowAwsLogin, roles = INVESTIGATOR, responders = 1 }: Choices): string {
  const app = new App({ analyticsReporting: false, outdir: join(folder, String(made++)) });
  const stack = new Stack(app, 'Access', { env: { account: ACCOUNT, region: 'us-east-1' } });
  const users = ['Jane Doe', 'John Smith'].map((responderName) => new BreakGlassUser(stack, responderName.split(' ')[0], {
    responderName,
    responderEmail: 'responder@example.com',
    emergencyContact: 'oncall@example.com',
    state: UserState.COMMISSIONED,
    allowAwsLogin,
    custodians: custodians.map((name) => new ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/Custodian${name}`)),
  }));
  for (const [index, profile] of roles.entries()) {
    new IncidentResponseRole(stack, `Role${index}`, { profile, playbook: Playbook.CREDENTIAL_COMPROMISE, responders: users.slice(0, responders) });
  }
  return app.synth().directory;
}

async function changed(before: Choices, after: Choices): Promise<{ readonly text: string; readonly json: Changes }> {
  const args = ['prove', '--claim', 'role-needs-mfa', synthesized(after), '--baseline', synthesized(before)];
  const text = (await breakGlass(...args)).out.split('\nSince ')[1];
  return { text: text.replace(/\s+/g, ' '), json: JSON.parse((await breakGlass(...args, '--json')).out).changes };
}

const linesOf = ({ principals, deployment }: Changes) => (
  [...principals, ...deployment!.widened, ...deployment!.narrowed].flatMap(({ lines }) => lines));
const effects = (json: Changes) => new Set(linesOf(json).map(effectOf));
const names = (text: string, name: string) => text.includes(name);

describe('a custodian', () => {
  const THREE = { custodians: ['Alice', 'Bob', 'Carl'] };

  test('who leaves loses access, and the others gain none', async () => {
    const { text, json } = await changed(THREE, {});
    expect(text).toContain('No change widens access.');
    expect(text).toMatch(/narrows: no longer Allow kms:Decrypt to AWS arn:aws:iam:: ?<account>: ?role\/ ?CustodianCarl/);
    expect(text).toMatch(/narrows: Deny secretsmanager:\S+ to [^:]*: ArnNotEquals aws:PrincipalArn no longer exempts arn:\S* ?\S*CustodianCarl/);
    expect(effects(json)).toEqual(new Set(['narrows']));
    expect(linesOf(json)).toContainEqual({ change: 'removed', line: expect.stringMatching(/^Allow kms:Decrypt to AWS arn:\S+CustodianCarl on/), widens: false });
    expect(json.deployment!.widened).toEqual([]);
    expect(names(text, 'CustodianAlice')).toBe(false);
  });

  test('who is added gains access', async () => {
    const { text, json } = await changed({}, THREE);
    expect(text).toMatch(/WIDENS: Allow kms:Decrypt to AWS arn:aws:iam:: ?<account>: ?role\/ ?CustodianCarl/);
    expect(text).toMatch(/now also exempts arn:\S* ?\S*CustodianCarl/);
    expect(effects(json)).toEqual(new Set(['widens']));
    expect(names(text, 'CustodianAlice')).toBe(false);
  });
});

describe('aws login', () => {
  test('that is no longer allowed narrows', async () => {
    const { text, json } = await changed({ allowAwsLogin: true }, {});
    expect(text).toContain('No change widens access.');
    expect(effects(json)).toEqual(new Set(['narrows']));
  });

  test('that is allowed widens', async () => {
    expect(effects((await changed({}, { allowAwsLogin: true })).json)).toEqual(new Set(['widens']));
  });
});

describe('a role more for a responder', () => {
  const TWO = [ResponderProfile.SECURITY_INVESTIGATOR, ResponderProfile.INCIDENT_RESPONDER];

  test('widens by this role alone', async () => {
    const { text, json } = await changed({}, { roles: TWO });
    expect(text).not.toMatch(/no longer Deny/);
    expect(linesOf(json).map(({ line, what }) => what?.join() ?? line).filter((line) => !/^responder |INCIDENT_RESPONDER/i.test(line))).toEqual([]);
    expect(effects(json)).toEqual(new Set(['widens']));
  });

  test('narrows where it is gone', async () => {
    expect(effects((await changed({ roles: TWO }, {})).json)).toEqual(new Set(['narrows']));
  });
});

describe('a responder', () => {
  test('who is added widens, and names nobody else', async () => {
    const { text, json } = await changed({}, { responders: 2 });
    expect(effects(json)).toEqual(new Set(['widens']));
    expect(text).toContain('john.smith');
    expect(linesOf(json).map(({ line, what }) => what?.join() ?? line).filter((line) => /jane\.doe/.test(line))).toEqual([]);
  });

  test('who is removed narrows', async () => {
    expect(effects((await changed({ responders: 2 }, {})).json)).toEqual(new Set(['narrows']));
  });
});

test.each([
  ['a value less exempts fewer', 'Deny s3:* on * when ArnNotEquals aws:PrincipalArn a, b', 'Deny s3:* on * when ArnNotEquals aws:PrincipalArn a', 'narrows'],
  ['a condition of a deny takes in more', 'Deny s3:* on * when StringEquals aws:RequestedRegion a', 'Deny s3:* on * when StringEquals aws:RequestedRegion a, b', 'narrows'],
  ['a condition of an allow takes in more', 'Allow s3:* on * when StringEquals aws:RequestedRegion a, b', 'Allow s3:* on * when StringEquals aws:RequestedRegion a', 'narrows'],
  ['an allow leaves out more', 'Allow s3:* on * when StringNotEquals aws:RequestedRegion a', 'Allow s3:* on * when StringNotEquals aws:RequestedRegion a, b', 'narrows'],
  ['a deny gets a condition', 'Deny s3:* on * when Bool aws:ViaAWSService false', 'Deny s3:* on *', 'narrows'],
  ['an allow gets a condition', 'Allow s3:* on *', 'Allow s3:* on * when Bool aws:MultiFactorAuthPresent true', 'narrows'],
  ['a deny leaves out fewer resources', 'Deny sts:AssumeRole on all but a, b', 'Deny sts:AssumeRole on all but a', 'narrows'],
  ['a deny leaves out fewer actions', 'Deny all but a:B, c:D on *', 'Deny all but a:B on *', 'narrows'],
  ['recent MFA becomes more recent', 'Allow sts:AssumeRole when NumericLessThanEquals aws:MultiFactorAuthAge 3600', 'Allow sts:AssumeRole when NumericLessThanEquals aws:MultiFactorAuthAge 900', 'narrows'],
  ['a window ends earlier', 'Allow sts:AssumeRole when DateLessThan aws:CurrentTime 2030-02-01T00:00:00Z', 'Allow sts:AssumeRole when DateLessThan aws:CurrentTime 2030-01-01T00:00:00Z', 'narrows'],
  ['a rule needs more approvals', 'needs 1 approvals', 'needs 2 approvals', 'narrows'],
])('%s: narrows, and the other way round widens', (_, wide, narrow) => {
  expect(new Set(lineChanges([wide], [narrow]).map(effectOf))).toEqual(new Set(['narrows']));
  expect(new Set(lineChanges([narrow], [wide]).map(effectOf))).toEqual(new Set(['widens']));
});

test.each([
  ['another value', 'Allow s3:* on * when StringEquals aws:RequestedRegion a', 'Allow s3:* on * when StringEquals aws:RequestedRegion b'],
  ['another test', 'Allow s3:* on * when Bool aws:MultiFactorAuthPresent true', 'Allow s3:* on * when Bool aws:MultiFactorAuthPresent false'],
  ['a value that can\'t be taken apart', 'Deny s3:* on * when StringEquals aws:PrincipalTag/team Research and Development', 'Deny s3:* on * when StringEquals aws:PrincipalTag/team Research'],
])('%s may widen', (_, was, is) => {
  for (const [before, after] of [[was, is], [is, was]]) {
    expect(lineChanges([before], [after])).toEqual([expect.objectContaining({ change: 'changed', line: after, before, widens: false, mayWiden: true })]);
  }
});

test('statements that are split, or that a broader one says as well, change nothing', () => {
  expect(lineChanges(['Allow s3:* to AWS a, b on *'], ['Allow s3:* to AWS a on *', 'Allow s3:* to AWS b on *'])).toEqual([]);
  expect(lineChanges(['Allow s3:* on *', 'Allow s3:GetObject on b'], ['Allow s3:* on *'])).toEqual([]);
  expect(lineChanges(['Deny iam:* on *', 'Deny iam:CreateUser on b'], ['Deny iam:* on *'])).toEqual([]);
  expect(lineChanges(['Deny iam:CreateUser on *'], ['Deny iam:* on *'])).toEqual([{ change: 'added', line: 'Deny iam:* on *', widens: false }]);
});

test('a narrower statement in the place of a broader one is both', () => {
  expect(lineChanges(['Allow s3:* on *'], ['Allow s3:GetObject on *'])).toEqual([{ change: 'removed', line: 'Allow s3:* on *', widens: false }]);
  expect(lineChanges(['Deny iam:* on *'], ['Deny iam:CreateUser on *'])).toEqual([{ change: 'removed', line: 'Deny iam:* on *', widens: true }]);
});
