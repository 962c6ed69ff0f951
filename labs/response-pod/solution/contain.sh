# One kubectl command a line. $NAMESPACE is the namespace of the attack; what it made outside of that begins with $NAME.
kubectl get pod node-tuner -n $NAMESPACE
kubectl delete serviceaccount deployer -n $NAMESPACE
kubectl delete pod node-tuner -n $NAMESPACE --now
