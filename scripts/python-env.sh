#!/usr/bin/env bash
# Prepares .venv with the Python tools of the tests: the AWS emulator and cfn-lint.
# Rerunning is cheap: a stamp inside .venv says which requirements it already holds.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
venv="$root/.venv"
requirements="$root/scripts/requirements.txt"
stamp="$venv/.requirements-stamp"
lock="$venv/.lock"

fail() {
  echo "python-env: $*" >&2
  exit 1
}

# cksum is in POSIX; sha256sum isn't on every developer's machine.
wanted="$(cksum < "$requirements")"

up_to_date() {
  # -x follows the link, so a venv whose Python was uninstalled counts as missing.
  [ -x "$venv/bin/python" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]
}

# mkdir is atomic everywhere, flock isn't: the lock is a directory that names its owner.
acquire() {
  local waited=0 owner
  mkdir -p "$venv"
  until mkdir "$lock" 2>/dev/null; do
    owner="$(cat "$lock/pid" 2>/dev/null || true)"
    # An owner that ended abruptly never releases. Half a second of grace covers the gap between mkdir and the pid file.
    if { [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; } || { [ -z "$owner" ] && [ "$waited" -ge 5 ]; }; then
      # Renamed first, so that of several waiters only one removes it.
      mv "$lock" "$lock.stale.$$" 2>/dev/null && rm -rf "$lock.stale.$$"
      continue
    fi
    [ "$waited" -lt 6000 ] || fail "waited ten minutes for process ${owner:-unknown}; remove $lock if it hangs"
    sleep 0.1
    waited=$((waited + 1))
  done
  echo "$$" > "$lock/pid"
  trap 'rm -rf "$lock"' EXIT
}

if up_to_date; then exit 0; fi

command -v python3 > /dev/null || fail 'python3 is not on the PATH; install Python 3.10 or later'
python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' \
  || fail "Python 3.10 or later is needed, python3 is $(python3 -c 'import platform; print(platform.python_version())')"
python3 -c 'import venv, ensurepip' 2> /dev/null \
  || fail "python3 lacks the venv module; install it (on Debian and Ubuntu: the python3-venv package)"

acquire
# The process that held the lock before may have done the work.
if up_to_date; then exit 0; fi

# Start clean, so that nothing of an older list of requirements stays importable.
find "$venv" -mindepth 1 -maxdepth 1 ! -name .lock -exec rm -rf {} +
echo 'python-env: preparing .venv (about half a minute, once)' >&2
python3 -m venv "$venv" || fail "could not create $venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --requirement "$requirements" >&2 \
  || fail 'pip could not install scripts/requirements.txt'
"$venv/bin/python" -m pip check --disable-pip-version-check > /dev/null || fail 'scripts/requirements.txt is incomplete; see pip check'
echo "$wanted" > "$stamp"
