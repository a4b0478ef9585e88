import { Grant } from './grant';
import { WorkflowContext } from '../engine/context';
import { rule } from '../engine/hand-overs';
import { literal } from '../engine/jsonata';
import { KindName, RuleData, Rulebook } from '../engine/rule-data';
import { TargetParts } from '../target-parts';

/** What a kind asks of a person to whom it is granted. */
export interface Requester {
  readonly name: string;
  /** Id in the identity store. */
  readonly _userId?: string;
  readonly _iamUserArns: readonly string[];
}

/** What a requester lacks: what must hold, and what to do. */
export interface Lack {
  readonly requirement: string;
  readonly fix: string;
}

/** Everything by which one kind of access differs from another. Code that holds for all kinds asks this, and compares no names. */
export interface TargetKind {
  /** Name in rules, in definitions and in the ledger. It never changes: access that was given is taken back by it. */
  readonly name: KindName;
  /** Whether a rule names accounts or organizational units. */
  readonly accounts: 'required' | 'optional' | 'none';
  /** Whether Identity Center gives it, which must know the requester then. */
  readonly byIdentityCenter: boolean;
  /** Whether it is given to the grantee whom the request recorded: decisions then check that the registry still says so. */
  readonly fixedGrantee: boolean;
  /** Whether one document holds what all grantees have, so that their accesses stand together in the ledger. */
  readonly oneDocument: boolean;
  /** Whether it gives sessions of a role that are denied by that role's policy if they end early. A schedule removes the deny. */
  readonly deniesSessions: boolean;
  /** Expression of the grantee, from an expression of the person. By default the person's Identity Center user, or else the person. */
  readonly grantee?: (person: string) => string;
  /** What is missing for a person to be granted it under a rule, if anything. */
  readonly lackOf?: (rule: string, parts: TargetParts, person: Requester) => Lack | undefined;
  /** What a rule's data has only for this kind. */
  readonly ruleData?: (parts: TargetParts, people: readonly Requester[]) => Partial<RuleData>;
  /** How it is given and taken back: one way for all targets of the kind, or one for each. */
  readonly grants: (context: WorkflowContext, instanceArn: string) => Grant[];
}

/** The rules that grant this kind. */
export function rulesOf({ rules }: Rulebook, { name }: Pick<TargetKind, 'name'>): RuleData[] {
  return Object.values(rules).filter(({ kind }) => kind === name);
}

/** What the rules of a kind grant, each once. */
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

/** Only users of Identity Center can be granted what it gives. */
export const identityCenterUser = (given: string): TargetKind['lackOf'] => (name, _, person) => (person._userId !== undefined ? undefined : {
  requirement: `must be users of Identity Center, since rule '${name}' grants ${given}`,
  fix: 'add PersonPrincipal.identityCenterUser to the person',
});
