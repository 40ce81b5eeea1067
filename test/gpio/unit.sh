#!/usr/bin/env bash
# examples/systemd/recsim.service under systemd itself, on the lines of this kernel's gpio-sim: it starts as its user, takes the lines, hears the plug, and ends with everything off.
# Run by `make test-gpio` inside the virtual machine, whose files are in memory; nowhere else, because it makes users and replaces /run.
set -euo pipefail
export SYSTEMD_IGNORE_CHROOT=1
fail() { echo "✗ $*"; tail -n 5 /tmp/recsim.log /tmp/recsim.err 2>/dev/null; exit 1; }
# Waits until the rest is true, for so many seconds at most.
within() { local end=$((SECONDS + $1)); shift; until "$@"; do [ $SECONDS -lt $end ] || fail "never: $*"; sleep 0.05; done; }
[ -e /sys/kernel/config/gpio-sim ] || fail 'this kernel has no gpio-sim: run it by make test-gpio'

# What Raspberry Pi OS brings: groups, lines of these names, their owner. And what people do by examples/systemd/README.md.
groupadd -f -r gpio
groupadd -f -r dialout
useradd --system --no-create-home --shell /usr/sbin/nologin recsim
sim=/sys/kernel/config/gpio-sim/unit
mkdir -p $sim/bank0
echo 28 >$sim/bank0/num_lines
for number in 17 18 22 27; do mkdir $sim/bank0/line$number; echo GPIO$number >$sim/bank0/line$number/name; done
echo 1 >$sim/live
chip=$(cat $sim/bank0/chip_name)
lines=/sys/devices/platform/$(cat $sim/dev_name)/$chip
chgrp gpio "/dev/$chip" && chmod 660 "/dev/$chip"
drive() { echo "pull-$2" >"$lines/sim_gpio$1/pull"; }
is() { [ "$(cat "$lines/sim_gpio$1/value")" = "$2" ]; }
drive 17 up
drive 22 down
# The unit sees neither homes nor /tmp, wherever these files are.
mkdir -p /opt/recsim
mount --bind "$PWD" /opt/recsim
printf '#!/bin/sh\nexec node /opt/recsim/dist/main.js "$@"\n' >/usr/local/bin/recsim
chmod 755 /usr/local/bin/recsim
cp examples/systemd/recsim.service /etc/systemd/system/
# Here are no journal and no other services.
mkdir -p /etc/systemd/system/recsim.service.d
printf '[Unit]\nDefaultDependencies=no\n[Service]\nStandardOutput=file:/tmp/recsim.log\nStandardError=file:/tmp/recsim.err\n' \
  >/etc/systemd/system/recsim.service.d/here.conf
rm -rf /lib/systemd/system-generators/*
mount -t tmpfs tmpfs /run
mount -t cgroup2 none /sys/fs/cgroup

unshare --pid --fork --mount-proc env container=other /lib/systemd/systemd --system --unit=recsim.service --log-level=err --show-status=no >/dev/null 2>&1 &
within 60 grep -qs 'on real lines' /tmp/recsim.log
manager=$(pgrep -f '^/lib/systemd/systemd --system')
trap 'kill -9 $manager' EXIT
ctl() { nsenter -t "$manager" -p systemctl "$@"; }
echo "✓ it starts as its user and takes the lines, after ${SECONDS} s (emulated)"

drive 22 up
within 20 grep -q 'power good' /tmp/recsim.log
within 20 grep -q 'beep' /tmp/recsim.log
within 20 is 27 1
[ "$(stat -c %U /var/lib/recsim/flash.bin)" = recsim ] || fail 'the flash is not its own'
echo '✓ it hears the plug, beeps, blinks, and keeps its flash in /var/lib/recsim'

ctl stop recsim
[ "$(ctl show -p Result -p ExecMainStatus -p NRestarts -p ActiveState recsim | sort | xargs)" = 'ActiveState=inactive ExecMainStatus=0 NRestarts=0 Result=success' ] ||
  fail "$(ctl show -p Result -p ExecMainStatus -p NRestarts -p ActiveState recsim)"
is 18 0 && is 27 0 || fail 'the buzzer or the LED is on'
grep -q ' end$' /tmp/recsim.log || fail 'it did not end as asked'
# At its end it says how late its beeps were, and nothing else.
if grep -vE '^[0-9]+ beeps?, each ordered ' /tmp/recsim.err; then fail 'it complained'; fi
echo '✓ stopped, it ends well, with buzzer and LED off'
