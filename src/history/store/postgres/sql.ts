import type {Client} from 'pg';
import type {Value} from '../rows.js';

type Columns = Readonly<Record<string, Value>>;

/** PostgreSQL takes no more values with one statement. */
const MOST_VALUES = 60_000;

/**
 * Inserts rows, which all have the same columns.
 *
 * @returns what `returning` names of the last row, else 0
 */
export async function insert(
  client: Client,
  table: string,
  rows: readonly Columns[],
  returning?: string,
): Promise<number> {
  const names = Object.keys(rows[0] ?? {});
  if (!names.length) return 0;
  let last = 0;
  const together = Math.floor(MOST_VALUES / names.length);
  for (let from = 0; from < rows.length; from += together) {
    const some = rows.slice(from, from + together);
    const sql = `insert into ${table}(${names.join(', ')}) values ${places(some.length, names.length)}
      ${returning ? `returning ${returning}` : ''}`;
    const done = await client.query(
      sql,
      some.flatMap(row => names.map(name => storable(row[name] ?? null))),
    );
    if (returning) last = done.rows.at(-1)[returning];
  }
  return last;
}

/**
 * The ids of the rows with these values, in their order. Rows that are not there are made; such rows never go. Nobody
 * else may write meanwhile.
 */
export async function ids(
  client: Client,
  table: string,
  keys: readonly Columns[],
  more: Columns = {},
): Promise<number[]> {
  const names = Object.keys(keys[0] ?? {});
  if (!names.length) return [];
  const values = names.map(name => keys.map(key => storable(key[name] ?? null)));
  const given = `unnest(${names.map((_, index) => `$${index + 1}::text[]`).join(', ')}) with ordinality as k(${names.join(', ')}, n)`;
  const find = async () => {
    // Texts of any length are found by their hashes, which the index has.
    const same = names.map(name => (name === 'text' ? `md5(t.text) = md5(k.text)` : `t.${name} = k.${name}`));
    const sql = `select t.id from ${given} left join ${table} t on ${same.join(' and ')} order by k.n`;
    return (await client.query(sql, values)).rows.map(({id}) => id as number | null);
  };
  const found = await find();
  if (!found.includes(null)) return found as number[];
  const missing = new Map(keys.flatMap((key, index) => (found[index] === null ? [[JSON.stringify(key), key]] : [])));
  await insert(
    client,
    table,
    [...missing.values()].map(key => ({...key, ...more})),
  );
  return (await find()) as number[];
}

/** `($1, $2), ($3, $4)`. */
const places = (rows: number, columns: number): string =>
  Array.from(
    {length: rows},
    (_, row) => `(${Array.from({length: columns}, (__, column) => `$${row * columns + column + 1}`).join(', ')})`,
  ).join(', ');

/** PostgreSQL's texts cannot hold a NUL; logs can. */
export const storable = (value: Value): Value =>
  typeof value === 'string' ? value.replaceAll('\0', '\u{fffd}') : value;
