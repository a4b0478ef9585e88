import { smallOrganization } from './fixture';
import { SynthesizedStack } from '../../src/claims/internal';
import { strangersOf } from '../../src/claims/strangers';

const stacks = smallOrganization();
const named = (text: string): SynthesizedStack => ({ ...stacks[0], name: 'Security', template: { ...stacks[0].template, Description: text } });

test('the same templates have the same strangers', () => {
  expect(strangersOf({ stacks: [...stacks] })).toEqual(strangersOf({ stacks }));
});

test('no template names a stranger', () => {
  const { account, name, breakGlassName, organization, samples, instances } = strangersOf({ stacks });
  const text = JSON.stringify(stacks);
  expect([account, name, breakGlassName, organization, ...samples, ...instances].filter((stranger) => text.includes(stranger))).toEqual([]);
});

test('strangers that a template names are exchanged for others', () => {
  const { account, samples } = strangersOf({ stacks });
  for (const text of [account, samples[1], `arn:aws:s3:::${samples[0]}`]) {
    const others = strangersOf({ stacks: [named(text), ...stacks.slice(1)] });
    expect(others.account).not.toBe(account);
    expect(text).not.toContain(others.samples[0].slice('sample-'.length));
  }
});

test('an account of the app is no stranger, even if no template names it', () => {
  const { account } = strangersOf({ stacks });
  const own = [...stacks, { name: 'Own', account, region: 'us-east-1', template: {} }];
  expect(strangersOf({ stacks: own }).account).not.toBe(account);
});

test('strangers have the shapes that AWS gives', () => {
  const { account, organization, instances, samples, addresses } = strangersOf({ stacks });
  expect(account).toMatch(/^\d{12}$/);
  expect(organization).toMatch(/^o-[a-z0-9]{10}$/);
  instances.forEach((id) => expect(id).toMatch(/^i-[0-9a-f]{17}$/));
  expect(new Set([...samples, ...instances]).size).toBe(4);
  expect(addresses).toHaveLength(3);
});
