// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tests of src/vm.c. */
#include <limits.h>

#include "child.h"
#include "test.h"

#define ARGS(...)	((char *const[]){ __VA_ARGS__, NULL })

static void put_vm(uint32_t id, const char *name, uint32_t pid)
{
	fake_reply(KVMRT_CMD_VM_GET);
	fake_u32(KVMRT_A_VM_ID, id);
	if (name)
		fake_string(KVMRT_A_VM_NAME, name);
	if (pid)
		fake_u32(KVMRT_A_VM_PID, pid);
	fake_string(KVMRT_A_VM_COMM, "qemu-system-x86");
	fake_u64(KVMRT_A_VM_START_TIME_NS, UINT64_C(9999999999));
	fake_u32(KVMRT_A_VM_VCPUS, 4);
}

static void expect_get(uint32_t id)
{
	fake_expect_do(KVMRT_CMD_VM_GET);
	fake_expect_u32(KVMRT_A_VM_ID, id);
}

static void expect_get_by_name(const char *name)
{
	fake_expect_do(KVMRT_CMD_VM_GET);
	fake_expect_string(KVMRT_A_VM_NAME, name);
}

static void all_fields(void **state)
{
	struct kvmrt *ctx = test_open();
	struct kvmrt_vm *vm = NULL;

	(void)state;
	fake_expect_family();
	expect_get(7);
	put_vm(7, "rt1", 1234);
	fake_ack();
	assert_int_equal(kvmrt_vm_get(ctx, 7, &vm), 0);
	kvmrt_close(ctx);
	assert_int_equal(kvmrt_vm_id(vm), 7);
	assert_string_equal(kvmrt_vm_given_name(vm), "rt1");
	assert_string_equal(kvmrt_vm_name(vm), "rt1");
	assert_string_equal(kvmrt_vm_comm(vm), "qemu-system-x86");
	assert_int_equal(kvmrt_vm_pid(vm), 1234);
	assert_int_equal(kvmrt_vm_start_time_ns(vm), UINT64_C(9999999999));
	assert_int_equal(kvmrt_vm_vcpus(vm), 4);
	kvmrt_vm_free(vm);
	kvmrt_vm_free(NULL);
}

/* Given name, else the monitor's command line, else its command name. */
static void names(void **state)
{
	pid_t pid = child_start(ARGS("qemu-system-x86_64", "-name", "cl"));
	struct kvmrt *ctx = test_open();
	struct kvmrt_vm *vm = NULL;

	(void)state;
	fake_expect_family();
	expect_get(1);
	put_vm(1, NULL, (uint32_t)pid);
	fake_ack();
	assert_int_equal(kvmrt_vm_get(ctx, 1, &vm), 0);
	assert_null(kvmrt_vm_given_name(vm));
	assert_string_equal(kvmrt_vm_name(vm), "cl");
	kvmrt_vm_free(vm);

	expect_get(1);
	put_vm(1, "given", (uint32_t)pid);
	fake_ack();
	assert_int_equal(kvmrt_vm_get(ctx, 1, &vm), 0);
	assert_string_equal(kvmrt_vm_name(vm), "given");
	kvmrt_vm_free(vm);

	child_end(pid);
	expect_get(1);
	put_vm(1, NULL, (uint32_t)pid);
	fake_ack();
	assert_int_equal(kvmrt_vm_get(ctx, 1, &vm), 0);
	assert_string_equal(kvmrt_vm_name(vm), "qemu-system-x86");
	kvmrt_vm_free(vm);
	kvmrt_close(ctx);
}

static void hostile_comm(void **state)
{
	struct kvmrt *ctx = test_open();
	struct kvmrt_vm *vm = NULL;

	(void)state;
	fake_expect_family();
	expect_get(1);
	fake_reply(KVMRT_CMD_VM_GET);
	fake_u32(KVMRT_A_VM_ID, 1);
	fake_u32(KVMRT_A_VM_PID, UINT_MAX);
	fake_string(KVMRT_A_VM_COMM, "\x1b[31mred\n\xc3\xa4");
	fake_ack();
	assert_int_equal(kvmrt_vm_get(ctx, 1, &vm), 0);
	assert_string_equal(kvmrt_vm_name(vm), "?[31mred???");
	assert_string_equal(kvmrt_vm_comm(vm), "\x1b[31mred\n\xc3\xa4");
	kvmrt_vm_free(vm);
	kvmrt_close(ctx);
}

