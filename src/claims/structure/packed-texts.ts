/** What code and scripts in a template say, however they are packed. */
import { gunzipSync } from 'zlib';

/** Long enough to hold a name. Scripts break lines, and indent them; a text in JSON has escaped breaks. */
const BASE64 = /(?:[A-Za-z0-9+/_-](?:(?:[\r\n]|\\+[rn])+[ \t]*)?){16,}={0,2}/g;
const BREAKS = /\s|\\+[rn]/g;
/** How compressed text begins in Base64. */
const GZIP = 'H4sI';
const ESCAPED = /\\+u([0-9a-fA-F]{4})|\\+x([0-9a-fA-F]{2})/g;
/** A text in a text in a text. */
const DEEPEST = 3;
/** Far more than a template holds; a compressed text can be a trap. */
const LONGEST = 4 * 1024 * 1024;

/** A text with what is packed in it: Base64, compressed or not, and escaped characters. */
export function unpacked(text: string, depth: number = 0): string {
  if (depth === DEEPEST) { return ''; }
  const plain = text.replace(ESCAPED, (_, ...codes: string[]) => String.fromCharCode(parseInt(codes[0] ?? codes[1], 16)));
  const parts = [...new Set(plain.match(BASE64) ?? [])].flatMap((packed) => decoded(packed.replace(BREAKS, '')));
  return [plain, ...parts.map((part) => unpacked(part, depth + 1))].join('\n');
}

/** What Base64 holds, if it is text. The first characters may belong to what stands before it. */
function decoded(packed: string): string[] {
  const starts = [0, 1, 2, 3, packed.indexOf(GZIP)];
  return [...new Set(starts.filter((start) => start >= 0))].flatMap((start) => readable(Buffer.from(packed.slice(start), 'base64')));
}

function readable(bytes: Buffer): string[] {
  const text = inflated(bytes).toString('utf8');
  const marks = (text.match(/[^\x20-\x7e\s]/g) ?? []).length;
  return text.length > 0 && marks < text.length / 4 ? [text] : [];
}

function inflated(bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) { return bytes; }
  try {
    return gunzipSync(bytes, { maxOutputLength: LONGEST });
  } catch {
    return bytes;
  }
}
