import { BREAK_GLASS_PATH, USER_NAME_SUFFIX } from '../private/names';
import { plainText, propError, requireConcrete, requireEmail, writeItAs } from '../private/validation';

const OVERRIDE = "give 'userName'";

/** `Jane Doe` → `jane.doe-BREAK-GLASS`. */
export function userNameOf(responderName: string): string {
  requireConcrete('responderName', responderName, `write the name, or ${OVERRIDE}`);
  // José → jose: letters and accents are separated, and the accents are removed.
  const plain = responderName.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/['’]/g, '');
  const words = plain.split(/[\s.]+/).filter((word) => word.length > 0);
  if (words.length === 0) {
    throw propError('responderName', 'must not be empty', responderName, "write first and last name, as in 'Jane Doe'");
  }
  const foreign = words.find((word) => !/^[a-z0-9_-]+$/.test(word));
  if (foreign) {
    throw propError('responderName', 'must consist of the letters a to z, with or without accents, digits, hyphens and spaces, because the user name is made from it',
      responderName, `${OVERRIDE} as well, as in 'jane.doe${USER_NAME_SUFFIX}'`);
  }
  const name = `${words.join('.')}${USER_NAME_SUFFIX}`;
  if (name.length > 64) {
    throw propError('responderName', `makes a user name of ${name.length} characters, IAM allows 64`, responderName, `${OVERRIDE} with a shorter one`);
  }
  return name;
}

/** Checks a given user name. It must have the break-glass mark, which alarms and reviews look for. */
export function requireUserName(name: string): string {
  requireConcrete('userName', name, 'write the name');
  // A comma, which IAM allows, can't be in the name of the password's secret.
  if (!SHAPE.test(name)) {
    throw propError('userName', 'must be 1 to 64 characters of letters, digits and +=.@-_', name,
      writeItAs(name, marked, (text) => SHAPE.test(text) && text !== USER_NAME_SUFFIX, `jane.doe${USER_NAME_SUFFIX}`));
  }
  if (!name.endsWith(USER_NAME_SUFFIX) || name === USER_NAME_SUFFIX) {
    throw propError('userName', `must end in '${USER_NAME_SUFFIX}', so that alarms, reviews and people recognise it`, name,
      writeItAs(name, marked, (text) => SHAPE.test(text) && text !== USER_NAME_SUFFIX, `jane.doe${USER_NAME_SUFFIX}`));
  }
  return name;
}

const SHAPE = /^[\w+=.@-]{1,64}$/;

/** A name with the mark at its end: `Jane Doe` becomes `Jane.Doe-BREAK-GLASS`. */
function marked(name: string): string {
  const bare = plainText(name).replace(/^.*\//, '').replace(/[\s,]+/g, '.').replace(/[^\w+=.@-]+/g, '').replace(/[-_. ]?break[-_ ]?glass$/i, '');
  return `${bare.slice(0, 64 - USER_NAME_SUFFIX.length)}${USER_NAME_SUFFIX}`;
}

const PHONE = /^\+[1-9](?:[ .-]?\d){6,14}$/;

/** A contact is an e-mail address or an international phone number, in characters that tags allow. */
export function requireContact(prop: string, value: string): void {
  if (typeof value === 'string' && value.trim().startsWith('+')) {
    if (!PHONE.test(value)) {
      throw propError(prop, 'must be an e-mail address or a phone number that IAM accepts as a tag', value,
        "write the number with its country code, digits, spaces, dots and hyphens, as in '+49 30 1234567'");
    }
    return;
  }
  requireEmail(prop, value, 'must be an e-mail address or a phone number that IAM accepts as a tag');
}

/** The value as a tag: letters of every script, digits, spaces and some other characters. */
export function tagValue(prop: string, value: string): string {
  requireConcrete(prop, value, 'write the name');
  const composed = value.normalize('NFC');
  if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@'’]{0,256}$/u.test(composed)) {
    throw propError(prop, 'must be at most 256 letters, digits, spaces and _.:/=+-@, because it is kept as a tag', value, 'leave out all other characters');
  }
  // Apostrophes are common in names, but tags don't allow them.
  const tag = composed.replace(/['’]/g, ' ').trim();
  if (tag === '') {
    throw propError(prop, 'must not be empty', value, "write first and last name, as in 'Jane Doe'");
  }
  return tag;
}

const PATH_AND_NAME = /^(\/(?:[\w+=,.@-]+\/)*)?([\w+=,.@-]{1,64})$/;

/** Path and name of an existing user, from a name with or without a path. */
export function pathAndNameOf(userName: string): { readonly path: string; readonly name: string } {
  requireConcrete('userName', userName, 'write the name');
  const match = PATH_AND_NAME.exec(userName);
  if (!match) {
    throw propError('userName', 'must be a user name, with or without its path', userName,
      writeItAs(userName, pathAndName, PATH_AND_NAME, 'jane.doe-BREAK-GLASS'));
  }
  return { path: match[1] ?? BREAK_GLASS_PATH, name: match[2] };
}

/** Path and name of a user: taken from an ARN, with one slash before and between the parts of the path. */
function pathAndName(text: string): string {
  return text.trim().replace(/^arn:.*:user(?=\/)/, '').replace(/^([^/]+\/)/, '/$1').replace(/\/+/g, '/').replace(/\s+/g, '.').replace(/^\/([^/]+)$/, '$1');
}
