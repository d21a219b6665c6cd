// SPDX-License-Identifier: GPL-2.0-only
/*
 * A recording has the command line of a QEMU, and no secret of it.
 * requires: S03
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command_secret.h"
#include "meta_write.h"
#include "qemu_args.h"

static void check(const char *arg, const char *wanted)
{
	char *got = kt_secret_hide(arg);

	assert_non_null(got);
	assert_string_equal(got, wanted);
	free(got);
}

static void test_hides(void **state)
{
	(void)state;
	check("secret,id=s0,data=hush,,hush,format=raw", "secret,id=s0,data=(hidden),format=raw");
	check("{\"qom-type\":\"secret\",\"id\":\"s0\",\"data\":\"hush\"}",
	      "{\"qom-type\":\"secret\",\"id\":\"s0\",\"data\":\"(hidden)\"}");
	check("{\"driver\":\"raw\",\"file\":{\"driver\":\"https\",\"cookie\":\"hush\",\"url\":\"https://me:hush@h/i?t=hush\"},\"l\":[{\"password\":{\"a\":1}}]}",
	      "{\"driver\":\"raw\",\"file\":{\"driver\":\"https\",\"cookie\":\"(hidden)\",\"url\":\"https://(hidden)@h/i?(hidden)\"},\"l\":[{\"password\":\"(hidden)\"}]}");
	check("port=5900,password=hush,addr=::1", "port=5900,password=(hidden),addr=::1");
	check("file.driver=http,file.password=hush", "file.driver=http,file.password=(hidden)");
	check("file=iscsi://me%hush@host/iqn/0,if=none", "file=iscsi://(hidden)@host/iqn/0,if=none");
	check("https://host/image?token=hush", "https://host/image?(hidden)");
	check("file=https://h/a,,b?x=hush,,y,if=none", "file=https://h/a,,b?(hidden),if=none");
	check("file=rbd:pool/i:id=admin:key=hush:auth=cephx,if=none",
	      "file=rbd:pool/i:id=admin:key=(hidden):auth=cephx,if=none");
	check("file=json:{\"driver\":\"http\",,\"password\":\"hush\"},if=none", "file=json:(hidden),if=none");
	/* What looks like JSON and isn't might be anything. */
	check("{\"data\":\"hush\"", "(hidden)");
	assert_true(kt_secret_option("append"));
	assert_true(kt_secret_option("fw_cfg"));
	assert_false(kt_secret_option("device"));
}

/* All else stays, and to the letter. */
static void test_keeps(void **state)
{
	static const char *const args[] = {
		"", ",", ",,", ",,,", "a=", "=b", "a,,b", "a=b,,c,d",
		"virtio-blk-pci,drive=d0,iothread=io0",
		"file=/a,,b.img,password-secret=s0,if=none",
		"tcp:127.0.0.1:4444,server=on,wait=off", "read x",
		"file=http://host:80/a@b,if=none",
		"{\"driver\":\"qcow2\",\"encrypt\":{\"format\":\"luks\",\"key-secret\":\"s0\"},\"n\":null,\"i\":[1,true,\"/x\"]}",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(args) / sizeof(*args); i++)
		check(args[i], args[i]);
}

/* A process with these words, which waits for its end. */
static pid_t start(char *const argv[])
{
	int in[2], done[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe2(in, O_CLOEXEC), 0);
	assert_int_equal(pipe2(done, O_CLOEXEC), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		dup2(in[0], 0);
		execv("/bin/sh", argv);
		_exit(99);
	}
	close(in[0]);
	close(done[1]);
	/* Closed by exec: from then on the words are these. */
	assert_int_equal(read(done[0], &byte, 1), 0);
	close(done[0]);
	return pid;
}

static void stop(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void check_process(char *const argv[], const char *wanted, bool is_cut)
{
	struct json_object *list;
	pid_t pid = start(argv);
	bool cut;

	list = kt_meta_command(pid, &cut);
	stop(pid);
	assert_non_null(list);
	assert_int_equal(cut, is_cut);
	if (wanted)
		assert_string_equal(json_object_to_json_string_ext(list, JSON_C_TO_STRING_PLAIN |
								   JSON_C_TO_STRING_NOSLASHESCAPE), wanted);
	assert_null(strstr(json_object_to_json_string(list), "hush"));
	json_object_put(list);
}

static void test_process(void **state)
{
	char *const qemu[] = { "/x/qemu-system-x86_64", "-c", "read x", "-newer",
			       "-append", "root=hush", "-object", "secret,data=hush",
			       "-fw_cfg", "name=a,string=hush", "-S", NULL };
	char *const other[] = { "firecracker", "-c", "read x", "hush", NULL };
	char *big = malloc(KT_COMMAND_BYTES), *many[KT_COMMAND_WORDS + 99];
	char *const large[] = { "kvm", "-c", "read x", "-name", big, "-object",
				"secret,data=hush", NULL };
	size_t i;
	bool cut;

	(void)state;
	check_process(qemu, "[\"/x/qemu-system-x86_64\",\"-c\",\"read x\",\"-newer\",\"-append\",\"(hidden)\","
		      "\"-object\",\"secret,data=(hidden)\",\"-fw_cfg\",\"(hidden)\",\"-S\"]", false);
	check_process(other, "[\"firecracker\"]", false);
	/* The end of the room is in the middle of a word. */
	memset(big, 'n', KT_COMMAND_BYTES - 40);
	big[KT_COMMAND_BYTES - 40] = 0;
	check_process(large, NULL, true);
	free(big);
	many[0] = "qemu-kvm";
	many[1] = "-c";
	many[2] = "read x";
	for (i = 3; i < KT_COMMAND_WORDS + 98; i++)
		many[i] = "-S";
	many[i] = NULL;
	check_process(many, NULL, true);
	/* Nobody. */
	assert_null(kt_meta_command(0, &cut));
	assert_null(kt_meta_command(0x7fffffff, &cut));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hides),
		cmocka_unit_test(test_keeps),
		cmocka_unit_test(test_process),
	};

	return cmocka_run_group_tests_name("trace-command-secret", tests, NULL, NULL);
}
