// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every symbol that is found at run time is found here, and nowhere else.
 *
 * kallsyms_lookup_name itself is found by a kprobe, the one way that is left
 * to modules.  A symbol that is missing is remembered with the feature that
 * needs it; the module loads without that feature.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ftrace.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/static_call.h>
#include <linux/string.h>

#include "kvmrt.h"
#include "ksym.h"

static char *ksym_deny = "";
module_param(ksym_deny, charp, 0444);
MODULE_PARM_DESC(ksym_deny,
		 "comma list of kernel symbols to treat as missing, which switches off what needs them");

struct kvmrt_ksym_kvm kvmrt_ksym_kvm;

static unsigned long kln_absent(const char *name)
{
	return 0;
}

DEFINE_STATIC_CALL(ksym_kallsyms_lookup_name, kln_absent);

static struct trace_array *find_get_absent(const char *instance)
{
	return NULL;
}

DEFINE_STATIC_CALL(ksym_trace_array_find_get, find_get_absent);

static unsigned long location_absent(unsigned long ip)
{
	return 0;
}

DEFINE_STATIC_CALL(ksym_ftrace_location, location_absent);

static s32 btf_find_absent(const char *name, u32 kind, struct btf **btf)
{
	return -ENOENT;
}

DEFINE_STATIC_CALL(ksym_btf_find, btf_find_absent);

static void btf_put_absent(struct btf *btf)
{
}

DEFINE_STATIC_CALL(ksym_btf_put, btf_put_absent);

static const struct btf_type *btf_skip_absent(const struct btf *btf, u32 id,
					      u32 *res_id)
{
	return NULL;
}

DEFINE_STATIC_CALL(ksym_btf_skip, btf_skip_absent);

static const char *btf_name_absent(const struct btf *btf, u32 offset)
{
	return NULL;
}

DEFINE_STATIC_CALL(ksym_btf_name, btf_name_absent);

/*
 * What the static calls run while kvm.ko isn't there.  Nothing gets here: no
 * vCPU, no hypercall.
 */
int kvmrt_no_skip_instruction(struct kvm_vcpu *vcpu)
{
	return 0;
}

int kvmrt_no_read_guest(struct kvm_vcpu *vcpu, gpa_t gpa, void *data,
			unsigned long len)
{
	return -EFAULT;
}

int kvmrt_no_emulate_hypercall(struct kvm_vcpu *vcpu)
{
	return 0;
}

DEFINE_STATIC_CALL(kvmrt_skip_instruction, kvmrt_no_skip_instruction);
DEFINE_STATIC_CALL(kvmrt_read_guest, kvmrt_no_read_guest);
DEFINE_STATIC_CALL(kvmrt_emulate_hypercall, kvmrt_no_emulate_hypercall);

/* Index of the table below; the addresses live in addr[]. */
enum ksym {
	KSYM_EMULATE_HYPERCALL,
	KSYM_SKIP_INSTRUCTION,
	KSYM_READ_GUEST,
	KSYM_X86_OPS,
	KSYM_LOCK,
	KSYM_VM_LIST,
	KSYM_POST_INIT_VM,
	KSYM_VCPU_POSTCREATE,
	KSYM_PRE_DESTROY_VM,
	NR_KSYMS
};

static const struct {
	const char *name;
	enum kvmrt_feature feature;
} ksyms[NR_KSYMS] = {
	[KSYM_EMULATE_HYPERCALL] = { "kvm_emulate_hypercall",
				     KVMRT_FEATURE_HYPERCALL },
	[KSYM_SKIP_INSTRUCTION] = { "kvm_skip_emulated_instruction",
				    KVMRT_FEATURE_HYPERCALL },
	[KSYM_READ_GUEST] = { "kvm_vcpu_read_guest", KVMRT_FEATURE_HYPERCALL },
	[KSYM_X86_OPS] = { "kvm_x86_ops", KVMRT_FEATURE_HYPERCALL },
	[KSYM_LOCK] = { "kvm_lock", KVMRT_FEATURE_REGISTRY },
	[KSYM_VM_LIST] = { "vm_list", KVMRT_FEATURE_REGISTRY },
	[KSYM_POST_INIT_VM] = { "kvm_arch_post_init_vm",
				KVMRT_FEATURE_REGISTRY },
	[KSYM_VCPU_POSTCREATE] = { "kvm_arch_vcpu_postcreate",
				   KVMRT_FEATURE_REGISTRY },
	[KSYM_PRE_DESTROY_VM] = { "kvm_arch_pre_destroy_vm",
				  KVMRT_FEATURE_REGISTRY },
};

