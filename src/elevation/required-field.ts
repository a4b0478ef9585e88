import { Token } from 'aws-cdk-lib';
import { requireParameter, requireTyped } from '../private/typed';
import { propError } from '../private/validation';

/** What `RequiredField.custom` needs. */
export interface RequiredFieldProps {
  /**
   * Regular expression that the whole value must match. It must mean the same in JavaScript and in Java: no groups that begin
   * with `(?`, no back references, and no escapes other than those for digits, words, spaces, tabs, `\xHH` and punctuation. In any
   * case a value has 1 to 1,000 characters, the id of an incident at most 256.
   *
   * @default - any text of 1 to 1,000 characters
   */
  readonly pattern?: string;

  /** Shown to the requester if the value is wrong, as in `a ticket such as INC-1234`; up to 240 characters. */
  readonly description: string;
}

const RESERVED = ['id', 'rule', 'accounts', 'minutes', 'startsAt', 'clientToken', 'caller', 'requester', 'approver'];

/** A field that each request under a rule must have. */
export class RequiredField {
  /**
   * Id of the incident that the access is for. Requests can be listed by it.
   *
   * @param pattern regular expression of an incident's id, for instance `INC-[0-9]{4,8}`
   */
  public static incident(pattern: string): RequiredField {
    requireParameter('RequiredField.incident', 'pattern', 'string', pattern);
    return new RequiredField('incident', { pattern, description: `the incident's id, as ${pattern}` });
  }

  /**
   * Id of the ticket that the access is for.
   *
   * @param pattern regular expression of a ticket's id
   */
  public static ticket(pattern: string): RequiredField {
    requireParameter('RequiredField.ticket', 'pattern', 'string', pattern);
    return new RequiredField('ticket', { pattern, description: `the ticket's id, as ${pattern}` });
  }

  /** Why the access is needed, in words: at least 20 characters. */
  public static justification(): RequiredField {
    return new RequiredField('justification', { pattern: '[^\\x00-\\x1f\\x7f]{20,1000}', description: 'why you need it, in 20 to 1,000 characters on one line' });
  }

  /**
   * A field of your own.
   *
   * @param name name in the request, a letter and up to 31 letters and digits
   * @param props form of its value
   */
  public static custom(name: string, props: RequiredFieldProps): RequiredField {
    requireParameter('RequiredField.custom', 'name', 'string', name);
    return new RequiredField(name, props);
  }

  /** Name in the request. */
  public readonly name: string;

  /** Shown to the requester if the value is wrong. */
  public readonly description: string;

  /** @internal */
  public readonly _pattern: string;

  private constructor(name: string, props: RequiredFieldProps) {
    requireTyped(`required field '${name}'`, 'RequiredFieldProps', props);
    const pattern = props.pattern ?? '[\\s\\S]{1,1000}';
    if (Token.isUnresolved(name) || !/^[a-z][A-Za-z0-9]{0,31}$/.test(name) || RESERVED.includes(name)) {
      throw propError('name', `must be a letter and up to 31 letters and digits, and none of ${RESERVED.join(', ')}`, name, "write it as 'changeNumber'");
    }
    if (Token.isUnresolved(pattern) || !isPlainPattern(pattern)) {
      throw propError('pattern', 'must be a regular expression of up to 200 characters, without look-around, back references, slashes, brackets that stand '
        + 'for themselves unless escaped, and escapes of letters but \\d, \\w, \\s, \\t, \\xHH', pattern, "write it as 'INC-[0-9]{4,8}'");
    }
    // It becomes part of an expression, where the value of a token could end the text.
    if (Token.isUnresolved(props.description) || !/^[^\x00-\x1f]{1,240}$/.test(props.description)) {
      throw propError('description', 'must be a text of 1 to 240 characters on one line', props.description, "write it as 'a ticket such as INC-1234'");
    }
    this.name = name;
    this.description = props.description;
    this._pattern = pattern;
  }
}

/**
 * JSONata writes a pattern between slashes and looks for the end of it by counting brackets, wherever they stand. Engines
 * differ in anything that looks around, in most escapes, and in brackets and `&&` within a class.
 */
function isPlainPattern(pattern: string): boolean {
  const odd = /\(\?|\/|&&|[\x00-\x1f\u2028\u2029]|(^|[^\\])(\\\\)*\\(?![dDwWsSt]|x[0-9a-fA-F]{2}|[^A-Za-z0-9])/;
  const unclear = /\\\\[()[\]{}]|\[\^?\]/;
  if (pattern.length === 0 || pattern.length > 200 || odd.test(pattern) || unclear.test(`(${pattern})`)) { return false; }
  // What is escaped, and whole classes: no bracket may be left in those, or without its other half.
  const rest = pattern.replace(/\\./g, '_').replace(/\[[^[\](){}]*\]/g, '_');
  if (/[[\]]/.test(rest) || !inPairs(rest)) { return false; }
  try {
    new RegExp(`^(${pattern})$`);
    return true;
  } catch {
    return false;
  }
}

function inPairs(pattern: string): boolean {
  const open: string[] = [];
  for (const character of pattern) {
    if ('({'.includes(character)) { open.push(character); }
    if (')}'.includes(character) && open.pop() !== { ')': '(', '}': '{' }[character]) { return false; }
  }
  return open.length === 0;
}
