import {type Command, Option} from 'commander';
import {CLUSTER_KINDS} from '../../events/words.js';

/** The flags that say which cluster a command works on, and how one is made. */
export const clusterOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--cluster <kind>', `${CLUSTER_KINDS.join(', ')}, or auto: kind if it is available`).default('auto'),
    )
    .option('--reuse [name]', 'run on a running kind cluster instead of a new one')
    .option('--context <name>', 'with --cluster existing: the context of your kubeconfig, or in-cluster in a pod')
    .option(
      '--yes-this-cluster <name>',
      'the same name again, where there is no terminal to type it; in-cluster: the UID of kube-system',
    )
    .option('--audit-log <file>', 'with --cluster existing: a file that its API server writes its audit log to')
    .option('--assets <dir>', 'with --cluster envtest: folder of kube-apiserver and etcd (also KUBEBUILDER_ASSETS)')
    .option('--keep', 'leave the cluster up afterwards')
    .option('--node-image <image>', 'node image of the kind cluster (also KUBEDRILL_NODE_IMAGE)')
    .option('--kind-config <file>', "kind's configuration")
    .option('--audit-policy <file>', 'audit policy of a new cluster, or the one that an existing cluster runs with');
