/** The threat list, and what the library does about each. The claims that prove it are looked up from the claims themselves. */
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
    threat: 'A session makes itself, or somebody else, an administrator',
    mitigation: 'The boundary denies everything beyond the playbook; users, keys, groups and assignments are out of reach of every profile, the admin\'s too. '
      + 'Roles that the admin makes carry the admin\'s own boundary.',
    rest: 'A break-glass admin who replaces the metadata of a SAML provider can sign in through it as any role that trusts it. IAM has no condition that '
      + 'prevents this; it is what repairing federation means. The use is alarmed, and the role is for two custodians to hand out.',
  },
  {
    number: 2,
    threat: 'A resource policy of the same account names the principal, and passes by its boundary',
    mitigation: 'Boundaries consist of explicit denies: `Deny` on `NotAction`, rather than an `Allow` of little.',
    rest: 'Within the actions of its playbook a session can be given further resources by a resource policy.',
  },
  {
    number: 3,
    threat: 'The boundary is removed, replaced or rewritten',
    mitigation: 'Denied to every session, on every principal; the principals and policies that carry the break-glass mark can only be read. The change is alarmed.',
    rest: 'An administrator outside the library can. Guardrails (SCPs) are a later part; the alarm is there.',
  },
  {
    number: 4,
    threat: 'A stronger role is passed to a service',
    mitigation: 'Only the admin may pass roles, only those under `/bg-repair/`, which carry the boundary, and only to EC2 and Systems Manager.',
    rest: '',
  },
  {
    number: 5,
    threat: 'A command or shell on an instance takes over the instance\'s role',
    mitigation: 'Commands and shells only on instances that carry the tag, only by own documents; no port forwarding, no SSH.',
    rest: 'What an own document does is yours. Who may set the tag on instances is decided by your policies.',
  },
  {
    number: 6,
    threat: 'A playbook allows more than was meant',
    mitigation: 'Unknown actions, writes in read-only phases and write wildcards are errors at synthesis, checked against the IAM action catalogue.',
    rest: 'The catalogue is as old as the release. Some AWS actions have no condition for their dangerous half: see below.',
  },
  {
    number: 7,
    threat: 'The user makes an access key or another credential that lasts',
    mitigation: 'An explicit deny in the user\'s own policy, which holds even if the boundary is taken off.',
    rest: '',
  },
  {
    number: 8,
    threat: 'Whoever has the first password enrols a device of his own',
    mitigation: 'Enrolment only in a session without MFA, which a user with a device doesn\'t get; none at all once commissioned. Roles need MFA.',
    rest: 'Between the first deployment and the commissioning the first password is enough to enrol. Hold the ceremony soon; the reading of the password and the '
      + 'enrolment are alarmed. AWS documents that a user signs in with its first device before it enrols a second; the user\'s policy denies that, so an administrator enrols the second.',
  },
  {
    number: 9,
    threat: 'The first password is stolen',
    mitigation: 'Its secret and its key deny everybody but two custodians and CloudFormation\'s role, administrators and root included. Reads are alarmed.',
    rest: 'Whoever can deploy with CloudFormation\'s role can read it through a deployment.',
  },
  {
    number: 10,
    threat: 'A stack update resets the password',
    mitigation: 'Names and generator never change with an update; everything is retained. Commissioning a user and giving it roles changes its policies only, '
      + 'not the user, the secret or the key: the template difference is held by a test.',
    rest: 'Unproven: what CloudFormation does with the login profile when another property of the user changes.',
  },
  { number: 11, threat: 'A stack deletion takes the way in away', mitigation: 'Users, roles, policies, passwords and keys are retained.', rest: 'Use termination protection besides.' },
  {
    number: 12,
    threat: 'A recreated user leaves a trust that names nobody',
    mitigation: 'Users are retained and their names are held still.',
    rest: 'Drills that look for it are a later part.',
    later: true,
  },
  { number: 13, threat: 'A Region deny of the organization locks responders out', mitigation: 'The library\'s own Region list excepts global services.', rest: 'SCPs are a later part. Where console authorization of AWS Sign-In is switched on, the boundaries deny `signin:AuthorizeOAuth2Access` and `signin:CreateOAuth2Token`, and users can\'t sign in to the console: leave it off in accounts with break-glass access.', later: true },
  {
    number: 14,
    threat: 'The identity provider, or Identity Center, is down',
    mitigation: 'The way in is an IAM user and a role; no trust names a federation or an Identity Center role.',
    rest: '',
  },
  {
    number: 15,
    threat: 'IAM\'s control plane is down',
    mitigation: 'Every responder has a role that needs no write to be used: a sign-in and `sts:AssumeRole`. Activation windows are an option, not the default.',
    rest: 'The first sign-in of a user changes the password, which is a write: commission users beforehand.',
  },
  { number: 16, threat: 'A device or password no longer works when it is needed', mitigation: '`AccountPasswordPolicy` lets no password expire.', rest: 'Reviews are a later part.', later: true },
  {
    number: 17,
    threat: 'The alarms are silenced',
    mitigation: 'No session may change trail, logs, filters, alarms, mute rules, topics, subscriptions, keys or rules of the alarm path; doing so is alarmed.',
    rest: 'Others than break-glass sessions are stopped by SCPs, a later part. An unsubscribe by the link in a mail leaves no record: confirm with '
      + '`AuthenticateOnUnsubscribe`, and have a second channel.',
  },
  {
    number: 18,
    threat: 'A use in another Region goes unseen',
    mitigation: 'The metric filters see every Region of a multi-Region trail; `BreakGlassRules` adds the fast layer where you deploy it.',
    rest: 'Rolling it out to every Region is a later part.',
  },
  { number: 19, threat: 'The console\'s Switch Role goes unseen', mitigation: 'Watched in all its records, in both layers, on published record shapes.', rest: '' },
  { number: 20, threat: 'Nobody gets the alarm', mitigation: 'Two channels are asked for; alarms without an action can\'t be made.', rest: 'An OpsItem isn\'t created while a matching one is open: as a channel it stays silent after the first use, so it doesn\'t count as the second. Drills are a later part.' },
  {
    number: 21,
    threat: 'A requester approves itself, also as another principal',
    mitigation: 'People are registered with all of their principals, approvals count people, and the ledger itself refuses an approval by who asked.',
    rest: 'A registry that gives one human two entries. A bypass is one person\'s, where a rule names who may; it is announced at once.',
  },
  {
    number: 22,
    threat: 'An approval is used twice, or comes too late',
    mitigation: 'A decision is one conditional write on the version that was read; there is no token to replay. Undecided requests expire.',
    rest: 'Whoever may write the ledger\'s table by other ways.',
  },
  {
    number: 23,
    threat: 'A requester or approver is forged',
    mitigation: 'Calls are signed; identity is taken from API Gateway\'s context alone; what the caller writes arrives encoded and can\'t become more than text.',
    rest: 'A role named like one of Identity Center\'s, in the account that a person\'s entry names: keep the name to Identity Center by an SCP, a later part.',
  },
  {
    number: 24,
    threat: 'Access outlives its grant',
    mitigation: 'The end is arranged before the access is given, runs at any time and as often as needed, counts overlapping grants, pages when it fails, and an '
      + 'independent reconciler starts it again. That silence of the reconciler is alarmed. Windows and vended sessions end by their own policies; open sessions are denied.',
    rest: 'Open sessions of permission sets without `sessionRevocation` go on until they end: keep them short. How long a deny takes to reach every Region is for a live account to show.',
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
    mitigation: 'Other approvers after a wait, a bypass that everybody is told of, and break-glass access, nothing of which depends on elevated access.',
    rest: '',
  },
  {
    number: 27,
    threat: 'The elevation workflow\'s role is abused',
    mitigation: 'Roles name permission sets, accounts, table, bus and schedule group; one workflow gives, another takes; no code stands between.',
    rest: 'Whoever administers the account can use the roles all the same: keep it for this alone. An SCP that pins who may assign is a later part.',
  },
];

