import {type PolicyFile, readPolicy} from '../audit/policy-file.js';
import {packaged} from '../lib/paths.js';
import type {ClusterRequest} from './request.js';

/** The audit policy of a cluster that is made: the user's, else the one of the package. */
export const policyFor = ({auditPolicy}: Pick<ClusterRequest, 'auditPolicy'>): PolicyFile =>
  auditPolicy ?? readPolicy(packaged('audit-policy.yaml'));
