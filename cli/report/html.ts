import { visible } from 'cdk-break-glass/internal/texts';
import { withoutMarks } from './marks';

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

export function escapeHtml(text: string): string {
  // A name must look like what it is.
  return visible(withoutMarks(text), '\t\n\r').replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

function render(part: Part): string {
  if (part instanceof Html) { return part.text; }
  if (part === undefined || part === null || part === false) { return ''; }
  if (typeof part === 'object') { return part.map(render).join(''); }
  return escapeHtml(String(part));
}
