/** The pages on claims, mutations and threats. */
import { factList, keptTable, verifiedTable } from './facts';
import { code, page, table } from './markdown';
import { CLAIM_GROUPS, CLAIMS } from '../../src/claims/internal';
import { RESIDUAL_POWERS, THREATS, Threat } from '../../src/claims/threats';
import { BACK_DOORS, BackDoorKind } from '../../test/claims/back-doors';
import { Expected, EXPECTED } from '../../test/claims/back-doors/expected';
import { MUTATIONS } from '../../test/claims/mutations';

const threatLink = (number: number) => {
  const threat = THREATS.find((one) => one.number === number)!;
  return `[${number}](../threat-model.md#${anchor(threatTitle(threat))})`;
};

/** How GitHub makes the anchor of a heading. */
function anchor(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N}\- _]/gu, '').replace(/ /g, '-');
}

const threatTitle = ({ number, threat }: Threat) => `${number}. ${threat}`;

export function claimsPage(): string {
  return page(
    'Claims',
    'A claim is a promise of the library about your synthesized templates. Each one is checked offline, in one of three ways:',
    [
      '- **policy**: an evaluator of IAM policies answers requests by identity policies, boundary, trust and resource policies together;',
      '- **template**: the template itself is read;',
      '- **detection**: CloudTrail records are run through metric filters and event rules.',
    ].join('\n'),
    'An *ability* promises that something stays possible. The numbers are those of the [threat model](../threat-model.md). '
    + 'Each claim has at least one [mutation](mutations.md) that makes it fail.',
    ...CLAIM_GROUPS.flatMap(({ title, claims }) => [
      `## ${title}`,
      table(['Claim', 'Promise', 'Checked by', 'Threats'], claims.map((claim) => [
        code(claim.id), claim.title, claim.ability ? `${claim.proof}, ability` : claim.proof, claim.threats.map(threatLink).join(', '),
      ])),
    ]),
  );
}

export function mutationsPage(): string {
  return page(
    'Mutations',
    `${MUTATIONS.length} mitigations, each removed from the library's own templates by itself. The tests check that exactly the [claims](claims.md) beside it fail. The other way round: [back doors](back-doors.md) that are put in.`,
    ...CLAIM_GROUPS.flatMap(({ title, claims }) => {
      const mutations = MUTATIONS.filter(({ claim }) => claims.some(({ id }) => id === claim));
      return mutations.length === 0 ? [] : [`## ${title}`, table(['Mitigation removed', 'Claims that fail'], mutations.map((mutation) => (
        [mutation.removed, [mutation.claim, ...mutation.also ?? []].map(code).join(', ')])))];
    }),
  );
}

export function backDoorsPage(): string {
  return page(
    'Back doors',
    `${BACK_DOORS.length} changes that put a back door into the library's own templates, written by somebody who didn't know what is checked. The tests check that exactly `
    + 'the [claims](claims.md) beside each fail. A few look the same as an app that wants just that: these are listed as an assumption, or `prove --baseline` tells them.',
    ...KINDS.flatMap(([kind, title]) => [
      `## ${title}`,
      table(['Put in', 'What an attacker wins', 'Noticed by'], BACK_DOORS.filter((door) => door.kind === kind).map(({ id, putIn, effect }) => [putIn, effect, noticedBy(EXPECTED[id])])),
    ]),
  );
}

const KINDS: readonly (readonly [BackDoorKind, string])[] = [
  ['trust', 'Trusts'], ['permissions', 'Permissions and boundaries'], ['alarm-chain', 'The alarm chain'], ['template', 'Templates'], ['user', 'Users and passwords'], ['narrowed', 'Narrowed to a sample'], ['elevation', 'Elevated access'],
];

function noticedBy({ fails = [], listed = [], compared }: Expected): string {
  const most = 4;
  const claims = fails.slice(0, most).map(code).join(', ') + (fails.length > most ? ` and ${fails.length - most} more` : '');
  return claims || (listed.length > 0 ? `assumption of ${listed.map(code).join(', ')}` : compared ? '`prove --baseline`' : '');
}

export function threatsPage(): string {
  const proof = (threat: Threat) => CLAIMS.filter((claim) => claim.threats.includes(threat.number)).map((claim) => code(claim.id)).join(', ')
    || (threat.later ? 'not yet' : 'tests of the library');
  return page(
    'Threat model',
    'What could go wrong, what the library does about it, which [claim](reference/claims.md) proves it on your templates, and which risk remains.',
    'Also here: [powers that IAM can\'t narrow](#powers-that-iam-cant-narrow) and [what is not proven offline](#not-proven-offline).',
    '## Threats',
    ...THREATS.flatMap((threat) => [
      `### ${threatTitle(threat)}`,
      threat.mitigation,
      [`- **Proven by**: ${proof(threat)}`, ...(threat.rest === '' ? [] : [`- **Remaining risk**: ${threat.rest}`])].join('\n'),
    ]),
    '## Powers that IAM can\'t narrow',
    'Some actions that a playbook needs can also do harm, and IAM has no condition that separates the two uses.',
    table(['Action', 'What remains'], RESIDUAL_POWERS.map(([action, rest]) => [action, rest])),
    '## Not proven offline',
    'Only a live account can show these facts. [One command](how-to/verify-on-a-live-account.md) asks yours; `npx cdk-break-glass-cli prove --facts` says which claims rest on what it didn\'t show.',
    factList(),
    '### Verified',
    verifiedTable(keptTable()),
  );
}
