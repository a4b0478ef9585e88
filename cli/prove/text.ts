import { ACKNOWLEDGED, ANY_ACCOUNT, ANY_REGION, CLAIM_GROUPS, groupedBy } from 'cdk-break-glass/internal';
import { Finding, ProofDocument, ProvenClaim, SAMPLE } from './document';
import { CALL } from '../call';
import { factParts } from '../facts/text';
import { counted } from '../report/words';
import { command, fits, printable, shown, styled, wrapped } from '../terminal';

/** Resources shown of a failing claim, each with its first counter-example; `--json` has all. */
const SHOWN = 3;
const MOST_ASSUMPTIONS = 20;

/** A result for people. */
export function proofText(document: ProofDocument): string {
  return [
    heading(document),
    ...document.verdict === 'nothing to prove' ? [nothing(document)] : [summary(document)],
    ...failing(document),
    ...factParts(document),
    ...acknowledged(document),
    ...stale(document),
    ...refused(document),
    ...assumptions(document),
    ...leftOut(document),
    ...alike(document),
    ...hints(document),
    ...document.verdict === 'nothing to prove' ? [] : [conclusion(document)],
  ].map((part) => part.join('\n')).join('\n\n') + '\n';
}

function heading({ input, stacks, alike: groups, access }: ProofDocument): string[] {
  const accounts = new Set([...stacks.map(({ account }) => account), ...groups.flatMap(({ alike: others }) => others)]);
  const where = accounts.has(ANY_ACCOUNT) && accounts.size === 1 ? 'for whichever account deploys it' : `in ${counted(accounts.size, 'account')}`;
  return [
    wrapped(styled('bold', `Proving ${printable(input)}`)),
    wrapped(`${groups.length > 0 ? '' : `${counted(stacks.length, 'stack')} `}${where}: ${counted(access.users.length, 'user')}, ${counted(access.roles.length, 'role')}, ${counted(access.permissionSets.length, 'permission set')}`),
    ...assumedRegions(stacks),
  ];
}

/** Regions are part of names: what is proven for one needn't hold in another. */
function assumedRegions(stacks: ProofDocument['stacks']): string[] {
  const names = [...new Set(stacks.filter(({ regionAssumed }) => regionAssumed).map(({ name }) => name))];
  if (names.length === 0) { return []; }
  const named = `${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ''}`;
  return [wrapped(printable(`Assumed Region ${ANY_REGION} for ${names.length === 1 ? 'stack' : 'stacks'} ${named}, since ${names.length === 1 ? 'it has' : 'they have'} no env.`))];
}

/** Accounts that were proven by another one. */
function alike({ alike: groups }: ProofDocument): string[][] {
  return groups.map(({ account, alike: others }) => [
    wrapped(printable(`${counted(others.length, 'account')} with the templates of ${account} ${others.length === 1 ? 'is' : 'are'} proven with it: ${others.slice(0, 3).join(', ')}${others.length > 3 ? `, and ${others.length - 3} more in --json` : ''}.`)),
  ]);
}

function nothing({ claims, all }: ProofDocument): string[] {
  if (claims.length === 1) { return [wrapped(`Nothing to prove: '${claims[0].id}' doesn't apply to these templates.`)]; }
  return [
    wrapped(`Nothing to prove: the templates have no ${all ? 'IAM user with a password or an access key, and no role that users can assume' : 'break-glass user, role or permission set'}.`),
    ...all ? [] : [wrapped('\'--all\' takes any IAM user or role as break-glass.')],
  ];
}

/** A line for each group: how many of its claims hold, fail, are acknowledged. */
function summary({ claims }: ProofDocument): string[] {
  const known = CLAIM_GROUPS.map(({ title, claims: own }) => ({ title, results: claims.filter(({ id }) => own.some((claim) => claim.id === id)) }));
  const rows = known.filter(({ results }) => results.some(({ verdict }) => verdict !== 'not applicable'));
  const width = Math.max(0, ...rows.map(({ title }) => title.length));
  return rows.flatMap(({ title, results }) => {
    const of = (verdict: ProvenClaim['verdict']) => results.filter((result) => result.verdict === verdict).length;
    const parts = [
      ...of('fails') > 0 ? [styled('red', counted(of('fails'), 'fails', 'fail'))] : [],
      ...of('holds') > 0 ? [styled('green', counted(of('holds'), 'holds', 'hold'))] : [],
      ...of('acknowledged') > 0 ? [styled('yellow', `${of('acknowledged')} acknowledged`)] : [],
    ].join(', ');
    // On a narrow screen the figures go below the title.
    return fits(width + 30) ? [`  ${title.padEnd(width)}  ${parts}`] : [wrapped(title, 2), `    ${parts}`];
  });
}

