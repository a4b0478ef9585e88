import { WRITTEN_IDS } from './written-ids.generated';

/** One synthesized stack of a cloud assembly. */
export interface SynthesizedStack {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** The stack names no Region: `region` stands for whichever it is deployed to. */
  readonly regionAssumed?: boolean;
  readonly template: any;
  /** Keys that an object of the template's text has more than once. */
  readonly repeatedKeys?: readonly string[];
  /** Of a stack read from disk: the assembly's directory, the template's file in it, and the path of the stack in the app. */
  readonly directory?: string;
  readonly templateFile?: string;
  readonly displayName?: string;
  /** Of a nested stack: the stack that nests it, as `pathOf` gives it, and its logical id there. */
  readonly nested?: { readonly within: string; readonly logicalId: string };
}

/** A stack in its directory: the file of its template, or the way to a nested stack. Two nested stacks may have the same file. */
export const pathOf = ({ templateFile = '', nested }: Pick<SynthesizedStack, 'templateFile' | 'nested'>): string => (
  nested ? `${nested.within}/${nested.logicalId}` : templateFile);

/**
 * Marks a value that nobody can read off the templates, since something outside of them decides it: a parameter, a condition, an import of
 * an unknown stack, a custom resource. Long enough never to match by accident.
 */
export const unknown = (what: string) => `unknown-until-deployment(${what.replace(/[^\w.:/ -]/g, '?')})`;

const UNKNOWN = /unknown-until-deployment\([^)]*\)|\{\{resolve:[^}]*\}\}/g;

/** Everything in a resolved value that only the deployment knows, dynamic references included. */
export function unknownsIn(value: unknown): string[] {
  return value === undefined ? [] : [...new Set(JSON.stringify(value).match(UNKNOWN) ?? [])];
}

/** Stands for a name that CloudFormation makes up. Long enough never to match by accident. */
const suffix = (logicalId: string) => `unresolved-${logicalId}`;

/** Attributes that AWS makes up. Others carry what somebody wrote into the resource. */
const MADE_UP = /(Arns?|Ids?|URLs?|Urls?|URIs?|Uris?|Names?|Endpoint|Endpoint\.\w+|Address|Port|Alias|Version|IpAddress|Vpc\w*|SecurityGroups?)$/;

/** Attributes that may be a name that the template writes. Those of hosts are made of it. */
const OTHER_NAME = /(?<!D(?:NS|ns|omain)|Host)Name$/;

/** Properties with names and ids. */
const NAMES = /(Name|Id|Identifier|Alias|Label|Key|Prefix)$/;

/** What `Ref` and the ARN of a type are made of. Types that CloudFormation doesn't know have an id that others decide. */
function writtenIdsOf(type: unknown): { readonly ref?: string; readonly prop: string; readonly arn: string } {
  const known = own(WRITTEN_IDS, type);
  // A type that is newer than the table may have the name as its id.
  const [ref, prop = '', arn = ''] = known !== undefined ? known.split(' ') : /^AWS::(?!CloudFormation::CustomResource$)/.test(String(type)) ? ['maybe'] : [];
  return { ref, prop, arn };
}

/** The functions that are read. What another one gives is unknown. */
const READ: ReadonlySet<string> = new Set(['Fn::Base64', 'Fn::GetAtt', 'Fn::Join', 'Fn::Sub', 'Fn::Select', 'Fn::Split', 'Fn::ImportValue', 'Fn::FindInMap', 'Fn::If']);

/** Far deeper than any template that CloudFormation takes. */
const DEEPEST = 200;

/** What a stack gets from other stacks. */
export interface Surroundings {
  /** The value of a parameter; undefined where only the deployment knows it. */
  parameter(name: string): any;
  /** An output of a stack that is nested in this one; undefined where its template isn't in the assembly. */
  output(nestedStack: string, name: string): any;
  /** What another stack of the account and Region exports; undefined where none of the app does. */
  imported(name: string): any;
}

const ALONE: Surroundings = { parameter: () => undefined, output: () => undefined, imported: () => undefined };

