/** How often the space is looked at: a log that is read as fast as it can be fills it in a second. */
const EVERY_MS = 100;
/** Of this much, collecting takes no more of a processor than of any more. */
const ENOUGH_BYTES = 16 * 2 ** 20;

/**
 * Ends the growth of the space in which V8 makes objects, once it is large enough: under a long log it grows to 128 MiB,
 * nearly all of it garbage that waits. V8 takes a limit on Node's own command line alone (`--max-semi-space-size`), which
 * `kubedrill` does not have; but each time that it would double the space it asks by what to multiply it, and that may
 * be said at any time. Said at once, the space would stay at 1 MiB.
 */
export function keepYoungSpaceSmall(): void {
  const timer = setInterval(() => {
    // Loaded here: most commands end before they have to know.
    const {getHeapSpaceStatistics, setFlagsFromString} = process.getBuiltinModule('node:v8');
    const young = getHeapSpaceStatistics().find(({space_name}) => space_name === 'new_space');
    if (young && young.space_size < ENOUGH_BYTES) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    clearInterval(timer);
  }, EVERY_MS);
  timer.unref();
}
