import { didYouMean, nearest } from '../../cli/near';

const NAMES = ['prove', 'report', 'explain', 'role-needs-mfa', 'role-needs-recent-mfa'];

test.each([
  ['prov', ['prove']],
  ['PROVE', ['prove']],
  ['reprot', ['report']],
  ['needs-mfa', ['role-needs-mfa']],
  ['role-needs-mf', ['role-needs-mfa']],
  ['zzz', []],
  ['x', []],
])('%s is near to %j', (typed, names) => expect(nearest(typed, NAMES)).toEqual(expect.arrayContaining(names as string[])));

test('the nearest comes first', () => expect(nearest('role-needs-mfaa', NAMES)[0]).toBe('role-needs-mfa'));

test('nothing is offered where nothing is near', () => {
  expect(nearest('zzz', NAMES)).toEqual([]);
  expect(didYouMean('zzz', NAMES)).toBe('');
});
