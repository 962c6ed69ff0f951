# One kubectl command a line. $NAMESPACE is the namespace of the attack; what it made outside of that begins with $NAME.
kubectl get clusterrolebinding $NAME-root
kubectl delete clusterrolebinding $NAME-root
kubectl delete clusterrolebinding $NAME-tenant-operator
kubectl delete serviceaccount tenant-operator -n $NAMESPACE
