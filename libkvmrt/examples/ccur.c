// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * In a guest: a program as it was written for the library of the modelled
 * product.  Compile it with -lccur_kvmrt_gs, unchanged.
 */
#include <libccur_kvmrt_gs.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
	char message[] = "deadline missed";
	char data[] = { 1, 2, 3, 4 };
	long ret;

	if (!kvmrt_gs_available()) {
		printf("guest services are not available\n");
		return 1;
	}
	if (kvmrt_gs_log_msg_available()) {
		ret = kvmrt_gs_log_msg(message);
		if (ret)
			printf("log_msg: %s\n", strerror((int)-ret));
	}
	if (kvmrt_gs_xtrace_log_data_available()) {
		ret = kvmrt_gs_xtrace_log_data(data, sizeof(data));
		if (ret)
			printf("xtrace_log_data: %s\n", strerror((int)-ret));
	}
	if (kvmrt_gs_xtrace_flush_available()) {
		ret = kvmrt_gs_xtrace_flush(KVMRT_GS_XTRACE_CPU_VM);
		if (ret)
			printf("xtrace_flush: %s\n", strerror((int)-ret));
	}
	return 0;
}
