import { Claim, each, fact, Question } from './claim';
import { AccessModel, ResourceModel } from './model';
import { ADMINISTRATOR, denied, NOW } from './requests';
import { highRisk } from '../private/forbidden-actions';
import { RESERVED_ROLE_PREFIX } from '../private/identity-center';
import { PASSWORD_SECRET_PREFIX, SESSION_REVOCATION_POLICY } from '../private/names';

const ACCOUNT = '222222222222';

type Refuse = (action: string, resource?: string, extra?: { [key: string]: string }) => Question;

function forSets(ask: (set: ResourceModel, refuse: Refuse) => Question[]) {
  return (model: AccessModel) => each(model.permissionSets, (set) => {
    const role = `${RESERVED_ROLE_PREFIX}${set.props.Name}_0123456789abcdef`;
    const inline = set.props.InlinePolicy;
    const document = typeof inline === 'string' ? JSON.parse(inline) : inline;
    return ask(set, (action, resource, extra) => denied(set, `${action}, with AdministratorAccess attached as well`, {
      principalArn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/jane`,
      action,
      resource,
      account: ACCOUNT,
      context: {
        'aws:CurrentTime': NOW,
        'aws:PrincipalAccount': ACCOUNT,
        'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/${role}`,
        'aws:RequestedRegion': 'us-east-1',
        ...extra,
      },
      identityPolicies: [...(document ? [{ name: 'inline', document }] : []), ADMINISTRATOR],
    }));
  });
}

export const PERMISSION_SET_CLAIMS: readonly Claim[] = [
  {
    id: 'permission-set-no-high-risk',
    title: 'No permission set of a playbook can create users or keys, remove boundaries, stop the trail, or close the account or leave the organization',
    threats: [1, 3, 6],
    proof: 'simulation',
    questions: forSets((_, refuse) => highRisk().map((action) => refuse(action))),
  },
  {
    id: 'permission-set-leaves-break-glass-alone',
    title: 'No permission set of a playbook can change a break-glass principal or read its password',
    threats: [1, 9],
    proof: 'simulation',
    questions: forSets((_, refuse) => [
      refuse('iam:AttachUserPolicy', `arn:aws:iam::${ACCOUNT}:user/bg/jane.doe-BREAK-GLASS`, { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AWSDenyAll' }),
      refuse('iam:UpdateAssumeRolePolicy', `arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-EXAMPLE`),
      refuse('iam:CreatePolicyVersion', `arn:aws:iam::${ACCOUNT}:policy/bg/BREAK-GLASS-EXAMPLE-boundary`),
      refuse('secretsmanager:GetSecretValue', `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:${PASSWORD_SECRET_PREFIX}jane.doe-BREAK-GLASS-AbCdEf`),
    ]),
  },
  {
    id: 'permission-set-leaves-elevation-alone',
    title: 'No permission set of a playbook can change the roles of elevated access, or the policy that ends its own sessions',
    threats: [1, 24],
    proof: 'simulation',
    questions: forSets((_, refuse) => [
      refuse('iam:CreatePolicyVersion', `arn:aws:iam::${ACCOUNT}:policy${SESSION_REVOCATION_POLICY}`),
      refuse('iam:SetDefaultPolicyVersion', `arn:aws:iam::${ACCOUNT}:policy${SESSION_REVOCATION_POLICY}`),
      refuse('iam:UpdateAssumeRolePolicy', `arn:aws:iam::${ACCOUNT}:role/elevation/elevation-session-revoker`),
    ]),
  },
  {
    id: 'permission-set-session-length',
    title: 'Sessions of a playbook\'s permission set last at most 4 hours',
    threats: [],
    proof: 'template',
    questions: (model) => model.permissionSets.map((set) => {
      const duration = String(set.props.SessionDuration ?? 'PT1H');
      const match = /^PT(?:(\d+)H)?(?:(\d+)M)?$/.exec(duration);
      const minutes = match ? Number(match[1] ?? 0) * 60 + Number(match[2] ?? 0) : Infinity;
      return fact(set, 'has sessions of at most 4 hours', minutes <= 240, `SessionDuration ${duration}`);
    }),
  },
];
