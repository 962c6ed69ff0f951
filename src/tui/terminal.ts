/** What a decision about the terminal is made from. */
export interface Terminal {
  stdin: {isTTY?: boolean};
  stdout: {isTTY?: boolean};
  env: Record<string, string | undefined>;
}

/**
 * Whether the console can be shown: on a terminal that can move its cursor, with nobody listening through a screen
 * reader, for whom plain lines that come once are the better console. Does not load Ink.
 */
export const consoleSuits = ({stdin, stdout, env}: Terminal): boolean =>
  stdin.isTTY === true && stdout.isTTY === true && env.TERM !== 'dumb' && env.INK_SCREEN_READER !== 'true';

/** Whether the locale or the terminal has only ASCII to offer, so that symbols have to be plain. */
export function prefersAscii(env: Terminal['env']): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return env.TERM === 'linux' || env.TERM === 'dumb' || (locale !== '' && !/utf-?8/i.test(locale));
}
