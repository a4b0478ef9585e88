import { breakGlassParts, list, nameIn, nestedBy, NAME_OF, shownUnknowns, text, topOf } from './parts';
import { ANY_ACCOUNT } from '../assembly';
import { assumed, Claim, each, fact, Question } from '../claim';
import { AccessModel, groupedBy, ResourceModel } from '../model';

/** Properties by which a resource is recognized and held, besides its name. Other claims are about policies, patterns and targets. */
const HELD_BY: { readonly [type: string]: readonly string[] } = {
  'AWS::IAM::User': ['Path', 'PermissionsBoundary'],
  'AWS::IAM::Role': ['Path', 'PermissionsBoundary', 'MaxSessionDuration'],
  'AWS::IAM::ManagedPolicy': ['Path', 'Users', 'Roles', 'Groups'],
  'AWS::SecretsManager::Secret': ['KmsKeyId', 'GenerateSecretString'],
  'AWS::SecretsManager::ResourcePolicy': ['SecretId'],
  'AWS::SSO::PermissionSet': ['SessionDuration', 'PermissionsBoundary'],
};

/** Tags that claims read. Others are the organization's. */
const TAGS: readonly string[] = ['Purpose', 'Profile', 'Playbook', 'Phase', 'Seal', 'Requires'];

/** Claims that the templates alone decide what is deployed. */
export const TEMPLATE_VALUE_CLAIMS: readonly Claim[] = [
  {
    id: 'template-unconditional',
    title: 'No condition decides whether a break-glass resource is deployed',
    threats: [11, 17],
    proof: 'template',
    remedy: 'Take the Condition away: decide at synthesis which stacks have the resource.',
    questions: (model) => each([...breakGlassParts(model).parts], (part) => {
      const conditions = [part, ...nestedBy(model, part.stack)].map(({ condition }) => condition).filter((condition) => condition !== undefined);
      return [fact(part, 'is deployed whatever the parameters are', conditions.length === 0, conditions.length === 0 ? 'no Condition' : `Condition ${conditions.map(text).join(', ')}`)];
    }),
  },
  {
    id: 'template-values-known',
    title: 'Names, paths, tags, boundaries and passwords of break-glass resources stand in the template: no parameter decides them at deployment',
    threats: [3, 17],
    proof: 'template',
    ownOnly: true,
    remedy: 'Write the value into the app instead of a parameter, a condition, a dynamic reference or an import from outside of it.',
    questions: (model) => each([...breakGlassParts(model).parts], (part) => {
      const { type, props } = part;
      // A policy without a name is none that the library attaches: that is another claim's.
      const nameless = NAME_OF[type] !== undefined && !['AWS::SNS::Topic', 'AWS::IAM::ManagedPolicy'].includes(type) && text(nameIn(part)) === '';
      const open = shownUnknowns([
        nameIn(part), ...(HELD_BY[type] ?? []).map((prop) => props[prop]), list(props.Tags).map((tag) => tag?.Key),
        ...list(props.Tags).filter((tag) => TAGS.includes(tag?.Key)).map((tag) => tag.Value),
      ]);
      return [fact(part, 'has a name and marks that the template tells', open === '' && !nameless, nameless ? 'no name in the template' : open || text(nameIn(part)) || type)];
    }),
  },
  {
    id: 'template-one-of-a-name',
    title: 'No two resources of an account share the name of a break-glass user, role, policy or password',
    threats: [11],
    proof: 'template',
    remedy: 'Give one of the two resources another name: IAM keeps one resource of a name in an account, whatever its case, its path and its Region.',
    questions: (model) => {
      const { parts } = breakGlassParts(model);
      const namesakes = groupedBy(model.resources.filter(({ type }) => UNIQUE.has(type)), keyOf);
      const unique = [...parts].filter(({ type }) => UNIQUE.has(type));
      return [...each(unique, (part) => onlyOne(part, namesakes.get(keyOf(part)) ?? [])), ...sharedNames(model, parts)];
    },
  },
];

const UNIQUE: ReadonlySet<string> = new Set(['AWS::IAM::User', 'AWS::IAM::Role', 'AWS::IAM::ManagedPolicy', 'AWS::SecretsManager::Secret']);

function keyOf(resource: ResourceModel): string {
  const { type, logicalId, stack: { account, region } } = resource;
  const place = type === 'AWS::SecretsManager::Secret' ? `${account} ${region}` : account;
  return `${place} ${type} ${text(nameIn(resource)).toLowerCase() || `unresolved-${logicalId}`}`;
}

/** Stacks for any account or Region that have names of break-glass resources of an account: deployed there, they would overwrite them. */
function sharedNames(model: AccessModel, parts: ReadonlySet<ResourceModel>): Question[] {
  const named = (resource: ResourceModel) => `${resource.type} ${text(nameIn(resource)).toLowerCase()}`;
  const placed = new Map([...parts].filter(({ type, stack, ...part }) => text(part.props[NAME_OF[type]]) !== '' && stack.account !== ANY_ACCOUNT)
    .map((part) => [named(part), part.stack]));
  const shared = model.resources.filter((resource) => {
    const { account, regionAssumed } = resource.stack;
    const stack = placed.get(named(resource));
    return stack !== undefined && stack !== resource.stack
      && (account === ANY_ACCOUNT || (regionAssumed === true && account === stack.account && !UNIQUE.has(resource.type)));
  });
  return [...groupedBy(shared, ({ stack }) => stack)].map(([stack, some]) => assumed(stack.displayName ?? stack.name,
    `has ${some.length} ${some.length === 1 ? 'name' : 'names'} of break-glass resources of another stack, such as ${text(nameIn(some[0]))}, and is deployed to another account or Region`,
    'aws sts get-caller-identity'));
}

function onlyOne(part: ResourceModel, all: readonly ResourceModel[]): Question[] {
  const others = all.filter((one) => one !== part);
  const where = others.map(({ logicalId, stack }) => `${logicalId} of stack ${stack.displayName ?? stack.name}`).join(', ');
  if (others.length > 0 && part.stack.account === ANY_ACCOUNT && others.every(({ stack }) => topOf(stack) !== topOf(part.stack))) {
    // Stages of an app are deployed to different accounts, which the templates don't tell.
    return [assumed(part, `is deployed to another account than its namesake, ${where}`, 'aws sts get-caller-identity')];
  }
  return [fact(part, 'has its name alone', others.length === 0, where || text(nameIn(part)))];
}
