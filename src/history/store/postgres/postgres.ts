import type {Client} from 'pg';
import {canonicalHash, canonicalText} from '../../../lib/json/canonical.js';
import type {RunRecord} from '../record.js';
import {isBetter, nightOf, type Row, recordOfRows, runColumns, runRowOf, verdictColumns} from '../rows.js';
import type {Added, BaselineDecision, HistoryStore, Kept, Night, Place, RunRow} from '../store.js';
import type {PostgresAddress} from './address.js';
import {connect, explained, inTransaction} from './connect.js';
import {ids, insert} from './sql.js';

/**
 * Opens a history in PostgreSQL, whose schema is made where it is not there and may be made.
 *
 * @returns undefined where there is none, and none may be made
 * @throws DrillError (exit code 2) without the driver, for a schema of something else or of a newer kubedrill; (3) where
 *   the server does not answer or refuses
 */
export async function openPostgres(address: PostgresAddress, mayMake: boolean): Promise<HistoryStore | undefined> {
  const client = await connect(address, mayMake);
  return client && new PostgresHistory(client, address);
}

/** A dump holds this many runs in memory at once. */
const DUMPED_TOGETHER = 200;

class PostgresHistory implements HistoryStore {
  /** Two transactions on one connection would be one: the second waits. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly client: Client,
    readonly address: PostgresAddress,
  ) {}

  add(runs: readonly Kept[]): Promise<Added> {
    return this.#whole(async () => {
      const sum = {added: 0, replaced: 0};
      for (const run of runs) {
        const done = await this.#keep(run);
        if (done) sum[done]++;
      }
      return sum;
    });
  }

  async newest(most: number): Promise<RunRow[]> {
    return this.#runRows('order by started desc, uid desc limit $1', [most]);
  }

  async named(name: string): Promise<RunRow[]> {
    const where = `where uid = $1 or substr(uid, strpos(uid, ' ') + 1) = $1 order by started desc, uid desc`;
    return this.#runRows(where, [name]);
  }

  async nights(scenario: string, most: number): Promise<Night[]> {
    // Which runs are the newest is asked once for each series, and not once for each row.
    const sql = `with newest as (
        select v.series, v.run, row_number() over (partition by v.series order by r.started desc, r.uid desc) as place
        from series s join verdict v on v.series = s.id and v.attempt = 1 join run r on r.id = v.run
        where s.scenario = $1)
      select s.fleet, s.cluster, s.drill, s.scenario, v.*, r.uid, r.kind, r.started, c.hash as context,
        x.text as cause_text from newest n
      join series s on s.id = n.series join verdict v on v.series = n.series and v.run = n.run
      join run r on r.id = n.run left join context c on c.id = r.context left join cause x on x.id = v.cause
      where n.place <= $2 order by s.fleet, s.cluster, s.drill, r.started, r.uid, v.attempt`;
    return (await this.#all(sql, [scenario, most])).map(nightOf);
  }

  async records({fleet, cluster, drill}: Place): Promise<RunRecord[]> {
    return this.#records('where fleet = $1 and cluster = $2 and drill = $3 order by started, uid', [
      ...[fleet, cluster, drill],
    ]);
  }

  async places(): Promise<Place[]> {
    const sql = 'select distinct fleet, cluster, drill from run order by fleet, cluster, drill';
    return (await this.#all(sql)) as unknown as Place[];
  }

  async decide({fleet, cluster, drill}: Place, decisions: readonly BaselineDecision[]): Promise<void> {
    await this.#whole(async () => {
      const series = await ids(
        this.client,
        'series',
        decisions.map(({scenario}) => ({fleet, cluster, drill, scenario})),
      );
      const rows = decisions.map(({since, at, who, why}, index) => ({series: series[index] ?? 0, since, at, who, why}));
      await insert(this.client, 'baseline', rows);
    });
  }

  async decisions({fleet, cluster, drill}: Place): Promise<BaselineDecision[]> {
    const sql = `select s.scenario, b.since, b.at, b.who, b.why from baseline b join series s on s.id = b.series
      where s.fleet = $1 and s.cluster = $2 and s.drill = $3 order by b.id`;
    return (await this.#all(sql, [fleet, cluster, drill])) as unknown as BaselineDecision[];
  }

  async logsBefore(time: number): Promise<{uid: string; events: string}[]> {
    const sql = 'select uid, events from run where started < $1 and events is not null order by started, uid';
    return (await this.#all(sql, [time])) as {uid: string; events: string}[];
  }

  async forgetLogs(uids: readonly string[]): Promise<void> {
    await this.#whole(() => this.#rows('update run set events = null where uid = any($1)', [uids]));
  }

  async scenarios(): Promise<string[]> {
    const sql = 'select distinct scenario from series order by scenario';
    return (await this.#all(sql)).map(({scenario}) => String(scenario));
  }

  async *dump(): AsyncIterable<string> {
    for (let after = ''; ; ) {
      const records = await this.#records('where uid > $1 order by uid limit $2', [after, DUMPED_TOGETHER]);
      for (const record of records) yield canonicalText(record);
      const last = records.at(-1);
      if (!last) return;
      after = last.uid;
    }
  }

  async close(): Promise<void> {
    await this.client.end().catch(() => {});
  }

  async #keep({record, events}: Kept): Promise<keyof Added | undefined> {
    const digest = canonicalHash(record);
    const [known] = await this.#rows('select id, size, digest from run where uid = $1', [record.uid]);
    if (known && !isBetter({size: record.size, digest}, known)) return undefined;
    const {context} = record;
    const [of = null] = context ? await ids(this.client, 'context', [{hash: context.hash}], {json: context.json}) : [];
    const row = {...runColumns(record, digest, events), context: of};
    const run = known ? await this.#updateRun(Number(known.id), row) : await insert(this.client, 'run', [row], 'id');
    await this.#keepVerdicts(record, run);
    return known ? 'replaced' : 'added';
  }

  async #keepVerdicts({fleet, cluster, drill, verdicts}: RunRecord, run: number): Promise<void> {
    const {client} = this;
    const series = await ids(
      client,
      'series',
      verdicts.map(({scenario}) => ({fleet, cluster, drill, scenario})),
    );
    const texts = [...new Set(verdicts.flatMap(({cause}) => cause ?? []))];
    const causes = await ids(
      client,
      'cause',
      texts.map(text => ({text})),
    );
    const rows = verdicts.map((verdict, index) => ({
      ...{series: series[index] ?? 0, run},
      ...verdictColumns(verdict),
      cause: verdict.cause === null ? null : (causes[texts.indexOf(verdict.cause)] ?? null),
    }));
    await insert(client, 'verdict', rows);
  }

  async #updateRun(id: number, row: Record<string, unknown>): Promise<number> {
    const names = Object.keys(row).map((name, index) => `${name} = $${index + 2}`);
    await this.#rows(`update run set ${names.join(', ')} where id = $1`, [id, ...Object.values(row)]);
    await this.#rows('delete from verdict where run = $1', [id]);
    return id;
  }

  async #runRows(where: string, values: readonly unknown[]): Promise<RunRow[]> {
    const runs = await this.#all(`select * from run ${where}`, values);
    const sql = 'select run, series, verdict from verdict where run = any($1) order by run, series, attempt';
    const of = Map.groupBy(await this.#all(sql, [runs.map(({id}) => id)]), ({run}) => run);
    return runs.map(run => runRowOf(run, of.get(run.id) ?? []));
  }

  async #records(where: string, values: readonly unknown[]): Promise<RunRecord[]> {
    const from = 'from run r left join context c on c.id = r.context';
    const runs = await this.#all(`select r.*, c.hash as hash, c.json as json ${from} ${where}`, values);
    const sql = `select s.scenario, v.*, x.text as cause_text from verdict v join series s on s.id = v.series
      left join cause x on x.id = v.cause where v.run = any($1) order by s.scenario, v.attempt`;
    const of = Map.groupBy(await this.#all(sql, [runs.map(({id}) => id)]), ({run}) => run);
    return runs.map(run => recordOfRows(run, of.get(run.id) ?? []));
  }

  #rows = async (sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
    (await this.client.query(sql, [...values])).rows;

  #all(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.#doing(() => this.#rows(sql, values));
  }

  #whole<T>(act: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(() => this.#doing(() => inTransaction(this.client, this.address.schema, act)));
    this.#last = mine.catch(() => {});
    return mine;
  }

  async #doing<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      throw explained(error, this.address);
    }
  }
}
