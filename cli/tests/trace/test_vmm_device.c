// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which devices a QEMU serves under its global lock, by its command line.
 * requires: S03
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu_args.h"
#include "vmm_device.h"

/* A line by blanks; "~" stands for a blank of a word. */
static struct json_object *words(const char *line)
{
	struct json_object *list = json_object_new_array();
	char *copy = strdup(line), *next = copy, *word, *at;

	while ((word = strsep(&next, " \n"))) {
		if (!*word)
			continue;
		while ((at = strchr(word, '~')))
			*at = ' ';
		json_object_array_add(list, json_object_new_string(word));
	}
	free(copy);
	return list;
}

/* "NAME MODEL CLASS\n" of each device of the line. */
static char *rows(const char *line, const struct kt_vmm_device **last,
		  struct kt_vmm_devices *list)
{
	struct json_object *command = words(line);
	const struct kt_vmm_device *d;
	struct kt_vmm_command c;
	char *text = NULL;
	size_t size;
	FILE *out;

	assert_int_equal(kt_vmm_command_parse(&c, command), 0);
	assert_int_equal(kt_vmm_devices(list, &c), 0);
	out = open_memstream(&text, &size);
	for (d = list->first; d; d = d->next) {
		fprintf(out, "%s %s %s\n", d->name, d->model, d->class);
		*last = d;
		assert_true(*d->why && *d->way_out);
	}
	fclose(out);
	kt_vmm_command_clear(&c);
	json_object_put(command);
	return text;
}

static void check(const char *line, const char *wanted)
{
	const struct kt_vmm_device *last;
	struct kt_vmm_devices list;
	char *got = rows(line, &last, &list);

	if (strcmp(got, wanted))
		print_error("of: %s\n", line);
	assert_string_equal(got, wanted);
	free(got);
	kt_vmm_devices_clear(&list);
}

/* With a machine that has nothing of its own but a clock. */
#define BARE "/usr/bin/qemu-system-x86_64 -M q35,hpet=off,i8042=off,rtc=off -nodefaults -display none "

/* The only device is served for that reason. */
static void check_why(const char *options, const char *why, const char *way_out)
{
	const struct kt_vmm_device *last = NULL;
	struct kt_vmm_devices list;
	char line[1024];

	snprintf(line, sizeof(line), BARE "%s", options);
	free(rows(line, &last, &list));
	assert_int_equal(list.n, 1);
	if (!strstr(last->why, why) || !strstr(last->way_out, way_out))
		print_error("of %s: %s; %s\n", options, last->why, last->way_out);
	assert_non_null(strstr(last->why, why));
	assert_non_null(strstr(last->way_out, way_out));
	kt_vmm_devices_clear(&list);
}

static void test_disks(void **state)
{
	(void)state;
	check(BARE "-object iothread,id=io0 -drive if=none,id=d0,file=a,,b.img"
	      " -device virtio-blk-pci,drive=d0,id=slow"
	      " -device virtio-blk-pci,drive=d1,id=fast,iothread=io0"
	      " -device {\"driver\":\"virtio-scsi-pci\",\"id\":\"s0\"}"
	      " -device {\"driver\":\"virtio-scsi-pci\",\"id\":\"s1\",\"iothread\":\"io0\"}"
	      " -device {\"driver\":\"virtio-blk-pci\",\"id\":\"m\",\"iothread-vq-mapping\":[{\"iothread\":\"io0\"}]}"
	      " -device scsi-hd,drive=d2 -device nvme,drive=d3,serial=1 -device ide-cd,id=cd"
	      " -device vhost-user-blk-pci,chardev=v -drive if=pflash,file=OVMF.fd",
	      "slow virtio-blk-pci disk\ns0 virtio-scsi-pci disk\n"
	      "nvme nvme disk\ncd ide-cd disk\n");
	check(BARE "-drive file=a,if=virtio -drive file=b -drive file=c,media=cdrom,id=cd -hda d image -fda e",
	      "-drive virtio-blk-pci disk\n-drive ide-hd disk\ncd ide-cd disk\n"
	      "disk image ide-hd disk\ndisk image ide-hd disk\n-fda floppy disk\n");
	check_why("-device virtio-blk-pci,drive=d", "no iothread", "iothread=");
	check_why("-drive id=d,if=none,cache=writethrough -device virtio-blk-pci,drive=d", "waits for a sync", "iothread=");
	check_why("-device {\"driver\":\"virtio-blk-pci\",\"write-cache\":\"off\"}", "waits for a sync", "iothread=");
	check_why("-drive file=a,if=virtio,cache=directsync", "waits for a sync", "if=none and");
	check_why("-device virtio-9p-pci,fsdev=f", "requests for files", "vhost-user-fs");
}

