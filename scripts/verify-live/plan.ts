/** What a run would do, before it does it. */
import { BY_HAND } from './by-hand';
import { LiveCheck } from './check';
import { Place } from './clients';
import { Options } from './options';
import { whyNot } from './run';
import { factOf, UNPROVEN_FACTS } from '../../src/claims/internal';

export function plan(checks: readonly LiveCheck[], options: Options, place: Place | undefined): string {
  const asked = checks.filter((check) => whyNot(check.fact, check, options) === undefined);
  const cents = asked.reduce((sum, { cost }) => sum + cost.cents, 0);
  const minutes = asked.reduce((sum, check) => sum + check.minutes, 0);
  const others = UNPROVEN_FACTS.filter(({ id }) => !asked.some(({ fact }) => fact === id));
  return [
    `Account ${place?.account ?? 'unknown'}, Region ${place?.region ?? options.region ?? 'unknown'}${options.profile === undefined ? '' : `, profile ${options.profile}`}`,
    `${asked.length} of ${UNPROVEN_FACTS.length} facts, about ${minutes} minutes, at most ${cents} US cents. Everything that is made is named bg-verify-… and deleted at the end.`,
    ...asked.flatMap((check) => ['', ...asking(check)]),
    ...others.length === 0 ? [] : ['', 'Not asked:'],
    ...others.flatMap(({ id, number }) => {
      const hand = BY_HAND.find(({ fact }) => fact === id);
      const why = whyNot(id, checks.find(({ fact }) => fact === id), options);
      return [`  ${number}. ${id}: ${why}`, ...hand && options.only.includes(id) ? hand.steps.map((step) => `     - ${step}`) : []];
    }),
    '',
  ].join('\n');
}

function asking({ fact, creates, cost, minutes }: LiveCheck): string[] {
  const { number, title, shownBy } = factOf(fact);
  return [
    `${number}. ${fact}: ${title} (about ${minutes} min)`,
    `   ${shownBy}`,
    ...(creates.length === 0 ? ['makes nothing'] : creates).map((what) => `   - ${what}`),
    `   - costs ${cost.cents === 0 ? 'nothing' : `less than ${cost.cents} cent${cost.cents === 1 ? '' : 's'}`}: ${cost.because} (${cost.source})`,
  ];
}
