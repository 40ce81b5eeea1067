#!/usr/bin/env bash
# Makes what gpio-vm.mjs boots, in tmp/gpio-vm/RELEASE: Debian's kernel, and a first file system with busybox, the modules on the way to the host's files, and gpio-sim.
# Debian's kernel comes without gpio-sim, so that one is built from the kernel's own source; it is GPL, hence no copy of it here. Packages are extracted, not installed.
# Prints the folder. Takes half a minute the first time, nothing later.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

image=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: \(linux-image-.*\)/\1/p' | head -1)
[ -n "$image" ] || { echo "no linux-image-amd64 is known here: run apt-get update (Debian on x86-64)" >&2; exit 1; }
release=${image#linux-image-}
series=$(cut -d. -f1-2 <<<"$release")
out=$root/tmp/gpio-vm/$release
key=$(sha256sum <"$here/build.sh" | cut -d' ' -f1)

# The first file system of the guest, from its parts in $out/first and init.sh.
finish() {
  cp "$here/init.sh" "$out/first/init"
  chmod +x "$out/first/init"
  (cd "$out/first" && find . | cpio -o -H newc --quiet) >"$out/initramfs.$$"
  mv "$out/initramfs.$$" "$out/initramfs"
  echo "$out"
  exit
}
if [ "$(cat "$out/key" 2>/dev/null)" = "$key" ]; then finish; fi

mkdir -p "$root/tmp/gpio-vm"
work=$(mktemp -d "$root/tmp/gpio-vm/build.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
echo "gpio-vm: fetching the kernel $release and its source ..." >&2
headers=linux-headers-${release%-amd64}-common
apt-get download -qq "$image" "linux-headers-$release" "$headers" "linux-kbuild-$series" "linux-source-$series" 2>fetch.log || { cat fetch.log >&2; exit 1; }
for package in linux-image-*.deb linux-headers-*.deb linux-kbuild-*.deb; do dpkg -x "$package" .; done
dpkg --fsys-tarfile linux-source-*.deb | tar -xO "./usr/src/linux-source-$series.tar.xz" |
  tar -xJ --strip-components=1 "linux-source-$series"/{drivers/gpio/gpio-sim.c,drivers/gpio/gpiolib.h,kernel/irq/irq_sim.c}

echo "gpio-vm: building gpio-sim ..." >&2
mkdir module
cp drivers/gpio/gpio-sim.c module/sim.c
cp drivers/gpio/gpiolib.h module/
# The kernel does not export what the simulated interrupt controller calls; this does the same and is exported.
sed 's/handle_simple_irq(irq_to_desc(\(.*\)));/generic_handle_irq(\1);/' kernel/irq/irq_sim.c >module/irq_sim.c
printf 'obj-m := gpio-sim.o\ngpio-sim-y := sim.o irq_sim.o\nccflags-y := -DCONFIG_IRQ_SIM=1\n' >module/Makefile
kbuild=$work/usr/src/linux-headers-$release
echo "include $work/usr/src/$headers/Makefile" >"$kbuild/Makefile"
make -s -C "$kbuild" "M=$work/module" modules >make.log 2>&1 || { cat make.log >&2; exit 1; }
strip -g module/gpio-sim.ko

mkdir -p first/{bin,modules,proc,sys,dev,host,new}
cp /bin/busybox first/bin/busybox
for name in virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci 9pnet 9pnet_virtio netfs fscache 9p configfs overlay; do
  cp "$(find lib/modules -name "$name.ko")" first/modules/
done
cp module/gpio-sim.ko first/modules/

rm -rf "$out"
mkdir -p "$out"
cp "boot/vmlinuz-$release" "$out/vmlinuz"
mv first "$out/"
echo "$key" >"$out/key"
finish
