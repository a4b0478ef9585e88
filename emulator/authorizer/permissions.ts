import { read, requestOf } from './decide';
import { PolicyText, Question } from './question';
import { evaluate, isKnownKey, PolicyInput } from 'cdk-break-glass/internal';

/** One action on one resource that a statement of a role's policies allows. */
export interface Permission {
  readonly policy: string;
  /** Text of the policy, read. */
  readonly document: any;
  /** Number of the statement in the policy, from one. */
  readonly statement: number;
  readonly action: string;
  readonly resource: string;
}

interface Known {
  readonly policies: Map<string, PolicyText>;
  readonly questions: Map<string, Question>;
}

const NOT_NOW = { 'aws:CurrentTime': '', 'aws:EpochTime': '', 'aws:TokenIssueTime': '' };

/** What the roles' policies were needed for: the questions of each role that were answered with yes. */
export class UsedPermissions {
  private readonly roles = new Map<string, Known>();

  public note(question: Question): void {
    const { role, identity = [], action, resource, context } = question;
    if (role === undefined) return;
    let known = this.roles.get(role);
    if (!known) this.roles.set(role, known = { policies: new Map(), questions: new Map() });
    for (const policy of identity) known.policies.set(policy.name, policy);
    // Thousands of calls differ in nothing but the time, and the item that they are about.
    known.questions.set(JSON.stringify([action, resource, { ...context, ...NOT_NOW, 'dynamodb:LeadingKeys': leading(context) }]), question);
  }

  /** ARNs of the roles that did something. */
  public get callers(): string[] {
    return [...this.roles.keys()];
  }

  /** Permissions of a role that no call needed. Of each action in a statement, one resource at a time. */
  public idle(role: string, policies: readonly PolicyText[] = [...this.roles.get(role)?.policies.values() ?? []]): Permission[] {
    const questions = [...this.roles.get(role)?.questions.values() ?? []];
    return policies.flatMap((policy) => grains(policy).filter(({ document, permission }) => (
      !questions.some((question) => sameAction(question.action, permission.action)
        && evaluate(requestOf(question), { identity: [{ name: policy.name, document }], resource: accountDecides(question) }, { isKnownKey }).verdict === 'allowed')
    )).map(({ permission }) => permission));
  }

  public clear(): void {
    this.roles.clear();
  }
}

/** Trusts and keys must let in the account before identity policies count at all: here only the latter are looked at. */
const ACCOUNT_DECIDES = new Map<string, PolicyInput>();

function accountDecides({ principal, resourcePolicy }: Question): PolicyInput | undefined {
  if (resourcePolicy === undefined) return undefined;
  const account = principal.split(':')[4];
  let policy = ACCOUNT_DECIDES.get(account);
  if (!policy) {
    policy = { name: 'the account decides', document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: '*', Resource: '*' }] } };
    ACCOUNT_DECIDES.set(account, policy);
  }
  return policy;
}

/** Each action and resource of a policy as a policy of its own. */
function grains(policy: PolicyText): { readonly permission: Permission; readonly document: object }[] {
  const { Version, Statement } = read(policy).document;
  return [Statement].flat().flatMap((statement: any, index: number) => statement.Effect !== 'Allow' ? [] : (
    [statement.Action].flat().flatMap((action: string) => [statement.Resource].flat().map((resource: string) => ({
      permission: { policy: policy.name, document: read(policy).document, statement: index + 1, action, resource },
      document: { Version, Statement: [{ ...statement, Action: action, Resource: resource }] },
    })))));
}

/** Quick no's, before the evaluator is asked. */
function sameAction(asked: string, allowed: string): boolean {
  return allowed.includes('*') || asked.toLowerCase() === allowed.toLowerCase();
}

/** Which partitions of the ledger: `REQUEST#…` becomes `REQUEST#`. */
function leading(context: Question['context']): string {
  return [context['dynamodb:LeadingKeys'] ?? []].flat().map((key) => key.split('#')[0]).sort().join();
}
