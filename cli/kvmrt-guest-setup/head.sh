#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kvmrt-guest-setup: see kvmrt-guest-setup(8).  One file, made of the parts in
# cli/kvmrt-guest-setup, so that it can be copied into a guest as it is.
# shellcheck disable=SC2034
set -uo pipefail
VERSION='@VERSION@'
