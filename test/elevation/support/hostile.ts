import { Duration } from 'aws-cdk-lib';
import { CONTAIN_RULE, JUSTIFICATION, PAYMENTS, REQUEST, WEB } from './fixture';
import { elevation } from 'cdk-break-glass';

const { RequiredField } = elevation;

/** A rule without fields, one that takes everything in them, and one whose start may lie ahead. */
export const RULES = {
  contain: CONTAIN_RULE,
  bare: { ...CONTAIN_RULE, requiredFields: [] },
  free: { ...CONTAIN_RULE, requiredFields: [RequiredField.incident('[\\s\\S]+'), ...['note', 'other', 'third'].map((name) => RequiredField.custom(name, { description: 'anything' }))] },
  later: { ...CONTAIN_RULE, maxScheduleAhead: Duration.hours(2) },
  group: { ...CONTAIN_RULE, accounts: undefined, target: elevation.ElevationTarget.groupMembership('906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-0000000000aa', 'Emergency') },
};

const NOT_READ = "The call can't be read: the body must be JSON, and each value of the type that the API describes";
const NO_OBJECT = 'The body must be a JSON object';
const NO_RULE = "There is no such rule: name one in 'rule'";
const ACCOUNTS = "'accounts' must be a list of account ids: texts of 12 digits";
const COUNT = "'accounts' must name 1 to 50 different accounts";
const MINUTES = "'minutes' must be a whole number from 5 to 60";
const WHY = '\'justification\' must be why you need it, in 20 to 1,000 characters on one line';
const INCIDENT = "'incident' must be the incident's id, as INC-[0-9]{4,8}";
const TOKEN = "'clientToken' must be 8 to 64 letters, digits, - and _";
const INSTANT = "'startsAt' must be an instant in UTC such as 2026-01-31T14:00:00Z";

/** What is wrong, the body, the reason, and the status where it isn't 400. */
export type Refused = readonly [what: string, body: string | object, reason: string, status?: number];

const rest = (more: object) => ({ ...REQUEST, ...more });
/** As it can't be written by JSON.stringify. */
const raw = (text: string, by: string) => JSON.stringify(REQUEST).replace(text, by);
const minutes = (text: string) => raw('"minutes":30', `"minutes":${text}`);
const many = (count: number) => Array.from({ length: count }, (_, index) => String(100000000000 + index));

export const UNREADABLE: readonly Refused[] = [
  ['an empty body', '', NO_RULE],
  ['an empty object', '{}', NO_RULE],
  ['null', 'null', NO_OBJECT],
  ['a list', '[]', NO_OBJECT],
  ['a list of a request', [REQUEST], NO_OBJECT],
  ['a text', '"contain"', NO_OBJECT],
  ['a number', '1', NO_OBJECT],
  ['half an object', '{', NOT_READ],
  ['an object and a brace', `${JSON.stringify(REQUEST)}}`, NOT_READ],
  ['two objects', `${JSON.stringify(REQUEST)}${JSON.stringify(REQUEST)}`, NOT_READ],
  ['a space', ' ', NOT_READ],
  ['a percent sign', '%', NOT_READ],
  ['an encoding that is none', '%zz', NOT_READ],
  ['a plus', '+', NOT_READ],
  ['quotes of JavaScript', "{'rule':'contain'}", NOT_READ],
  ['a comment', `/* */${JSON.stringify(REQUEST)}`, NOT_READ],
  ['a comma too many', raw('}', ',}'), NOT_READ],
  ['NaN', minutes('NaN'), NOT_READ],
  ['a line break in a text', raw('Stop', 'Stop\n'), NOT_READ],
  ['half a character', raw('Stop', '\\ud800 Stop'), NOT_READ],
  ['the other half of a character', raw('Stop', 'Stop \\udc00'), NOT_READ],
  ['a form', 'rule=contain&minutes=30', NOT_READ],
  ['an expression', '{% $states.input %}', NOT_READ],
  ['a directive', '#set($x = 1)', NOT_READ],
];

