import { readFileSync } from 'fs';
import { CLAIM_GROUPS, THREATS } from 'cdk-break-glass/internal';
import { forPeople, visible } from 'cdk-break-glass/internal/texts';
import { Finding, Place, ProofDocument, ProvenClaim } from './document';
import { sentence } from './junit';
import { CALL } from '../call';
import { contradiction, isContradicted } from '../facts/contradiction';
import { linesOf } from '../input/lines';
import { jsonText } from '../output';

const SITE = 'https://github.com/cdk-break-glass/cdk-break-glass';
const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
/** Counter-examples in the text of one result. The others are the same mistake. */
const IN_MESSAGE = 3;

/** SARIF 2.1.0: a rule for each claim, a result for each claim and resource. */
export function sarif(document: ProofDocument): string {
  const { claims, tool } = document;
  const places = new Places(document);
  return jsonText({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'break-glass', semanticVersion: tool.version, informationUri: SITE, rules: claims.map((claim) => rule(claim, tool.version)) } },
      columnKind: 'utf16CodeUnits',
      results: claims.flatMap((claim, ruleIndex) => results(claim, ruleIndex, places)),
    }],
    // What shows the messages doesn't escape them: names must look like what they are there, too.
  }, (text) => visible(text, '\n'));
}

function rule({ id, title, remedy, threats, proof }: ProvenClaim, version: string) {
  const threat = threats.map((number) => THREATS.find((one) => one.number === number)?.threat).filter((text) => text !== undefined);
  const help = [...remedy === undefined ? [] : [remedy], ...threat.map((text) => `Threat: ${text}.`), `'${CALL} explain ${id}' says more.`].join(' ');
  return {
    id,
    name: id.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: `${title}.` },
    help: { text: help },
    helpUri: `${SITE}/blob/${version === '0.0.0' ? 'main' : `v${version}`}/docs/reference/claims.md${anchor(id)}`,
    defaultConfiguration: { level: 'error' },
    properties: { 'tags': ['security', proof], 'problem.severity': 'error', 'security-severity': '9.0' },
  };
}

/** The heading that lists the claim, as GitHub makes its anchor. */
function anchor(id: string): string {
  const group = CLAIM_GROUPS.find(({ claims }) => claims.some((claim) => claim.id === id));
  return group ? `#${group.title.toLowerCase().replace(/[^\p{L}\p{N}\- _]/gu, '').replace(/ /g, '-')}` : '';
}

function results(claim: ProvenClaim, ruleIndex: number, places: Places) {
  const base = { ruleId: claim.id, ruleIndex };
  const acknowledged = new Map<string, ProvenClaim['acknowledged'][number][]>();
  for (const each of claim.acknowledged) { push(acknowledged, `${keyOf(each)} ${each.reason}`, each); }
  const failing = new Map<string, Finding[]>();
  for (const each of claim.counterExamples) { push(failing, keyOf(each), each); }
  return [
    ...[...failing.values()].map((found) => ({ ...base, level: 'error', ...described(claim, found), ...places.of(found[0], claim.id) })),
    ...[...acknowledged.values()].map((found) => ({
      ...base,
      level: 'error',
      ...described(claim, found),
      suppressions: [{ kind: 'inSource', status: 'accepted', justification: found[0].reason }],
      ...places.of(found[0], claim.id),
    })),
    ...isContradicted(claim) ? [{
      ...base, level: 'error', message: { text: `${contradiction(claim)}.` }, ...places.of({ subject: 'a live account' }, `${claim.id}/fact`),
    }] : [],
    ...claim.assumptions.map((each) => ({
      ...base, level: 'note', message: { text: `Assumed, since the templates don't tell: ${forPeople(`${each.subject}: ${each.text}`)}. Check${each.account === undefined ? '' : ` in account ${each.account}`}: ${each.check}` }, ...places.of(each, claim.id),
    })),
  ];
}

const keyOf = ({ template, logicalId, subject }: Finding) => JSON.stringify([template, logicalId ?? subject]);

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known) { known.push(value); } else { map.set(key, [value]); }
}

function described({ title, remedy }: ProvenClaim, found: readonly Finding[]) {
  const rest = found.length - IN_MESSAGE;
  return {
    message: {
      text: [`Doesn't hold: ${title}.`, ...found.slice(0, IN_MESSAGE).map((each) => `${sentence(each)}.`), ...rest > 0 ? [`And ${rest} more.`] : [], ...remedy === undefined ? [] : [remedy]].join('\n'),
    },
  };
}

/** Where results are shown: the template's line of the resource, and the construct. */
class Places {
  private readonly lines = new Map<string, ReadonlyMap<string, number>>();

  constructor(private readonly document: ProofDocument) {}

  public of({ template, logicalId, path, stack, subject }: Place & { readonly subject: string }, claim: string) {
    // Code scanning refuses a result without a file.
    const file = template ?? this.document.stacks.find((each) => each.template !== undefined)?.template ?? this.document.input;
    const startLine = logicalId === undefined ? 1 : this.linesIn(file).get(logicalId) ?? 1;
    return {
      locations: [{
        physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine } },
        logicalLocations: [{ fullyQualifiedName: path ?? [stack, logicalId ?? subject].filter((part) => part !== undefined).join('/'), kind: 'resource' }],
      }],
      partialFingerprints: { 'breakGlass/v1': `${claim}/${path ?? logicalId ?? subject}` },
    };
  }

  private linesIn(file: string): ReadonlyMap<string, number> {
    let lines = this.lines.get(file);
    if (!lines) {
      lines = linesOf(textOf(file));
      this.lines.set(file, lines);
    }
    return lines;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // A result is of use without its line, too.
    return '';
  }
}

const uriOf = (file: string) => (/^([a-z]:)?[\\/]/i.test(file) ? 'file://' : '') + encodeURI(file.replace(/\\/g, '/')).replace(/#/g, '%23').replace(/\?/g, '%3F');
