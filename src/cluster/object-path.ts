const OBJECT = /^\/(api\/v1|apis\/[\w.-]+\/[\w.-]+)(\/namespaces\/[\w.-]+)?\/[\w.-]+\/[\w.:~-]+$/;

/** Whether an API path names one object: not a collection, a subresource, a query, or a way around. */
export const isObjectPath = (path: string): boolean => OBJECT.test(path) && !/\/\.{1,2}(\/|$)/.test(path);
