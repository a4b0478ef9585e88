/**
 * The same roles in three hands: our construct, L1 resources with literal documents, and idiomatic L2.
 *
 * `synth.ts` compiles this file together with `src`, as the published package is, so that no variant pays for the
 * TypeScript loader.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Aws, CfnTag, Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BreakGlassUser, IncidentResponseRole, Playbook, ResponderProfile } from '../src';

const ORGANIZATION = 'o-a1b2c3d4e5';
const RESPONDERS = [
  'arn:aws:iam::111122223333:user/bg/jane.doe-BREAK-GLASS',
  'arn:aws:iam::111122223333:user/bg/john.roe-BREAK-GLASS',
];
const PLAYBOOK = Playbook.CREDENTIAL_COMPROMISE;
const PROFILES = [ResponderProfile.SECURITY_INVESTIGATOR, ResponderProfile.INCIDENT_RESPONDER];

export type Variant = 'construct' | 'l1' | 'l2';

export interface Template { readonly Resources: { readonly [logicalId: string]: any } }

/** What the L1 and L2 authors have written down for one profile. */
interface Handwritten {
  readonly description: string;
  readonly tags: CfnTag[];
  readonly maxSessionSeconds: number;
  readonly trust: any;
  readonly boundary: any;
  readonly permissions: any[];
  /** The same documents as the arguments of `new PolicyStatement`. */
  readonly boundaryStatements: iam.PolicyStatementProps[];
  readonly permissionStatements: iam.PolicyStatementProps[][];
  readonly trustConditions: { [operator: string]: any };
}

/** An app in a temporary directory: `synth` is what is timed, `templates` and `dispose` aren't. */
export class Run {
  private readonly outdir = mkdtempSync(join(tmpdir(), 'break-glass-bench-'));

  constructor(private readonly variant: Variant, private readonly count: number, private readonly rolesPerStack: number) {}

  public synth(): void {
    const app = new App({ outdir: this.outdir, analyticsReporting: false });
    for (let first = 1; first <= this.count; first += this.rolesPerStack) {
      const stack = new Stack(app, `Roles${first}`);
      const last = Math.min(this.count, first + this.rolesPerStack - 1);
      if (this.variant === 'construct') {
        constructs(stack, first, last);
      } else {
        for (let i = first; i <= last; i++) {
          const write = this.variant === 'l1' ? l1Role : l2Role;
          write(stack, i, HANDWRITTEN[i % PROFILES.length]);
        }
      }
    }
    app.synth();
  }

  public templates(): Template[] {
    return this.templateFiles().map((file) => JSON.parse(readFileSync(file, 'utf8')));
  }

  /** Bytes of the largest template as it is uploaded. */
  public largestTemplate(): number {
    return Math.max(...this.templateFiles().map((file) => statSync(file).size));
  }

  public dispose(): void {
    rmSync(this.outdir, { recursive: true, force: true });
  }

  private templateFiles(): string[] {
    return readdirSync(this.outdir).filter((name) => name.endsWith('.template.json')).sort().map((name) => join(this.outdir, name));
  }
}

function roleNameOf(i: number): string {
  return `BREAK-GLASS-R${String(i).padStart(5, '0')}`;
}

function constructs(stack: Stack, first: number, last: number): void {
  const responders = RESPONDERS.map((arn, index) => BreakGlassUser.fromUserArn(stack, `Responder${index + 1}`, arn));
  for (let i = first; i <= last; i++) {
    new IncidentResponseRole(stack, `Role${i}`, {
      profile: PROFILES[i % PROFILES.length],
      playbook: PLAYBOOK,
      roleName: roleNameOf(i),
      responders,
      organizationId: ORGANIZATION,
    });
  }
}

function l1Role(stack: Stack, i: number, written: Handwritten): void {
  const scope = new Construct(stack, `Role${i}`);
  const roleName = roleNameOf(i);
  const boundary = new iam.CfnManagedPolicy(scope, 'Boundary', {
    managedPolicyName: `${roleName}-boundary`,
    path: '/bg/',
    description: `Belongs to the incident response role ${roleName}`,
    policyDocument: written.boundary,
  });
  boundary.applyRemovalPolicy(RemovalPolicy.RETAIN);
  const permissionArns: string[] = [];
  for (let p = 1; p <= written.permissions.length; p++) {
    const policy = new iam.CfnManagedPolicy(scope, `Permissions${p}`, {
      managedPolicyName: `${roleName}-permissions-${p}`,
      path: '/bg/',
      description: `Belongs to the incident response role ${roleName}`,
      policyDocument: written.permissions[p - 1],
    });
    policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
    permissionArns.push(policy.ref);
  }
  const role = new iam.CfnRole(scope, 'Resource', {
    roleName,
    path: '/bg/',
    description: written.description,
    assumeRolePolicyDocument: written.trust,
    managedPolicyArns: permissionArns,
    maxSessionDuration: written.maxSessionSeconds,
    permissionsBoundary: boundary.ref,
    tags: written.tags,
  });
  role.applyRemovalPolicy(RemovalPolicy.RETAIN);
}

