import { Changes } from './baseline';
import { LineChange, PrincipalChange, SESSION, takes } from './compare';
import { DeploymentChanges, ResourceChange } from './deployment';
import { counted } from '../report/words';
import { command, printable, shown, styled, wrapped } from '../terminal';

/** A person reads the first ones; `--json` has all. */
const MOST_LINES = 12;
const MOST_RESOURCES = 30;

/** The changes for people. */
export function changesText({ baseline, claims, principals, assumptions, deployment }: Changes): string {
  const access = sorted(principals.map(toldPrincipal));
  const also = deployment ? alsoWidened(deployment, new Set(principals.flatMap(({ lines }) => lines.map(({ line }) => bare(line))))) : [];
  const sections = [
    ...effects([...access, ...also]),
    ...section('Claims', claims.map(({ id, before, after }) => wrapped(`${printable(id)}: ${printable(before ?? 'not asked')}, now ${painted(after)}`, 4))),
    ...section('Access', access.flatMap(principalLines)),
    ...section('Assumptions', assumptions.flatMap(({ change, subject, text, check }) => [
      wrapped(shown(`${change}: ${subject}: ${text}`), 4), ...change === 'new' ? [styled('dim', command(printable(check), 6))] : [],
    ])),
    ...deployment ? deploymentSections(deployment, also) : [],
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

/** What a change does to access. Where a condition is replaced by another one, a person has to compare them. */
type Effect = 'widens' | 'may widen' | 'narrows' | 'changes';

/** Widenings are what a reviewer looks for: they come first, and stand out. */
const ORDER: readonly Effect[] = ['widens', 'may widen', 'changes', 'narrows'];

function marked(effect: Effect): string {
  const style = ({ 'widens': 'red', 'may widen': 'yellow', 'changes': 'dim', 'narrows': 'green' } as const)[effect];
  return styled(style, /widen/.test(effect) ? effect.toUpperCase() : effect);
}

interface Told {
  readonly effect: Effect;
  readonly text: string;
}

const widest = (told: readonly Told[]) => ORDER.find((effect) => told.some((each) => each.effect === effect)) ?? 'changes';
const sorted = <T extends Told>(told: readonly T[]): T[] => [...told].sort((a, b) => ORDER.indexOf(a.effect) - ORDER.indexOf(b.effect));

interface ToldPrincipal extends Told {
  readonly lines: readonly Told[];
}

function toldPrincipal({ kind, change, name, accounts, lines }: PrincipalChange): ToldPrincipal {
  const where = accounts.length === 0 ? '' : accounts.length === 1 ? ` of account ${accounts[0]}` : ` in ${counted(accounts.length, 'account')}`;
  const told = sorted(toldLines(lines));
  const effect = change === 'new' ? 'widens' : change === 'gone' ? 'narrows' : widest(told);
  return { effect, text: `${change} ${kind} ${name}${where}`, lines: told };
}

function principalLines({ effect, text, lines }: ToldPrincipal): string[] {
  return [wrapped(`${marked(effect)} ${shown(text)}`, 4, 6), ...limited(lines.map(lineText), MOST_LINES)];
}

const lineText = ({ effect, text }: Told) => wrapped(`${marked(effect)}: ${shown(text)}`, 6, 8);

/** How many changes a reviewer has to look at. */
function effects(told: readonly Told[]): string[] {
  if (told.length === 0) { return []; }
  const of = (effect: Effect) => told.filter((each) => each.effect === effect).length;
  const said = [
    ...of('widens') > 0 ? [styled('red', counted(of('widens'), 'change widens access', 'changes widen access'))] : [],
    ...of('may widen') > 0 ? [styled('yellow', counted(of('may widen'), 'change may widen access', 'changes may widen access'))] : [],
    ...of('narrows') > 0 ? [styled('green', counted(of('narrows'), 'change narrows it', 'changes narrow it'))] : [],
  ];
  return [wrapped(of('widens') + of('may widen') > 0 ? `${said.join(', ')}.` : styled('green', 'No change widens access.'), 2)];
}

const CONDITION = ' when ';

/** A statement of which only the condition changed is told once, by what it no longer needs and what it needs now. */
function toldLines(lines: readonly LineChange[]): Told[] {
  const [added, removed] = (['added', 'removed'] as const).map((wanted) => lines.filter(({ change }) => change === wanted));
  const pairs = removed.flatMap((was) => {
    const heads = added.filter((is) => parts(is.line).head === parts(was.line).head);
    return heads.length === 1 && removed.filter((each) => parts(each.line).head === parts(was.line).head).length === 1 ? [{ was, is: heads[0] }] : [];
  });
  const paired = new Set(pairs.flatMap(({ was, is }) => [was, is]));
  return [
    ...pairs.map(({ was, is }) => toldPair(was, is)),
    ...lines.filter((line) => !paired.has(line)).map(({ change, line, widens }): Told => (
      { effect: widens ? 'widens' : 'narrows', text: `${change === 'added' ? '' : 'no longer '}${line}` })),
  ];
}

function toldPair(was: LineChange, is: LineChange): Told {
  if (SESSION.test(is.line)) { return { effect: is.widens ? 'widens' : 'narrows', text: `${is.line}, before ${was.line.replace(SESSION, '$1 s')}` }; }
  const [old, now] = [parts(was.line).conditions, parts(is.line).conditions];
  const [gone, come] = [old.filter((each) => !now.includes(each)), now.filter((each) => !old.includes(each))];
  const said = [...gone.length > 0 ? [`no longer when ${gone.join(' and ')}`] : [], ...come.length > 0 ? [`now when ${come.join(' and ')}`] : []];
  // A condition less on an allow widens; on a deny it narrows.
  const loosened = takes(is.line) ? come.length > 0 : gone.length > 0;
  const effect = gone.length > 0 && come.length > 0 ? 'may widen' : gone.length + come.length === 0 ? 'changes' : loosened ? 'widens' : 'narrows';
  return { effect, text: `${parts(is.line).head}: ${said.join(', ')}` };
}

function parts(line: string): { readonly head: string; readonly conditions: readonly string[] } {
  if (SESSION.test(line)) { return { head: 'session', conditions: [] }; }
  const at = line.indexOf(CONDITION);
  return at < 0 ? { head: line, conditions: [] } : { head: line.slice(0, at), conditions: line.slice(at + CONDITION.length).split(' and ') };
}

function limited(lines: readonly string[], most: number): string[] {
  return lines.length <= most ? [...lines] : [...lines.slice(0, most), styled('dim', `      and ${lines.length - most} more; --json has all`)];
}

const bare = (line: string) => line.replace(/^(Trust|Boundary): /, '');

interface AlsoWidened extends ToldPrincipal {
  readonly effect: 'widens';
}

/** Policies of other resources that allow more: what the changes of principals don't show already. */
function alsoWidened({ widened }: DeploymentChanges, told: ReadonlySet<string>): AlsoWidened[] {
  return widened.flatMap((each) => {
    const lines = each.lines.filter(({ line }) => !told.has(line));
    return lines.length > 0 ? [{ effect: 'widens' as const, text: resourceText(each), lines: toldLines(lines) }] : [];
  });
}

function deploymentSections({ replaced, deleted, taken, leftBehind }: DeploymentChanges, also: readonly AlsoWidened[]): string[] {
  return [
    ...section('A deployment would FAIL: the name is taken', [
      ...limited(taken.map((each) => resource(each, `${placeText(each.by)} still has the name ${each.name}`)), MOST_RESOURCES),
      ...taken.length > 0 ? [wrapped(KEEP_THE_ID, 4, 6)] : [],
    ]),
    ...section('A deployment would replace', limited(replaced.map((each) => resource(each, each.because.join(', '))), MOST_RESOURCES)),
    ...section('A deployment would delete', limited(deleted.filter(({ retained }) => !retained).map((each) => resource(each)), MOST_RESOURCES)),
    ...section('A deployment would leave behind, retained', limited(deleted.filter(({ retained }) => retained).map((each) => resource(each, each.type === 'AWS::IAM::User' ? STILL_A_USER : '')), MOST_RESOURCES)),
    ...section('A deployment would also widen', limited(also.flatMap(({ text, lines }) => [wrapped(printable(text), 4, 6), ...limited(lines.map(lineText), MOST_LINES)]), 2 * MOST_RESOURCES)),
    ...section('No longer in the app, so no longer updated', leftBehind.map((name) => wrapped(`stack ${printable(name)}`, 4))),
  ];
}

function resource(change: ResourceChange, because: string = ''): string {
  return wrapped(printable(`${resourceText(change)}${because === '' ? '' : `: ${because}`}`), 4, 6);
}

/** The user's permissions are retained as well, and no alarm of the app names it any more. */
const STILL_A_USER = 'the user can still sign in, and isn\'t watched; deploy it with UserState.FORMER first, and name it in \'formerUsers\' of the alarms';

/** A resource of another logical id is another resource for CloudFormation, whatever its name. */
const KEEP_THE_ID = 'Keep the id and the scope of the construct. Or deploy once without the new resource, so that a retained one leaves its stack, '
  + 'and take it in again by \'cdk import\'.';

const resourceText = (change: ResourceChange) => `${change.type} ${placeText(change)}`;
const placeText = ({ stack, logicalId, path }: ResourceChange) => path ?? `${stack}/${logicalId}`;
