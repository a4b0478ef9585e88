import { stateOf } from 'cdk-break-glass/internal';
import { Access, relation } from './access';
import { AccountGroup, GroupRole } from './account-groups';
import { Html, html } from './html';
import { Person, RoleFacts } from './role-facts';
import { counted, scrolling } from './words';

const WIDTH = 1180;
const PAD = 12;
const USER = { width: 230, height: 50, gap: 18 };
const ACCOUNT = { x: 560, head: 40, row: 23, foot: 8, gap: 20 };
const MARK = 34;
/** With more people, the marks would leave no room for the names of the roles. */
const MOST_MARKS = 10;
/** With more of them, the lines can't be told apart: the picture at the top says it better. */
const MOST = { people: 12, groups: 12 };

/** Whether there is anybody to draw, and anything to become. */
export function canBeDrawn({ people, groups }: Access): boolean {
  return people.length > 0 && groups.length > 0;
}

/** Users at the left, accounts with their roles at the right; a line from a user to each account it can act in. */
export function trustGraph({ people, groups }: Access): Html {
  if (people.length > MOST.people || groups.length > MOST.groups) {
    return html`<p>Not drawn for ${counted(people.length, 'person', 'people')} and ${counted(groups.length, 'group')} of accounts:
the lines could not be told apart. The <a href="#who">picture</a> at the top shows the same.</p>`;
  }
  let y = 1;
  const boxes = groups.map((group) => {
    const box = { ...titled(group), roles: group.roles, y, height: ACCOUNT.head + group.roles.length * ACCOUNT.row + ACCOUNT.foot };
    y += box.height + ACCOUNT.gap;
    return box;
  });
  const height = Math.max(y - ACCOUNT.gap, people.length * (USER.height + USER.gap) - USER.gap) + 1;
  const step = height / people.length;
  const marked = people.length <= MOST_MARKS ? people : [];

  return html`<p>A line from a user to an account: roles of the account trust the user. The dots show which roles. Point at a user to see only its lines.</p>
<p class="legend">${legend()}</p>
${scrolling(html`<svg class="graph" viewBox="${-PAD} ${-PAD} ${WIDTH + 2 * PAD} ${height + 2 * PAD}" role="img"
aria-label="Users, and the accounts whose roles trust them">
${people.map((person, index) => {
  const middle = step * (index + 0.5);
  return html`<g class="user">${boxes.map((box) => line(person, middle, box, (index + 1) / (people.length + 1)))}${userBox(person, middle)}</g>`;
})}
${boxes.map((box) => html`<g><rect class="box" x="${ACCOUNT.x}" y="${box.y}" width="${WIDTH - ACCOUNT.x - 1}" height="${box.height}" rx="6"/>
<text class="strong" x="${ACCOUNT.x + 14}" y="${box.y + 25}">${cut(box.title, 24)}<title>${box.title}</title></text>
<text class="soft" x="${ACCOUNT.x + 200}" y="${box.y + 25}">${box.note}</text>
${marked.map((person, index) => html`<text class="soft" text-anchor="middle" x="${markX(index, marked.length)}"
y="${box.y + 25}">${initials(person.label)}<title>${person.label}</title></text>`)}
${box.roles.map((role, index) => roleLine(role, marked, box.y + ACCOUNT.head + index * ACCOUNT.row))}</g>`)}
</svg>`)}`;
}

function userBox(person: Person, middle: number): Html {
  const note = person.user ? stateOf(person.user).name === 'commissioned' ? '' : `, ${stateOf(person.user).name}` : ', not in these templates';
  return html`<g><title>${person.arn}</title>
<rect class="box" x="1" y="${middle - USER.height / 2}" width="${USER.width}" height="${USER.height}" rx="6"/>
<text class="strong" x="14" y="${middle - 4}">${cut(person.label, 28)}</text>
<text class="soft" x="14" y="${middle + 14}">${cut(`${person.account}${note}`, 36)}</text></g>`;
}

interface AccountBox { readonly name: string; readonly y: number; readonly height: number; readonly roles: readonly GroupRole[] }

