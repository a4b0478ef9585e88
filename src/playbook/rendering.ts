import { highRiskDenies } from './high-risk-denies';
import { INTERNAL_PLACEHOLDERS, Placeholders } from './placeholders';
import { PlaybookStatement } from './playbook-statement';
import { asArray, Document, documentOf, LIMITS, mergeStatements, oneOrMany, policySize, Statement } from '../private/policy-document';
import { SIGN_IN_STATEMENT } from '../private/sign-in';

const PLACEHOLDER = /\{\{(\w+)\}\}/g;

/** Replaces the placeholders in a text. A text that is only a placeholder of a list becomes the list. */
function fill(text: string, placeholders: Placeholders): string[] {
  const whole = /^\{\{(\w+)\}\}$/.exec(text);
  if (whole) {
    const value = valueOf(whole[1], placeholders);
    return Array.isArray(value) ? value : [value];
  }
  return [text.replace(PLACEHOLDER, (_, name: string) => {
    const value = valueOf(name, placeholders);
    if (Array.isArray(value)) {
      throw new Error(`placeholder '{{${name}}}' is a list and must stand alone, got '${text}'; make it an entry of its own`);
    }
    return value;
  })];
}

function valueOf(name: string, placeholders: Placeholders): string | string[] {
  if (!Object.prototype.hasOwnProperty.call(placeholders, name)) {
    const known = Object.keys(placeholders).filter((key) => !INTERNAL_PLACEHOLDERS.includes(key)).map((key) => `{{${key}}}`);
    throw new Error(`unknown placeholder '{{${name}}}'; use one of ${known.join(', ')}`);
  }
  return placeholders[name];
}

/** A statement of a playbook as an IAM allow statement. */
export function renderStatement(statement: PlaybookStatement, placeholders: Placeholders): Statement {
  const inConditions = { ...placeholders, Account: placeholders.AccountInConditions };
  const conditions = Object.entries(statement.conditions ?? {}).map(([operator, keys]) => [
    operator,
    Object.fromEntries(Object.entries(keys as { [key: string]: string | string[] }).map(([key, values]) => [
      fill(key, inConditions)[0],
      oneOrMany((Array.isArray(values) ? values : [values]).flatMap((value) => fill(String(value), inConditions))),
    ])),
  ]);
  return {
    Effect: 'Allow',
    Action: oneOrMany(statement.actions),
    Resource: oneOrMany((statement.resources ?? ['*']).flatMap((resource) => fill(resource, placeholders))),
    ...(conditions.length > 0 ? { Condition: Object.fromEntries(conditions) } : {}),
  };
}

/**
 * If the ARN of a document leaves the account open, a shared document of another account with the same name matches. The
 * condition limits commands to documents of the session's own account.
 */
function ownDocumentsApart(statement: PlaybookStatement, placeholders: Placeholders): PlaybookStatement[] {
  if (placeholders.Account !== '*' || !statement.resources?.includes('{{CommandDocuments}}')) { return [statement]; }
  const documents = asArray(placeholders.CommandDocuments);
  const own = documents.filter((arn) => arn.includes(':*:document/'));
  const others = [...statement.resources.filter((resource) => resource !== '{{CommandDocuments}}'), ...documents.filter((arn) => !own.includes(arn))];
  const conditions = statement.conditions ?? {};
  return [
    ...(own.length > 0 ? [{
      ...statement, resources: own, conditions: { ...conditions, StringEquals: { ...conditions.StringEquals, 'aws:ResourceAccount': '{{Account}}' } },
    }] : []),
    ...(others.length > 0 ? [{ ...statement, resources: others }] : []),
  ];
}

export function renderAllows(statements: readonly PlaybookStatement[], placeholders: Placeholders): Statement[] {
  return mergeStatements(statements.flatMap((statement) => ownDocumentsApart(statement, placeholders))
    .map((statement) => renderStatement(statement, placeholders)));
}

/** Denies changes to the roles of elevated access, and to the policy that ends its sessions. Session policies have no space for this. */
export const DENY_ELEVATION: Statement = {
  Sid: 'DenyElevation',
  Effect: 'Deny',
  NotAction: ['iam:Get*', 'iam:List*'],
  Resource: ['policy', 'role'].map((kind) => `arn:*:iam::*:${kind}/elevation/*`),
};

/** Policy of a phase in one document. Throws with both sizes if it is too long. */
export function renderSingleDocument(
  what: string, kind: 'sessionPolicy' | 'permissionSet', statements: readonly PlaybookStatement[], placeholders: Placeholders,
): Document {
  const signIn = kind === 'permissionSet' ? [SIGN_IN_STATEMENT] : [];
  const document = documentOf([...renderAllows([...signIn, ...statements], placeholders), ...highRiskDenies(), ...kind === 'permissionSet' ? [DENY_ELEVATION] : []]);
  const size = policySize(document);
  if (size > LIMITS[kind]) {
    const target = kind === 'sessionPolicy' ? 'a session policy' : 'a permission set';
    throw new Error(`${what} doesn't fit into ${target}: ${size} characters without white space, at most ${LIMITS[kind]} are allowed; `
      + 'name fewer actions or resources, or divide the playbook in two');
  }
  return document;
}
