/** The parts of a CloudFormation template that the driver looks at. */
export interface Template {
  Resources?: Record<string, TemplateResource>;
  Outputs?: Record<string, TemplateOutput>;
  Parameters?: Record<string, unknown>;
  Rules?: Record<string, unknown>;
  [section: string]: unknown;
}

export interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string | string[];
  Condition?: string;
  [attribute: string]: unknown;
}

export interface TemplateOutput {
  Value: unknown;
  Export?: { Name: unknown };
  Condition?: string;
  [attribute: string]: unknown;
}

/** A resource or output of the template, and what became of it. */
export interface TemplateChange {
  readonly logicalId: string;
  /** The resource type, or `Output`. */
  readonly type: string;
  readonly reason: string;
}

export interface ReducedTemplate {
  readonly template: Template;
  /** What isn't deployed. */
  readonly leftOut: TemplateChange[];
  /** What is deployed with a change. */
  readonly adapted: TemplateChange[];
  /** Names of the exports that went away with their outputs. */
  readonly missingExports: string[];
}

/** Lists of independent things: without one of their elements the resource still means what it says. */
const SHORTENED_LISTS = new Set(['AlarmActions', 'OKActions', 'InsufficientDataActions', 'Targets']);
/** Documents where a name is only text: a stand-in for a resource that isn't there keeps the rest of the document whole. */
const POLICY_DOCUMENTS = new Set(['PolicyDocument', 'AssumeRolePolicyDocument', 'KeyPolicy', 'ResourcePolicy']);

/**
 * Takes out of a template what the emulator doesn't have, and then what can't exist without it.
 *
 * @param unsupported the resource types the emulator refuses.
 * @param missingExports exports of earlier stacks that were left out.
 */
export function reduceTemplate(original: Template, unsupported: ReadonlySet<string>, missingExports: ReadonlySet<string>): ReducedTemplate {
  const template = structuredClone(original);
  const resources = (template.Resources ??= {});
  const outputs = (template.Outputs ??= {});
  const leftOut: TemplateChange[] = [];
  const adapted: TemplateChange[] = [];
  const lostExports: string[] = [];
  dropBootstrapCheck(template);

  const providers = customResourceProviders(resources);
  const gone = new Set<string>();
  const isGone = (name: string) => gone.has(name) || missingExports.has(name);
  const leave = (logicalId: string, reason: string) => {
    leftOut.push({ logicalId, type: resources[logicalId].Type, reason });
    gone.add(logicalId);
    delete resources[logicalId];
  };
  for (const [logicalId, resource] of Object.entries(resources)) {
    const reason = whyNot(logicalId, resource, unsupported, providers);
    if (reason) leave(logicalId, reason);
  }

  // Each resource that goes may take others along, so look again until nothing changes.
  for (let before = -1; before !== gone.size;) {
    before = gone.size;
    for (const [logicalId, resource] of Object.entries(resources)) {
      const changes = adaptResource(resource, isGone);
      const missing = references(resource.Properties).find(isGone);
      if (missing) leave(logicalId, `depends on ${missing}`);
      else adapted.push(...changes.map((reason) => ({ logicalId, type: resource.Type, reason })));
    }
  }
  for (const [logicalId, output] of Object.entries(outputs)) {
    const missing = references(output.Value).find(isGone);
    if (!missing) continue;
    leftOut.push({ logicalId, type: 'Output', reason: `depends on ${missing}` });
    if (typeof output.Export?.Name === 'string') lostExports.push(output.Export.Name);
    delete outputs[logicalId];
  }
  return { template, leftOut, adapted: adapted.filter((change) => !gone.has(change.logicalId)), missingExports: lostExports };
}

/** Logical ids and export names that a value refers to. */
export function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref' && typeof inner === 'string') return [inner];
    if (key === 'Fn::ImportValue' && typeof inner === 'string') return [inner];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(inner) ? inner[0] : inner).split('.')[0]];
    if (key === 'Fn::Sub') return [...substituted(inner), ...references(inner)];
    return references(inner);
  });
}

