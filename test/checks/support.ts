import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { BreakGlassChecks, BreakGlassChecksProps } from 'cdk-break-glass-checks';

export const ENV = { account: '111111111111', region: 'eu-central-1' };

/** A resource as CloudFormation has it; `make` puts it into a stack. */
export interface RawResource {
  readonly Type: string;
  readonly Properties?: object;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export function stackIn(app: App = new App({ analyticsReporting: false }), id = 'Stack'): Stack {
  return new Stack(app, id, { env: ENV });
}

/** Findings of the whole app the stack is in, `<rule> at <path>`, sorted. */
export function findings(stack: Stack, props?: BreakGlassChecksProps): string[] {
  const app = stack.node.root;
  return new BreakGlassChecks(app, props).validateScope(app).violations
    .flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${ruleName.replace('BreakGlass-', '')} at ${constructPath}`))
    .sort();
}

/** What one rule says: `[]`, or its findings without the rule's name: `at Stack/Role`, `[SwitchRole] at Stack/Role`. */
export function findingsOf(rule: string, stack: Stack, props?: BreakGlassChecksProps): string[] {
  return findings(stack, props).filter((finding) => new RegExp(`^${rule}[\\[ ]`).test(finding)).map((finding) => finding.slice(rule.length).trim());
}

export const USER_ARN = 'arn:aws:iam::111111111111:user/jane';

/** A statement of a trust policy. */
export function allow(principal: object | string, condition?: object, action = 'sts:AssumeRole'): object {
  return { Effect: 'Allow', Principal: principal, Action: action, ...condition === undefined ? {} : { Condition: condition } };
}

/** `Stack/Role`, an emergency role by its name, at L1. */
export function rawRole(stack: Stack, trust: unknown = allow({ AWS: USER_ARN }), props: Partial<iam.CfnRoleProps> = {}): iam.CfnRole {
  return new iam.CfnRole(stack, 'Role', { roleName: 'BreakGlassAdmin', assumeRolePolicyDocument: { Version: '2012-10-17', Statement: trust }, ...props });
}

/** Resources as they stand in a template, below of `Stack/Include`. */
export function included(stack: Stack, resources: { readonly [logicalId: string]: RawResource }, rest: object = {}): CfnInclude {
  const templateFile = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'checks-')), 'template.json');
  fs.writeFileSync(templateFile, JSON.stringify({ Resources: resources, ...rest }));
  return new CfnInclude(stack, 'Include', { templateFile });
}

/** What the pack, registered as its users do, makes of a synthesis: how the process would end, and the findings of the report. */
export function synthesized(app: App): { readonly exitCode: number; readonly findings: string[] } {
  // Newer versions of aws-cdk-lib throw in tests; in an app's own process they set the exit code, as older ones always do.
  const before = { exitCode: process.exitCode, mode: process.env.CDK_APP_MODE };
  const silent = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  process.env.CDK_APP_MODE = 'process';
  process.exitCode = 0;
  try {
    app.synth();
    return { exitCode: Number(process.exitCode), findings: reported(app) };
  } finally {
    process.exitCode = before.exitCode;
    if (before.mode === undefined) { delete process.env.CDK_APP_MODE; } else { process.env.CDK_APP_MODE = before.mode; }
    silent.mockRestore();
  }
}

/** The two lanes write the same under other names. */
function reported(app: App): string[] {
  const file = ['validation-report.json', 'policy-validation-report.json'].map((name) => path.join(app.outdir, name)).find((name) => fs.existsSync(name));
  const report = JSON.parse(fs.readFileSync(file!, 'utf8'));
  return report.pluginReports.filter((plugin: any) => (plugin.pluginName ?? plugin.summary.pluginName) === 'BreakGlassChecks')
    .flatMap(({ violations }: any) => violations)
    .flatMap(({ ruleName, violatingConstructs }: any) => violatingConstructs.map(({ constructPath }: any) => `${ruleName.replace('BreakGlass-', '')} at ${constructPath}`)).sort();
}
