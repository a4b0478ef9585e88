import { ofModel, ofType } from '../model-index';
import { beyond, facts } from './compare';
import { custodianFaults, custodiansOutside, deployerFaults, namelessRoles } from './custodians';
import { namesBreakGlass } from './names';
import { statementsOf } from './scope';
import { isNamesakes } from './users';
import { textsOf } from '../../analysis/policy/lists';
import { PasswordPolicyInput, passwordKeyPolicy, passwordSecretPolicy } from '../../identity/user-policies';
import { parseIamArn } from '../../private/arns';
import { ANY_ACCOUNT } from '../assembly';
import { assumed, Claim, Question } from '../claim';
import { AccessModel, ResourceModel, UserModel } from '../model';
import { unusable } from '../usable-key';

export const PASSWORD_STRUCTURE: readonly Claim[] = [{
  id: 'password-policies-as-written',
  title: 'The policies of a first password and of its key are those that the library writes, for custodians by name, and no template makes somebody else a custodian; nothing replicates or aliases the key',
  threats: [9, 10],
  proof: 'template',
  ownOnly: true,
  remedy: 'Name the custodians in the props of the user, let their roles trust people by name, and take out what else names the secret, its key or a custodian\'s role.',
  questions: function* (model): Iterable<Question> {
    const readers = new Set<string>();
    const within = new Set<string>();
    const deployers = new Set<string>();
    for (const user of model.users) {
      const { passwordSecret: secret } = user;
      if (!secret) { continue; }
      // A second policy is another claim's, and compared here as well.
      const policies = guarding(model).get(user)!.filter((resource) => !isNamesakes(model, user, resource));
      const input = inputOf(policies[0]?.props.ResourcePolicy);
      yield* facts(user, 'has a first password with the policies that the library writes', [
        ...policies.flatMap(({ props }) => beyond(props.ResourcePolicy, passwordSecretPolicy(input).Statement)),
        ...policies.filter(({ props }) => props.BlockPublicPolicy !== true).map(({ logicalId }) => `${logicalId} doesn't block public policies`),
        ...policies.slice(0, 1).filter((resource) => !comesFirst(resource, user.resource))
          .map(({ logicalId }) => `may get the password before ${logicalId} guards it: it doesn't depend on the policy`),
        ...custodianDeviations(model, user, input),
        ...custodianFaults(model, input.custodianArns),
        ...input.cloudFormationRoleArns.flatMap((arn) => deployerFaults(model, arn)),
        ...keyDeviations(model, user, secret, input),
      ], input.custodianArns.join(', ') || 'no custodians');
      const key = String(secret.props.KmsKeyId ?? '');
      if (key.startsWith('arn:') && !key.includes('/unresolved-')) {
        yield assumed(user, `has a first password whose key ${key} only the custodians can use: no template of this app holds it`,
          `aws kms get-key-policy --key-id ${key} --policy-name default`);
      }
      input.cloudFormationRoleArns.filter((arn) => !OF_BOOTSTRAP.test(arn)).forEach((arn) => deployers.add(arn));
      input.custodianArns.forEach((arn) => (inApp(model, arn) ? within : readers).add(arn));
    }
    for (const arn of deployers) {
      yield assumed(arn, 'is the role with which CloudFormation deploys, and reads first passwords: no person and no other program acts as it', `aws iam get-role --role-name ${parseIamArn(arn)?.name}`);
    }
    for (const arn of within) {
      for (const who of custodiansOutside(model, arn)) {
        yield assumed(arn, `is one custodian, who comes by ${who}: who that is, no template of this app says`, `aws iam get-role --role-name ${parseIamArn(arn)?.name}`);
      }
    }
    for (const account of new Set(model.users.map((user) => user.account))) {
      for (const role of namelessRoles(model, account)) {
        yield assumed(role, `has a name that only the deployment knows, and not that of a custodian or of CloudFormation's role: ${role.name}`,
          'aws iam get-role --role-name NAME');
      }
    }
    for (const arn of readers) {
      const parts = parseIamArn(arn);
      if (parts) { yield assumed(arn, 'belongs to one custodian: no template of this app holds it', `aws iam get-${parts.kind} --${parts.kind}-name ${parts.name}`); }
    }
  },
}];

/** The role that a bootstrap stack makes for CloudFormation. */
const OF_BOOTSTRAP = /:role\/cdk-[\w-]+-cfn-exec-role-\d{12}-[a-z0-9-]+$/;

/** Who can read a first password: custodians, and the roles with which CloudFormation deploys. */
export function passwordReaders(model: AccessModel): string[] {
  const inputs = [...guarding(model).values()].flatMap((policies) => policies.map(({ props }) => inputOf(props.ResourcePolicy)));
  return [...new Set(inputs.flatMap(({ custodianArns, cloudFormationRoleArns }) => [...custodianArns, ...cloudFormationRoleArns]))];
}

/** The policies on the first password of each user. */
const guarding = ofModel((model): ReadonlyMap<UserModel, readonly ResourceModel[]> => new Map(model.users.map((user) => {
  const { passwordSecret: secret } = user;
  return [user, secret ? on(model, 'AWS::SecretsManager::ResourcePolicy', user, ({ SecretId }) => isSecret(SecretId, secret)) : []];
})));

/** Resources of a type, in the account of a user. */
function on(model: AccessModel, type: string, { account }: UserModel, matches: (props: any) => boolean): ResourceModel[] {
  return ofType(model, type).filter(({ stack, props }) => stack.account === account && matches(props));
}

