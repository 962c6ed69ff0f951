/** A test that needs what not every lab has, by the variable that says where that is. */
export type Needs = readonly (readonly [variable: string, file: string])[];

/** The files whose variable is not set, said loudly: what was not tested must not look like success. */
export function leftOut(needs: Needs, env: NodeJS.ProcessEnv): string[] {
  const absent = needs.filter(([variable]) => !env[variable]);
  for (const [variable, file] of absent) {
    process.stderr.write(`!!! ${variable} IS NOT SET: ${file} IS LEFT OUT, nothing of it was tested\n`);
  }
  return absent.map(([, file]) => file);
}