export const WRONG: readonly Refused[] = [
  ['a rule that is a list', rest({ rule: ['contain'] }), NO_RULE],
  ['a rule that is null', rest({ rule: null }), NO_RULE],
  ['a rule that is a number', rest({ rule: 0 }), NO_RULE],
  ['a rule in capitals', rest({ rule: 'CONTAIN' }), NO_RULE],
  ['a rule with a line break', rest({ rule: 'contain\n' }), NO_RULE],
  ['a rule that every object has', rest({ rule: 'constructor' }), NO_RULE],
  ['a rule that every object inherits from', raw('"contain"', '"__proto__"'), NO_RULE],
  ['a rule with a wildcard', rest({ rule: '*' }), NO_RULE],
  ['no accounts', rest({ accounts: undefined }), COUNT],
  ['an empty list of accounts', rest({ accounts: [] }), COUNT],
  ['an account twice', rest({ accounts: [PAYMENTS, WEB, PAYMENTS] }), COUNT],
  ['51 accounts', rest({ accounts: many(51) }), COUNT],
  ['4,000 accounts', rest({ accounts: many(4000) }), COUNT],
  ['an account that is a number', rest({ accounts: [222222222222] }), ACCOUNTS],
  ['an account of 11 digits', rest({ accounts: [PAYMENTS.slice(1)] }), ACCOUNTS],
  ['an account of 13 digits', rest({ accounts: [`${PAYMENTS}2`] }), ACCOUNTS],
  ['an account with a line break', rest({ accounts: [`${PAYMENTS}\n`] }), ACCOUNTS],
  ['an account with a space', rest({ accounts: [` ${PAYMENTS}`] }), ACCOUNTS],
  ['an account in other digits', rest({ accounts: ['٢٢٢٢٢٢٢٢٢٢٢٢'] }), ACCOUNTS],
  ['an account with an expression', rest({ accounts: ['{% $now() %}'] }), ACCOUNTS],
  ['an account in a list of its own', rest({ accounts: [[PAYMENTS]] }), ACCOUNTS],
  ['an empty list in the accounts', rest({ accounts: [[]] }), ACCOUNTS],
  ['an empty list before an account', rest({ accounts: [[], PAYMENTS] }), ACCOUNTS],
  ['a hundred lists in each other', rest({ accounts: JSON.parse('['.repeat(100) + ']'.repeat(100)) }), ACCOUNTS],
  ['null in the accounts', rest({ accounts: [null] }), ACCOUNTS],
  ['an object in the accounts', rest({ accounts: [{}] }), ACCOUNTS],
  ['false in the accounts', rest({ accounts: [false] }), ACCOUNTS],
  ['accounts that are a text', rest({ accounts: PAYMENTS }), ACCOUNTS],
  ['accounts that are an object', rest({ accounts: { 0: PAYMENTS } }), ACCOUNTS],
  ['accounts that are null', rest({ accounts: null }), ACCOUNTS],
  ['an account of no rule', rest({ accounts: ['999999999999'] }), "Rule contain isn't for account 999999999999", 403],
  ['an account of no rule among others', rest({ accounts: [PAYMENTS, '999999999999', WEB] }), "Rule contain isn't for account 999999999999", 403],
  ['accounts where a group is given', rest({ rule: 'group' }), "Rule group takes no accounts: leave out 'accounts'"],
  ['0 minutes', rest({ minutes: 0 }), MINUTES],
  ['4 minutes', rest({ minutes: 4 }), MINUTES],
  ['-1 minute', rest({ minutes: -1 }), MINUTES],
  ['-30 minutes', rest({ minutes: -30 }), MINUTES],
  ['part of a minute', rest({ minutes: 5.5 }), MINUTES],
  ['a little more than a minute', minutes('30.0000001'), MINUTES],
  ['61 minutes', rest({ minutes: 61 }), MINUTES],
  ['a thousand million minutes', rest({ minutes: 1e9 }), MINUTES],
  ['minutes that are a text', rest({ minutes: '30' }), MINUTES],
  ['minutes in a list', rest({ minutes: [30] }), MINUTES],
  ['minutes that are null', rest({ minutes: null }), MINUTES],
  ['minutes that are true', rest({ minutes: true }), MINUTES],
  ['minutes that are an object', rest({ minutes: {} }), MINUTES],
  ['no incident', rest({ incident: undefined }), INCIDENT],
  ['an empty incident', rest({ incident: '' }), INCIDENT],
  ['another kind of incident', rest({ incident: 'TICKET-1' }), INCIDENT],
  ['an incident with something before it', rest({ incident: 'xINC-1234' }), INCIDENT],
  ['an incident with a line break after it', rest({ incident: 'INC-1234\n' }), INCIDENT],
  ['an incident after a line', rest({ incident: 'x\nINC-1234' }), INCIDENT],
  ['an incident that is a number', rest({ incident: 1234 }), INCIDENT],
  ['an incident in a list', rest({ incident: ['INC-1234'] }), INCIDENT],
  ['no justification', rest({ justification: undefined }), WHY],
  ['a justification that is null', rest({ justification: null }), WHY],
  ['19 characters of justification', rest({ justification: 'x'.repeat(19) }), WHY],
  ['1,001 characters of justification', rest({ justification: 'x'.repeat(1001) }), WHY],
  ['65 kB of justification', rest({ justification: 'x'.repeat(65_000) }), WHY],
  ['200 kB of justification', rest({ justification: 'x'.repeat(200_000) }), WHY],
  ['two lines of justification', rest({ justification: `${JUSTIFICATION}\n${JUSTIFICATION}` }), WHY],
  ['two lines of Windows', rest({ justification: `${JUSTIFICATION}\r\n${JUSTIFICATION}` }), WHY],
  ['two lines of Unicode', rest({ justification: `${JUSTIFICATION}\u2028${JUSTIFICATION}` }), WHY],
  ['two lines of a mainframe', rest({ justification: `${JUSTIFICATION}\u0085${JUSTIFICATION}` }), WHY],
  ['a justification that reads backwards', rest({ justification: `${JUSTIFICATION}\u202e` }), WHY],
  ['a justification with a NUL', rest({ justification: `${JUSTIFICATION}\u0000` }), WHY],
  ['a justification with an escape sequence', rest({ justification: `\u001b[2J${JUSTIFICATION}` }), WHY],
  ['a short clientToken', rest({ clientToken: 'seven77' }), TOKEN],
  ['a long clientToken', rest({ clientToken: 'x'.repeat(65) }), TOKEN],
  ['a clientToken with a line break', rest({ clientToken: 'eight888\n' }), TOKEN],
  ['a clientToken of another alphabet', rest({ clientToken: 'eight#88' }), TOKEN],
  ['a clientToken that is a number', rest({ clientToken: 12345678 }), TOKEN],
  ['a clientToken that is null', rest({ clientToken: null }), TOKEN],
  ['a start where none can be', rest({ startsAt: '2030-01-31T14:00:00Z' }), "Rule contain doesn't allow a scheduled start: leave out 'startsAt'"],
  ['a start that is no instant', rest({ rule: 'later', startsAt: 'tomorrow' }), INSTANT],
  ['a start with a line break', rest({ rule: 'later', startsAt: '2030-01-31T14:00:00Z\n' }), INSTANT],
  ['a start in a zone', rest({ rule: 'later', startsAt: '2030-01-31T14:00:00+01:00' }), INSTANT],
  ['a start that is a number', rest({ rule: 'later', startsAt: 1796000000000 }), INSTANT],
  ['a start that is null', rest({ rule: 'later', startsAt: null }), INSTANT],
  ['a start too far ahead', rest({ rule: 'later', startsAt: '2090-01-31T14:00:00Z' }), "'startsAt' must be in the future, by at most 120 minutes"],
  ['a start that is over', rest({ rule: 'later', startsAt: '2020-01-31T14:00:00Z' }), "'startsAt' must be in the future, by at most 120 minutes"],
  ['a field of another rule', rest({ rule: 'bare' }), 'Unknown field incident: a request has rule, accounts, minutes, startsAt, clientToken'],
  ['a field with an empty name', rest({ '': 'x' }), 'Unknown field : a request has rule, accounts, minutes, startsAt, clientToken, incident, justification'],
  ['a field with a long name', rest({ ['x'.repeat(50_000)]: 1 }),
    `Unknown field ${'x'.repeat(40)}: a request has rule, accounts, minutes, startsAt, clientToken, incident, justification`],
  ['a field whose name would end the answer', rest({ '"},"status":{"': 'x' }),
    'Unknown field "},"status":{": a request has rule, accounts, minutes, startsAt, clientToken, incident, justification'],
  ['a thousand fields', rest(Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`f${index}`, 1]))),
    'Unknown field f0: a request has rule, accounts, minutes, startsAt, clientToken, incident, justification'],
  ['257 characters of incident', { rule: 'free', accounts: [PAYMENTS], incident: 'x'.repeat(257), note: 'n', other: 'o', third: 't' }, "'incident' must be the incident's id, as [\\s\\S]+"],
  ['1,001 characters of anything', { rule: 'free', accounts: [PAYMENTS], incident: 'x', note: 'n'.repeat(1001), other: 'o', third: 't' }, "'note' must be anything"],
  ['a NUL in anything', { rule: 'free', accounts: [PAYMENTS], incident: 'x', note: 'n\u0000', other: 'o', third: 't' }, "'note' must be anything"],
  ['2,001 characters in all', { rule: 'free', accounts: [PAYMENTS], incident: 'x', note: 'n'.repeat(1000), other: 'o'.repeat(999), third: 't' },
    'Together, incident, note, other, third must have at most 2000 characters'],
];