/** Equal accounts are one box. */
function titled({ accounts, letter }: AccountGroup): { readonly name: string; readonly title: string; readonly note: string } {
  const [{ id, stacks }] = accounts;
  return accounts.length === 1 ? { name: `account ${id}`, title: stacks, note: id }
    : { name: `${accounts.length} accounts (${letter})`, title: `${accounts.length} equal accounts`, note: letter };
}

function line(person: Person, middle: number, box: AccountBox, portion: number): Html | undefined {
  const relations = box.roles.map((role) => relation(role, person)).filter((found) => found !== undefined);
  if (relations.length === 0) { return undefined; }
  const backup = relations.every((found) => found === 'backup owner');
  const [x1, x2, y2] = [USER.width + 1, ACCOUNT.x, Math.round(box.y + box.height * portion)];
  const bend = (x1 + x2) / 2;
  const text = `${person.label}: ${backup ? 'backup owner' : 'responder'} for ${relations.length} of ${counted(box.roles.length, 'role')} in ${box.name}`;
  return html`<path class="line${backup && ' backup'}" d="M${x1} ${middle} C${bend} ${middle} ${bend} ${y2} ${x2} ${y2}"><title>${text}</title></path>
${relations.length < box.roles.length && html`<text class="portion" text-anchor="end"
x="${x2 - 8}" y="${y2 - 4}">${relations.length} of ${box.roles.length}</text>`}`;
}

function roleLine(role: GroupRole, people: readonly Person[], y: number): Html {
  const { facts } = role;
  const base = y + 16;
  const end = markX(0, people.length) - MARK / 2;
  const room = Math.floor((end - ACCOUNT.x - 14 - (facts.sealed ? 60 : 0)) / 7.2);
  return html`<g><title>${facts.role.arn}${facts.sealed && ` (sealed: ${facts.seal})`}</title>
<line class="rule" x1="${ACCOUNT.x + 14}" x2="${WIDTH - 14}" y1="${y}" y2="${y}"/>
<text x="${ACCOUNT.x + 14}" y="${base}"${!facts.mfa && html` class="alarm"`}>${cut(facts.title, room)}${!facts.mfa && ' (no MFA)'}</text>
${facts.sealed && html`<g class="sealed"><rect x="${end - 54}" y="${y + 3}" width="48" height="17" rx="4"/>
<text text-anchor="middle" x="${end - 30}" y="${y + 15.5}">sealed</text></g>`}
${people.map((person, index) => mark(markX(index, people.length), y + 11.5, relation(role, person), person, facts))}</g>`;
}

function mark(x: number, y: number, as: ReturnType<typeof relation>, person: Person, facts: RoleFacts): Html {
  if (!as) { return html`<circle class="none" cx="${x}" cy="${y}" r="1.5"/>`; }
  return html`<circle class="dot${as === 'backup owner' && ' backup'}" cx="${x}" cy="${y}" r="4.5"><title>${
    `${person.label}: ${as} of ${facts.role.name}`}</title></circle>`;
}

function markX(index: number, of: number): number {
  return WIDTH - 20 - (of - index - 0.5) * MARK;
}

function initials(label: string): string {
  return label.split(/[\s.]+/).map((word) => [...word][0]?.toUpperCase() ?? '').join('').slice(0, 3);
}

function cut(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

function legend(): Html {
  return html`<span><svg width="36" height="10"><path class="line" d="M0 5H36"/></svg>responder</span>
<span><svg width="36" height="10"><path class="line backup" d="M0 5H36"/></svg>backup owner</span>
<span><svg width="12" height="12"><circle class="dot" cx="6" cy="6" r="4.5"/></svg>responder of the role</span>
<span><svg width="12" height="12"><circle class="dot backup" cx="6" cy="6" r="4.5"/></svg>backup owner of the role</span>
<span><svg width="50" height="18"><g class="sealed"><rect width="48" height="17" rx="4"/>
<text x="24" y="12.5" text-anchor="middle">sealed</text></g></svg>can be assumed only in an activation window</span>`;
}