/**
 * Replaces CloudFormation's intrinsic functions by the values they will have, as far as the template tells.
 *
 * Physical names in the template become real names and ARNs; what CloudFormation makes up becomes a recognisable
 * stand-in that is the same wherever it is referred to. It never throws: what isn't shaped as CloudFormation asks for is unknown.
 */
export class Resolver {
  /** Resources whose names are being resolved: a template in which they refer to each other can't be deployed. */
  private readonly resolving = new Set<string>();
  private depth = 0;

  constructor(private readonly stack: SynthesizedStack, private readonly surroundings: Surroundings = ALONE) {}

  public resolve(value: any): any {
    if (value === null || typeof value !== 'object') { return value; }
    if (this.depth === DEEPEST) { return unknown('nested too deep'); }
    this.depth++;
    try {
      return this.resolved(value);
    } finally {
      this.depth--;
    }
  }

  private resolved(value: any): any {
    if (Array.isArray(value)) { return value.map((entry) => this.resolve(entry)).filter((entry) => entry !== undefined); }
    const keys = Object.keys(value);
    if (keys.length === 1) {
      const [key] = keys;
      if (key === 'Ref') { return typeof value.Ref === 'string' ? this.ref(value.Ref) : unknown('Ref'); }
      if (key.startsWith('Fn::')) { return READ.has(key) ? this.called(key, value[key]) ?? unknown(key) : unknown(key); }
    }
    return Object.fromEntries(Object.entries(value)
      .map(([key, entry]) => [key, this.resolve(entry)] as const)
      .filter(([, entry]) => entry !== undefined));
  }

  /** The value of a function; undefined where its argument isn't shaped as it must be. */
  private called(name: string, argument: any): any {
    if (name === 'Fn::GetAtt') {
      const [logicalId, attribute] = typeof argument === 'string' ? divided(argument) : listed(argument);
      return typeof logicalId === 'string' && typeof attribute === 'string' ? this.attribute(logicalId, attribute) : undefined;
    }
    if (name === 'Fn::Sub') { return this.sub(argument); }
    // The text itself: what a start script says matters, not how it is packed.
    if (name === 'Fn::Base64') { return this.resolve(argument); }
    if (name === 'Fn::ImportValue') {
      const from = this.resolve(argument);
      return this.surroundings.imported(String(from)) ?? unknown(`import ${from}`);
    }
    const [first, second, third] = listed(argument);
    switch (name) {
      case 'Fn::Join': return this.joined(first, this.resolve(second));
      case 'Fn::Select': return this.selected(this.resolve(first), this.resolve(second));
      case 'Fn::Split': return typeof first === 'string' && first !== '' ? this.split(first, this.resolve(second)) : undefined;
      case 'Fn::FindInMap': return this.mapped(...[first, second, third].map((key) => this.resolve(key)) as [any, any, any]);
      default: return unknown(`condition ${first}`);
    }
  }

  private joined(delimiter: unknown, parts: unknown): string | undefined {
    const texts = Array.isArray(parts) ? parts : [parts];
    return typeof delimiter === 'string' && texts.every(isText) ? texts.join(delimiter) : undefined;
  }

  private split(delimiter: string, text: unknown): string[] | undefined {
    if (typeof text !== 'string') { return undefined; }
    // What only the deployment knows may hold the delimiter: nobody can tell what follows its beginning.
    const [mark] = text.match(UNKNOWN) ?? [];
    if (mark !== undefined) {
      const known = text.slice(0, text.indexOf(mark)).split(delimiter);
      return [...known.slice(0, -1), `${known.at(-1)}${mark}`];
    }
    const parts = text.split(delimiter);
    return parts.length === 1 && text.includes(suffix('')) ? undefined : parts;
  }

  private selected(index: unknown, list: unknown): any {
    return Array.isArray(list) && isText(index) ? list[Number(index)] : undefined;
  }

  private mapped(map: any, first: any, second: any): any {
    return own(own(own(this.stack.template?.Mappings, map), first), second) ?? unknown(`mapping ${map}`);
  }