/** Texts that would be something else in a place that takes them for more than a text. */
export const STRINGS: readonly (readonly [what: string, text: string])[] = [
  ['the end of a JSON text', '"}'],
  ['a caller', '","caller":"arn:aws:iam::111111111111:user/people/mary"'],
  ['a caller behind a backslash', '\\","caller":"arn:aws:iam::111111111111:user/people/mary"'],
  ['the utilities of VTL', '$util.urlDecode("%22")$util.parseJson("{}")'],
  ['a directive of VTL', '#set($x=1)#if(true)#end'],
  ['a variable of VTL', '$context.identity.userArn ${context.stage} $!x'],
  ['a comment of VTL', '#* comment *# ## comment'],
  ['an expression of JSONata', '{% $states %}'],
  ['the end of an expression of JSONata', '" %} {% $eval("1")'],
  ['a text in an expression', '" & $states.input.caller & "'],
  ['a comment of JSONata', '/* x */'],
  ['an intrinsic of CloudFormation', '${AWS::AccountId} {{resolve:secretsmanager:x}}'],
  ['backslashes', '\\ \\\\ \\n \\u0041 \\"'],
  ['percent and plus', '100% + 1 %20 %zz +%2B'],
  ['a shell', '$(id) `id` ; rm -rf / | cat && true'],
  ['markup', '<script>alert(1)</script>&amp;<!--'],
  ['a formula', '=cmd|\' /C calc\'!A0'],
  ['quotes', '\'"`´‘’“”'],
  ['letters from everywhere', 'Größe Ærø Ωμέγα 日本語 한국어 עברית हिन्दी'],
  ['emoji', '😀 👩‍👩‍👧‍👦 🇨🇭 \u{1F4A9}'],
  ['what a person of DynamoDB expects', '{"S":"x"} :at #status attribute_not_exists(pk)'],
  ['names of objects', '__proto__ constructor toString'],
  ['spaces of every width', 'a\u00a0b\u2003c\u3000d\ufeffe'],
];
