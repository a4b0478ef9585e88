/** The write units that DynamoDB bills for a transaction, counted on the items as they become. */

type Item = { readonly [name: string]: any };

export interface Index { readonly partitionKey: string; readonly sortKey: string }

export interface Units { readonly table: number; readonly indexes: number }

const KIB = 1024;
/** A transaction writes each item twice. */
const TRANSACTIONAL = 2;

/** Items of a table as transactions leave them. */
export class WrittenItems {
  private readonly items = new Map<string, Item>();

  constructor(private readonly indexes: readonly Index[]) {}

  /** @returns what the transaction costs; indexes are written after it, once. */
  public transact(transactItems: readonly any[]): Units {
    const units = transactItems.map((entry) => this.write(entry));
    return { table: sum(units.map(({ table }) => table)), indexes: sum(units.map(({ indexes }) => indexes)) };
  }

  public sizeOf(key: Item): number {
    return bytesOf(this.items.get(keyOf(key)) ?? {});
  }

  private write({ Put, Update, Delete }: any): Units {
    const key = keyOf(Put?.Item ?? Update?.Key ?? Delete?.Key);
    const before = this.items.get(key);
    const after: Item | undefined = Put ? Put.Item : Update ? updated(before ?? Update.Key, Update) : undefined;
    if (after) { this.items.set(key, after); } else { this.items.delete(key); }
    const size = Math.max(bytesOf(before ?? {}), bytesOf(after ?? {}));
    return { table: unitsOf(size) * TRANSACTIONAL, indexes: sum(this.indexes.map((index) => indexUnits(index, before, after))) };
  }
}

/** An index in which an item gets another place is written twice, and one that the item isn't in isn't written. */
function indexUnits(index: Index, before: Item | undefined, after: Item | undefined): number {
  const place = (item: Item = {}) => {
    const keys = [item[index.partitionKey], item[index.sortKey]];
    return keys.includes(undefined) ? undefined : JSON.stringify(keys);
  };
  const [was, is] = [place(before), place(after)];
  const gone = was && was !== is ? unitsOf(bytesOf(before!)) : 0;
  const written = is && !(was === is && JSON.stringify(before) === JSON.stringify(after)) ? unitsOf(bytesOf(after!)) : 0;
  return gone + written;
}

/** What `SET a = :b, #c = #c + :d` makes of an item: the only updates that the workflows write. */
function updated(item: Item, { UpdateExpression, ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values }: any): Item {
  const name = (text: string) => names[text] ?? text;
  const result: { [name: string]: any } = { ...item };
  for (const assignment of UpdateExpression.replace(/^SET /, '').split(', ')) {
    const [, target, added, value] = /^(\S+) = (?:(\S+) \+ )?(\S+)$/.exec(assignment) ?? [];
    if (target === undefined) { throw new Error(`An update that isn't understood: ${UpdateExpression}`); }
    result[name(target)] = added ? { N: String(Number(item[name(added)]?.N ?? 0) + Number(values[value].N)) } : values[value];
  }
  return result;
}

/** The bytes of an item as DynamoDB counts them, rounded up where it is vague. */
export function bytesOf(item: Item): number {
  return sum(Object.entries(item).map(([name, value]) => Buffer.byteLength(name) + valueBytes(value)));
}

function valueBytes(value: any): number {
  const [type, inner] = Object.entries<any>(value)[0];
  switch (type) {
    case 'S': return Buffer.byteLength(inner);
    case 'N': return Math.ceil(inner.length / 2) + 1;
    case 'L': return 3 + sum(inner.map((element: any) => 1 + valueBytes(element)));
    case 'M': return 3 + bytesOf(inner);
    default: return 1;
  }
}

const keyOf = (item: Item) => `${item.pk.S} ${item.sk.S}`;
const unitsOf = (bytes: number) => Math.max(1, Math.ceil(bytes / KIB));
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
