// SPDX-License-Identifier: LGPL-2.1-or-later
/* The guest's side of custom events. */
#include <kvmrt/custom.h>
#include <kvmrt/gs.h>

#define KVMRT_API	__attribute__((visibility("default")))

KVMRT_API long kvmrt_gs_custom_event(uint32_t type, const void *data,
				     size_t length)
{
	char payload[KVMRT_CUSTOM_HEADER_BYTES + KVMRT_CUSTOM_DATA_MAX];
	int bytes;

	bytes = kvmrt_custom_build(type, data, length, payload,
				   sizeof(payload));
	return bytes < 0 ? bytes : kvmrt_gs_xtrace_log_data(payload, bytes);
}
