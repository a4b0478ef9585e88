import { Stack } from 'aws-cdk-lib';
import { Bench, Deployed } from '../../../emulator/bench/bench';
import { elevatedAccess, PAYMENTS, session, userId, WEB } from '../support/fixture';
import { customRule } from '../support/kinds';

let bench: Bench;
let aws: Deployed;
beforeAll(async () => {
  bench = await Bench.start();
  const rules = (scope: Stack) => {
    const rule = customRule(scope);
    return { database: rule, elsewhere: { ...rule, accounts: [PAYMENTS, WEB] } };
  };
  aws = await bench.deploy(elevatedAccess({ rules, props: { reviewItems: false } }).stack);
});
afterAll(() => bench?.stop());
beforeEach(() => bench.faults.clear());

const state = async (id: string) => (await aws.rows()).find((row) => row.sk === 'STATE' && row.id === id);
const reaches = (id: string, status: string) => aws.waitFor(async () => (await state(id))?.status === status, `${id} ${status}`);
const inputs = async (machine: string, id: string) => (await aws.executions(machine)).map(({ input }) => input).filter((input) => input.id === id);

async function given(body: object): Promise<string> {
  const answer = await aws.request('POST', '/requests', { caller: session('jane'), body });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body.id;
}

test('the grant workflow is run with requester, end and incident', async () => {
  const id = await given({ rule: 'database', minutes: 30 });
  await reaches(id, 'active');
  const { endsAt } = await state(id);
  expect(await inputs('Give', id)).toEqual([{ id, requester: 'jane', grantee: userId(1), account: '-', incident: '-', endsAt }]);
  await aws.request('POST', `/requests/${id}/release`, { caller: session('jane'), body: {} });
  await reaches(id, 'ended');
});

test('at the end the revoke workflow is run with the same input', async () => {
  const id = await given({ rule: 'database', minutes: 30 });
  await reaches(id, 'active');
  await aws.request('POST', `/requests/${id}/release`, { caller: session('jane'), body: {} });
  await reaches(id, 'ended');
  expect(await inputs('Take', id)).toEqual(await inputs('Give', id));
});

test('both are run for each account of the request', async () => {
  const id = await given({ rule: 'elsewhere', minutes: 30, accounts: [PAYMENTS, WEB] });
  await reaches(id, 'active');
  await aws.request('POST', `/requests/${id}/release`, { caller: session('jane'), body: {} });
  await reaches(id, 'ended');
  const accounts = async (machine: string) => (await inputs(machine, id)).map(({ account }) => account).sort();
  expect([await accounts('Give'), await accounts('Take')]).toEqual([[PAYMENTS, WEB], [PAYMENTS, WEB]]);
});

test('a failed grant is revoked, and the request fails', async () => {
  await bench.faults.add({ kill: true, machine: 'Elevation-Give', state: 'Give done' } as any);
  const id = await given({ rule: 'database', minutes: 30 });
  await reaches(id, 'failed');
  expect(await inputs('Take', id)).toHaveLength(1);
});

test('a failed revocation is retried and then raises an alarm', async () => {
  const id = await given({ rule: 'database', minutes: 30 });
  await reaches(id, 'active');
  await bench.faults.add({ kill: true, state: 'Take done', times: 5 });
  await aws.request('POST', `/requests/${id}/release`, { caller: session('jane'), body: {} });
  await aws.waitFor(async () => {
    await bench.clock.shift(((await bench.clock.now()).getTime() - Date.now()) / 1000 + 60);
    return (await aws.executions('AccessEnd', 'FAILED')).some(({ input }) => input.id === id);
  }, 'the end to fail');
  expect((await bench.calls.list()).filter(({ action, parameters }) => action === 'sendMessage' && parameters.MessageBody.includes(id))).toHaveLength(1);
});
