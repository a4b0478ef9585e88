import { alarmsOn, Place } from '../../demo/evidence';
import { Stage, UnexpectedAnswer } from '../../demo/stage';
import { Bench, Deployed } from '../../emulator/bench/bench';
import { ACCESS_ACCOUNT, PERMISSION_SETS } from '../../examples/reference-org/accounts';
import { referenceOrganization } from '../../examples/reference-org/app';
import { jane, PEOPLE, sessionOf, userOf, wei } from '../../examples/reference-org/people';
import { accessModel, readAssembly } from '../../src/claims/internal';

const assembly = referenceOrganization({ analyticsReporting: false }).synth();
const access = assembly.getStackByName('Access');
const breakGlass = assembly.stacks.filter((stack) => stack !== access);
const model = accessModel(readAssembly(assembly.directory));

describe('elevated access in the reference organization', () => {
  test('is a stack of its own: no break-glass stack waits for it, and it waits for none', () => {
    const dependencies = (stack: typeof access) => stack.dependencies.map(({ id }) => id).filter((id) => !id.endsWith('.assets'));
    expect(breakGlass.flatMap(dependencies)).not.toContain('Access');
    expect(dependencies(access)).toEqual([]);
  });

  test('is named by no break-glass template', () => {
    expect(breakGlass.map(({ template }) => JSON.stringify(template)).filter((text) => /Access:Export|elevation-broker|StateMachine/.test(text))).toEqual([]);
  });

  test('names no break-glass principal', () => {
    const names = [...model.users, ...model.roles].map(({ name }) => name);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => JSON.stringify(access.template).includes(name))).toEqual([]);
  });

  test('stands in an account that has a way in for the day on which Identity Center is down', () => {
    const roles = model.roles.filter(({ account }) => account === ACCESS_ACCOUNT);
    expect(roles.map(({ name, resource }) => [resource.stack.name, name])).toEqual([['Identity', 'BREAK-GLASS-BREAK_GLASS_ADMIN-IDP_OUTAGE']]);
  });

  test('gives permission sets that the management account defines', () => {
    const defined = model.permissionSets.map(({ props }) => props.Name);
    expect(defined).toEqual(expect.arrayContaining(Object.keys(PERMISSION_SETS)));
    expect(Object.values(PERMISSION_SETS).filter((arn) => !JSON.stringify(access.template).includes(arn))).toEqual([]);
  });

  test('knows each responder by an id and a session of its own', () => {
    expect(new Set(PEOPLE.map(({ userId }) => userId)).size).toBe(4);
    expect(new Set(PEOPLE.flatMap((person) => [sessionOf(person), userOf(person)])).size).toBe(8);
  });
});

describe('a step of the incident', () => {
  const ID = '0123456789abcdef0123456789abcdef';
  const stage = (answer: { status: number; body: object }, status = 'requested') => new Stage({ calls: { list: async () => [] } } as unknown as Bench, {
    request: async () => answer,
    rows: async () => [{ pk: `REQUEST#${ID}`, sk: 'STATE', id: ID, status }, { pk: `REQUEST#${ID}`, sk: 'EVENT#1', at: '1', event: 'Elevation Requested', by: 'jane.doe', detail: '' }],
    executions: async () => [],
    result: { created: [] },
    waitFor: async (condition: () => Promise<boolean>) => condition(),
  } as unknown as Deployed);
  const approve = { what: 'approves', says: ({ reason = 'done' }: any) => reason };
  const call = `POST /requests/${ID}/approve`;

  test('is recorded with its answer and with what is new in the ledger', async () => {
    const here = stage({ status: 200, body: { status: 'requested' } });
    await here.request(wei, call, { ...approve, expect: [200, { status: 'requested' }] });
    await here.request(wei, call, { ...approve, expect: [200] });
    expect(here.steps).toMatchObject([
      { who: 'wei.chen', call: 'POST /requests/01234567…/approve', outcome: 'accepted', status: 200, answer: 'done', followed: { entries: [{ event: 'Elevation Requested' }] } },
      { followed: { entries: [] } },
    ]);
  });

  test('that must be refused is recorded as refused', async () => {
    const here = stage({ status: 403, body: { reason: 'You can\'t decide on your own request.' } });
    await here.request(jane, call, { ...approve, expect: [403, { reason: /own request/ }] });
    expect(here.steps).toMatchObject([{ outcome: 'refused', answer: 'You can\'t decide on your own request.' }]);
  });

  test('fails with what was expected and what came, and with no secret', async () => {
    const here = stage({ status: 200, body: { status: 'approved', secretAccessKey: 'not to be seen' } });
    const failure = here.request(jane, call, { ...approve, expect: [403, { reason: /own request/ }] });
    await expect(failure).rejects.toThrow(UnexpectedAnswer);
    await expect(failure).rejects.toThrow(`jane.doe approves: ${call}\n    expected 403 {"reason":"/own request/"}\n    received 200 {"status":"approved"}`);
    expect(here.steps).toEqual([]);
  });

  test('fails where the answer has the right status and says something else', async () => {
    await expect(stage({ status: 403, body: { reason: 'you are a stranger' } }).request(jane, call, { ...approve, expect: [403, { reason: /own request/ }] }))
      .rejects.toThrow('you are a stranger');
  });

  test('fails where the request doesn\'t become what it must', async () => {
    await expect(stage({ status: 200, body: {} }, 'ending').request(jane, call, { ...approve, expect: [200], becomes: 'ended' }))
      .rejects.toThrow(/expected the request to become ended\n +received it is ending/);
  });

  test('fails where another service sees something else', async () => {
    const sight = { who: 'Identity Center', what: 'lists', call: 'ListAccountAssignments', says: String };
    await expect(stage({ status: 200, body: {} }).see({ ...sight, look: () => ['eve'], expect: ['no one', (seen) => seen.length === 0] }))
      .rejects.toThrow(/Identity Center lists: ListAccountAssignments\n +expected no one\n +received \["eve"\]/);
  });
});

describe('the alarms on a record', () => {
  const filter = (filterPattern: string, metricName: string) => ({ filterPattern, metricTransformations: [{ metricName, metricNamespace: 'BreakGlass', metricValue: '1' }] });
  const place = (inventory: object): Place => ({
    account: '111111111111', region: 'us-east-1', stacks: [], inventory: { rules: [], metricFilters: [], alarms: [{ AlarmName: 'USE', MetricName: 'Use', Namespace: 'BreakGlass' }], ...inventory } as any,
  });
  const record = { eventName: 'AssumeRole', eventSource: 'sts.amazonaws.com', recipientAccountId: '222222222222', awsRegion: 'us-east-1' };
  const alarms = (inventory: object) => alarmsOn(record, [place(inventory)]).alarms;

  test('are those whose filter matches it, each named once', () => {
    expect(alarms({ metricFilters: [filter('{ $.eventName = "AssumeRole" }', 'Use'), filter('{ $.eventName = Assume* }', 'Use')] })).toEqual(['USE']);
    expect(alarms({ metricFilters: [filter('{ $.eventName = "CreateUser" }', 'Use')] })).toEqual([]);
  });

  test('are none where a filter only counts', () => {
    expect(alarms({ metricFilters: [filter('{ $.eventName = "AssumeRole" }', 'UseByRole')] })).toEqual([]);
  });

  test('are no rules of other accounts', () => {
    expect(alarmsOn(record, [place({ rules: [{ name: 'elsewhere', pattern: { 'detail-type': ['AWS API Call via CloudTrail'] } }] })]).rules).toEqual([]);
  });
});
