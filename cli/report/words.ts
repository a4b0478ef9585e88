import { Html, html } from './html';

const ACRONYMS = new Map([
  'AI', 'API', 'AWS', 'DDoS', 'DNS', 'EC2', 'IAM', 'IdP', 'KMS', 'RDS', 'S3', 'SSO', 'VPC',
].map((word) => [word.toUpperCase(), word]));

/** `FORENSICS_ANALYST` as people write it. */
export function inWords(name: string): string {
  const words = name.split('_').map((word) => ACRONYMS.get(word) ?? word.toLowerCase()).join(' ').replace(/^break glass/, 'break-glass');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `1 role`, `26 roles`. */
export function counted(value: number, one: string, many: string = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `1 h`, `90 min`. */
export function duration(seconds: number): string {
  if (seconds >= 3600 && seconds % 3600 === 0) { return `${seconds / 3600} h`; }
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** Seconds of an ISO duration of hours, minutes and seconds, which is all that sessions are made of. */
export function isoSeconds(iso: string): number | undefined {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(iso);
  if (!match) { return undefined; }
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

/** `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}

export function badge(kind: 'good' | 'bad' | 'accepted' | 'muted' | 'note', text: string, title?: string): Html {
  return html`<span class="badge ${kind}"${title !== undefined && html` title="${title}"`}>${text}</span>`;
}

/** A table in a box of its own: a wide one scrolls there, not the page. */
export function scrolling(table: Html, label?: string): Html {
  return html`<div class="scroll" tabindex="0"${label !== undefined && html` role="region" aria-label="${label}"`}>${table}</div>`;
}
