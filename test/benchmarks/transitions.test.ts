import { passedInside, statesOf } from '../../benchmarks/elevation/transitions';
import { historyEvents } from '../../benchmarks/elevation/workflow';

const task = (Next: string) => ({ Type: 'Task', Next });
const SCOPE = {
  StartAt: 'Begin',
  States: {
    'Begin': { Type: 'Pass', Next: 'Ask' },
    'Ask': task('Look'),
    'Look': task('Through?'),
    'Through?': { Type: 'Choice', Choices: [{ Next: 'Done' }, { Next: 'Failed' }], Default: 'Wait' },
    'Wait': { Type: 'Wait', Next: 'Look' },
    'Done': { Type: 'Succeed' },
    'Failed': { Type: 'Fail' },
  },
};
const around = (state: object) => ({ StartAt: 'Around', States: { Around: { End: true, ...state } } });

test('finds the states between those that called', () => {
  expect(passedInside(SCOPE, ['Ask', 'Look'])).toEqual(['Begin', 'Ask', 'Look', 'Through?', 'Done']);
});

test('finds a second turn of a loop', () => {
  expect(passedInside(SCOPE, ['Ask', 'Look', 'Look'])).toEqual(['Begin', 'Ask', 'Look', 'Through?', 'Wait', 'Look', 'Through?', 'Done']);
});

test('goes through branches and through as many items as called', () => {
  expect(passedInside(around({ Type: 'Parallel', Branches: [SCOPE] }), ['Ask', 'Look'])).toEqual(['Around', 'Begin', 'Ask', 'Look', 'Through?', 'Done']);
  expect(passedInside(around({ Type: 'Map', ItemProcessor: SCOPE }), [])).toEqual(['Around']);
  expect(passedInside(around({ Type: 'Map', ItemProcessor: SCOPE }), ['Ask', 'Look', 'Ask', 'Look'])).toHaveLength(11);
});

test.each([[['Look']], [['Ask']], [['Look', 'Ask']], [['Ask', 'Look', 'Ask']]])('fails where no way calls %j', (called) => {
  expect(() => passedInside(SCOPE, called)).toThrow('No way through');
});

test('knows the states of Maps and branches', () => {
  expect(Object.keys(statesOf(around({ Type: 'Map', ItemProcessor: SCOPE })))).toEqual(['Around', ...Object.keys(SCOPE.States)]);
});

test('a history has five events for a task, and two for each item', () => {
  expect(historyEvents(['Pass', 'Task', 'Succeed'], 0)).toBe(2 + 2 + 5 + 2);
  expect(historyEvents(['Map', 'Pass', 'Pass'], 2)).toBe(2 + 4 + 2 + 2 + 2 * 2);
});
