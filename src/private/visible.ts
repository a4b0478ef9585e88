/** Control and format characters, halves of pairs and all that shows nothing: with them a name can hide, turn the text around or command a terminal. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * A text in which every character shows: others are written as JSON escapes them, `\u202e`.
 *
 * @param keep characters to leave as they are, such as the end of a line
 */
export function visible(text: string, keep: string = ''): string {
  return text.replace(INVISIBLE, (character) => (keep.includes(character) ? character : escaped(character)));
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`).join('');
}
