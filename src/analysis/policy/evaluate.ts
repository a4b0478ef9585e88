/**
 * Decides requests by IAM policies, as AWS documents it: identity policies, boundary, session policy, resource policy, service control
 * policies and resource control policies together, in one account and across accounts.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import { KnownKey } from './conditions';
import { Values } from './pattern';
import { applies, compilePolicy, CompiledStatement, reach } from './policy';
import { prepare, RequestContext } from './prepared';
import { Named, needsResourcePolicy, RequestPrincipal } from './principals';
import { and, or, Tri } from './tri';

/** A policy with the name by which answers call it. */
export interface PolicyInput {
  readonly name: string;
  readonly document: any;
}

export interface PolicyRequest {
  /** ARN, name of a service, identity provider, or `*`. */
  readonly principal: string;
  /** `service:Action`. */
  readonly action: string;
  /**
   * ARN, or `*` for an action that works on no resource.
   *
   * @default - any resource: decided only where the answer is the same for all of them
   */
  readonly resource?: string;
  /**
   * Account of the resource.
   *
   * @default - the one in the resource's ARN, or that of the principal
   */
  readonly resourceAccount?: string;
  readonly context?: RequestContext;
}

export interface Policies {
  readonly identity?: readonly PolicyInput[];
  readonly boundary?: PolicyInput;
  /** Of a session: the policies that were given when it was made. */
  readonly session?: readonly PolicyInput[];
  /** Policy of the resource: a trust, or that of a key, topic, secret, queue, bus or bucket. */
  readonly resource?: PolicyInput;
  /** Service control policies, a list for each level from the root to the account. */
  readonly serviceControl?: readonly (readonly PolicyInput[])[];
  /** Resource control policies, a list for each level. */
  readonly resourceControl?: readonly (readonly PolicyInput[])[];
}

export type Verdict = 'allowed' | 'denied' | 'undecided';

export interface PolicyAnswer {
  readonly verdict: Verdict;
  /** Whether a statement denies it, rather than none allowing it. */
  readonly explicit: boolean;
  /** What decided: the kind of policy, its name, and the statement. */
  readonly because: string;
}

export interface EvaluatorOptions {
  /**
   * Tells condition keys that exist from misspelt ones, in lower case. A statement that asks for another key, which the request doesn't
   * have, is undecided.
   *
   * @default - every key exists
   */
  readonly isKnownKey?: KnownKey;
}

export type { RequestContext } from './prepared';

const EVERY_KEY: KnownKey = () => true;

/** Decides one request. What the answer is because of is put into words only when somebody reads it. */
export function evaluate(request: PolicyRequest, policies: Policies, options: EvaluatorOptions = {}): PolicyAnswer {
  return new Evaluation(request, policies, options.isKnownKey ?? EVERY_KEY);
}