function failing({ claims, all }: ProofDocument): string[][] {
  const groups = groupedBy(claims.filter(({ verdict }) => verdict === 'fails'), ({ counterExamples }) => JSON.stringify(counterExamples));
  return [...groups.values()].flatMap(([first, ...others]) => [failingLines(first), ...others.length === 0 ? [] : [sameReason(first, others, all)]]);
}

function failingLines(claim: ProvenClaim): string[] {
  const byResource = [...grouped(claim.counterExamples).values()];
  return [
    `${styled('red', 'FAILS')} ${styled('bold', claim.id)}`,
    wrapped(claim.title, 2),
    ...byResource.slice(0, SHOWN).flatMap(([first, ...others]) => ['', ...findingLines(first), ...more(others.length, 'counter-example', ' here', 6)]),
    ...more(byResource.length - SHOWN, 'resource', ' with counter-examples; --json has all'),
    ...claim.remedy === undefined ? [] : ['', labelled('what to do', claim.remedy, 2)],
  ];
}

/** One fault, such as a boundary that isn't there, can break many promises. */
function sameReason(first: ProvenClaim, others: readonly ProvenClaim[], all: boolean): string[] {
  return [
    `${styled('red', 'FAILS')} ${styled('bold', counted(others.length, 'more claim'))} for the same reason as ${first.id}`,
    wrapped(others.map(({ id }) => id).join(', '), 4),
    ...others.some(({ remedy }) => remedy !== undefined) ? ['', labelled('what to do', `${CALL} explain ${others[0].id}${all ? ' --all' : ''}, and so on; --json has it for all`, 2)] : [],
  ];
}

/** Counter-examples of one resource are mostly one mistake. */
const grouped = (findings: readonly Finding[]) => groupedBy(findings, ({ template, logicalId, subject }) => `${template} ${logicalId ?? subject}`);

function more(rest: number, what: string, end: string, indent: number = 4): string[] {
  return rest > 0 ? [styled('dim', wrapped(`and ${rest.toLocaleString('en')} more ${what}${rest === 1 ? '' : 's'}${end}`, indent))] : [];
}

function findingLines({ kind, subject, text, because, request, path, template, logicalId }: Finding): string[] {
  const context = request?.relevant.map((key) => `${key} ${[request.context[key]].flat().join(', ')}`) ?? [];
  const place = [path ?? logicalId, template].filter((part) => part !== undefined).join(', ');
  return [
    wrapped(shown(kind === 'fact' ? `${subject}: expected that it ${text}` : `${subject}: ${text}`), 4),
    ...request ? [
      labelled('who', request.principal),
      labelled('what', `${request.action} on ${request.resource ?? 'any resource'}`),
      labelled('where', request.account === ANY_ACCOUNT ? 'in the account of the stack' : `account ${request.account}${request.sample ? `, ${SAMPLE}` : ''}`),
      ...context.length > 0 ? [labelled('with', context.join('; '))] : [],
    ] : [],
    labelled(kind === 'fact' ? 'found' : 'because', because),
    ...place === '' ? [] : [labelled('at', place)],
  ];
}

function labelled(label: string, text: string, indent: number = 6): string {
  const width = Math.max(9, label.length + 1);
  return `${' '.repeat(indent)}${styled('dim', label.padEnd(width))}${wrapped(shown(text), indent + width).trimStart()}`;
}

function acknowledged({ claims }: ProofDocument): string[][] {
  return claims.filter((claim) => claim.acknowledged.length > 0).map((claim) => {
    const reasons = new Map<string, number>();
    for (const { subject, reason } of claim.acknowledged) {
      const key = `${subject}: ${reason}`;
      reasons.set(key, (reasons.get(key) ?? 0) + 1);
    }
    return [
      `${styled('yellow', 'ACKNOWLEDGED')} ${styled('bold', claim.id)}`,
      wrapped(claim.title, 2),
      ...[...reasons].map(([reason, times]) => wrapped(shown(`${reason} (${counted(times, 'counter-example')})`), 4)),
    ];
  });
}

/** Acknowledgements that accept nothing, and would accept a later counter-example. */
function stale({ claims }: ProofDocument): string[][] {
  return claims.filter((claim) => claim.stale.length > 0).map((claim) => [
    `${styled('yellow', 'ACKNOWLEDGED, BUT HOLDS')} ${styled('bold', claim.id)}`,
    ...claim.stale.map(({ path, logicalId, reason }) => wrapped(printable(`${path ?? logicalId}: ${reason}; remove the acknowledgement`), 4)),
  ]);
}

