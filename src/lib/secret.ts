import {inspect} from 'node:util';

/** A value that must not reach a log, an event, a report or a screen: it prints as `[redacted]` everywhere. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself; call it only where the value leaves for its destination. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[redacted]';
  }

  toJSON(): string {
    return '[redacted]';
  }

  [inspect.custom](): string {
    return '[redacted]';
  }
}

/** Whether a credential is none: nothing, or nothing that anybody could see. */
export const isBlank = (secret: Secret): boolean => /^[\s\p{C}\p{Z}]*$/u.test(secret.reveal());
