import { Claim, CLAIM_GROUPS, FactId, factOf, Question, THREATS } from 'cdk-break-glass/internal';
import { ATTACKS } from './attacks.generated';
import { CALL } from '../call';
import { Run, Values } from '../command/command';
import { UserError } from '../errors';
import { withParameters } from '../input/parameters';
import { readInput } from '../input/read';
import { forAnyTemplate, selected } from '../input/selection';
import { claimNamed } from '../named';
import { counted } from '../report/words';
import { printable, styled, wrapped } from '../terminal';

const HOW: { readonly [proof in Claim['proof']]: string } = {
  policy: 'Requests are answered by the policies of the templates together: identity policies, boundary, trust and resource policies.',
  template: 'The templates are read.',
  detection: 'CloudTrail records are run through the metric filters and the event rules of the templates.',
};

/** Enough to show what is asked. */
const SHOWN = 6;

/** `break-glass explain`. */
export const run: Run = ({ values, positionals: [id] }) => {
  const needsTemplates = ['users', 'roles', 'parameter'].find((option) => values[option] !== undefined && values.in === undefined);
  if (needsTemplates) { throw new UserError(`'--${needsTemplates}' needs '--in': it is about templates`); }
  process.stdout.write(id === undefined ? list() : explanation(claimNamed(id), values));
  return 0;
};

function list(): string {
  return CLAIM_GROUPS.map(({ title, claims }) => [
    styled('bold', title),
    ...claims.flatMap((claim) => [`  ${claim.id}`, wrapped(claim.title, 6)]),
  ].join('\n')).join('\n\n') + '\n\n' + wrapped(`'${CALL} explain ID' says more about one.`) + '\n';
}

function explanation(claim: Claim, values: Values): string {
  const remedy = values.all && !claim.ownOnly ? forAnyTemplate(claim).remedy : claim.remedy;
  const group = CLAIM_GROUPS.find(({ claims }) => claims.includes(claim));
  const attacks = ATTACKS[claim.id] ?? [];
  return [
    [styled('bold', claim.id), wrapped(claim.title, 2), ...group ? [wrapped(`Group: ${group.title}`, 2)] : []],
    [styled('bold', 'Proof'), wrapped(HOW[claim.proof], 2), ...claim.ability ? [wrapped('It is an ability: what it promises must stay possible.', 2)] : [], ...scope(claim)],
    ...claim.threats.length > 0 ? [[styled('bold', 'Threats'), ...claim.threats.flatMap(threatLines)]] : [],
    ...claim.restsOn ? [[styled('bold', 'Rests on'), wrapped('What only a live account can show:', 2), ...claim.restsOn.map(factLine)]] : [],
    ...attacks.length > 0 ? [[styled('bold', 'Makes it fail'), ...attacks.slice(0, SHOWN).map((attack) => wrapped(attack, 4).replace(/^ {4}/, '  - ')), ...rest(attacks.length)]] : [],
    questions(claim, values),
    ...remedy === undefined ? [] : [[styled('bold', 'What to do'), wrapped(remedy, 2)]],
  ].map((part) => part.join('\n')).join('\n\n') + '\n';
}

const scope = ({ ownOnly }: Claim) => ownOnly ? [wrapped('It is about what only cdk-break-glass writes, so \'--all\' leaves it out.', 2)] : [];

const rest = (length: number) => length > SHOWN ? [styled('dim', `  and ${length - SHOWN} more`)] : [];

function factLine(id: FactId): string {
  const { number, text } = factOf(id);
  return wrapped(`${number}. ${text.replace(/`/g, '')}`, 4, 7);
}

function threatLines(number: number): string[] {
  const threat = THREATS.find((one) => one.number === number);
  if (!threat) { return []; }
  return [wrapped(`${number}. ${threat.threat}`, 2), wrapped(threat.mitigation, 5), ...threat.rest === '' ? [] : [wrapped(`Remains: ${threat.rest}`, 5)]];
}

function questions(claim: Claim, values: Values): string[] {
  if (values.all && claim.ownOnly) { return [styled('bold', 'Questions'), wrapped('None with \'--all\'.', 2)]; }
  if (values.in === undefined) {
    const call = `${CALL} explain ${claim.id}${values.all ? ' --all --in template.yaml' : ' --in cdk.out'}`;
    return [styled('bold', 'Questions'), wrapped(`'${call}' counts and shows them for your templates.`, 2)];
  }
  const path = String(values.in);
  const { model } = selected(withParameters(readInput(path), values), values, [claim]);
  const asked = [...claim.questions(model)].filter(({ kind }) => kind !== 'assumption');
  return [
    styled('bold', 'Questions'),
    wrapped(printable(`${counted(asked.length, 'question')} about ${path}${asked.length > SHOWN ? ', for example:' : ''}`), 2),
    ...spread(asked).map((question) => wrapped(printable(`${question.subject}: ${question.text}: ${expected(question)}`), 4).replace(/^ {4}/, '  - ')),
  ];
}

/** The first ones are mostly about the same user or role. */
function spread(asked: readonly Question[]): readonly Question[] {
  return asked.length <= SHOWN ? asked : Array.from({ length: SHOWN }, (_, index) => asked[Math.floor(index * asked.length / SHOWN)]);
}

function expected(question: Question): string {
  switch (question.kind) {
    case 'access': return `must be ${question.expect}`;
    case 'detection': return question.expect === 'alarm' ? 'must raise an alarm' : 'must stay silent';
    default: return 'must be so';
  }
}
