/** What a reader follows by calling itself ends at some depth; no fact of ours comes near this one. */
const DEEPEST = 500;

/**
 * Parses one line of JSON that anybody may have written.
 *
 * @throws Error whose message goes on from the place: `is not JSON: …`.
 */
export function parseJsonLine(line: string): unknown {
  // Two characters a level at least: most lines are too short to ask.
  if (line.length > 2 * DEEPEST && depthOf(line) > DEEPEST) throw new Error(`is nested more than ${DEEPEST} deep`);
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new Error(`is not JSON: ${(error as Error).message}`);
  }
}

/** How deep lists and objects of a text are nested, brackets within strings left out. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{]|[\]}]/g)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth--;
  }
  return deepest;
}
