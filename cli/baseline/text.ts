import { Changes } from './baseline';
import { LineChange, PrincipalChange } from './compare';
import { DeploymentChanges, ResourceChange } from './deployment';
import { counted } from '../report/words';
import { printable, styled, wrapped } from '../terminal';

/** A person reads the first ones; `--json` has all. */
const MOST_LINES = 12;
const MOST_RESOURCES = 30;

/** The changes for people. */
export function changesText({ baseline, claims, principals, assumptions, deployment }: Changes): string {
  const sections = [
    ...section('Claims', claims.map(({ id, before, after }) => wrapped(`${printable(id)}: ${printable(before ?? 'not asked')}, now ${painted(after)}`, 4))),
    ...section('Access', principals.flatMap(principalLines)),
    ...section('Assumptions', assumptions.flatMap(({ change, subject, text, check }) => [
      wrapped(printable(`${change}: ${subject}: ${text}`), 4), ...change === 'new' ? [styled('dim', `      ${printable(check)}`)] : [],
    ])),
    ...deployment ? deploymentSections(deployment, new Set(principals.flatMap(({ lines }) => lines.map(({ line }) => bare(line))))) : [],
  ];
  const title = wrapped(styled('bold', `Since ${printable(baseline)}`));
  return `${[title, ...sections.length > 0 ? sections : ['  Nothing changed.']].join('\n')}\n`;
}

function painted(verdict: string | undefined): string {
  return verdict === 'fails' ? styled('red', verdict) : verdict === 'holds' ? styled('green', verdict) : verdict ?? 'not asked';
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${title}`, ...lines];
}

function principalLines({ kind, change, name, accounts, lines }: PrincipalChange): string[] {
  const where = accounts.length === 0 ? '' : accounts.length === 1 ? ` of account ${accounts[0]}` : ` in ${counted(accounts.length, 'account')}`;
  const word = change === 'new' ? styled('yellow', 'new') : change;
  return [wrapped(`${word} ${kind} ${printable(name + where)}`, 4, 6), ...limited(lineTexts(lines), MOST_LINES)];
}

const CONDITION = ' when ';

/** A statement of which only the condition changed is told once, by what it no longer needs and what it needs now. */
function lineTexts(lines: readonly LineChange[]): string[] {
  const [added, removed] = (['added', 'removed'] as const).map((wanted) => lines.filter(({ change }) => change === wanted));
  const pairs = removed.flatMap((was) => {
    const heads = added.filter((is) => parts(is.line).head === parts(was.line).head);
    return heads.length === 1 && removed.filter((each) => parts(each.line).head === parts(was.line).head).length === 1 ? [{ was, is: heads[0] }] : [];
  });
  const paired = new Set(pairs.flatMap(({ was, is }) => [was, is]));
  return [
    ...pairs.map(({ was, is }) => {
      const [old, now] = [parts(was.line).conditions, parts(is.line).conditions];
      const [gone, come] = [old.filter((each) => !now.includes(each)), now.filter((each) => !old.includes(each))];
      const said = [...gone.length > 0 ? [`no longer when ${gone.join(' and ')}`] : [], ...come.length > 0 ? [`now when ${come.join(' and ')}`] : []];
      return wrapped(printable(`changes: ${parts(is.line).head}: ${said.join(', ')}`), 6, 8);
    }),
    ...lines.filter((line) => !paired.has(line)).map(({ change, line, widens }) => (
      wrapped(printable(`${widens ? 'gains' : 'loses'}: ${change === 'added' ? '' : 'no longer '}${line}`), 6, 8))),
  ];
}

function parts(line: string): { readonly head: string; readonly conditions: readonly string[] } {
  const at = line.indexOf(CONDITION);
  return at < 0 ? { head: line, conditions: [] } : { head: line.slice(0, at), conditions: line.slice(at + CONDITION.length).split(' and ') };
}

function limited(lines: readonly string[], most: number): string[] {
  return lines.length <= most ? [...lines] : [...lines.slice(0, most), styled('dim', `      and ${lines.length - most} more; --json has all`)];
}

const bare = (line: string) => line.replace(/^(Trust|Boundary): /, '');

/** @param told lines that the changes of principals show already */
function deploymentSections({ replaced, deleted, widened, leftBehind }: DeploymentChanges, told: ReadonlySet<string>): string[] {
  const also = widened.flatMap((each) => {
    const lines = each.lines.filter(({ line }) => !told.has(line));
    return lines.length > 0 ? [resource(each), ...limited(lineTexts(lines), MOST_LINES)] : [];
  });
  return [
    ...section('A deployment would replace', limited(replaced.map((each) => resource(each, each.because.join(', '))), MOST_RESOURCES)),
    ...section('A deployment would delete', limited(deleted.filter(({ retained }) => !retained).map((each) => resource(each)), MOST_RESOURCES)),
    ...section('A deployment would leave behind, retained', limited(deleted.filter(({ retained }) => retained).map((each) => resource(each)), MOST_RESOURCES)),
    ...section('A deployment would also widen', limited(also, 2 * MOST_RESOURCES)),
    ...section('No longer in the app, so no longer updated', leftBehind.map((name) => wrapped(`stack ${printable(name)}`, 4))),
  ];
}

function resource({ stack, logicalId, type, path }: ResourceChange, because: string = ''): string {
  return wrapped(printable(`${type} ${path ?? `${stack}/${logicalId}`}${because === '' ? '' : `: ${because}`}`), 4, 6);
}
