import { ROLE_NAME_PREFIX } from '../private/names';
import { hyphenated, propError, requireConcrete, writeItAs } from '../private/validation';

/** Checks that a role's name begins with the break-glass mark, and that path and name are within the Switch Role limit. */
export function requireRoleName(name: string, path: string): void {
  requireConcrete('roleName', name, 'write the name');
  const longestPath = 64 - ROLE_NAME_PREFIX.length - 1;
  if (path.length > longestPath) {
    throw propError('path', `must be at most ${longestPath} characters, so that a role name fits beside it (together 64), or the console can't switch to it`,
      path, `it has ${path.length}: give a shorter 'path'`);
  }
  const suggestion = () => writeItAs(name, (text) => marked(text, 64 - path.length), (text) => text !== ROLE_NAME_PREFIX, `${ROLE_NAME_PREFIX}INVESTIGATOR`);
  if (!/^[\w+=,.@-]{1,64}$/.test(name)) {
    throw propError('roleName', 'must be 1 to 64 characters of letters, digits and +=,.@-_', name, suggestion());
  }
  if (!name.startsWith(ROLE_NAME_PREFIX) || name === ROLE_NAME_PREFIX) {
    throw propError('roleName', `must begin with '${ROLE_NAME_PREFIX}', so that alarms, reviews and people recognise it`, name, suggestion());
  }
  if (path.length + name.length > 64) {
    throw propError('roleName', `must be at most ${64 - path.length} characters under path '${path}' (together 64), or the console can't switch to it`,
      name, `it has ${name.length}: give a shorter 'roleName'`);
  }
}

/** A name with the mark before it: `investigator` becomes `BREAK-GLASS-investigator`. */
function marked(name: string, maxLength: number): string {
  const bare = hyphenated(name, 64).replace(/^break[-_]?glass(-|_|$)/i, '');
  return `${ROLE_NAME_PREFIX}${bare}`.slice(0, maxLength);
}
