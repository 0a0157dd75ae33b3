"""Prints how many readings the two areas of a dashboard count, asked as a client without a login.

usage: python count.py STREAM
"""
import json
import sys
from urllib.request import Request, urlopen

SUPERSET = "http://localhost:8088"


def get(path):
    with urlopen(SUPERSET + path) as answer:
        return json.load(answer)["result"]


def count(dashboard, chart, metric):
    dataset = int(chart["form_data"]["datasource"].split("__")[0])
    query = {
        "datasource": {"id": dataset, "type": "table"},
        "queries": [{"metrics": [metric], "columns": [], "row_limit": 10}],
        "form_data": {"slice_id": chart["id"], "dashboardId": dashboard},
        "result_format": "json",
        "result_type": "full",
    }
    request = Request(
        SUPERSET + "/api/v1/chart/data",
        json.dumps(query).encode(),
        {"Content-Type": "application/json"},
    )
    with urlopen(request) as answer:
        (row,) = json.load(answer)["result"][0]["data"]
    return int(row["n"])


stream = sys.argv[1]
dashboard = get(f"/api/v1/dashboard/{stream}")["id"]
charts = get(f"/api/v1/dashboard/{stream}/charts")
counted = []
for end, sql in (("readings", "COUNT(*)"), ("windows", "SUM(readings)")):
    (chart,) = [c for c in charts if c["slice_name"].endswith("from the " + end)]
    metric = {"expressionType": "SQL", "sqlExpression": sql, "label": "n"}
    counted.append(f"{count(dashboard, chart, metric)} from the {end}")
print(", ".join(counted))