/** Powers of the catalogue's playbooks that IAM can't narrow further. */
export const RESIDUAL_POWERS: readonly (readonly [string, string])[] = [
  ['iam:UpdateAccessKey', 'can switch a key on again as well as off'],
  ['iam:DetachUserPolicy, iam:DetachRolePolicy', 'can lift a quarantine; pinned to the quarantine policies'],
  ['iam:UpdateSAMLProvider', 'can hand federation to somebody else; in the recovery of an identity outage, and for the admin'],
  ['s3:PutBucketPolicy, s3:PutBucketPublicAccessBlock', 'can open a bucket as well as close it; containment of data exfiltration and ransomware'],
  ['rds:ModifyDBInstance, rds:ModifyDBCluster, redshift:ModifyCluster', 'can set the master password'],
  ['rds:ModifyDBSnapshotAttribute, rds:ModifyDBClusterSnapshotAttribute', 'can share a snapshot as well as unshare it'],
  ['logs:CreateExportTask', 'takes any destination bucket that lets the account write'],
  ['s3:PutObject in the recovery from ransomware', 'on every bucket of the account: keep code and deployment assets in another account'],
];

export const UNPROVEN: readonly string[] = [
  'Whether event rules reach a topic whose policy has `aws:SourceArn` and `aws:SourceAccount`. AWS documents that such conditions aren\'t supported for EventBridge. CloudWatch alarms support them.',
  'Whether sessions of `aws login` carry MFA. The roles refuse them if not.',
  'When AWS evaluates `iam:ChangePassword` in the forced change of a first sign-in. The permission therefore asks for no MFA.',
  'What CloudFormation does with a user\'s login profile when another property of the user changes.',
  'How long CloudTrail takes to deliver: minutes, not guaranteed.',
  'STS\'s packed size limit of session policies and tags.',
  'How long a deny takes to reach an open session. (AWS documents that a session whose permission set is unassigned runs until it expires.)',
  'Whether API Gateway can assume its role. The role\'s trust asks for `aws:SourceAccount`; others report that API Gateway doesn\'t send it, and that every call then answers 500.',
  'Whether a bucket with Object Lock takes what a workflow puts, with the checksum that it asks for.',
  'How Security Hub CSPM shows a finding.',
  'How long Identity Center takes for an assignment. (AWS documents 20 calls a second and 15 outstanding writes.)',
  'Metric filters are evaluated by our reading of the documented grammar; what a comparison on a missing field gives is known from observation only.',
];
