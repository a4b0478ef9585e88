/** One synthesized stack of a cloud assembly. */
export interface SynthesizedStack {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly template: any;
  /** Of a stack read from disk: the assembly's directory, the template's file in it, and the path of the stack in the app. */
  readonly directory?: string;
  readonly templateFile?: string;
  readonly displayName?: string;
}

/**
 * Marks a value that nobody can read off the templates, since something outside of them decides it: a parameter, a condition, an import of
 * an unknown stack, a custom resource. Long enough never to match by accident.
 */
export const unknown = (what: string) => `unknown-until-deployment(${what})`;

const UNKNOWN = /unknown-until-deployment\([^)]*\)|\{\{resolve:[^}]*\}\}/g;

/** Everything in a resolved value that only the deployment knows, dynamic references included. */
export function unknownsIn(value: unknown): string[] {
  return value === undefined ? [] : [...new Set(JSON.stringify(value).match(UNKNOWN) ?? [])];
}

/** Stands for a name that CloudFormation makes up. Long enough never to match by accident. */
const suffix = (logicalId: string) => `unresolved-${logicalId}`;

/** The functions that are read. What another one gives is unknown. */
const READ: ReadonlySet<string> = new Set(['Fn::GetAtt', 'Fn::Join', 'Fn::Sub', 'Fn::Select', 'Fn::Split', 'Fn::ImportValue', 'Fn::FindInMap', 'Fn::If']);

/**
 * Replaces CloudFormation's intrinsic functions by the values they will have, as far as the template tells.
 *
 * Physical names in the template become real names and ARNs; what CloudFormation makes up becomes a recognisable
 * stand-in that is the same wherever it is referred to.
 */
export class Resolver {
  constructor(private readonly stack: SynthesizedStack, private readonly exports: ReadonlyMap<string, string> = new Map()) {}

  public resolve(value: any): any {
    if (Array.isArray(value)) { return value.map((entry) => this.resolve(entry)).filter((entry) => entry !== undefined); }
    if (value === null || typeof value !== 'object') { return value; }
    const keys = Object.keys(value);
    if (keys.length === 1) {
      const [key] = keys;
      const argument = value[key];
      if (key.startsWith('Fn::') && !READ.has(key)) { return unknown(key); }
      switch (key) {
        case 'Ref': return this.ref(argument);
        case 'Fn::GetAtt': return this.attribute(...(Array.isArray(argument) ? argument : argument.split('.')) as [string, string]);
        case 'Fn::Join': return [this.resolve(argument[1])].flat().join(argument[0]);
        case 'Fn::Sub': return this.sub(argument);
        case 'Fn::Select': return this.select(argument);
        case 'Fn::Split': return String(this.resolve(argument[1])).split(argument[0]);
        case 'Fn::ImportValue': return this.exports.get(this.resolve(argument)) ?? unknown(`import ${this.resolve(argument)}`);
        case 'Fn::FindInMap': return this.mapped(argument);
        case 'Fn::If': return unknown(`condition ${argument[0]}`);
      }
    }
    return Object.fromEntries(Object.entries(value)
      .map(([key, entry]) => [key, this.resolve(entry)] as const)
      .filter(([, entry]) => entry !== undefined));
  }

  private ref(name: string): any {
    switch (name) {
      case 'AWS::AccountId': return this.stack.account;
      case 'AWS::Region': return this.stack.region;
      case 'AWS::Partition': return 'aws';
      case 'AWS::URLSuffix': return 'amazonaws.com';
      case 'AWS::StackName': return this.stack.name;
      case 'AWS::NoValue': return undefined;
    }
    const resource = this.stack.template.Resources?.[name];
    // A parameter's default is what is deployed only as long as nobody says otherwise.
    if (!resource) { return unknown(`${name in (this.stack.template.Parameters ?? {}) ? 'parameter' : 'reference'} ${name}`); }
    return this.physicalId(name, resource);
  }

