"""Checks every dependency's licence against the list in deny.toml. Python's standard library only."""

import json
import pathlib
import re
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent


def allowed_by(expression: str, allow: set[str]) -> bool:
    """Evaluates an SPDX expression: OR needs one side, AND both. A slash is the old way to write OR."""
    tokens = re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR "))
    at = 0

    def either() -> bool:
        nonlocal at
        value = both()
        while at < len(tokens) and tokens[at] == "OR":
            at += 1
            value = both() or value
        return value

    def both() -> bool:
        nonlocal at
        value = term()
        while at < len(tokens) and tokens[at] == "AND":
            at += 1
            value = term() and value
        return value

    def term() -> bool:
        nonlocal at
        if tokens[at] == "(":
            at += 1
            value = either()
            at += 1
            return value
        name = tokens[at]
        at += 1
        if at < len(tokens) and tokens[at] == "WITH":
            name = f"{name} WITH {tokens[at + 1]}"
            at += 2
        return name in allow

    return either()


def main() -> None:
    allow = set(tomllib.loads((ROOT / "deny.toml").read_text())["licenses"]["allow"])
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    packages = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)["packages"]
    bad = [
        f"{package['name']} {package['version']}: {package['license']}"
        for package in packages
        if not (package["license"] and allowed_by(package["license"], allow))
    ]
    if bad:
        sys.exit("licences not in deny.toml:\n" + "\n".join(bad))
    print(f"licences of {len(packages)} packages are allowed")


main()
