import Ajv from 'ajv/dist/2020';
import { Duration, Stack } from 'aws-cdk-lib';
import { Bench, Deployed } from '../../../emulator/bench/bench';
import { elevationEvents } from '../../../scripts/elevation-events';
import {
  CONTAIN, CONTAIN_RULE, elevatedAccess, INSTANCE, jane, JUSTIFICATION, mary, PAYMENTS, REVIEW_RULE, session, userId, WEB,
} from '../support/fixture';
import { elevation, Phase, Playbook } from 'cdk-break-glass';

const schemas = (elevationEvents() as any).$defs;
const ajv = new Ajv({ strict: false, validateFormats: false });

let bench: Bench;
let aws: Deployed;
beforeAll(async () => {
  bench = await Bench.start();
  await bench.workbench.clock.retryScale(0.001);
  const review = { ...REVIEW_RULE, accounts: [PAYMENTS, WEB], automaticRequesters: [jane], maxScheduleAhead: Duration.days(1) };
  const rules = (scope: Stack) => ({
    contain: CONTAIN_RULE,
    review,
    investigate: {
      target: elevation.ElevationTarget.scopedSession(new elevation.ElevationSessionRole(scope, 'Role', { playbook: Playbook.RANSOMWARE, phase: Phase.INVESTIGATION })),
      requesters: [jane],
      approvers: [mary],
      automaticRequesters: [jane],
      requiredFields: [],
    },
  });
  aws = await bench.deploy(elevatedAccess({ rules, props: { reviewItems: false } }).stack);
});
afterAll(() => bench?.stop());

const post = async (person: string, path: string, body: object = {}) => (await aws.request('POST', path, { caller: session(person), body })).body;
const ask = async (rule: string, more: object = {}) => (await post('jane', '/requests', { rule, accounts: [PAYMENTS], minutes: 30, ...more })).id;
const contain = () => ask('contain', { incident: 'INC-1234', justification: JUSTIFICATION });
const reason = { reason: 'Because of the incident' };
const reaches = (id: string, status: string) => aws.waitFor(async () => (await aws.rows()).some((row) => row.sk === 'STATE' && row.id === id && row.status === status), `${id} ${status}`);
const later = async (seconds: number) => bench.clock.shift(((await bench.clock.now()).getTime() - Date.now()) / 1000 + seconds);

/** Every outcome of a request, and an access without a request. */
async function everything(): Promise<void> {
  const approved = await contain();
  await post('john', `/requests/${approved}/approve`);
  await post('mary', `/requests/${approved}/approve`);
  await post('mary', `/requests/${await contain()}/deny`, reason);
  await post('jane', `/requests/${await contain()}/cancel`);
  const bypassed = await contain();
  await post('ruth', `/requests/${bypassed}/bypass`, reason);
  for (const id of [approved, bypassed]) { await reaches(id, 'active'); }
  await post('jane', `/requests/${approved}/release`);
  const investigating = (await post('jane', '/requests', { rule: 'investigate', minutes: 30 })).id;
  await reaches(investigating, 'active');
  await post('jane', `/requests/${investigating}/session`);
  const start = new Date((await bench.clock.now()).getTime() + 600_000).toISOString();
  await reaches(await ask('review', { startsAt: `${start.slice(0, 19)}Z` }), 'scheduled');
  await bench.faults.add({ service: 'ssoadmin', action: 'createAccountAssignment', error: 'AccessDeniedException' });
  await reaches(await ask('review', { accounts: [WEB] }), 'failed');

  const stuck = await ask('review', { accounts: [WEB] });
  await reaches(stuck, 'active');
  await bench.faults.add({ service: 'ssoadmin', action: 'deleteAccountAssignment', error: 'AccessDeniedException', parameters: { TargetId: WEB }, times: 9 });
  await post('jane', `/requests/${stuck}/release`);
  await aws.waitFor(async () => {
    await later(60);
    return (await aws.executions('AccessEnd', 'FAILED')).some(({ input }) => input.id === stuck);
  }, 'the end to fail');

  await contain();
  const missing = await ask('review', { minutes: 60 });
  await reaches(missing, 'active');
  const assignment = { InstanceArn: INSTANCE, TargetType: 'AWS_ACCOUNT', PrincipalType: 'USER', TargetId: PAYMENTS };
  await aws.call('ssoadmin', 'createAccountAssignment', { ...assignment, PermissionSetArn: CONTAIN, PrincipalId: userId(4) });
  await aws.call('ssoadmin', 'deleteAccountAssignment', { ...assignment, PermissionSetArn: REVIEW_RULE.target._resource, PrincipalId: userId(1) });
  await later(15 * 60);
  await aws.run('AccessReconcile', {});
  await later(5 * 3600);
  await aws.run('AccessReconcile', {});
}

test('every event has a schema, every schema an event, and each detail matches its schema', async () => {
  await everything();
  const sent = (await bench.calls.list()).filter(({ action }) => action === 'putEvents').flatMap(({ parameters }) => parameters.Entries);
  expect([...new Set(sent.map(({ DetailType }) => DetailType))].sort()).toEqual(Object.keys(schemas).sort());
  const wrong = sent.flatMap(({ DetailType, Detail }) => {
    const validate = ajv.compile(schemas[DetailType]);
    return validate(JSON.parse(Detail)) ? [] : [{ DetailType, Detail, errors: validate.errors }];
  });
  expect(wrong).toEqual([]);
});

test('a detail with a member too few or too many is found', () => {
  const validate = ajv.compile(schemas['Elevation Expired']);
  const detail = { id: '0'.repeat(32), at: '2026-11-21T12:00:00.000Z' };
  expect([validate(detail), validate({ id: detail.id }), validate({ ...detail, token: 'x' })]).toEqual([true, false, false]);
});
