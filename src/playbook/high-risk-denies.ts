import { PASSWORD_SECRET_PREFIX, ROLE_NAME_PREFIX, USER_NAME_SUFFIX } from '../private/names';
import { Statement } from '../private/policy-document';

/**
 * Denies for every session of a playbook. The boundary of an incident response role limits its sessions as well; permission
 * sets and session policies have only these denies.
 *
 * They are short, because they must fit into a session policy beside the phase. `NotAction` on the break-glass principals
 * covers all writes on them, including future ones.
 */
export function highRiskDenies(): Statement[] {
  return [
    {
      Sid: 'DenyHighRisk',
      Effect: 'Deny',
      Action: [
        'account:Close*',
        'cloudtrail:DeleteTrail',
        'cloudtrail:StopLogging',
        'iam:*LoginProfile',
        'iam:Create*Key',
        'iam:CreateUser',
        'iam:Delete*PermissionsBoundary',
        'organizations:Close*',
        'organizations:Leave*',
      ],
      Resource: '*',
    },
    {
      Sid: 'DenyBreakGlass',
      Effect: 'Deny',
      NotAction: ['iam:Get*', 'iam:List*'],
      // `*` for the partition saves characters.
      Resource: [
        ...['policy', 'role'].map((kind) => `arn:*:iam::*:${kind}/*${ROLE_NAME_PREFIX}*`),
        `arn:*:iam::*:user/*${USER_NAME_SUFFIX}`,
        `arn:*:secretsmanager:*:*:secret:${PASSWORD_SECRET_PREFIX}*`,
      ],
    },
  ];
}
