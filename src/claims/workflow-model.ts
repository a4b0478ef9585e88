import { AccessModel, ResourceModel } from './model';
import { ofModel, ofType } from './model-index';
import { jsonOf } from '../private/texts';

/** A state of a workflow, wherever it stands, and the states that can come next. */
export interface StateModel {
  readonly name: string;
  readonly definition: any;
  readonly next: readonly string[];
}

/** One level of a workflow: states that name each other. A branch of a Map or Parallel is a level of its own. */
export interface LevelModel {
  readonly startAt: string;
  readonly states: readonly StateModel[];
}

export interface WorkflowModel {
  readonly resource: ResourceModel;
  readonly levels: readonly LevelModel[];
  /** All states of all levels. */
  readonly states: readonly StateModel[];
}

/** The Step Functions workflows of an assembly. */
export const workflowsOf = ofModel(readWorkflows);

function readWorkflows(model: AccessModel): WorkflowModel[] {
  return ofType(model, 'AWS::StepFunctions::StateMachine').flatMap((resource) => {
    const text = resource.props.DefinitionString;
    // What can't be read is no workflow that does what a claim asks for: `elevation-workflows-as-written` misses it.
    const definition = typeof text === 'string' ? jsonOf(text) : undefined;
    if (!isLevel(definition)) { return []; }
    const levels = levelsOf(definition);
    return [{ resource, levels, states: levels.flatMap(({ states }) => states) }];
  });
}

const isObject = (value: any) => value !== null && typeof value === 'object' && !Array.isArray(value);

function isLevel(definition: any): boolean {
  return isObject(definition) && isObject(definition.States) && Object.values<any>(definition.States).every((state) => (
    isObject(state) && [state.Branches, state.Choices, state.Catch].every((list) => list === undefined || Array.isArray(list))
    && [state.ItemProcessor, ...state.Branches ?? []].every((inner) => inner === undefined || isLevel(inner))));
}

function levelsOf(definition: any): LevelModel[] {
  const states = Object.entries<any>(definition.States).map(([name, state]) => ({
    name,
    definition: state,
    next: [state.Next, state.Default, ...[...state.Choices ?? [], ...state.Catch ?? []].map(({ Next }: any) => Next)].filter(Boolean),
  }));
  const inner = states.flatMap(({ definition: state }) => [state.ItemProcessor, ...state.Branches ?? []].filter(Boolean).flatMap(levelsOf));
  return [{ startAt: definition.StartAt, states }, ...inner];
}

/** The API that a task calls, as `service:action`. */
export function apiOf(state: StateModel): string | undefined {
  return /:aws-sdk:([a-z0-9]+:\w+)$/.exec(state.definition.Resource ?? '')?.[1];
}

/** Whether a state, or one inside of it, calls an API. */
export function calls(state: StateModel, api: string): boolean {
  return JSON.stringify(state.definition).includes(`:aws-sdk:${api}"`);
}

/** The states of a level that can be reached without passing through one of some kind, which itself may be left by an error it caught. */
export function reachedWithout(level: LevelModel, gate: (state: StateModel) => boolean): Set<string> {
  const reached = new Set<string>();
  const waiting = [level.startAt];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const state = level.states.find((candidate) => candidate.name === name);
    if (!state || reached.has(name)) { continue; }
    reached.add(name);
    if (!gate(state)) { waiting.push(...state.next); }
  }
  return reached;
}
