import { stands } from './contradiction';
import { FactState, WORDS } from './states';
import { ListedFact, ProofDocument, ProvenClaim } from '../prove/document';
import { counted, listed } from '../report/words';
import { printable, styled, wrapped } from '../terminal';

/** The states that a claim can be weakened by, the worst first. */
const WEAK: readonly FactState[] = ['failed', 'unverified', 'stale', 'other version'];

/** So few claims were asked that each fact is listed. */
const FEW = 3;

/** What the proofs rest on, as parts of the text: each failed fact, and one line about the others. Nothing without a table. */
export function factParts({ facts, claims }: Pick<ProofDocument, 'facts' | 'claims'>): string[][] {
  if (!facts) { return []; }
  const standing = claims.filter(stands);
  const under = (fact: ListedFact) => standing.filter(({ restsOn }) => restsOn.some(({ id }) => id === fact.id));
  const used = facts.filter((fact) => under(fact).length > 0);
  return [
    ...used.filter(({ state }) => state === 'failed').map((fact) => failed(fact, under(fact))),
    ...used.length === 0 ? [] : [[wrapped(summaryOf(used, standing)), ...claims.length <= FEW ? used.map(line) : []]],
  ];
}

function failed(fact: ListedFact, claims: readonly ProvenClaim[]): string[] {
  return [
    `${styled('red', 'FACT FAILED')} ${styled('bold', `${fact.number}. ${fact.id}`)}`,
    wrapped(`${fact.title}. ${placed(fact)}`, 2),
    wrapped(`${claims.length === 1 ? 'This claim holds, and rests on it' : 'These claims hold, and rest on it'}: ${listed(claims.map(({ id }) => id))}.`, 2),
  ];
}

function summaryOf(used: readonly ListedFact[], standing: readonly ProvenClaim[]): string {
  const weak = WEAK.flatMap((state) => {
    const numbers = used.filter((fact) => fact.state === state).map(({ number }) => String(number));
    return numbers.length === 0 ? [] : [`${numbers.length === 1 ? 'fact' : 'facts'} ${listed(numbers)} ${WORDS[state]}`];
  });
  if (weak.length === 0) { return `What the proofs take for granted of AWS held in a live account: ${counted(used.length, 'fact')}.`; }
  const resting = standing.filter(({ restsOn }) => restsOn.some(({ state }) => state !== 'held')).length;
  return `Proven on the templates; of AWS: ${weak.join('; ')}. ${counted(resting, 'claim rests', 'claims rest')} on what isn't verified.`;
}

function line(fact: ListedFact): string {
  return wrapped(`${fact.number}. ${fact.title}: ${WORDS[fact.state]}${fact.seen === undefined || fact.state === 'unverified' ? '' : `. ${placed(fact)}`}`, 2, 5);
}

function placed({ seen, date, region }: Pick<ListedFact, 'seen' | 'date' | 'region'>): string {
  return seen === undefined ? '' : printable(`Seen: ${seen} (${date?.slice(0, 10)}, ${region})`);
}
