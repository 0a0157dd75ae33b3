"""Fills Superset: schema, roles, administrator, and the dashboards of a folder. Can run again at any time.

Usage: provision.py FOLDER [DRUID_URI [STREAM]], in Superset's environment; of several streams in the folder only STREAM. Reads the
administrator's password from SUPERSET_ADMIN_PASSWORD, and the name of a PEM file that is trusted for Druid, if there is one, from
DRUID_CERTIFICATES.
"""
import os
import pathlib
import sys

import yaml

from superset.app import create_app



def only(files, stream):
    """The files of one stream: its dashboard, the charts in it, and their datasets."""
    name = f"dashboards/{stream}.yaml"
    if name not in files:
        sys.exit(f"expected {name} in {sys.argv[1]}; write it: ./tidemark describe --stream {stream} --write")
    nodes = yaml.safe_load(files[name])["position"].values()
    charts = {node["meta"]["uuid"] for node in nodes if isinstance(node, dict) and node["type"] == "CHART"}
    parsed = {path: yaml.safe_load(text) for path, text in files.items()}
    datasets = {file["dataset_uuid"] for file in parsed.values() if file.get("uuid") in charts}
    kept = charts | datasets
    return {
        path: text
        for path, text in files.items()
        if path == name or not path.startswith(("dashboards/", "charts/", "datasets/")) or parsed[path]["uuid"] in kept
    }


app = create_app()
with app.app_context():
    from flask_migrate import upgrade

    upgrade()

    from flask import g
    from superset import appbuilder, db, security_manager
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.models.dashboard import Dashboard

    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()
    admin = security_manager.find_user(username="admin")
    password = os.environ["SUPERSET_ADMIN_PASSWORD"]
    if admin is None:
        role = security_manager.find_role("Admin")
        admin = security_manager.add_user("admin", "Admin", "Admin", "admin@localhost", role, password)
    else:
        security_manager.reset_password(admin.id, password)
    g.user = admin

    root = pathlib.Path(sys.argv[1])
    files = {f.relative_to(root).as_posix(): f.read_text("utf-8") for f in sorted(root.rglob("*.yaml"))}
    if len(sys.argv) > 2:
        database = yaml.safe_load(files["databases/druid.yaml"])
        database["sqlalchemy_uri"] = sys.argv[2]
        if "DRUID_CERTIFICATES" in os.environ:
            # a new object: an alias of YAML makes one of all that are empty
            database["extra"]["engine_params"] = {"connect_args": {"ssl_verify_cert": os.environ["DRUID_CERTIFICATES"]}}
        files["databases/druid.yaml"] = yaml.safe_dump(database, sort_keys=False)
    if len(sys.argv) > 3:
        files = only(files, sys.argv[3])
    ImportAssetsCommand(files).run()

    public = security_manager.get_public_role()
    slugs = {yaml_file.split("/")[-1][:-5] for yaml_file in files if yaml_file.startswith("dashboards/")}
    for dashboard in db.session.query(Dashboard).filter(Dashboard.slug.in_(slugs)):
        dashboard.roles = [public]
    db.session.commit()
    print("imported", *sorted(slugs), flush=True)
