import { ACCOUNT_ASSIGNMENT } from './account-assignment';
import { ACTIVATION_WINDOW } from './activation-window';
import { CUSTOM } from './custom';
import { GROUP_MEMBERSHIP } from './group-membership';
import { SCOPED_SESSION } from './scoped-session';
import { isOf, rulesOf, TargetKind } from './target-kind';
import { Rulebook } from '../engine/rule-data';

/** All kinds of access. */
export const KINDS: readonly TargetKind[] = [ACCOUNT_ASSIGNMENT, GROUP_MEMBERSHIP, SCOPED_SESSION, ACTIVATION_WINDOW, CUSTOM];

/** The kinds that the rules grant. */
export const kindsIn = (rulebook: Rulebook) => KINDS.filter((kind) => rulesOf(rulebook, kind).length > 0);

/** Roles whose policies deny sessions that ended early. */
export function deniedRoles({ rules }: Rulebook): string[] {
  const names = KINDS.filter(({ deniesSessions }) => deniesSessions).map(({ name }) => name);
  return Object.values(rules).filter(({ kind }) => names.includes(kind)).map(({ resource }) => resource);
}

/** Expression of the grantee of a person under `$rule`. */
export function granteeOf(person: string): string {
  const own = KINDS.flatMap((kind) => (kind.grantee ? `${isOf(kind)} ? ${kind.grantee(person)} : ` : []));
  return `(${own.join('')}$exists($lookup($userIds, ${person})) ? $lookup($userIds, ${person}) : ${person})`;
}

/** Expression: whether `$rule` grants access through Identity Center. */
export const BY_IDENTITY_CENTER = isOf(...KINDS.filter(({ byIdentityCenter }) => byIdentityCenter));

/** Expression: whether `$rule` grants a kind without a fixed grantee. */
export const NO_FIXED_GRANTEE = isOf(...KINDS.filter(({ fixedGrantee }) => !fixedGrantee));
