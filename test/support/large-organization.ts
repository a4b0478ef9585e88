import { App, Stack } from 'aws-cdk-lib';
import { ActivationWindow, BreakGlassUser, IBreakGlassUser, IncidentResponseRole, IncidentResponseRoleProps, Playbook, ResponderProfile, UserState } from '../../src';
import { readAssembly, SynthesizedStack } from '../../src/claims/internal';

const SECURITY = '111111111111';
/** The accounts that are synthesized. All others are copies of the first. */
const [WORKLOAD, SPECIAL] = ['200000000001', '200000000002'];
const MEMBERS = ['Ada', 'Ben', 'Chloe', 'Dmitri', 'Esra', 'Farid', 'Grace', 'Hugo', 'Ines', 'Jonas', 'Keiko', 'Liam', 'Mina', 'Noor', 'Olga',
  'Pablo', 'Quinn', 'Rosa', 'Samir', 'Tara', 'Uma', 'Viktor', 'Wanda', 'Xin', 'Yusuf', 'Zoe', 'Amara', 'Bruno', 'Celia', 'Diego'];

/**
 * 30 people, 8 roles, and as many accounts as asked for: all workload accounts alike but for one, which lacks a role and has
 * another one sealed and a person more; and the account of the people themselves. Most people are imported by their ARN.
 */
export function largeOrganization(accounts: number = 200): SynthesizedStack[] {
  const app = new App({ analyticsReporting: false });
  const security = new Stack(app, 'Security', { env: { account: SECURITY, region: 'us-east-1' } });
  const people = MEMBERS.map((name, index): IBreakGlassUser => index < 4
    ? new BreakGlassUser(security, name, {
      responderName: `${name} Example`, responderEmail: `${name}@example.com`, emergencyContact: 'oncall@example.com', state: index > 0 ? UserState.COMMISSIONED : UserState.NEW,
    })
    : BreakGlassUser.fromUserArn(security, name, `arn:aws:iam::${SECURITY}:user/bg/${name.toLowerCase()}.example-BREAK-GLASS`));
  const [workload, special] = [WORKLOAD, SPECIAL].map((account) => new Stack(app, `Workload${account.slice(-3)}`, { env: { account, region: 'us-east-1' } }));
  for (const stack of [security, workload, special]) { roles(stack, people, stack === special, stack === security); }
  const stacks = readAssembly(app.synth().directory);
  const model = stacks.find(({ account }) => account === WORKLOAD)!;
  const template = JSON.stringify(model.template);
  const copies = Array.from({ length: Math.max(0, accounts - stacks.length) }, (_, index): SynthesizedStack => {
    const account = String(200000000003 + index);
    return { ...model, account, name: `Workload${account.slice(-3)}`, template: JSON.parse(template.replaceAll(WORKLOAD, account)) };
  });
  return [...stacks, ...copies];
}

function roles(stack: Stack, people: readonly IBreakGlassUser[], special: boolean, small: boolean): void {
  const role = (profile: ResponderProfile, playbook: Playbook, from: number, to: number, props: Partial<IncidentResponseRoleProps> = {}) => (
    new IncidentResponseRole(stack, `${profile.name}-${playbook.name}`, {
      profile, playbook, responders: people.slice(from, to), organizationId: stack.account === SECURITY ? undefined : 'o-exampleorg1', ...props,
    }));
  role(ResponderProfile.SECURITY_INVESTIGATOR, Playbook.CREDENTIAL_COMPROMISE, 0, 16);
  const sealed = { activationWindow: ActivationWindow.closed() };
  role(ResponderProfile.BREAK_GLASS_ADMIN, Playbook.CREDENTIAL_COMPROMISE, 0, 2, { backupOwners: people.slice(28, 30), ...sealed });
  if (small) { return; }
  role(ResponderProfile.SECURITY_INVESTIGATOR, Playbook.DATA_EXFILTRATION, 0, 10);
  role(ResponderProfile.INCIDENT_RESPONDER, Playbook.RANSOMWARE, 4, special ? 13 : 12);
  role(ResponderProfile.INCIDENT_RESPONDER, Playbook.CREDENTIAL_COMPROMISE, 4, 16, special ? sealed : {});
  if (!special) { role(ResponderProfile.FORENSICS_ANALYST, Playbook.EC2_COMPROMISE, 16, 22); }
  role(ResponderProfile.INCIDENT_COMMANDER, Playbook.RANSOMWARE, 20, 24);
  role(ResponderProfile.CLOUD_ADMINISTRATOR, Playbook.EC2_COMPROMISE, 22, 30);
}
