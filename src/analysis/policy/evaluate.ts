/**
 * Decides requests by IAM policies, as AWS documents it: identity policies, boundary, session policy, resource policy, service control
 * policies and resource control policies together, in one account and across accounts.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import { KnownKey } from './conditions';
import { Values } from './pattern';
import { applies, compilePolicy, CompiledStatement, reach } from './policy';
import { Named, principalOf, RequestPrincipal } from './principals';
import { and, not, or, Tri } from './tri';

/** A policy with the name by which answers call it. */
export interface PolicyInput {
  readonly name: string;
  readonly document: any;
}

/** Values of condition keys. A key that isn't there is absent from the request. */
export type RequestContext = { readonly [key: string]: string | readonly string[] };

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

const EVERY_KEY: KnownKey = () => true;

/** One kind of policies, asked about one request. */
interface Opinion {
  readonly denies: Tri;
  readonly allows: Tri;
  readonly deny?: string;
  readonly allow?: string;
}

/** Decides one request. */
export function evaluate(request: PolicyRequest, policies: Policies, options: EvaluatorOptions = {}): PolicyAnswer {
  return new Evaluation(request, policies, options.isKnownKey ?? EVERY_KEY).answer();
}

/** Contexts are prepared once: many questions share one. */
const prepared = new WeakMap<RequestContext, Values>();

function valuesOf(context: RequestContext): Values {
  let values = prepared.get(context);
  if (!values) {
    values = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), typeof value === 'string' ? [value] : value]));
    prepared.set(context, values);
  }
  return values;
}

const NO_CONTEXT: RequestContext = {};

/** Resources whose own policy must let the principal in: without it no identity policy reaches them. */
const ASSUMING = /^sts:(assumerole|assumerolewithsaml|assumerolewithwebidentity|tagsession|setsourceidentity|setcontext)$/i;

class Evaluation {
  private readonly values: Values;
  private readonly principal: RequestPrincipal;

  constructor(private readonly request: PolicyRequest, private readonly policies: Policies, private readonly isKnown: KnownKey) {
    this.values = valuesOf(request.context ?? NO_CONTEXT);
    this.principal = principalOf(request.principal, this.values.get('aws:principalarn')?.[0]);
  }

  public answer(): PolicyAnswer {
    const { identity = [], boundary, session, resource, serviceControl = [], resourceControl = [] } = this.policies;
    const own = this.opinion('identity policy', identity);
    const bound = boundary && this.opinion('boundary', [boundary]);
    const limit = session && this.opinion('session policy', session);
    const levels = [...serviceControl.map((level) => this.opinion('service control policy', level)), ...resourceControl.map((level) => this.opinion('resource control policy', level))];
    const given = resource && this.resourceOpinion(resource);
    const all = [own, bound, limit, given, ...levels].filter((opinion) => opinion !== undefined);

    const denies = or(...all.map((opinion) => opinion.denies));
    const granted = this.granted(own, bound, limit, given);
    const inLevels = and(...levels.map(({ allows }) => allows));
    const allowed = and(not(denies), granted, inLevels);
    if (allowed === true) { return { verdict: 'allowed', explicit: false, because: `allowed by ${[given?.allow, own.allow].filter(Boolean).join(', ') || 'the root user of its account'}` }; }
    const deny = all.find((opinion) => opinion.denies === true)?.deny;
    if (deny !== undefined) { return { verdict: 'denied', explicit: true, because: `denied by ${deny}` }; }
    if (allowed === undefined) { return { verdict: 'undecided', explicit: false, because: 'a condition can\'t be decided' }; }
    return { verdict: 'denied', explicit: false, because: `not allowed by any statement of ${this.silent(own, bound, limit, given, levels)}` };
  }

  /** Whether the principal is allowed it, denies apart. */
  private granted(own: Opinion, bound: Opinion | undefined, limit: Opinion | undefined, given: ResourceOpinion | undefined): Tri {
    const { kind } = this.principal;
    if (kind === 'service' || kind === 'federated' || kind === 'anonymous') { return given?.self ?? false; }
    const inBounds = and(bound ? bound.allows : true, limit ? limit.allows : true);
    const byIdentity = and(kind === 'root' ? true : own.allows, inBounds);
    if (!this.sameAccount()) { return and(byIdentity, given?.allows ?? false); }
    // A resource policy that names the principal itself passes by what is merely not allowed; one that names a session's role doesn't pass by boundary and session policy.
    const direct = or(given?.self ?? false, and(given?.role ?? false, inBounds));
    if (this.needsResourcePolicy()) { return or(direct, and(given?.account ?? false, byIdentity)); }
    return or(direct, byIdentity);
  }

  private needsResourcePolicy(): boolean {
    const { action } = this.request;
    return ASSUMING.test(action) || (/^kms:/i.test(action) && this.policies.resource !== undefined);
  }

  private sameAccount(): boolean {
    const account = this.request.resourceAccount ?? (this.request.resource?.split(':')[4] || this.principal.account);
    return account === this.principal.account;
  }

  private opinion(kind: string, policies: readonly PolicyInput[]): Opinion {
    let denies: Tri = false;
    let allows: Tri = false;
    let deny: string | undefined;
    let allow: string | undefined;
    for (const { name, document } of policies) {
      for (const statement of compilePolicy(document, this.isKnown).about(this.request.action)) {
        const holds = applies(statement, this.request.resource, this.values);
        if (holds === false) { continue; }
        if (statement.effect === 'Deny') {
          denies = or(denies, holds);
          if (holds) { deny ??= `${kind} ${name}, ${statement.name}`; }
        } else {
          allows = or(allows, holds);
          if (holds) { allow ??= `${kind} ${name}, ${statement.name}`; }
        }
      }
    }
    return { denies, allows, deny, allow };
  }

  private resourceOpinion({ name, document }: PolicyInput): ResourceOpinion {
    const opinion = new ResourceOpinion();
    for (const statement of compilePolicy(document, this.isKnown).about(this.request.action)) {
      const level = reach(statement, this.principal);
      if (level === Named.NO) { continue; }
      opinion.add(statement, level, applies(statement, this.request.resource, this.values), `resource policy ${name}, ${statement.name}`);
    }
    return opinion;
  }

  private silent(
    own: Opinion, bound: Opinion | undefined, limit: Opinion | undefined, given: Opinion | undefined, levels: readonly Opinion[],
  ): string {
    const asked: readonly (readonly [string, Opinion | undefined])[] = [
      ['identity policy', own], ['boundary', bound], ['session policy', limit], ['resource policy', given],
      ...levels.map((level) => ['service or resource control policy', level] as const),
    ];
    return [...new Set(asked.filter(([, opinion]) => opinion && opinion.allows !== true).map(([kind]) => kind))].join(', ') || 'the resource policy';
  }
}

/** What a resource policy says, by how directly it names the principal. */
class ResourceOpinion implements Opinion {
  public denies: Tri = false;
  public self: Tri = false;
  public role: Tri = false;
  public account: Tri = false;
  public deny?: string;
  public allow?: string;

  public get allows(): Tri {
    return or(this.self, this.role, this.account);
  }

  public add({ effect }: CompiledStatement, level: Named, holds: Tri, name: string): void {
    if (holds === false) { return; }
    if (effect === 'Deny') {
      this.denies = or(this.denies, holds);
      if (holds) { this.deny ??= name; }
      return;
    }
    if (level === Named.SELF) { this.self = or(this.self, holds); }
    if (level === Named.ROLE) { this.role = or(this.role, holds); }
    if (level === Named.ACCOUNT) { this.account = or(this.account, holds); }
    if (holds) { this.allow ??= name; }
  }
}
