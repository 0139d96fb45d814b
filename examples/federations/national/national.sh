#!/bin/sh
# Two provinces with codes of their own recognise each other: one federation, two programmes.
# Everything is made in the folder that is given, which must not exist yet.
# An example with made-up people, not affiliated with any authority.
set -eu

[ $# -eq 1 ] || { echo "usage: national.sh FOLDER" >&2; exit 2; }
programmes=$(cd "$(dirname "$0")/../../programmes" && pwd)
mkdir "$1"
cd "$1"
port=${NATIONAL_PORT:-8000}
guangdong=http://127.0.0.1:$port
hubei=http://127.0.0.1:$((port + 1))
: "${HUEPASS_PASSPHRASE:=$(head -c 24 /dev/urandom | base64)}"
export HUEPASS_PASSPHRASE

echo "# Each province makes its issuer. The first one keeps the federation."
huepass init guangdong --id guangdong --name-en Guangdong --name-zh 广东 \
  --url "$guangdong" --federation national --programme "$programmes/yuekang.toml"
huepass init hubei --id hubei --name-en Hubei --name-zh 湖北 \
  --url "$hubei" --programme "$programmes/hubei-2.toml"

echo "# The second one is added: its public keys, and what its colours mean."
huepass federation export-issuer hubei -o hubei.json
huepass federation add-issuer guangdong hubei.json
huepass federation join hubei guangdong/federation/root-1.cbor \
  guangdong/federation/trust-list.cbor

echo "# People without a phone, whose document the community sees. There is no region 429999."
huepass staff add desk --role registrar --dir hubei > desk.token
huepass staff add doctor --role authority --authority hospital --dir hubei > doctor.token
person() { # comes with a document and reports; prints the person's number
  printf '{"number": "%s"}' "$1" |
    huepass person add --applicant community --channel offline --no-device \
      --document mainland-id --identity - --staff desk --dir hubei > number
  printf '{"fever": %s, "cough": false}' "$2" |
    huepass person report "$(cat number)" - --staff desk --dir hubei >&2
  cat number
}
well=$(person 429999198503120017 false)
feverish=$(person 429999198503120025 true)
ill=$(person 429999198503120033 false)
huepass person category "$ill" confirmed-case --reason laboratory --staff doctor --dir hubei
for who in well feverish ill; do
  eval "number=\$$who"
  huepass pass paper "$number" -o "$who.png" --dir hubei
done

echo "# Both services publish; a gate in Guangdong fetches once, and then needs no network."
huepass serve guangdong --port "$port" > guangdong.log &
first=$!
huepass serve hubei --port "$((port + 1))" > hubei.log &
second=$!
trap 'kill "$first" "$second"' EXIT
for log in guangdong.log hubei.log; do
  tries=0
  until [ -s "$log" ]; do # a service says so when it listens
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || { echo "a service did not start" >&2; exit 1; }
    sleep 0.1
  done
done
huepass gate init gate --root guangdong/federation/root-1.cbor --url "$guangdong"
huepass gate sync gate
kill "$first" "$second"
wait "$first" "$second" || true
trap - EXIT

echo "# Green passes, yellow is checked, red is refused: by level, and by Hubei's own label."
for who in well feverish ill; do
  huepass verify "$who.png" --gate gate --json || true # the exit status says the same
done
