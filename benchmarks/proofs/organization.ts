/** Assemblies on disk that proofs are measured on. */
import { rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BreakGlassAlarm, BreakGlassUser, IncidentResponseRole, NotificationTarget, NotificationTopic, Playbook, ResponderProfile } from 'cdk-break-glass';

export const ROLES_PER_ACCOUNT = 4;

const SECURITY_ACCOUNT = '444455556666';
const REGION = 'us-east-1';
const RESPONDERS = ['jane.doe', 'john.smith'].map((name) => `arn:aws:iam::${SECURITY_ACCOUNT}:user/bg/${name}-BREAK-GLASS`);
const ROLES = [
  [ResponderProfile.SECURITY_INVESTIGATOR, Playbook.CREDENTIAL_COMPROMISE],
  [ResponderProfile.INCIDENT_RESPONDER, Playbook.CREDENTIAL_COMPROMISE],
  [ResponderProfile.FORENSICS_ANALYST, Playbook.EC2_COMPROMISE],
  [ResponderProfile.BREAK_GLASS_ADMIN, Playbook.IDP_OUTAGE],
] as const;

const accountId = (number: number) => String(600_000_000_000 + number * 7_654_321);

/**
 * An organization of workload accounts, with four roles in each for responders of a security account, and an alarm of its own. Each
 * account is an app of its own: alarms are named after the path of their construct, which differs between the stacks of one app.
 *
 * @param differing each account's roles are for addresses of its own, so that no two accounts have equal policies
 */
export function synthesizeOrganization(outdir: string, accounts: number, differing: boolean): void {
  rmSync(outdir, { recursive: true, force: true });
  const artifacts: { [id: string]: object } = {};
  for (let number = 0; number < accounts; number++) {
    const account = accountId(number);
    const directoryName = `assembly-${account}`;
    const app = new App({ outdir: join(outdir, directoryName), analyticsReporting: false });
    const network = `52.${Math.floor(number / 256)}.${number % 256}.0/24`;
    workload(new Stack(app, 'BreakGlass', { env: { account, region: REGION } }), differing ? [network] : undefined);
    app.synth();
    artifacts[directoryName] = { type: 'cdk:cloud-assembly', properties: { directoryName } };
  }
  writeFileSync(join(outdir, 'manifest.json'), JSON.stringify({ version: '36.0.0', artifacts }));
}

function workload(stack: Stack, sourceIps?: string[]): void {
  const users = RESPONDERS.map((arn) => BreakGlassUser.fromUserArn(stack, arn.slice(arn.lastIndexOf('/') + 1), arn));
  const roles = ROLES.map(([profile, playbook]) => new IncidentResponseRole(stack, profile.name, {
    profile, playbook, responders: users, organizationId: 'o-exampleorg1', sourceIps,
  }));
  new BreakGlassAlarm(stack, 'Alarm', {
    trailLogGroup: new LogGroup(stack, 'Trail', { logGroupName: 'trail' }),
    users,
    roles,
    notify: [NotificationTarget.topic(new NotificationTopic(stack, 'Topic').topic)],
  });
}