  private ref(name: string): any {
    switch (name) {
      case 'AWS::AccountId': return this.stack.account;
      case 'AWS::Region': return this.stack.region;
      case 'AWS::Partition': return 'aws';
      case 'AWS::URLSuffix': return 'amazonaws.com';
      // CloudFormation makes up the name of a nested stack.
      case 'AWS::StackName': return this.stack.nested ? suffix(this.stack.nested.logicalId) : this.stack.name;
      case 'AWS::NoValue': return undefined;
    }
    const resource = own(this.stack.template?.Resources, name);
    if (resource) { return this.physicalId(name, resource); }
    // A parameter's default is what is deployed only as long as nobody says otherwise.
    return this.surroundings.parameter(name) ?? unknown(`${own(this.stack.template?.Parameters, name) ? 'parameter' : 'reference'} ${name}`);
  }

  /** What `Ref` gives for the types that policies refer to. */
  private physicalId(logicalId: string, resource: any): string {
    if (this.resolving.has(logicalId)) { return unknown(`circle through ${logicalId}`); }
    this.resolving.add(logicalId);
    try {
      return this.idOf(logicalId, resource.Type, own(resource, 'Properties') ?? {});
    } finally {
      this.resolving.delete(logicalId);
    }
  }

  private idOf(logicalId: string, type: unknown, props: any): string {
    const name = (prop: string) => {
      const given = this.resolve(own(props, prop));
      return given === undefined || given === null ? suffix(logicalId) : isText(given) ? String(given) : unknown(`${logicalId}.${prop}`);
    };
    switch (type) {
      case 'AWS::IAM::ManagedPolicy': return this.iamArn('policy', props.Path, name('ManagedPolicyName'));
      case 'AWS::SecretsManager::Secret': return this.arn('secretsmanager', `secret:${name('Name')}-AbCdEf`);
      case 'AWS::SNS::Topic': return this.arn('sns', name('TopicName'));
      case 'AWS::SSO::PermissionSet': return `arn:aws:sso:::permissionSet/${suffix(logicalId)}`;
    }
    const { ref, prop, arn } = writtenIdsOf(type);
    switch (ref) {
      case 'name': return name(prop);
      case 'arn': return own(props, prop) === undefined ? suffix(logicalId) : this.filled(arn, name(prop));
      case 'made': return suffix(logicalId);
      case 'maybe': return this.maybeWritten(props) ? unknown(`reference ${logicalId}`) : suffix(logicalId);
      default: return unknown(`reference ${logicalId}`);
    }
  }

  /** Whether the resource has a name or id that its template writes, and that `Ref` may give. */
  private maybeWritten(props: any): boolean {
    return props !== null && typeof props === 'object' && Object.entries(props).some(([key, value]) => (NAMES.test(key)
      ? isWritten(this.resolve(value)) : value !== null && typeof value === 'object' && !Array.isArray(value)
        && Object.entries(value).some(([inner, entry]) => NAMES.test(inner) && isWritten(this.resolve(entry)))));
  }

  /** An ARN of the generated table. */
  private filled(template: string, name: string): string {
    const { account, region } = this.stack;
    return `arn:aws:${template.replace(/(?<=:)[RA](?=:)|\*/g, (blank) => ({ 'R': region, 'A': account, '*': name }[blank]!))}`;
  }

