/**
 * What AWS does and no offline proof can show, as data. The threat model lists it, claims name what they rest on, and `npm run verify:live`
 * asks a live account.
 */
export interface UnprovenFact {
  /** Position in the list. People say "fact 7", so a number never changes and is never used again. */
  readonly number: number;
  readonly id: FactId;
  /** A few words, for tables. */
  readonly title: string;
  /** What isn't known, and what the library does about it. */
  readonly text: string;
  /** What shows it. */
  readonly shownBy: string;
  /** What AWS documents about it. */
  readonly link: string;
  /** Days for which a verification counts. AWS changes. */
  readonly freshDays: number;
  /** Why no claim rests on it. Only where none does. */
  readonly unclaimed?: string;
}

/** Ids of the facts. An id never changes: tables of verified facts hold it. */
export const FACT_IDS = [
  'aws-login-mfa', 'first-password-change', 'login-profile-on-update', 'cloudtrail-delivery', 'packed-policy-size', 'revocation-latency', 'object-lock-write',
  'security-hub-finding', 'assignment-time', 'filter-missing-field', 'eventbridge-delivery', 'api-gateway-role', 'console-authorization', 'permission-set-revocation',
] as const;

export type FactId = typeof FACT_IDS[number];

const YEAR = 365;
const HALF_A_YEAR = 182;

export const UNPROVEN_FACTS: readonly UnprovenFact[] = [
  {
    number: 1,
    id: 'aws-login-mfa',
    title: 'MFA under aws login',
    text: 'Whether sessions of `aws login` carry MFA. If they don\'t, the roles refuse them.',
    shownBy: 'A person runs `aws login` as a user with MFA, and assumes a role that asks for MFA.',
    link: 'https://docs.aws.amazon.com/signin/latest/userguide/command-line-sign-in.html',
    freshDays: YEAR,
  },
  {
    number: 2,
    id: 'first-password-change',
    title: 'The forced password change',
    text: 'When AWS evaluates `iam:ChangePassword` in the forced password change at first sign-in. The permission therefore requires no MFA.',
    shownBy: 'A person signs in with a first password and changes it.',
    link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_enable-user-change.html',
    freshDays: YEAR,
  },
  {
    number: 3,
    id: 'login-profile-on-update',
    title: 'A login profile when its user is updated',
    text: 'What CloudFormation does with a user\'s login profile when another property of the user changes.',
    shownBy: 'A stack changes a tag of a user whose password was changed; IAM tells whether the login profile is still the same.',
    link: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-user.html',
    freshDays: YEAR,
  },
  {
    number: 4,
    id: 'cloudtrail-delivery',
    title: 'Delivery time of CloudTrail',
    text: 'How long CloudTrail takes to deliver: minutes, not guaranteed.',
    shownBy: 'The time from a call until the trail\'s log group has its record.',
    link: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html',
    freshDays: HALF_A_YEAR,
  },
  {
    number: 5,
    id: 'packed-policy-size',
    title: 'Packed size of session policies',
    text: 'The packed size limit that STS sets for session policies and tags.',
    shownBy: 'STS tells the packed size of each session policy of the catalogue, with tags of full length.',
    link: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
    freshDays: YEAR,
  },
  {
    number: 6,
    id: 'revocation-latency',
    title: 'Time until a deny reaches a session',
    text: 'How long a deny takes to reach an open session. (AWS documents that a session whose permission set is unassigned runs until it expires.)',
    shownBy: 'An open session of a throw-away role calls until a deny on its role refuses it.',
    link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html',
    freshDays: HALF_A_YEAR,
  },
  {
    number: 7,
    id: 'object-lock-write',
    title: 'A workflow writes to a bucket with Object Lock',
    text: 'Whether a bucket with Object Lock accepts what a workflow writes, with the checksum that it sends.',
    shownBy: 'A workflow writes one object to a bucket with Object Lock.',
    link: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html',
    freshDays: YEAR,
  },
  {
    number: 8,
    id: 'security-hub-finding',
    title: 'A finding in Security Hub CSPM',
    text: 'How Security Hub CSPM shows a finding.',
    shownBy: 'A person looks at the finding of an access in the console.',
    link: 'https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html',
    freshDays: YEAR,
    unclaimed: 'No claim promises anything about findings: they are for people, and no access depends on them.',
  },
  {
    number: 9,
    id: 'assignment-time',
    title: 'Time of an assignment',
    text: 'How long Identity Center takes for an assignment. (AWS documents 20 calls a second and 15 outstanding writes.)',
    shownBy: 'The measured time to grant on the dashboard of elevated access.',
    link: 'https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html',
    freshDays: HALF_A_YEAR,
    unclaimed: 'No claim promises how long a grant or its end takes: workflows ask until AWS has done it, and page if it doesn\'t.',
  },
  {
    number: 10,
    id: 'filter-missing-field',
    title: 'Metric filters and missing fields',
    text: 'Metric filters are evaluated by the documented grammar. AWS doesn\'t document how a comparison treats a missing field; published observations decide here.',
    shownBy: 'CloudWatch Logs tests patterns of the library\'s forms on records with and without the field.',
    link: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html',
    freshDays: YEAR,
  },
  {
    number: 11,
    id: 'eventbridge-delivery',
    title: 'Rules publish to an encrypted topic by a role',
    text: 'Whether a rule reaches an encrypted topic by its role, whose trust and key allow this account alone.',
    shownBy: 'A rule of the same form matches an event, and the metrics of rule and topic tell whether it arrived.',
    link: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html',
    freshDays: YEAR,
  },
  {
    number: 12,
    id: 'api-gateway-role',
    title: 'API Gateway takes its role',
    text: 'Whether API Gateway takes a role that trusts only its service, and starts a workflow with it. The role asks for no source account, since others report that none is sent.',
    shownBy: 'A signed call to an API of the same form starts a workflow and gets its answer.',
    link: 'https://docs.aws.amazon.com/step-functions/latest/dg/tutorial-api-gateway.html',
    freshDays: YEAR,
  },
  {
    number: 13,
    id: 'console-authorization',
    title: 'Console authorization',
    text: 'Whether AWS Sign-In, with console authorization switched on, lets a break-glass user and its roles open the console by their own policies.',
    shownBy: 'A person signs in as a throw-away break-glass user in an account with console authorization.',
    link: 'https://docs.aws.amazon.com/signin/latest/userguide/console-access-control.html',
    freshDays: YEAR,
  },
  {
    number: 14,
    id: 'permission-set-revocation',
    title: 'A deny reaches a session of Identity Center',
    text: 'How long a deny in the boundary of a permission set takes to reach an open session of Identity Center.',
    shownBy: 'A person revokes an access of elevated access, and calls with the open session until it is refused.',
    link: 'https://docs.aws.amazon.com/singlesignon/latest/userguide/prereqs-revoking-user-permissions.html',
    freshDays: HALF_A_YEAR,
  },
];

/** The fact with this id. */
export function factOf(id: FactId): UnprovenFact {
  return UNPROVEN_FACTS.find((fact) => fact.id === id)!;
}
