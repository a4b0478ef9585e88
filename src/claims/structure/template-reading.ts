import { breakGlassParts, nestedBy } from './parts';
import { counted } from '../../private/texts';
import { ANY_ACCOUNT } from '../assembly';
import { assumed, Claim, each, fact, Question } from '../claim';
import { AccessModel, ResourceModel } from '../model';
import { inStack } from '../model-index';
import { SynthesizedStack } from '../resolve';

const STACK_SET = 'AWS::CloudFormation::StackSet';

/** Resource types that deploy a template which isn't in the assembly. */
const DEPLOY_OTHER_TEMPLATES: readonly string[] = [STACK_SET, 'AWS::ServiceCatalog::CloudFormationProvisionedProduct'];

/** Claims that what is deployed is what was read. */
export const TEMPLATE_READING_CLAIMS: readonly Claim[] = [
  {
    id: 'template-read',
    title: 'Every template that an account with break-glass access gets is read, nested stacks included',
    threats: [1],
    proof: 'template',
    remedy: 'Synthesize nested stacks with the app (NestedStack), or move them to an account without break-glass access; deploy what the synthesis wrote, each stack under a name of its own.',
    questions: (model) => {
      const { accounts } = breakGlassParts(model);
      const nesting = new Set(all(model).flatMap((stack) => nestedBy(model, stack).slice(0, 1)));
      const here = all(model).filter(({ account }) => accounts.has(account));
      const around = chained(watchedOutside(model), repeated(model), imitating(model), doubted(model, accounts), fromOutside(model, accounts));
      return chained(around, each(here, (stack) => {
        const inside = inStack(model, stack);
        return [
          fact(stackName(stack), 'holds resources that CloudFormation knows', shapeless(stack, inside).length === 0,
            shapeless(stack, inside).join(', ') || counted(inside.length, 'resource')),
          ...inside.flatMap((resource) => unread(resource, nesting)),
          ...outside(stack),
        ];
      }));
    },
  },
  {
    id: 'template-not-transformed',
    title: 'No macro changes a template with break-glass resources after it was read',
    threats: [1],
    proof: 'template',
    remedy: 'Take the transform out of the template, or move what needs it to a stack of its own.',
    questions: (model) => {
      const { accounts, stacks } = breakGlassParts(model);
      return each(all(model).filter(({ account }) => accounts.has(account)), (stack) => {
        const macros = transformsOf(stack);
        return stacks.has(stack) || macros.length === 0
          ? [fact(stackName(stack), 'is deployed as it was read', macros.length === 0, macros.join(', ') || 'no Transform')]
          // What the macro adds can name the account's break-glass resources.
          : [assumed(stackName(stack), `is changed by ${macros.join(', ')} after it was read, and holds no break-glass resource`,
            `aws cloudformation get-template --stack-name ${stack.name} --template-stage Processed`)];
      });
    },
  },
];

function* chained(...questions: readonly Iterable<Question>[]): Iterable<Question> {
  for (const some of questions) { yield* some; }
}

const all = ({ stacks, landed }: AccessModel) => [...stacks, ...landed];

/** Which value of a repeated key is deployed isn't known: there may be break-glass access in it. */
function repeated(model: AccessModel): Question[] {
  return model.stacks.flatMap((stack) => (stack.repeatedKeys ?? []).map((key) =>
    fact(stackName(stack), 'has each key of an object once', false, `the key '${key}' is there twice: readers of JSON differ in which one they take`)));
}

