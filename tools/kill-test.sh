#!/bin/sh
# Kills the program 200 times during edits and 100 times during imports: nothing acknowledged may be lost,
# and the project must open each time.
cd "$(dirname "$0")/.." || exit 1
DATELINE_KILLS="${1:-200}" exec cargo test --locked --release --test kill -- --nocapture
