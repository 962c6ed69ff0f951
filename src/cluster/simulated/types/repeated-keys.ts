const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

interface Frame {
  path: string;
  /** The keys so far of a map; a list has none. */
  keys?: Set<string>;
  /** The key whose value follows. */
  key?: string;
  index: number;
}

/** The keys that stand in their map a second time, as paths such as `spec.containers[0].image`, in a text that is JSON. */
export function repeatedKeys(text: string): string[] {
  const repeated = new Set<string>();
  const stack: Frame[] = [];
  let before = '';
  for (const [token] of text.matchAll(TOKEN)) {
    const frame = stack.at(-1);
    const isKey = frame?.keys && token.startsWith('"') && (before === '{' || before === ',');
    if (isKey && isSecond(frame, token)) repeated.add(placeIn(frame));
    if (!isKey) step(stack, frame, token);
    before = token;
  }
  return [...repeated];
}

/** Goes on to a key of a map; whether it has been there before. */
function isSecond(frame: Frame, token: string): boolean {
  frame.key = JSON.parse(token) as string;
  const wasThere = frame.keys?.has(frame.key) ?? false;
  frame.keys?.add(frame.key);
  return wasThere;
}

function step(stack: Frame[], frame: Frame | undefined, token: string): void {
  if (token === '{') stack.push({path: placeIn(frame), keys: new Set(), index: 0});
  if (token === '[') stack.push({path: placeIn(frame), index: 0});
  if (token === '}' || token === ']') stack.pop();
  if (token === ',' && frame) frame.index++;
}

/** The path of what follows in a frame. */
function placeIn(frame: Frame | undefined): string {
  if (!frame) return '';
  if (!frame.keys) return `${frame.path}[${frame.index}]`;
  return frame.path ? `${frame.path}.${frame.key}` : (frame.key ?? '');
}
