// SPDX-License-Identifier: GPL-2.0-only
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "command_secret.h"
#include "fuzz_vmm.h"

#define HEAD \
	"{\"format\": 1, \"host\": \"j\", \"kind\": \"host\", \"clock\": \"x86-tsc\", \"tsc_khz\": 3000000}"

static const char *const words[] = {
	"-device", "-device", "-device", "-drive", "-netdev", "-nic", "-net", "-M",
	"-chardev", "-serial", "-vnc", "-display", "-rtc", "-object", "-nodefaults",
	"-monitor", "-append", "--mon", "-readconfig", "-audio", "-vga", "-", "",
	"virtio-blk-pci,drive=d0,id=a,write-cache=off", "isa-serial,chardev=c",
	"virtio-net-pci,netdev=n", "tap,id=n,vhost=on,vhostfds=1:2", "pty,id=c",
	"id=d0,if=none,cache=writethrough,file=rbd:p/i:key=a\\:b:c=d",
	"file=https://a:b@c/d?e=f,,g,if=virtio", "q35,hpet=off,kernel-irqchip=split",
	"{\"driver\":\"virtio-scsi-pci\",\"iothread\":null,\"id\":\"s\"}",
	"{\"driver\":\"nvme\",\"a\":[1,{\"b\":{\"password\":\"x\",\"c\":\"d://e@f?g\"}}]}",
	"{\"type\":\"tap\",\"vhost\":true,\"id\":\"n\"}", "secret,data=x,id=y",
	"file=json:{\"a\":1}", "base=utc,driftfix=slew", "mon:stdio", "user,model=rtl8139",
};

/* Characters that decide something, and some that don't. */
static void damage(char *word, size_t n, uint64_t (*draw)(uint64_t below))
{
	static const char letters[] = ",,==::{}[]\"\\?@/.%sn0-\001\377";
	uint64_t times = draw(4);

	while (n && times--)
		word[draw(n)] = letters[draw(sizeof(letters) - 1)];
	if (n && !draw(8))
		word[draw(n)] = 0;
}

static char *make_word(uint64_t (*draw)(uint64_t below))
{
	char *word = strdup(words[draw(sizeof(words) / sizeof(*words))]);
	char *more = strdup(words[draw(sizeof(words) / sizeof(*words))]);
	char *both = calloc(1, strlen(word) + strlen(more) + 2);

	if (!both)
		abort();
	strcpy(both, word);
	if (*word != '-' && !draw(3)) {
		strcat(both, ",");
		strcat(both, more);
	}
	if (*word != '-' || !draw(16))
		damage(both, strlen(both), draw);
	free(word);
	free(more);
	return both;
}

size_t fuzz_vmm(char *to, size_t size, uint64_t (*draw)(uint64_t below))
{
	struct json_object *json = json_tokener_parse(HEAD), *vm, *list;
	uint64_t n = draw(60);
	char *word, *shown;
	const char *text;
	size_t len;

	list = json_object_new_array();
	json_object_array_add(list, json_object_new_string("/usr/bin/qemu-system-x86_64"));
	while (n--) {
		word = make_word(draw);
		shown = kt_secret_hide(word);
		if (!shown)
			abort();
		json_object_array_add(list, draw(64) ? json_object_new_string(draw(2) ? word : shown) :
						       json_object_new_int(7));
		free(shown);
		free(word);
	}
	vm = json_tokener_parse("{\"id\": 1, \"pid\": 7, \"name\": \"v\", \"vcpus\": []}");
	json_object_object_add(vm, "command", list);
	list = json_object_new_array();
	json_object_array_add(list, vm);
	json_object_object_add(json, "vms", list);
	text = json_object_to_json_string(json);
	len = strlen(text) < size ? strlen(text) : size;
	memcpy(to, text, len);
	json_object_put(json);
	return len;
}
