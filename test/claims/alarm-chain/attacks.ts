import { Changed, failing, found, simpleAlarm } from './chain';

/** What an attacker does to the templates of an alarm, the claim that must see it, and others that may as well. */
export interface Attack {
  readonly text: string;
  readonly claim: string;
  readonly also?: readonly string[];
  readonly attack: (changed: Changed) => void;
  /** The templates, if not those of the simple alarm. */
  readonly on?: () => Changed;
}

/** One test for each attack: it fails the claims that it names, and no other. */
export function testAttacks(attacks: readonly Attack[]): void {
  test.each(attacks.map((one) => [one.text, one] as const))('fails on %s', (_, { claim, also = [], attack, on = simpleAlarm }) => {
    const changed = on();
    expect(found(changed.stacks)).toEqual([]);
    const before = JSON.stringify(changed.stacks);
    attack(changed);
    expect(JSON.stringify(changed.stacks)).not.toBe(before);
    expect(failing(changed.stacks).sort()).toEqual([claim, ...also].sort());
  });
}