/** The proofs write such texts where only the deployment knows a value: a text of the template itself would pass for a reference. */
function imitating(model: AccessModel): Question[] {
  return model.stacks.flatMap((stack) => {
    const ids = new Set(Object.keys(stack.template?.Resources ?? {}));
    const texts = JSON.stringify(stack.template ?? {}).match(/unknown-until-deployment\(|unresolved-[A-Za-z0-9]+/g) ?? [];
    const found = [...new Set(texts)].filter((text) => !text.startsWith('unresolved-') || ids.has(text.slice('unresolved-'.length)));
    return found.map((text) => fact(stackName(stack), 'holds no text by which these proofs stand in for a reference', false, `the text ${text} isn't a reference`));
  });
}

/** What is deployed beside break-glass access, or as it, and wasn't read as that. */
function doubted(model: AccessModel, accounts: ReadonlySet<string>): Question[] {
  return model.stacks.flatMap((stack) => (stack.doubts ?? []).filter((doubt) => [stack.account, ...doubt.match(/\b\d{12}\b/g) ?? []].some((account) => accounts.has(account)))
    .map((doubt) => fact(stackName(stack), 'is deployed as the manifest of the assembly says, from the template that was read', false, doubt)));
}

/** Users that the alarms watch by name, and that no template holds. */
function watchedOutside(model: AccessModel): Question[] {
  const known = new Set(model.users.map(({ name }) => name));
  const watched = [...model.alarmPath.filters, ...model.alarmPath.rules]
    .flatMap(({ props }) => JSON.stringify([props.FilterPattern, props.EventPattern]).match(/[\w+=,.@-]+-BREAK-GLASS\b(?!-)/g) ?? []);
  return [...new Set(watched)].filter((name) => !known.has(name)).map((name) =>
    assumed(name, 'is watched by the alarms and is a user of another app, which has its own proof', `aws iam get-user --user-name ${name}`));
}

/** A stack set of another account, such as that of the organization, may deploy to those with break-glass access. */
function fromOutside(model: AccessModel, accounts: ReadonlySet<string>): Question[] {
  return accounts.size === 0 ? [] : all(model).filter(({ account }) => !accounts.has(account))
    .flatMap((stack) => inStack(model, stack, STACK_SET)).flatMap((resource) => unread(resource, new Set()));
}

function unread(resource: ResourceModel, nesting: ReadonlySet<ResourceModel>): Question[] {
  const { type, props, stack, logicalId } = resource;
  if (type === 'AWS::CloudFormation::Stack') {
    return [fact(resource, 'has a template that is in the assembly', nesting.has(resource), JSON.stringify(props.TemplateURL ?? 'no TemplateURL'))];
  }
  if (type.endsWith('::MODULE')) { return [fact(resource, 'is a resource and no module, whose resources nobody can read', false, type)]; }
  if (DEPLOY_OTHER_TEMPLATES.includes(type)) {
    return [assumed(resource, `deploys another template (${type}), which isn't read`,
      `aws cloudformation describe-stack-resource --stack-name ${stack.name} --logical-resource-id ${logicalId}`)];
  }
  return [];
}

function outside(stack: SynthesizedStack): Question[] {
  return stack.account !== ANY_ACCOUNT || stack.nested ? [] : [assumed(stackName(stack),
    'is synthesized for any account: the proof is about an account that gets these stacks and nothing else', 'aws sts get-caller-identity')];
}

/** Logical ids of what isn't shaped as a resource. */
function shapeless({ template }: SynthesizedStack, inside: readonly ResourceModel[]): string[] {
  const { Resources: resources = {} } = template ?? {};
  if (resources === null || typeof resources !== 'object' || Array.isArray(resources)) { return ['no Resources']; }
  return inside.filter(({ type, logicalId }) => !/^[A-Za-z0-9@_-]+(::[A-Za-z0-9@_-]+)+$/.test(type) || !isProperties(resources[logicalId].Properties))
    .map(({ logicalId, type }) => `${logicalId} of type ${type}`);
}

const isProperties = (value: unknown) => value === undefined || (value !== null && typeof value === 'object' && !Array.isArray(value));

/** Macros of a template, and where they stand. */
function transformsOf({ template }: SynthesizedStack): string[] {
  const found: string[] = [];
  const visit = (value: any, path: string, depth: number): void => {
    if (value === null || typeof value !== 'object' || depth > 200) { return; }
    for (const key of Object.keys(value)) {
      if (key === 'Fn::Transform' || key.startsWith('Fn::ForEach')) { found.push(`${key} in ${path || 'the template'}`); }
      // Three parts of the path lead to a property of a resource.
      visit(value[key], depth === 0 ? key : depth < 3 ? `${path}.${key}` : path, depth + 1);
    }
  };
  if (template?.Transform !== undefined) { found.push(`Transform ${[template.Transform].flat().map((one: any) => one?.Name ?? one).join(', ')}`); }
  visit(template, '', 0);
  return found;
}

const stackName = ({ displayName, name }: SynthesizedStack) => displayName ?? name;
