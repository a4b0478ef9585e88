import { PlaybookStatement } from './playbook-statement';
import { actionsOf, expandAction, nearestAction, splitAction } from '../private/iam-catalogue';

const READ_LEVELS = ['List', 'Read'];
const STANDS_FOR_ALL = /^\*+(:\*+)?$/;

/** Checks one phase: known actions, only reads in a read-only phase, no wildcard for writes without a reason. */
export function checkPhase(label: string, statements: readonly PlaybookStatement[], readOnly: boolean, wildcardReason?: string): void {
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
  }
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
  const hint = suggestion ? `did you mean '${suggestion}'?` : 'see the AWS service authorization reference';
  return new Error(actionsOf(service)
    ? `${label}: unknown action '${action}'; ${hint}`
    : `${label}: unknown service '${service}' in '${action}'; ${hint}`);
}
