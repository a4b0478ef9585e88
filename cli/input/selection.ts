import { AccessModel, accessModel, Claim, CLAIMS, ResourceModel, RoleModel, Selection, SynthesizedStack, UserModel } from 'cdk-break-glass/internal';
import { TEMPLATE_REMEDIES } from './template-remedies';
import { Values } from '../command/command';
import { UserError } from '../errors';

/** What the options select to be proven. */
export interface Selected {
  readonly model: AccessModel;
  readonly claims: readonly Claim[];
  /** Claims that `--all` leaves out, since they ask for what only the library writes. */
  readonly leftOut: readonly Claim[];
  /** Whether it is `--all`. */
  readonly all: boolean;
}

/** The model under the options `--all`, `--users` and `--roles`, and the claims that make sense for it. */
export function selected(stacks: readonly SynthesizedStack[], values: Values, claims: readonly Claim[] = CLAIMS): Selected {
  const users = (values.users ?? []) as readonly string[];
  const roles = (values.roles ?? []) as readonly string[];
  if (!values.all) {
    const [name] = [...users.length > 0 ? ['--users'] : [], ...roles.length > 0 ? ['--roles'] : []];
    if (name) { throw new UserError(`'${name}' needs '--all': without it the names of cdk-break-glass decide`); }
    return { model: accessModel(stacks), claims, leftOut: [], all: false };
  }
  const model = accessModel(stacks, { isBreakGlass: anyPrincipal(users, roles) });
  mustMatch('--users', users, model.users);
  mustMatch('--roles', roles, model.roles);
  return { model, claims: claims.filter(({ ownOnly }) => !ownOnly).map(forAnyTemplate), leftOut: claims.filter(({ ownOnly }) => ownOnly), all: true };
}

/** The remedies of the library are about its constructs, which another template doesn't come from. */
export const forAnyTemplate = (claim: Claim): Claim => ({ ...claim, remedy: TEMPLATE_REMEDIES[claim.id] ?? claim.remedy });

/** A pattern with a typing error would prove nothing, and say that all is well. */
function mustMatch(option: string, patterns: readonly string[], found: readonly (UserModel | RoleModel)[]): void {
  const unmatched = patterns.find((pattern) => !found.some((principal) => named(principal, pattern)));
  if (unmatched !== undefined) { throw new UserError(`no ${option.slice(2, -1)} of the templates matches '${option} ${unmatched}'`); }
}

function anyPrincipal(users: readonly string[], roles: readonly string[]): Selection {
  return (principal, resources) => {
    const patterns = principal.kind === 'user' ? users : roles;
    if (patterns.length > 0) { return patterns.some((pattern) => named(principal, pattern)); }
    return principal.kind === 'user' ? signsIn(principal, resources) : trustsUsers(principal);
  };
}

/** With a slash the pattern is about path and name. */
function named({ name, path }: UserModel | RoleModel, pattern: string): boolean {
  const text = pattern.includes('/') ? `${path}${name}` : name;
  return new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`).test(text);
}

function signsIn(user: UserModel, resources: readonly ResourceModel[]): boolean {
  return user.resource.props.LoginProfile !== undefined
    || keyHolders(resources).has(`${user.account} ${user.name}`);
}

/** Users with an access key. The resources are those of one model for all of its users. */
const holders = new WeakMap<readonly ResourceModel[], ReadonlySet<string>>();

function keyHolders(resources: readonly ResourceModel[]): ReadonlySet<string> {
  let found = holders.get(resources);
  if (!found) {
    const keys = resources.filter(({ type }) => type === 'AWS::IAM::AccessKey');
    holders.set(resources, found = new Set(keys.map(({ stack, props }) => `${stack.account} ${props.UserName}`)));
  }
  return found;
}

/** A trust in a user, in an account with its users, or in everyone. */
function trustsUsers({ trust }: RoleModel): boolean {
  return [trust?.Statement ?? []].flat().some(({ Effect, Principal }: any) => Effect === 'Allow'
    && [Principal === '*' ? '*' : Principal?.AWS ?? []].flat().some((arn: unknown) => !/:(role|assumed-role)\//.test(String(arn))));
}
