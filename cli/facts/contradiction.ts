import type { ClaimResult } from 'cdk-break-glass/internal';
import type { FactState } from './states';

interface Resting {
  readonly title: string;
  readonly verdict: ClaimResult['verdict'];
  readonly restsOn: ReadonlyArray<{ readonly number: number; readonly id: string; readonly state: FactState }>;
}

/** Whether the claim holds on the templates. */
export const stands = ({ verdict }: Pick<Resting, 'verdict'>) => verdict === 'holds' || verdict === 'acknowledged';

/** Whether the claim holds on the templates, and a live account showed that a fact that it rests on isn't so. */
export function isContradicted(claim: Resting): boolean {
  return stands(claim) && claim.restsOn.some(({ state }) => state === 'failed');
}

/** Such a claim in one line. */
export function contradiction({ title, restsOn }: Resting): string {
  const failed = restsOn.filter(({ state }) => state === 'failed').map(({ number, id }) => `fact ${number} (${id})`);
  return `${title}: proven on the templates, but ${failed.join(' and ')} failed in a live account`;
}
