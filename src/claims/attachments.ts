import { ANY_ACCOUNT } from './assembly';
import { SynthesizedStack } from './resolve';
import { ResourceModel } from './resource';

export interface NamedPolicy {
  readonly name: string;
  readonly document: any;
}

/** What a principal's permissions consist of. */
export interface AttachedPolicies {
  readonly policies: NamedPolicy[];
  /** Managed policies and groups whose text isn't in the templates. */
  readonly opaque: string[];
}

export type Kind = 'user' | 'role' | 'group';

const LISTS: readonly (readonly [Kind, string])[] = [['user', 'Users'], ['role', 'Roles'], ['group', 'Groups']];

/** Resources that attach one policy to one principal, and where they name it. */
const ATTACHED_TO_ONE: { readonly [type: string]: readonly [Kind, string] } = {
  'AWS::IAM::UserPolicy': ['user', 'UserName'],
  'AWS::IAM::RolePolicy': ['role', 'RoleName'],
  'AWS::IAM::GroupPolicy': ['group', 'GroupName'],
};

/** The property by which a resource of a type names whom it attaches a policy to; undefined if it attaches none to this kind. */
export function attachesBy(type: string, kind: Kind): string | undefined {
  if (type === 'AWS::IAM::ManagedPolicy' || type === 'AWS::IAM::Policy') { return LISTS.find(([one]) => one === kind)![1]; }
  const [one, prop] = Object.keys(ATTACHED_TO_ONE).includes(type) ? ATTACHED_TO_ONE[type] : [];
  return one === kind ? prop : undefined;
}

/** The policies that any resource of the templates attaches to users, roles and groups, by name and account. */
export class Attachments {
  private readonly attached = new Map<string, ResourceModel[]>();
  private readonly groups = new Map<string, ResourceModel>();
  private readonly memberships = new Map<string, string[]>();

  /**
   * @param arnOf ARN of a managed policy of the templates
   * @param textOf the text of a managed policy by its ARN, as a stack sees it, if the templates tell
   */
  constructor(
    resources: readonly ResourceModel[],
    private readonly arnOf: (policy: ResourceModel) => string,
    private readonly textOf: (arn: string, stack: SynthesizedStack) => any,
  ) {
    for (const resource of resources) { this.read(resource); }
  }

  public of(kind: 'user' | 'role', stack: SynthesizedStack, name: string, props: any): AttachedPolicies {
    const parts = [
      this.direct(kind, stack, name, props),
      ...(kind === 'user' ? this.groupsOf(stack.account, name, props).map((group) => this.ofGroup(stack, group)) : []),
    ];
    return { policies: parts.flatMap(({ policies }) => policies), opaque: parts.flatMap(({ opaque }) => opaque) };
  }

  /** The resources that attach a policy to a principal by its name. */
  public by(kind: Kind, account: string, name: string): readonly ResourceModel[] {
    return [...new Set(found(this.attached, account, `${kind} ${name}`))];
  }

  /** Names of the groups that a user is a member of. */
  public groupsOf(account: string, userName: string, props: any): string[] {
    return [...new Set([...listed(props.Groups), ...found(this.memberships, account, userName)])];
  }

  private read(resource: ResourceModel): void {
    const { type, props, stack: { account } } = resource;
    if (type === 'AWS::IAM::ManagedPolicy' || type === 'AWS::IAM::Policy') {
      for (const [kind, list] of LISTS) {
        for (const name of listed(props[list])) { add(this.attached, keyOf(account, `${kind} ${name}`), resource); }
      }
    } else if (Object.keys(ATTACHED_TO_ONE).includes(type)) {
      const [kind, prop] = ATTACHED_TO_ONE[type];
      add(this.attached, keyOf(account, `${kind} ${props[prop]}`), resource);
    } else if (type === 'AWS::IAM::Group') {
      this.groups.set(keyOf(account, String(props.GroupName ?? `unresolved-${resource.logicalId}`)), resource);
    } else if (type === 'AWS::IAM::UserToGroupAddition') {
      for (const user of listed(props.Users)) { add(this.memberships, keyOf(account, String(user)), String(props.GroupName)); }
    }
  }

  private ofGroup(stack: SynthesizedStack, name: string): AttachedPolicies {
    const group = this.groups.get(keyOf(stack.account, name)) ?? this.groups.get(keyOf(ANY_ACCOUNT, name));
    return group ? this.direct('group', stack, name, group.props) : { policies: [], opaque: [`group ${name}`] };
  }

  private direct(kind: Kind, stack: SynthesizedStack, name: string, props: any): AttachedPolicies {
    const others = this.by(kind, stack.account, name);
    const managed = [...listed(props.ManagedPolicyArns), ...others.filter(({ type }) => type === 'AWS::IAM::ManagedPolicy').map(this.arnOf)];
    const inline = [
      ...listed(props.Policies).map((policy) => ({ name: policy?.PolicyName ?? 'inline policy', document: policy?.PolicyDocument })),
      ...others.filter(({ type }) => type !== 'AWS::IAM::ManagedPolicy')
        .map((policy) => ({ name: policy.props.PolicyName ?? policy.logicalId, document: policy.props.PolicyDocument })),
    ];
    const texts = [...new Set(managed)].map((arn) => ({ arn, name: shortName(arn), document: this.textOf(arn, stack) }));
    return {
      policies: [...inline, ...texts.map(({ name: called, document }) => ({ name: called, document }))]
        .filter(({ document }) => isDocument(document)).map((policy) => ({ ...policy, document: withStatements(policy.document) })),
      opaque: [
        ...texts.filter(({ document }) => !isDocument(document)).map(({ arn }) => arn),
        ...inline.filter(({ document }) => !isDocument(document)).map((policy) => `${policy.name}, whose text isn't known`),
      ],
    };
  }
}

/** IAM finds a name in any case. */
export const keyOf = (account: string, name: string): string => `${account} ${name.toLowerCase()}`;

export function add<T>(to: Map<string, T[]>, key: string, thing: T): void {
  const known = to.get(key);
  if (known) { known.push(thing); } else { to.set(key, [thing]); }
}

/** What is in the account, and what is in stacks for whichever account deploys them: that may be this one. */
export function found<T>(by: ReadonlyMap<string, T[]>, account: string, name: string): readonly T[] {
  const own = by.get(keyOf(account, name)) ?? [];
  return account === ANY_ACCOUNT ? own : [...own, ...by.get(keyOf(ANY_ACCOUNT, name)) ?? []];
}

const listed = (value: any): any[] => [value ?? []].flat();

const isDocument = (document: any): boolean => document !== null && typeof document === 'object';

/** A policy's statements as a list: IAM takes a single one as well. */
export function withStatements(document: any): any {
  return document !== null && typeof document === 'object' && document.Statement !== undefined && !Array.isArray(document.Statement)
    ? { ...document, Statement: [document.Statement] } : document;
}

export function shortName(arn: string): string {
  return String(arn).slice(String(arn).lastIndexOf('/') + 1);
}
