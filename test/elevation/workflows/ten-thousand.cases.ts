import { ONCALL, PLACES, requestRow, Scene } from '../support/scene';

const ROWS = 10_000;
const DUE = 20;

let scene: Scene;
let calls: readonly { readonly action: string; readonly state?: string }[];
let status: string;
const due: string[] = [];

/** Mostly requests that are over; two thousand are active or undecided, and every hundredth of those is due. */
async function ledger(): Promise<object[]> {
  const soon = await scene.instant(300);
  return Array.from({ length: ROWS }, (_, index) => {
    const id = String(index).padStart(32, '0');
    const open = index % 5 === 0;
    const isDue = index % (ROWS / DUE) === 0;
    if (isDue) due.push(id);
    const limit = isDue ? '2026-01-01T00:00:00.000Z' : soon;
    const row = requestRow({ id, status: open ? ['active', 'requested'][(index / 5) % 2] : 'ended', accounts: [PLACES[0]], endsAt: limit, expiresAt: limit });
    return { ...row, createdAt: new Date(Date.UTC(2026, 0, 1) + index).toISOString() };
  });
}

beforeAll(async () => {
  scene = await Scene.start({ rules: { oncall: { ...ONCALL, accounts: PLACES.slice(0, 3) } } });
  await scene.write(await ledger());
  await scene.calm();
  ({ status } = await scene.aws.run('AccessReconcile', {}));
  calls = (await scene.calls()).filter(({ machine }) => machine?.startsWith('Elevation-AccessReconcile'));
});
afterAll(() => scene?.stop());

test('the reconciler succeeds over ten thousand requests', () => {
  expect(status).toBe('SUCCEEDED');
});

test('due requests on every page are found in one run', async () => {
  await scene.settled();
  const statuses = await Promise.all(due.map((id) => scene.status(id)));
  expect(statuses.filter((one) => !['ended', 'expired'].includes(one!))).toEqual([]);
});

test('a page of a hundred costs one call, and final requests cost none', () => {
  const pages = calls.filter(({ state }) => state === 'Find due requests').length;
  // A thousand active and a thousand undecided, each with the page that says that there is no other; and four statuses without any.
  expect(pages).toBeGreaterThanOrEqual(24);
  expect(pages).toBeLessThanOrEqual(26);
});