static unsigned long addr[NR_KSYMS];

/*
 * Behind the call of ftrace at a function's start, for who wants KVM's code
 * and not the hook on it.  0 if the function can't be traced.
 */
static unsigned long behind_hook(unsigned long function)
{
	unsigned long location = static_call(ksym_ftrace_location)(function);

	return location ? location + MCOUNT_INSN_SIZE : 0;
}

/* Is the name a word of the parameter ksym_deny? */
static bool denied(const char *name)
{
	size_t len = strlen(name);
	const char *word = ksym_deny;

	while (*word) {
		size_t n = strcspn(word, ",");

		if (n == len && !strncmp(word, name, n))
			return true;
		word += n;
		word += *word == ',';
	}

	return false;
}

static unsigned long lookup(const char *name)
{
	return denied(name) ? 0 : static_call(ksym_kallsyms_lookup_name)(name);
}

/* kvm.ko's own symbol, not a namesake; KVM may be part of the kernel too. */
static unsigned long lookup_kvm(const char *name)
{
	char qualified[64];

	if (IS_BUILTIN(CONFIG_KVM))
		return lookup(name);

	if (denied(name))
		return 0;

	scnprintf(qualified, sizeof(qualified), "kvm:%s", name);
	return static_call(ksym_kallsyms_lookup_name)(qualified);
}

/**
 * kvmrt_ksym_trace_array_find_get() - a trace instance, if it exists
 * @instance: its name
 *
 * The exported trace_array_get_by_name() would create it.
 *
 * Return: the instance with a reference that trace_array_put() drops, or NULL.
 */
struct trace_array *kvmrt_ksym_trace_array_find_get(const char *instance)
{
	return static_call(ksym_trace_array_find_get)(instance);
}

s32 kvmrt_ksym_btf_find(const char *name, u32 kind, struct btf **btf)
{
	return denied(name) ? -ENOENT :
			      static_call(ksym_btf_find)(name, kind, btf);
}

void kvmrt_ksym_btf_put(struct btf *btf)
{
	static_call(ksym_btf_put)(btf);
}

const struct btf_type *kvmrt_ksym_btf_type(const struct btf *btf, u32 id)
{
	return static_call(ksym_btf_skip)(btf, id, NULL);
}

const char *kvmrt_ksym_btf_name(const struct btf *btf, u32 offset)
{
	return static_call(ksym_btf_name)(btf, offset);
}

/* All four, or none is used: a kernel may have been built without BTF. */
static void find_btf(void)
{
	unsigned long find = lookup("bpf_find_btf_id");
	unsigned long put = lookup("btf_put");
	unsigned long skip = lookup("btf_type_skip_modifiers");
	unsigned long name = lookup("btf_name_by_offset");

	if (!find || !put || !skip || !name)
		return;
	static_call_update(ksym_btf_put, (void *)put);
	static_call_update(ksym_btf_skip, (void *)skip);
	static_call_update(ksym_btf_name, (void *)name);
	static_call_update(ksym_btf_find, (void *)find);
}

/**
 * kvmrt_ksym_kvm_present() - is kvm.ko loaded, or about to start?
 *
 * Return: whether it is.
 */
bool kvmrt_ksym_kvm_present(void)
{
	/* Not subject to ksym_deny: this asks for KVM, not for a symbol. */
	if (IS_BUILTIN(CONFIG_KVM))
		return true;
	return static_call(ksym_kallsyms_lookup_name)("kvm:kvm_get_kvm") != 0;
}

/**
 * kvmrt_ksym_kvm_resolve() - look up everything inside kvm.ko
 *
 * Call before any hook is in place.  What is missing stays 0 and is named by
 * kvmrt_ksym_missing().
 */
