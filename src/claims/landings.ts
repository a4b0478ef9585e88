/**
 * Where the stacks of an app may be deployed.
 *
 * A stack without an account or Region is deployed wherever somebody deploys it. So it may land beside break-glass resources, and change
 * them by their names. It is read there as well: as if it were deployed to each account and Region with break-glass resources. Claims then
 * see it like any other stack there.
 */
import { ANY_ACCOUNT } from './assembly';
import { AccessModel, groupedBy, Landed, ModelOptions, modelOf } from './model';
import { SynthesizedStack } from './resolve';
import { breakGlassParts } from './structure/parts';

/** What the claims read, over all stacks of an assembly, wherever these may be deployed. */
export function accessModel(stacks: readonly SynthesizedStack[], options: ModelOptions = {}): AccessModel {
  const model = modelOf(stacks, options);
  if (!stacks.some(({ account, regionAssumed }) => account === ANY_ACCOUNT || regionAssumed)) { return model; }
  const landed = landings(model);
  return landed.size === 0 ? model : modelOf(stacks, options, landed);
}

/** Resources that an account has once, whatever the Region of their stack. */
const GLOBAL = /^AWS::(IAM|Organizations|SSO|IdentityStore|AccountAccess)::/;

/** What reaches other resources by their names. */
const BY_NAME = /^AWS::(IAM|SecretsManager|KMS|CloudWatch|Logs|SNS|Events|RolesAnywhere|AccountAccess)::/;

/** The stacks at each further place to which they may be deployed, with what of them is there. */
function landings(model: AccessModel): Landed {
  const { parts, stacks: withParts } = breakGlassParts(model);
  const places = groupedBy([...withParts], ({ account }) => account);
  const own = groupedBy([...parts], ({ stack }) => stack);
  const landed = new Map<SynthesizedStack, (logicalId: string, type: string) => boolean>();
  for (const stack of model.stacks) {
    const ids = new Set(own.get(stack)?.map(({ logicalId }) => logicalId));
    for (const account of stack.account === ANY_ACCOUNT ? new Set([ANY_ACCOUNT, ...places.keys()]) : [stack.account]) {
      const isElsewhere = account !== stack.account;
      const regions = regionsFor(stack, places.get(account) ?? []).filter((region) => isElsewhere || region !== stack.region);
      regions.forEach((region, index) => landed.set({ ...stack, account, region, regionAssumed: undefined }, (logicalId, type) => (
        // An account has a resource of IAM once.
        (isElsewhere && index === 0 || !GLOBAL.test(type))
        // A stack with break-glass resources of its own is deployed to another account than its namesakes: only what reaches others is read.
        && (ids.size === 0 || (BY_NAME.test(type) && !ids.has(logicalId)))
      )));
    }
  }
  return landed;
}

/** Regions of an account in which a stack may be beside break-glass resources; one at least, since IAM is the same in all of them. */
function regionsFor({ region, regionAssumed }: SynthesizedStack, withParts: readonly SynthesizedStack[]): string[] {
  const shared = withParts.filter((part) => regionAssumed || part.regionAssumed).map((part) => part.region);
  return [...new Set(regionAssumed ? shared : [region, ...shared])];
}