  private attribute(logicalId: string, attribute: string): any {
    const resource = own(this.stack.template?.Resources, logicalId);
    const elsewhere = unknown(`attribute ${logicalId}.${attribute}`);
    if (!resource) { return elsewhere; }
    if (resource.Type === 'AWS::CloudFormation::Stack') {
      return (attribute.startsWith('Outputs.') ? this.surroundings.output(logicalId, attribute.slice('Outputs.'.length)) : undefined) ?? elsewhere;
    }
    const { ref, prop, arn } = writtenIdsOf(resource.Type);
    if (ref === undefined) { return elsewhere; }
    const props = own(resource, 'Properties') ?? {};
    const id = this.physicalId(logicalId, resource);
    switch (`${resource.Type}.${attribute}`) {
      case 'AWS::IAM::User.Arn': return this.iamArn('user', props.Path, id);
      case 'AWS::IAM::Role.Arn': return this.iamArn('role', props.Path, id);
      case 'AWS::IAM::Group.Arn': return this.iamArn('group', props.Path, id);
      case 'AWS::IAM::InstanceProfile.Arn': return this.iamArn('instance-profile', props.Path, id);
      case 'AWS::KMS::Key.Arn': return this.arn('kms', `key/${id}`);
      case 'AWS::Logs::LogGroup.Arn': return this.arn('logs', `log-group:${id}:*`);
      case 'AWS::Events::Rule.Arn': return this.arn('events', `rule/${this.busOfRule(props)}${id}`);
      case 'AWS::Lambda::Function.Arn': return this.arn('lambda', `function:${id}`);
      case 'AWS::CloudWatch::Alarm.Arn': return this.arn('cloudwatch', `alarm:${id}`);
      case 'AWS::CloudWatch::CompositeAlarm.Arn': return this.arn('cloudwatch', `alarm:${id}`);
      case 'AWS::S3::Bucket.Arn': return `arn:aws:s3:::${id}`;
      case 'AWS::SecretsManager::Secret.Id': return id;
    }
    const written = own(props, attribute);
    if (written !== undefined) { return this.resolve(written) ?? elsewhere; }
    const named = own(props, prop) === undefined ? undefined : this.resolve(own(props, prop));
    if (named !== undefined && (attribute === 'Name' || attribute.endsWith('Arn'))) {
      if (!isText(named)) { return elsewhere; }
      return attribute === 'Name' ? String(named) : arn !== '' && (attribute === 'Arn' || ref === 'arn') ? this.filled(arn, String(named)) : elsewhere;
    }
    if (OTHER_NAME.test(attribute) && this.maybeWritten(props)) { return elsewhere; }
    const base = ref === 'maybe' ? suffix(logicalId) : id;
    return attribute.endsWith('Arn') ? base : MADE_UP.test(attribute) ? `${base}.${attribute}` : elsewhere;
  }

  /** A rule on a bus of its own has the bus in its ARN. */
  private busOfRule(props: any): string {
    const bus = this.resolve(own(props, 'EventBusName'));
    const name = isText(bus) ? String(bus).slice(String(bus).lastIndexOf('/') + 1) : bus === undefined ? 'default' : unknown('EventBusName');
    return name === 'default' ? '' : `${name}/`;
  }

  public iamArn(kind: string, path: any, name: string): string {
    return `arn:aws:iam::${this.stack.account}:${kind}${this.resolve(path) ?? '/'}${name}`;
  }

  public arn(service: string, resource: string): string {
    return `arn:aws:${service}:${this.stack.region}:${this.stack.account}:${resource}`;
  }

  private sub(argument: any): string | undefined {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    if (typeof text !== 'string') { return undefined; }
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) { return `\${${name}}`; }
      const given = own(variables, name);
      if (given !== undefined) { return shown(this.resolve(given), name); }
      const [logicalId, attribute] = divided(name);
      return shown(attribute === undefined || name.startsWith('AWS::') ? this.ref(name) : this.attribute(logicalId, attribute), name);
    });
  }
}

/** A property that the value itself has: names in templates may be those of every object. */
function own(value: any, key: unknown): any {
  return value !== null && typeof value === 'object' && isText(key) && Object.prototype.hasOwnProperty.call(value, String(key))
    ? value[String(key)] : undefined;
}

const listed = (value: any): any[] => (Array.isArray(value) ? value : []);

const isText = (value: unknown): value is string | number | boolean => ['string', 'number', 'boolean'].includes(typeof value);

/** A text that doesn't consist of what AWS makes up. */
const isWritten = (value: unknown): boolean => isText(value) && !String(value).includes(suffix(''));

const shown = (value: unknown, name: string): string => (isText(value) ? String(value) : unknown(name));

/** `Stack.Outputs.Name` to the logical id and its attribute. */
function divided(text: string): [string, string | undefined] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text, undefined] : [text.slice(0, dot), text.slice(dot + 1)];
}
