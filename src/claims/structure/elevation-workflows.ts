import { facts } from './compare';
import { differencesOf, HARMLESS, without } from './differences';
import { kindOf, WORKFLOW_KINDS } from './elevation-inputs';
import { elevationsOf } from './elevation-parts';
import { ComparedElevation, comparedElevations, definitionOf } from './elevation-written';
import { EVENT_SOURCE } from '../../elevation/engine/names';
import { Claim, Fact, fact } from '../claim';
import { AccessModel, ResourceModel } from '../model';
import { WorkflowModel, workflowsOf } from '../workflow-model';

export const ELEVATION_WORKFLOWS: Claim = {
  id: 'elevation-workflows-as-written',
  title: 'Each workflow of elevated access is, state by state, the one that the library writes for its rules and people, and logs every step without its data',
  threats: [21, 22, 24, 27],
  proof: 'template',
  ownOnly: true,
  remedy: 'Leave the workflows to ElevatedAccess: change its rules, people and settings, and write your own kind of access as ElevationTarget.custom.',
  questions: function* (model): Iterable<Fact> {
    const compared = comparedElevations(model);
    for (const one of compared) {
      yield* facts(one.found.parts.ledger, 'has the workflows that the library writes', missing(one), `${Object.keys(one.found.workflows).length} workflows`);
      yield* workflows(one);
    }
    for (const workflow of strays(model)) { yield fact(workflow.resource, 'works on a ledger as the library writes it', false, 'no ledger that it names can be told'); }
  },
};

/** Why the template can't be compared. Other claims about elevated access need the comparison as well. */
export function incomparable({ found: { missing: parts }, refused }: ComparedElevation): string[] {
  return [...parts, ...(refused === undefined ? [] : [`the library refuses its rules and settings: ${refused}`])];
}

function missing(compared: ComparedElevation): string[] {
  const { found: { parts, workflows: known } } = compared;
  const twins = parts.workflows.flatMap((workflow) => {
    const kind = kindOf(workflow);
    return kind === undefined || known[kind] === workflow ? [] : [`${workflow.resource.logicalId} is a second workflow '${kind}'`];
  });
  return [...incomparable(compared), ...twins];
}

function* workflows({ found, written }: ComparedElevation): Iterable<Fact> {
  if (!written) { return; }
  for (const kind of WORKFLOW_KINDS) {
    const workflow = found.workflows[kind];
    if (!workflow) { continue; }
    const one = written.resources[kind];
    yield* facts(workflow.resource, `is the workflow '${kind}' that the library writes`,
      one ? workflowDifferences(workflow.resource, one) : ['the library writes no such workflow for its rules'], `${workflow.states.length} states`);
  }
}

function workflowDifferences(found: ResourceModel, written: ResourceModel): string[] {
  return [
    ...differencesOf(definitionOf(found), definitionOf(written)),
    ...differencesOf(without(found.props, 'DefinitionString', ...HARMLESS), without(written.props, 'DefinitionString', ...HARMLESS)),
  ];
}

/** Workflows that announce the steps of elevated access, and of which no ledger is known. */
function strays(model: AccessModel): WorkflowModel[] {
  const known = new Set(elevationsOf(model).flatMap(({ workflows: all }) => all));
  return workflowsOf(model).filter((workflow) => kindOf(workflow) !== undefined && !known.has(workflow)
    && String(workflow.resource.props.DefinitionString).includes(EVENT_SOURCE));
}
