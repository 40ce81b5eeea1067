#!/bin/busybox sh
# The first process in the guest: the host's files read-only below a file system in memory, then one command in there. Console: ttyS0. Its exit status goes to ttyS1.
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
echo 1 >/proc/sys/kernel/printk
cd /modules
for name in virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci 9pnet 9pnet_virtio netfs fscache 9p configfs overlay gpio-sim; do
  insmod $name.ko || echo "gpio-vm: no module $name"
done
mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=524288 root /host || echo "gpio-vm: no files of the host"
mount -t tmpfs tmpfs /new
mkdir /new/upper /new/work /new/root
mount -t overlay overlay -o lowerdir=/host,upperdir=/new/upper,workdir=/new/work /new/root || echo "gpio-vm: no overlay"
mount -t configfs none /sys/kernel/config
for name in proc sys dev; do mount --move /$name /new/root/$name; done
stty -F /new/root/dev/ttyS0 -onlcr
# The command line of the kernel holds ours, in base64.
sed -n 's/.*gpio_vm=\([^ ]*\).*/\1/p' /new/root/proc/cmdline | base64 -d >/new/root/tmp/command
# Through a pipe, so that nobody takes the console for a terminal.
{
  chroot /new/root /bin/sh /tmp/command </new/root/dev/null 2>&1
  echo $? >/new/root/dev/ttyS1
} | cat
poweroff -f
