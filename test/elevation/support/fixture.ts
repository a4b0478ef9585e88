import { App, Stack } from 'aws-cdk-lib';
import { elevation, NotificationTarget, NotificationTopic } from 'cdk-break-glass';

export const ACCOUNT = '111111111111';
export const PAYMENTS = '222222222222';
export const WEB = '333333333333';
export const IDENTITY_STORE = 'd-1234567890';
export const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
export const CONTAIN = 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef';
export const REVIEW = 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-fedcba0987654321';

export const userId = (index: number) => `906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-00000000000${index}`;

function person(name: string, index: number): elevation.Person {
  return new elevation.Person(name, {
    principals: [
      elevation.PersonPrincipal.identityCenterUser({ userId: userId(index), userName: `${name}@example.com`, permissionSetName: 'Elevation', accountId: ACCOUNT }),
      elevation.PersonPrincipal.iamUser(`arn:aws:iam::${ACCOUNT}:user/people/${name}`),
    ],
  });
}

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
  bypass: [ruth],
  requiredFields: FIELDS,
};

/** Who is on call gets it at once. */
export const REVIEW_RULE: elevation.ElevationRuleProps = {
  target: elevation.ElevationTarget.permissionSetArn(REVIEW, 'Review'),
  accounts: [PAYMENTS],
  requesters: [jane, john],
  approvers: [mary],
  automaticApprovalFor: [jane],
  requiredFields: [],
  scheduleAhead: undefined,
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
    identityCenter: { instanceArn: INSTANCE, identityStoreId: IDENTITY_STORE },
    notify: [NotificationTarget.topic(new NotificationTopic(stack, 'Topic').topic)],
    rules: Object.entries(rules).map(([name, props]) => new elevation.ElevationRule(name, props)),
    ...options.props,
  });
  return { stack, access };
}
