import { TargetParts } from '../target-parts';

/** Kind of what is granted, as it stands in rules, in definitions and in the ledger. */
export type KindName = 'assignment' | 'membership' | 'session' | 'window' | 'custom';

/** A field that each request must have. */
export interface FieldData {
  readonly name: string;
  readonly description: string;
  /** Index in the rulebook's patterns. */
  readonly pattern: number;
}

/** A rule as the workflows read it: part of their definitions. People are named by their id. */
export interface RuleData {
  readonly name: string;
  readonly kind: KindName;
  /** ARN, group id or name of what is granted. */
  readonly resource: string;
  /** What is granted, for people. */
  readonly title: string;
  readonly accounts: readonly string[];
  /** Organizational units whose accounts can be asked for as well. */
  readonly units: readonly string[];
  /** Whether requests name accounts. */
  readonly places: boolean;
  /** IAM user ARN of each person for whom a sealed role can be opened. */
  readonly users?: { readonly [person: string]: string };
  readonly requesters: readonly string[];
  readonly requesterGroups: readonly string[];
  readonly approvers: readonly string[];
  readonly approverGroups: readonly string[];
  readonly quorum: number;
  /** Longest access. */
  readonly minutes: number;
  /** People whose requests the rule itself approves. */
  readonly automatic: readonly string[];
  /** People who can approve as well after `fallbackMinutes`. */
  readonly fallback: readonly string[];
  readonly fallbackMinutes: number;
  /** People who can approve alone, without the quorum. */
  readonly bypass: readonly string[];
  readonly revokers: readonly string[];
  /** Life of an undecided request. */
  readonly expiryMinutes: number;
  /** How far ahead access can be scheduled; 0 if it can't. */
  readonly aheadMinutes: number;
  readonly fields: readonly FieldData[];
}

/** What is granted, with what only the workflows that grant it need. */
export interface TargetData {
  readonly resource: string;
  readonly parts: TargetParts;
}

/** People and rules as the workflows read them. It is part of their definitions: changing a rule is a deployment. */
export interface Rulebook {
  /** The person of each principal. */
  readonly people: { readonly [key: string]: string };
  /** The Identity Center user of each person who has one. */
  readonly userIds: { readonly [person: string]: string };
  readonly rules: { readonly [name: string]: RuleData };
  /** Patterns of the rules' fields. */
  readonly patterns: readonly string[];
  /** Session policies by their rule. Only the broker reads them. */
  readonly sessionPolicies: { readonly [rule: string]: string };
  readonly targets: readonly TargetData[];
}
