import { checkConditions } from './condition-check';
import { PlaybookStatement } from './playbook-statement';
import { checkResources } from './resource-check';
import { apiName } from '../private/api-names';
import { actionsOf, expandAction, nearestAction, splitAction } from '../private/iam-catalogue';

const READ_LEVELS = ['List', 'Read'];
const STANDS_FOR_ALL = /^\*+(:\*+)?$/;

/**
 * Checks one phase: known actions, only reads in a read-only phase, no wildcard for writes without a reason, ARNs, conditions that
 * IAM can read.
 *
 * @returns condition keys that the catalogue doesn't have, which may be new
 */
export function checkPhase(label: string, statements: readonly PlaybookStatement[], readOnly: boolean, wildcardReason?: string): string[] {
  if (statements.length === 0) {
    throw new Error(`${label} has no statement; add one, or leave the phase out`);
  }
  for (const statement of statements) {
    if (statement.sources.length === 0) {
      throw new Error(`${label}: 'sources' must name a document that explains the need for ${statement.actions.join(', ')}, got none`);
    }
    if (statement.actions.length === 0) {
      throw new Error(`${label}: 'actions' must name at least one action, got none`);
    }
    statement.actions.forEach((action) => checkAction(label, action, readOnly, wildcardReason));
    checkResources(label, statement);
  }
  return [...new Set(statements.flatMap((statement) => checkConditions(label, statement.conditions)))];
}

function checkAction(label: string, action: string, readOnly: boolean, wildcardReason?: string): void {
  const meant = expandAction(action);
  if (meant.length === 0) { throw unknownAction(label, action); }
  const writes = meant.filter((known) => !READ_LEVELS.includes(known.level));
  if (readOnly && writes.length > 0) {
    throw new Error(`${label} is read-only, but '${action}'${meant.length > 1 ? ` stands for '${writes[0].name}', which` : ''} has access level `
      + `${writes[0].level}; move it to a phase that writes`);
  }
  const hasWildcard = /[*?]/.test(action);
  if (hasWildcard && writes.length > 0 && !wildcardReason?.trim()) {
    throw new Error(`${label}: '${action}' stands for ${writes.length} write actions, such as '${writes[0].name}'; `
      + "name each action, or give the reason in 'wildcardReason'");
  }
}

function unknownAction(label: string, action: string): Error {
  if (STANDS_FOR_ALL.test(action)) {
    return new Error(`${label}: '${action}' stands for every action; name the services and actions that the phase needs`);
  }
  const [service, name] = splitAction(action);
  if (!name) {
    return new Error(`${label}: '${action}' is not an action; write it as 'service:Action'`);
  }
  const suggestion = nearestAction(action);
  // The name of the API call is no misspelling: the nearest name may be another action.
  const meant = apiName(action);
  const guess = suggestion && suggestion !== meant ? `did you mean '${suggestion}'?` : undefined;
  const hint = meant ? [`IAM's name for this call is '${meant}'`, guess].filter(Boolean).join('; ') : guess ?? 'see the AWS service authorization reference';
  return new Error(actionsOf(service)
    ? `${label}: unknown action '${action}'; ${hint}`
    : `${label}: unknown service '${service}' in '${action}'; ${hint}`);
}
