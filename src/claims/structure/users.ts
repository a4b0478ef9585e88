import { ofModel } from '../model-index';
import { arnOf, list, tagsOf, text, topOf } from './parts';
import { PASSWORD_SECRET_PREFIX } from '../../private/names';
import { ANY_ACCOUNT } from '../assembly';
import { Claim, each, fact, Question } from '../claim';
import { AccessModel, groupedBy, ResourceModel, UserModel } from '../model';
import { unknownsIn } from '../resolve';
import { Resolvers } from '../resolvers';

/** What `BreakGlassUser` writes, and what other claims are about: groups and inline policies. */
const USER_PROPS: readonly string[] = ['Groups', 'LoginProfile', 'ManagedPolicyArns', 'Path', 'PermissionsBoundary', 'Policies', 'Tags', 'UserName'];
const LOGIN_PROPS: readonly string[] = ['Password', 'PasswordResetRequired'];
const USER_TAGS: readonly string[] = ['EmergencyContact', 'Purpose', 'ResponderEmail', 'ResponderName'];
const SECRET_PROPS: readonly string[] = ['Description', 'GenerateSecretString', 'KmsKeyId', 'Name', 'Tags'];
const GENERATOR_PROPS: readonly string[] = ['ExcludeCharacters', 'GenerateStringKey', 'IncludeSpace', 'PasswordLength', 'RequireEachIncludedType', 'SecretStringTemplate'];
const EXCLUDED = '"/\\,.:;<>?`~';

/** Other claims are about the policies of a user, and about access keys. */
const ASKED_ELSEWHERE: readonly string[] = ['AWS::IAM::AccessKey', 'AWS::IAM::User', 'AWS::IAM::UserPolicy'];

function forUsers(ask: (user: UserModel, model: AccessModel) => Question[]): Claim['questions'] {
  return (model) => each(model.users, (user) => ask(user, model));
}

