import { Phase, Playbook } from 'cdk-break-glass';
import { expandAction } from 'cdk-break-glass/internal';
import { AppReading } from './app-reading';
import { isEmergency } from './emergency';
import { isAdministrator, statementsOf } from './policy';
import { known } from './resolution';
import { listOf, Resource, tagsOf } from './resource';

const HOUR = 3600;

export function isEmergencyPermissionSet(permissionSet: Resource, app: AppReading): boolean {
  return isEmergency(permissionSet, app) || tagsOf(permissionSet).Playbook !== undefined;
}

/** Identity Center gives an hour where nothing is said. */
export function sessionSeconds(permissionSet: Resource): number {
  const duration = String(known(permissionSet.properties.SessionDuration ?? 'PT1H', "'SessionDuration'"));
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration);
  if (!parts) { throw new Error(`'SessionDuration' must be an ISO 8601 duration such as PT1H, got ${duration}`); }
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

/** What the playbook of the tags allows its phase; Identity Center itself has no session under an hour. */
export function longestSession(permissionSet: Resource): number {
  const tags = tagsOf(permissionSet);
  const playbook = Playbook.catalogue().find(({ name }) => name === tags.Playbook);
  const phase = Object.values(Phase).find((candidate) => candidate === tags.Phase?.toUpperCase());
  if (playbook && phase && playbook.phases.includes(phase)) { return Math.max(HOUR, playbook.maxSession(phase).toSeconds()); }
  const statements = statementsOf(permissionSet.properties.InlinePolicy, "'InlinePolicy'");
  return isAdministrator({ statements, imported: listOf(permissionSet.properties.ManagedPolicies).map(String) }) ? HOUR : 12 * HOUR;
}

/** Actions with a wildcard that stand for more than reads. */
export function writeWildcards(permissionSet: Resource): string[] {
  const allows = statementsOf(permissionSet.properties.InlinePolicy, "'InlinePolicy'").filter(({ effect }) => effect === 'Allow');
  const wildcards = allows.flatMap(({ actions }) => actions).filter((action) => /[*?]/.test(action) && writes(action));
  // Everything but a list is the widest wildcard of all.
  return [...new Set([...wildcards, ...allows.some(({ notActions }) => notActions.length > 0) ? ['NotAction'] : []])];
}

function writes(pattern: string): boolean {
  const actions = expandAction(pattern);
  // A wildcard that stands for nothing known grants what it will stand for one day.
  if (actions.length === 0) { return !/:(BatchGet|Describe|Get|List|Search)/i.test(pattern); }
  return actions.some(({ level }) => level !== 'Read' && level !== 'List');
}

const WRITES_EVERYWHERE = /^(AdministratorAccess.*|PowerUserAccess|SystemAdministrator|NetworkAdministrator|DatabaseAdministrator|.*FullAccess)$/;

/** By name: the ARN of a managed policy holds `::`, which an acknowledgement's id may not. */
export function managedPoliciesThatWrite(permissionSet: Resource): string[] {
  return listOf(known(permissionSet.properties.ManagedPolicies, "'ManagedPolicies'")).map((arn) => String(arn).replace(/^.*\//, '')).filter((name) => WRITES_EVERYWHERE.test(name));
}
