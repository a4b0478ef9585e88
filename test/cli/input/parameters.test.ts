import { withParameters } from '../../../cli/input/parameters';

const STACK = {
  name: 'S',
  account: '111111111111',
  region: 'us-east-1',
  template: {
    Parameters: { Trusted: { Type: 'String' }, Names: { Type: 'CommaDelimitedList' }, Other: { Type: 'String', Default: 'o' } },
    Resources: {
      A: {
        a: { Ref: 'Trusted' },
        b: { 'Fn::Sub': 'arn:aws:iam::${Trusted}:${!Trusted}:${AWS::Region}:${Other}' },
        c: [{ 'Fn::Sub': ['${Trusted} ${Own}', { Own: { Ref: 'Trusted' } }] }],
        d: { Ref: 'Names' },
        e: { Ref: 'Other' },
      },
    },
  },
};

test('the value stands where the parameter was', () => {
  const [{ template }] = withParameters([STACK], { parameter: ['Trusted=222222222222', 'Names=a, b'] });
  expect(template.Resources.A).toEqual({
    a: '222222222222',
    b: { 'Fn::Sub': 'arn:aws:iam::222222222222:${!Trusted}:${AWS::Region}:${Other}' },
    c: [{ 'Fn::Sub': ['222222222222 ${Own}', { Own: '222222222222' }] }],
    d: ['a', 'b'],
    e: { Ref: 'Other' },
  });
});

test('a value may hold equals signs, and be empty', () => {
  const [{ template }] = withParameters([STACK], { parameter: ['Trusted=a=b', 'Other='] });
  expect([template.Resources.A.a, template.Resources.A.e]).toEqual(['a=b', '']);
});

test('without parameters the stacks stay as they are', () => expect(withParameters([STACK], {})).toEqual([STACK]));

test.each([['Nobody=1', 'no template has the parameter \'Nobody\''], ['Trusted', 'must be NAME=VALUE'], ['=x', 'must be NAME=VALUE']])('fails on %s', (parameter, text) => {
  expect(() => withParameters([STACK], { parameter: [parameter] })).toThrow(text);
});
