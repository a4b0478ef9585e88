import { AccessModel } from './model';
import { SynthesizedStack } from './resolve';

/** Principals and resources that no template names, so that no policy can be written around the questions about them. */
export interface Strangers {
  /** An account outside of the app. */
  readonly account: string;
  /** Name of an IAM user or role that is no break-glass principal. */
  readonly name: string;
  /** Name of a user with the break-glass mark. */
  readonly breakGlassName: string;
  /** Id of an organization. */
  readonly organization: string;
  /** Addresses of no list of ranges: documentation addresses of three networks. */
  readonly addresses: readonly string[];
  /** Two names for resources of each kind. */
  readonly samples: readonly [string, string];
  /** Two ids of instances. */
  readonly instances: readonly [string, string];
}

const LETTERS = 'bcdfghjklmnpqrstvwxz';

/** Strangers of a model. The same templates always have the same, so that reports don't change from run to run. */
export function strangersOf(model: Pick<AccessModel, 'stacks'>): Strangers {
  let strangers = known.get(model.stacks);
  if (!strangers) {
    strangers = chosen(model.stacks);
    known.set(model.stacks, strangers);
  }
  return strangers;
}

const known = new WeakMap<readonly SynthesizedStack[], Strangers>();

function chosen(stacks: readonly SynthesizedStack[]): Strangers {
  const seed = hash(stacks.map(({ name, account }) => `${name} ${account}`).sort().join('\n'));
  for (let attempt = 0; ; attempt++) {
    const strangers = made(hash(`${seed} ${attempt}`));
    const marks = marksOf(strangers);
    // Stack by stack: the text of all templates together can be long.
    const named = stacks.some(({ account, template }) => {
      const text = JSON.stringify(template);
      return account === strangers.account || marks.some((mark) => text.includes(mark));
    });
    if (!named) { return strangers; }
  }
}

function made(seed: number): Strangers {
  const mark = (offset: number) => word(hash(`${seed} ${offset}`));
  const digits = (offset: number, length: number) => `${hash(`${seed} d${offset}`)}${hash(`${seed} e${offset}`)}`.padEnd(length, '7').slice(0, length);
  return {
    account: `9${digits(0, 11)}`,
    name: `administrator-${mark(0)}`,
    breakGlassName: `not.named-${mark(1)}-BREAK-GLASS`,
    organization: `o-${mark(2)}${mark(3)}`.slice(0, 12),
    addresses: ['192.0.2', '198.51.100', '203.0.113'].map((network, index) => `${network}.${100 + hash(`${seed} a${index}`) % 150}`),
    samples: [`sample-${mark(4)}`, `sample-${mark(5)}`],
    instances: [`i-0${digits(1, 16)}`, `i-0${digits(2, 16)}`],
  };
}

function marksOf({ account, name, breakGlassName, organization, samples, instances }: Strangers): string[] {
  return [account, name, breakGlassName, organization, ...samples, ...instances].map((text) => text.replace(/^(administrator|not\.named|sample)-|-BREAK-GLASS$/g, ''));
}

/** Eight letters. */
function word(seed: number): string {
  let text = '';
  for (let rest = seed + 1, index = 0; index < 8; index++) {
    text += LETTERS[rest % LETTERS.length];
    rest = hash(`${rest}${index}`);
  }
  return text;
}

/** The largest prime below 2^32: products stay exact numbers. */
const PRIME = 4294967291;

/** No secret, only the same number for the same text. */
function hash(text: string): number {
  let value = 7;
  // The end of the text is stirred in as well as its beginning.
  for (const character of `${text}|.|.|`) { value = (value * 65599 + character.charCodeAt(0)) % PRIME; }
  return value;
}
