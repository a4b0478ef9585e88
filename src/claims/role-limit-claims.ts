import { asAdministrator, forBounded, refused, refusedAll, SESSION } from './bounded-sessions';
import { Claim, fact } from './claim';
import { bySession, denied, grantTo, sessionArn } from './requests';
import { strangersOf } from './strangers';
import { scopeOfRole } from './structure/scope';
import { forbidden } from '../private/forbidden-actions';
import { expandAction } from '../private/iam-catalogue';

/** What stays as it is in a session: logs, alarms, the account, other identities, instances and evidence. */
export const ROLE_LIMIT_CLAIMS: readonly Claim[] = [
  {
    id: 'role-keeps-logging',
    title: 'No session can stop or reduce the trail, the logs, the configuration recorder or threat detection',
    threats: [17],
    proof: 'policy',
    remedy: 'Leave the boundary to the construct: it denies this.',
    questions: refusedAll(forbidden('logging')),
  },
  {
    id: 'role-keeps-alarms',
    title: 'No session can silence an alarm: no change to a filter, alarm, mute rule, topic, subscription, key or rule',
    threats: [17],
    proof: 'policy',
    remedy: 'Leave the boundary to the construct: it denies this.',
    questions: forBounded((role) => [
      ...forbidden('alarming').map((action) => refused(role, action)),
      ...forbidden('alarm-rules').map((action) => refused(role, action, `arn:aws:events:us-east-1:${role.account}:rule/BREAK-GLASS-Alarm-Use-1`)),
    ]),
  },
  {
    id: 'role-keeps-account',
    title: 'No session can close the account, leave the organization, remove its policies, or change the sign-in address and password rules',
    threats: [1],
    proof: 'policy',
    remedy: 'Leave the boundary to the construct: it denies this.',
    questions: refusedAll(forbidden('account')),
  },
  {
    id: 'role-takes-no-other-identity',
    title: 'No session can assume another role, root or a federated identity',
    threats: [1],
    proof: 'policy',
    remedy: 'Leave the boundary to the construct: it denies this.',
    questions: forBounded((role) => forbidden('chaining').map((action) => denied(role, `${action}, with AdministratorAccess attached, of a role that trusts the account`, {
      ...asAdministrator(role, action), resourcePolicy: grantTo(`arn:aws:iam::${role.account}:root`),
    }))),
  },
  {
    id: 'investigator-only-reads',
    title: 'A security investigator only reads: every action of the role is a read in the IAM action catalogue',
    threats: [6],
    proof: 'template',
    remedy: 'Give the write to another profile, or to a later phase of the playbook.',
    questions: (model) => model.roles.filter((role) => role.tags.Profile === 'SECURITY_INVESTIGATOR').map((role) => {
      const patterns: string[] = role.policies.flatMap((policy) => policy.document.Statement)
        .filter((statement: any) => statement.Effect === 'Allow').flatMap((statement: any) => [statement.Action ?? []].flat());
      const writes = patterns.flatMap((pattern) => pattern === '*' ? ['*'] : expandAction(pattern)
        .filter((action) => !['List', 'Read'].includes(action.level)).map((action) => action.name));
      return fact(role, 'allows reads only', patterns.length > 0 && writes.length === 0, writes.slice(0, 5).join(', ') || `${patterns.length} patterns, all reads`);
    }),
  },
  {
    id: 'role-commands-scoped',
    title: 'No session can run a command on an instance without the tag, a document that accepts a command line, or an unlogged session',
    threats: [5],
    proof: 'policy',
    remedy: 'Name your documents and tags by playbookScope, and leave the role\'s policies to the construct.',
    questions: forBounded((role, model) => {
      const { account: elsewhere, instances } = strangersOf(model);
      const { commandTagKey = 'IncidentResponse', commandDocuments = ['BREAK-GLASS-*'] } = scopeOfRole(role);
      const own = commandDocuments.filter((name) => !name.startsWith('AWS')).map((name) => name.replace('*', 'Collect'));
      // ARNs of AWS's own documents have no account, which the simulator can't handle: the name decides here.
      const document = (name: string, account = role.account) => `arn:aws:ssm:us-east-1:${account}:document/${name}`;
      const ask = (action: string, resource: string, what: string, extra: { [key: string]: string } = {}) =>
        denied(role, `${action} ${what}`, bySession(role, action, resource, { extra }));
      return [
        ...instances.map((id) => `arn:aws:ec2:us-east-1:${role.account}:instance/${id}`).flatMap((instance) => [
          ask('ssm:SendCommand', instance, 'on an instance without the tag'),
          ask('ssm:SendCommand', instance, 'on an instance with another tag value', { [`ssm:resourceTag/${commandTagKey}`]: 'no' }),
          ask('ssm:StartSession', instance, 'on an instance without the tag'),
        ]),
        ask('ssm:SendCommand', document('AWS-RunShellScript'), 'with AWS-RunShellScript'),
        ...own.map((name) => ask('ssm:SendCommand', document(name, elsewhere), 'with a document of another account under a matching name')),
        ask('ssm:StartSession', document('AWS-StartPortForwardingSession'), 'that forwards a port'),
        ask('ssm:StartSession', document('AWS-StartSSHSession'), 'that tunnels SSH'),
      ];
    }),
  },
  {
    id: 'role-evidence-stays',
    title: 'No session can copy evidence to a bucket of another account, whatever its name',
    threats: [5],
    proof: 'policy',
    remedy: 'Name the accounts of the evidence buckets by evidenceAccounts.',
    questions: forBounded((role, model) => {
      const { account, samples } = strangersOf(model);
      const { evidenceBucketNames = ['forensic-evidence-*'] } = scopeOfRole(role);
      const buckets = [...samples.map((sample) => `forensic-evidence-${sample}`), ...evidenceBucketNames.map((name) => name.replace('*', samples[0]))];
      return [...new Set(buckets)].map((bucket) => denied(role, `s3:PutObject into ${bucket} of another account`, {
        ...bySession(role, 's3:PutObject', `arn:aws:s3:::${bucket}/key`, { extra: { 'aws:ResourceAccount': account } }),
        account,
        resourcePolicy: grantTo(sessionArn(role, SESSION)),
      }));
    }),
  },
];
