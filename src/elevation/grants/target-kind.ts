import { Grant } from './grant';
import { WorkflowContext } from '../engine/context';
import { rule } from '../engine/hand-overs';
import { literal } from '../engine/jsonata';
import { KindName, RuleData, Rulebook } from '../engine/rule-data';
import { TargetParts } from '../target-parts';

/** A person who requests access, as far as kinds differ. */
export interface Requester {
  readonly name: string;
  /** Id in the identity store. */
  readonly _userId?: string;
  readonly _iamUserArns: readonly string[];
}

/** A requirement that a requester doesn't meet, and how to fix it. */
export interface Lack {
  readonly requirement: string;
  readonly fix: string;
}

/** Strategy of one kind of access: everything in which it differs from other kinds. Other code asks these fields and doesn't compare names. */
export interface TargetKind {
  /** Name in rules, definitions and the ledger. It never changes, since existing access is revoked by it. */
  readonly name: KindName;
  /** Whether a rule names accounts or organizational units. */
  readonly accounts: 'required' | 'optional' | 'none';
  /** Whether Identity Center grants it. Requesters must then be its users. */
  readonly byIdentityCenter: boolean;
  /** Whether it is granted to the grantee in the request. A decision then checks that the registry still names this grantee. */
  readonly fixedGrantee: boolean;
  /** Whether one document holds the access of all grantees. Their rows in the ledger then have one partition key. */
  readonly oneDocument: boolean;
  /** Whether a deny in the role's policy ends sessions early. A schedule removes the deny. */
  readonly deniesSessions: boolean;
  /** Expression of the grantee, given an expression of the person. Default: the person's Identity Center user, or the person. */
  readonly grantee?: (person: string) => string;
  /** The requirement of this kind that a person doesn't meet, if any. */
  readonly lackOf?: (rule: string, parts: TargetParts, person: Requester) => Lack | undefined;
  /** Fields of a rule's data that only this kind has. */
  readonly ruleData?: (parts: TargetParts, people: readonly Requester[]) => Partial<RuleData>;
  /** States that grant and revoke it: one grant for all targets, or one for each target. */
  readonly grants: (context: WorkflowContext, instanceArn: string) => Grant[];
}

/** The rules that grant this kind. */
export function rulesOf({ rules }: Rulebook, { name }: Pick<TargetKind, 'name'>): RuleData[] {
  return Object.values(rules).filter(({ kind }) => kind === name);
}

/** Resources that the rules of a kind grant, without duplicates. */
export function resourcesOf(rulebook: Rulebook, kind: Pick<TargetKind, 'name'>): string[] {
  return [...new Set(rulesOf(rulebook, kind).map(({ resource }) => resource))];
}

/** Expression: whether `$rule` grants one of these kinds. */
export function isOf(...kinds: readonly Pick<TargetKind, 'name'>[]): string {
  const names = kinds.map(({ name }) => literal(name));
  return names.length === 1 ? `${rule('kind')} = ${names[0]}` : `${rule('kind')} in [${names.join(', ')}]`;
}

/** Expression: whether `$rule` grants another kind. */
export const isNotOf = ({ name }: Pick<TargetKind, 'name'>) => `${rule('kind')} != ${literal(name)}`;

/** Requirement: the requester is a user of Identity Center. */
export const identityCenterUser = (given: string): TargetKind['lackOf'] => (name, _, person) => (person._userId !== undefined ? undefined : {
  requirement: `must be users of Identity Center, since rule '${name}' grants ${given}`,
  fix: 'add PersonPrincipal.identityCenterUser to the person',
});
