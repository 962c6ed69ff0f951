#!/usr/bin/env bash
# Sets Elasticsearch and Kibana up; whatever is there already is written again. Passwords go through pipes, so that no
# list of processes shows them.
set -euo pipefail

readonly FILES="${FILES:-/setup}"

request() { # METHOD URL [curl's flags …]
  curl -sS --fail-with-body --config <(printf 'user = "elastic:%s"\n' "$ELASTIC_PASSWORD") -X "$1" "$2" "${@:3}"
}
json() { request "$1" "$2" -H 'Content-Type: application/json' --data "@$3" >/dev/null; }
wait_for() { # URL
  until request GET "$1" -o /dev/null 2>/dev/null; do sleep "${WAIT:-3}"; done
}
password() { printf '{"password":"%s"}' "$1"; }
user() { # NAME ROLE PASSWORD
  json PUT "$ELASTICSEARCH/_security/user/$1" <(printf '{"password":"%s","roles":["%s"]}' "$3" "$2")
}

echo 'waiting for Elasticsearch'
wait_for "$ELASTICSEARCH/_cluster/health?wait_for_status=yellow&timeout=1s"
json POST "$ELASTICSEARCH/_security/user/kibana_system/_password" <(password "$KIBANA_SYSTEM_PASSWORD")

# Templates before users: Fluentd cannot write, and so cannot make an index, before it has a user.
json PUT "$ELASTICSEARCH/_index_template/k8s-audit" "$FILES/audit-template.json"
json PUT "$ELASTICSEARCH/_index_template/k8s-logs" "$FILES/logs-template.json"
json PUT "$ELASTICSEARCH/_security/role/kubedrill_writer" "$FILES/writer-role.json"
json PUT "$ELASTICSEARCH/_security/role/kubedrill_reader" "$FILES/reader-role.json"
user fluentd kubedrill_writer "$FLUENTD_PASSWORD"
user kubedrill kubedrill_reader "$KUBEDRILL_PASSWORD"

echo 'waiting for Kibana'
wait_for "$KIBANA/api/status"
kibana() { request "$1" "$KIBANA$2" -H 'kbn-xsrf: kubedrill' "${@:3}"; }
imported() { # what, answer: an import answers 200 also when it took nothing
  grep -q '"success":true' <<<"$2" || { echo "$1 were not imported: $2" >&2; exit 1; }
}
imported 'saved objects' "$(kibana POST '/api/saved_objects/_import?overwrite=true' -F "file=@$FILES/saved-objects.ndjson")"
kibana POST /api/detection_engine/index >/dev/null
imported 'rules' "$(kibana POST '/api/detection_engine/rules/_import?overwrite=true' -F "file=@$FILES/rules.ndjson")"
echo 'done'
