/** A task and the shared things that no other task may touch at the same time. */
export interface Task {
  exclusive: readonly string[];
  run(): Promise<void>;
}

/**
 * Runs tasks in order, at most `limit` at a time; one whose shared things are in use waits for them while later ones
 * go ahead. When one fails or the signal aborts, no further task is begun, and those under way are waited for.
 *
 * @throws what the first failing task threw, or the signal's reason.
 */
export async function runPool(tasks: readonly Task[], limit: number, abort: AbortSignal): Promise<void> {
  const waiting = [...tasks];
  const running = new Set<Promise<void>>();
  const held = new Set<string>();
  const errors: unknown[] = [];

  const startable = () => waiting.findIndex(task => !task.exclusive.some(thing => held.has(thing)));
  const start = (index: number) => {
    const [task] = waiting.splice(index, 1);
    if (!task) return;
    for (const thing of task.exclusive) held.add(thing);
    const done = task
      .run()
      .catch(error => {
        errors.push(error);
      })
      .finally(() => {
        for (const thing of task.exclusive) held.delete(thing);
        running.delete(done);
      });
    running.add(done);
  };

  while ((waiting.length || running.size) && !errors.length && !abort.aborted) {
    for (let index = startable(); index >= 0 && running.size < Math.max(1, limit); index = startable()) start(index);
    await Promise.race(running);
  }
  await Promise.all(running);
  if (errors.length) throw errors[0];
  abort.throwIfAborted();
}

/** A task that waits until it is called. */
export interface CalledTask extends Task {
  called: Promise<unknown>;
}

/**
 * Runs each task as soon as it is called; one whose shared things are in use waits for those who had them before. All
 * are waited for, whatever becomes of one.
 *
 * @throws what the first failing task threw.
 */
export async function runCalled(tasks: readonly CalledTask[]): Promise<void> {
  const inUse = new Map<string, Promise<unknown>>();
  const runs = tasks.map(async task => {
    await task.called;
    const free = Promise.all(task.exclusive.map(thing => inUse.get(thing)));
    const done = free.then(() => task.run());
    const settled = done.catch(() => {
      // The one that failed is told of below; who waits for its things may have them.
    });
    for (const thing of task.exclusive) inUse.set(thing, settled);
    await done;
  });
  const failed = (await Promise.allSettled(runs)).find(run => run.status === 'rejected');
  if (failed) throw failed.reason;
}