static void test_net(void **state)
{
	(void)state;
	check(BARE "-netdev tap,id=a,vhost=on -device virtio-net-pci,netdev=a"
	      " -netdev {\"type\":\"tap\",\"fd\":\"3\",\"vhost\":true,\"vhostfd\":\"4\",\"id\":\"b\"}"
	      " -device {\"driver\":\"virtio-net-pci\",\"netdev\":\"b\"}"
	      " -netdev tap,id=c,vhostfds=5:6 -device virtio-net-pci,netdev=c"
	      " -netdev vhost-user,id=d,chardev=x -device virtio-net-pci,netdev=d"
	      " -device vfio-pci,host=0000:01:00.0 -nic none -nic tap,model=virtio-net-pci,vhost=on", "");
	check(BARE "-netdev tap,id=a,vhost=on -device e1000e,netdev=a,id=n0"
	      " -netdev tap,id=b,vhost=off,vhostfd=9 -device virtio-net-pci,netdev=b,id=n1"
	      " -netdev user,id=c -device virtio-net-pci,netdev=c,id=n2"
	      " -nic user -net nic,model=rtl8139 -net user",
	      "n0 e1000e net\nn1 virtio-net-pci net\nn2 virtio-net-pci net\n"
	      "-nic e1000e net\n-nic rtl8139 net\n");
	check_why("-netdev tap,id=b -device virtio-net-pci,netdev=b", "netdev tap without vhost:", "vhost=on");
	check_why("-netdev user,id=b -device virtio-net-pci,netdev=b", "netdev user:", "vhost=on");
	check_why("-net nic,model=virtio", "a hub:", "vhost=on");
	check_why("-nic tap,model=virtio-net-pci", "tap:", "vhost=on");
	check_why("-device virtio-net-pci,netdev=later", "of an unknown type", "vhost=on");
}

static void test_terminals(void **state)
{
	(void)state;
	check(BARE "-serial none -serial mon:stdio -serial pty -parallel none -debugcon file:x"
	      " -device virtio-serial-pci -chardev pipe,id=p,path=x -device virtserialport,chardev=p,name=a"
	      " -chardev socket,id=q,path=y -device virtconsole,chardev=q,id=c",
	      "serial1 isa-serial terminal\nserial2 isa-serial terminal\n"
	      "-debugcon isa-debugcon terminal\nvirtserialport virtserialport terminal\n"
	      "c virtconsole terminal\n");
	check_why("-serial mon:stdio", ": stdio", "-serial none");
	check_why("-serial file:/tmp/log", ": file", "-serial none");
	check_why("-chardev pty,id=p -device {\"driver\":\"isa-serial\",\"chardev\":\"p\"}", ": pty", "take it away");
}

static void test_display(void **state)
{
	(void)state;
	check("qemu-system-x86_64 -M q35,hpet=off,i8042=off,rtc=off -nodefaults -vga virtio -vnc :1 -spice port=1"
	      " -device usb-tablet -device qemu-xhci,id=usb",
	      "-vnc vnc display\n-spice spice display\nusb-tablet usb-tablet input\n"
	      "usb qemu-xhci USB\n-vga virtio-vga display\n");
	check(BARE "-vga none -device qxl-vga,id=v", "v qxl-vga display\n");
	check("kvm -M q35,hpet=off,i8042=off,rtc=off -nodefaults",
	      "default display window or VNC display\n");
}

