import { App, Stack } from 'aws-cdk-lib';
import { User } from 'aws-cdk-lib/aws-iam';
import { elevation, NotificationTarget, NotificationTopic } from 'cdk-break-glass';

export const ACCOUNT = '111111111111';
export const PAYMENTS = '222222222222';
export const WEB = '333333333333';
export const IDENTITY_STORE = 'd-1234567890';
export const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
export const CONTAIN = 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef';
export const REVIEW = 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-fedcba0987654321';

export const userId = (index: number) => `906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-00000000000${index}`;

export const DIRECTORY = new elevation.IdentityCenterDirectory({
  instanceArn: INSTANCE, identityStoreId: IDENTITY_STORE, permissionSetName: 'Elevation', accountId: ACCOUNT,
});

/** An imported IAM user. Each has a stack of its own, since nothing but its ARN matters. */
export const importedUser = (arn: string) => User.fromUserArn(new Stack(), 'User', arn);
export const iamUser = (arn: string) => elevation.PersonPrincipal.iamUser(importedUser(arn));

/** A person with a user of Identity Center and an IAM user. */
export function member(name: string, id: string): elevation.Person {
  return DIRECTORY.person(`${name}@example.com`, id, { id: name, iamUser: importedUser(`arn:aws:iam::${ACCOUNT}:user/people/${name}`) });
}

const person = (name: string, index: number) => member(name, userId(index));

export const jane = person('jane', 1);
export const john = person('john', 2);
export const mary = person('mary', 3);
export const paul = person('paul', 4);
export const ruth = person('ruth', 5);
export const PEOPLE = [jane, john, mary, paul, ruth];
export const GRANTEE = Object.fromEntries(PEOPLE.map(({ name }, index) => [name, userId(index + 1)]));

/** A person's session of Identity Center, and its IAM user, as API Gateway names them. */
export const session = (name: string) => `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Elevation_0123456789abcdef/${name}@example.com`;
export const user = (name: string) => `arn:aws:iam::${ACCOUNT}:user/people/${name}`;

export const JUSTIFICATION = 'Stop the exfiltration from the payments bucket';
export const REQUEST = { rule: 'contain', accounts: [PAYMENTS], minutes: 30, incident: 'INC-1234', justification: JUSTIFICATION };

export const FIELDS = [elevation.RequiredField.incident('INC-[0-9]{4,8}'), elevation.RequiredField.justification()];

/** Two must approve; Ruth can let it pass; Paul may when the others stay silent. */
export const CONTAIN_RULE: elevation.ElevationRuleProps = {
  target: elevation.ElevationTarget.permissionSetArn(CONTAIN, 'Contain'),
  accounts: [PAYMENTS, WEB],
  requesters: [jane, john],
  approvers: [jane, john, mary],
  quorum: 2,
  fallbackApprovers: [paul],
  bypassers: [ruth],
  requiredFields: FIELDS,
};

/** Who is on call gets it at once. */
export const REVIEW_RULE: elevation.ElevationRuleProps = {
  target: elevation.ElevationTarget.permissionSetArn(REVIEW, 'Review'),
  accounts: [PAYMENTS],
  requesters: [jane, john],
  approvers: [mary],
  automaticRequesters: [jane],
  requiredFields: [],
  maxScheduleAhead: undefined,
};

type Rules = { readonly [name: string]: elevation.ElevationRuleProps };

export interface AccessOptions {
  readonly rules?: Rules | ((scope: Stack) => Rules);
  readonly props?: Partial<elevation.ElevatedAccessProps>;
  readonly stackName?: string;
}

export function elevatedAccess(options: AccessOptions = {}): { readonly stack: Stack; readonly access: elevation.ElevatedAccess } {
  const stack = new Stack(new App({ analyticsReporting: false, treeMetadata: false }), options.stackName ?? 'Elevation', { env: { account: ACCOUNT, region: 'eu-central-1' } });
  const rules = (typeof options.rules === 'function' ? options.rules(stack) : options.rules) ?? { contain: CONTAIN_RULE, review: REVIEW_RULE };
  const access = new elevation.ElevatedAccess(stack, 'Access', {
    people: PEOPLE,
    auditors: [mary],
    identityCenter: DIRECTORY,
    notify: [NotificationTarget.topic(new NotificationTopic(stack, 'Topic').topic)],
    rules: Object.entries(rules).map(([name, props]) => new elevation.ElevationRule(name, props)),
    ...options.props,
  });
  return { stack, access };
}
