import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { App, CfnResource, Stack, StackProps } from 'aws-cdk-lib';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct, IConstruct } from 'constructs';
import { BreakGlassAlarm, BreakGlassUser, IncidentResponseRole, NotificationTarget, NotificationTopic, Playbook, ResponderProfile } from '../../src';

export const newApp = (context: { readonly [key: string]: unknown } = {}) => new App({ analyticsReporting: false, context });

/** What README's ten lines make, below any scope. */
export class TenLines {
  public readonly stack: Stack;
  public readonly jane: BreakGlassUser;
  public readonly role: IncidentResponseRole;

  constructor(scope: Construct, id: string = 'BreakGlass', props?: StackProps) {
    this.stack = new Stack(scope, id, props);
    const emergencyContact = 'security-oncall@example.com';
    const [jane, john] = ['Jane Doe', 'John Smith'].map((responderName) => new BreakGlassUser(this.stack, responderName.split(' ')[0], {
      responderName,
      responderEmail: 'responder@example.com',
      emergencyContact,
      custodians: ['CustodianAlice', 'CustodianBob'].map((role) => new ArnPrincipal(`arn:aws:iam::${this.stack.account}:role/${role}`)),
    }));
    this.jane = jane;
    this.role = new IncidentResponseRole(this.stack, 'Investigator', {
      profile: ResponderProfile.SECURITY_INVESTIGATOR, playbook: Playbook.CREDENTIAL_COMPROMISE, responders: [jane, john],
    });
    const pager = new NotificationTopic(this.stack, 'Pager', { emails: [emergencyContact] });
    new BreakGlassAlarm(this.stack, 'Alarm', {
      trailLogGroup: LogGroup.fromLogGroupName(this.stack, 'Trail', 'organization-trail'),
      users: [jane, john],
      roles: [this.role],
      notify: [NotificationTarget.topic(pager.topic), NotificationTarget.opsItem()],
    });
  }

  /** Takes the age of MFA out of the role's trust by the escape hatch. */
  public withoutMfaAge(): this {
    resourceOf(this.role, 'AWS::IAM::Role').addPropertyDeletionOverride('AssumeRolePolicyDocument.Statement.0.Condition.NumericLessThanEquals');
    return this;
  }
}

export function resourceOf(construct: IConstruct, type: string): CfnResource {
  return construct.node.findAll().find((node): node is CfnResource => CfnResource.isCfnResource(node) && node.cfnResourceType === type)!;
}

export interface Finding {
  readonly rule: string;
  readonly severity: string;
  readonly path: string;
  readonly template?: string;
  readonly description: string;
  readonly fix?: string;
}

export interface Validated {
  readonly exitCode: number;
  readonly printed: string;
  readonly findings: readonly Finding[];
  /** The finding at no construct. */
  readonly summary?: { readonly severity: string; readonly description: string; readonly paths: readonly (string | undefined)[] };
  readonly metadata?: { readonly [key: string]: string };
}

/** Synthesizes as an app's own process does, where CDK sets the exit code: newer versions throw in tests. */
export function validated(app: App): Validated {
  const before = { exitCode: process.exitCode, mode: process.env.CDK_APP_MODE };
  const printed: string[] = [];
  const spy = jest.spyOn(console, 'error').mockImplementation((...texts) => { printed.push(texts.join(' ')); });
  process.env.CDK_APP_MODE = 'process';
  process.exitCode = 0;
  try {
    app.synth();
    return { exitCode: Number(process.exitCode), printed: printed.join('\n'), ...reported(app) };
  } finally {
    process.exitCode = before.exitCode;
    if (before.mode === undefined) { delete process.env.CDK_APP_MODE; } else { process.env.CDK_APP_MODE = before.mode; }
    spy.mockRestore();
  }
}

/** The two lanes write the same under other names. */
function reported(app: App): Pick<Validated, 'findings' | 'metadata' | 'summary'> {
  const file = ['validation-report.json', 'policy-validation-report.json'].map((name) => join(app.outdir, name)).find(existsSync);
  const reports: any[] = file ? JSON.parse(readFileSync(file, 'utf8')).pluginReports : [];
  const own = reports.filter((report) => (report.pluginName ?? report.summary.pluginName) === 'BreakGlassClaims');
  const all: any[] = own.flatMap(({ violations }) => violations);
  const sums = ({ ruleName }: any) => ruleName === 'break-glass-proven';
  return {
    metadata: own.map((report) => report.metadata ?? report.summary?.metadata)[0],
    summary: all.filter(sums).map(({ severity, description, violatingConstructs }) => (
      { severity, description, paths: violatingConstructs.map(({ constructPath }: any) => constructPath || undefined) }))[0],
    findings: all.filter((violation) => !sums(violation)).flatMap(({ ruleName: rule, severity, description, violatingConstructs, ...rest }) => (
      violatingConstructs.map(({ constructPath, templatePath, cloudFormationResource }: any) => ({
        rule,
        severity,
        description,
        fix: rest.fix ?? rest.suggestedFix,
        path: constructPath,
        template: templatePath ?? cloudFormationResource?.templatePath,
      })))),
  };
}
