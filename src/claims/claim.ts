import { AccessModel, NamedPolicy } from './model';

/** How a claim is proven: by simulating policies, by looking at the template, or by running records through the alarms. */
export type ProofKind = 'simulation' | 'template' | 'detection';

/**
 * A promise of the library, as data.
 *
 * `questions` turns it into questions about a synthesized assembly. The claim holds when every answer is the expected
 * one. A claim that has nothing to ask about an assembly doesn't apply to it.
 */
export interface Claim {
  readonly id: string;
  readonly title: string;
  /** Numbers of the threat list in docs/threat-model.md. */
  readonly threats: readonly number[];
  readonly proof: ProofKind;
  /** The claim promises that something is possible, not that something is impossible. */
  readonly ability?: boolean;
  readonly questions: (model: AccessModel) => Question[];
}

export type Question = AccessQuestion | Fact | DetectionQuestion;

interface QuestionBase {
  /** Name of the principal or resource that the question is about. */
  readonly subject: string;
  /** The question as a sentence. */
  readonly text: string;
}

/** Is this request allowed? Answered by a policy simulator. */
export interface AccessQuestion extends QuestionBase {
  readonly kind: 'access';
  readonly expect: 'allowed' | 'denied';
  readonly request: AccessRequest;
}

export interface AccessRequest {
  readonly principalArn: string;
  readonly action: string;
  /** ARN of the resource. Without it the simulator makes up one of the type that the action works on. */
  readonly resource?: string;
  readonly account: string;
  readonly context: { readonly [key: string]: string | string[] };
  readonly identityPolicies: readonly NamedPolicy[];
  readonly boundary?: NamedPolicy;
  readonly resourcePolicy?: any;
  readonly sessionPolicy?: any;
}

/** A statement about the template, already answered. */
export interface Fact extends QuestionBase {
  readonly kind: 'fact';
  readonly holds: boolean;
  readonly evidence: string;
}

/** Does this record raise an alarm? Answered by the engines for metric filters and event patterns. */
export interface DetectionQuestion extends QuestionBase {
  readonly kind: 'detection';
  readonly expect: 'alarm' | 'silent';
  readonly record: any;
  /** The layer to ask. Each layer must see the record by itself. */
  readonly layer: 'filters' | 'rules';
  /** Filter patterns, or event patterns, of the alarms that are wired to a target. */
  readonly patterns: readonly any[];
}

export function fact(subject: string, text: string, holds: boolean, evidence: string): Fact {
  return { kind: 'fact', subject, text, holds, evidence };
}
