import { PASSWORD_SECRET_PREFIX, ROLE_NAME_PREFIX, USER_NAME_SUFFIX } from '../private/names';
import { Statement } from '../private/policy-document';

/**
 * What no playbook session may do, whatever its allows say. Sessions of an incident response role are held by the
 * role's boundary as well; permission sets and session policies have only this.
 *
 * Short by need: it must fit into a session policy beside the phase itself. `NotAction` on the break-glass
 * principals covers every present and future write on them.
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
      // Any partition: three characters instead of the longest name that a partition can have.
      Resource: [
        ...['policy', 'role'].map((kind) => `arn:*:iam::*:${kind}/*${ROLE_NAME_PREFIX}*`),
        `arn:*:iam::*:user/*${USER_NAME_SUFFIX}`,
        `arn:*:secretsmanager:*:*:secret:${PASSWORD_SECRET_PREFIX}*`,
      ],
    },
  ];
}
