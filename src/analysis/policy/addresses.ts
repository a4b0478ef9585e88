/** Addresses and ranges in CIDR notation, IPv4 and IPv6. */
import { remembered } from './remembered';

interface Range {
  readonly bits: 32 | 128;
  readonly value: bigint;
  readonly prefix: number;
}

/** Whether the address lies in the range; undefined if the range can't be read. An address that can't be read lies in none. */
export function rangeMatcher(range: string): ((address: string) => boolean) | undefined {
  const wanted = parseRange(range);
  if (!wanted) { return undefined; }
  const size = 2n ** BigInt(wanted.bits - wanted.prefix);
  const network = wanted.value / size;
  return (address) => {
    const given = addressOf(address);
    return given !== undefined && given.bits === wanted.bits && given.prefix === given.bits && given.value / size === network;
  };
}

const addressOf = remembered(parseRange);

function parseRange(text: string): Range | undefined {
  const [address, prefix, ...rest] = text.split('/');
  const value = address.includes(':') ? ipv6(address) : ipv4(address);
  if (value === undefined || rest.length > 0) { return undefined; }
  const bits = address.includes(':') ? 128 : 32;
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  return length < 0 || length > bits ? undefined : { bits, value, prefix: length };
}

function ipv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) { return undefined; }
  return parts.reduce((value, part) => value * 256n + BigInt(part), 0n);
}

function ipv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) { return undefined; }
  const groups = (half: string) => (half === '' ? [] : half.split(':'));
  const [head, tail] = [groups(halves[0]), groups(halves[1] ?? '')];
  const last = (halves.length === 2 ? tail : head).at(-1);
  if (last?.includes('.')) {
    const embedded = ipv4(last);
    if (embedded === undefined) { return undefined; }
    (halves.length === 2 ? tail : head).splice(-1, 1, (embedded / 65536n).toString(16), (embedded % 65536n).toString(16));
  }
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) { return undefined; }
  const all = [...head, ...Array<string>(missing).fill('0'), ...tail];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) { return undefined; }
  return all.reduce((value, group) => value * 65536n + BigInt(`0x${group}`), 0n);
}