/**
 * Not even a deny stops it.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
const NEEDS_NO_PERMISSION = /^sts:getcalleridentity$/i;

class Evaluation implements PolicyAnswer {
  public readonly verdict: Verdict;
  public readonly explicit: boolean;
  private readonly values: Values;
  private readonly principal: RequestPrincipal;
  /** In the order in which they are named. An explicit deny ends the evaluation. */
  private readonly opinions: Opinion[] = [];

  constructor(private readonly request: PolicyRequest, private readonly policies: Policies, private readonly isKnown: KnownKey) {
    const prepared = prepare(request.context, request.principal);
    this.values = prepared.values;
    this.principal = prepared.principal;
    const allowed = this.decide();
    this.explicit = allowed === false && this.opinions.some(({ denies }) => denies === true);
    this.verdict = allowed ? 'allowed' : allowed === false ? 'denied' : 'undecided';
  }

  public get because(): string {
    if (this.opinions.length === 0) { return 'allowed to everybody, whatever policies say'; }
    const named = (kind: Kind) => this.opinions.find((opinion) => opinion.kind === kind);
    switch (this.verdict) {
      case 'allowed': return `allowed by ${[named('resource policy')?.allow, named('identity policy')?.allow].filter(Boolean).map(String).join(', ') || 'the root user of its account'}`;
      case 'undecided': return 'a condition can\'t be decided';
      case 'denied': {
        const deny = this.opinions.find(({ denies }) => denies === true)?.deny;
        const silent = new Set(this.opinions.filter(({ allows }) => allows !== true).map(({ kind }) => (/ control /.test(kind) ? 'service or resource control policy' : kind)));
        return deny ? `denied by ${deny}` : `not allowed by any statement of ${[...silent].join(', ') || 'the resource policy'}`;
      }
    }
  }

  private decide(): Tri {
    if (NEEDS_NO_PERMISSION.test(this.request.action)) { return true; }
    const { identity, boundary, session, resource, serviceControl, resourceControl } = this.policies;
    const own = this.opinion('identity policy', identity ?? []);
    if (own.denies) { return false; }
    const bound = boundary && this.opinion('boundary', [boundary]);
    if (bound?.denies) { return false; }
    const limit = session && this.opinion('session policy', session);
    if (limit?.denies) { return false; }
    const given = resource && this.opinion('resource policy', [resource]);
    if (given?.denies) { return false; }
    serviceControl?.forEach((level) => this.opinion('service control policy', level));
    resourceControl?.forEach((level) => this.opinion('resource control policy', level));

    let allowed = this.granted(own, bound, limit, given);
    for (const { kind, denies, allows } of this.opinions) {
      if (denies) { return false; }
      if (denies === undefined) { allowed = and(allowed, undefined); }
      if (kind === 'service control policy' || kind === 'resource control policy') { allowed = and(allowed, allows); }
    }
    return allowed;
  }

  /** Whether the principal is allowed it, denies apart. */
  private granted(own: Opinion, bound: Opinion | undefined, limit: Opinion | undefined, given: Opinion | undefined): Tri {
    const { kind } = this.principal;
    if (kind === 'service' || kind === 'federated' || kind === 'anonymous') { return given?.self ?? false; }
    const inBounds = and(bound ? bound.allows : true, limit ? limit.allows : true);
    const byIdentity = and(kind === 'root' ? true : own.allows, inBounds);
    if (!this.sameAccount()) { return and(byIdentity, given ? given.allows : false); }
    // A resource policy that names the principal itself passes by what is merely not allowed; one that names a session's role doesn't pass by boundary and session policy.
    const direct = given ? or(given.self, and(given.role, inBounds)) : false;
    if (needsResourcePolicy(this.request.action, given !== undefined)) { return or(direct, and(given ? given.account : false, byIdentity)); }
    return or(direct, byIdentity);
  }

  private sameAccount(): boolean {
    const account = this.request.resourceAccount ?? (this.request.resource?.split(':')[4] || this.principal.account);
    return account === this.principal.account;
  }

  private opinion(kind: Kind, policies: readonly PolicyInput[]): Opinion {
    const opinion = new Opinion(kind);
    this.opinions.push(opinion);
    for (const policy of policies) {
      const compiled = compilePolicy(policy.document, this.isKnown);
      for (const number of compiled.about(this.request.action)) {
        const statement = compiled.statement(number);
        const level = kind === 'resource policy' ? reach(statement, this.principal) : Named.SELF;
        if (level !== Named.NO) { opinion.add(policy, statement, level, applies(statement, this.request.resource, this.values)); }
      }
    }
    return opinion;
  }
}

type Kind = 'identity policy' | 'boundary' | 'session policy' | 'resource policy' | 'service control policy' | 'resource control policy';

/** What one kind of policies says about one request. */
class Opinion {
  public denies: Tri = false;
  /** What it allows, by how directly a resource policy names the principal; policies of other kinds say everything of the principal itself. */
  public self: Tri = false;
  public role: Tri = false;
  public account: Tri = false;
  /** The first statements that do. */
  public deny?: Statement;
  public allow?: Statement;

  constructor(public readonly kind: Kind) {}

  public get allows(): Tri {
    return or(this.self, or(this.role, this.account));
  }

  public add(policy: PolicyInput, statement: CompiledStatement, level: Named, holds: Tri): void {
    if (holds === false) { return; }
    if (statement.effect === 'Deny') {
      this.denies = or(this.denies, holds);
      if (holds) { this.deny ??= new Statement(this.kind, policy, statement); }
      return;
    }
    if (level === Named.SELF) { this.self = or(this.self, holds); }
    if (level === Named.ROLE) { this.role = or(this.role, holds); }
    if (level === Named.ACCOUNT) { this.account = or(this.account, holds); }
    if (holds) { this.allow ??= new Statement(this.kind, policy, statement); }
  }
}

/** A statement with the policy that it is in. */
class Statement {
  constructor(private readonly kind: Kind, private readonly policy: PolicyInput, private readonly statement: CompiledStatement) {}

  public toString(): string {
    return `${this.kind} ${this.policy.name}, ${this.statement.name}`;
  }
}
