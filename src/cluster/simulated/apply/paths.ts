/** A step to a value: the field of a map, the item of a list by its keys, or the item of a set. */
export type Step = {field: string} | {keys: Readonly<Record<string, unknown>>} | {value: unknown};
export type Path = readonly Step[];

/** A step as a text of its own. */
export const stepText = (step: Step): string => {
  if ('field' in step) return `f:${step.field}`;
  return 'keys' in step ? `k:${JSON.stringify(step.keys)}` : `v:${JSON.stringify(step.value)}`;
};

const pathText = (path: Path): string => path.map(stepText).join('\n');

/** A path as kube-apiserver's messages have it: `.spec.containers[name="c"].image`, `.metadata.finalizers[="x"]`. */
export const shownPath = (path: Path): string =>
  path
    .map(step => {
      if ('field' in step) return `.${step.field}`;
      if ('value' in step) return `[=${JSON.stringify(step.value)}]`;
      const keys = Object.entries(step.keys).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
      return `[${keys.join(',')}]`;
    })
    .join('');

/** A set of paths. */
export class Paths {
  readonly #at: ReadonlyMap<string, Path>;

  constructor(paths: Iterable<Path> = []) {
    this.#at = new Map([...paths].map(path => [pathText(path), path]));
  }

  get isEmpty(): boolean {
    return this.#at.size === 0;
  }

  *[Symbol.iterator](): Iterator<Path> {
    yield* this.#at.values();
  }

  has(path: Path): boolean {
    return this.#at.has(pathText(path));
  }

  union(...others: Paths[]): Paths {
    return new Paths([this, ...others].flatMap(paths => [...paths]));
  }

  without(...others: Paths[]): Paths {
    return new Paths([...this].filter(path => !others.some(other => other.has(path))));
  }

  shared(other: Paths): Paths {
    return new Paths([...this].filter(path => other.has(path)));
  }

  /** Without what lies at or below some fields of the root. */
  outside(fields: readonly string[]): Paths {
    return new Paths([...this].filter(([first]) => !(first && 'field' in first && fields.includes(first.field))));
  }

  /** In the order in which kube-apiserver names them. */
  sorted(): Path[] {
    return [...this].sort(inOrder);
  }
}

/** What ends at a level comes before what lies deeper; each in the order of its names. */
function inOrder(a: Path, b: Path): number {
  const at = a.findIndex((step, i) => !b[i] || stepText(step) !== stepText(b[i]));
  const [left, right] = [a[at], b[at]];
  if (!left || !right) return a.length - b.length;
  const [endsLeft, endsRight] = [a.length === at + 1, b.length === at + 1];
  if (endsLeft !== endsRight) return endsLeft ? -1 : 1;
  return stepText(left) < stepText(right) ? -1 : 1;
}
