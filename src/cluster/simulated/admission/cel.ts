import {Environment} from '@marcbachmann/cel-js';

/** What an expression of an admission policy can name. */
const NAMES = ['object', 'oldObject', 'request', 'namespaceObject', 'variables', 'params'] as const;

export type CelName = (typeof NAMES)[number];

/** Libraries of Kubernetes' own, which are not there: `quantity('1Gi')` is known by its overload that is missing. */
const LIBRARIES = ['authorizer', 'base64', 'format', 'lists', 'math', 'sets', 'strings', 'cel', 'jsonpatch'];

/** What an expression comes to, without a value: its type, what is wrong with it, or what is missing here. */
export type Checked = {type: string} | {error: string} | {unsupported: string};

/** Checks an expression in which `names` can be named, without evaluating it. */
export function typeOf(expression: string, names: readonly CelName[]): Checked {
  // Optional fields: `object.?a`, `object[?'a']`.
  if (/\.\?|\[\s*\?/.test(expression)) return {unsupported: 'optional fields'};
  try {
    const env = names.reduce((known, name) => known.registerVariable(name, 'dyn'), new Environment());
    const {valid, type, error} = env.parse(expression).check();
    if (valid) return {type: String(type)};
    const problem = String(error?.message ?? '').split('\n')[0] ?? '';
    const unknown = /^Unknown variable: (\w+)/.exec(problem)?.[1];
    if (unknown === undefined) return {unsupported: problem.replace(/^found no matching overload for /, '')};
    return LIBRARIES.includes(unknown)
      ? {unsupported: `the library ${unknown}`}
      : {error: `undeclared reference to '${unknown}' (in container '')`};
  } catch (error) {
    return {error: `Syntax error: ${(error as Error).message.split('\n')[0]}`};
  }
}

export type CelContext = Partial<Record<CelName, unknown>>;
export type CelProgram = (context: CelContext) => unknown;

const environment = NAMES.reduce((env, name) => env.registerVariable(name, 'dyn'), new Environment());
const programs = new Map<string, CelProgram>();

/**
 * Compiles an expression of the Common Expression Language, once for each text.
 *
 * @returns a program that throws where the evaluation of the expression is an error, such as a field that is not there.
 * @throws Error for a text that is none.
 */
export function compiled(expression: string): CelProgram {
  let program = programs.get(expression);
  if (!program) {
    const parsed = environment.parse(expression);
    program = context => parsed(Object.fromEntries(NAMES.map(name => [name, celValue(context[name] ?? null)])));
    programs.set(expression, program);
  }
  return program;
}

/** JSON as the language has it: whole numbers are integers there. */
function celValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(celValue);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(fields.map(([key, inner]) => [key, celValue(inner)]));
}
