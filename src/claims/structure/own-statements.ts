/** What a playbook or profile of the user's own can consist of. */
import { allowsOf, cut } from './compare';
import { listOf, textsOf } from '../../analysis/policy/lists';
import { expandAction } from '../../private/iam-catalogue';
import { unknownsIn } from '../resolve';

/** What in a document couldn't come from a `PlaybookStatement`. */
export function notOfAPlaybook(document: any): string[] {
  return listOf(document?.Statement).flatMap((statement: any, index) => problems(statement).map((problem) => `statement ${index + 1} ${cut(problem)}`));
}

function problems(statement: any): string[] {
  const actions = textsOf(statement?.Action);
  const hidden = unknownsIn(statement);
  const more = Object.keys(statement ?? {}).filter((key) => !['Effect', 'Action', 'Resource', 'Condition'].includes(key));
  const unknown = actions.filter((action) => expandAction(action).length === 0);
  return [
    ...(hidden.length > 0 ? [`holds ${hidden.join(', ')}, which only the deployment knows`] : []),
    ...(statement?.Effect !== 'Allow' ? [`has the effect ${statement?.Effect}`] : []),
    ...more.map((key) => `has ${key}`),
    ...(actions.length === 0 ? ['names no action'] : []),
    ...(textsOf(statement?.Resource).length === 0 ? ['names no resource'] : []),
    ...(unknown.length > 0 ? [`allows ${unknown.join(', ')}, which ${unknown.length > 1 ? 'are' : 'is'} no action of one service`] : []),
  ];
}

/** The actions that documents allow. */
export function actionsOf(documents: readonly any[]): string[] {
  return documents.flatMap(allowsOf).flatMap(({ Action }) => textsOf(Action));
}
