const VOID = new Set(['meta', 'br']);
const TAG = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/y;

/**
 * Walks markup tag by tag and returns the names of all elements in order. It is stricter than a browser: every `<` must
 * begin a whole tag with quoted attributes, every element must be closed, every `&` must begin an entity.
 *
 * @throws Error where the markup is not well formed.
 */
export function elementsOf(markup: string): string[] {
  const body = markup.replace(/^<\?xml [^?]*\?>\s*|^<!doctype html>\s*/i, '');
  const seen: string[] = [];
  const open: string[] = [];
  for (let at = body.indexOf('<'); at >= 0; at = body.indexOf('<', at)) {
    TAG.lastIndex = at;
    const tag = TAG.exec(body);
    if (!tag) throw new Error(`not a tag: ${body.slice(at, at + 60)}`);
    const [whole, closing, name = '', , empty] = tag;
    if (closing) {
      const last = open.pop();
      if (last !== name) throw new Error(`</${name}> closes <${last}>`);
    } else {
      seen.push(name);
      if (!empty && !VOID.has(name)) open.push(name);
    }
    at += whole.length;
  }
  if (open.length) throw new Error(`never closed: ${open.join(', ')}`);
  const bare = /&(?!(?:amp|lt|gt|quot|#39);)/.exec(body);
  if (bare) throw new Error(`not an entity: ${body.slice(bare.index, bare.index + 40)}`);
  return seen;
}
