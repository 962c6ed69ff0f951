/** How often the space is looked at: a log that is read as fast as it can be fills it in a second. */
const EVERY_MS = 100;
/** Of this much, collecting takes no more of a processor than of any more. */
const ENOUGH_BYTES = 16 * 2 ** 20;

/** Old objects are collected when there are this many per cent more than were alive the last time. */
const GROWING_PERCENT = 50;

/**
 * Keeps what V8 has for objects near to what is alive, once there is enough: under a long log nearly all of it is
 * garbage that waits. The space for young ones grows to 128 MiB, and old ones are left until there are several times as
 * many as live, 150 MiB of them. V8 takes a limit on Node's own command line alone (`--max-semi-space-size`), which
 * `kubedrill` does not have; but each time that it would double the space for young objects it asks by what to multiply
 * it, and each time that it has collected old ones by how much they may grow, and that may be said at any time. Said at
 * once, the space would stay at 1 MiB.
 */
export function keepHeapSmall(): void {
  const timer = setInterval(() => {
    // Loaded here: most commands end before they have to know.
    const {getHeapSpaceStatistics, setFlagsFromString} = process.getBuiltinModule('node:v8');
    const young = getHeapSpaceStatistics().find(({space_name}) => space_name === 'new_space');
    if (young && young.space_size < ENOUGH_BYTES) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
    clearInterval(timer);
  }, EVERY_MS);
  timer.unref();
}