  /** What `Ref` gives for the types that policies refer to. */
  private physicalId(logicalId: string, resource: any): string {
    const props = resource.Properties ?? {};
    const name = (prop: string) => this.resolve(props[prop]) ?? suffix(logicalId);
    switch (resource.Type) {
      case 'AWS::IAM::User': return name('UserName');
      case 'AWS::IAM::Role': return name('RoleName');
      case 'AWS::IAM::ManagedPolicy': return this.iamArn('policy', props.Path, name('ManagedPolicyName'));
      case 'AWS::SecretsManager::Secret': return this.arn('secretsmanager', `secret:${name('Name')}-AbCdEf`);
      case 'AWS::SNS::Topic': return this.arn('sns', name('TopicName'));
      case 'AWS::Logs::LogGroup': return name('LogGroupName');
      case 'AWS::Events::Rule': return name('Name');
      case 'AWS::CloudWatch::Alarm': return name('AlarmName');
      case 'AWS::SSO::PermissionSet': return `arn:aws:sso:::permissionSet/${suffix(logicalId)}`;
      default: return suffix(logicalId);
    }
  }

  private attribute(logicalId: string, attribute: string): string {
    const resource = this.stack.template.Resources?.[logicalId];
    const props = resource?.Properties ?? {};
    if (!resource) { return unknown(`attribute ${logicalId}.${attribute}`); }
    if (/^(Custom::|AWS::CloudFormation::(CustomResource|Stack$))/.test(resource.Type)) { return unknown(`attribute ${logicalId}.${attribute}`); }
    const id = this.physicalId(logicalId, resource);
    switch (`${resource?.Type}.${attribute}`) {
      case 'AWS::IAM::User.Arn': return this.iamArn('user', props.Path, id);
      case 'AWS::IAM::Role.Arn': return this.iamArn('role', props.Path, id);
      case 'AWS::KMS::Key.Arn': return this.arn('kms', `key/${id}`);
      case 'AWS::Logs::LogGroup.Arn': return this.arn('logs', `log-group:${id}:*`);
      case 'AWS::Events::Rule.Arn': return this.arn('events', `rule/${id}`);
      case 'AWS::CloudWatch::Alarm.Arn': return this.arn('cloudwatch', `alarm:${id}`);
      case 'AWS::Lambda::Function.Arn': return this.arn('lambda', `function:${id}`);
      case 'AWS::S3::Bucket.Arn': return `arn:aws:s3:::${id}`;
      default: return attribute.endsWith('Arn') ? id : `${id}.${attribute}`;
    }
  }

  private select([index, of]: [unknown, any]): any {
    const list = this.resolve(of);
    const position = Number(this.resolve(index));
    return Array.isArray(list) && position in list ? list[position] : unknown('Fn::Select');
  }

  private mapped([name, ...keys]: [any, any, any]): any {
    const [map, first, second] = [name, ...keys].map((key) => this.resolve(key));
    return this.stack.template.Mappings?.[map]?.[first]?.[second] ?? unknown(`mapping ${map}`);
  }

  public iamArn(kind: string, path: any, name: string): string {
    return `arn:aws:iam::${this.stack.account}:${kind}${this.resolve(path) ?? '/'}${name}`;
  }

  public arn(service: string, resource: string): string {
    return `arn:aws:${service}:${this.stack.region}:${this.stack.account}:${resource}`;
  }

  private sub(argument: string | [string, any]): string {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) { return `\${${name}}`; }
      if (name in variables) { return String(this.resolve(variables[name])); }
      return String(name.includes('.') && !name.startsWith('AWS::')
        ? this.attribute(...name.split('.', 2) as [string, string])
        : this.ref(name));
    });
  }
}

/** Exports of all stacks, for the imports of other stacks. */
export function exportsOf(stacks: readonly SynthesizedStack[]): Map<string, string> {
  const exports = new Map<string, string>();
  for (const stack of stacks) {
    const resolver = new Resolver(stack, exports);
    for (const output of Object.values<any>(stack.template.Outputs ?? {})) {
      if (output.Export) { exports.set(resolver.resolve(output.Export.Name), resolver.resolve(output.Value)); }
    }
  }
  return exports;
}
