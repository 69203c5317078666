"""The compose file of docs/opensearch.md: what it starts fits together, and holds no password."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from indexer.settings import OpenSearchSettings, load_settings, setting_variables
from tests.paths import REPOSITORY

FOLDER = REPOSITORY / "docs" / "compose"
VARIABLES = {"GLANE_OPENSEARCH_PASSWORD": "a password of the test", "PUBLICATIONS": "./publications"}
NODES = ("opensearch-1", "opensearch-2", "opensearch-3")
_VARIABLE = re.compile(r"\$(?:\$|\{(\w+)(?::([-?])([^}]*))?\})")


def filled_in(text: str, variables: dict[str, str]) -> str:
    """The text with its variables replaced, as `docker compose` does it. Raises KeyError for one that must be set."""

    def value(match: re.Match[str]) -> str:
        name, how, other = match.groups()
        if name is None:
            return "$"
        if found := variables.get(name):
            return found
        if how != "-":
            raise KeyError(name)
        return str(other)

    return _VARIABLE.sub(value, text)


def has_compose() -> bool:
    try:
        return not subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode
    except FileNotFoundError:
        return False


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """What would be started: asked of `docker compose config` where there is one, which knows the format better."""
    if has_compose():
        done = subprocess.run(
            ["docker", "compose", "--file", FOLDER / "compose.yaml", "config", "--format", "json"],
            env={**os.environ, **VARIABLES},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found
    loaded: dict[str, Any] = yaml.safe_load(filled_in((FOLDER / "compose.yaml").read_text(encoding="utf-8"), VARIABLES))
    return loaded


def volumes_of(service: dict[str, Any]) -> dict[str, str]:
    """Where what is mounted comes from, by its place in the container."""
    found = {}
    for volume in service.get("volumes", ()):
        if isinstance(volume, str):
            source, target = volume.split(":")[:2]
        else:
            source, target = volume["source"], volume["target"]
        found[target] = source
    return found


def test_compose_file_cannot_be_started_without_a_password() -> None:
    text = (FOLDER / "compose.yaml").read_text(encoding="utf-8")
    with pytest.raises(KeyError, match="GLANE_OPENSEARCH_PASSWORD"):
        filled_in(text, {**VARIABLES, "GLANE_OPENSEARCH_PASSWORD": ""})


def test_no_file_holds_a_password() -> None:
    """Wherever a password stands it is a variable, and the example leaves it empty."""
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            for line in path.read_text(encoding="utf-8").splitlines():
                if found := re.search(r"(?i)(?:password|hash)\w*\s*[:=]\s*(.*)", line.partition("#")[0]):
                    assert re.fullmatch(r'|"?\$\{(envbc\.)?GLANE_OPENSEARCH_PASSWORD(:\?.*)?\}"?', found[1]), line
    ignored = (REPOSITORY / ".gitignore").read_text(encoding="utf-8").split()
    assert ".env" in ignored


def test_every_image_is_of_one_version(compose: dict[str, Any]) -> None:
    versions = {service["image"] for service in compose["services"].values()}
    assert {image.partition(":")[0] for image in versions} == {"glane", "opensearchproject/opensearch"}
    assert all(re.search(r":\d+\.\d+\.\d+$", image) for image in versions)
    bases = re.findall(r"^FROM (\S+)", (FOLDER / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert bases
    assert all(re.search(r":\d+\.\d+\.\d+-", base) for base in bases)


def test_what_goes_on_running_is_watched_started_again_and_keeps_its_data(compose: dict[str, Any]) -> None:
    services = {name: service for name, service in compose["services"].items() if name != "certificates"}
    assert set(services) == {*NODES, "glane"}
    kept = {"glane": "/srv/glane", **dict.fromkeys(NODES, "/usr/share/opensearch/data")}
    for name, service in services.items():
        assert service["healthcheck"]["test"]
        assert service["restart"] == "unless-stopped"
        assert volumes_of(service)[kept[name]] == name
    assert {source for service in compose["services"].values() for source in volumes_of(service).values()} >= set(
        compose["volumes"]
    )


def test_only_glane_can_be_reached_and_only_from_this_machine(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        published = json.dumps(service.get("ports", []))
        assert ("127.0.0.1" in published) == (name == "glane")
        assert bool(service.get("ports")) == (name == "glane")


def test_nodes_know_each_other_and_glane_knows_them(compose: dict[str, Any]) -> None:
    """By the names that the certificates are for."""
    settings = yaml.safe_load((FOLDER / "opensearch.yml").read_text(encoding="utf-8"))
    assert tuple(settings["discovery.seed_hosts"]) == NODES
    assert tuple(settings["cluster.initial_cluster_manager_nodes"]) == NODES
    for name in NODES:
        service = compose["services"][name]
        assert service["hostname"] == service["environment"]["node.name"] == name
    environment = compose["services"]["glane"]["environment"]
    assert environment.keys() >= {"GLANE_INDEX"}
    assert set(environment) <= {variable for variable, _, _ in setting_variables()}
    glane = load_settings({**environment, "GLANE_CONFIG": os.devnull})
    assert glane.engine == "opensearch"
    assert glane.opensearch.hosts == tuple(f"https://{name}:9200" for name in NODES)
    assert glane.opensearch.password == VARIABLES["GLANE_OPENSEARCH_PASSWORD"]
    assert glane.opensearch.verify_certs


def test_users_role_is_that_of_the_settings(compose: dict[str, Any]) -> None:
    """And of the documentation, which shows it to those who have a cluster already."""
    security = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in (FOLDER / "security").iterdir()}
    assert {kind["_meta"]["type"] for kind in security.values()} == {"internalusers", "roles", "rolesmapping"}
    user = compose["services"]["glane"]["environment"]["GLANE_OPENSEARCH_USERNAME"]
    assert set(security["internal_users"]) == {"_meta", user}
    ((role, mapping),) = ((name, value) for name, value in security["roles_mapping"].items() if name != "_meta")
    assert mapping["users"] == [user]
    (patterns,) = (each["index_patterns"] for each in security["roles"][role]["index_permissions"])
    for index in ("publications", "texts-1", "control"):
        assert any(fnmatch.fnmatch(f"{OpenSearchSettings().prefix}-{index}", pattern) for pattern in patterns)
    shown = re.search(r"```json\n(\{.*?)```", (REPOSITORY / "docs/opensearch.md").read_text(encoding="utf-8"), re.S)
    assert shown
    assert json.loads(shown[1]) == security["roles"][role]


def test_every_file_that_is_mounted_or_copied_exists(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for source in volumes_of(service).values():
            if source not in compose["volumes"] and Path(source).name != "publications":
                assert (FOLDER / source).is_file()
    copied = re.findall(r"^COPY (.+) \S+$", (FOLDER / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    names = [name for line in copied for name in line.split()]
    assert names
    ignore = (FOLDER / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    sent = [line.removeprefix("!") for line in ignore if line.startswith("!")]
    for name in names:
        assert (REPOSITORY / name).exists(), name
        assert any(fnmatch.fnmatch(name, pattern) for pattern in sent), name


def openssl(*arguments: str | Path) -> str:
    return subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=True).stdout


def test_certificates_are_made_once_and_are_what_the_nodes_ask_for(tmp_path: Path) -> None:
    """Vouched for by the authority, for the nodes' names, under the names that their settings trust."""
    nodes, authority = tmp_path / "nodes", tmp_path / "authority"
    nodes.mkdir()
    authority.mkdir()
    make = ["sh", FOLDER / "certificates.sh", nodes, authority]
    subprocess.run(make, check=True)
    made = {path.name: path.read_bytes() for path in nodes.iterdir()}
    assert set(made) == {"ca.pem", "node.pem", "node-key.pem", "admin.pem", "admin-key.pem"}
    assert [path.name for path in authority.iterdir()] == ["ca.pem"]
    subprocess.run(make, check=True)
    assert {path.name: path.read_bytes() for path in nodes.iterdir()} == made
    settings = yaml.safe_load((FOLDER / "opensearch.yml").read_text(encoding="utf-8"))
    named = {Path(value).name for key, value in settings.items() if key.endswith("_filepath")}
    assert named == {"ca.pem", "node.pem", "node-key.pem"}
    for name, trusted in (("node", "plugins.security.nodes_dn"), ("admin", "plugins.security.authcz.admin_dn")):
        certificate, key = nodes / f"{name}.pem", nodes / f"{name}-key.pem"
        openssl("verify", "-CAfile", authority / "ca.pem", certificate)
        said = openssl("x509", "-in", certificate, "-noout", "-subject", "-nameopt", "RFC2253")
        assert [said.strip().removeprefix("subject=")] == settings[trusted]
        assert key.read_text(encoding="ascii").startswith("-----BEGIN PRIVATE KEY-----")
        assert key.stat().st_mode & 0o077 == 0
        assert openssl("pkey", "-in", key, "-pubout") == openssl("x509", "-in", certificate, "-noout", "-pubkey")
    for name in NODES:
        openssl("verify", "-CAfile", authority / "ca.pem", "-verify_hostname", name, nodes / "node.pem")
