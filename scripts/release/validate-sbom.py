"""Checks bills of materials against the schema that CycloneDX publishes, as its own Python library carries it.

Prints a JSON object: the findings of each file. One process for all files: the library's grammars take a second to compile.
"""
import json
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator


def findings(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    version = SchemaVersion.from_version(json.loads(text)["specVersion"])
    errors = JsonStrictValidator(version).validate_str(text, all_errors=True) or []
    # The whole error prints the schema and the document.
    return [f"not CycloneDX {version.to_version()}: {error.data.json_path}: {error.data.message}"[:500] for error in errors]


print(json.dumps({path: findings(path) for path in sys.argv[1:]}))
