import { Claim, each, fact } from '../claim';
import { AccessModel, ResourceModel } from '../model';
import { inStack } from '../model-index';

/** What is made under a name of its own, and kept when its stack is deleted. */
export const DEPLOYMENT_CLAIM: Claim = {
  id: 'deployment-can-be-repeated',
  title: 'A first deployment that failed can be repeated: what it made under fixed names is removed again',
  threats: [28],
  proof: 'template',
  ability: true,
  ownOnly: true,
  remedy: 'Leave the removal policies to the constructs (RETAIN_ON_UPDATE_OR_DELETE): with plain Retain the next attempt finds the names taken.',
  questions: (model) => each(named(model), (resource) => [
    fact(resource, 'goes when its creation fails', resource.deletionPolicy !== 'Retain', `DeletionPolicy ${resource.deletionPolicy ?? 'Delete'}`),
  ]),
};

function named(model: AccessModel): ResourceModel[] {
  return [...model.users, ...model.roles].flatMap((principal) => {
    const { name, resource } = principal;
    const policies = inStack(model, resource.stack).filter(({ type, props }) => type === 'AWS::IAM::ManagedPolicy' && String(props.ManagedPolicyName).startsWith(`${name}-`));
    const secret = principal.kind === 'user' && principal.passwordSecret ? [principal.passwordSecret] : [];
    return [resource, ...policies, ...secret];
  });
}
