import type {Inject} from '../exercise/script.js';
import type {Drill} from '../schema.js';
import type {ColumnKey} from './columns.js';
import type {ReadRow} from './read.js';
import {rowOf} from './rows.js';

/** A line of a list beside the inject that the drill has under its number, and what was said about it. */
export class Line {
  readonly number: string;
  readonly base: Inject | undefined;
  readonly problems: string[] = [];
  readonly notes: string[] = [];
  readonly #before: Partial<Record<ColumnKey, string>>;

  constructor(
    readonly row: ReadRow,
    /** Its scheduled time in milliseconds from the start. */
    readonly ms: number | undefined,
    readonly drill: Drill,
    readonly language: string,
  ) {
    this.number = this.cell('number');
    this.base = drill.script.find(({id}) => id === this.number);
    this.#before = this.base ? rowOf(this.base, drill.pace.story, language) : {};
  }

  /** What a cell says, without spaces around it; empty where the list has no such column. */
  cell(key: ColumnKey): string {
    return this.row[key]?.trim() ?? '';
  }

  /** Whether a cell says something else than an export of the drill. A column that is not there changes nothing. */
  isChanged(key: ColumnKey): boolean {
    return this.row[key] !== undefined && this.cell(key) !== (this.#before[key]?.trim() ?? '');
  }
}
