# One kubectl command a line. $NAMESPACE is the namespace of the attack; what it made outside of that begins with $NAME.
kubectl delete serviceaccount tenant-operator -n $NAMESPACE