static void bad_objects(void **state)
{
	struct kvmrt *ctx = test_open();
	struct kvmrt_vm *vm = NULL;
	char long_name[65];
	int i;

	(void)state;
	memset(long_name, 'n', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	fake_expect_family();
	for (i = 0; i < 7; i++) {
		expect_get(1);
		fake_reply(KVMRT_CMD_VM_GET);
		if (i)
			fake_u32(KVMRT_A_VM_ID, i > 1);
		switch (i) {
		case 2:		/* a name that no VM can have */
			fake_string(KVMRT_A_VM_NAME, long_name);
			break;
		case 3:		/* sizes that are wrong */
			fake_u64(KVMRT_A_VM_VCPUS, 1);
			break;
		case 4:
			fake_u32(KVMRT_A_VM_START_TIME_NS, 1);
			break;
		case 5:
			fake_bytes(KVMRT_A_VM_PID, NULL, 0);
			break;
		case 6:		/* an attribute that is cut off */
			fake_raw("\x20\0\x02\0", 4);
			fake_wrong_length(NLMSG_HDRLEN + GENL_HDRLEN + 8 + 4);
			break;
		default:	/* no id; and 0 for one */
			break;
		}
		fake_ack();
		assert_fails(ctx, EBADMSG, kvmrt_vm_get(ctx, 1, &vm));
		assert_null(vm);
	}
	kvmrt_close(ctx);
}

static void string_without_nul(void **state)
{
	struct kvmrt *ctx = test_open();
	struct kvmrt_vm *vm = NULL;

	(void)state;
	fake_expect_family();
	expect_get(1);
	fake_reply(KVMRT_CMD_VM_GET);
	fake_u32(KVMRT_A_VM_ID, 1);
	fake_bytes(KVMRT_A_VM_NAME, "abcd", 3);
	fake_ack();
	assert_int_equal(kvmrt_vm_get(ctx, 1, &vm), 0);
	assert_string_equal(kvmrt_vm_name(vm), "abc");
	kvmrt_vm_free(vm);
	kvmrt_close(ctx);
}

static void by_pid(void **state)
{
	struct kvmrt *ctx = test_open();
	struct kvmrt_vm *vm = NULL;

	(void)state;
	fake_expect_family();
	fake_expect_do(KVMRT_CMD_VM_GET);
	fake_expect_u32(KVMRT_A_VM_PID, 77);
	put_vm(3, "x", 77);
	fake_ack();
	assert_int_equal(kvmrt_vm_get_by_pid(ctx, 77, &vm), 0);
	assert_int_equal(kvmrt_vm_id(vm), 3);
	kvmrt_vm_free(vm);
	kvmrt_close(ctx);
}

static void by_given_name(void **state)
{
	struct kvmrt *ctx = test_open();
	struct kvmrt_vm *vm = NULL;

	(void)state;
	fake_expect_family();
	expect_get_by_name("x");
	put_vm(3, "x", 77);
	fake_ack();
	assert_int_equal(kvmrt_vm_get_by_name(ctx, "x", &vm), 0);
	assert_int_equal(kvmrt_vm_id(vm), 3);
	kvmrt_vm_free(vm);
	kvmrt_close(ctx);
}

/* The module doesn't know the name: command lines may. */
static void by_command_line(void **state)
{
	pid_t one = child_start(ARGS("qemu-system-x86_64", "-name", "one"));
	pid_t two = child_start(ARGS("qemu-system-x86_64", "-name", "two"));
	struct kvmrt *ctx = test_open();
	struct kvmrt_vm *vm = NULL;
	int round;

	(void)state;
	fake_expect_family();
	for (round = 0; round < 4; round++) {
		expect_get_by_name("two");
		/* It may also be a name that the module takes for none. */
		fake_error(round ? ENOENT : EINVAL, "no vm with this name",
			   NLMSG_HDRLEN + GENL_HDRLEN, 0);
		fake_expect_dump(KVMRT_CMD_VM_GET);
		put_vm(1, NULL, (uint32_t)one);
		/* The given name of another is not what is looked for. */
		put_vm(2, round == 3 ? "given" : NULL, (uint32_t)two);
		if (round == 1)
			put_vm(3, NULL, (uint32_t)two);
		fake_done();
		fake_flush();
		if (round == 1) {
			assert_fails(ctx, ENOTUNIQ,
				     kvmrt_vm_get_by_name(ctx, "two", &vm));
			continue;
		}
		if (round == 3) {
			assert_fails(ctx, ENOENT,
				     kvmrt_vm_get_by_name(ctx, "two", &vm));
			continue;
		}
		assert_int_equal(kvmrt_vm_get_by_name(ctx, "two", &vm), 0);
		assert_int_equal(kvmrt_vm_id(vm), 2);
		assert_null(kvmrt_vm_given_name(vm));
		kvmrt_vm_free(vm);
	}
	child_end(one);
	child_end(two);
	kvmrt_close(ctx);
}

static void by_impossible_name(void **state)
{
	struct kvmrt *ctx = test_open();
	struct kvmrt_vm *vm = NULL;
	char name[500];

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_fails(ctx, ENOENT, kvmrt_vm_get_by_name(ctx, name, &vm));
	assert_fails(ctx, ENOENT, kvmrt_vm_get_by_name(ctx, "", &vm));
	/* Failures that say nothing about the name are reported as they are. */
	fake_expect_family();
	expect_get_by_name("x");
	fake_error(EPERM, NULL, 0, 0);
	assert_fails(ctx, EPERM, kvmrt_vm_get_by_name(ctx, "x", &vm));
	expect_get_by_name("x");
	fake_error(ENOENT, "no", NLMSG_HDRLEN + GENL_HDRLEN, 0);
	fake_expect_dump(KVMRT_CMD_VM_GET);
	fake_error(ENOMEM, NULL, 0, 0);
	assert_fails(ctx, ENOMEM, kvmrt_vm_get_by_name(ctx, "x", &vm));
	assert_null(vm);
	kvmrt_close(ctx);
}

static void find(void **state)
{
	static const struct {
		const char *key;
		const char *value;
	} bad[] = {
		{ "ID", "1" }, { "", "1" }, { "vm", "1" },
		{ "id", "" }, { "id", "0" }, { "id", "-1" }, { "id", "+1" },
		{ "id", " 1" }, { "id", "1 " }, { "id", "0x1" }, { "id", "x" },
		{ "id", "4294967296" }, { "id", "99999999999999999999999" },
		{ "pid", "0" }, { "pid", "2147483648" }, { "pid", "1.5" },
	};
	struct kvmrt *ctx = test_open();
	struct kvmrt_vm *vm = NULL;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_fails(ctx, EINVAL,
			     kvmrt_vm_find(ctx, bad[i].key, bad[i].value,
					   &vm));
	assert_null(vm);

	fake_expect_family();
	expect_get(UINT_MAX);
	put_vm(UINT_MAX, "x", 1);
	fake_ack();
	assert_int_equal(kvmrt_vm_find(ctx, "id", "4294967295", &vm), 0);
	kvmrt_vm_free(vm);
	fake_expect_do(KVMRT_CMD_VM_GET);
	fake_expect_u32(KVMRT_A_VM_PID, INT_MAX);
	put_vm(1, "x", INT_MAX);
	fake_ack();
	assert_int_equal(kvmrt_vm_find(ctx, "pid", "2147483647", &vm), 0);
	kvmrt_vm_free(vm);
	expect_get_by_name("17");
	put_vm(1, "17", 1);
	fake_ack();
	assert_int_equal(kvmrt_vm_find(ctx, "name", "17", &vm), 0);
	kvmrt_vm_free(vm);
	kvmrt_close(ctx);
}

static void set_name(void **state)
{
	struct kvmrt *ctx = test_open();
	char name[65];

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_fails(ctx, ERANGE, kvmrt_vm_set_name(ctx, 1, name));
	assert_string_equal(kvmrt_error_attr(ctx), "name");

	name[63] = '\0';
	fake_expect_family();
	fake_expect_do(KVMRT_CMD_VM_SET);
	fake_expect_u32(KVMRT_A_VM_ID, 1);
	fake_expect_string(KVMRT_A_VM_NAME, name);
	fake_ack();
	assert_int_equal(kvmrt_vm_set_name(ctx, 1, name), 0);
	assert_null(kvmrt_error_attr(ctx));
	kvmrt_close(ctx);
}

static void no_memory(void **state)
{
	struct kvmrt *ctx = test_open();
	struct kvmrt_vm *vm = NULL;
	int nth;

	(void)state;
	fake_alloc_fails(1);
	assert_fails(ctx, ENOMEM, kvmrt_vm_get(ctx, 1, &vm));

	/* The vm of the first try, the list, its items, the copy. */
	fake_expect_family();
	for (nth = 1; nth <= 4; nth++) {
		pid_t pid = child_start(ARGS("x", "--name", "cl"));

		if (nth > 1) {
			expect_get_by_name("cl");
			fake_error(ENOENT, "no", NLMSG_HDRLEN + GENL_HDRLEN, 0);
		}
		if (nth > 2) {
			fake_expect_dump(KVMRT_CMD_VM_GET);
			put_vm(1, NULL, (uint32_t)pid);
			fake_done();
			fake_flush();
		}
		/* Reading the command line is the one before the last. */
		fake_alloc_fails(nth == 4 ? 5 : nth);
		assert_fails(ctx, ENOMEM, kvmrt_vm_get_by_name(ctx, "cl", &vm));
		assert_true(fake_alloc_failed());
		assert_null(vm);
		child_end(pid);
	}
	kvmrt_close(ctx);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(all_fields),
		TEST(names),
		TEST(hostile_comm),
		TEST(bad_objects),
		TEST(string_without_nul),
		TEST(by_pid),
		TEST(by_given_name),
		TEST(by_command_line),
		TEST(by_impossible_name),
		TEST(find),
		TEST(set_name),
		TEST(no_memory),
	};

	child_main();
	return cmocka_run_group_tests_name("vm", tests, NULL, NULL);
}
