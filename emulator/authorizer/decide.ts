import { PolicyText, Question, Refusal } from './question';
import { evaluate, isKnownKey, Policies, PolicyInput, PolicyRequest } from 'cdk-break-glass/internal';

/** By their texts: a policy is read once, however many calls it decides. */
const documents = new Map<string, object>();

/** Undefined if the answer is yes. What can't be decided is refused: a policy that nobody can read lets nobody in. */
export function refusalOf(question: Question): Refusal | undefined {
  const { verdict, explicit, because } = evaluate(requestOf(question), policiesOf(question), { isKnownKey });
  if (verdict === 'allowed') return undefined;
  const { principal, action, resource } = question;
  return { principal, action, resource, because, message: messageOf(question, verdict === 'undecided' ? because : explicit ? kindOf(because) : undefined) };
}

export function requestOf({ principal, action, resource, resourceAccount, context }: Question): PolicyRequest {
  return { principal, action, resource, resourceAccount, context };
}

function policiesOf({ identity, boundary, resourcePolicy }: Question): Policies {
  return { identity: identity?.map(read), boundary: boundary && read(boundary), resource: resourcePolicy && read(resourcePolicy) };
}

export function read({ name, text }: PolicyText): PolicyInput {
  let document = documents.get(text);
  if (!document) documents.set(text, document = JSON.parse(text) as object);
  return { name, document };
}

/** As services write it since 2021: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function messageOf({ principal, action, resource, identity, role }: Question, denied: string | undefined): string {
  const who = `User: ${principal} is not authorized to perform: ${action} on resource: ${resource}`;
  if (denied) return `${who} with an explicit deny in ${denied}`;
  // STS gives no reason, so as not to tell strangers whether a role is there.
  if (action.startsWith('sts:')) return who;
  const kind = role !== undefined || identity !== undefined ? 'identity-based' : 'resource-based';
  return `${who} because no ${kind} policy allows the ${action} action`;
}

function kindOf(because: string): string {
  const kind = /^denied by (identity policy|boundary|resource policy) /.exec(because)?.[1];
  switch (kind) {
    case 'identity policy': return 'an identity-based policy';
    case 'resource policy': return 'a resource-based policy';
    default: return 'a permissions boundary';
  }
}