const secretArn = ({ stack, props, logicalId }: ResourceModel) => `arn:aws:secretsmanager:${stack.region}:${stack.account}:secret:${props.Name ?? `unresolved-${logicalId}`}`;

/** Whether CloudFormation makes one resource of a stack before another. */
function comesFirst({ logicalId, stack }: ResourceModel, { logicalId: id, stack: other }: ResourceModel): boolean {
  return stack !== other || [stack.template?.Resources?.[id]?.DependsOn ?? []].flat().includes(logicalId);
}

/** By its ARN, with or without the suffix, or by its name. */
const isSecret = (id: unknown, secret: ResourceModel) => [`${secretArn(secret)}-AbCdEf`, secretArn(secret), secret.props.Name].includes(id as string);

/** The custodians, and the role of CloudFormation. */
function inputOf(policy: any): PasswordPolicyInput {
  const statements = statementsOf([policy]);
  const exempt = (sid: string) => textsOf(statements.find(({ Sid }) => Sid === sid)?.Condition?.ArnNotEquals?.['aws:PrincipalArn']);
  const custodianArns = textsOf(statements.find(({ Sid }) => Sid === 'AllowCustodians')?.Principal?.AWS);
  const written = exempt('DenyChangeToOthers');
  return { custodianArns, cloudFormationRoleArns: written.length > 0 ? written : exempt('DenyReadToOthers').filter((arn) => !custodianArns.includes(arn)) };
}

function custodianDeviations(model: AccessModel, user: UserModel, { custodianArns, cloudFormationRoleArns }: PasswordPolicyInput): string[] {
  const names = namesBreakGlass(model);
  return [
    ...custodianArns.flatMap((arn) => {
      const parts = parseIamArn(arn);
      // A stack for any account is deployed to that of its custodians.
      if (!parts || parts.account !== user.account && user.account !== ANY_ACCOUNT) { return [`has the custodian ${arn}, which is no role or user of its account by name`]; }
      return names(arn) ? [`has the custodian ${arn}, a break-glass principal`] : [];
    }),
    ...cloudFormationRoleArns.filter((arn) => parseIamArn(arn)?.kind !== 'role' || names(arn))
      .map((arn) => `lets ${arn} change the secret, which is no role of CloudFormation by name`),
  ];
}

/** The key of the library is the one with its statements; any other is the user's own, whose policy the library leaves alone. */
function keyDeviations(model: AccessModel, user: UserModel, secret: ResourceModel, input: PasswordPolicyInput): string[] {
  const arn = String(secret.props.KmsKeyId ?? '');
  const key = on(model, 'AWS::KMS::Key', user, () => true).find(({ logicalId }) => `/${arn}`.endsWith(`/unresolved-${logicalId}`));
  if (!key) { return arn === '' || /^arn:aws[a-z-]*:kms:[^:]+:\d{12}:(key|alias)\/[\w/-]+$/.test(arn) ? [] : [`has a first password whose key ${arn} is no key by its ARN`]; }
  const { KeyPolicy, EnableKeyRotation, PendingWindowInDays } = key.props;
  // By a key that is off nobody reads the password.
  const off = unusable(key.props).map((fault) => `has a first password whose key can't decrypt it: ${fault}`);
  const made = isMadeForPassword(key);
  // The guide's policy for a key of the user's own has the same statements.
  const ours = made || statementsOf([KeyPolicy]).some(({ Sid }) => ['AdministeredByTheAccount', 'DenyUseToOthers', 'AllowCustodians'].includes(Sid));
  if (!ours) { return [...off, ...strangersInKey(KeyPolicy, user).map((text) => `has a first password whose key ${key.logicalId} ${text}`)]; }
  const more = ['AWS::KMS::Alias', 'AWS::KMS::ReplicaKey'].flatMap((type) => on(model, type, user, ({ TargetKeyId, PrimaryKeyArn }) =>
    [TargetKeyId, PrimaryKeyArn].some((id) => `/${String(id)}`.endsWith(`/unresolved-${key.logicalId}`))));
  return [
    ...beyond(KeyPolicy, passwordKeyPolicy({ ...input, partition: 'aws', account: user.account }).Statement),
    ...off,
    ...(!made || String(EnableKeyRotation) === 'true' ? [] : [`has a first password whose key isn't rotated: EnableKeyRotation is ${EnableKeyRotation}`]),
    ...(!made || Number(PendingWindowInDays ?? 30) === 30 ? [] : [`has a first password whose key can be gone after ${PendingWindowInDays} days`]),
    ...(key.props.MultiRegion === true ? ['has a first password whose key is for several Regions'] : []),
    ...more.map(({ type, logicalId }) => `has a first password whose key has the ${type} ${logicalId}`),
  ];
}

/** Whether the library made a key, as its description says. */
export const isMadeForPassword = ({ props }: ResourceModel): boolean => String(props.Description ?? '').startsWith('Encrypts the first password of the break-glass user');

/** Principals of other accounts in a key that isn't the library's. */
function strangersInKey(policy: any, { account }: UserModel): string[] {
  return statementsOf([policy]).filter(({ Effect }) => Effect === 'Allow').flatMap(({ Principal }) => (
    typeof Principal === 'string' ? [Principal] : textsOf(Principal?.AWS)).filter((arn) => arn !== account && !arn.includes(`::${account}:`)))
    .map((arn) => `allows ${arn}, a principal outside of the account`);
}

const inApp = (model: AccessModel, arn: string) => model.otherRoles.some((role) => role.arn === arn);
