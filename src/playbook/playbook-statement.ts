/**
 * Permission of a phase of a playbook: actions, resources, conditions, and the sources that explain the need.
 *
 * Resources and condition values may contain placeholders, which are replaced when the playbook is rendered for a
 * `PlaybookScope`: `{{Partition}}`, `{{Account}}`, `{{EvidenceBuckets}}`, `{{EvidenceObjects}}`,
 * `{{EvidenceAccounts}}`, `{{QuarantinePolicies}}`, `{{CommandDocuments}}`, `{{CommandTagKey}}`, `{{CommandTagValue}}`.
 */
export interface PlaybookStatement {
  /**
   * The IAM actions, as `service:Action`.
   *
   * In a read-only phase a wildcard must stand for reads only. In other phases a wildcard for writes needs a
   * `wildcardReason`.
   *
   * Errors: an action that isn't in the IAM action catalogue (the error gives the nearest name).
   *
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
   */
  readonly actions: string[];

  /**
   * ARNs of the resources.
   *
   * Security: the default is every resource. Name resources if the action supports it.
   *
   * @default - all resources
   */
  readonly resources?: string[];

  /**
   * IAM conditions, as in a policy: operator to condition key to value or values.
   *
   * @default - no conditions
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
   */
  readonly conditions?: { [operator: string]: any };

  /**
   * Documents that explain the need for these actions: URLs of playbooks or of AWS documentation.
   */
  readonly sources: string[];
}
