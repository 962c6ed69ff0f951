/**
 * A map of constants that is asked with words from outside: it has the keys that it is given and no others. A plain
 * object would answer `constructor` or `toString` with what every object inherits.
 */
export const dictionary = <T extends object>(entries: T): T => Object.assign(Object.create(null), entries) as T;

/** What a map that was read from a file itself has under a key; never what it inherits. */
export const ownValue = <T>(map: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  map && Object.hasOwn(map, key) ? map[key] : undefined;

/** Sets a key of a map whatever the key is: by assignment `__proto__` would become what the map inherits. */
export function put<T>(map: Record<string, T>, key: string, value: T): void {
  Object.defineProperty(map, key, {value, writable: true, enumerable: true, configurable: true});
}
