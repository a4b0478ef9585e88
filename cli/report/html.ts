/** Markup that is safe to put in the page as it is. Only `html` and `trusted` make it. */
export class Html {
  constructor(public readonly text: string) {}

  public toString(): string {
    return this.text;
  }
}

/** What a template takes: markup stays, text is escaped, nothing is left out. */
export type Part = Html | string | number | undefined | null | false | readonly Part[];

/** Makes markup; whatever is put into it that isn't markup itself is escaped, in elements and in quoted attributes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((text, index) => text + (index < parts.length ? render(parts[index]) : '')).join(''));
}

/** Markup written in this program, never text that came from elsewhere. */
export function trusted(text: string): Html {
  return new Html(text);
}

export function join(parts: readonly Part[], separator: Part): Html {
  return html`${parts.flatMap((part, index) => index === 0 ? [part] : [separator, part])}`;
}

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };

/** Characters that show nothing, or turn the direction of what follows: a name must look like what it is. */
const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

export function escapeHtml(text: string): string {
  return text
    .replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

function render(part: Part): string {
  if (part instanceof Html) { return part.text; }
  if (part === undefined || part === null || part === false) { return ''; }
  if (typeof part === 'object') { return part.map(render).join(''); }
  return escapeHtml(String(part));
}