void kvmrt_ksym_kvm_resolve(void)
{
	struct kvmrt_ksym_kvm *kvm = &kvmrt_ksym_kvm;
	unsigned long unhooked;
	int i;

	for (i = 0; i < NR_KSYMS; i++)
		addr[i] = lookup_kvm(ksyms[i].name);

	kvm->post_init_vm = addr[KSYM_POST_INIT_VM];
	kvm->vcpu_postcreate = addr[KSYM_VCPU_POSTCREATE];
	kvm->pre_destroy_vm = addr[KSYM_PRE_DESTROY_VM];
	kvm->lock = (struct mutex *)addr[KSYM_LOCK];
	kvm->vm_list = (struct list_head *)addr[KSYM_VM_LIST];
	kvm->x86_ops = (struct kvm_x86_ops *)addr[KSYM_X86_OPS];

	if (addr[KSYM_SKIP_INSTRUCTION])
		static_call_update(kvmrt_skip_instruction,
				   (void *)addr[KSYM_SKIP_INSTRUCTION]);
	if (addr[KSYM_READ_GUEST])
		static_call_update(kvmrt_read_guest,
				   (void *)addr[KSYM_READ_GUEST]);

	unhooked = behind_hook(addr[KSYM_EMULATE_HYPERCALL]);
	if (unhooked)
		static_call_update(kvmrt_emulate_hypercall, (void *)unhooked);
	else
		addr[KSYM_EMULATE_HYPERCALL] = 0;
	kvm->emulate_hypercall = addr[KSYM_EMULATE_HYPERCALL];
}

/**
 * kvmrt_ksym_kvm_forget() - kvm.ko goes away
 *
 * Call once no hook is in place any more.
 */
void kvmrt_ksym_kvm_forget(void)
{
	static_call_update(kvmrt_emulate_hypercall,
			   kvmrt_no_emulate_hypercall);
	static_call_update(kvmrt_read_guest, kvmrt_no_read_guest);
	static_call_update(kvmrt_skip_instruction, kvmrt_no_skip_instruction);
	memset(&kvmrt_ksym_kvm, 0, sizeof(kvmrt_ksym_kvm));
	memset(addr, 0, sizeof(addr));
}

/**
 * kvmrt_ksym_missing() - the first symbol in kvm.ko that a feature lacks
 * @feature: which
 *
 * Return: its name, or NULL if it has all it needs.
 */
const char *kvmrt_ksym_missing(enum kvmrt_feature feature)
{
	int i;

	for (i = 0; i < NR_KSYMS; i++)
		if (ksyms[i].feature == feature && !addr[i])
			return ksyms[i].name;

	return NULL;
}

/**
 * kvmrt_ksym_init() - find kallsyms_lookup_name and the kernel's own symbols
 *
 * Return: 0, or an errno if symbols can't be looked up at all on this kernel.
 */
int kvmrt_ksym_init(void)
{
	struct kprobe kp = {
		.symbol_name = "kallsyms_lookup_name",
		.flags = KPROBE_FLAG_DISABLED,	/* the address is all */
	};
	unsigned long find_get, location;
	int ret;

	ret = register_kprobe(&kp);
	if (ret) {
		pr_err("no kallsyms_lookup_name on this kernel (%d); kvmrt needs CONFIG_KPROBES and CONFIG_KALLSYMS\n",
		       ret);
		return ret;
	}
	/* With IBT this is behind the ENDBR, where a direct call may go. */
	static_call_update(ksym_kallsyms_lookup_name, (void *)kp.addr);
	unregister_kprobe(&kp);

	location = lookup("ftrace_location");
	if (location)
		static_call_update(ksym_ftrace_location, (void *)location);

	find_btf();

	find_get = lookup("trace_array_find_get");
	if (find_get) {
		static_call_update(ksym_trace_array_find_get,
				   (void *)find_get);
		kvmrt_feature_on(KVMRT_FEATURE_TRACE_FLUSH);
	} else {
		kvmrt_feature_off(KVMRT_FEATURE_TRACE_FLUSH,
				  "this kernel has no trace_array_find_get");
	}

	return 0;
}
