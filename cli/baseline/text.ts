import { Changes } from './baseline';
import { PrincipalChange } from './compare';
import { DeploymentChanges, PolicyChange, ResourceChange } from './deployment';
import { Effect, effectOf, LineChange, NUMBERS } from './statement-changes';
import { counted } from '../report/words';
import { command, printable, shown, styled, wrapped } from '../terminal';

/** A person reads the first ones; `--json` has all. */
const MOST_LINES = 12;
const MOST_RESOURCES = 30;

/** The changes for people. */
export function changesText({ baseline, claims, principals, assumptions, deployment }: Changes): string {
  const access = sorted(principals.map(toldPrincipal));
  const told = new Set(principals.flatMap(({ lines }) => lines.map(keyOf)));
  const also = [...deployment?.widened ?? [], ...deployment?.narrowed ?? []].flatMap((policy) => alsoChanged(policy, told));
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

/** Widenings are what a reviewer looks for: they come first, and stand out. */
const ORDER: readonly Effect[] = ['widens', 'may widen', 'narrows'];

function marked(effect: Effect): string {
  const style = ({ 'widens': 'red', 'may widen': 'yellow', 'narrows': 'green' } as const)[effect];
  return styled(style, /widen/.test(effect) ? effect.toUpperCase() : effect);
}

interface Told {
  readonly effect: Effect;
  readonly text: string;
}

const widest = (told: readonly Told[]) => ORDER.find((effect) => told.some((each) => each.effect === effect)) ?? 'narrows';
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

/** A number that changed is told once, with the one that it had. */
function toldLines(lines: readonly LineChange[]): Told[] {
  const numberOf = ({ line }: LineChange) => NUMBERS.find((each) => each.line.test(line))?.line;
  return lines.flatMap((each): Told[] => {
    const number = numberOf(each);
    const effect = effectOf(each);
    const other = number && lines.find((one) => one !== each && numberOf(one) === number);
    if (number && other) { return each.change === 'added' ? [{ effect, text: `${each.line}, before ${other.line.replace(number, '$2$3')}` }] : []; }
    return [{ effect, text: each.what ? `${each.line.split(' when ')[0]}: ${each.what.join('; ')}` : `${each.change === 'removed' ? 'no longer ' : ''}${each.line}` }];
  });
}

function limited(lines: readonly string[], most: number): string[] {
  return lines.length <= most ? [...lines] : [...lines.slice(0, most), styled('dim', `      and ${lines.length - most} more; --json has all`)];
}

const bare = (line: string) => line.replace(/^(Trust|Boundary): /, '');

/** Policies of other resources that allow more or less: what the changes of principals don't show already. */
function alsoChanged(policy: PolicyChange, told: ReadonlySet<string>): ToldPrincipal[] {
  const lines = toldLines(policy.lines.filter((line) => !told.has(keyOf(line))));
  return lines.length > 0 ? [{ effect: widest(lines), text: resourceText(policy), lines: sorted(lines) }] : [];
}

const keyOf = ({ change, line, before = '' }: LineChange) => `${change} ${bare(line)} ${bare(before)}`;

function deploymentSections({ replaced, deleted, taken, leftBehind }: DeploymentChanges, also: readonly ToldPrincipal[]): string[] {
  return [
    ...section('A deployment would FAIL: the name is taken', [
      ...limited(taken.map((each) => resource(each, `${placeText(each.by)} still has the name ${each.name}`)), MOST_RESOURCES),
      ...taken.length > 0 ? [wrapped(KEEP_THE_ID, 4, 6)] : [],
    ]),
    ...section('A deployment would replace', limited(replaced.map((each) => resource(each, each.because.join(', '))), MOST_RESOURCES)),
    ...section('A deployment would delete', limited(deleted.filter(({ retained }) => !retained).map((each) => resource(each)), MOST_RESOURCES)),
    ...section('A deployment would leave behind, retained', limited(deleted.filter(({ retained }) => retained).map((each) => resource(each, each.type === 'AWS::IAM::User' ? STILL_A_USER : '')), MOST_RESOURCES)),
    ...section('A deployment would also widen', policyLines(also.filter(({ effect }) => effect !== 'narrows'))),
    ...section('A deployment would also narrow', policyLines(also.filter(({ effect }) => effect === 'narrows'))),
    ...section('No longer in the app, so no longer updated', leftBehind.map((name) => wrapped(`stack ${printable(name)}`, 4))),
  ];
}

function policyLines(policies: readonly ToldPrincipal[]): string[] {
  const lines = policies.flatMap((policy) => [wrapped(printable(policy.text), 4, 6), ...limited(policy.lines.map(lineText), MOST_LINES)]);
  return limited(lines, 2 * MOST_RESOURCES);
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
