#!/usr/bin/env bash
# Makes the passwords of a Druid with logins, once, in .env.logins, which git ignores:
#
#   deploy/logins.sh
#   docker compose --env-file .env --env-file .env.logins up -d
#
# The commands on this machine take the files of deploy/logins: ./tidemark audit --druid-config
# deploy/logins/druid-audit.properties. `deploy/logins.sh new` makes new passwords: the users get theirs
# with the next `up`; those of the administrator and of Druid's services stay in Druid's database, so
# delete the volumes first (down -v).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
umask 077

case ${1-} in
  '' | new) ;;
  *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
if [ -e .env.logins ] && [ "${1-}" != new ]; then
  echo 'the passwords in .env.logins stay; deploy/logins.sh new makes new ones'
  exit
fi

password() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }

rm -rf deploy/logins
mkdir deploy/logins
{
  echo '# made by deploy/logins.sh; keep it to yourself'
  echo 'COMPOSE_FILE=docker-compose.yml:deploy/logins.yml'
  echo "DRUID_INTERNAL_PASSWORD=$(password)"
  for role in admin attach audit dashboards; do
    secret=$(password)
    echo "DRUID_${role^^}_PASSWORD=$secret"
    echo "basic.auth.user.info=$role:$secret" > "deploy/logins/druid-$role.properties"
  done
} > .env.logins
echo 'made .env.logins and deploy/logins; now: docker compose --env-file .env --env-file .env.logins up -d'