static void test_defaults(void **state)
{
	(void)state;
	check("qemu-system-x86_64 -enable-kvm",
	      "default VGA VGA display\ndefault serial port isa-serial terminal\n"
	      "default monitor QEMU monitor management\ndefault parallel port isa-parallel terminal\n"
	      "default NIC e1000 net\ndefault floppy disk floppy disk\ndefault CD-ROM ide-cd disk\n"
	      "default display window or VNC display\nkeyboard controller i8042 input\n"
	      "default HPET hpet clock\nRTC mc146818rtc clock\n");
	check("qemu-system-x86_64 -machine pc-q35-7.2,usb=on -nographic -vga none -serial none -monitor none -nic none",
	      "default parallel port isa-parallel terminal\ndefault CD-ROM ide-cd disk\n"
	      "USB of the machine ich9-usb-ehci1 USB\nkeyboard controller i8042 input\n"
	      "default HPET hpet clock\nRTC mc146818rtc clock\n");
	/* A device of a kind is there instead of the default one. */
	check("qemu-system-x86_64 -M q35 -display none -device virtio-vga-gl -device isa-serial -device isa-parallel"
	      " -device ide-hd -netdev user,id=n -qmp none",
	      "virtio-vga-gl virtio-vga-gl display\nisa-serial isa-serial terminal\n"
	      "isa-parallel isa-parallel terminal\nide-hd ide-hd disk\n"
	      "keyboard controller i8042 input\ndefault HPET hpet clock\nRTC mc146818rtc clock\n");
	check("qemu-system-x86_64 -M microvm -nodefaults -display none", "RTC mc146818rtc clock\n");
	check("qemu-system-x86_64 -M microvm,isa-serial=off,rtc=off -display none", "");
	check("qemu-system-x86_64 -M none", "");
	check(BARE, "");
	check_why("-M kernel-irqchip=split", "kernel-irqchip=split", "kernel-irqchip=on");
	check_why("-M rtc=on -rtc base=utc,driftfix=slew", "repeats lost ticks", "driftfix=none");
	check_why("-device frobnicator", "unknown model", "take it away");
}

