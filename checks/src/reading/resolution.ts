import { CfnElement, CfnResource, DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, Tokenization } from 'aws-cdk-lib';

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

/** The path of the resource that has a logical id, in the stack that is being read. */
type PathOf = (logicalId: string) => string | undefined;

/** What the resource puts into its template, overrides included, references spelled out. */
export function resolvedDefinition(node: CfnResource, pathOf: PathOf): any {
  const fragment = Tokenization.resolve(node._toCloudFormation(), { scope: node, resolver: new ReferenceKeeper(), preparing: false });
  return spellOut(Object.values(fragment?.Resources ?? {})[0] ?? {}, pathOf);
}

/** Keeps what CloudFormation's reference loses on the way: which construct is meant, and in which stack it is. */
class ReferenceKeeper extends DefaultTokenResolver {
  constructor() {
    super({ join: (left, right) => left === undefined ? right : right === undefined ? left : { 'Fn::Join': ['', [left, right]] } });
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): any {
    if (!Reference.isReference(token) || !CfnElement.isCfnElement(token.target)) { return super.resolveToken(token, context, postProcessor); }
    // A pseudo parameter such as AWS::Region, asked for in the scope of an element.
    if (token.displayName.startsWith('AWS::')) { return super.resolveToken(token, context, postProcessor); }
    if (!CfnResource.isCfnResource(token.target)) { return { Ref: UNKNOWN }; }
    // Shaped as CloudFormation's own, since CDK checks the types of properties and lets only these pass.
    return token.displayName === 'Ref' ? { Ref: referenceTo(token.target.node.path, 'Ref') }
      : { 'Fn::GetAtt': [referenceTo(token.target.node.path, token.displayName), token.displayName] };
  }
}

function spellOut(value: any, pathOf: PathOf): any {
  if (Array.isArray(value)) { return value.filter((entry) => !isNoValue(entry)).map((entry) => spellOut(entry, pathOf)); }
  if (value === null || typeof value !== 'object') { return value; }
  const keys = Object.keys(value);
  if (keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'))) { return intrinsic(keys[0], value[keys[0]], pathOf); }
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => !isNoValue(entry)).map(([key, entry]) => [key, spellOut(entry, pathOf)]));
}

/** CloudFormation leaves out what holds this. */
function isNoValue(value: any): boolean {
  return value?.Ref === 'AWS::NoValue';
}

function intrinsic(name: string, argument: any, pathOf: PathOf): any {
  switch (name) {
    case 'Ref': return reference(String(argument), 'Ref', pathOf);
    case 'Fn::GetAtt': {
      const [id, attribute] = Array.isArray(argument) ? argument : String(argument).split(/\.(.*)/s);
      return reference(String(id), String(attribute), pathOf);
    }
    case 'Fn::Join': {
      const parts = spellOut(argument[1], pathOf);
      return Array.isArray(parts) ? parts.map((part) => typeof part === 'object' ? UNKNOWN : String(part)).join(argument[0]) : UNKNOWN;
    }
    case 'Fn::Sub': {
      const [pattern, given] = Array.isArray(argument) ? argument : [argument, {}];
      // References inside of it are tokens too where CDK has parsed the template.
      return text(spellOut(pattern, pathOf)).replace(/\$\{(!?)([^}]+)\}/g, (_, literal, variable) => {
        if (literal) { return `\${${variable}}`; }
        if (given && variable in given) { return text(spellOut(given[variable], pathOf)); }
        const [id, attribute] = variable.split(/\.(.*)/s);
        return reference(id, attribute ?? 'Ref', pathOf);
      });
    }
    default: return UNKNOWN;
  }
}

/** Raw CloudFormation names a logical id of the same stack; references that CDK made name their target already. */
function reference(id: string, attribute: string, pathOf: PathOf): string {
  if (id.startsWith('⟨')) { return id; }
  if (id.startsWith('AWS::')) { return `\${${id}}`; }
  const path = pathOf(id);
  return path === undefined ? UNKNOWN : referenceTo(path, attribute);
}
