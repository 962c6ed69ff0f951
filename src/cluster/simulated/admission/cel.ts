import {Environment} from '@marcbachmann/cel-js';

/** What an expression of an admission policy can name. */
const NAMES = ['object', 'oldObject', 'request', 'namespaceObject', 'variables', 'params'] as const;

export type CelContext = Partial<Record<(typeof NAMES)[number], unknown>>;
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
