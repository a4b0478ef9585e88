/** The threat list, with the mitigation of each threat. Each claim names the threats that it covers. */
export interface Threat {
  readonly number: number;
  readonly threat: string;
  readonly mitigation: string;
  /** What is left, or what isn't proven offline. */
  readonly rest: string;
  /** Not built yet. */
  readonly later?: boolean;
}

export const THREATS: readonly Threat[] = [
  {
    number: 1,
    threat: 'A session makes itself or another principal an administrator',
    mitigation: 'The boundary denies everything beyond the playbook; no profile, not even the admin, can write users, keys, groups or assignments. '
      + 'Roles that the admin makes carry the admin\'s own boundary.',
    rest: 'A break-glass admin who replaces the metadata of a SAML provider can sign in through it as any role that trusts it. IAM has no condition that '
      + 'prevents this, and repairing federation needs the action. Each use raises an alarm, and two custodians hold the way to the role.',
  },
  {
    number: 2,
    threat: 'A resource policy of the same account names the principal and bypasses its boundary',
    mitigation: 'Boundaries consist of explicit denies (`Deny` with `NotAction`), not of a short `Allow`.',
    rest: 'A resource policy can give a session further resources, within the actions of its playbook.',
  },
  {
    number: 3,
    threat: 'The boundary is removed, replaced or rewritten',
    mitigation: 'Denied to every session, on every principal; sessions can only read break-glass principals and policies. Each attempt raises an alarm.',
    rest: 'An administrator without a boundary can; the alarm reports it. Guardrails (SCPs) are planned.',
  },
  {
    number: 4,
    threat: 'A stronger role is passed to a service',
    mitigation: 'Only the admin can pass roles: those under `/bg-repair/`, which carry the boundary, to EC2 and Systems Manager.',
    rest: '',
  },
  {
    number: 5,
    threat: 'A command or shell on an instance takes over the instance\'s role',
    mitigation: 'Commands and shells work only on tagged instances and only with documents of the account. Port forwarding and SSH are denied.',
    rest: 'Your documents decide what a command does, and your policies decide who can tag instances.',
  },
  {
    number: 6,
    threat: 'A playbook allows more than intended',
    mitigation: 'Unknown actions, writes in read-only phases and write wildcards are errors at synthesis, checked against the IAM action catalogue.',
    rest: 'The catalogue is as old as the release. IAM can\'t narrow some actions to their safe use: see the residual powers.',
  },
  {
    number: 7,
    threat: 'The user creates an access key or another long-lived credential',
    mitigation: 'An explicit deny in the user\'s own policy, which holds even without the boundary.',
    rest: '',
  },
  {
    number: 8,
    threat: 'An attacker with the first password enrols an own MFA device',
    mitigation: 'A commissioned user can enrol no device, and one in recommissioning only within its window. A user with a device signs in with it. Roles require MFA.',
    rest: 'Between the first deployment and commissioning, the first password is enough to enrol a device. Commission users soon; reads of the password and '
      + 'enrolments raise an alarm.',
  },
  {
    number: 9,
    threat: 'The first password is stolen',
    mitigation: 'Its secret and its key deny all principals but two custodians and CloudFormation\'s role, administrators and root included. Each read raises an alarm.',
    rest: 'A principal that can deploy with CloudFormation\'s role can read it through a deployment.',
  },
  {
    number: 10,
    threat: 'A stack update resets the password',
    mitigation: 'Names and generator never change with an update; everything is retained. Commissioning a user and giving it roles changes its policies only, '
      + 'not the user, the secret or the key: a test compares the templates.',
    rest: 'Unproven: what CloudFormation does with the login profile when another property of the user changes.',
  },
  { number: 11, threat: 'A stack deletion removes the emergency access', mitigation: 'Users, roles, policies, passwords and keys are retained.', rest: 'Switch on termination protection as well.' },
  {
    number: 12,
    threat: 'A user is recreated, and role trusts still name the deleted one',
    mitigation: 'Users are retained and keep their names.',
    rest: 'Drills that detect it are planned.',
    later: true,
  },
  { number: 13, threat: 'A Region deny of the organization locks responders out', mitigation: 'The Region list of a role excepts global services.', rest: 'SCPs of the library are planned. Those that the app itself makes are part of every question about what responders can do.', later: true },
  {
    number: 14,
    threat: 'The identity provider, or Identity Center, is down',
    mitigation: 'Emergency access needs an IAM user and a role only; no trust names a federation or an Identity Center role.',
    rest: '',
  },
  {
    number: 15,
    threat: 'IAM\'s control plane is down',
    mitigation: 'Every responder has a role that needs no IAM write: a sign-in and `sts:AssumeRole` are enough. Activation windows are optional.',
    rest: 'The first sign-in of a user changes the password, which is an IAM write: commission users before an emergency.',
  },
  { number: 16, threat: 'A device or password no longer works when it is needed', mitigation: '`AccountPasswordPolicy` lets no password expire.', rest: 'Reviews are planned.', later: true },
  {
    number: 17,
    threat: 'The alarms are silenced',
    mitigation: 'No session can change trail, logs, filters, alarms, mute rules, topics, subscriptions, keys or rules of the alarm path. Each attempt raises an alarm.',
    rest: 'Other principals need SCPs, which are planned. Unsubscribing by the link in a mail leaves no record: confirm subscriptions with '
      + '`AuthenticateOnUnsubscribe`, and use a second channel.',
  },
  {
    number: 18,
    threat: 'A use in another Region raises no alarm',
    mitigation: 'The metric filters see every Region of a multi-Region trail; `BreakGlassRules` adds the fast layer where you deploy it.',
    rest: 'Roll-out to every Region is planned.',
  },
  { number: 19, threat: 'The console\'s Switch Role raises no alarm', mitigation: 'Both layers watch all its records, tested on published record shapes.', rest: '' },
  { number: 20, threat: 'The alarm reaches no one', mitigation: 'The library asks for two channels and creates no alarm without an action.', rest: 'An OpsItem isn\'t created while a matching one is open: as a channel it stays silent after the first use, so it doesn\'t count as the second. Drills are planned.' },
  {
    number: 21,
    threat: 'A person approves their own request, directly or through a second identity',
    mitigation: 'People are registered with all their principals, approvals count people, and the ledger itself refuses the requester\'s approval.',
    rest: 'A registry with two entries for one human. Where a rule names bypassers, one person is enough; each bypass is announced at once.',
  },
  {
    number: 22,
    threat: 'An approval is used twice or comes too late',
    mitigation: 'A decision is one conditional write on the version that was read; there is no token to replay. Undecided requests expire.',
    rest: 'A principal that can write the ledger\'s table directly.',
  },
  {
    number: 23,
    threat: 'A requester or approver is forged',
    mitigation: 'Calls are signed; identity is taken from API Gateway\'s context alone; the caller\'s input arrives encoded and stays text. Callers are allowed each call by '
      + 'method and path, and the permission set that is made for them allows nothing else.',
    rest: 'A role named like one of Identity Center\'s, in the account that a person\'s entry names: reserve the name for Identity Center by an SCP, which is planned.',
  },
  {
    number: 24,
    threat: 'Access outlives its grant',
    mitigation: 'The end is scheduled before the access is given, can be repeated at any time, counts overlapping grants and pages when it fails. An independent '
      + 'reconciler starts it again, and a silent reconciler raises an alarm. Windows and issued sessions end by their own policies; live sessions are denied.',
    rest: 'Open sessions of permission sets without `sessionRevocation` run until they expire: keep them short. Only a live account can show how long a deny takes to reach every Region.',
  },
  {
    number: 25,
    threat: 'A service is used as a confused deputy; a clock is skewed',
    mitigation: 'Topic policies name the source account and the library\'s own alarms and rules. Windows are compared with AWS\'s clock.',
    rest: 'SNS supports no source condition in the key policy for EventBridge, so the key is held to this account\'s topics by the encryption context. Unproven '
      + 'in an account: source conditions in the topic policy for EventBridge, which AWS documents as not supported; messages of event rules may be dropped.',
  },
  {
    number: 26,
    threat: 'No approver answers',
    mitigation: 'Fallback approvers after a delay, an announced bypass, and break-glass access, which doesn\'t depend on elevated access.',
    rest: '',
  },
  {
    number: 27,
    threat: 'The elevation workflow\'s role is abused',
    mitigation: 'Roles name permission sets, accounts, table, bus and schedule group; one workflow grants, another revokes; there is no function code.',
    rest: 'An administrator of the account can still use the roles: use the account for nothing else. An SCP that limits who can assign is planned.',
  },
  {
    number: 28,
    threat: 'A sign-in policy, a policy of the organization or a boundary shuts the emergency path',
    mitigation: 'Users and sessions of roles are allowed the sign-in actions on the console by their own policies and boundaries; changes to console authorization are watched; a replaced boundary is an error at synthesis; a failed first deployment can be repeated.',
    rest: 'A sign-in resource policy of the account isn\'t in any template: name the break-glass users and roles among its excluded principals, in both phases.',
  },
];

/** Powers of the catalogue's playbooks that IAM can't narrow further. */
export const RESIDUAL_POWERS: readonly (readonly [string, string])[] = [
  ['iam:UpdateAccessKey', 'can activate a key as well as deactivate it'],
  ['iam:DetachUserPolicy, iam:DetachRolePolicy', 'can lift a quarantine; limited to the quarantine policies'],
  ['iam:UpdateSAMLProvider', 'can hand federation to an attacker; in the recovery of an identity outage, and for the admin'],
  ['s3:PutBucketPolicy, s3:PutBucketPublicAccessBlock', 'can make a bucket public as well as private; containment of data exfiltration and ransomware'],
  ['rds:ModifyDBInstance, rds:ModifyDBCluster, redshift:ModifyCluster', 'can set the master password'],
  ['rds:ModifyDBSnapshotAttribute, rds:ModifyDBClusterSnapshotAttribute', 'can share a snapshot as well as unshare it'],
  ['logs:CreateExportTask', 'writes to any bucket that lets the account write'],
  ['s3:PutObject in the recovery from ransomware', 'on every bucket of the account: keep code and deployment assets in another account'],
];
