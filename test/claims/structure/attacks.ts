import { prove, SynthesizedStack } from '../../../src/claims/internal';
import { smallOrganization } from '../fixture';
import { Templates } from '../mutations';

const untouched = JSON.stringify(smallOrganization());

/** A change to the templates of the small organization, and the claims that refuse it: exactly these. */
export type Attack = readonly [title: string, claims: readonly string[], mutate: (templates: Templates) => void];

export function proven(mutate: (templates: Templates) => void) {
  const stacks: SynthesizedStack[] = JSON.parse(untouched);
  mutate(new Templates(stacks));
  return prove(stacks);
}

export const failing = (mutate: (templates: Templates) => void) => proven(mutate).filter(({ verdict }) => verdict === 'fails').map(({ id }) => id).sort();

/** What a claim says about the changed templates. */
export const said = (claim: string, mutate: (templates: Templates) => void) => {
  const { counterExamples, assumptions } = proven(mutate).find(({ id }) => id === claim)!;
  return { against: counterExamples.map(({ subject, because }) => `${subject}: ${because}`), assumed: assumptions.map(({ subject, text, check }) => `${subject} ${text}: ${check}`) };
};

export const allow = (Action: string | string[], Resource: unknown, Condition?: object) => ({ Effect: 'Allow', Action, Resource, ...Condition ? { Condition } : {} });
export const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
export const trusting = (Principal: unknown, Condition?: object) => policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...Condition ? { Condition } : {} });

export function add(templates: Templates, id: string, Type: string, Properties: object): void {
  templates.security.Resources[id] = { Type, Properties };
}

export function parameter(templates: Templates, id: string, Default?: string): object {
  templates.security.Parameters = { ...templates.security.Parameters, [id]: { Type: 'String', Default } };
  return { Ref: id };
}

export const JANE = 'arn:aws:iam::111111111111:user/bg/jane.doe-BREAK-GLASS';
export const statementOf = (document: any, sid: string) => document.Statement.find(({ Sid }: any) => Sid === sid);
export const responders = (templates: Templates, role: string) => statementOf(templates.trust(role), 'Responders');
