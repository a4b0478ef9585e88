import { AccessRequest } from 'cdk-break-glass/internal';

/** Keys of a request's context that one of its policies asks for, and those of MFA, which matter most where no policy asks for them. */
export function relevantKeys(request: AccessRequest): string[] {
  const { context, identityPolicies, boundary, resourcePolicy, sessionPolicy, serviceControl = [], resourceControl = [] } = request;
  const named = [...identityPolicies, ...serviceControl, ...resourceControl].map(({ document }) => document);
  const asked = [...named, boundary?.document, resourcePolicy, sessionPolicy].map(keysIn);
  return Object.keys(context).filter((key) => key.startsWith('aws:MultiFactorAuth') || asked.some((keys) => keys.has(key.toLowerCase())));
}

const NONE: ReadonlySet<string> = new Set();
const known = new WeakMap<object, ReadonlySet<string>>();

/** Condition keys and variables of a policy, in lower case. Read once: a trust may name thousands of users, and fail for each of them. */
function keysIn(document: any): ReadonlySet<string> {
  if (typeof document !== 'object' || document === null) { return NONE; }
  let keys = known.get(document);
  if (!keys) {
    const conditions = [document.Statement ?? []].flat().flatMap((statement: any) => Object.values(statement?.Condition ?? {}));
    const variables = [...JSON.stringify(document).matchAll(/\$\{([^},"]+)/g)].map(([, name]) => name.trim());
    known.set(document, keys = new Set([...conditions.flatMap((tests) => Object.keys(tests ?? {})), ...variables].map((key) => key.toLowerCase())));
  }
  return keys;
}
