import type {LogRecord} from './records.js';

/** `2026-11-20T09:00:00.01Z stdout P …`: a container runtime's line; `P` says that the text goes on in the next. */
const CRI = /^\d{4}-\d\d-\d\dT\S+ (stdout|stderr) ([PF])\S* /;

/** Docker's json-file, which cuts texts at 16 KiB: only the last part of one ends with a line break. */
const DOCKER = /^\{"log":".*","stream":"(stdout|stderr)",/;

/**
 * Puts together what container runtimes have cut: both cut lines at 16 KiB, and events with bodies are longer. The
 * parts of standard output and of standard error are kept apart.
 */
export class ContainerLines {
  readonly #parts = new Map<string, {text: string; line: number}>();

  /** Whether no part waits for its end. */
  get isWhole(): boolean {
    return this.#parts.size === 0;
  }

  /** The records with cut ones made whole, each where its last part stands. */
  join(records: readonly LogRecord[], longest: number): LogRecord[] {
    return records.flatMap(record => this.#take(record, longest));
  }

  /** What has no last part. */
  rest(): LogRecord[] {
    return [...this.#parts.values()].map(part => ({...part, problem: 'is cut off by the container runtime'}));
  }

  #take(record: LogRecord, longest: number): LogRecord[] {
    const part = criPart(record.text) ?? dockerPart(record.text);
    if (!part) return [record];
    const before = this.#parts.get(part.stream);
    if (before === undefined && part.last) return [record];
    const text = (before?.text ?? '') + part.text;
    const line = before?.line ?? record.line;
    this.#parts.delete(part.stream);
    if (part.last) return [{text, line}];
    if (text.length <= longest) this.#parts.set(part.stream, {text, line});
    return text.length <= longest ? [] : [{text: '', line, problem: 'is cut into parts without end'}];
  }
}

interface Part {
  stream: string;
  text: string;
  last: boolean;
}

function criPart(text: string): Part | undefined {
  const found = CRI.exec(text);
  return found ? {stream: found[1] ?? '', text: text.slice(found[0].length), last: found[2] === 'F'} : undefined;
}

function dockerPart(line: string): Part | undefined {
  const stream = DOCKER.exec(line)?.[1];
  if (stream === undefined) return undefined;
  try {
    const {log} = JSON.parse(line) as {log: string};
    return {stream, text: log, last: log.endsWith('\n')};
  } catch {
    return undefined;
  }
}