function substituted(sub: unknown): string[] {
  const text = String(Array.isArray(sub) ? sub[0] : sub);
  return [...text.matchAll(/\$\{([A-Za-z0-9]+)(?:\.[A-Za-z0-9.]+)?\}/g)].map((match) => match[1]);
}

function whyNot(logicalId: string, resource: TemplateResource, unsupported: ReadonlySet<string>, providers: Set<string>): string | undefined {
  if (isCustomResource(resource)) return 'a custom resource needs its function to run';
  if (unsupported.has(resource.Type)) return `the emulator has no ${resource.Type}`;
  if (resource.Type === 'AWS::CloudWatch::Alarm' && resource.Properties?.Metrics) return 'the emulator has no alarms on metric math';
  if (providers.has(logicalId)) return 'the function of a custom resource';
  const code = resource.Type === 'AWS::Lambda::Function' ? resource.Properties?.Code as Record<string, unknown> | undefined : undefined;
  return code?.S3Bucket ? 'its code is an asset, and assets are not published' : undefined;
}

function isCustomResource(resource: TemplateResource): boolean {
  return resource.Type.startsWith('Custom::') || resource.Type === 'AWS::CloudFormation::CustomResource';
}

function customResourceProviders(resources: Record<string, TemplateResource>): Set<string> {
  const named = Object.values(resources).filter(isCustomResource).flatMap((resource) => references(resource.Properties?.ServiceToken));
  return new Set(named.filter((logicalId) => resources[logicalId]?.Type.startsWith('AWS::Lambda::')));
}

/** The CDK reads the version of its bootstrap stack from a parameter that no embedded account has. */
function dropBootstrapCheck(template: Template): void {
  delete template.Rules?.CheckBootstrapVersion;
  if (template.Rules && Object.keys(template.Rules).length === 0) delete template.Rules;
  if (!references(template.Resources).includes('BootstrapVersion')) delete template.Parameters?.BootstrapVersion;
}

/** Removes or replaces the references that the resource can do without, and says which. */
function adaptResource(resource: TemplateResource, isGone: (name: string) => boolean): string[] {
  const changes: string[] = [];
  if (resource.DependsOn !== undefined) {
    // Not reported: an order that involves a missing resource.
    const kept = [resource.DependsOn].flat().filter((name) => !isGone(name));
    if (kept.length > 0) resource.DependsOn = kept;
    else delete resource.DependsOn;
  }
  const properties = resource.Properties ?? {};
  for (const [name, value] of Object.entries(properties)) {
    if (SHORTENED_LISTS.has(name) && Array.isArray(value)) {
      properties[name] = value.filter((element) => {
        const missing = references(element).find(isGone);
        if (missing) changes.push(`${name} without the one that needs ${missing}`);
        return !missing;
      });
    } else if (POLICY_DOCUMENTS.has(name) || (name === 'Policies' && Array.isArray(value))) {
      for (const missing of new Set(references(value).filter(isGone))) changes.push(`${name} names a stand-in for ${missing}`);
      properties[name] = withStandIns(value, isGone);
    }
  }
  return changes;
}

function withStandIns(value: unknown, isGone: (name: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((element) => withStandIns(element, isGone));
  if (value === null || typeof value !== 'object') return value;
  const [missing] = references(value).filter(isGone);
  if (!missing) return value;
  const [[key, inner]] = Object.entries(value);
  if (key === 'Ref') return missing;
  if (key === 'Fn::GetAtt' || key === 'Fn::ImportValue') return `arn:aws:left-out:::${missing}`;
  if (key === 'Fn::Sub' && typeof inner === 'string') {
    return { 'Fn::Sub': inner.replace(/\$\{([A-Za-z0-9]+)(\.[A-Za-z0-9.]+)?\}/g, (whole, name: string) => isGone(name) ? name : whole) };
  }
  return Object.fromEntries(Object.entries(value).map(([name, element]) => [name, withStandIns(element, isGone)]));
}
