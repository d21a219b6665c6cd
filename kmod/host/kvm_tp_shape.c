// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does a tracepoint of the running kernel have the arguments that our probe
 * takes?  A probe with others would read registers that hold something else,
 * and nothing at all would tell.  The kernel's BTF knows: for each tracepoint
 * it has a type "btf_trace_<name>", the probe's prototype.
 */
#include <linux/btf.h>
#include <linux/module.h>
#include <linux/string.h>

#include "kvmrt.h"
#include "kvm_tp.h"
#include "ksym.h"
#include "visible.h"

static char *tracepoints_expect = "";
module_param(tracepoints_expect, charp, 0444);
MODULE_PARM_DESC(tracepoints_expect,
		 "comma list of NAME=ARGUMENTS that KVM's tracepoints must have besides, as kvmrt's kvm_tp.h writes them, else they are refused; for tests");

static bool is_vcpu(const struct btf *btf, const struct btf_type *type)
{
	const char *name;

	if (btf_kind(type) != BTF_KIND_PTR)
		return false;
	type = kvmrt_ksym_btf_type(btf, type->type);
	if (!type)
		return false;
	if (btf_kind(type) != BTF_KIND_STRUCT && btf_kind(type) != BTF_KIND_FWD)
		return false;
	name = kvmrt_ksym_btf_name(btf, type->name_off);
	return name && !strcmp(name, "kvm_vcpu");
}

static bool fits(const struct btf *btf, u32 id, char letter)
{
	const struct btf_type *type = kvmrt_ksym_btf_type(btf, id);

	if (!type)
		return false;
	if (letter == 'v')
		return is_vcpu(btf, type);
	return btf_kind(type) == BTF_KIND_INT && type->size == letter - '0';
}

/* The prototype that a typedef of a pointer to it stands for, or NULL. */
static const struct btf_type *prototype(const struct btf *btf, u32 id)
{
	const struct btf_type *type = kvmrt_ksym_btf_type(btf, id);

	if (!type || btf_kind(type) != BTF_KIND_PTR)
		return NULL;
	type = kvmrt_ksym_btf_type(btf, type->type);
	return type && btf_kind(type) == BTF_KIND_FUNC_PROTO ? type : NULL;
}

/*
 * Arguments that we don't read may follow, as a caller may pass more than a
 * function takes; but not where calls are checked by their type.
 */
static bool shape_fits(const struct btf *btf, u32 id, const char *shape,
		       size_t n)
{
	const struct btf_type *proto = prototype(btf, id);
	const struct btf_param *param;
	size_t i;

	if (!proto || btf_type_vlen(proto) < n + 1)
		return false;
	if (IS_ENABLED(CONFIG_CFI_CLANG) && btf_type_vlen(proto) != n + 1)
		return false;

	param = btf_params(proto) + 1;
	for (i = 0; i < n; i++)
		if (!fits(btf, param[i].type, shape[i]))
			return false;
	return true;
}

/* Does it also have the arguments that the parameter wants, if any? */
static bool expected_fits(const struct btf *btf, u32 id, const char *name)
{
	const char *word = tracepoints_expect;
	size_t len = strlen(name), n;

	for (; *word; word += word[n] ? n + 1 : n) {
		n = strcspn(word, ",");
		if (n > len && !strncmp(word, name, len) && word[len] == '=')
			return shape_fits(btf, id, word + len + 1, n - len - 1);
	}
	return true;
}

/**
 * kvmrt_tp_check() - may a probe be attached to a tracepoint?
 * @name: the tracepoint's
 * @shape: the arguments that the probe takes, as kvm_tp.h has them
 *
 * Return: KVMRT_TP_FITS, or why not.
 */
enum kvmrt_tp_refusal kvmrt_tp_check(const char *name, const char *shape)
{
	char type_name[64];
	struct btf *btf;
	bool fit;
	s32 id;

	snprintf(type_name, sizeof(type_name), "btf_trace_%s", name);
	id = kvmrt_ksym_btf_find(type_name, BTF_KIND_TYPEDEF, &btf);
	if (id < 0)
		return KVMRT_TP_NO_BTF;
	fit = shape_fits(btf, id, shape, strlen(shape)) &&
	      expected_fits(btf, id, name);
	kvmrt_ksym_btf_put(btf);
	return fit ? KVMRT_TP_FITS : KVMRT_TP_DIFFERS;
}
EXPORT_SYMBOL_IF_KUNIT(kvmrt_tp_check);
