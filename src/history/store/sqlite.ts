import type {DatabaseSync, SQLInputValue, StatementSync} from 'node:sqlite';
import type {Clock} from '../../lib/clock.js';
import {canonicalHash, canonicalText} from '../../lib/json/canonical.js';
import {explained, inTransaction, openDatabase} from './database.js';
import type {RunRecord, VerdictRecord} from './record.js';
import {isBetter, nightOf, type Row, recordOfRows, runColumns, runRowOf, verdictColumns} from './rows.js';
import type {Added, BaselineDecision, HistoryStore, Kept, Night, Place, RunRow} from './store.js';

/**
 * Opens a history in a file, which is made where it is not there.
 *
 * @throws DrillError (exit code 2) for a file that is not a history, or is that of a newer kubedrill; (3) where it cannot
 *   be read or written
 */
export const openSqlite = async (file: string, clock: Clock): Promise<HistoryStore> =>
  new SqliteHistory(await openDatabase(file, clock), file);

/** More than five hundred clusters have series. */
const KEPT_IDS = 50_000;

class SqliteHistory implements HistoryStore {
  readonly #prepared = new Map<string, StatementSync>();
  /** Ids that every run asks for again: of series, causes and contexts. */
  readonly #ids = new Map<string, number>();

  constructor(
    readonly db: DatabaseSync,
    readonly file: string,
  ) {}

