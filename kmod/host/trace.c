// SPDX-License-Identifier: GPL-2.0-only
/* Where the trace events of the host's side come to be. */
#define CREATE_TRACE_POINTS
#include "trace.h"
