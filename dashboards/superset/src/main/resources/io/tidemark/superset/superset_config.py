"""Settings of Superset for the dashboards of this project, on one machine and in the container."""
import os

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = "sqlite:///" + os.environ["SUPERSET_DATABASE"] + "?check_same_thread=false"
# served on loopback without TLS
TALISMAN_ENABLED = False
# whoever reaches the port sees the dashboards, and of the data only what their datasets have
PUBLIC_ROLE_LIKE = "Public"
FEATURE_FLAGS = {"DASHBOARD_RBAC": True}
# the URI of the database names a user at most; the password is in the environment alone
SQLALCHEMY_CUSTOM_PASSWORD_STORE = lambda url: os.environ.get("DRUID_PASSWORD")  # noqa: E731
CACHE_CONFIG = {"CACHE_TYPE": "SimpleCache", "CACHE_DEFAULT_TIMEOUT": 5, "CACHE_THRESHOLD": 500}
DATA_CACHE_CONFIG = FILTER_STATE_CACHE_CONFIG = EXPLORE_FORM_DATA_CACHE_CONFIG = CACHE_CONFIG
# the menu of a page has a pixel of scarf.sh, which no setting turns off: a page loads from here, and the map its tiles
OVERRIDE_HTTP_HEADERS = {
    "Content-Security-Policy": "img-src 'self' blob: data: https://tile.openstreetmap.org;"
    " connect-src 'self' https://tile.openstreetmap.org"
}
