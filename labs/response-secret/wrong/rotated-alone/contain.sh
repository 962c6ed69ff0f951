# One kubectl command a line. $NAMESPACE is the namespace of the attack; what it made outside of that begins with $NAME.
kubectl patch secret database -n $NAMESPACE --type merge -p '{"data":{"password":"bmV3"}}'
