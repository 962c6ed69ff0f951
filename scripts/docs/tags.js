import {code} from '../../build/report/markdown/text.js';

/** Where a framework describes one of its techniques; the others have one page for all, or names that are no addresses. */
const ADDRESS = {attack: id => `https://attack.mitre.org/techniques/${id.replace('.', '/')}/`};

/** The id of a technique, linked where it has a page of its own. */
export const tagLink = (framework, id) => {
  const address = ADDRESS[framework]?.(id);
  return address ? `[${id}](${address})` : code(id);
};
