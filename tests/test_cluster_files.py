"""conf/cluster: what Ray and Kubernetes would refuse is found here; no cluster is started.

Ray's cluster file is checked by Ray's own schema and loader. Of Kubernetes files the built-in kinds, and the pod templates
inside the RayJob, are checked by Kubernetes' schemas (kubernetes-validate ships them); the RayJob's own fields by the schema
below, which holds the fields of ray.io/v1 that the file uses and no others.
"""

import ast
import json
from pathlib import Path

import pytest
import ray
import yaml

from cads_ray.command.door import compose
from cads_ray.config import CONF_DIR

jsonschema = pytest.importorskip("jsonschema")
kubernetes = pytest.importorskip("kubernetes_validate")
CLUSTER = CONF_DIR / "cluster"
START = {"type": "object", "additionalProperties": {"type": "string"}}  # ray start's flags: texts, not numbers
HEAD = {
    "type": "object",
    "required": ["template", "rayStartParams"],
    "additionalProperties": False,
    "properties": {"rayStartParams": START, "template": {"type": "object", "required": ["spec"]}},
}
WORKERS = {
    "type": "object",
    "required": ["groupName", "template", "rayStartParams"],
    "additionalProperties": False,
    "properties": HEAD["properties"]
    | {"groupName": {"type": "string"}}
    | {key: {"type": "integer", "minimum": 0} for key in ("replicas", "minReplicas", "maxReplicas")},
}
RAYJOB = {
    "type": "object",
    "required": ["apiVersion", "kind", "metadata", "spec"],
    "properties": {
        "apiVersion": {"const": "ray.io/v1"},
        "kind": {"const": "RayJob"},
        "metadata": {"type": "object", "required": ["name"]},
        "spec": {
            "type": "object",
            "required": ["entrypoint", "rayClusterSpec"],
            "additionalProperties": False,
            "properties": {
                "entrypoint": {"type": "string"},
                "submissionMode": {"enum": ["K8sJobMode", "HTTPMode", "InteractiveMode", "SidecarMode"]},
                "backoffLimit": {"type": "integer", "minimum": 0},
                "shutdownAfterJobFinishes": {"type": "boolean"},
                "ttlSecondsAfterFinished": {"type": "integer", "minimum": 0},
                "rayClusterSpec": {
                    "type": "object",
                    "required": ["headGroupSpec"],
                    "additionalProperties": False,
                    "properties": {
                        "rayVersion": {"type": "string"},
                        "enableInTreeAutoscaling": {"type": "boolean"},
                        "headGroupSpec": HEAD,
                        "workerGroupSpecs": {"type": "array", "items": WORKERS},
                    },
                },
            },
        },
    },
}


def documents(name: str) -> list[dict]:
    return list(yaml.safe_load_all((CLUSTER / name).read_text()))


def test_rays_cluster_file_holds_by_rays_schema():
    (cluster,) = documents("ray_cluster.yaml")
    schema = json.loads((Path(ray.__file__).parent / "autoscaler" / "ray-schema.json").read_text())
    jsonschema.validate(cluster, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(cluster | {"max_wokers": 1}, schema)
    assert cluster["head_node_type"] in cluster["available_node_types"]
    image = cluster["docker"]["image"]
    assert image == f"rayproject/ray:{'.'.join(ray.__version__.split('.')[:2])}.0-py311"


def test_the_rayjob_holds_by_its_fields_and_its_pods_by_kubernetes_schema():
    (job,) = documents("rayjob.yaml")
    jsonschema.validate(job, RAYJOB)
    spec = job["spec"]["rayClusterSpec"]
    for group in (spec["headGroupSpec"], *spec["workerGroupSpecs"]):
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "pod"}, "spec": group["template"]["spec"]}
        kubernetes.validate(pod, "1.30", strict=True)
        assert group["template"]["spec"]["containers"][0]["image"].startswith("registry.example.org/")
    workers = spec["workerGroupSpecs"][0]
    assert workers["minReplicas"] <= workers["replicas"] <= workers["maxReplicas"]


def test_the_models_beside_the_run_hold_by_kubernetes_schemas():
    deployment, service = documents("vllm.yaml")
    for document in (deployment, service):
        kubernetes.validate(document, "1.30", strict=True)
    assert service["spec"]["selector"] == deployment["spec"]["selector"]["matchLabels"]
    with pytest.raises(kubernetes.ValidationError):
        kubernetes.validate(deployment | {"spec": deployment["spec"] | {"replicsa": 1}}, "1.30", strict=True)


@pytest.mark.parametrize("name", ["ray_cluster.yaml", "rayjob.yaml"])
def test_the_command_of_the_file_is_one_that_composes(name):
    text = (CLUSTER / name).read_text()
    command = next(line for line in text.splitlines() if "python -m cads_ray.run" in line).partition("cads_ray.run")[2]
    config = compose(command.strip().rstrip("'").split())
    assert config.ray.address == "auto"
    assert config.out.startswith("s3://")
    assert config.dataflow.max_actors > 1


def test_serve_llm_uses_what_ray_has():
    tree = ast.parse((CLUSTER / "serve_llm.py").read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    there = ast.parse((Path(ray.__file__).parent / "serve" / "llm" / "__init__.py").read_text())
    assert names <= {node.name for node in ast.walk(there) if isinstance(node, ast.ClassDef | ast.FunctionDef)}


def test_no_key_lies_in_the_files():
    for file in CLUSTER.iterdir():
        text = file.read_text().replace("OPENAI_API_KEY=...", "").replace("AWS_ACCESS_KEY_ID=...", "")
        assert "_KEY=" not in text
        assert "sk-" not in text
