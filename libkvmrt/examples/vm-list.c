// SPDX-License-Identifier: LGPL-2.1-or-later
/* The VMs of this host with their vCPUs' threads, one line each. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <kvmrt/kvmrt.h>

static int print_vm(struct kvmrt *ctx, const struct kvmrt_vm *vm)
{
	struct kvmrt_vcpu_list *vcpus;
	size_t i;
	int ret;

	ret = kvmrt_vcpu_list_get(ctx, kvmrt_vm_id(vm), &vcpus);
	if (ret)
		return ret;
	printf("%" PRIu32 " %s pid %d threads", kvmrt_vm_id(vm),
	       kvmrt_vm_name(vm), (int)kvmrt_vm_pid(vm));
	for (i = 0; i < kvmrt_vcpu_list_count(vcpus); i++)
		printf(" %d",
		       (int)kvmrt_vcpu_tid(kvmrt_vcpu_list_at(vcpus, i)));
	putchar('\n');
	kvmrt_vcpu_list_free(vcpus);
	return 0;
}

int main(void)
{
	struct kvmrt_vm_list *vms;
	struct kvmrt *ctx;
	size_t i;
	int ret;

	if (kvmrt_open(&ctx)) {
		perror("vm-list");
		return EXIT_FAILURE;
	}
	ret = kvmrt_vm_list_get(ctx, &vms);
	if (ret)
		goto out;
	/* A VM may be gone by the time that its vCPUs are asked for. */
	for (i = 0; i < kvmrt_vm_list_count(vms); i++)
		if (print_vm(ctx, kvmrt_vm_list_at(vms, i)))
			fprintf(stderr, "vm-list: %s\n", kvmrt_error_text(ctx));
	kvmrt_vm_list_free(vms);
out:
	if (ret)
		fprintf(stderr, "vm-list: %s\n", kvmrt_error_text(ctx));
	kvmrt_close(ctx);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}
