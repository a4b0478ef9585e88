import { CfnElement, CfnResource, DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, Stack, Tokenization } from 'aws-cdk-lib';

/**
 * Values as rules read them: every reference to another resource is written into the text as `⟨path#attribute⟩`, also
 * across stacks and inside of joined strings; `Ref` is the attribute of the plain reference. What a deployment decides
 * (a parameter, a condition, an import) becomes `⟨?⟩`.
 */
const REFERENCE = /⟨([^#⟩?]+)#([^⟩]+)⟩/g;
const UNKNOWN = '⟨?⟩';

/** What stands in a text for a reference to `path`. */
export function referenceTo(path: string, attribute: string): string {
  return `⟨${path}#${attribute}⟩`;
}

/** The references that a value holds, at any depth. */
export function referencesIn(value: unknown): { path: string; attribute: string }[] {
  return [...text(value).matchAll(REFERENCE)].map(([, path, attribute]) => ({ path, attribute }));
}

/** Whether any part of the value is decided by the deployment. */
export function isUnknown(value: unknown): boolean {
  return text(value).includes(UNKNOWN);
}

/** The value, or the error that says that a rule can't see it. */
export function known<T>(value: T, what: string): T {
  if (!isUnknown(value)) { return value; }
  throw new Error(`${what} is decided at deployment and can't be checked; write it into the app, or acknowledge the finding with what holds it`);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value) ?? '';
}

/** What the resource puts into its template, overrides included, references spelled out. */
export function resolvedDefinition(node: CfnResource): any {
  const fragment = Tokenization.resolve(node._toCloudFormation(), { scope: node, resolver: new ReferenceKeeper(), preparing: false });
  return spellOut(Object.values(fragment?.Resources ?? {})[0] ?? {}, Stack.of(node));
}

/** Keeps what CloudFormation's reference loses on the way: which construct is meant, and in which stack it is. */
class ReferenceKeeper extends DefaultTokenResolver {
  constructor() {
    super({ join: (left, right) => left === undefined ? right : right === undefined ? left : { 'Fn::Join': ['', [left, right]] } });
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): any {
    if (!Reference.isReference(token) || !CfnElement.isCfnElement(token.target)) { return super.resolveToken(token, context, postProcessor); }
    if (!CfnResource.isCfnResource(token.target)) { return { Ref: UNKNOWN }; }
    // Shaped as CloudFormation's own, since CDK checks the types of properties and lets only these pass.
    return token.displayName === 'Ref' ? { Ref: referenceTo(token.target.node.path, 'Ref') }
      : { 'Fn::GetAtt': [referenceTo(token.target.node.path, token.displayName), token.displayName] };
  }
}

function spellOut(value: any, stack: Stack): any {
  if (Array.isArray(value)) { return value.map((entry) => spellOut(entry, stack)); }
  if (value === null || typeof value !== 'object') { return value; }
  const keys = Object.keys(value);
  if (keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'))) { return intrinsic(keys[0], value[keys[0]], stack); }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, spellOut(entry, stack)]));
}

function intrinsic(name: string, argument: any, stack: Stack): any {
  switch (name) {
    case 'Ref': return reference(String(argument), 'Ref', stack);
    case 'Fn::GetAtt': {
      const [id, attribute] = Array.isArray(argument) ? argument : String(argument).split(/\.(.*)/s);
      return reference(String(id), String(attribute), stack);
    }
    case 'Fn::Join': {
      const parts = spellOut(argument[1], stack);
      return Array.isArray(parts) ? parts.map((part) => typeof part === 'object' ? UNKNOWN : String(part)).join(argument[0]) : UNKNOWN;
    }
    case 'Fn::Sub': {
      const [pattern, given] = Array.isArray(argument) ? argument : [argument, {}];
      return String(pattern).replace(/\$\{(!?)([^}]+)\}/g, (_, literal, variable) => {
        if (literal) { return `\${${variable}}`; }
        if (given && variable in given) { return text(spellOut(given[variable], stack)); }
        const [id, attribute] = variable.split(/\.(.*)/s);
        return reference(id, attribute ?? 'Ref', stack);
      });
    }
    default: return UNKNOWN;
  }
}

/** Raw CloudFormation names a logical id of the same stack; references that CDK made name their target already. */
function reference(id: string, attribute: string, stack: Stack): string {
  if (id.startsWith('⟨')) { return id; }
  if (id.startsWith('AWS::')) { return `\${${id}}`; }
  const target = stack.node.findAll().filter((child) => CfnResource.isCfnResource(child))
    .find((child) => child.stack === stack && stack.resolve(child.logicalId) === id);
  return target ? referenceTo(target.node.path, attribute) : UNKNOWN;
}
