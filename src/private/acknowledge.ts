import { Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { asArray, Document } from './policy-document';

/**
 * Says why a finding of the AwsSolutions rules doesn't apply to what the library makes, so that users who run them
 * don't have to. Recorded in the assembly's metadata, where audits find it; the template doesn't change.
 */
export function acknowledge(construct: IConstruct, reason: string, ...ids: string[]): void {
  // `Validations.acknowledge` of the oldest supported aws-cdk-lib refuses ids that hold an ARN, so the record that it
  // would make is written directly: one entry for all, which is also what keeps synthesis fast.
  construct.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, Object.fromEntries(ids.map((id) => [`annotation::${id}`, reason])));
}

/** The rule on wildcards reports each of them by itself: so many are acknowledged, and no other that is added later. */
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

/** The rules print a reference as `<AWS::Partition>`, and a policy variable likewise. */
function withReferences(text: string): string {
  return text.replace(/\$\{Token\[AWS\.(\w+)\.\d+\]\}/g, '<AWS::$1>').replace(/\$\{([^}]+)\}/g, '<$1>');
}

/** Allows of read wildcards and resource patterns, as playbooks have them. */
export const PLAYBOOK_WILDCARDS = 'An incident names its resources only when it happens. Actions are those of the playbook, checked against the IAM '
  + 'catalogue; wildcards in actions stand for reads; a permissions boundary of explicit denies holds all of it.';

export const BOUNDARY_WILDCARDS = 'A permissions boundary grants nothing. It allows everything in order to lower that by explicit denies, which a '
  + 'resource policy of the same account cannot pass by.';