/* As libvirt 9 writes it, shortened where no device is. */
static const char libvirt[] =
	"/usr/bin/qemu-system-x86_64 -name guest=rt1,debug-threads=on -S"
	" -object {\"qom-type\":\"secret\",\"id\":\"masterKey0\",\"format\":\"raw\",\"file\":\"/var/lib/libvirt/qemu/domain-1-rt1/master-key.aes\"}"
	" -machine pc-q35-7.2,usb=off,vmport=off,dump-guest-core=off,memory-backend=pc.ram,hpet=off"
	" -accel kvm -cpu host,migratable=on,tsc-deadline=on,pmu=off -m 4096"
	" -object {\"qom-type\":\"memory-backend-file\",\"id\":\"pc.ram\",\"mem-path\":\"/dev/hugepages/libvirt\",\"prealloc\":true,\"size\":4294967296}"
	" -overcommit mem-lock=on -smp 4,sockets=1,dies=1,cores=4,threads=1"
	" -object {\"qom-type\":\"iothread\",\"id\":\"iothread1\"}"
	" -uuid 6a6d0d40-3a4a-4d4a-9c7c-0a0a0a0a0a0a -no-user-config -nodefaults"
	" -chardev socket,id=charmonitor,fd=30,server=on,wait=off -mon chardev=charmonitor,id=monitor,mode=control"
	" -rtc base=utc,driftfix=slew -global kvm-pit.lost_tick_policy=delay -no-shutdown"
	" -global ICH9-LPC.disable_s3=1 -global ICH9-LPC.disable_s4=1 -boot strict=on"
	" -device {\"driver\":\"pcie-root-port\",\"port\":16,\"chassis\":1,\"id\":\"pci.1\",\"bus\":\"pcie.0\",\"multifunction\":true,\"addr\":\"0x2\"}"
	" -device {\"driver\":\"qemu-xhci\",\"p2\":15,\"p3\":15,\"id\":\"usb\",\"bus\":\"pci.2\",\"addr\":\"0x0\"}"
	" -device {\"driver\":\"virtio-serial-pci\",\"id\":\"virtio-serial0\",\"bus\":\"pci.3\",\"addr\":\"0x0\"}"
	" -blockdev {\"driver\":\"file\",\"filename\":\"/var/lib/libvirt/images/rt1.qcow2\",\"node-name\":\"libvirt-2-storage\",\"auto-read-only\":true,\"discard\":\"unmap\",\"cache\":{\"direct\":true,\"no-flush\":false}}"
	" -blockdev {\"node-name\":\"libvirt-2-format\",\"read-only\":false,\"driver\":\"qcow2\",\"file\":\"libvirt-2-storage\",\"backing\":null}"
	" -device {\"driver\":\"virtio-blk-pci\",\"bus\":\"pci.4\",\"addr\":\"0x0\",\"drive\":\"libvirt-2-format\",\"id\":\"virtio-disk0\",\"bootindex\":1,\"write-cache\":\"on\"}"
	" -blockdev {\"driver\":\"host_device\",\"filename\":\"/dev/vg/rt1\",\"node-name\":\"libvirt-1-storage\"}"
	" -device {\"driver\":\"virtio-blk-pci\",\"iothread\":\"iothread1\",\"bus\":\"pci.5\",\"drive\":\"libvirt-1-format\",\"id\":\"virtio-disk1\",\"write-cache\":\"on\"}"
	" -device {\"driver\":\"ide-cd\",\"bus\":\"ide.0\",\"id\":\"sata0-0-0\"}"
	" -netdev {\"type\":\"tap\",\"fd\":\"32\",\"vhost\":true,\"vhostfd\":\"34\",\"id\":\"hostnet0\"}"
	" -device {\"driver\":\"virtio-net-pci\",\"netdev\":\"hostnet0\",\"id\":\"net0\",\"mac\":\"52:54:00:01:02:03\",\"bus\":\"pci.1\",\"addr\":\"0x0\"}"
	" -chardev pty,id=charserial0 -device {\"driver\":\"isa-serial\",\"chardev\":\"charserial0\",\"id\":\"serial0\",\"index\":0}"
	" -chardev socket,id=charchannel0,fd=28,server=on,wait=off"
	" -device {\"driver\":\"virtserialport\",\"bus\":\"virtio-serial0.0\",\"nr\":1,\"chardev\":\"charchannel0\",\"id\":\"channel0\",\"name\":\"org.qemu.guest_agent.0\"}"
	" -device {\"driver\":\"usb-tablet\",\"id\":\"input0\",\"bus\":\"usb.0\",\"port\":\"1\"}"
	" -audiodev {\"id\":\"audio1\",\"driver\":\"none\"} -vnc 127.0.0.1:0,audiodev=audio1"
	" -device {\"driver\":\"VGA\",\"id\":\"video0\",\"vgamem_mb\":16,\"bus\":\"pcie.0\",\"addr\":\"0x1\"}"
	" -global ICH9-LPC.noreboot=off -watchdog-action reset"
	" -device {\"driver\":\"virtio-balloon-pci\",\"id\":\"balloon0\",\"bus\":\"pci.6\",\"addr\":\"0x0\"}"
	" -object {\"qom-type\":\"rng-random\",\"id\":\"objrng0\",\"filename\":\"/dev/urandom\"}"
	" -device {\"driver\":\"virtio-rng-pci\",\"rng\":\"objrng0\",\"id\":\"rng0\",\"bus\":\"pci.7\",\"addr\":\"0x0\"}"
	" -sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny -msg timestamp=on";