/** Claims on the resources of a user: nothing of it is more than the library writes, and no other resource adds to it. */
export const USER_RESOURCE_CLAIMS: readonly Claim[] = [
  {
    id: 'user-as-written',
    title: 'A break-glass user has the properties and the tags that the library writes, and no other properties',
    threats: [1, 3, 8],
    proof: 'template',
    ownOnly: true,
    remedy: 'Take the change to the AWS::IAM::User away: use the properties of BreakGlassUser.',
    questions: forUsers((user) => {
      const { props } = user.resource;
      const tags = tagsOf(props);
      return [
        fact(user, 'has no further property', more(props, USER_PROPS).length === 0 && more(props.LoginProfile, LOGIN_PROPS).length === 0,
          [...more(props, USER_PROPS), ...more(props.LoginProfile, LOGIN_PROPS)].join(', ') || Object.keys(props).join(', ')),
        fact(user, 'has the tags of a responder', tags.Purpose === 'IncidentResponse' && USER_TAGS.every((tag) => tags[tag]),
          USER_TAGS.map((tag) => `${tag} ${tags[tag] ?? 'missing'}`).join(', ')),
      ];
    }),
  },
  {
    id: 'user-no-other-credential',
    title: 'The template gives a break-glass user no device, no certificate, no public key and no credential of a service',
    threats: [7, 8],
    proof: 'template',
    remedy: 'Remove the resource: the user enrols its own devices at the first sign-in, and needs no other credential.',
    questions: forUsers((user, model) => {
      const given = inAccount(model, user).filter(({ type, props }) => (type === 'AWS::IAM::VirtualMFADevice'
        ? list(props.Users).some((name) => mayName(name, user.name))
          || text(props.VirtualMfaDeviceName).toLowerCase().startsWith(user.name.toLowerCase())
        : type.startsWith('AWS::IAM::') && !ASKED_ELSEWHERE.includes(type) && mayName(props.UserName, user.name)));
      return [fact(user, 'has no device or credential in a template', given.length === 0, shown(given))];
    }),
  },
  {
    id: 'user-in-no-group',
    title: 'A break-glass user is in no group',
    threats: [1],
    proof: 'template',
    ownOnly: true,
    remedy: 'Take the user out of the group: whoever changes the group\'s policies changes the user\'s.',
    questions: forUsers((user, model) => {
      const additions = inAccount(model, user).filter(({ type, props }) => type === 'AWS::IAM::UserToGroupAddition'
        && list(props.Users).some((name) => mayName(name, user.name)));
      const groups = list(user.resource.props.Groups).map(text);
      return [fact(user, 'is in no group', additions.length === 0 && groups.length === 0, [...groups, ...additions.map(({ logicalId }) => logicalId)].join(', ') || 'none')];
    }),
  },
  {
    id: 'password-as-written',
    title: 'The first password comes from the user\'s own secret, which has the properties that the library writes, and no others',
    threats: [9, 10],
    proof: 'template',
    ownOnly: true,
    remedy: 'Take the change to the AWS::SecretsManager::Secret or to the login profile away: use the properties of BreakGlassUser.',
    questions: forUsers((user) => {
      const secret = user.passwordSecret;
      if (!secret) { return []; }
      const generator = secret.props.GenerateSecretString ?? {};
      const further = [...more(secret.props, SECRET_PROPS), ...more(generator, GENERATOR_PROPS)];
      const excluded = [...text(generator.ExcludeCharacters)].filter((character) => !EXCLUDED.includes(character));
      const password = text(user.resource.props.LoginProfile?.Password);
      return [
        fact(user, 'has a secret without a further property', further.length === 0, further.join(', ') || Object.keys(secret.props).join(', ')),
        fact(user, 'has a secret with its own name', secret.props.Name === `${PASSWORD_SECRET_PREFIX}${user.name}`, text(secret.props.Name)),
        fact(user, 'has a password of all characters that IAM takes', excluded.length === 0, excluded.length === 0 ? 'excludes nothing more' : `excludes ${excluded.join(' ')} as well`),
        // A password from elsewhere than Secrets Manager fails the claim on generated passwords.
        ...(password.startsWith('{{resolve:secretsmanager:') ? [fact(user, 'takes the password from its own secret',
          password === `{{resolve:secretsmanager:${arnOf(secret)}:SecretString:password::}}` && generator.GenerateStringKey === 'password'
            && sameJson(generator.SecretStringTemplate, { username: user.name }), password)] : []),
      ];
    }),
  },
  {
    id: 'password-nowhere-else',
    title: 'No other resource, output or parameter takes the first password',
    threats: [9],
    proof: 'template',
    remedy: 'Remove the reference to the password: custodians read it in Secrets Manager.',
    questions: (model) => {
      const takers = takersOf(model);
      return each(model.users, (user) => {
        const own = takers.filter((one) => one.taker !== user.resource && !isNamesakes(model, user, one.taker) && (one.secret === ''
          || mayBeIn(user.account, one) && (user.passwordSecret === undefined
            || one.secret.includes(text(user.passwordSecret.props.Name)) || one.secret.includes(arnOf(user.passwordSecret)))));
        return [fact(user, 'has a password that nothing else takes', own.length === 0, own.map(({ where }) => where).join(', ') || 'only its login profile')];
      });
    },
  },
  {
    id: 'password-left-alone',
    title: 'No resource rotates the first password, attaches its secret to a database, or gives the secret a second policy',
    threats: [9, 10],
    proof: 'template',
    ownOnly: true,
    remedy: 'Remove the resource: the user changes the password at the first sign-in, and one policy guards the secret.',
    questions: forUsers((user, model) => {
      const secret = user.passwordSecret;
      if (!secret) { return []; }
      const about = inAccount(model, user).filter((resource) => !isNamesakes(model, user, resource)).filter(({ type, props }) => type.startsWith('AWS::SecretsManager::') && type !== 'AWS::SecretsManager::Secret'
        && (mayName(props.SecretId, arnOf(secret)) || mayName(props.SecretId, text(secret.props.Name))));
      const policies = about.filter(({ type }) => type === 'AWS::SecretsManager::ResourcePolicy');
      const others = [...about.filter((resource) => !policies.includes(resource)), ...policies.slice(1)];
      return [fact(user, 'has a secret that only its policy is about', others.length === 0, shown(others))];
    }),
  },
];

