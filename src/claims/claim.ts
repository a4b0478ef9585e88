import { AccessModel, NamedPolicy, PrincipalModel, ResourceModel } from './model';
import { FactId } from './unproven-facts';

/** How a claim is proven: by evaluating policies, by looking at the template, or by running records through the alarms. */
export type ProofKind = 'policy' | 'template' | 'detection';

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
  /** What it takes for granted of AWS, and no offline proof can show. */
  readonly restsOn?: readonly FactId[];
  /** The claim promises that something is possible, not that something is impossible. */
  readonly ability?: boolean;
  /** It asks for what only the library writes, so it says nothing about users and roles of other templates. */
  readonly ownOnly?: boolean;
  /** What to do about a counter-example, as one sentence. */
  readonly remedy?: string;
  /** Asked one after the other: an organization has millions of them. */
  readonly questions: (model: AccessModel) => Iterable<Question>;
}

export type Question = AccessQuestion | Fact | DetectionQuestion | Assumption;

interface QuestionBase {
  /** Name of the principal or resource that the question is about. */
  readonly subject: string;
  /** The resource that has to change if the answer is wrong. */
  readonly about?: ResourceModel;
  /** The question as a sentence. */
  readonly text: string;
}

/** Is this request allowed? Answered by the policy evaluator. */
export interface AccessQuestion extends QuestionBase {
  readonly kind: 'access';
  readonly expect: 'allowed' | 'denied';
  readonly request: AccessRequest;
  /** The principal stands for another that no template names: what policies of the organization say about its name and its account means nothing. */
  readonly standsForAnother?: boolean;
}

export interface AccessRequest {
  readonly principalArn: string;
  readonly action: string;
  /** ARN of the resource. Without it the question is about any resource. */
  readonly resource?: string;
  readonly account: string;
  readonly context: { readonly [key: string]: string | string[] };
  readonly identityPolicies: readonly NamedPolicy[];
  readonly boundary?: NamedPolicy;
  readonly resourcePolicy?: any;
  readonly sessionPolicy?: any;
  /** Policies of the organization that the app makes, for the caller's account and for that of the resource. */
  readonly serviceControl?: readonly NamedPolicy[];
  readonly resourceControl?: readonly NamedPolicy[];
}

/** A statement about the template, already answered. */
export interface Fact extends QuestionBase {
  readonly kind: 'fact';
  readonly holds: boolean;
  readonly evidence: string;
}

/** Does this record raise an alarm? Answered by the evaluators of metric filters and event patterns. */
export interface DetectionQuestion extends QuestionBase {
  readonly kind: 'detection';
  readonly expect: 'alarm' | 'silent';
  readonly record: any;
  /** The layer to ask. Each layer must see the record by itself. */
  readonly layer: 'filters' | 'rules';
  /** Filter patterns, or event patterns, of the alarms that are wired to a target. */
  readonly patterns: readonly any[];
}

/** Something that lies outside of the templates, and how to look at it in the account. It is no failure: reports list it. */
export interface Assumption extends QuestionBase {
  readonly kind: 'assumption';
  /** A command of the AWS CLI that shows it. */
  readonly check: string;
}

/** What a question is about: a principal, a resource of a template, or a name. */
export type Subject = PrincipalModel | ResourceModel | string;

export function fact(subject: Subject, text: string, holds: boolean, evidence: string): Fact {
  return { kind: 'fact', ...identified(subject), text, holds, evidence };
}

export function assumed(subject: Subject, text: string, check: string): Assumption {
  return { kind: 'assumption', ...identified(subject), text, check };
}

export function identified(subject: Subject): { readonly subject: string; readonly about?: ResourceModel } {
  if (typeof subject === 'string') { return { subject }; }
  return 'resource' in subject ? { subject: subject.name, about: subject.resource } : { subject: nameOf(subject), about: subject };
}

/** The questions about each of many, one after the other. */
export function* each<T>(things: readonly T[], questions: (thing: T) => Iterable<Question>): Iterable<Question> {
  for (const thing of things) { yield* questions(thing); }
}

const NAMES = ['FilterName', 'AlarmName', 'TopicName', 'RoleName', 'UserName', 'ManagedPolicyName', 'Name'];

/** The name that a resource has in its account, or the logical id where CloudFormation makes one up. */
export function nameOf({ props, logicalId }: ResourceModel): string {
  const found = NAMES.map((prop) => props?.[prop]).find((name) => typeof name === 'string');
  return found ?? logicalId;
}
