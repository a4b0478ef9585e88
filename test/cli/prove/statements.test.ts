import { statementLines } from '../../../cli/prove/statements';

const allow = (more: object) => statementLines({ Statement: [{ Effect: 'Allow', Action: 'a:B', Resource: '*', ...more }] });

test('each action is a line', () => {
  expect(allow({ Action: ['s3:Get*', 'a:B'] })).toEqual(['Allow a:B on *', 'Allow s3:Get* on *']);
});

test('principals and conditions are told, in an order of their own', () => {
  expect(allow({ Resource: undefined, Principal: { AWS: ['b', 'a'] }, Condition: { StringEquals: { y: 'v', x: ['2', '1'] }, Bool: { m: 'true' } } }))
    .toEqual(['Allow a:B to AWS a, b when Bool m true and StringEquals x 1, 2 and y v']);
});

test('all that isn\'t named stays together', () => {
  expect(statementLines({ Statement: { Effect: 'Deny', NotAction: ['b:*', 'a:*'], NotResource: 'arn:x', NotPrincipal: '*' } })).toEqual(['Deny all but a:*, b:* to all but * on all but arn:x']);
});

test('equal statements in another order give equal lines', () => {
  const [a, b] = [{ Effect: 'Allow', Action: ['a:A', 'b:B'], Resource: ['x', 'y'] }, { Effect: 'Deny', Action: 'c:C', Resource: '*' }];
  expect(statementLines({ Statement: [a, b] })).toEqual(statementLines({ Statement: [b, { ...a, Action: ['b:B', 'a:A'], Resource: ['y', 'x'] }] }));
});

test('what is no policy has no lines', () => {
  for (const nothing of [undefined, {}, { Statement: [null, 'x'] }]) { expect(statementLines(nothing)).toEqual([]); }
});
