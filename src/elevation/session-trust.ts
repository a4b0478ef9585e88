/** Trust policies of the roles that elevated access assumes. */
import { BROKER_ROLE_NAME, ELEVATION_PATH, REVOKER_ROLE_NAME } from './engine/names';
import { Document, documentOf } from '../private/policy-document';

/** Tags of an issued session. */
export const SESSION_TAGS = ['RequestId', 'IncidentId', 'Requester'];

/** Trust of a role that issues sessions: the broker of the same account. */
export function sessionRoleTrust({ partition, account }: { readonly partition: string; readonly account: string }): Document {
  // The account with a condition, not the role as principal: the two can be deployed in any order, and a recreated broker still matches.
  const Principal = { AWS: `arn:${partition}:iam::${account}:root` };
  const ArnEquals = { 'aws:PrincipalArn': `arn:${partition}:iam::${account}:role${ELEVATION_PATH}${BROKER_ROLE_NAME}` };
  return documentOf([{
    Effect: 'Allow',
    Principal,
    Action: ['sts:AssumeRole', 'sts:TagSession'],
    Condition: {
      ArnEquals,
      'StringLike': Object.fromEntries(SESSION_TAGS.map((tag) => [`aws:RequestTag/${tag}`, '?*'])),
      'ForAllValues:StringEquals': { 'aws:TagKeys': SESSION_TAGS },
    },
  }, {
    // A statement of its own: AWS evaluates this action without the session's tags.
    Effect: 'Allow',
    Principal,
    Action: 'sts:SetSourceIdentity',
    Condition: { ArnEquals, StringLike: { 'sts:SourceIdentity': '?*' } },
  }]);
}

/** Trust of the role that ends sessions in an account: the revoker of the account of elevated access. */
export function sessionRevokerTrust(partition: string, accessAccountId: string): Document {
  return documentOf([{
    Effect: 'Allow',
    Principal: { AWS: `arn:${partition}:iam::${accessAccountId}:root` },
    Action: 'sts:AssumeRole',
    // The account with a condition, not the role as principal: this account can be deployed first, and a recreated role still matches.
    Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:${partition}:iam::${accessAccountId}:role${ELEVATION_PATH}${REVOKER_ROLE_NAME}` } },
  }]);
}
