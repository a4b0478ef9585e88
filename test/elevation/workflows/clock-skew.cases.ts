import { GRANTEE } from '../support/fixture';
import { PLACES, Scene } from '../support/scene';

let scene: Scene;
let place = 0;
let here: string;
beforeAll(async () => { scene = await Scene.start(); });
afterAll(() => scene?.stop());
beforeEach(async () => {
  await scene.calm();
  here = PLACES[place++];
});

/** Time of API Gateway's clock when it differs from the workflows' clock by some minutes. */
const skewed = async (minutes: number) => new Date(await scene.instant(minutes));
const activeAt = async (id: string) => (await scene.entries(id)).find(({ event }) => event === 'Elevation Active')!.at;

describe('API Gateway\'s clock is five minutes ahead', () => {
  test('the access begins at API Gateway\'s instant and lasts no longer than its minutes', async () => {
    const at = await skewed(5);
    const id = await scene.ask({ accounts: [here], minutes: 30 }, at);
    await scene.reaches(id, 'scheduled');
    expect(await scene.holders(here)).toEqual([]);

    await scene.advance(5 * 60 + 1);
    await scene.reaches(id, 'active');
    const { startsAt, endsAt } = (await scene.item(id))!;
    expect(startsAt).toBe(at.toISOString());
    expect(await activeAt(id) >= startsAt).toBe(true);
    expect(Date.parse(endsAt) - Date.parse(startsAt)).toBe(30 * 60_000);

    await scene.advance(30 * 60);
    await scene.reaches(id, 'ended');
    expect(await scene.holders(here)).toEqual([]);
  });
});

describe('API Gateway\'s clock is five minutes behind', () => {
  test('the access begins at once and ends at API Gateway\'s instant: five minutes shorter', async () => {
    const at = await skewed(-5);
    const id = await scene.ask({ accounts: [here], minutes: 30 }, at);
    await scene.reaches(id, 'active');
    expect((await scene.item(id))!.endsAt).toBe(new Date(at.getTime() + 30 * 60_000).toISOString());
    expect(await scene.holders(here)).toEqual([GRANTEE.jane]);

    await scene.advance(26 * 60);
    await scene.reaches(id, 'ended');
    expect(await scene.holders(here)).toEqual([]);
  });

  test('the shortest access is over before it begins: it ends without a grant', async () => {
    const id = await scene.ask({ accounts: [here], minutes: 5 }, await skewed(-5));
    await scene.reaches(id, 'ended');

    expect(await scene.calls({ action: 'createAccountAssignment' })).toEqual([]);
    expect(await scene.item(id)).toMatchObject({ endReason: 'expired' });
  });
});

describe.each([-5, 5])('approvals with a clock that differs by %i minutes', (minutes) => {
  test('lead to access that ends at its instant', async () => {
    const id = await scene.ask({ rule: 'quorum', accounts: [here] });
    await scene.post('john', `/requests/${id}/approve`, {}, await skewed(minutes));
    const at = await skewed(minutes);
    await scene.post('mary', `/requests/${id}/approve`, {}, at);
    await scene.advance(6 * 60);
    await scene.reaches(id, 'active');
    expect((await scene.item(id))!.endsAt).toBe(new Date(at.getTime() + 30 * 60_000).toISOString());

    await scene.advance(30 * 60);
    await scene.reaches(id, 'ended');
    await scene.settled();
    expect(await scene.counted(id)).toEqual([]);
  });

  test('after the expiry by API Gateway\'s clock are refused', async () => {
    const id = await scene.ask({ rule: 'quorum', accounts: [here] });
    const late = new Date(Date.parse((await scene.item(id))!.expiresAt) + 1);
    expect(await scene.post('john', `/requests/${id}/approve`, {}, late)).toMatchObject({ status: 409 });
  });
});
