/** The schemas that ship with the package, each `schemas/NAME.schema.json`. */
export type SchemaName =
  | 'scenario'
  | 'drill'
  | 'procedure'
  | 'stack'
  | 'history'
  | 'fleet'
  | 'lab'
  | 'result'
  | 'workshop'
  | 'coverage';

/**
 * The public address of a schema, which is its `$id`: a file that names it can be copied anywhere, and editors find the
 * schema all the same.
 */
export const schemaUrl = (name: SchemaName): string =>
  `https://raw.githubusercontent.com/kubedrill/kubedrill/main/schemas/${name}.schema.json`;

/** The first line of a YAML file, by which editors with the YAML language server know its schema. */
export const schemaLine = (name: SchemaName): string => `# yaml-language-server: $schema=${schemaUrl(name)}`;
