import { Bench, Deployed } from '../../../emulator/bench/bench';
import { CONTAIN, elevatedAccess, GRANTEE, PAYMENTS, REQUEST, session, user } from '../support/fixture';

let bench: Bench;
let aws: Deployed;
beforeAll(async () => {
  bench = await Bench.start();
  aws = await bench.deploy(elevatedAccess().stack);
});
afterAll(() => bench?.stop());

const post = (caller: string, path: string, body: string | object = {}) => aws.request('POST', path, { caller, body });

test('a request that two people approve is granted, and revoked at its end', async () => {
  const submitted = await post(session('jane'), '/requests', REQUEST);
  expect(submitted).toMatchObject({ status: 201, body: { status: 'requested' } });
  const { id } = submitted.body;
  expect(await post(user('jane'), `/requests/${id}/approve`)).toMatchObject({ status: 403, body: { reason: expect.stringContaining('You can\'t decide on your own request') } });
  expect(await post(session('john'), `/requests/${id}/approve`)).toMatchObject({ status: 200, body: { status: 'requested', approvals: 1 } });
  expect(await aws.assignments(CONTAIN, PAYMENTS)).toEqual([]);
  expect(await post(session('mary'), `/requests/${id}/approve`)).toMatchObject({ status: 200, body: { status: 'approved', approvals: 2 } });
  await aws.waitFor(async () => (await aws.rows()).find((row) => row.sk === 'STATE' && row.status === 'active'), 'active');
  expect((await aws.assignments(CONTAIN, PAYMENTS)).map(({ PrincipalId }) => PrincipalId)).toEqual([GRANTEE.jane]);
  await bench.clock.shift(31 * 60);
  await aws.waitFor(async () => (await aws.rows()).find((row) => row.sk === 'STATE' && row.status === 'ended'), 'ended');
  expect(await aws.assignments(CONTAIN, PAYMENTS)).toEqual([]);
});