/** Acknowledgements that can't be taken: what they were written for fails as if they weren't there. */
function refused({ refused: all }: ProofDocument): string[][] {
  if (all.length === 0) { return []; }
  return [[
    styled('yellow', 'NOT ACKNOWLEDGED'),
    ...all.map(({ path, logicalId, claim, why }) => wrapped(printable(`${path ?? logicalId}${claim === undefined ? '' : `: ${claim}`}: ${why}`), 4)),
  ]];
}

function assumptions({ claims, stacks, alike: groups }: ProofDocument): string[][] {
  const all = [...new Map(claims.flatMap((claim) => claim.assumptions).map((each) => [`${each.subject} ${each.text} ${each.check} ${each.account}`, each])).values()];
  if (all.length === 0) { return []; }
  const several = new Set([...stacks.map(({ account }) => account), ...groups.flatMap((group) => group.alike)]).size > 1;
  const where = (account: string | undefined) => {
    const others = groups.find((group) => group.account === account)?.alike.length ?? 0;
    return several && account !== undefined ? `account ${account}${others > 0 ? ` and ${counted(others, 'account')} like it` : ''}` : '';
  };
  const headings = all.map(({ subject, text }) => `${subject}: ${text}`);
  const headingOf = (index: number) => {
    const place = where(all[index].account);
    return headings.filter((each) => each === headings[index]).length > 1 && place !== '' ? `${headings[index]} (${place})` : headings[index];
  };
  return [[
    styled('bold', 'Assumed'),
    wrapped('Not in the templates. Each command shows it in the account:', 2),
    ...all.slice(0, MOST_ASSUMPTIONS).flatMap(({ check, account }, index) => {
      return ['', wrapped(shown(headingOf(index)), 4), styled('dim', withComment(command(printable(check), 6), where(account)))];
    }),
    ...more(all.length - MOST_ASSUMPTIONS, 'assumption', '; --json has all'),
  ]];
}

/** A command with a comment at its end; on a narrow screen in a line before. */
function withComment(text: string, comment: string): string {
  if (comment === '') { return text; }
  const last = text.slice(text.lastIndexOf('\n') + 1);
  return fits(last.length + comment.length + 4) ? `${text}  # ${comment}` : `${wrapped(`# ${comment}`, 6)}\n${text}`;
}

function leftOut({ leftOut: ids }: ProofDocument): string[][] {
  return ids.length === 0 ? [] : [[wrapped(`Not asked with --all, since only cdk-break-glass writes what they are about: ${ids.join(', ')}.`)]];
}

/** Said once, whatever fails: how to tell a parameter, and how to accept a counter-example. */
function hints({ claims, all }: ProofDocument): string[][] {
  const failed = claims.filter(({ verdict }) => verdict === 'fails');
  if (failed.length === 0) { return []; }
  const parameters = [...new Set(failed.flatMap(({ counterExamples }) => counterExamples).flatMap(({ text, because }) => parametersIn(`${text} ${because}`)))];
  const id = failed[0].id;
  return [
    ...parameters.length > 0 ? [[wrapped(printable(`Unknown: ${parameters.length === 1 ? 'parameter' : 'parameters'} ${parameters.join(', ')}. Give the value by --parameter ${parameters[0]}=VALUE. `
      + 'A Default doesn\'t count, since a deployment may give another value.'))]] : [],
    [
      wrapped(all ? 'To accept a counter-example with its reason, write into the resource:' : 'To accept a counter-example with its reason, import { claims } from \'cdk-break-glass\' and write:'),
      wrapped(all ? `Metadata: { ${ACKNOWLEDGED}: { ${id}: 'reason' } }` : `claims.Claims.acknowledge(construct, '${id}', 'reason');`, 2, 4),
    ],
  ];
}

const parametersIn = (text: string) => [...text.matchAll(/unknown-until-deployment\(parameter ([\w.:]+)\)/g)].map(([, name]) => name);

function conclusion({ claims, verdict }: ProofDocument): string[] {
  const of = (wanted: ProvenClaim['verdict']) => claims.filter((claim) => claim.verdict === wanted).length;
  const questions = claims.reduce((sum, claim) => sum + claim.questions, 0);
  const rest = [
    ...of('acknowledged') > 0 ? [`${of('acknowledged')} acknowledged`] : [],
    ...of('not applicable') > 0 ? [`${of('not applicable')} not applicable`] : [],
  ].map((part) => `, ${part}`).join('');
  const isRed = verdict === 'fails';
  const text = of('fails') > 0 ? `${counted(of('fails'), 'claim fails', 'claims fail')}, ${counted(of('holds'), 'holds', 'hold')}${rest}.` : `${counted(of('holds'), 'claim holds', 'claims hold')}${rest}.`;
  return [wrapped(`${styled(isRed ? 'red' : 'green', text)} ${counted(questions, 'question')} answered.${isRed && of('fails') === 0 ? ' A fact that claims rest on failed in a live account.' : ''}`)];
}
