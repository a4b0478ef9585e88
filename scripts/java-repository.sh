#!/usr/bin/env bash
# Lets jsii-pacmak build the Java packages with an empty local Maven repository: java-repository.sh <local repository>
#
# jsii-pacmak asks Maven for the newest cdknag in [3.0.2,4.0.0). Maven Central's list of its versions stops at 2.37.55,
# although 3.0.2 is there and downloads. This adds the version to the local repository's own list, which Maven reads as
# well; jar and pom still come from Central. Only the build of the pack needs it: what it publishes names 3.0.2 exactly.
set -euo pipefail

version=3.0.2
[ $# -eq 1 ] || { echo "usage: $0 <local Maven repository>" >&2; exit 2; }

folder="$1/io/github/cdklabs/cdknag"
mkdir -p "$folder"
cat > "$folder/maven-metadata-local.xml" <<XML
<?xml version="1.0" encoding="UTF-8"?>
<metadata>
  <groupId>io.github.cdklabs</groupId>
  <artifactId>cdknag</artifactId>
  <versioning>
    <versions>
      <version>$version</version>
    </versions>
  </versioning>
</metadata>
XML
