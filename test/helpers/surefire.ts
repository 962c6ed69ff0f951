import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {validateXML} from 'xmllint-wasm';
import {packaged} from '../../src/lib/paths.js';

const schema = readFileSync(join(packaged('test'), 'fixtures', 'surefire-report.xsd'), 'utf8');

/** What libxml2 has against a report by the schema of Surefire. */
export async function complaints(xml: string): Promise<string[]> {
  const {errors} = await validateXML({xml: [{fileName: 'junit.xml', contents: xml}], schema: [schema]});
  return errors.map(({message}) => message);
}
