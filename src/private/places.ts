/** Places that roles are limited to: address ranges and Regions. */
import { BlockList, isIP } from 'net';
import { Token } from 'aws-cdk-lib';
import { editDistance, nearest } from './nearest';
import { propError, requireConcrete, writeItAs } from './validation';

/** IPv4 or IPv6 range in CIDR notation, or a single address. */
export function requireCidr(prop: string, value: string): void {
  requireConcrete(prop, value, 'write the range');
  if (!isCidr(value)) {
    // Corrects spaces, leading zeros of the prefix, and brackets around the address.
    const putRight = (text: string) => text.replace(/[\s[\]]/g, '').replace(/\/0+(?=\d)/, '/');
    throw propError(prop, 'must hold IPv4 or IPv6 ranges in CIDR notation', value,
      isCidr(putRight(value)) && !/\/0$/.test(putRight(value)) ? `write it as '${putRight(value)}'` : "write it as '192.0.2.0/24' or '2001:db8::/32'");
  }
  if (/\/0$/.test(value)) {
    throw propError(prop, 'must not be the whole Internet', value, `leave '${prop}' out to allow every address`);
  }
}

function isCidr(value: string): boolean {
  const [address, prefix, ...rest] = value.split('/');
  const family = isIP(address);
  return family !== 0 && !address.includes('%') && rest.length === 0
    && (prefix === undefined || (/^(0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128)));
}

/** Ranges that no request on the Internet comes from: private, shared by carriers, of the link, of the machine. */
const NOT_PUBLIC: readonly (readonly [string, number])[] = [
  ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.168.0.0', 16],
  ['::1', 128], ['fc00::', 7], ['fe80::', 10],
];

/**
 * A range of public addresses. AWS sees the public address of a network, and no address at all through a VPC endpoint, so that
 * a private range would lock everybody out.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip
 */
export function requirePublicRange(prop: string, value: string): void {
  requireCidr(prop, value);
  const [address, prefix] = value.split('/');
  const type = isIP(address) === 4 ? 'ipv4' : 'ipv6';
  const within = NOT_PUBLIC.find(([network, bits]) => {
    if (type !== (isIP(network) === 4 ? 'ipv4' : 'ipv6')) { return false; }
    const list = new BlockList();
    list.addSubnet(network, bits, type);
    // A wider range holds public addresses as well.
    return list.check(address, type) && (prefix === undefined || Number(prefix) >= bits);
  });
  if (within) {
    throw propError(prop, 'must hold public addresses, because AWS never sees private ones', value,
      `name the address with which the network reaches the Internet: ${within.join('/')} is no part of it`);
  }
}

const REGION = /^[a-z]{2,}(-[a-z]+)+-\d$/;
const DIRECTIONS = ['north', 'south', 'east', 'west', 'central', 'northeast', 'northwest', 'southeast', 'southwest'];

/**
 * A Region, also one that is newer than this version: only names that hold a misspelled word are refused.
 */
export function requireRegion(region: string): void {
  if (Token.isUnresolved(region)) { return; }
  if (typeof region !== 'string' || !REGION.test(region)) {
    // An Availability Zone is its Region and a letter.
    const putRight = (text: string) => text.trim().toLowerCase().replace(/[\s_]+/g, '-').replace(/(\d)[a-z]$/, '$1');
    throw propError('regions', 'must hold Region names', region, writeItAs(region, putRight, REGION, 'eu-central-1'));
  }
  const meant = isKnownRegion(region) ? undefined : meantRegion(region);
  if (meant !== undefined) {
    throw propError('regions', 'must hold Region names', region, `did you mean '${meant}'?`);
  }
}

/** Whether this version of the library knows the Region. */
export function isKnownRegion(region: string): boolean {
  return regionNames().includes(region);
}

let names: string[] | undefined;

/** Loaded on first use: most apps name no Region. */
function regionNames(): string[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return names ??= (require('aws-cdk-lib/region-info') as typeof import('aws-cdk-lib/region-info')).RegionInfo.regions.map(({ name }) => name);
}

/** The Region that a misspelled one means. New Regions have new areas and new numbers, but points of the compass stay the same. */
function meantRegion(region: string): string | undefined {
  const [, area, direction, number] = /^(.+)-([a-z]+)-(\d)$/.exec(region)!;
  if (!DIRECTIONS.includes(direction)) { return nearest(region, regionNames()) ?? 'eu-central-1'; }
  const areas = [...new Set(regionNames().map((name) => name.replace(/-[a-z]+-\d+$/, '')))];
  const swapped = areas.includes(area) ? undefined : areas.find((known) => editDistance(area, known) === 2 && sorted(area) === sorted(known));
  return swapped && `${swapped}-${direction}-${number}`;
}

/** Letters in order: two that changed places leave them the same. */
const sorted = (text: string) => [...text].sort().join('');
