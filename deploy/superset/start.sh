#!/bin/bash
# start.sh import: fills Superset with the dashboard of TIDEMARK_STREAM. start.sh serve: serves it.
# Secrets that the environment does not have are made once, in the volume.
set -euo pipefail
umask 077
home=${SUPERSET_HOME:-/app/superset_home}

secret() {
  [[ -s $home/$1 ]] || python -c 'import secrets; print(secrets.token_urlsafe(24), end="")' >"$home/$1"
  cat "$home/$1"
}

export SUPERSET_SECRET_KEY=${SUPERSET_SECRET_KEY:-$(secret secret-key)}
export SUPERSET_DATABASE=$home/superset.db SUPERSET_CONFIG_PATH=/app/tidemark/superset_config.py
export SCARF_ANALYTICS=false

case $1 in
  import)
    export SUPERSET_ADMIN_PASSWORD=${SUPERSET_ADMIN_PASSWORD:-$(secret admin-password)}
    exec python /app/tidemark/provision.py /app/assets \
      "druid://${DRUID_USER:+$DRUID_USER@}router:8888/druid/v2/sql/" "$TIDEMARK_STREAM"
    ;;
  serve)
    exec gunicorn --workers=1 --worker-class=gthread --threads=8 --timeout=120 --graceful-timeout=3 \
      --bind=0.0.0.0:8088 "superset.app:create_app()"
    ;;
esac
