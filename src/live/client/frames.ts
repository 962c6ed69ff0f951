import {LineCutter} from '../../lib/files/line-cutter.js';

/** One frame of a stream of server-sent events. */
export interface Frame {
  event: string;
  id: string;
  data: string;
}

/**
 * Cuts bytes, as they come, into the frames of a stream. Comments, such as beats, are no frames.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export class Frames {
  readonly #lines = new LineCutter();
  #frame: Partial<Frame> = {};

  /** Takes the next bytes; returns the frames that they complete. */
  push(bytes: Uint8Array): Frame[] {
    return this.#lines.push(Buffer.from(bytes)).flatMap(line => this.#take(line.replace(/\r$/, '')));
  }

  #take(line: string): Frame[] {
    if (line === '') {
      const {event = 'message', id = '', data} = this.#frame;
      this.#frame = {};
      return data === undefined ? [] : [{event, id, data}];
    }
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === 'event' || field === 'id') this.#frame[field] = value;
    if (field === 'data') this.#frame.data = this.#frame.data === undefined ? value : `${this.#frame.data}\n${value}`;
    return [];
  }
}