function l2Role(stack: Stack, i: number, written: Handwritten): void {
  const scope = new Construct(stack, `Role${i}`);
  const roleName = roleNameOf(i);
  const boundary = new iam.ManagedPolicy(scope, 'Boundary', {
    managedPolicyName: `${roleName}-boundary`,
    path: '/bg/',
    description: `Belongs to the incident response role ${roleName}`,
    document: documentOf(written.boundaryStatements),
  });
  boundary.applyRemovalPolicy(RemovalPolicy.RETAIN);
  const permissions: iam.IManagedPolicy[] = [];
  for (let p = 1; p <= written.permissionStatements.length; p++) {
    const policy = new iam.ManagedPolicy(scope, `Permissions${p}`, {
      managedPolicyName: `${roleName}-permissions-${p}`,
      path: '/bg/',
      description: `Belongs to the incident response role ${roleName}`,
      document: documentOf(written.permissionStatements[p - 1]),
    });
    policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
    permissions.push(policy);
  }
  const responders = new iam.CompositePrincipal(new iam.ArnPrincipal(RESPONDERS[0]), new iam.ArnPrincipal(RESPONDERS[1]));
  const role = new iam.Role(scope, 'Role', {
    roleName,
    path: '/bg/',
    description: written.description,
    assumedBy: responders.withConditions(written.trustConditions),
    managedPolicies: permissions,
    permissionsBoundary: boundary,
    maxSessionDuration: Duration.seconds(written.maxSessionSeconds),
  });
  role.applyRemovalPolicy(RemovalPolicy.RETAIN);
  for (const { key, value } of written.tags) { Tags.of(role).add(key, value); }
}

function documentOf(statements: iam.PolicyStatementProps[]): iam.PolicyDocument {
  const document = new iam.PolicyDocument();
  for (const statement of statements) { document.addStatements(new iam.PolicyStatement(statement)); }
  return document;
}

/** Takes the documents from a template that our construct made, one role for each profile. */
function handwritten(): Handwritten[] {
  return PROFILES.map((profile) => {
    const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'break-glass-bench-')), analyticsReporting: false });
    const stack = new Stack(app, 'Stack');
    new IncidentResponseRole(stack, 'Role', {
      profile,
      playbook: PLAYBOOK,
      roleName: roleNameOf(0),
      responders: RESPONDERS.map((arn, index) => BreakGlassUser.fromUserArn(stack, `Responder${index + 1}`, arn)),
      organizationId: ORGANIZATION,
    });
    const assembly = app.synth();
    const resources = Object.values<any>(assembly.getStackByName(stack.stackName).template.Resources).map((resource) => resource.Properties);
    rmSync(assembly.directory, { recursive: true, force: true });
    const policy = (suffix: string) => resources.filter((properties) => properties.ManagedPolicyName?.includes(suffix))
      .map((properties) => properties.PolicyDocument);
    const role = resources.find((properties) => properties.RoleName);
    const boundary = policy('-boundary')[0];
    const permissions = policy('-permissions-');
    return {
      description: role.Description,
      tags: role.Tags.map((tag: { Key: string; Value: string }) => ({ key: tag.Key, value: tag.Value })),
      maxSessionSeconds: role.MaxSessionDuration,
      trust: role.AssumeRolePolicyDocument,
      boundary,
      permissions,
      boundaryStatements: boundary.Statement.map(statementProps),
      permissionStatements: permissions.map((document) => document.Statement.map(statementProps)),
      trustConditions: role.AssumeRolePolicyDocument.Statement[0].Condition,
    };
  });
}

function statementProps(statement: any): iam.PolicyStatementProps {
  return {
    sid: statement.Sid,
    effect: statement.Effect === 'Deny' ? iam.Effect.DENY : iam.Effect.ALLOW,
    actions: list(statement.Action),
    notActions: list(statement.NotAction),
    resources: list(asText(statement.Resource)),
    notResources: list(asText(statement.NotResource)),
    conditions: asText(statement.Condition),
  };
}

function list<T>(value: T | T[] | undefined): T[] | undefined {
  return value === undefined ? undefined : Array.isArray(value) ? value : [value];
}

/** `Fn::Join` as people write it in an L2: a string with `Aws.PARTITION` and `Aws.ACCOUNT_ID` in it. */
function asText(value: any): any {
  if (Array.isArray(value)) { return value.map(asText); }
  if (typeof value !== 'object' || value === null) { return value; }
  if (value.Ref) { return pseudo(value.Ref); }
  if (value['Fn::Join']) { return value['Fn::Join'][1].map(asText).join(value['Fn::Join'][0]); }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, asText(entry)]));
}

function pseudo(ref: string): string {
  switch (ref) {
    case 'AWS::Partition': return Aws.PARTITION;
    case 'AWS::AccountId': return Aws.ACCOUNT_ID;
    case 'AWS::Region': return Aws.REGION;
    default: throw new Error(`the documents refer to '${ref}', which the L2 variant doesn't know how to write`);
  }
}

const HANDWRITTEN = handwritten();
