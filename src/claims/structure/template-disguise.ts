import { breakGlassParts, tagsOf, text } from './parts';
import { ResponderProfile } from '../../identity/responder-profile';
import { BREAK_GLASS_PATH, PASSWORD_SECRET_PREFIX, REPAIR_PATH, ROLE_NAME_PREFIX, USER_NAME_SUFFIX } from '../../private/names';
import { Claim, each, fact } from '../claim';
import { AccessModel, ResourceModel } from '../model';
import { ofModel } from '../model-index';
import { unknownsIn } from '../resolve';

/** Descriptions that the library gives to policies, with the name of the principal that they belong to. */
const BELONGS_TO = /^(?:Permissions|Permissions boundary) of the break-glass user (\S+)$|^Belongs to the incident response role (\S+)$/;

const LOOKALIKE: { readonly [type: string]: RegExp } = { 'AWS::IAM::User': /-break-?glass$/i, 'AWS::IAM::Role': /^break-?glass-/i };

/** A boundary of the library, by its path or name. */
const OURS = /:policy\/bg\/|BREAK-GLASS/;

/** A resource that looks as the library writes it, but isn't recognized, escapes every other claim. Other claims are about its trust and its policies. */
export const TEMPLATE_DISGUISE_CLAIMS: readonly Claim[] = [
  {
    id: 'template-no-disguise',
    title: 'No user, role, policy or secret has the marks of a break-glass resource without its name',
    threats: [1, 17],
    proof: 'template',
    ownOnly: true,
    remedy: 'Give the resource the name that the library gives it, or take the marks away from it (path, tags, description, boundary).',
    questions: (model) => {
      const { parts } = breakGlassParts(model);
      const principals = new Set([...model.users, ...model.roles].map((principal) => principal.resource));
      return each(model.resources.filter(({ type }) => MARKS_OF.has(type)), (resource) => {
        const marks = principals.has(resource) ? unmarked(resource) : MARKS_OF.get(resource.type)!(resource, model);
        return parts.has(resource) || marks.length > 0
          ? [fact(resource, 'is what its marks say', marks.length === 0, marks.join(', ') || 'recognized by its name')] : [];
      });
    },
  },
];

const MARKS_OF = new Map<string, (resource: ResourceModel, model: AccessModel) => string[]>([
  ['AWS::IAM::User', ({ props, type }) => [
    ...marksOfPrincipal(type, props, 'UserName'),
    ...(tagsOf(props).ResponderEmail !== undefined || tagsOf(props).EmergencyContact !== undefined ? ['tags of a responder'] : []),
    ...(text(props.LoginProfile).includes(PASSWORD_SECRET_PREFIX) ? ['a first password of a break-glass user'] : []),
  ]],
  ['AWS::IAM::Role', ({ props, type, stack }) => {
    const tags = tagsOf(props);
    const description = text(props.Description);
    return [
      ...marksOfPrincipal(type, props, 'RoleName', stack.template?.Parameters),
      ...((tags.Profile !== undefined && tags.Playbook !== undefined) || tags.Seal === 'window' || tags.Seal === 'custody' ? ['tags of an incident response role'] : []),
      ...(ResponderProfile.standard().some((profile) => description.startsWith(`${profile.description}: `)) ? [`description of a profile: ${description}`] : []),
    ];
  }],
  ['AWS::IAM::ManagedPolicy', ({ props, stack }, model) => {
    const owner = BELONGS_TO.exec(text(props.Description))?.slice(1).find(Boolean);
    const known = owner === undefined || principalNames(model).has(`${stack.account} ${owner}`);
    return known ? [] : [`policy of ${owner}, which isn't among the users and roles of the account`];
  }],
  ['AWS::SecretsManager::Secret', (secret, model) => {
    const named = text(secret.props.Name).startsWith(PASSWORD_SECRET_PREFIX);
    return !named || model.users.some(({ passwordSecret }) => passwordSecret === secret) ? [] : [`first password ${secret.props.Name} of no user in the account`];
  }],
]);

const principalNames = ofModel((model) => new Set([...model.users, ...model.roles].map(({ account, name }) => `${account} ${name}`)));

/** A principal that is recognized by its path alone: alarms and reviews look for the name. */
function unmarked({ type, props }: ResourceModel): string[] {
  const name = text(type === 'AWS::IAM::User' ? props.UserName : props.RoleName);
  const marked = type === 'AWS::IAM::User' ? name.endsWith(USER_NAME_SUFFIX) : name.startsWith(ROLE_NAME_PREFIX);
  return marked ? [] : [`name ${name || 'that CloudFormation makes up'} under the path ${text(props.Path)}`];
}

function marksOfPrincipal(type: string, props: any, nameProp: string, parameters: any = {}): string[] {
  const [path, name, boundary] = [text(props.Path), text(props[nameProp]), text(props.PermissionsBoundary)];
  const byParameter = unknownsIn(name).join().includes('parameter') && Object.entries<any>(parameters ?? {})
    .some(([id, parameter]) => name.includes(`parameter ${id})`) && /BREAK-GLASS/i.test(JSON.stringify(parameter ?? '')));
  return [
    ...(path.toLowerCase().startsWith(BREAK_GLASS_PATH) ? [`path ${path}`] : []),
    ...(unknownsIn(path).length > 0 ? ['a path that only the deployment knows'] : []),
    ...(LOOKALIKE[type].test(name) || byParameter ? [`name ${name}`] : []),
    // Roles that an admin repairs carry the boundary of the admin's role.
    ...(OURS.test(boundary) && path !== REPAIR_PATH ? [`boundary ${boundary}`] : []),
  ];
}
