/**
 * An incident, from the first look to the audit: what the people of the organization ask for, and what they are answered.
 */
import { alarmsOn, Place, policiesOf, sessionMay, told } from './evidence';
import { Stage } from './stage';
import { Incident } from '../cli/index';
import { ACCESS_ACCOUNT, HOME_REGION, PERMISSION_SETS, WORKLOAD_ACCOUNTS } from '../examples/reference-org/accounts';
import { jane, john, maria, PEOPLE, wei } from '../examples/reference-org/people';
import { AccessModel, RECORD } from 'cdk-break-glass/internal';

const INCIDENT = 'INC-2041';
const PAYMENTS = WORKLOAD_ACCOUNTS.Payments;
const BREAK_GLASS_ROLE = 'BREAK-GLASS-INCIDENT_RESPONDER-RANSOMWARE';
const SESSION_ROLE = 'COMPROMISED_FEDERATION-containment';
const KEY_OF_SOMEBODY = `arn:aws:iam::${ACCESS_ACCOUNT}:user/people/somebody`;

/** Plays it on the deployed stacks. An answer that isn't the one that must come ends it. */
export async function playIncident(stage: Stage, model: AccessModel, places: readonly Place[]): Promise<Incident> {
  const payments = { accounts: [PAYMENTS], incident: INCIDENT };
  const containment = { rule: 'contain-ransomware', ...payments, minutes: 30, justification: 'Stop the encryption of the file shares' };

  await stage.request(john, 'POST /requests', {
    what: 'is on call and requests read access',
    body: { rule: 'investigate-ransomware', ...payments, minutes: 60, justification: 'Files of the payments service are being renamed' },
    expect: [201, { status: 'approved' }],
    becomes: 'active',
    says: ({ status }, became) => `${status} automatically, then ${became}`,
  });
  await stage.request(jane, 'POST /requests', {
    what: 'requests containment without an incident',
    body: { ...containment, incident: undefined },
    expect: [400, { reason: /^'incident' must be/ }],
    says: ({ reason }) => reason,
  });
  const { id } = await stage.request(jane, 'POST /requests', {
    what: `requests containment for ${INCIDENT}`, body: containment, expect: [201, { status: 'requested' }], becomes: 'requested', says: ({ status }) => `${status}: two other people must approve`,
  });

  for (const asUser of [false, true]) {
    await stage.request(jane, `POST /requests/${id}/approve`, {
      what: asUser ? 'approves it with her IAM user' : 'approves her own request', asUser, expect: [403, { reason: /own request/ }], becomes: 'requested', says: ({ reason }) => reason,
    });
  }
  await stage.request(maria, `POST /requests/${id}/approve`, {
    what: 'approves', expect: [200, { status: 'requested', approvals: 1 }], becomes: 'requested', says: ({ status, approvals }) => `${approvals} of 2 approvals: still ${status}`,
  });
  await stage.see({
    who: john.name,
    what: 'can\'t wait and assumes the break-glass role',
    call: `sts AssumeRole ${BREAK_GLASS_ROLE}`,
    outcome: 'alarmed',
    look: () => alarmsOn(useOfBreakGlass(model), places),
    expect: ['an event rule of the account and an alarm of the trail', ({ rules, alarms }) => rules.length > 0 && alarms.length > 0],
    says: ({ rules, alarms }) => `alarms: ${[...rules, ...alarms].join(', ')}`,
  });
  await stage.request(wei, `POST /requests/${id}/approve`, {
    what: 'approves as second approver', expect: [200, { status: 'approved', approvals: 2 }], becomes: 'active', says: ({ status, approvals }, became) => `${approvals} of 2 approvals: ${status}, then ${became}`,
  });
  await stage.see(assigned(stage, [jane.name]));
  await stage.request(jane, `POST /requests/${id}/release`, {
    what: 'releases the access early',
    body: { reason: 'The file shares are isolated' },
    expect: [200, { status: 'ending' }],
    becomes: 'ended',
    says: ({ status }, became) => `${status}, then ${became}`,
  });
  await stage.see(assigned(stage, []));

  const { id: federation } = await stage.request(jane, 'POST /requests', {
    what: 'requests a session against forged sign-ins',
    body: { rule: 'contain-federation', minutes: 30, incident: INCIDENT, justification: 'The attacker used a forged sign-in' },
    expect: [201, { status: 'requested' }],
    says: ({ status }) => status,
  });
  await stage.request(wei, `POST /requests/${federation}/approve`, { what: 'approves', expect: [200, { status: 'approved' }], becomes: 'active', says: ({ status }, became) => `${status}, then ${became}` });
  await stage.request(jane, `POST /requests/${federation}/session`, {
    what: 'gets the session, once',
    expect: [200, { role: new RegExp(`/${SESSION_ROLE}$`), accessKeyId: /./, sessionToken: /./ }],
    says: ({ role, expiration }) => `${role.split('/').at(-1)} until ${time(expiration)} UTC; the ledger has a hash of the token`,
  });
  const session = {
    who: jane.name,
    call: 'iam ListRolePolicies, ListAttachedRolePolicies; the policies evaluated',
    look: async () => ({
      denies: (await policiesOf(stage, SESSION_ROLE)).map(({ name }) => name).filter((name) => name === `ended-${federation}`),
      ...await sessionMay(stage, 'iam:UpdateAccessKey', KEY_OF_SOMEBODY),
    }),
  };
  await stage.see({
    ...session,
    what: 'can disable access keys with the session',
    expect: ['it to be allowed', ({ verdict, denies }) => verdict === 'allowed' && denies.length === 0],
    says: ({ because }) => because,
  });
  await stage.request(maria, `POST /requests/${federation}/revoke`, {
    what: 'revokes the request',
    body: { reason: 'The sign-in was genuine' },
    expect: [200, { status: 'ending' }],
    becomes: 'ended',
    says: ({ status }, became) => `${status}, then ${became}`,
  });
  await stage.see({
    ...session,
    what: 'is denied the same action in the live session',
    expect: ['a deny of the session on its role', ({ verdict, denies }) => verdict === 'denied' && denies.length === 1],
    says: ({ denies, because }) => `${denies[0].slice(0, 14)}… on the role: ${because}`,
  });

  await stage.see({
    who: 'EventBridge',
    what: 'forwards the steps to the topic',
    call: 'rules of the bus on its events',
    look: () => told(stage),
    expect: ['every event to be forwarded', ({ put, handedOn }) => put > 0 && stepsOf(handedOn) === put],
    says: ({ put, handedOn }) => `${stepsOf(handedOn)} of ${put} events to the topic, by the rules of the bus`,
  });
  await stage.request(maria, 'GET /audit', {
    what: 'audits the incident',
    query: { incident: INCIDENT },
    expect: [200, { total: 3, status: { active: 1, ended: 2 } }],
    says: ({ total, status }) => `${total} requests: ${Object.entries(status).map(([name, count]) => `${count} ${name}`).join(', ')}`,
  });
  await stage.request(maria, `GET /requests/${id}`, {
    what: 'reads the history of the containment',
    expect: [200, { status: 'ended', endReason: 'released', approvals: [maria.name, wei.name] }],
    says: ({ entries }) => `${entries.length} entries: ${entries.map(({ event }: any) => event.replace('Elevation ', '').toLowerCase()).join(', ')}`,
  });
  return { id: INCIDENT, title: 'files of the payments service are being encrypted', steps: stage.steps };
}

