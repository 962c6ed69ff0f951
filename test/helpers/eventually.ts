import {vi} from 'vitest';

/** What `check` comes to once it holds; a busy machine may take its time. `vi.waitFor` alone gives up after a second. */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, {timeout: 100_000});