  async add(runs: readonly Kept[]): Promise<Added> {
    const sum = {added: 0, replaced: 0};
    this.#doing(() =>
      this.#whole(() => {
        for (const run of runs) {
          const done = this.#keep(run);
          if (done) sum[done]++;
        }
      }),
    );
    return sum;
  }

  async newest(most: number): Promise<RunRow[]> {
    return this.#doing(() =>
      this.#all('select * from run order by started desc, uid desc limit ?', most).map(row => this.#runRow(row)),
    );
  }

  async nights(scenario: string, most: number): Promise<Night[]> {
    // Which runs are the newest is asked once for each series, and not once for each row.
    const sql = `with newest as (
        select v.series, v.run, row_number() over (partition by v.series order by r.started desc, r.uid desc) as place
        from series s join verdict v on v.series = s.id and v.attempt = 1 join run r on r.id = v.run
        where s.scenario = ?)
      select s.*, v.*, r.uid, r.kind, r.started, c.hash as context, x.text as cause_text from newest n
      join series s on s.id = n.series join verdict v on v.series = n.series and v.run = n.run
      join run r on r.id = n.run left join context c on c.id = r.context left join cause x on x.id = v.cause
      where n.place <= ? order by s.fleet, s.cluster, s.drill, r.started, r.uid, v.attempt`;
    return this.#doing(() => this.#all(sql, scenario, most).map(nightOf));
  }

  async named(name: string): Promise<RunRow[]> {
    const sql = `select * from run where uid = ? or substr(uid, instr(uid, ' ') + 1) = ? order by started desc, uid desc`;
    return this.#doing(() => this.#all(sql, name, name).map(row => this.#runRow(row)));
  }

  async records({fleet, cluster, drill}: Place): Promise<RunRecord[]> {
    const sql = 'select uid from run where fleet = ? and cluster = ? and drill = ? order by started, uid';
    return this.#doing(() => this.#all(sql, fleet, cluster, drill).flatMap(({uid}) => this.#record(String(uid)) ?? []));
  }

  async places(): Promise<Place[]> {
    const sql = 'select distinct fleet, cluster, drill from run order by fleet, cluster, drill';
    return this.#doing(() => this.#all(sql).map(row => ({...(row as unknown as Place)})));
  }

  async decide({fleet, cluster, drill}: Place, decisions: readonly BaselineDecision[]): Promise<void> {
    this.#doing(() =>
      inTransaction(this.db, () => {
        for (const {scenario, ...decision} of decisions)
          this.#insertRow('baseline', {series: this.#idOf('series', {fleet, cluster, drill, scenario}), ...decision});
      }),
    );
  }

  async decisions({fleet, cluster, drill}: Place): Promise<BaselineDecision[]> {
    const sql = `select s.scenario, b.since, b.at, b.who, b.why from baseline b join series s on s.id = b.series
      where s.fleet = ? and s.cluster = ? and s.drill = ? order by b.id`;
    return this.#doing(() =>
      this.#all(sql, fleet, cluster, drill).map(row => ({...(row as unknown as BaselineDecision)})),
    );
  }

  async logsBefore(time: number): Promise<{uid: string; events: string}[]> {
    const sql = 'select uid, events from run where started < ? and events is not null order by started, uid';
    return this.#doing(() => this.#all(sql, time).map(row => ({uid: String(row.uid), events: String(row.events)})));
  }

  async forgetLogs(uids: readonly string[]): Promise<void> {
    this.#doing(() =>
      inTransaction(this.db, () => {
        for (const uid of uids) this.#run('update run set events = null where uid = ?', uid);
      }),
    );
  }

  async scenarios(): Promise<string[]> {
    const sql = 'select distinct scenario from series order by scenario';
    return this.#doing(() => this.#all(sql).map(({scenario}) => String(scenario)));
  }

  async *dump(): AsyncIterable<string> {
    const uids = this.#doing(() => this.#all('select uid from run order by uid')).map(({uid}) => String(uid));
    for (const uid of uids) yield this.#doing(() => canonicalText(this.#record(uid)));
  }

  async close(): Promise<void> {
    this.db.close();
  }

  /** All or nothing: what was not kept has no ids either. */
  #whole<T>(act: () => T): T {
    try {
      return inTransaction(this.db, act);
    } catch (error) {
      this.#ids.clear();
      throw error;
    }
  }

  #keep({record, events}: Kept): keyof Added | undefined {
    const digest = canonicalHash(record);
    const known = this.#get('select id, size, digest from run where uid = ?', record.uid);
    if (known && !isBetter({size: record.size, digest}, known)) return undefined;
    const row = this.#row(record, digest, events);
    // Findings and baselines may name the run: its row stays.
    const run = known ? this.#updateRun(Number(known.id), row) : this.#insertRow('run', row);
    for (const verdict of record.verdicts) this.#insertRow('verdict', {...this.#verdictRow(record, verdict), run});
    return known ? 'replaced' : 'added';
  }

  #updateRun(id: number, row: Record<string, SQLInputValue>): number {
    const names = Object.keys(row).map(name => `${name} = ?`);
    this.#run(`update run set ${names.join(', ')} where id = ?`, ...Object.values(row), id);
    this.#run('delete from verdict where run = ?', id);
    return id;
  }

  #row(record: RunRecord, digest: string, events: string | undefined): Record<string, SQLInputValue> {
    const {context} = record;
    return {
      ...runColumns(record, digest, events),
      context: context && this.#idOf('context', {hash: context.hash}, {json: context.json}),
    };
  }

  #verdictRow({fleet, cluster, drill}: RunRecord, verdict: VerdictRecord): Record<string, SQLInputValue> {
    const {scenario, cause} = verdict;
    return {
      series: this.#idOf('series', {fleet, cluster, drill, scenario}),
      ...verdictColumns(verdict),
      cause: cause === null ? null : this.#idOf('cause', {text: cause}),
    };
  }

  /** The id of the row with these values, which is made where there is none. Such rows never go. */
  #idOf(table: string, key: Record<string, SQLInputValue>, more: Record<string, SQLInputValue> = {}): number {
    const name = [table, ...Object.values(key)].join('\n');
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const where = Object.keys(key).map(column => `${column} = ?`);
    const found = this.#get(`select id from ${table} where ${where.join(' and ')}`, ...Object.values(key));
    const id = found ? Number(found.id) : this.#insertRow(table, {...key, ...more});
    if (this.#ids.size >= KEPT_IDS) this.#ids.clear();
    this.#ids.set(name, id);
    return id;
  }

  #insertRow(table: string, row: Record<string, SQLInputValue>): number {
    const names = Object.keys(row);
    const sql = `insert into ${table}(${names.join(', ')}) values (${names.map(() => '?').join(', ')})`;
    return Number(this.#run(sql, ...Object.values(row)).lastInsertRowid);
  }

  #runRow(row: Row): RunRow {
    const sql = 'select series, verdict from verdict where run = ? order by series, attempt';
    return runRowOf(row, this.#all(sql, Number(row.id)));
  }

  /** A run as it was handed in, read back from its rows. */
  #record(uid: string): RunRecord | undefined {
    const sql = `select r.*, c.hash as hash, c.json as json from run r left join context c on c.id = r.context
      where uid = ?`;
    const row = this.#get(sql, uid);
    if (!row) return undefined;
    const verdicts = `select s.scenario, v.*, x.text as cause_text from verdict v join series s on s.id = v.series
      left join cause x on x.id = v.cause where v.run = ? order by s.scenario, v.attempt`;
    return recordOfRows(row, this.#all(verdicts, Number(row.id)));
  }

  #statement(sql: string): StatementSync {
    const known = this.#prepared.get(sql) ?? this.db.prepare(sql);
    this.#prepared.set(sql, known);
    return known;
  }

  #all = (sql: string, ...values: SQLInputValue[]): Row[] => this.#statement(sql).all(...values);
  #get = (sql: string, ...values: SQLInputValue[]): Row | undefined => this.#statement(sql).get(...values);
  #run = (sql: string, ...values: SQLInputValue[]) => this.#statement(sql).run(...values);

  #doing<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      throw explained(error, this.file);
    }
  }
}