/** Who has the containment in the payments account, as Identity Center says. */
function assigned(stage: Stage, expected: readonly string[]) {
  return {
    who: 'Identity Center',
    what: 'lists CONTAIN-RANSOMWARE in Payments',
    call: 'sso-admin ListAccountAssignments',
    look: async () => (await stage.access.assignments(PERMISSION_SETS['CONTAIN-RANSOMWARE'], PAYMENTS))
      .map(({ PrincipalId }) => PEOPLE.find((person) => person.userId === PrincipalId)?.name ?? PrincipalId),
    expect: [expected.join() || 'no one', (seen: string[]) => seen.join() === expected.join()] as const,
    says: (seen: string[]) => seen.join() || 'no one',
  };
}

/** What CloudTrail records in the payments account when John assumes the break-glass role there. */
function useOfBreakGlass(model: AccessModel) {
  const role = model.roles.find(({ name, account }) => name === BREAK_GLASS_ROLE && account === PAYMENTS)!;
  const user = model.users.find(({ name }) => name.startsWith(john.name))!;
  return { ...RECORD.assumedInRolesAccount(role, user), awsRegion: HOME_REGION, eventTime: new Date().toISOString() };
}

function stepsOf(handedOn: { readonly [rule: string]: number }): number {
  return Object.entries(handedOn).find(([name]) => name.includes('-STEPS-'))?.[1] ?? 0;
}

const time = (instant: string) => instant.slice(11, 16);
