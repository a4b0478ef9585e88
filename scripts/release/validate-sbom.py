"""Checks a bill of materials against the schema that CycloneDX publishes, as its own Python library carries it."""
import json
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

with open(sys.argv[1], encoding="utf-8") as file:
    text = file.read()
version = SchemaVersion.from_version(json.loads(text)["specVersion"])
errors = list(JsonStrictValidator(version).validate_str(text, all_errors=True) or [])
for error in errors:
    # The whole error prints the schema and the document.
    print(f"not CycloneDX {version.to_version()}: {error.data.json_path}: {error.data.message}"[:500], file=sys.stderr)
sys.exit(1 if errors else 0)
