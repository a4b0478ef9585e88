import { repeatedKeys } from '../../src/claims/repeated-keys';

test.each([
  ['{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}', []],
  ['{"a":"a","b":"{\\"a\\":1,\\"a\\":2}","\\\\":"\\\\","c":": \\""}', []],
  ['{"Effect":"Deny","Effect":"Allow"}', ['Effect']],
  ['[{"x":{"a":[{"a":1}],"a" \n\t: 2}}]', ['a']],
  ['{"Effect":"Deny","\\u0045ffect":"Allow"}', ['Effect']],
  ['{"a\\\\":1,"a\\\\":2}', ['a\\']],
  ['{"__proto__":1,"__proto__":2}', ['__proto__']],
  ['"text"', []],
])('%s has the repeated keys %j', (text, keys) => expect(repeatedKeys(text)).toEqual(keys));

test('a template of 1 MB is looked at in much less than the time that it takes to prove it', () => {
  const resources = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`Resource${index}`, { Type: 'AWS::IAM::Role', Properties: { Description: 'x'.repeat(200), Tags: [{ Key: 'a', Value: 'b' }] } }]));
  const text = JSON.stringify({ Resources: resources }, undefined, 1);
  expect(text.length).toBeGreaterThan(1_000_000);
  const times = Array.from({ length: 5 }, () => {
    const start = process.cpuUsage();
    repeatedKeys(text);
    return process.cpuUsage(start).user / 1000;
  });
  expect(Math.min(...times)).toBeLessThan(50);
});
