import {createHash, randomBytes, timingSafeEqual} from 'node:crypto';
import {Secret} from '../../lib/secret.js';
import type {LiveRole} from './roles.js';

/** Somebody who takes part. */
export interface Participant {
  /** Such as `p3`. */
  id: string;
  name: string;
  role: string;
  via: 'web' | 'terminal';
  isRemoved: boolean;
  /** The user of the cluster, where they have an account. */
  user?: string;
}

/** What is kept of a roster so that a conductor that was killed can go on with the same people. */
export interface SavedRoster {
  codes: Record<string, string>;
  people: (Participant & {tokens: string[]})[];
}

/** Crockford's base 32: no letters that are taken for others. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Eight characters of 40 bits, as people read them out: `K7QM-2XRD`. */
export function newCode(): string {
  const text = [...randomBytes(8)].map(byte => ALPHABET[byte % 32]).join('');
  return `${text.slice(0, 4)}-${text.slice(4)}`;
}

/** A code as somebody typed it: without dashes and spaces, O for 0, I and L for 1. */
const plainCode = (typed: string): string =>
  typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Who takes part, in which role, and by which token they are known. Tokens are kept as hashes only. */
export class Roster {
  readonly #people = new Map<string, Participant>();
  readonly #byHash = new Map<string, string>();
  readonly #codes = new Map<string, string>();

  constructor(
    readonly roles: readonly LiveRole[],
    saved?: SavedRoster,
  ) {
    for (const {id} of roles) this.#codes.set(id, saved?.codes[id] ?? newCode());
    for (const {tokens, ...person} of saved?.people ?? []) {
      this.#people.set(person.id, person);
      for (const hash of tokens) this.#byHash.set(hash, person.id);
    }
  }

  get people(): readonly Participant[] {
    return [...this.#people.values()];
  }

  /** The code of a role. */
  codeOf = (role: string): Secret => new Secret(this.#codes.get(role) ?? '');

  roleOf({role}: Pick<Participant, 'role'>): LiveRole {
    const found = this.roles.find(({id}) => id === role);
    if (!found) throw new Error(`no role ${role}`);
    return found;
  }

  /** The role that a code opens. Every code is compared, so that time tells nothing. */
  roleFor(typed: string): LiveRole | undefined {
    const given = Buffer.from(hashOf(plainCode(typed)));
    let found: LiveRole | undefined;
    for (const role of this.roles) {
      const own = Buffer.from(hashOf(plainCode(this.#codes.get(role.id) ?? '')));
      if (timingSafeEqual(given, own)) found = role;
    }
    return found;
  }

  /** Takes somebody in, with a token of 256 bits. A name that is taken gets a number. */
  add(name: string, role: string, via: Participant['via']): {person: Participant; token: Secret} {
    const person: Participant = {
      id: `p${this.#people.size + 1}`,
      name: this.#freeName(name),
      role,
      via,
      isRemoved: false,
    };
    this.#people.set(person.id, person);
    return {person, token: this.#newToken(person.id)};
  }

  /** Another token for somebody who is known: to the conductor's own screen alone. */
  tokenFor = ({id}: Participant): Secret => this.#newToken(id);

  /** Who a token belongs to; nobody whose part was ended. */
  byToken(token: string): Participant | undefined {
    const person = this.#people.get(this.#byHash.get(hashOf(token)) ?? '');
    return person?.isRemoved ? undefined : person;
  }

  byId = (id: string): Participant | undefined => this.#people.get(id);

  /** People who have a role now. */
  inRole = (role: string): Participant[] => this.people.filter(person => person.role === role && !person.isRemoved);

  /** Ends somebody's part; their token is worth nothing from now on. */
  remove(id: string): void {
    const person = this.#people.get(id);
    if (person) person.isRemoved = true;
  }

  /** One person who has joined twice is one from now on: who comes with a token of `id` is `into`. */
  merge(id: string, into: string): void {
    for (const [hash, owner] of this.#byHash) if (owner === id) this.#byHash.set(hash, into);
    this.remove(id);
  }

  /** For the file from which a killed conductor goes on. */
  save(): SavedRoster {
    const tokensOf = (id: string) => [...this.#byHash].flatMap(([hash, owner]) => (owner === id ? [hash] : []));
    return {
      codes: Object.fromEntries(this.#codes),
      people: this.people.map(person => ({...person, tokens: tokensOf(person.id)})),
    };
  }

  #newToken(person: string): Secret {
    const token = randomBytes(32).toString('base64url');
    this.#byHash.set(hashOf(token), person);
    return new Secret(token);
  }

  /** Letters that look alike make one name: who calls themselves as somebody else does gets a number. */
  #freeName(wanted: string): string {
    const taken = new Set(this.people.map(({name}) => skeleton(name)));
    if (!taken.has(skeleton(wanted))) return wanted;
    for (let number = 2; ; number++) {
      const name = `${wanted} (${number})`;
      if (!taken.has(skeleton(name))) return name;
    }
  }
}

/** Letters of other scripts that are taken for Latin ones at a glance. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  ...{а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', у: 'y', х: 'x', і: 'i', ј: 'j', ѕ: 's', ԁ: 'd', ӏ: 'l', к: 'k', м: 'm'},
  ...{
    т: 't',
    в: 'b',
    н: 'h',
    ο: 'o',
    α: 'a',
    ρ: 'p',
    ν: 'v',
    ι: 'i',
    κ: 'k',
    τ: 't',
    υ: 'u',
    χ: 'x',
    '0': 'o',
    '1': 'l',
    i: 'l',
  },
};

/** What a name looks like. */
const skeleton = (name: string): string =>
  [...name.normalize('NFKC').toLowerCase()].map(letter => LOOKALIKES[letter] ?? letter).join('');
