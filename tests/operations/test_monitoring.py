"""Dashboard and alert rules ask only for what the worker exports, and the dashboard shows all of it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import Metric, generate_latest
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.parser import text_string_to_metric_families

from stream import metrics

ROOT = Path(__file__).parents[2]
OPERATIONS = ROOT / "stream" / "operations"
DASHBOARD: dict[str, Any] = json.loads((OPERATIONS / "grafana/dashboards/wirestream.json").read_text("utf-8"))
PANELS: list[dict[str, Any]] = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
ALERTS: dict[str, Any] = yaml.safe_load((OPERATIONS / "prometheus/alerts.yml").read_text("utf-8"))
RULES: list[dict[str, Any]] = [rule for group in ALERTS["groups"] for rule in group["rules"]]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))

EXPRESSIONS = {
    **{f"{panel['title']} {target['refId']}": target["expr"] for panel in PANELS for target in panel["targets"]},
    **{rule["alert"]: rule["expr"] for rule in RULES},
}
# Made by Prometheus itself, for each target that it asks.
OF_PROMETHEUS = {"up"}
LABELS_OF_PROMETHEUS = {"instance", "job", "le"}
_SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
_GROUPING = r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)"
_OPERATORS = {"and", "or", "unless", "bool", "offset"}


def _families() -> Iterator[Metric]:
    """What /metrics renders of ours."""
    for family in text_string_to_metric_families(generate_latest().decode()):
        if family.name.startswith("wirestream_"):
            yield family


EXPORTED = {family.name + suffix: family.name for family in _families() for suffix in _SUFFIXES[family.type]}
"""Name that an expression may ask for → metric."""
LABELS = {
    next(iter(metric.describe())).name: set(metric._labelnames)
    for metric in vars(metrics).values()
    if isinstance(metric, MetricWrapperBase)
}


def _asked(expression: str) -> set[str]:
    """The metrics that a PromQL expression names: what is neither label, function, operator nor duration."""
    bare = re.sub(r'\{[^}]*\}|\[[^\]]*\]|"[^"]*"', " ", re.sub(_GROUPING, " ", expression))
    return set(re.findall(r"\b[a-zA-Z_]\w*\b(?!\s*\()", bare)) - _OPERATORS


def _labels(expression: str) -> set[str]:
    grouped = {label.strip() for labels in re.findall(_GROUPING, expression) for label in labels.split(",")}
    return grouped | set(re.findall(r"[{,]\s*(\w+)\s*[=!]", expression))


def test_names_are_read_from_an_expression() -> None:
    expression = 'histogram_quantile(0.5, sum by (le, step) (rate(a_bucket{instance=~"$worker",x!="y"}[5m]))) or vector(0) > b'

    assert _asked(expression) == {"a_bucket", "b"}
    assert _labels(expression) == {"le", "step", "instance", "x"}


@pytest.mark.parametrize("expression", EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_expression_asks_only_for_what_is_exported(expression: str) -> None:
    asked = _asked(expression)

    assert asked
    assert asked <= EXPORTED.keys() | OF_PROMETHEUS


@pytest.mark.parametrize("expression", EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_expression_uses_only_labels_that_its_metrics_have(expression: str) -> None:
    known = {label for name in _asked(expression) - OF_PROMETHEUS for label in LABELS[EXPORTED[name]]}

    assert _labels(expression) <= known | LABELS_OF_PROMETHEUS


@pytest.mark.parametrize("metric", sorted(set(EXPORTED.values())))
def test_metric_is_on_a_panel(metric: str) -> None:
    shown = {EXPORTED[name] for panel in PANELS for target in panel["targets"] for name in _asked(target["expr"])}

    assert metric in shown


@pytest.mark.parametrize("metric", sorted(LABELS))
def test_label_is_not_one_that_prometheus_gives_itself(metric: str) -> None:
    """It would rename ours, and a panel that groups by it would group by the scrape's."""
    assert LABELS[metric].isdisjoint({"job", "instance"})


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: str(panel["title"]))
def test_panel_says_what_it_shows(panel: dict[str, Any]) -> None:
    assert panel["description"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_rule_names_only_labels_that_its_expression_keeps(rule: dict[str, Any]) -> None:
    named = set(re.findall(r"\$labels\.(\w+)", " ".join(rule["annotations"].values())))

    assert rule["labels"]["severity"] in {"warning", "critical"}
    assert named <= _labels(rule["expr"]) | ({"instance"} if "up" in _asked(rule["expr"]) else set())


@pytest.mark.parametrize("service", ["prometheus", "grafana"])
def test_compose_mounts_folders_that_exist(service: str) -> None:
    mounted = [volume.partition(":")[0] for volume in COMPOSE["services"][service]["volumes"]]
    folders = [folder for folder in mounted if folder.startswith(".")]

    assert folders
    assert [folder for folder in folders if not any((ROOT / folder).iterdir())] == []


@pytest.mark.parametrize("service", sorted(COMPOSE["services"]))
def test_compose_publishes_ports_on_this_machine_only(service: str) -> None:
    ports = COMPOSE["services"][service].get("ports", [])

    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_monitoring_comes_only_when_asked_for() -> None:
    asked = {name for name, service in COMPOSE["services"].items() if service.get("profiles") == ["monitoring"]}

    assert asked == {"prometheus", "grafana"}


def test_dashboard_reads_the_data_source_that_is_provisioned() -> None:
    sources = yaml.safe_load((OPERATIONS / "grafana/provisioning/datasources/prometheus.yml").read_text("utf-8"))

    assert [source["type"] for source in sources["datasources"]] == ["prometheus"]
    assert {panel["datasource"]["uid"] for panel in PANELS} == {"${source}"}
