#!/usr/bin/env bash
# Starts Kafka in the stand-in image: KAFKA_SOME_KEY=v becomes some.key=v, as in apache/kafka.
set -euo pipefail

readonly file=/tmp/server.properties
env | grep '^KAFKA_[A-Z_]*=' | while IFS='=' read -r name value; do
  key=${name#KAFKA_}
  echo "$(tr 'A-Z_' 'a-z.' <<<"$key")=$value"
done >"$file"

kafka() {
  exec java -Xmx400m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow -cp '/opt/kafka/libs/*' "$@"
}

(kafka kafka.tools.StorageTool format --ignore-formatted -t "${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}" -c "$file")
kafka kafka.Kafka "$file"
