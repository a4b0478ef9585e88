/** Requirements of a rule. */
export interface Rule {
  readonly resource: string;
  readonly quorum: number;
  readonly approvers: readonly string[];
  /** After a quarter of an hour. */
  readonly fallback: readonly string[];
  readonly automatic: readonly string[];
  readonly bypass: readonly string[];
}

/** An access: person, account and rule. */
export interface Facts {
  readonly rule: string;
  readonly account: string;
  readonly person: string;
}

const FALLBACK_MS = 15 * 60_000;

/**
 * Why the ledger doesn't warrant an access, or undefined. By its entries alone, which are only ever added: not by the status nor by the
 * approvals that the workflows keep in the request's state, and not by any code of theirs.
 */
export function check({ rule: name, account, person }: Facts, rule: Rule, rows: readonly any[]): string | undefined {
  const requests = rows.filter((row) => row.sk === 'STATE' && row.rule === name && row.requester === person && row.accounts.includes(account));
  const reasons = requests.map((request) => unwarranted(request, rule, rows.filter((row) => row.pk === request.pk && row.sk !== 'STATE')));
  if (reasons.includes(undefined)) return undefined;
  return reasons.length === 0 ? 'nobody asked for it' : reasons.join('; ');
}

function unwarranted(request: any, rule: Rule, entries: readonly any[]): string | undefined {
  const by = (...events: string[]) => entries.filter(({ event }) => events.includes(event));
  if (by('Elevation Bypassed').some((entry) => rule.bypass.includes(entry.by))) return undefined;
  const approved = by('Elevation Approved', 'Elevation Approval Added');
  if (rule.automatic.includes(request.requester) && approved.length > 0) return undefined;
  const late = Date.parse(request.createdAt) + FALLBACK_MS;
  const counted = approved.filter((entry) => entry.by !== request.requester
    && (rule.approvers.includes(entry.by) || (rule.fallback.includes(entry.by) && Date.parse(entry.at) >= late)));
  const people = new Set(counted.map((entry) => entry.by));
  return people.size >= rule.quorum ? undefined : `approved by ${[...people].join() || 'nobody'}, and ${rule.quorum} must`;
}
