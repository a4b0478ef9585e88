/** A policy as the emulated services keep it: its name, and its text. */
export interface PolicyText {
  readonly name: string;
  readonly text: string;
}

/** What a service asks before it does something: one action on one resource. */
export interface Question {
  /** ARN of a role's session, or name of a service. */
  readonly principal: string;
  /** ARN of the session's role. */
  readonly role?: string;
  /** Policies of the principal: inline, managed, and the boundary. */
  readonly identity?: readonly PolicyText[];
  readonly boundary?: PolicyText;
  readonly action: string;
  /** ARN, or `*` for an action without resources. */
  readonly resource: string;
  readonly resourceAccount?: string;
  /** Policy of the resource, or trust policy of the role. */
  readonly resourcePolicy?: PolicyText;
  /** Exactly the keys which the service sends. */
  readonly context: { readonly [key: string]: string | readonly string[] };
}

/** Why a question is refused. */
export interface Refusal {
  readonly action: string;
  readonly resource: string;
  readonly principal: string;
  /** As AWS writes it. */
  readonly message: string;
  /** What our evaluator says: policy and statement. */
  readonly because: string;
}
