import { CLAIM_GROUPS, counterExampleLine } from 'cdk-break-glass/internal';
import { forPeople, visible } from 'cdk-break-glass/internal/texts';
import { Finding, ProofDocument, ProvenClaim, SAMPLE } from './document';
import { contradiction, isContradicted } from '../facts/contradiction';

/** JUnit XML: a suite for each group, a case for each claim. What doesn't apply is skipped. */
export function junit({ claims }: ProofDocument): string {
  const suites = CLAIM_GROUPS.map(({ title, claims: own }) => ({ title, cases: claims.filter(({ id }) => own.some((claim) => claim.id === id)) }))
    .filter(({ cases }) => cases.length > 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="break-glass" ${counts(claims)}>`,
    ...suites.flatMap(({ title, cases }) => [`  <testsuite name="${escaped(title)}" ${counts(cases)}>`, ...cases.map(testCase), '  </testsuite>']),
    '</testsuites>',
    '',
  ].join('\n');
}

function counts(claims: readonly ProvenClaim[]): string {
  const of = (verdict: ProvenClaim['verdict']) => claims.filter((claim) => claim.verdict === verdict).length;
  return `tests="${claims.length}" failures="${of('fails') + claims.filter(isContradicted).length}" errors="0" skipped="${of('not applicable')}" time="0"`;
}

function testCase(claim: ProvenClaim): string {
  const body = [
    ...claim.verdict === 'not applicable' ? ['<skipped message="the templates have nothing that this claim is about"/>'] : [],
    ...claim.verdict === 'fails' ? [`<failure message="${escaped(claim.title)}" type="${escaped(claim.id)}">${escaped(failure(claim))}</failure>`] : [],
    ...isContradicted(claim) ? [`<failure message="${escaped(contradiction(claim))}" type="${escaped(claim.id)}"/>`] : [],
    ...output(claim),
  ];
  const open = `<testcase classname="break-glass" name="${escaped(`${claim.id}: ${claim.title}`)}" time="0"`;
  return body.length === 0 ? `    ${open}/>` : [`    ${open}>`, ...body.map((line) => `      ${line}`), '    </testcase>'].join('\n');
}

function failure({ counterExamples, remedy }: ProvenClaim): string {
  return [...counterExamples.map(sentence), ...remedy === undefined ? [] : [`What to do: ${remedy}`]].join('\n');
}

/** A counter-example in one line, with who, what, where and the context that a policy asks for. */
export function sentence(finding: Finding): string {
  const { request, path, logicalId } = finding;
  const context = request?.relevant.map((key) => `${key} ${[request.context[key]].flat().join(', ')}`).join('; ');
  const asked = request ? ` [${request.principal}, ${request.action} on ${request.resource ?? 'any resource'} in account ${request.account}${request.sample ? ` (${SAMPLE})` : ''}${context ? `, with ${context}` : ''}]` : '';
  const place = path ?? logicalId;
  return `${counterExampleLine(finding)}${forPeople(asked)}${place === undefined ? '' : ` (${place})`}`;
}

function output({ acknowledged, stale, assumptions }: ProvenClaim): string[] {
  const lines = [
    ...acknowledged.map((each) => `acknowledged: ${counterExampleLine(each)}: ${each.reason}`),
    ...stale.map((each) => `acknowledged, but holds: ${each.path ?? each.logicalId}: ${each.reason}`),
    ...assumptions.map(({ subject, text, check, account }) => (
      `assumed: ${forPeople(`${subject}: ${text}`)}; check${account === undefined ? '' : ` in account ${account}`}: ${check}`)),
  ];
  return lines.length === 0 ? [] : [`<system-out>${escaped(lines.join('\n'))}</system-out>`];
}

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' };

/** XML 1.0 has no way to write these, nor most control characters, which `visible` replaces. */
const NO_XML = /[\ufffe\uffff]/g;

function escaped(text: string): string {
  return visible(text, '\n').replace(NO_XML, '\ufffd').replace(/[&<>"\n]/g, (character) => ENTITIES[character]);
}
