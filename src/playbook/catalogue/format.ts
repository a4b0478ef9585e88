import { PlaybookStatement } from '../playbook-statement';

/** One phase of a catalogue playbook, as data. */
export interface CataloguePhase {
  readonly maxSessionHours: number;
  readonly readOnly: boolean;
  /** Reason why this phase can't name each action. Most phases have none. */
  readonly wildcardReason?: string;
  readonly statements: readonly PlaybookStatement[];
}

/** One catalogue playbook, as data. `Playbook` turns it into the public object. */
export interface CataloguePlaybook {
  /** Upper-case name as used in role names, at most 22 characters. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly sources: readonly string[];
  readonly investigation: CataloguePhase;
  readonly containment: CataloguePhase;
  readonly recovery: CataloguePhase;
  readonly forensics: CataloguePhase;
}