/** Whether a property names a user or a secret, in whatever case, or could, because only the deployment knows what it names. */
export function mayName(value: unknown, name: string): boolean {
  return text(value).toLowerCase() === name.toLowerCase() || unknownsIn(value).length > 0;
}

const more = (props: any, known: readonly string[]): string[] =>
  (props !== null && typeof props === 'object' ? Object.keys(props).filter((prop) => !known.includes(prop)) : props === undefined ? [] : [text(props)]);

const shown = (resources: readonly ResourceModel[]): string => resources.map(({ type, logicalId }) => `${type} ${logicalId}`).join(', ') || 'none';

const inAccount = (model: AccessModel, user: UserModel): ResourceModel[] => indexed(model).get(user.account) ?? [];

/** The resources of IAM and Secrets Manager by account. */
const indexed = ofModel((model) => groupedBy(
  model.resources.filter(({ type }) => /^AWS::(IAM::(?!Role|ManagedPolicy|Policy$)|SecretsManager::)/.test(type)), ({ stack }) => stack.account));

/** Whether a resource is about a user of the same name in its own stack: stacks for any account may be deployed to several. */
export function isNamesakes(model: AccessModel, user: UserModel, resource: ResourceModel | undefined): boolean {
  return resource !== undefined && [user.account, resource.stack.account].includes(ANY_ACCOUNT)
    && topOf(resource.stack) !== topOf(user.resource.stack)
    && model.users.some(({ name, resource: { stack } }) => name === user.name && topOf(stack) === topOf(resource.stack));
}

interface Taker {
  /** The reference to the secret; empty where only its beginning stands in a parameter. */
  readonly secret: string;
  readonly taker?: ResourceModel;
  /** The account that takes it. */
  readonly account: string;
  readonly where: string;
}

/** Whether a reference may be to a secret of this account: by ARN to that of the ARN, by name to that of the taker. Users of two accounts may share a name. */
function mayBeIn(account: string, { secret, account: ofTaker }: Taker): boolean {
  const [, byArn] = /:arn:[^:]*:secretsmanager:[^:]*:([^:]*):/.exec(secret) ?? [undefined, ofTaker];
  return !/^\d{12}$/.test(byArn) || [account, ANY_ACCOUNT].includes(byArn) || account === ANY_ACCOUNT;
}

const REFERENCE = /\{\{resolve:secretsmanager:[^}]*\}\}/g;

/** Everything that takes a password from a break-glass secret by a dynamic reference. */
function takersOf(model: AccessModel): Taker[] {
  const secrets = model.users.flatMap(({ passwordSecret }) => (passwordSecret ? [arnOf(passwordSecret)] : []));
  const references = (value: any) => [...new Set(JSON.stringify(value ?? '').match(REFERENCE) ?? [])]
    .filter((reference) => reference.includes(PASSWORD_SECRET_PREFIX) || secrets.some((arn) => reference.includes(arn)));
  const stacks = [...model.stacks, ...model.landed];
  const resolvers = new Resolvers(stacks);
  return [
    ...model.resources.flatMap((taker) => references([taker.props, taker.metadata ?? '']).map((secret) => ({
      secret, taker, account: taker.stack.account, where: `${taker.type} ${taker.logicalId}`,
    }))),
    ...stacks.flatMap((stack) => {
      const { account } = stack;
      const { Outputs, Parameters, Mappings, Metadata } = stack.template ?? {};
      const given = [Outputs === undefined ? '' : resolvers.of(stack).resolve(Outputs), Parameters, Mappings, Metadata];
      const inParameters = JSON.stringify([Parameters, Mappings]).includes(PASSWORD_SECRET_PREFIX);
      return [
        ...given.flatMap(references).map((secret) => ({ secret, account, where: `an output, a parameter or a mapping of ${stack.displayName ?? stack.name}` })),
        ...(inParameters ? [{ secret: '', account, where: `a parameter or a mapping of ${stack.displayName ?? stack.name}` }] : []),
      ];
    }),
  ];
}

function sameJson(written: unknown, expected: { readonly [key: string]: string }): boolean {
  try {
    return JSON.stringify(JSON.parse(text(written))) === JSON.stringify(expected);
  } catch {
    return false;
  }
}
