import { Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { asArray, Document } from './policy-document';

/**
 * Records why a finding of the AwsSolutions rules doesn't apply to a resource of the library, so that users don't have to.
 * The record is in the metadata of the cloud assembly, for audits; the template doesn't change.
 */
export function acknowledge(construct: IConstruct, reason: string, ...ids: string[]): void {
  // `Validations.acknowledge` of the oldest supported aws-cdk-lib refuses ids with an ARN, so this writes the same record
  // directly. One entry for all ids keeps synthesis fast.
  construct.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, Object.fromEntries(ids.map((id) => [`annotation::${id}`, reason])));
}

/** Acknowledges each wildcard of a document by itself, as the rule reports them. A wildcard that is added later stays a finding. */
export function acknowledgeWildcards(construct: IConstruct, document: Document, reason: string): void {
  let ids = findingsOf.get(document);
  if (!ids) {
    ids = wildcardFindings(document);
    findingsOf.set(document, ids);
  }
  acknowledge(construct, reason, ...ids);
}

/** Roles share their documents. */
const findingsOf = new WeakMap<Document, string[]>();

function wildcardFindings(document: Document): string[] {
  const findings = document.Statement.filter((statement) => statement.Effect === 'Allow').flatMap((statement) => [
    ...asArray(statement.Action).map((action) => `Action::${action}`),
    ...asArray(statement.Resource).map((resource) => `Resource::${resource}`),
  ]).filter((finding) => finding.includes('*'));
  return [...new Set(findings)].map((finding) => `AwsSolutions-IAM5[${withReferences(finding)}]`);
}

/** The rules print references and policy variables in angle brackets: `<AWS::Partition>`. */
function withReferences(text: string): string {
  return text.replace(/\$\{Token\[AWS\.(\w+)\.\d+\]\}/g, '<AWS::$1>').replace(/\$\{([^}]+)\}/g, '<$1>');
}

/** Reason for wildcards in the permissions of playbooks. */
export const PLAYBOOK_WILDCARDS = 'The resources of an incident are known only when it happens. The actions are those of the playbook, checked against the IAM '
  + 'catalogue; wildcards in actions stand for reads; a permissions boundary of explicit denies limits the session.';

export const BOUNDARY_WILDCARDS = 'A permissions boundary grants nothing. It allows everything and limits that by explicit denies, which a '
  + 'resource policy of the same account cannot override.';