static void test_libvirt(void **state)
{
	(void)state;
	check(libvirt,
	      "-mon QEMU monitor management\nusb qemu-xhci USB\nvirtio-disk0 virtio-blk-pci disk\n"
	      "sata0-0-0 ide-cd disk\nserial0 isa-serial terminal\nchannel0 virtserialport terminal\n"
	      "input0 usb-tablet input\n-vnc vnc display\nvideo0 VGA display\n"
	      "balloon0 virtio-balloon-pci memory\nrng0 virtio-rng-pci entropy\n"
	      "keyboard controller i8042 input\nRTC mc146818rtc clock\n");
}

static int parse(struct json_object *command, bool *cut)
{
	struct kt_vmm_devices list = { 0 };
	struct kt_vmm_command c;
	int ret = kt_vmm_command_parse(&c, command);

	*cut = c.cut;
	if (!ret)
		ret = kt_vmm_devices(&list, &c);
	kt_vmm_devices_clear(&list);
	kt_vmm_command_clear(&c);
	json_object_put(command);
	return ret;
}

/* Lists that no recorder wrote. */
static void test_hostile(void **state)
{
	struct json_object *list;
	char *text;
	bool cut;
	int i;

	(void)state;
	assert_int_equal(parse(NULL, &cut), -EINVAL);
	assert_int_equal(parse(json_object_new_array(), &cut), -EINVAL);
	assert_int_equal(parse(json_tokener_parse("[\"qemu\", 5]"), &cut), -EINVAL);
	assert_int_equal(parse(json_tokener_parse("[\"qemu\", \"-device\", null]"), &cut), -EINVAL);
	assert_int_equal(parse(json_tokener_parse("[\"qemu\", \"-device\"]"), &cut), 0);
	assert_int_equal(parse(json_tokener_parse("[null, \"-\", \"--\", \"-device\", \"{\", \"-netdev\", \"{}\"]"), &cut), 0);
	assert_int_equal(parse(json_tokener_parse("[\"q\", \"-device\", \"{\\\"driver\\\":[1],\\\"id\\\":{},\\\"drive\\\":null}\"]"), &cut), 0);
	assert_int_equal(parse(json_tokener_parse("[\"q\", \"-device\", \",,,=,=,,\", \"-drive\", \"=,,,\", \"-M\", \"\"]"), &cut), 0);
	assert_false(cut);
	list = json_object_new_array();
	for (i = 0; i < KT_COMMAND_WORDS + 9; i++)
		json_object_array_add(list, json_object_new_string("-usb"));
	assert_int_equal(parse(list, &cut), 0);
	assert_true(cut);
	text = malloc(3 * KT_COMMAND_BYTES);
	memset(text, ',', 3 * KT_COMMAND_BYTES - 1);
	text[3 * KT_COMMAND_BYTES - 1] = 0;
	list = words("qemu -device");
	json_object_array_add(list, json_object_new_string(text));
	assert_int_equal(parse(list, &cut), 0);
	assert_true(cut);
	memset(text, 'x', 3 * KT_COMMAND_BYTES - 1);
	memcpy(text, "id=", 3);
	text[KT_COMMAND_BYTES] = 0;
	list = words("qemu -device");
	json_object_array_add(list, json_object_new_string(text));
	assert_int_equal(parse(list, &cut), 0);
	assert_false(cut);
	free(text);
}

static void test_program(void **state)
{
	(void)state;
	assert_true(kt_qemu_is("/usr/bin/qemu-system-x86_64"));
	assert_true(kt_qemu_is("/usr/libexec/qemu-kvm"));
	assert_true(kt_qemu_is("kvm"));
	assert_false(kt_qemu_is("/usr/bin/qemu-img"));
	assert_false(kt_qemu_is("/opt/qemu-system-x86_64/firecracker"));
	assert_false(kt_qemu_is(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_disks),
		cmocka_unit_test(test_net),
		cmocka_unit_test(test_terminals),
		cmocka_unit_test(test_display),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_libvirt),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_program),
	};

	return cmocka_run_group_tests_name("trace-vmm-device", tests, NULL, NULL);
}
