import {EventEmitter} from 'node:events';
import xterm from '@xterm/headless';

/** A terminal in memory: what is written is interpreted as a real one would, and can be read off its screen. */
export class TestTerminal extends EventEmitter {
  readonly isTTY = true;
  /** Everything written, piece by piece. */
  readonly writes: string[] = [];
  readonly #terminal: InstanceType<typeof xterm.Terminal>;

  constructor(columns: number, rows: number) {
    super();
    // A terminal's driver makes a line end return to the first column as well.
    this.#terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, convertEol: true});
  }

  get columns(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  write(data: string, done?: unknown): boolean {
    if (data) this.writes.push(data);
    // Without the call-back, Ink would wait for its output for ever.
    this.#terminal.write(data, () => {
      if (typeof done === 'function') done();
    });
    return true;
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
    this.emit('resize');
  }

  /** Whether the alternate screen is shown, as full-screen programs use it. */
  get alternate(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  /** The lines of the screen, without the spaces at their ends. */
  async screen(): Promise<string> {
    await new Promise<void>(resolve => this.#terminal.write('', resolve));
    const {active} = this.#terminal.buffer;
    return Array.from(
      {length: this.rows},
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
    ).join('\n');
  }
}

/** A keyboard: what is typed arrives at once, as one piece. */
export class TestKeyboard extends EventEmitter {
  readonly isTTY = true;
  #pending: string | null = null;
  rawMode = false;

  type(text: string): void {
    this.#pending = text;
    this.emit('readable');
  }

  read(): string | null {
    const text = this.#pending;
    this.#pending = null;
    return text;
  }

  setRawMode(on: boolean): this {
    this.rawMode = on;
    return this;
  }

  setEncoding(): this {
    return this;
  }

  resume(): this {
    return this;
  }

  pause(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
