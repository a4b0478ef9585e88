import { Facts } from './states';
import { readTable } from './table';
import { Values } from '../command/command';
import { version } from '../version';

/** What `--facts` says; undefined without it. */
export function factsOf({ facts }: Values): Facts | undefined {
  return facts === undefined ? undefined : new Facts(readTable(String(facts)), version());
}
