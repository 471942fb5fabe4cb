#!/usr/bin/env bash
# Builds stand-ins for public images where no registry can be reached: a Debian root file system from
# its package mirror, a Java runtime, Kafka from Maven's cache, MinIO from its sources.
#
#   deploy/images/local.sh [java-21] [java-25] [kafka] [minio]     (all of them)
#
# Needs root, docker, debootstrap, and for MinIO go. The images are called baton-local/java:21,
# baton-local/java:25, baton-local/kafka:4.4.0 and baton-local/minio:latest; use them by name:
#
#   JAVA_IMAGE=baton-local/java:25 KAFKA_IMAGE=baton-local/kafka:4.4.0 MINIO_IMAGE=baton-local/minio:latest \
#     docker compose -f deploy/compose/compose.yaml up --build
set -euo pipefail

readonly debian=trixie mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
readonly kafka_version=4.4.0
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
readonly here dist="$here/../target/dist"
work=$(mktemp -d)
readonly work
trap 'rm -rf "$work"' EXIT

main() {
  [ $# -gt 0 ] || set -- java-21 java-25 kafka minio
  if [ "$(id -u)" -ne 0 ]; then
    echo "local.sh: debootstrap needs root" >&2
    exit 1
  fi
  local image
  for image in "$@"; do
    case $image in
      java-21) java 21 ;;
      java-25) java 25 ;;
      kafka) kafka ;;
      minio) minio ;;
      *)
        echo "local.sh: \"$image\" is unknown: give java-21, java-25, kafka or minio" >&2
        exit 2
        ;;
    esac
  done
}

# Builds image $1 from the files in folder $2, which has a Dockerfile.
build() {
  echo "Building $1"
  DOCKER_BUILDKIT=0 docker build -q -t "$1" "$2" >/dev/null
}

need() {
  command -v "$1" >/dev/null || { echo "local.sh: $1 is missing: install it" >&2; exit 1; }
}

has() {
  docker image inspect "$1" >/dev/null 2>&1
}

root() {
  has baton-local/debian:$debian && return
  need debootstrap
  echo "Fetching Debian $debian"
  debootstrap --variant=minbase --include=ca-certificates,curl "$debian" "$work/root" "$mirror" >"$work/log" ||
    { tail "$work/log" >&2; exit 1; }
  tar -C "$work/root" -c . | docker import - baton-local/debian:$debian >/dev/null
}

java() {
  has "baton-local/java:$1" && return
  root
  mkdir -p "$work/java-$1"
  cat >"$work/java-$1/Dockerfile" <<END
FROM baton-local/debian:$debian
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends openjdk-$1-jre-headless \\
    && rm -rf /var/lib/apt/lists/*
END
  build "baton-local/java:$1" "$work/java-$1"
}

# Kafka as in apache/kafka: /etc/kafka/docker/run reads KAFKA_* variables, formats and starts.
kafka() {
  has baton-local/kafka:$kafka_version && return
  java 25
  [ -d "$dist/lib-local" ] || {
    echo "local.sh: Kafka's jars are not built yet: ./baton version" >&2
    exit 1
  }
  mkdir -p "$work/kafka"
  cp -r "$dist/lib-local" "$work/kafka/lib"
  cp "$here/kafka-run.sh" "$work/kafka/run"
  cat >"$work/kafka/Dockerfile" <<END
FROM baton-local/java:25
COPY lib /opt/kafka/libs
COPY run /etc/kafka/docker/run
RUN mkdir -p /var/lib/kafka/data && chmod 755 /etc/kafka/docker/run
CMD ["/etc/kafka/docker/run"]
END
  build baton-local/kafka:$kafka_version "$work/kafka"
}

minio() {
  has baton-local/minio:latest && return
  root
  need go
  mkdir -p "$work/minio"
  GOBIN="$work/minio" go install github.com/minio/minio@latest
  cat >"$work/minio/Dockerfile" <<END
FROM baton-local/debian:$debian
COPY minio /usr/bin/minio
RUN mkdir -p /data
EXPOSE 9000
ENTRYPOINT ["minio"]
CMD ["server", "/data"]
END
  build baton-local/minio:latest "$work/minio"
}

main "$@"
